"""The six invariants hold after whatever happened, on both databases; and each of them can be broken."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Executable, delete, insert, select, text, update
from sqlalchemy.orm import Session

from central.tables import NumberCounter, OperationAnswer, StoredFile
from models.approval.records import CaseEvent
from models.collateral.object import Collateral
from models.compliance.actions import TRAIL_BROKEN
from models.compliance.audit import AuditEntry
from models.documents.attachment import Attachment
from models.identity import new_id
from models.lending.case import LoanCase
from models.party.farmer import Farmer
from tests import factories
from tests.app.places import CentreProcess
from tests.central.cluster import running_cluster
from tests.factories import INSTITUTION, NOW
from tests.simulator.deeds import DEEDS, REFUSED
from tests.simulator.invariants import INVARIANTS, check, looking_into
from tests.simulator.seat import Seat
from tests.simulator.world import World

pytestmark = pytest.mark.timeout(900)
MOST_STEPS = 5000
FAULTS = {"cut", "lose", "repeat", "deliver late", "truncate", "answer html", "answer json", "answer double"}
BREAKS = [
    ("nothing accepted is lost", update(Farmer).values(phone="19900000000")),
    ("nothing accepted is lost", update(Collateral).values(facts={"parcel_code": "2399011002010000099"})),
    ("nothing accepted is lost", delete(StoredFile)),
    ("nothing accepted is lost", update(Attachment).values(received_at=None)),
    ("nothing is applied twice", update(LoanCase).values(number="")),
    (
        "nothing is applied twice",
        update(NumberCounter).where(NumberCounter.series == "contract").values(last=999),
    ),
    ("everybody converges", update(Farmer).values(village="别的村")),
    ("everybody converges", update(Farmer).values(branch_id="2399019999")),
    ("every refusal is visible", update(OperationAnswer).values(answer={"status": "refused"})),
    ("no command is merged", update(CaseEvent).values(before="ARCHIVED")),
    (
        "nobody is accused",
        insert(AuditEntry).values(
            institution_id=INSTITUTION,
            sequence=10**6,
            at=NOW,
            officer="wangjun",
            action=TRAIL_BROKEN,
            subject="trail",
            detail={},
            previous="",
            digest="",
        ),
    ),
]
"""What a broken centre would hold, and the invariant that must notice it."""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A world in which much has gone wrong, and which has settled."""
    folder = tmp_path_factory.mktemp("world")
    if request.param == "postgresql":
        with running_cluster() as cluster:
            yield from _lived(
                folder, CentreProcess(cluster.new_database(), workers=2, files=folder / "files"), 1000
            )
    else:
        yield from _lived(folder, CentreProcess(folder / "central.db", files=folder / "files"), 2000)


def _lived(folder: Path, centre: CentreProcess, steps: int) -> Iterator[World]:
    world = World(folder, centre, seed=7)
    world.run(steps)
    while not _lives(world) and sum(world.done.values()) < MOST_STEPS:
        world.run(50)
    for happens in (world.kill_the_centre, world.kill_a_desk, world.kill_a_worker, world.move_an_officer):
        happens(world.seats[0])
    world.settle()
    yield world
    world.close()
    centre.stop()


def _lives(world: World) -> bool:
    """Tell whether everything was done at least once, and a case has its number: what the checks need to look at."""
    done = {each.removesuffix(REFUSED) for each in world.done}
    with looking_into(world.centre.database_url) as centre:
        numbered = centre.scalars(select(LoanCase.id).where(LoanCase.number != "")).first()
        stored = centre.scalars(select(StoredFile.sha256)).first()
    return bool(numbered and stored) and {deed.__name__ for deed in DEEDS} <= done


def test_whatever_went_wrong_the_invariants_hold(world: World) -> None:
    assert set(world.happened) >= FAULTS
    assert _lives(world)
    with looking_into(world.centre.database_url) as centre:
        assert not any(check(world, centre).values())


