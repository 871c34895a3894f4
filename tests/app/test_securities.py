"""Objects that secure again, values made anew, and the list narrowed."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from app import cases, printouts, securities
from app.case_papers import case_paper
from app.collateral_filters import STATES, narrowed
from app.database import Database
from app.lists import COLLATERAL
from app.outbox import FROM_CENTRE
from models.base import find
from models.collateral.object import Collateral, Pledge
from models.errors import NotFound, RuleBroken
from models.lending.case import LoanCase
from models.lending.dossier import Dossier
from models.lending.states import State
from tests import factories
from tests.factories import TODAY, YUAN

ACTOR = factories.actor()


def held(database: Database, **more: str) -> tuple[LoanCase, LoanCase, securities.Offer]:
    farmer = factories.farmer()
    first, second = factories.case(farmer), factories.case(farmer)
    given = factories.security(first)
    assert given.valuation
    for name, value in more.items():
        setattr(given.collateral, name, value)
    records = [farmer, first, second, given.collateral, given.valuation, given.pledge]
    database.run(lambda session: session.add_all(records))
    with database.session() as session:
        return first, second, securities.offers(session, ACTOR, "", TODAY)[0]


def test_a_known_object_is_found_by_name_and_owner(database: Database) -> None:
    held(database, description="东岗村南大地", owner_name="王𬭎")
    with database.session() as session:
        for typed in ("南大地", "𬭎", ""):
            assert len(securities.offers(session, ACTOR, typed, TODAY)) == 1
        assert securities.offers(session, ACTOR, "100%", TODAY) == []


def test_an_object_taken_again_stands_behind_its_other_claims(database: Database) -> None:
    first, second, offer = held(database)
    assert offer.rank == 2
    identity = offer.collateral.id
    taken = database.run(lambda session: securities.take_again(session, ACTOR, second.id, identity, YUAN))
    assert (taken.rank, taken.secured) == (2, YUAN)
    with pytest.raises(RuleBroken, match="already"):
        database.run(lambda session: securities.take_again(session, ACTOR, first.id, identity, YUAN))
    with database.session() as session:
        shown = securities.read(session, ACTOR, identity)
    assert [claim.case_id for claim in shown.claims] == [first.id, second.id]


def test_a_withdrawn_case_gives_its_room_back(database: Database) -> None:
    first, _second, offer = held(database)

    def withdraw(session: object) -> None:
        session.get(LoanCase, (first.institution_id, first.id)).state = State.WITHDRAWN  # type: ignore[attr-defined]

    database.run(withdraw)
    with database.session() as session:
        freed = securities.offers(session, ACTOR, "", TODAY)[0]
    assert freed.lendable > offer.lendable
    assert freed.rank == 1


@pytest.mark.parametrize("lacking", ["value", "valuer", "basis"])
def test_a_value_needs_its_valuer_and_basis(database: Database, lacking: str) -> None:
    _first, _second, offer = held(database)
    values = {"value": YUAN, "valuer": "李雪", "basis": "市场法"} | {lacking: None}
    with pytest.raises(RuleBroken):
        database.run(
            lambda session: securities.value_anew(session, ACTOR, offer.collateral.id, values, TODAY)
        )


def test_the_latest_value_counts(database: Database) -> None:
    _first, _second, offer = held(database)
    values = {"value": 77 * YUAN, "valuer": "李雪", "basis": "市场法"}
    later = TODAY + timedelta(days=400)
    database.run(lambda session: securities.value_anew(session, ACTOR, offer.collateral.id, values, later))
    with database.session() as session:
        assert securities.offers(session, ACTOR, "", later)[0].value == 77 * YUAN
    ahead = values | {"valued_on": later + timedelta(days=1)}
    with pytest.raises(RuleBroken, match="ahead"):
        database.run(lambda session: securities.value_anew(session, ACTOR, offer.collateral.id, ahead, later))


def found(database: Database, kind: str = "", state: str = "", typed: str = "", day: date = TODAY) -> int:
    return len(COLLATERAL.order(database, None, narrowed(kind, state, typed, day)))


def test_the_list_is_narrowed_by_kind_state_and_text(database: Database) -> None:
    _first, _second, offer = held(database, description="东岗村100%南大地")
    assert found(database) == 1
    assert found(database, offer.collateral.collateral_kind) == 1
    assert found(database, "house") == 0
    assert found(database, typed="100%") == 1
    assert found(database, typed="1_0") == 0
    assert found(database, state="stale") == 0
    assert found(database, state="stale", day=TODAY + timedelta(days=3000)) == 1
    assert found(database, state="seized") == 0
    assert found(database, "house", "stale", "南") == 0
    for state in STATES:
        assert found(database, state=state) in {0, 1}


def test_an_unknown_object_is_not_taken(database: Database) -> None:
    first, _second, _offer = held(database)
    with pytest.raises(NotFound):
        database.run(lambda session: securities.take_again(session, ACTOR, first.id, uuid4(), YUAN))


def test_of_two_at_one_rank_the_later_goes_behind(database: Database) -> None:
    _first, second, offer = held(database)
    identity = offer.collateral.id
    taken = database.run(lambda session: securities.take_again(session, ACTOR, second.id, identity, YUAN))

    def clash(session: Session) -> None:
        find(session, Pledge, ACTOR.institution_id, taken.id).rank = 1

    database.run(clash)
    with database.session() as session:
        assert Dossier.load(session, ACTOR.institution_id, second.id).securities[0].rivals
    database.run(lambda session: securities.go_behind(session, ACTOR, taken.id))
    with database.session() as session:
        given = Dossier.load(session, ACTOR.institution_id, second.id).securities[0]
    assert given.pledge.rank == 2
    assert not given.rivals


def test_the_list_is_narrowed_by_what_the_registration_needs(database: Database) -> None:
    _first, second, offer = held(database, description="东岗村南大地")
    assert found(database, state="free") == 0
    assert found(database, state="unregistered") == 1
    assert found(database, state="expiring") == found(database, state="expired") == 0

    def register(session: Session) -> None:
        for pledge in session.query(Pledge):
            pledge.registration_number, pledge.registered_until = "1" * 20, TODAY + timedelta(days=30)

    database.run(register)
    assert found(database, state="unregistered") == 0
    assert found(database, state="expiring") == 1
    assert found(database, state="expired", day=TODAY + timedelta(days=31)) == 1
    assert found(database, state="expiring", day=TODAY + timedelta(days=31)) == 0
    assert second.id
    assert offer.collateral.id


def test_an_object_is_found_by_where_it_lies(database: Database) -> None:
    held(database)
    for typed in ("前进村", "股份经济", "满仓", "·"):
        assert found(database, typed=typed) == (0 if typed == "·" else 1), typed


def test_a_case_opens_while_its_object_has_not_come_yet(database: Database) -> None:
    """A page of the feed may bring a pledge before its object, and break off there."""
    first, _second, offer = held(database)
    gone = (ACTOR.institution_id, offer.collateral.id)
    database.run(lambda session: session.delete(session.get_one(Collateral, gone)))
    with database.session() as session:
        shown = cases.view(session, ACTOR, first.id, TODAY)
        assert (shown.dossier.securities, shown.dossier.absent) == ([], 1)
        [submit] = [shown.missing[step.key] for step in shown.steps if step.key == "submit"]
        assert submit[0].code == "collateral.absent"
        assert "1" in submit[0].text.zh
        withdraw = [shown.missing[step.key] for step in shown.steps if step.key == "withdraw"]
        assert withdraw == [[]]


def test_an_object_of_a_kind_that_only_a_newer_release_knows_stops_nothing(database: Database) -> None:
    """An older release leaves out a choice that it does not know: the object has no kind here."""
    first, _second, offer = held(database)
    known = (ACTOR.institution_id, offer.collateral.id)

    def forget_its_kind(session: Session) -> None:
        session.info[FROM_CENTRE] = True
        session.get_one(Collateral, known).collateral_kind = ""

    database.run(forget_its_kind)
    with database.session() as session:
        assert cases.view(session, ACTOR, first.id, TODAY).dossier.absent == 1
        assert securities.offers(session, ACTOR, "", TODAY) == []
        with pytest.raises(RuleBroken, match="update it"):
            securities.read(session, ACTOR, offer.collateral.id)


def test_no_paper_leaves_out_an_object_that_has_not_come_yet(database: Database) -> None:
    first, _second, offer = held(database)
    with database.session() as session:
        assert printouts.draft(session, ACTOR, first.id, "loan_contract", TODAY).rendered.pdf
    gone = (ACTOR.institution_id, offer.collateral.id)
    database.run(lambda session: session.delete(session.get_one(Collateral, gone)))
    with database.session() as session:
        for document in ("loan_contract", "cost_sheet"):
            with pytest.raises(RuleBroken, match="not complete on this computer"):
                printouts.draft(session, ACTOR, first.id, document, TODAY)
        with pytest.raises(RuleBroken, match="not complete on this computer"):
            case_paper(session, ACTOR, first.id, ("application", None), {}, TODAY)
