"""Files arrive part by part, whole or not at all, and only for papers that are on record."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from central.files.objects import Folder
from models.identity import new_id
from tests.central.bank import Bank, creation
from tests.central.files.sender import PART, TUS, Sender, hash_of, lying_in, record_of, scan
from tests.central.test_hand_over import hand_over

SMALL = scan(1000)
LARGE = scan(3 * PART + 17)


@pytest.fixture
def wangjun(bank: Bank) -> Sender:
    return Sender(bank)


def received(sender: Sender) -> list[str | None]:
    return [each["values"]["received_at"] for each in sender.bank.records("attachment")]


@pytest.mark.parametrize("content", [scan(10), SMALL, scan(PART), scan(PART + 1), LARGE], ids=len)
def test_what_was_sent_is_read_again(wangjun: Sender, content: bytes, tmp_path: Path) -> None:
    wangjun.file(content)
    assert wangjun.have(content) == [False]
    assert wangjun.send(content).headers["Upload-Offset"] == str(len(content))
    assert wangjun.have(content, SMALL[:-1]) == [True, False]
    answer = wangjun.read(content)
    assert (answer.status_code, answer.content) == (200, content)
    assert received(wangjun) == ["2026-03-10T01:00:00+00:00"]
    assert lying_in(tmp_path / "files") == [f"whole/23990100/{hash_of(content)[:2]}/{hash_of(content)}"]


def test_nothing_is_taken_that_no_paper_names(wangjun: Sender) -> None:
    answer = wangjun.begin(hash_of(SMALL), len(SMALL))
    assert answer.status_code == 409
    assert "先同步" in answer.json()["zh"]


def test_another_size_than_the_record_says_is_refused(wangjun: Sender) -> None:
    wangjun.file(SMALL)
    assert wangjun.begin(hash_of(SMALL), len(SMALL) + 1).status_code == 422


def test_two_hundred_megabytes_are_refused_before_a_byte_is_sent(wangjun: Sender) -> None:
    wangjun.file(SMALL, size=200 * 2**20)
    answer = wangjun.begin(hash_of(SMALL), 200 * 2**20)
    assert (answer.status_code, "50MB" in answer.json()["zh"]) == (413, True)


def test_nothing_cannot_be_sent(wangjun: Sender) -> None:
    assert wangjun.begin(hash_of(b""), 0).status_code == 422


def test_a_broken_off_upload_is_found_again_and_goes_on(wangjun: Sender) -> None:
    wangjun.file(LARGE)
    where = wangjun.begin(hash_of(LARGE), len(LARGE)).headers["Location"]
    assert wangjun.part(where, 0, LARGE[:PART]).status_code == 204
    again = wangjun.begin(hash_of(LARGE), len(LARGE))
    assert (again.headers["Location"], again.headers["Upload-Offset"]) == (where, str(PART))
    told = wangjun.ask("HEAD", where)
    assert (told.headers["Upload-Offset"], told.headers["Upload-Length"]) == (str(PART), str(len(LARGE)))
    assert told.headers["Tus-Resumable"] == "1.0.0"
    assert wangjun.part(where, PART, LARGE[PART : 2 * PART]).status_code == 204
    assert wangjun.part(where, 2 * PART, LARGE[2 * PART :]).status_code == 204
    assert wangjun.read(LARGE).content == LARGE


def test_a_part_repeated_or_out_of_order_changes_nothing(wangjun: Sender) -> None:
    wangjun.file(LARGE)
    where = wangjun.begin(hash_of(LARGE), len(LARGE)).headers["Location"]
    wangjun.part(where, 0, LARGE[:PART])
    for offset, part in ((0, LARGE[:PART]), (2 * PART, LARGE[2 * PART :]), (PART + 1, LARGE[PART + 1 :])):
        answer = wangjun.part(where, offset, part)
        assert (answer.status_code, answer.headers["Upload-Offset"]) == (409, str(PART))
    for offset in range(PART, len(LARGE), PART):
        assert wangjun.part(where, offset, LARGE[offset : offset + PART]).status_code == 204
    assert wangjun.read(LARGE).content == LARGE


def test_a_damaged_part_is_not_taken(wangjun: Sender) -> None:
    wangjun.file(LARGE)
    where = wangjun.begin(hash_of(LARGE), len(LARGE)).headers["Location"]
    damaged = wangjun.part(where, 0, LARGE[:PART], checksum=bytes(32))
    assert (damaged.status_code, "损坏" in damaged.json()["zh"]) == (460, True)
    assert wangjun.ask("HEAD", where).headers["Upload-Offset"] == "0"


@pytest.mark.parametrize(
    ("part", "status"),
    [(LARGE[: PART - 1], 400), (bytes(2**20 + 1), 413), (LARGE + b"x", 413)],
    ids=["too small", "too large", "beyond the end"],
)
def test_a_part_has_a_size(wangjun: Sender, part: bytes, status: int) -> None:
    wangjun.file(LARGE)
    where = wangjun.begin(hash_of(LARGE), len(LARGE)).headers["Location"]
    assert wangjun.part(where, 0, part).status_code == status


def test_a_lying_hash_is_refused_noted_and_nothing_is_kept(wangjun: Sender, tmp_path: Path) -> None:
    wangjun.file(LARGE)
    where = wangjun.begin(hash_of(LARGE), len(LARGE)).headers["Location"]
    lie = scan(len(LARGE), seed=2)
    answers = [wangjun.part(where, at, lie[at : at + PART]) for at in range(0, len(lie), PART)]
    assert [each.status_code for each in answers] == [204, 204, 204, 422]
    assert lying_in(tmp_path / "files") == []
    assert wangjun.ask("HEAD", where).status_code == 404
    assert (wangjun.have(LARGE), received(wangjun)) == ([False], [None])
    noted = wangjun.bank.get("xuqing", "/v1/audit?action=file.refused").json()["entries"]
    assert [(each["officer"], each["subject"]) for each in noted] == [("wangjun", f"file {hash_of(LARGE)}")]
    assert wangjun.send(LARGE).status_code == 204


def test_contents_of_another_kind_are_refused(wangjun: Sender, tmp_path: Path) -> None:
    page = b"<html><script>" + bytes(100)
    wangjun.file(page)
    assert wangjun.send(page).status_code == 422
    assert lying_in(tmp_path / "files") == []


def test_an_upload_is_its_officers_alone(wangjun: Sender) -> None:
    wangjun.file(LARGE)
    where = wangjun.begin(hash_of(LARGE), len(LARGE)).headers["Location"]
    lixue = Sender(wangjun.bank, "lixue")
    assert lixue.ask("HEAD", where).status_code == 404
    assert lixue.part(where, 0, LARGE[:PART]).status_code == 404
    assert lixue.ask("DELETE", where).status_code == 404
    assert lixue.ask("HEAD", f"/v1/files/uploads/{new_id()}").status_code == 404


def test_what_is_given_up_or_forgotten_leaves_nothing(wangjun: Sender, tmp_path: Path) -> None:
    wangjun.file(LARGE)
    for _way in range(2):
        where = wangjun.begin(hash_of(LARGE), len(LARGE)).headers["Location"]
        assert wangjun.part(where, 0, LARGE[:PART]).status_code == 204
        assert len(lying_in(tmp_path / "files")) == 1
        if _way == 0:
            assert wangjun.ask("DELETE", where).status_code == 204
            assert lying_in(tmp_path / "files") == []
    wangjun.bank.clock.move(days=8)
    wangjun.bank.sit_down("wangjun", "测试机")
    assert wangjun.ask("HEAD", where).status_code == 410
    begun = wangjun.begin(hash_of(LARGE), len(LARGE))
    assert (begun.headers["Upload-Offset"], lying_in(tmp_path / "files")) == ("0", [])


def test_the_same_contents_lie_once_and_count_for_the_branch(wangjun: Sender, tmp_path: Path) -> None:
    wangjun.file(SMALL)
    wangjun.send(SMALL)
    wangjun.file(SMALL)
    assert None not in received(wangjun)
    assert wangjun.begin(hash_of(SMALL), len(SMALL)).status_code == 200
    other = Sender(wangjun.bank, "qianduo")
    other.file(SMALL)
    other.send(SMALL)
    assert len(lying_in(tmp_path / "files")) == 1


def test_a_known_hash_opens_no_file_of_another_branch(wangjun: Sender) -> None:
    wangjun.file(SMALL)
    wangjun.send(SMALL)
    other = Sender(wangjun.bank, "qianduo")
    assert (other.have(SMALL), other.read(SMALL).status_code) == ([False], 404)
    other.file(SMALL)
    assert (other.have(SMALL), other.read(SMALL).status_code) == ([False], 404)
    other.send(SMALL)
    assert other.read(SMALL).content == SMALL
    assert Sender(wangjun.bank, "zhenghua").read(SMALL).content == SMALL


@pytest.mark.parametrize(
    ("span", "status", "first", "last"),
    [
        ("bytes=0-9", 206, 0, 9),
        ("bytes=990-", 206, 990, 999),
        ("bytes=-5", 206, 995, 999),
        ("bytes=10-5000", 206, 10, 999),
        ("items=1-2", 200, 0, 999),
        ("bytes=0-1,3-4", 200, 0, 999),
    ],
)
def test_a_range_is_given(wangjun: Sender, span: str, status: int, first: int, last: int) -> None:
    wangjun.file(SMALL)
    wangjun.send(SMALL)
    answer = wangjun.read(SMALL, span)
    assert (answer.status_code, answer.content) == (status, SMALL[first : last + 1])
    if status == 206:
        assert answer.headers["Content-Range"] == f"bytes {first}-{last}/1000"


@pytest.mark.parametrize("span", ["bytes=1000-", "bytes=9-3", "bytes=-0"])
def test_there_is_no_such_range(wangjun: Sender, span: str) -> None:
    wangjun.file(SMALL)
    wangjun.send(SMALL)
    answer = wangjun.read(SMALL, span)
    assert (answer.status_code, answer.headers["Content-Range"]) == (416, "bytes */1000")


def readings(bank: Bank) -> list[tuple[str, str]]:
    entries = bank.get("xuqing", "/v1/audit?action=file.read").json()["entries"]
    return [(each["officer"], each["device"]) for each in reversed(entries)]


@pytest.mark.parametrize("span", ["", "bytes=0-0", "bytes=1-", "bytes=-999", "bytes=500-600"])
def test_whichever_bytes_are_read_is_noted(wangjun: Sender, span: str) -> None:
    wangjun.file(SMALL)
    wangjun.send(SMALL)
    assert wangjun.read(SMALL, "bytes=1000-").status_code == 416
    assert readings(wangjun.bank) == []
    wangjun.read(SMALL, span)
    assert readings(wangjun.bank) == [("wangjun", "测试机")]


def test_the_ranges_of_one_download_are_one_reading(wangjun: Sender) -> None:
    bank = wangjun.bank
    wangjun.file(SMALL)
    wangjun.send(SMALL)
    for first in range(0, 1000, 100):
        wangjun.read(SMALL, f"bytes={first}-{first + 99}")
    assert readings(bank) == [("wangjun", "测试机")]
    Sender(bank, "lixue").read(SMALL, "bytes=900-")
    bank.sit_down("wangjun", "二号机")
    wangjun.read(SMALL, "bytes=900-")
    assert readings(bank)[1:] == [("lixue", "测试机"), ("wangjun", "二号机")]
    bank.clock.move(minutes=59)
    for login in ("wangjun", "xuqing"):
        bank.sit_down(login, "二号机")
    wangjun.read(SMALL, "bytes=900-")
    assert len(readings(bank)) == 3
    bank.clock.move(minutes=1)
    wangjun.read(SMALL, "bytes=900-")
    assert readings(bank)[3:] == [("wangjun", "二号机")]
    wangjun.file(LARGE)
    wangjun.send(LARGE)
    wangjun.read(LARGE, "bytes=1-")
    assert readings(bank)[4:] == [("wangjun", "二号机")]


def test_the_protocol_says_what_it_speaks(wangjun: Sender) -> None:
    told = wangjun.ask("OPTIONS", "/v1/files")
    assert (told.status_code, told.headers["Tus-Version"]) == (204, "1.0.0")
    assert set(told.headers["Tus-Extension"].split(",")) == {
        "creation",
        "checksum",
        "expiration",
        "termination",
    }
    old = wangjun.ask(
        "POST", "/v1/files", tus_resumable="0.2.2", upload_length="1", upload_metadata="sha256 eA=="
    )
    assert (old.status_code, old.headers["Tus-Version"]) == (412, "1.0.0")


def test_nobody_reads_or_sends_without_logging_in(wangjun: Sender) -> None:
    wangjun.file(SMALL)
    client = wangjun.bank.client
    assert client.get(f"/v1/files/{hash_of(SMALL)}").status_code == 401
    told = {**TUS, "Upload-Length": "1000", "Upload-Metadata": "sha256 eA=="}
    assert client.post("/v1/files", headers=told).status_code == 401


def test_too_many_unfinished_uploads_wait(wangjun: Sender) -> None:
    subject = wangjun.bank.farmer()
    contents = [scan(20, seed) for seed in range(51)]
    wangjun.bank.post("wangjun", *[creation("attachment", record_of(each, subject)) for each in contents])
    answers = [wangjun.begin(hash_of(each), 20).status_code for each in contents]
    assert answers == [201] * 50 + [429]


def test_papers_go_along_with_a_customer_who_is_handed_over(wangjun: Sender) -> None:
    bank, farmer = wangjun.bank, wangjun.bank.farmer()
    for content in (SMALL, LARGE):
        bank.create("wangjun", "attachment", record_of(content, farmer))
    wangjun.send(SMALL)
    where = wangjun.begin(hash_of(LARGE), len(LARGE)).headers["Location"]
    assert hand_over(bank, farmer).status == "accepted"
    assert wangjun.read(SMALL).status_code == 404
    other = Sender(bank, "qianduo")
    assert other.read(SMALL).content == SMALL
    answers = [wangjun.part(where, at, LARGE[at : at + PART]) for at in range(0, len(LARGE), PART)]
    assert [each.status_code for each in answers] == [204, 204, 204, 404]
    # Nobody else has what was on its way: whoever put it on file sends it on, and cannot read it there.
    assert wangjun.have(LARGE) == [False]
    assert wangjun.send(LARGE).status_code == 204
    assert wangjun.have(LARGE) == [True]
    assert wangjun.read(LARGE).status_code == 404
    assert other.read(LARGE).content == LARGE


def test_a_colleague_who_sent_nothing_sends_no_paper_of_another_branch(wangjun: Sender) -> None:
    bank, farmer = wangjun.bank, wangjun.bank.farmer()
    bank.create("wangjun", "attachment", record_of(LARGE, farmer))
    assert hand_over(bank, farmer).status == "accepted"
    assert Sender(bank, "lixue").begin(hash_of(LARGE), len(LARGE)).status_code == 409


def test_contents_that_a_branch_has_are_sent_once_more_for_a_paper_that_has_gone(wangjun: Sender) -> None:
    bank, farmer = wangjun.bank, wangjun.bank.farmer()
    bank.create("wangjun", "attachment", record_of(LARGE, farmer))
    assert hand_over(bank, farmer).status == "accepted"
    Sender(bank, "lixue").file(LARGE)
    assert Sender(bank, "lixue").send(LARGE).status_code == 204
    assert wangjun.have(LARGE) == [False]
    assert wangjun.send(LARGE).status_code == 204
    assert Sender(bank, "qianduo").read(LARGE).content == LARGE


def test_the_same_scan_of_two_customers_arrives_once_for_both(wangjun: Sender) -> None:
    bank, gone, stays = wangjun.bank, wangjun.bank.farmer(), wangjun.bank.farmer()
    bank.create("wangjun", "attachment", record_of(SMALL, gone))
    wangjun.send(SMALL)
    assert hand_over(bank, gone).status == "accepted"
    # Its record reaches head office only now: the workstation has sent the contents and sends them no more.
    bank.create("wangjun", "attachment", record_of(SMALL, stays))
    assert wangjun.read(SMALL).content == SMALL


def test_contents_are_never_packed_on_their_way(wangjun: Sender) -> None:
    content = b"%PDF-1.7\n" + bytes(5000)
    wangjun.file(content)
    wangjun.send(content)
    answer = wangjun.read(content, "bytes=0-3999")
    assert (answer.headers["Content-Encoding"], answer.headers["Content-Length"]) == ("identity", "4000")
    assert answer.content == content[:4000]


def test_contents_that_arrive_while_the_paper_moves_are_asked_for_again(
    wangjun: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    farmer, put = wangjun.bank.farmer("wangjun"), Folder.put
    wangjun.bank.create("wangjun", "attachment", record_of(SMALL, farmer))
    wangjun.bank.headers("weiguo")

    def slowly(folder: Folder, name: str, chunks: Iterable[bytes]) -> None:
        put(folder, name, chunks)
        if name.startswith("whole/"):
            assert hand_over(wangjun.bank, farmer).status == "accepted"

    monkeypatch.setattr(Folder, "put", slowly)
    assert wangjun.send(SMALL).status_code == 404


class KilledError(Exception):
    """The process was killed here."""


def test_what_a_killed_centre_did_not_clear_away_goes_when_the_upload_has_expired(
    wangjun: Sender, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wangjun.file(LARGE)
    where = wangjun.begin(hash_of(LARGE), len(LARGE)).headers["Location"]
    assert wangjun.part(where, 0, LARGE[:PART]).status_code == 204

    def killed(_folder: Folder, _prefix: str) -> None:
        raise KilledError

    with monkeypatch.context() as patched:
        patched.setattr(Folder, "clear", killed)
        assert wangjun.ask("DELETE", where).status_code == 500
    wangjun.bank.clock.move(days=8)
    wangjun.bank._tokens.clear()
    wangjun.file(SMALL)
    assert wangjun.send(SMALL).status_code == 204
    assert [each for each in lying_in(tmp_path / "files") if each.startswith("parts/")] == []


def test_a_part_that_comes_while_its_upload_is_given_up_leaves_nothing(
    wangjun: Sender, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wangjun.file(LARGE)
    where, put = wangjun.begin(hash_of(LARGE), len(LARGE)).headers["Location"], Folder.put

    def slowly(folder: Folder, name: str, chunks: Iterable[bytes]) -> None:
        assert wangjun.ask("DELETE", where).status_code == 204
        put(folder, name, chunks)

    monkeypatch.setattr(Folder, "put", slowly)
    assert wangjun.part(where, 0, LARGE[:PART]).status_code == 404
    assert lying_in(tmp_path / "files") == []