@pytest.mark.parametrize(("invariant", "breaks"), BREAKS)
def test_each_invariant_notices_what_breaks_it(world: World, invariant: str, breaks: Executable) -> None:
    with looking_into(world.centre.database_url) as centre:
        assert centre.execute(text("SELECT count(*) FROM case_event")).scalar()
        centre.execute(breaks)
        assert any(INVARIANTS[invariant](world, centre))


def test_contents_that_were_changed_are_noticed(world: World) -> None:
    changed = next(each for each in (world.centre.files_lie_in / "whole").rglob("*") if each.is_file())
    content = changed.read_bytes()
    changed.write_bytes(content[:-1])
    with looking_into(world.centre.database_url) as centre:
        assert any(INVARIANTS["nothing accepted is lost"](world, centre))
    changed.write_bytes(content)


def test_a_record_that_should_have_left_a_store_is_noticed(world: World) -> None:
    seat = world.seats[0]
    one = "(SELECT id FROM farmer WHERE id NOT IN (SELECT record_id FROM outbox WHERE state <> 'accepted') LIMIT 1)"
    with looking_into(world.centre.database_url) as centre:
        [(key, home)] = seat.desk.database.read(f"SELECT id, branch_id FROM farmer WHERE id = {one}")  # noqa: S608 - ours
        move = "UPDATE farmer SET branch_id = ? WHERE id = ?"
        change(seat, move, "2399019999", key)
        assert any(INVARIANTS["everybody converges"](world, centre))
        change(seat, move, home, key)


def test_a_world_that_does_not_come_to_rest_is_noticed(world: World) -> None:
    world.centre.stop()
    world.settle()
    world.centre.start()
    assert [each for each in world.restless if "did not get through" in each]
    with looking_into(world.centre.database_url) as centre:
        assert set(world.restless) <= set(INVARIANTS["everybody converges"](world, centre))
    world.settle()
    with looking_into(world.centre.database_url) as centre:
        assert not any(check(world, centre).values())


def test_a_refusal_that_has_vanished_is_noticed(world: World) -> None:
    with looking_into(world.centre.database_url) as centre:
        refused = set(
            centre.scalars(
                select(OperationAnswer.op).where(OperationAnswer.answer["status"].as_string() == "refused")
            )
        )
        seat, op = next((seat, op) for seat in world.seats for op in seat.sent & refused - seat.gone_on)
        rename = "UPDATE outbox SET op = ? WHERE op = ?"
        other = new_id()
        change(seat, rename, other.hex, op.hex)
        assert any(INVARIANTS["every refusal is visible"](world, centre))
        change(seat, rename, op.hex, other.hex)
        assert not any(INVARIANTS["every refusal is visible"](world, centre))


def test_who_agrees_with_a_colleague_after_all_has_no_conflict_to_look_at(world: World) -> None:
    here, there = world.seats[:2]
    farmer = factories.farmer(branch_id=here.desk.actor.branch_id)
    farmer_id = farmer.id
    here.desk.database.run(lambda session: session.add(farmer))
    settled = here.work() and there.work()
    for seat, village in ((there, "甲村"), (here, "乙村"), (there, "乙村")):
        write_village(seat, farmer_id, village)
        settled = seat.work() and settled
    [(disputed,)] = here.store.read("SELECT op FROM outbox WHERE state = 'conflict'")
    world.settle()
    assert settled
    assert here.store.read(
        "SELECT state, op = ? FROM outbox WHERE record_id = ?", (disputed, farmer_id.hex)
    ) == [
        ("accepted", 0),
        ("accepted", 0),
    ]
    with looking_into(world.centre.database_url) as centre:
        assert not any(check(world, centre).values())


def write_village(seat: Seat, farmer_id: UUID, village: str) -> None:
    def work(session: Session) -> None:
        session.get_one(Farmer, (INSTITUTION, farmer_id)).village = village

    seat.desk.database.run(work)


def change(seat: Seat, sql: str, *values: str) -> None:
    seat.store.run(lambda session: session.connection().exec_driver_sql(sql, values))
