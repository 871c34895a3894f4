"""Contents in a bucket: a real S3 protocol over HTTP, spoken by moto's server in a process of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import boto3
import httpx2
import pytest

from central.files.bucket import Bucket
from central.files.objects import FileRefused, Folder, objects_for
from central.store import Store
from tests.central.bank import Bank
from tests.central.files.sender import PART, Sender, hash_of, scan

LARGE = scan(20 * 2**20)
MOTO = "import sys; from moto.server import main; main(sys.argv[1:])"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a running S3 server."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-c", MOTO, "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    found = f"http://127.0.0.1:{port}"
    for _try in range(200):
        try:
            httpx2.get(found)
            break
        except httpx2.HTTPError:
            time.sleep(0.1)
    yield found
    server.kill()
    server.wait(timeout=15)


@pytest.fixture
def bucket(address: str, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    boto3.client("s3", endpoint_url=address, region_name="us-east-1").create_bucket(Bucket="papers")
    return Bucket(f"s3://papers/heitu?endpoint={address}")


def test_what_was_put_is_read_by_range_and_cleared(bucket: Bucket) -> None:
    bucket.put("parts/a/1", [LARGE[:100], LARGE[100:]])
    bucket.put("parts/a/2", [b"two"])
    bucket.put("parts/ab/1", [b"other"])
    assert (bucket.size("parts/a/1"), bucket.size("parts/a/9")) == (len(LARGE), None)
    assert b"".join(bucket.read("parts/a/1")) == LARGE
    assert b"".join(bucket.read("parts/a/1", 5, 2_000_000)) == LARGE[5:2_000_001]
    bucket.clear("parts/a")
    assert [bucket.size(each) for each in ("parts/a/1", "parts/a/2", "parts/ab/1")] == [None, None, 5]


def test_an_error_among_the_chunks_leaves_nothing(bucket: Bucket) -> None:
    def chunks() -> Iterator[bytes]:
        yield LARGE
        raise RuntimeError

    with pytest.raises(RuntimeError):
        bucket.put("whole/x", chunks())
    assert bucket.size("whole/x") is None


def test_a_file_travels_into_the_bucket(bucket: Bucket, store: Store) -> None:
    content = scan(2 * PART + 5)
    wangjun = Sender(Bank(store, bucket))
    wangjun.file(content)
    assert wangjun.send(content).status_code == 204
    assert wangjun.read(content, "bytes=3-9").content == content[3:10]
    assert bucket.size(f"whole/23990100/{hash_of(content)[:2]}/{hash_of(content)}") == len(content)


def test_a_store_that_does_not_answer_is_said_and_nothing_is_lost(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    content = scan(PART)
    wangjun = Sender(Bank(store, Bucket("s3://papers?endpoint=http://127.0.0.1:9")))
    wangjun.file(content)
    where = wangjun.begin(hash_of(content), len(content)).headers["Location"]
    answer = wangjun.part(where, 0, content)
    assert (answer.status_code, "资料库暂时不可用" in answer.json()["zh"]) == (503, True)
    assert wangjun.ask("HEAD", where).headers["Upload-Offset"] == "0"


def test_the_setting_chooses(
    monkeypatch: pytest.MonkeyPatch, store: Store, tmp_path: os.PathLike[str]
) -> None:
    monkeypatch.setenv("HEITU_CENTRAL_FILES", f"{tmp_path}/elsewhere")
    assert isinstance(objects_for(store.engine.url), Folder)
    monkeypatch.setenv("HEITU_CENTRAL_FILES", "s3://papers/heitu")
    assert isinstance(objects_for(store.engine.url), Bucket)
    monkeypatch.setenv("HEITU_CENTRAL_FILES", "s3://")
    with pytest.raises(ValueError, match="no bucket"):
        objects_for(store.engine.url)
    monkeypatch.delenv("HEITU_CENTRAL_FILES")
    assert isinstance(objects_for(store.engine.url), Folder)
    with pytest.raises(FileRefused):
        list(objects_for(store.engine.url).read("whole/nothing"))
