"""The made-up bank: the same for the same seed, right by every rule, and with every edge in it."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from typing import Any, TypeVar
from uuid import UUID

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from models.approval.act import Act
from models.approval.authority import route
from models.approval.duties import APART, duties_in
from models.approval.grants import Powers
from models.approval.records import CaseEvent, Decision
from models.approval.roles import Role
from models.approval.step import check_step
from models.approval.steps import STEPS
from models.base import Base, Record
from models.collateral.base import kinds
from models.collateral.object import Collateral, Pledge
from models.collateral.vault import VaultEntry
from models.documents.contract import Contract
from models.documents.numbers import read_number
from models.documents.printed_copy import PrintedCopy
from models.errors import GateClosed
from models.fields import fields_of
from models.lending.alerts import alerts_of
from models.lending.case import LoanCase
from models.lending.credit import LoanNote
from models.lending.dossier import Dossier
from models.lending.dossiers import dossiers as read_dossiers
from models.lending.states import MONEY_OUT, PAID_BACK, STATE_LABELS, State
from models.money import yuan
from models.party.enterprise import Enterprise
from models.party.farmer import Farmer, HouseholdMember
from models.party.identifiers import check
from models.party.resident_id import sex
from models.records import DERIVED, RECORDS
from models.sample import Size, officers, sample
from models.sample.bank import _Branch
from models.sample.edges import CEILING, EDGES, KEYS
from models.sample.people import person_name
from models.sample.scope import Scope
from models.sample.words import COMPOUND_SURNAMES, RARE
from models.sync.wire import canonical, pack_record, unpack_values

TODAY = date(2026, 11, 23)
BANK, BRANCH = "23990100", "2399010001"
R = TypeVar("R", bound=Record)


def make(seed: int = 1, size: Size = Size.S, today: date = TODAY) -> list[Record]:
    return list(sample(size, seed, institution_id=BANK, branch_id=BRANCH, today=today))


@pytest.fixture(scope="module")
def made() -> list[Record]:
    return make()


def of(records: Sequence[Record], kind: type[R]) -> list[R]:
    return [each for each in records if isinstance(each, kind)]


def fingerprint(records: Sequence[Record]) -> str:
    bodies = [[each.kind, str(each.id), pack_record(each)] for each in records]
    return hashlib.sha256(canonical(bodies)).hexdigest()


def test_a_seed_says_everything(made: list[Record]) -> None:
    assert fingerprint(make()) == fingerprint(made)
    assert fingerprint(make(seed=2)) != fingerprint(made)


def test_a_small_bank_has_its_size_and_every_state(made: list[Record]) -> None:
    assert len(of(made, Farmer)) + len(of(made, Enterprise)) == 200
    assert {State(each.state) for each in of(made, LoanCase)} == set(STATE_LABELS)
    assert len(of(made, LoanCase)) == 400


def test_each_record_follows_what_it_refers_to(made: list[Record]) -> None:
    seen: set[UUID] = set()
    for record in made:
        for name, each in fields_of(type(record)).items():
            wanted = getattr(record, name) if each.kind.name == "reference" else None
            assert wanted is None or wanted in seen, (record.kind, name)
        assert record.id not in seen
        seen.add(record.id)


def test_every_value_passes_the_checks_of_its_field(made: list[Record]) -> None:
    for record in made:
        packed = pack_record(record)
        values = unpack_values(type(record), packed)
        assert {name: getattr(record, name) for name in values} == values
        for name, each in fields_of(type(record)).items():
            value = packed[name]
            if each.kind.name == "text" and value:
                assert each.kind.parse(value) == value


def test_facts_of_collateral_pass_the_checks_of_their_kind(made: list[Record]) -> None:
    for each in of(made, Collateral):
        facts = kinds()[each.collateral_kind].read(each.facts)
        assert facts.pack() == each.facts
        for name, described in fields_of(type(facts)).items():
            described.check(getattr(facts, name))


def test_people_are_of_an_area_that_does_not_exist(made: list[Record]) -> None:
    numbers = [each.id_number for each in of(made, Farmer) if each.id_number]
    assert len(numbers) == len(set(numbers))
    everybody = numbers + [each.id_number for each in of(made, HouseholdMember)]
    everybody += [each.representative_id for each in of(made, Enterprise)]
    assert all(number.startswith("2399") for number in everybody)
    assert all(check("resident-id", number).value == number for number in everybody)
    codes = [each.credit_code for each in of(made, Enterprise)]
    assert len(codes) == len(set(codes))
    assert all(code[8:11] == "MAT" for code in codes)
    phones = {each.phone for each in of(made, Farmer) if each.phone}
    assert all(phone.startswith(("199000000", "100")) and len(phone) == 11 for phone in phones)


def test_spouses_are_of_the_other_sex(made: list[Record]) -> None:
    heads = {each.id: each for each in of(made, Farmer)}
    for each in of(made, HouseholdMember):
        if each.relation == "spouse" and each.farmer_id:
            assert sex(each.id_number) != sex(heads[each.farmer_id].id_number)


def test_numbers_have_no_gap_and_follow_the_calendar(made: list[Record]) -> None:
    given: dict[tuple[str, int], list[int]] = defaultdict(list)
    for record in made:
        if isinstance(record, LoanCase | Contract | LoanNote) and record.number:
            series, year, sequence = read_number(record.number)
            given[series, year].append(sequence)
    for sequences in given.values():
        assert sorted(sequences) == list(range(1, len(sequences) + 1))
    notes = sorted(of(made, LoanNote), key=lambda each: read_number(each.number)[1:])
    days = [each.starts_on for each in notes if each.starts_on]
    assert days == sorted(days)


def dossiers(made: list[Record]) -> list[Dossier]:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine, [each.__table__ for each in (*RECORDS.values(), *DERIVED)])  # type: ignore[misc]  # SQLAlchemy calls the table of a class a FromClause.
    with Session(engine) as session:
        session.add_all(made)
        session.flush()
        found = list(read_dossiers(session, BANK, [each.id for each in of(made, LoanCase)]))
        session.expunge_all()
    return found


def test_no_case_is_in_an_impossible_state() -> None:
    for dossier in dossiers(make(seed=3)):
        events = sorted(dossier.events, key=lambda each: (each.at, each.id))
        first = events[0].before if events else dossier.case.state
        states = [first, *(each.after for each in events)]
        assert first in {State.LEAD, State.DRAFT}
        assert states[-1] == dossier.case.state
        assert all(one.after == other.before for one, other in pairwise(events))
        people = duties_in(dossier)
        for duty, apart in APART.items():
            assert not any(people[duty] & people[other] for other in apart)
        if dossier.state in MONEY_OUT | PAID_BACK:
            assert dossier.facility
            assert dossier.notes[0].principal == dossier.facility.limit == dossier.case.amount
            assert all(each.signed_on and each.sha256 for each in dossier.contracts)
            assert all(each.pledge.registration_number for each in dossier.securities)
            books = dossier.aftercare.schedule(dossier.notes[0])
            assert dossier.notes[0].outstanding == books.outstanding
            assert dossier.notes[0].unpaid_since == books.unpaid_since
            assert dossier.state not in PAID_BACK or books.pay_off(TODAY).total == 0
        assert all(each.at and each.at.date() <= TODAY for each in events)


NEXT = {
    State.DRAFT: ("submit", "", set()),
    State.SUBMITTED: ("begin_survey", "", set()),
    State.INVESTIGATING: ("sign_survey", "", set()),
    State.REVIEWING: ("pass_review", "zhaomin", set()),
    State.APPROVED: ("show_cost", "", {"approval.lapsed"}),
    State.COST_SHOWN: ("issue_contracts", "zhoufang", set()),
    State.SIGNING: ("sign_contracts", "", set()),
    State.SECURING: ("request_payout", "", set()),
    State.READY_TO_DISBURSE: (
        "disburse",
        "wuhao",
        {
            "collateral.filed_on",
            "collateral.noticed_on",
            "collateral.searched_on",
            "collateral.search_number",
        },
    ),
}


OLD_VALUE = {"collateral.revaluation"}
DECIDES = {
    Role.BRANCH_MANAGER: ("approve", "sunlei", OLD_VALUE),
    Role.HEAD_APPROVER: ("approve", "zhenghua", OLD_VALUE),
    Role.COMMITTEE_MEMBER: ("vote", "gaoyuan", OLD_VALUE),
}


def test_work_can_go_on_from_every_open_case() -> None:
    people = officers.actors(BANK, BRANCH) | officers.actors(BANK, BRANCH, officers.HEAD_OFFICERS)
    powers = Powers(officers.grants(BANK, BRANCH, TODAY))
    stuck: Counter[str] = Counter()
    for dossier in dossiers(make(seed=4)):
        if dossier.state not in NEXT and dossier.state is not State.APPROVING:
            continue
        level = route(dossier, powers, {}, TODAY).level
        key, login, expected = NEXT.get(dossier.state) or DECIDES[level]
        actor = people[login or dossier.case.lead_officer]
        at = datetime.combine(TODAY, time(12), UTC)
        try:
            act = Act(dossier, actor, TODAY, at, {"comment": "同意", "ballot": "agree"}, powers=powers)
            check_step(STEPS[key], act)
        except GateClosed as closed:
            codes = {each.code for each in closed.missing}
            stuck[key] += not codes <= expected
    # Expired ID, too old at the end, land that ends, seized, refused by the debtor, an invoice of another case,
    # nothing filled in, guarantees in a circle, an amount that nothing covers:
    # the edges alone. What waits for the next authority for long has to be valued anew.
    assert stuck == {"submit": 9, "approve": 0, "show_cost": 0, "disburse": 0}


def test_the_exposure_of_a_decision_is_within_the_authority(made: list[Record]) -> None:
    approved = [each for each in of(made, Decision) if each.step == "approve"]
    assert len(approved) > 100
    assert max(each.exposure or 0 for each in approved) <= 50_000_000


def edge(made: list[Record], key: str) -> tuple[LoanCase, Any]:
    """Return the case of an edge and its borrower; cases are made in the order of their index."""
    borrower = EDGES[key].borrower or key
    customers = {each.id: each for each in made if isinstance(each, Farmer | Enterprise)}
    inside = _Branch(Scope(1, BANK, BRANCH, TODAY), Size.S)
    person = customers[inside._customer(KEYS.index(borrower))[0].id]
    running = inside._open(KEYS.index(key)) if key != "second_mortgage" else None
    cases = [each for each in of(made, LoanCase) if each.applicant_id == person.id]
    wanted = [each for each in cases if running is None or each.id == running.dossier.case.id]
    return wanted[-1], person


AFTER = {
    "fresh": State.DISBURSED,
    "extended": State.EXTENDED,
    "change_asked": State.CHANGE_REVIEW,
    "change_passed": State.CHANGE_APPROVAL,
    "change_approved": State.CHANGE_SIGNING,
    "restructured": State.RESTRUCTURED,
    "sued": State.LITIGATION,
    "written_off": State.WRITTEN_OFF,
    "settled": State.SETTLED,
    "released": State.RELEASED,
    "archived": State.ARCHIVED,
}


def test_every_edge_stands_where_it_should(made: list[Record]) -> None:
    for key, each in EDGES.items():
        case, _person = edge(made, key)
        expected = {State.APPROVING} if key == "above_the_ceiling" else {each.target}
        if each.overdue or each.fate in AFTER:
            expected = {AFTER.get(each.fate, State.OVERDUE)}
        elif each.target is State.DISBURSED:
            expected = set(MONEY_OUT | PAID_BACK)
        assert case.state in expected, key


def test_edges_are_what_they_say(made: list[Record]) -> None:
    notes = {each.case_id: each for each in of(made, LoanNote)}
    for days in (6, 7, 8, 89, 90, 91, 269, 270, 271, 359, 360, 361):
        note = notes[edge(made, f"overdue_{days}")[0].id]
        assert note.due_on == TODAY - timedelta(days=days)
        assert note.outstanding == note.principal
    assert notes[edge(made, "leap_day")[0].id].starts_on == date(2024, 2, 29)
    assert notes[edge(made, "due_on_national_day")[0].id].due_on == date(2026, 10, 1)
    assert notes[edge(made, "due_at_the_end_of_february")[0].id].due_on == date(2026, 2, 28)
    assert edge(made, "at_the_ceiling")[0].amount == CEILING
    assert edge(made, "largest_amount")[0].amount == 9_999_999_999
    assert edge(made, "smallest_amount")[0].amount == 1
    assert edge(made, "expired_id")[1].id_valid_until < TODAY
    assert edge(made, "rare_name")[1].full_name == "王𬭎𪩘"
    assert len(edge(made, "long_name")[1].full_name) == 50
    assert edge(made, "nothing_filled_in")[1].id_number == ""
    holders = [
        each
        for each in of(made, HouseholdMember)
        if each.farmer_id == edge(made, "joint_holders")[1].id and each.co_holder
    ]
    assert len(holders) == 3
    assert max(each.reprint or 0 for each in of(made, PrintedCopy)) == 2
    assert any(each.step == "return_from_review" for each in of(made, CaseEvent))
    twice = Counter(each.collateral_id for each in of(made, Pledge))
    assert max(twice.values()) == 2
    invoices = Counter(each.facts.get("invoice_number") for each in of(made, Collateral))
    assert invoices["26239900000000000026"] == 2
    assert sum(each.seized for each in of(made, Collateral)) == 1


@pytest.mark.parametrize(
    "today", [date(2025, 3, 31), date(2026, 3, 10), date(2028, 2, 29), date(2030, 12, 31)]
)
def test_the_sample_can_be_made_on_another_day(today: date) -> None:
    assert len(of(make(seed=5, today=today), LoanCase)) == 400


def test_names_have_the_shares_they_should() -> None:
    chance = Scope(1, BANK, BRANCH, TODAY).chance(1, 0)
    names = [person_name(chance, male=True) for _ in range(10_000)]
    assert 200 < sum(any(sign in RARE for sign in name) for name in names) < 400
    assert 50 < sum("·" in name for name in names) < 150
    assert 20 < sum(name.startswith(COMPOUND_SURNAMES) for name in names) < 100


def test_a_large_bank_begins_at_once() -> None:
    stream = sample(Size.M, 1, institution_id=BANK, branch_id=BRANCH, today=TODAY)
    assert len(list(islice(stream, 1000))) == 1000
    assert yuan(CEILING) == 300_000


def test_guarantees_groups_and_the_vault_are_there(made: list[Record]) -> None:
    found = {each.case.id: each for each in dossiers(made)}
    given = [surety for each in found.values() for surety in each.sureties]
    assert any(surety.circle for surety in given)
    groups = [surety for surety in given if surety.group]
    assert len(groups) == 2
    assert all(len(surety.members) == 3 and surety.membership for surety in groups)
    assert [each.move for each in of(made, VaultEntry)] == ["stored", "lent"]
    alerts = {alert.code for each in found.values() for alert in alerts_of(each, TODAY)}
    assert {"shortfall", "fixing_soon", "lent"} <= alerts
    missing = [each.owners_missing for case in found.values() for each in case.securities]
    assert [] in missing
    assert any(each.pledge.is_maximum for case in found.values() for each in case.securities)
