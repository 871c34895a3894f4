"""The contents at head office are proven, and what is lost there is asked for again."""

import argparse
import json
import shutil
from pathlib import Path

import pytest

from central import command
from central.files.objects import TROUBLE, FileRefused, Folder
from central.files.uploads import whole_name
from tests.central.bank import Bank
from tests.central.files.sender import Sender, hash_of, scan
from tests.central.test_auditing import trail

ONE, TWO, THREE = (scan(1000, seed) for seed in (1, 2, 3))


@pytest.fixture
def wangjun(bank: Bank) -> Sender:
    """Somebody three of whose papers have arrived."""
    sender = Sender(bank)
    for content in (ONE, TWO, THREE):
        sender.file(content)
        sender.send(content)
    return sender


def lies_at(bank: Bank, folder: Path, content: bytes) -> Path:
    return folder / "files" / whole_name(bank.institution, hash_of(content))


def verify(bank: Bank, folder: Path, *words: str) -> int:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    url = bank.store.engine.url.render_as_string(hide_password=False)
    told = ["verify", "--database", url, "--files", str(folder / "files"), *words]
    return command.run(parser.parse_args(told))


def test_whole_files_are_counted(wangjun: Sender, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(wangjun.bank, tmp_path) == 0
    assert "资料文件3个完好 / " in capsys.readouterr().out


def test_what_is_missing_or_damaged_is_named_and_nothing_is_changed(
    wangjun: Sender, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bank = wangjun.bank
    lies_at(bank, tmp_path, ONE).unlink()
    lies_at(bank, tmp_path, TWO).write_bytes(TWO[:-1] + b"x")
    assert verify(bank, tmp_path, "--json") == 1
    (found,) = json.loads(capsys.readouterr().out)
    assert found["files"] == 1
    assert {each["zh"] for each in found["findings"]} == {
        f"资料文件{hash_of(ONE)}缺失。",
        f"资料文件{hash_of(TWO)}已损坏。",
    }
    assert wangjun.have(ONE, TWO, THREE) == [True, True, True]


def test_what_is_lost_is_asked_for_and_counts_again_when_it_has_come(
    wangjun: Sender, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bank = wangjun.bank
    wangjun.file(TWO)
    lies_at(bank, tmp_path, TWO).write_bytes(b"")
    assert verify(bank, tmp_path, "--ask-again") == 1
    assert "已请仍保有该文件的工作站重传，涉及2份资料。" in capsys.readouterr().out
    assert wangjun.have(ONE, TWO, THREE) == [True, False, True]
    waiting = [each["values"] for each in bank.records("attachment") if not each["values"]["received_at"]]
    assert [each["sha256"] for each in waiting] == [hash_of(TWO)] * 2
    (noted,) = trail(bank, "action=file.lost")["entries"]
    assert (noted["officer"], noted["subject"]) == ("admin", f"file {hash_of(TWO)}")

    assert wangjun.send(TWO).status_code == 204
    assert wangjun.read(TWO).content == TWO
    assert verify(bank, tmp_path) == 0


def test_a_folder_without_one_file_asks_for_nothing(
    wangjun: Sender, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(tmp_path / "files" / "whole")
    assert verify(wangjun.bank, tmp_path, "--ask-again") == 1
    assert "请核对资料文件夹；没有请工作站重传。" in capsys.readouterr().out
    assert wangjun.have(ONE) == [True]
    shutil.rmtree(tmp_path / "files")
    assert verify(wangjun.bank, tmp_path) == 1
    assert "没有资料文件夹" in capsys.readouterr().err


def test_whoever_reads_what_is_lost_hears_that_and_nothing_is_noted(wangjun: Sender, tmp_path: Path) -> None:
    lies_at(wangjun.bank, tmp_path, ONE).unlink()
    lies_at(wangjun.bank, tmp_path, TWO).write_bytes(TWO[:-1])
    for content in (ONE, TWO):
        answer = wangjun.read(content)
        assert (answer.status_code, answer.headers["content-type"]) == (409, "application/problem+json")
        assert "请通知总行管理员核验资料" in answer.json()["zh"]
    assert trail(wangjun.bank, "action=file.read")["entries"] == []


def test_what_cannot_be_read_is_damaged(
    wangjun: Sender, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = lies_at(wangjun.bank, tmp_path, ONE)
    place.unlink()
    place.mkdir()
    assert verify(wangjun.bank, tmp_path) == 1
    assert f"资料文件{hash_of(ONE)}已损坏。" in capsys.readouterr().out


def test_a_store_that_is_away_has_lost_nothing(
    wangjun: Sender, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_folder: Folder, _name: str) -> int:
        raise FileRefused(503, TROUBLE)

    with monkeypatch.context() as patch:
        patch.setattr(Folder, "size", gone)
        assert verify(wangjun.bank, tmp_path, "--ask-again") == 1
    assert "总行资料库暂时不可用" in capsys.readouterr().err
    assert wangjun.have(ONE, TWO, THREE) == [True, True, True]
