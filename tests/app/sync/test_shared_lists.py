"""Colleagues add to one list and strike from it: nobody's element is lost, whatever else is decided or given up."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from app import conflicts, securities
from app.workstation import Workstation
from models.collateral.object import Collateral
from tests import factories
from tests.app.sync.desks import add, agree, decide, outbox, seen, settle, states
from tests.factories import INSTITUTION

FIRST, MINE, THEIRS, LATER = (f"2399011002010000{number:03d}" for number in (1, 35, 9, 17))


@pytest.fixture
def land(desk: Workstation, other: Workstation) -> Collateral:
    """A land right of one parcel that both desks know."""
    farmer = factories.farmer()
    case = factories.case(farmer)
    given = factories.security(case, factories.farmland(parcel_code=(FIRST,)))
    for each in (farmer, case, given.collateral, given.pledge):
        add(desk, each)
    desk.rounds.run()
    other.rounds.run()
    return given.collateral


def write(at: Workstation, land: Collateral, parcels: Sequence[str], area: int | None = None) -> None:
    facts = {"parcel_code": tuple(parcels), **({"area": Decimal(area)} if area else {})}
    settle(at, lambda session: securities.write_facts(session, at.actor, land.id, facts))


def parcels(at: Workstation, land: Collateral) -> set[str]:
    return set(seen(at, land, "facts")["parcel_code"])


def dispute(desk: Workstation, other: Workstation, land: Collateral) -> int:
    """Let both change the area and add a parcel; return where the conflict stands in the outbox of the second."""
    write(other, land, [FIRST, MINE], area=90)
    write(desk, land, [FIRST, THEIRS], area=100)
    desk.rounds.run()
    other.rounds.run()
    (conflict,) = [row for row in outbox(other) if row.state == "conflict"]
    return conflict.sequence


def test_a_fact_that_came_while_a_form_was_open_is_not_written_over(
    desk: Workstation, other: Workstation, land: Collateral
) -> None:
    seen_area = Decimal(seen(other, land, "facts")["area"])
    write(desk, land, [FIRST, THEIRS], area=100)
    desk.rounds.run()
    other.rounds.run()
    typed, shown = (
        {"parcel_code": (FIRST, MINE), "area": Decimal(90)},
        {"parcel_code": (FIRST,), "area": seen_area},
    )
    settle(other, lambda session: securities.write_facts(session, other.actor, land.id, typed, shown))
    assert other.rounds.run().conflicts == 1
    [row] = outbox(other)
    [dispute] = settle(other, lambda session: conflicts.disputes(session, INSTITUTION, row.sequence))
    assert dispute.name == "facts.area"
    decide(other, row.sequence, set())
    for each in (other, desk):
        each.rounds.run()
    assert parcels(desk, land) == {FIRST, MINE, THEIRS}
    agree(desk, other)


@pytest.mark.parametrize("keep", [{"facts.area"}, set()], ids=["mine", "theirs"])
def test_deciding_about_another_field_keeps_what_a_colleague_has_added(
    desk: Workstation, other: Workstation, land: Collateral, keep: set[str]
) -> None:
    sequence = dispute(desk, other, land)
    decide(other, sequence, keep)
    for each in (other, desk, other):
        each.rounds.run()
    for each in (desk, other):
        assert parcels(each, land) == {FIRST, MINE, THEIRS}
    agree(desk, other)


def test_what_is_typed_right_after_giving_up_takes_nothing_out(
    desk: Workstation, other: Workstation, land: Collateral
) -> None:
    sequence = dispute(desk, other, land)
    settle(other, lambda session: conflicts.give_up(session, INSTITUTION, sequence))
    write(other, land, [FIRST, LATER])
    for each in (other, desk, other):
        each.rounds.run()
    for each in (desk, other):
        assert parcels(each, land) == {FIRST, THEIRS, LATER}
    agree(desk, other)


def test_a_proposal_that_is_typed_in_again_adds_to_what_is_there_by_now(
    desk: Workstation, other: Workstation, land: Collateral
) -> None:
    sequence = dispute(desk, other, land)

    def keep_as_proposal(session: object) -> None:
        row = conflicts._row(session, sequence)  # type: ignore[arg-type] # a session of the store
        row.state, row.details = "proposal", {"frozen": True}

    settle(other, keep_as_proposal)
    write(desk, land, [FIRST, THEIRS, LATER])
    for each in (desk, other):
        each.rounds.run()
    settle(other, lambda session: conflicts.retry(session, INSTITUTION, sequence))
    for each in (other, desk, other):
        each.rounds.run()
    for each in (desk, other):
        assert parcels(each, land) == {FIRST, MINE, THEIRS, LATER}
    assert states(other) == ["accepted"]
    agree(desk, other)
