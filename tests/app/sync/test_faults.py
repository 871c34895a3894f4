"""Lost answers and kills between any two writes: nothing is lost, nothing is taken twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cases import request_step
from app.sync.client import CentreUnreachable
from app.workstation import Workstation
from tests import factories
from tests.app.places import CentreProcess
from tests.app.sync.desks import add, edit, kill_in_a_round, open_desk, outbox, seen, states
from tests.app.sync.lossy import Lossy, lossy_line
from tests.factories import TODAY


@pytest.fixture
def lossy(tmp_path: Path, centre: CentreProcess) -> Iterator[tuple[Workstation, Lossy]]:
    """A desk whose centre's answers can be lost."""
    with lossy_line(centre.address) as proxy:
        desk = open_desk(tmp_path, proxy.address, "wangjun")
        yield desk, proxy
        desk.close()


def test_a_lost_answer_is_asked_for_again_and_taken_once(lossy: tuple[Workstation, Lossy]) -> None:
    desk, proxy = lossy
    farmer = factories.farmer()
    add(desk, farmer)
    proxy.lose = 2
    for _ in range(2):
        with pytest.raises(CentreUnreachable):
            desk.rounds.run()
        assert states(desk) == ["sent"]
    desk.rounds.run()
    assert (proxy.passed, states(desk)) == (3, ["accepted"])
    assert seen(desk, farmer, "version") == 1
    assert outbox(desk)[0].attempts == 3


def test_a_step_whose_answer_was_lost_is_taken_once(lossy: tuple[Workstation, Lossy]) -> None:
    desk, proxy = lossy
    farmer = factories.farmer()
    case = factories.case(farmer)
    add(desk, farmer, case)
    desk.rounds.run()
    desk.database.run(lambda s: request_step(s, desk.actor, case.id, "submit", {}, TODAY))
    proxy.lose = 1
    with pytest.raises(CentreUnreachable):
        desk.rounds.run()
    report = desk.rounds.run()
    assert (report.accepted, report.refused) == (1, 0)
    events = "SELECT count(*) FROM case_event WHERE case_id = ?"
    assert desk.database.read(events, (case.id.hex,)) == [(1,)]


def test_a_log_in_goes_on_when_the_answer_that_renewed_it_was_lost(
    lossy: tuple[Workstation, Lossy],
) -> None:
    desk, proxy = lossy
    proxy.path, proxy.lose = "/v1/refresh", 2
    desk.centre._access = ""
    for _ in range(2):
        with pytest.raises(CentreUnreachable):
            desk.rounds.run()
    desk.rounds.run()
    desk.centre._access = ""
    desk.rounds.run()
    assert proxy.passed == 4


def test_what_is_typed_after_a_lost_answer_follows_it(lossy: tuple[Workstation, Lossy]) -> None:
    desk, proxy = lossy
    farmer = factories.farmer()
    add(desk, farmer)
    proxy.lose = 1
    with pytest.raises(CentreUnreachable):
        desk.rounds.run()
    edit(desk, farmer, bank_card="6239990000000000018")
    assert [row.base for row in outbox(desk)] == [0, None]
    assert desk.rounds.run().accepted == 2
    ours, theirs = desk.rounds.compare()
    assert ours == theirs
    assert seen(desk, farmer, "version") == 2


@pytest.mark.parametrize("writes", range(1, 9), ids=lambda number: f"before write {number}")
def test_a_kill_before_any_write_of_a_round_loses_nothing(
    tmp_path: Path, centre: CentreProcess, writes: int
) -> None:
    farmers = [factories.farmer(full_name=f"赵{sign}") for sign in "甲乙丙"]
    desk = open_desk(tmp_path, centre.address, "wangjun")
    add(desk, *farmers)
    desk.close()
    kill_in_a_round(tmp_path, centre.address, "wangjun", writes=writes)
    again = open_desk(tmp_path, centre.address, "wangjun")
    again.rounds.run()
    assert states(again) == ["accepted"] * 3
    assert [seen(again, farmer, "version") for farmer in farmers] == [1, 1, 1]
    ours, theirs = again.rounds.compare()
    assert ours == theirs
    again.close()
