"""Comparing after each round: whatever went wrong here is found, read again and noted."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.sync import known, repair
from app.workstation import Workstation
from models.compliance.actions import REPAIRED
from models.identity import new_id
from models.party.farmer import Farmer
from tests import factories
from tests.app.places import CentreProcess
from tests.app.sync.desks import OTHER_BRANCH, add, agree, edit, open_desk, rows, seen, watched

FARMERS = 12


@pytest.fixture
def desk(tmp_path: Path, bank: CentreProcess) -> Iterator[Workstation]:
    opened = open_desk(tmp_path, bank.address, "qianduo")
    yield opened
    opened.close()


@pytest.fixture
def farmers(desk: Workstation) -> list[Farmer]:
    """Farmers whom head office has."""
    made = [
        factories.farmer(branch_id=OTHER_BRANCH, full_name=f"钱{new_id().hex[-5:]}") for _ in range(FARMERS)
    ]
    add(desk, *made)
    desk.rounds.run()
    return made


def behind_its_back(desk: Workstation, sql: str, *values: Any) -> None:
    """Change the store as no part of the program would."""
    desk.database.run(lambda session: session.connection().exec_driver_sql(sql, values))


def noted(desk: Workstation) -> list[str]:
    sql = "SELECT detail FROM audit_entry WHERE action = ? ORDER BY sequence"
    return [row[0] for row in desk.database.read(sql, (REPAIRED,))]


def test_a_quiet_round_asks_once_a_branch_and_repairs_nothing(
    desk: Workstation, farmers: list[Farmer]
) -> None:
    asked = watched(desk)
    report = desk.rounds.run()
    assert (report.received, report.repaired) == (0, 0)
    assert [path.partition("?")[0] for path in asked] == ["/v1/changes"] * len(desk.actor.scope)
    assert noted(desk) == []


@pytest.mark.parametrize("leaf", [200, 3], ids=["listed at once", "digit by digit"])
def test_exactly_the_record_that_differs_is_read_again(
    desk: Workstation, farmers: list[Farmer], monkeypatch: pytest.MonkeyPatch, leaf: int
) -> None:
    monkeypatch.setattr(repair, "AT_ONCE", leaf)
    lost, changed = farmers[3], farmers[7]
    desk.database.run(lambda session: known.distrust(session, [changed.id]))
    behind_its_back(desk, "UPDATE farmer SET village = '别处' WHERE id = ?", changed.id.hex)
    behind_its_back(desk, "DELETE FROM farmer WHERE id = ?", lost.id.hex)
    desk.database.run(lambda session: known.distrust(session, [lost.id]))
    report = desk.rounds.run()
    assert report.repaired == 2
    assert seen(desk, changed, "village") == changed.village
    assert rows(desk, lost) == 1
    assert [each.replace(" ", "") for each in noted(desk)] == ['{"farmer":2}']
    assert desk.rounds.run().repaired == 0
    agree(desk)


def test_the_full_comparison_finds_what_no_mark_betrays(desk: Workstation, farmers: list[Farmer]) -> None:
    changed, lost = farmers[0], farmers[1]
    behind_its_back(desk, "UPDATE farmer SET village = '别处' WHERE id = ?", changed.id.hex)
    behind_its_back(desk, "DELETE FROM farmer WHERE id = ?", lost.id.hex)
    assert desk.rounds.run().repaired == 0
    ours, theirs = desk.rounds.compare()
    assert ours != theirs
    assert desk.rounds.run().repaired == 2
    assert seen(desk, changed, "village") == changed.village
    assert rows(desk, lost) == 1
    agree(desk)


def test_what_was_typed_is_no_difference(desk: Workstation, farmers: list[Farmer]) -> None:
    edit(desk, farmers[0], village="红星村")
    agree(desk)
    assert desk.rounds.run().repaired == 0
    assert seen(desk, farmers[0], "village") == "红星村"
    agree(desk)


def test_many_records_are_found_digit_by_digit(
    desk: Workstation, farmers: list[Farmer], bank: CentreProcess, tmp_path: Path
) -> None:
    """More records than one answer lists are tallied below each digit, so that few questions find the one."""
    add(desk, *(factories.farmer(branch_id=OTHER_BRANCH) for _ in range(230)))
    desk.rounds.run()
    asked = watched(desk)
    desk.database.run(lambda session: known.distrust(session, [farmers[5].id]))
    assert desk.rounds.run().repaired == 1
    questions = [path for path in asked if path.startswith("/v1/digest")]
    assert len(questions) == 2
    assert farmers[5].id.hex.endswith(questions[1].rpartition("=")[2])
    agree(desk)
