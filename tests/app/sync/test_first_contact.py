"""First contact: the picture comes in blocks, survives a kill, and ends where the feed goes on."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.database import Database
from app.jobs import Cancelled, Job
from app.memory import remember, remembered
from app.search import search
from app.sync import pull
from app.sync.pull import CURSOR, PICTURE
from app.workstation import Workstation
from models.identity import new_id
from models.party.farmer import Farmer
from tests import factories
from tests.app.places import KEY, CentreProcess
from tests.app.sync.desks import (
    OTHER_BRANCH,
    add,
    agree,
    edit,
    kill_in_a_round,
    open_desk,
    outbox,
    rows,
    seen,
    states,
    watched,
)

FARMERS = 13


@pytest.fixture
def settled(tmp_path: Path, bank: CentreProcess) -> Iterator[tuple[Workstation, list[Farmer]]]:
    """A desk that has a few farmers at head office, with their cases."""
    desk = open_desk(tmp_path, bank.address, "qianduo")
    made = [
        factories.farmer(branch_id=OTHER_BRANCH, full_name=f"钱{new_id().hex[-5:]}") for _ in range(FARMERS)
    ]
    cases = [factories.case(each, branch_id=OTHER_BRANCH) for each in made]
    add(desk, *made, *cases)
    desk.rounds.run()
    assert set(states(desk)) == {"accepted"}
    yield desk, made
    desk.close()


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pull, "BLOCK", 5)


def cursor(database: Database, what: str = CURSOR) -> Any:
    with database.session() as session:
        return remembered(session, f"{what} {OTHER_BRANCH}")


class Watching(Job):
    """Writes down how far the work said it was, and stops it where asked."""

    def __init__(self, stop_at: int = 0) -> None:
        super().__init__()
        self.said: list[tuple[int, int]] = []
        self._stop_at = stop_at

    def step(self, done: int, total: int) -> None:
        self.said.append((done, total))
        if self._stop_at and len(self.said) >= self._stop_at:
            self.cancel()
        super().step(done, total)


@pytest.mark.usefixtures("small_blocks")
def test_the_picture_brings_everything_and_says_how_far_it_is(
    settled: tuple[Workstation, list[Farmer]], bank: CentreProcess, tmp_path: Path
) -> None:
    _desk, made = settled
    fresh, job = open_desk(tmp_path, bank.address, "heqing"), Watching()
    report = fresh.rounds.run(job)
    assert report.received >= 2 * FARMERS
    assert (report.repaired, report.removed) == (0, 0)
    told = [each for each in job.said if each[1] > 2 * FARMERS]
    assert len(told) > 4
    assert told == sorted(told)
    for farmer in made:
        assert seen(fresh, farmer, "village") == farmer.village
        assert {hit.record_kind for hit in search(fresh.database, farmer.full_name)} == {
            "farmer",
            "loan_case",
        }
    assert cursor(fresh.database, PICTURE) is None
    assert fresh.rounds.run().received == 0
    agree(fresh)
    fresh.close()


@pytest.mark.usefixtures("small_blocks")
def test_what_changes_while_the_picture_is_read_comes_by_the_feed(
    settled: tuple[Workstation, list[Farmer]], bank: CentreProcess, tmp_path: Path
) -> None:
    desk, made = settled
    fresh = open_desk(tmp_path, bank.address, "heqing")
    with pytest.raises(Cancelled):
        fresh.rounds.run(Watching(stop_at=4))
    begun = cursor(fresh.database, PICTURE)
    assert begun["after"]
    for farmer in (made[0], made[-1]):
        edit(desk, farmer, crops="大豆")
    late = factories.farmer(branch_id=OTHER_BRANCH)
    add(desk, late)
    desk.rounds.run()
    assert fresh.rounds.run().repaired == 0
    assert {seen(fresh, farmer, "crops") for farmer in (made[0], made[-1])} == {"大豆"}
    assert rows(fresh, late) == 1
    assert cursor(fresh.database) > begun["place"]
    agree(fresh)
    fresh.close()


@pytest.mark.parametrize("writes", [3, 5, 7])
def test_a_kill_in_the_middle_goes_on_where_it_was(
    settled: tuple[Workstation, list[Farmer]], bank: CentreProcess, tmp_path: Path, writes: int
) -> None:
    _desk, made = settled
    kill_in_a_round(tmp_path, bank.address, "heqing", writes=writes, block=5)
    store = Database(tmp_path / "heqing" / "store.db", KEY)
    had = store.read("SELECT count(*) FROM known")[0][0]
    store.close()
    fresh = open_desk(tmp_path, bank.address, "heqing")
    asked = watched(fresh)
    report = fresh.rounds.run()
    first = next(path for path in asked if path.startswith("/v1/picture"))
    assert ("after=" in first) == (had > 0)
    everything = fresh.database.read("SELECT count(*) FROM known")[0][0]
    assert report.received >= everything - had
    assert all(rows(fresh, farmer) for farmer in made)
    assert report.repaired == 0
    agree(fresh)
    fresh.close()


def test_a_void_cursor_reads_everything_again_and_removes_what_is_not_there(
    settled: tuple[Workstation, list[Farmer]], bank: CentreProcess
) -> None:
    """As after the centre was restored from an older copy: what it never had goes, what was typed stays."""
    desk, made = settled
    ghost = factories.farmer(branch_id=OTHER_BRANCH, version=1)
    edit(desk, made[0], village="红星村")
    before = outbox(desk)[-1].op

    def restored(session: Any) -> None:
        session.info["from_centre"] = True
        session.add(ghost)
        session.flush()
        connection = session.connection()
        connection.exec_driver_sql(
            "INSERT INTO known (record_id, kind, branch_id, mark) VALUES (?, 'farmer', ?, ?)",
            (ghost.id.hex, OTHER_BRANCH, "0" * 32),
        )
        connection.exec_driver_sql(
            "UPDATE known_tally SET count = count + 1 WHERE branch_id = ? AND kind = 'farmer'",
            (OTHER_BRANCH,),
        )
        remember(session, f"{CURSOR} {OTHER_BRANCH}", 10**9)

    desk.database.run(restored)
    report = desk.rounds.run()
    assert report.received > FARMERS
    assert rows(desk, ghost) == 0
    assert outbox(desk)[-1].op == before
    assert (seen(desk, made[0], "village"), states(desk)[-1]) == ("红星村", "accepted")
    agree(desk)
