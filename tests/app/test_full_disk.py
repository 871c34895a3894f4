"""The disk of a workstation fills up, or its store is out of reach: a sentence says so, and nothing is lost."""

import re
import secrets
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.attachments import papers
from app.attachments.courier import Courier
from app.attachments.intake import take_in
from app.attachments.lane import Lane
from app.attachments.papers import Subject
from app.database import Database
from app.disk import FULL, OUT_OF_REACH, DiskTrouble
from app.keys import key_from_passphrase
from app.register.report import write_verdicts
from app.register.verdicts import Verdict
from models.party.farmer import Farmer
from tests import factories
from tests.app.attachments.files import pdf
from tests.app.places import KEY, CentreProcess
from tests.app.sync.desks import add, agree, edit, open_desk, outbox, rows, seen, settle, states
from tests.disks import full, needs_root, small_disk
from tests.factories import TODAY


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", "24m") as made:
        yield made


@needs_root
def test_what_is_typed_goes_in_once_there_is_room_again(disk: Path) -> None:
    farmer = factories.farmer()
    with closing(Database(disk / "store.db", KEY)) as database:
        with full(disk), pytest.raises(DiskTrouble) as refused:
            database.run(lambda session: session.add_all([farmer, factories.farmer(phone="1" * 11)]))
        assert refused.value.text == FULL
        assert database.read("SELECT count(*) FROM farmer") == [(0,)]
        assert database.read("SELECT count(*) FROM outbox") == [(0,)]
        database.run(lambda session: session.add(factories.farmer()))
        assert database.read("SELECT count(*) FROM outbox") == [(1,)]
        assert database.check() == []


@needs_root
def test_a_store_that_finds_no_room_is_not_called_locked(disk: Path) -> None:
    with full(disk), pytest.raises(DiskTrouble) as refused:
        Database(disk / "store.db", KEY)
    assert refused.value.text == FULL
    with closing(Database(disk / "store.db", KEY)) as database:
        database.run(lambda session: session.add(factories.farmer()))
        assert database.check() == []


@needs_root
def test_a_store_that_gets_too_little_room_is_made_whole_the_next_time(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "300k") as disk:
        with pytest.raises(DiskTrouble):
            Database(disk / "store.db", KEY)
        (tmp_path / "store.db").write_bytes((disk / "store.db").read_bytes())
    with closing(Database(tmp_path / "store.db", KEY)) as database:
        database.run(lambda session: session.add(factories.farmer()))
        assert database.check() == []


@needs_root
def test_a_round_goes_on_where_the_disk_was_full(centre: CentreProcess, disk: Path) -> None:
    farmer, other = factories.farmer(), factories.farmer()
    with (
        closing(open_desk(disk, centre.address, "wangjun")) as wangjun,
        closing(open_desk(disk.parent, centre.address, "lixue")) as lixue,
    ):
        wangjun.rounds.run()
        add(wangjun, farmer)
        lixue.rounds.run()
        add(lixue, other)
        lixue.rounds.run()
        with full(disk), pytest.raises(DiskTrouble):
            wangjun.rounds.run()
        assert (states(wangjun), rows(wangjun, other)) == (["pending"], 0)
        wangjun.rounds.run()
        assert (states(wangjun), rows(wangjun, other)) == (["accepted"], 1)
        edit(wangjun, farmer, phone=factories.phone(7))
        wangjun.rounds.run()
        lixue.rounds.run()
        assert seen(lixue, farmer, "phone") == factories.phone(7)
        agree(wangjun, lixue)


@needs_root
def test_papers_wait_until_there_is_room(centre: CentreProcess, disk: Path) -> None:
    content = pdf(title=secrets.token_hex(16)) + bytes(2**20)
    taken = take_in("证件.pdf", content, "id_card", TODAY)
    farmer = factories.farmer()
    with (
        closing(open_desk(disk, centre.address, "wangjun")) as wangjun,
        closing(open_desk(disk.parent, centre.address, "lixue")) as lixue,
    ):
        with full(disk), pytest.raises(DiskTrouble) as refused:
            wangjun.database.papers.keep(taken.content)
        assert refused.value.text == FULL
        assert not [each for each in disk.rglob("papers/**/*") if each.is_file() and each.stat().st_size]

        subject = Subject(Farmer.kind, farmer.id)
        add(lixue, farmer)
        lixue.database.papers.keep(taken.content)
        settle(lixue, lambda session: papers.file_paper(session, lixue.actor, subject, taken, TODAY))
        lixue.rounds.run()
        lixue.lane.run()
        lixue.rounds.run()
        wangjun.rounds.run()
        with wangjun.database.session() as session:
            record = papers.folder_of(session, wangjun.actor, subject, TODAY).papers[0].record
        settle(wangjun, lambda session: papers.fetch(session, record))
        lane = Lane(wangjun.database, Courier(wangjun.centre), wangjun.actor)
        with full(disk), pytest.raises(DiskTrouble):
            lane.run()
        assert lane.last_error == FULL
        lane.hurry()
        assert lane.run().fetched == 1
        assert wangjun.database.papers.read(taken.sha256) == taken.content
        lane.close()
        assert outbox(wangjun) == []


@needs_root
def test_a_passphrase_that_finds_no_room_is_not_half_kept(disk: Path) -> None:
    with full(disk), pytest.raises(DiskTrouble):
        key_from_passphrase(disk / "home", "long enough for a test")
    key = key_from_passphrase(disk / "home", "long enough for a test")
    assert key_from_passphrase(disk / "home", "long enough for a test") == key


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(DiskTrouble, match=re.escape("“结果.xlsx” cannot be written")):
        write_verdicts(tmp_path / "no such folder" / "结果.xlsx", [Verdict(1, "王军")])


def test_a_store_out_of_reach_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(DiskTrouble) as refused:
        Database(tmp_path / "file" / "store.db", KEY)
    assert refused.value.text == OUT_OF_REACH
    (tmp_path / "store.db").mkdir()
    with pytest.raises(DiskTrouble) as refused:
        Database(tmp_path / "store.db", KEY)
    assert refused.value.text == OUT_OF_REACH
