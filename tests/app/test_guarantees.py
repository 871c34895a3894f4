"""Guarantors are found, taken, changed and taken off; groups are formed and answer together."""

from collections.abc import Sequence
from uuid import UUID, uuid4

import pytest
from sqlalchemy.orm import Session

from app import guarantees, securities
from app.alerts import branch_alerts, object_history
from app.database import Database
from app.lists import GUARANTEES, VAULT
from models.collateral.vault import VaultEntry
from models.errors import NotFound, RuleBroken
from models.lending.case import LoanCase
from models.lending.credit import LoanNote
from models.lending.dossier import Dossier
from models.lending.states import State
from models.party.farmer import Farmer
from tests import factories
from tests.factories import HOME, TODAY, YUAN

ACTOR = factories.actor()
Village = tuple[list[Farmer], list[LoanCase]]


@pytest.fixture
def village(database: Database) -> Village:
    people = [factories.farmer(full_name=name, marital="single") for name in ("王𬭎", "李四", "赵五", "钱六")]
    cases = [factories.case(each) for each in people]
    database.run(lambda session: session.add_all([*people, *cases]))
    return people, cases


def take(database: Database, case: LoanCase, who: Farmer, **values: object) -> UUID:
    terms = guarantees.usual_terms(case, TODAY) | values
    made = database.run(
        lambda session: guarantees.take_guarantor(session, ACTOR, case.id, ("farmer", who.id), terms)
    )
    return made.id


def names(session: Session, typed: str, besides: UUID | None = None) -> list[str]:
    return [each.name for each in guarantees.candidates(session, ACTOR, typed, besides=besides)]


def test_a_guarantor_is_found_by_name_and_number_and_the_borrower_is_not(
    database: Database, village: Village
) -> None:
    people, _ = village
    with database.session() as session:
        assert names(session, "𬭎") == ["王𬭎"]
        assert names(session, people[1].id_number[:18]) == ["李四"]
        assert names(session, "100%") == []
        assert "王𬭎" not in names(session, "", people[0].id)
        assert len(names(session, "", people[0].id)) == 3


def test_the_usual_terms_are_joint_and_last_three_years_longer(village: Village) -> None:
    terms = guarantees.usual_terms(village[1][0], TODAY)
    assert (terms["liability"], terms["amount"]) == ("joint", 100_000 * YUAN)
    assert (terms["begins_on"].year, terms["ends_on"].year) == (2027, 2030)


def test_a_guarantor_is_taken_once_and_taken_off(database: Database, village: Village) -> None:
    people, cases = village
    identity = take(database, cases[0], people[1])
    with pytest.raises(RuleBroken, match="already"):
        take(database, cases[0], people[1])
    with pytest.raises(RuleBroken, match="own loan"):
        take(database, cases[0], people[0])
    with pytest.raises(NotFound):
        database.run(
            lambda session: guarantees.take_guarantor(session, ACTOR, cases[0].id, ("farmer", uuid4()), {})
        )
    with database.session() as session:
        assert guarantees.candidates(session, ACTOR, "李四")[0].given == 100_000 * YUAN
    database.run(lambda session: guarantees.take_off(session, ACTOR, identity))
    with database.session() as session:
        assert Dossier.load(session, ACTOR.institution_id, cases[0].id).sureties == []
    take(database, cases[0], people[1])
    assert len(GUARANTEES.order(database, None)) == 1
    assert GUARANTEES.head(database, 5)[0][1] == "李四"


def members(people: Sequence[Farmer]) -> list[tuple[str, UUID]]:
    return [("farmer", each.id) for each in people]


def test_a_group_answers_for_its_member(database: Database, village: Village) -> None:
    people, cases = village
    values = {"full_name": "前进村一组", "agreed_on": TODAY}
    group = database.run(
        lambda session: guarantees.form_group(session, ACTOR, values, members(people[:3]), 60_000 * YUAN)
    )
    made = database.run(lambda session: guarantees.take_group(session, ACTOR, cases[0].id, group.id, TODAY))
    assert [each.amount for each in made] == [60_000 * YUAN] * 2
    with database.session() as session:
        known = guarantees.groups_of(session, ACTOR, people[0].id)
        assert [len(each.members) for each in known] == [3]
        assert guarantees.groups_of(session, ACTOR, people[3].id) == []
        found = Dossier.load(session, ACTOR.institution_id, cases[0].id)
        assert {each.name for each in found.sureties} == {"李四", "赵五"}
        assert found.covered == 120_000 * YUAN


@pytest.mark.parametrize(
    ("values", "count", "cap"),
    [
        ({"full_name": "", "agreed_on": TODAY}, 3, 1),
        ({"full_name": "一组", "agreed_on": None}, 3, 1),
        ({"full_name": "一组", "agreed_on": TODAY}, 2, 1),
        ({"full_name": "一组", "agreed_on": TODAY}, 3, None),
    ],
)
def test_a_group_has_name_day_members_and_cap(
    database: Database, village: Village, values: dict[str, object], count: int, cap: int | None
) -> None:
    with pytest.raises(RuleBroken):
        database.run(
            lambda session: guarantees.form_group(session, ACTOR, values, members(village[0][:count]), cap)
        )
    assert database.read("SELECT count(*) FROM guarantee_group") == [(0,)]


def test_alerts_and_papers_of_the_branch_are_read(database: Database, village: Village) -> None:
    case = village[1][0]
    given = factories.security(case)
    assert given.valuation
    given.valuation.value = 1 * YUAN
    note = LoanNote(**HOME, case_id=case.id, principal=10**7, outstanding=10**7)
    entries = [
        VaultEntry(
            **HOME,
            case_id=case.id,
            pledge_id=given.pledge.id,
            collateral_id=given.collateral.id,
            sequence=place,
            paper="权证",
            paper_number=number,
            move=move,
            moved_on=TODAY,
            keeper="zhoufang",
            second="lixue",
        )
        for place, (number, move) in enumerate(
            [("1", "stored"), ("2", "stored"), ("1", "lent"), ("2", "handed_over")], start=1
        )
    ]

    def write(session: Session) -> None:
        session.get_one(LoanCase, (case.institution_id, case.id)).state = State.DISBURSED
        session.add_all([given.collateral, given.valuation, given.pledge, note, *entries])

    database.run(write)
    with database.session() as session:
        codes = [each.code for each in branch_alerts(session, ACTOR, TODAY)]
        history = object_history(session, ACTOR, given.collateral.id, TODAY)
    assert codes == ["shortfall", "lent"]
    assert [each.code for each in history.alerts] == ["shortfall", "lent"]
    assert len(history.papers) == 4
    assert [row[2] for row in VAULT.head(database, 9)] == ["1"]


def test_the_status_of_a_receivable_moves_along_its_arrows(database: Database, village: Village) -> None:
    given = factories.security(village[1][0], factories.receivable(status="uploaded"))
    identity = given.collateral.id
    database.run(lambda session: session.add_all([given.collateral, given.valuation, given.pledge]))

    def say(status: str) -> None:
        facts = {"status": status}
        database.run(lambda session: securities.write_facts(session, ACTOR, identity, facts))

    say("pushed")
    say("confirmed")
    with pytest.raises(RuleBroken, match="cannot go"):
        say("refused")
