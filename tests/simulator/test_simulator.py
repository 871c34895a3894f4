"""The five invariants hold after whatever happened, on both databases; and each of them can be broken."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text, update

from central.tables import OperationAnswer
from models.approval.records import CaseEvent
from models.lending.case import LoanCase
from models.party.farmer import Farmer
from tests.app.places import CentreProcess
from tests.central.cluster import running_cluster
from tests.simulator.invariants import Findings, check, looking_into
from tests.simulator.world import World

STEPS = 500
FAULTS = {"cut", "lose", "repeat", "deliver late", "truncate", "answer html"}
BREAKS = {
    "lost": update(Farmer).values(phone="19900000000"),
    "twice": update(LoanCase).values(number=""),
    "apart": update(Farmer).values(village="别的村"),
    "hidden": update(OperationAnswer).values(answer={"status": "refused"}),
    "merged": update(CaseEvent).values(before="ARCHIVED"),
}
"""What a broken centre would hold, by the invariant that must notice it."""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A world in which much has gone wrong, and which has settled."""
    folder = tmp_path_factory.mktemp("world")
    if request.param == "postgresql":
        with running_cluster() as cluster:
            yield from _lived(folder, cluster.new_database())
    else:
        yield from _lived(folder, folder / "central.db")


def _lived(folder: Path, database: Path | str) -> Iterator[World]:
    centre = CentreProcess(database)
    world = World(folder, centre, seed=7)
    world.run(STEPS)
    world.kill_the_centre(world.seats[0])
    world.kill_a_desk(world.seats[1])
    world.settle()
    yield world
    world.close()
    centre.stop()


def test_whatever_went_wrong_the_invariants_hold(world: World) -> None:
    assert set(world.happened) >= FAULTS
    assert world.done["take_step"] > 50
    with looking_into(world.centre.database_url) as centre:
        assert check(world, centre) == Findings([], [], [], [], [])


@pytest.mark.parametrize("invariant", BREAKS)
def test_each_invariant_notices_what_breaks_it(world: World, invariant: str) -> None:
    with looking_into(world.centre.database_url) as centre:
        assert centre.execute(text("SELECT count(*) FROM case_event")).scalar()
        centre.execute(BREAKS[invariant])
        assert getattr(check(world, centre), invariant)
