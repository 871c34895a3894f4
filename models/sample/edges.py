"""The cases that break programs: each at least once in every sample, by a name (domain 9.2)."""

from calendar import isleap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from models.collateral.object import Valuation
from models.lending.days import add_months
from models.lending.dossier import Security
from models.lending.states import State
from models.party.enterprise import Enterprise
from models.party.farmer import Farmer, HouseholdMember
from models.sample import numbers, people, security, sureties, words
from models.sample.casework import Running, pledge
from models.sample.chance import moment
from models.sample.plan import Turn
from models.sample.scope import Scope

Person = Callable[[Scope, Farmer, list[HouseholdMember]], None]
Case = Callable[[Scope, Running, dict[str, Running]], None]

CEILING = 30_000_000
_OVERDUE = (6, 7, 8, 89, 90, 91, 269, 270, 271, 359, 360, 361)


@dataclass(frozen=True)
class Edge:
    """One case that must be there.

    Attributes:
        target: Where it stands.
        last: The day of its last step, where that matters.
        person: Makes the borrower special.
        case: Makes the case special, before its first step.
        firm: Whether the borrower is a firm.
        borrower: The edge whose borrower it shares.
        overdue: Whether the note is unpaid though it is due.
        fate: What becomes of the loan after payout, by its name in ``models.sample.aftercare``.
    """

    target: State
    last: Callable[[Scope], date] | None = None
    person: Person | None = None
    case: Case | None = None
    firm: bool = False
    borrower: str = ""
    overdue: bool = False
    fate: str = ""


def _ago(days: int) -> Callable[[Scope], date]:
    return lambda scope: scope.today - timedelta(days=days)


def _with(**values: Any) -> Person:
    def adapt(_scope: Scope, farmer: Farmer, _members: list[HouseholdMember]) -> None:
        for name, value in values.items():
            setattr(farmer, name, value)

    return adapt


def _alone(marital: str) -> Person:
    def adapt(_scope: Scope, farmer: Farmer, members: list[HouseholdMember]) -> None:
        members.clear()
        farmer.marital, farmer.family_size, farmer.labour_count = marital, 1, 1

    return adapt


def _expired(scope: Scope, farmer: Farmer, _members: list[HouseholdMember]) -> None:
    farmer.id_valid_until = scope.today - timedelta(days=30)


def _aged(scope: Scope, farmer: Farmer, _members: list[HouseholdMember]) -> None:
    area, serial = int(farmer.id_number[:6]), int(farmer.id_number[14:17])
    farmer.id_number = numbers.resident_id(area, date(scope.today.year - 68, 2, 9), serial)


def _joint(scope: Scope, farmer: Farmer, members: list[HouseholdMember]) -> None:
    chance = scope.chance(9, 1)
    members[:] = [people.member(scope, chance, farmer, "parent", 900 + place) for place in range(3)]
    for each in members:
        each.co_holder = True
    farmer.family_size, farmer.labour_count = 4, 3


def _young(scope: Scope, farmer: Farmer, members: list[HouseholdMember]) -> None:
    child = people.member(scope, scope.chance(9, 2), farmer, "child", 910)
    child.id_number = numbers.resident_id(239946, date(scope.today.year - 10, 6, 1), 911)
    child.occupation, child.yearly_income = "学生", None
    members.append(child)
    farmer.family_size = (farmer.family_size or 1) + 1


def _bare(_scope: Scope, farmer: Farmer, members: list[HouseholdMember]) -> None:
    members.clear()
    for column in Farmer.__table__.columns:
        if column.key not in {"institution_id", "branch_id", "id", "full_name", "village"}:
            setattr(farmer, column.key, "" if not column.nullable and column.key != "version" else None)
    farmer.id_long_term, farmer.version = False, 0


def _early(scope: Scope, farmer: Farmer, _members: list[HouseholdMember]) -> None:
    for name in ("identity_checked_on", "bureau_consent_on", "privacy_consent_on", "lists_checked_on"):
        setattr(farmer, name, _leap_day(scope) - timedelta(days=40))


def _terms(**values: Any) -> Case:
    def adapt(_scope: Scope, running: Running, _others: dict[str, Running]) -> None:
        for name, value in values.items():
            setattr(running.dossier.case, name, value)

    return adapt


def _secured(scope: Scope, running: Running, amount: int) -> Security:
    """Give the case a farmland right that carries *amount*, whatever it had before."""
    dossier, farmer = running.dossier, running.dossier.applicant
    if not isinstance(farmer, Farmer):
        raise TypeError(farmer)
    dossier.securities.clear()
    dossier.case.amount = amount
    facts = security.farmland(running.chance, farmer, running.index, running.plan.opened, secured=amount)
    given = security.secure(scope, running.chance, farmer, facts, running.plan.opened)
    pledge(dossier, given)
    return given


def _land(amount: int = 8_000_000, **facts: Any) -> Case:
    def adapt(scope: Scope, running: Running, _others: dict[str, Running]) -> None:
        given = _secured(scope, running, amount)
        security.set_facts(given, replace(given.facts, **facts))

    return adapt


def _land_ends(scope: Scope, running: Running, _others: dict[str, Running]) -> None:
    _land(contract_end=scope.today + timedelta(days=60))(scope, running, _others)


def _rented(scope: Scope, running: Running, _others: dict[str, Running]) -> None:
    given, day = _secured(scope, running, 8_000_000), running.plan.opened
    facts: dict[str, Any] = {
        "owner_case": "transferee",
        "transfer_end": date(day.year + 5, 12, 31),
        "contractor_consent_on": day,
        "remaining_years": Decimal(5),
    }
    security.set_facts(given, replace(given.facts, **facts))


def _seized(scope: Scope, running: Running, _others: dict[str, Running]) -> None:
    _secured(scope, running, 8_000_000).collateral.seized = True


def _second_mortgage(scope: Scope, running: Running, others: dict[str, Running]) -> None:
    first = others["first_mortgage"].dossier.securities[0]
    given = _secured(scope, running, 3_000_000)
    given.collateral, given.facts, given.valuation = first.collateral, first.facts, first.valuation
    given.pledge.collateral_id, given.pledge.rank = first.collateral.id, 2
    given.prior_claims = first.pledge.secured or 0
    running.known = frozenset({first.collateral.id})


def _first_mortgage(scope: Scope, running: Running, _others: dict[str, Running]) -> None:
    # The land carries 120,000 yuan and secures 50,000, so that a second loan finds room behind the first.
    given = _secured(scope, running, 12_000_000)
    given.pledge.secured = running.dossier.case.amount = 5_000_000
    running.dossier.case.months = 24


def _claim(**facts: Any) -> Case:
    def adapt(scope: Scope, running: Running, _others: dict[str, Running]) -> None:
        dossier, firm, day = running.dossier, running.dossier.applicant, running.plan.opened
        if not isinstance(firm, Enterprise):
            raise TypeError(firm)
        owed = security.receivable(running.chance, running.index, day, secured=dossier.case.amount or 0)
        dossier.securities.clear()
        pledge(dossier, security.secure(scope, running.chance, firm, replace(owed, **facts), day))

    return adapt


_ALONE = ("single", "divorced", "widowed")


def _people(others: dict[str, Running], wanted: int) -> list[Farmer]:
    """Return borrowers of other cases who may guarantee without a spouse."""
    found = [others[key].dossier.applicant for key in _ALONE if key in others]
    return [each for each in found if isinstance(each, Farmer)][:wanted]


def _guaranteed(scope: Scope, running: Running, others: dict[str, Running]) -> None:
    running.dossier.securities.clear()
    running.dossier.case.amount = 2_000_000
    for who in _people(others, 1):
        sureties.guarantee(scope, running, who, 2_000_000)


def _circle(scope: Scope, running: Running, others: dict[str, Running]) -> None:
    """Let the borrower of a guaranteed case have that case's guarantor as borrower, and guarantee him."""
    case = others.get("guaranteed")
    if case and isinstance(case.dossier.applicant, Farmer):
        _blank_security(running)
        sureties.guarantee(scope, running, case.dossier.applicant, 1_000_000)


def _blank_security(running: Running) -> None:
    running.dossier.securities.clear()
    running.dossier.case.amount = 1_000_000


def _grouped(scope: Scope, running: Running, others: dict[str, Running]) -> None:
    _blank_security(running)
    sureties.group(scope, running, list(_people(others, 2)), 1_500_000)


def _maximum(scope: Scope, running: Running, _others: dict[str, Running]) -> None:
    """Secure up to a maximum whose ceiling of principal is just what is lent."""
    given = _secured(scope, running, 8_000_000)
    given.pledge.mode, given.pledge.principal_ceiling = "maximum", 8_000_000
    given.pledge.claims_ceiling = 8_000_001
    given.pledge.claims_from = running.plan.opened
    given.pledge.claims_until = scope.today + timedelta(days=30)


def _by_shares(scope: Scope, running: Running, _others: dict[str, Running]) -> None:
    given, day = _secured(scope, running, 8_000_000), running.plan.opened.isoformat()
    owner = given.collateral.owner_name
    facts: dict[str, Any] = {
        "co_ownership": "shares",
        "co_owners": f"{owner} 1/3；孙玉兰 1/3；孙小宝 1/3",
        "co_owner_consents": f"孙玉兰 {day}",
    }
    security.set_facts(given, replace(given.facts, **facts))


def _fallen_value(scope: Scope, running: Running, _others: dict[str, Running]) -> None:
    given = _secured(scope, running, 8_000_000)
    last = running.plan.turns[-1].day
    running.made.append(
        Valuation(
            institution_id=scope.institution_id,
            branch_id=scope.branch_id,
            id=running.chance.identity(moment(last, 600)),
            collateral_id=given.collateral.id,
            value=4_000_000,
            valued_on=scope.today,
            valuer="王军、李雪",
            basis="地块受灾，按实地复估",
        )
    )


def _in_the_vault(scope: Scope, running: Running, _others: dict[str, Running]) -> None:
    given, turns = _secured(scope, running, 8_000_000), running.plan.turns
    paper = {
        "pledge_id": given.pledge.id,
        "paper": "农村土地承包经营权证",
        "paper_number": getattr(given.facts, "certificate", ""),
        "person": given.collateral.owner_name,
        "second": "wuhao",
        "done_on": turns[-1].day,
    }
    turns += [
        Turn("record_vault", "zhoufang", turns[-1].day, {**paper, "move": move})
        for move in ("stored", "lent")
    ]


def _printed_thrice(_scope: Scope, running: Running, _others: dict[str, Running]) -> None:
    last = running.plan.turns[-1]
    first = Turn("record_print", last.who, last.day)
    again = [
        Turn("ask_reprint", last.who, last.day),
        Turn("allow_change", "sunlei", last.day),
        Turn("record_print", last.who, last.day),
    ]
    running.plan.turns += [first, *again, *again]


def _returned(_scope: Scope, running: Running, _others: dict[str, Running]) -> None:
    turns, day = running.plan.turns, running.plan.turns[3].day
    if all(each.step != "return_from_review" for each in turns):
        again = [replace(each, day=day) for each in turns[2:4]]
        turns[4:4] = [Turn("return_from_review", "zhaomin", day), *again]


def _blank(_scope: Scope, running: Running, _others: dict[str, Running]) -> None:
    running.dossier.securities.clear()
    case = running.dossier.case
    case.amount = case.months = case.rate = None
    for name in ("purpose", "method", "payment_mode", "payee_name", "payee_account", "repayment_source"):
        setattr(case, name, "")


def _long_texts(_scope: Scope, running: Running, _others: dict[str, Running]) -> None:
    case = running.dossier.case
    case.survey = ("实地走访，" * 400)[:1997] + "\n同意"
    case.repayment_source = ("粮食销售收入\n" * 40)[:200].rstrip()
    case.purpose = ("购买种子化肥农药及支付流转费" * 10)[:120]
    case.visited_on, case.visited_place = case.changed_on, "村" * 80


def _national_day(scope: Scope) -> date:
    this_year = date(scope.today.year, 4, 1)
    return this_year if this_year <= scope.today else date(scope.today.year - 1, 4, 1)


def _end_of_january(scope: Scope) -> date:
    this_year = date(scope.today.year, 1, 31)
    return this_year if this_year <= scope.today else date(scope.today.year - 1, 1, 31)


def _leap_day(scope: Scope) -> date:
    """Return the last 29 February there was."""
    year = next(
        year for year in range(scope.today.year, 0, -1) if isleap(year) and date(year, 2, 29) <= scope.today
    )
    return date(year, 2, 29)


def _drawn_for(due: date) -> tuple[date, int]:
    """Return a day and a term by which a loan falls due on *due*: not every term reaches the 31st."""
    terms = ((add_months(due, -months), months) for months in (12, 7, 11))
    return next((day, months) for day, months in terms if add_months(day, months) == due)


def _overdue(days: int) -> Edge:
    def last(scope: Scope) -> date:
        return _drawn_for(scope.today - timedelta(days=days))[0]

    def case(scope: Scope, running: Running, _others: dict[str, Running]) -> None:
        running.dossier.case.months = _drawn_for(scope.today - timedelta(days=days))[1]
        running.dossier.case.method = "BULLET"

    return Edge(State.DISBURSED, last, case=case, overdue=True)


def _paid_out(days: int, months: int, fate: str) -> Edge:
    """Return a loan paid out so many days ago, due at once after some months, with its fate."""
    return Edge(State.DISBURSED, _ago(days), case=_unsecured(months=months, method="BULLET"), fate=fate)


def _unsecured(**values: Any) -> Case:
    def adapt(_scope: Scope, running: Running, _others: dict[str, Running]) -> None:
        running.dossier.securities.clear()
        running.dossier.case.amount = 6_000_000
        for name, value in values.items():
            setattr(running.dossier.case, name, value)

    return adapt


def _for_term(months: int) -> Case:
    return _terms(months=months)


EDGES: Mapping[str, Edge] = {
    "expired_id": Edge(State.DRAFT, person=_expired),
    "long_term_id": Edge(State.DISBURSED, person=_with(id_long_term=True, id_valid_until=None)),
    "too_old_at_the_end": Edge(State.DRAFT, person=_aged, case=_for_term(60)),
    "single": Edge(State.DISBURSED, person=_alone("single")),
    "divorced": Edge(State.DISBURSED, person=_alone("divorced")),
    "widowed": Edge(State.DISBURSED, person=_alone("widowed")),
    "land_ends_before_the_loan": Edge(State.DRAFT, case=_land_ends),
    "rented_land": Edge(State.APPROVED, case=_rented),
    "joint_holders": Edge(State.SECURING, person=_joint, case=_land()),
    "seized": Edge(State.DRAFT, case=_seized),
    "first_mortgage": Edge(State.DISBURSED, _ago(200), case=_first_mortgage),
    "second_mortgage": Edge(State.REVIEWING, borrower="first_mortgage", case=_second_mortgage),
    "guaranteed": Edge(State.APPROVED, _ago(3), case=_guaranteed),
    "guarantee_circle": Edge(State.DRAFT, borrower="single", case=_circle),
    "joint_group": Edge(State.INVESTIGATING, case=_grouped),
    "maximum_near_its_ceiling": Edge(State.DISBURSED, _ago(150), case=_maximum),
    "owned_by_shares": Edge(State.SECURING, case=_by_shares),
    "fallen_value": Edge(State.DISBURSED, _ago(60), case=_fallen_value),
    "in_the_vault": Edge(State.DISBURSED, _ago(40), case=_in_the_vault),
    "debtor_refused": Edge(State.DRAFT, firm=True, case=_claim(status="refused", confirmed_on=None)),
    "receivable_once": Edge(
        State.SUBMITTED, firm=True, case=_claim(invoice_number=("26239900000000000026",))
    ),
    "receivable_again": Edge(State.DRAFT, firm=True, case=_claim(invoice_number=("26239900000000000026",))),
    "at_the_ceiling": Edge(State.APPROVED, case=_land(CEILING)),
    "above_the_ceiling": Edge(State.APPROVED, case=_land(CEILING + 1)),
    **{f"overdue_{days}": _overdue(days) for days in _OVERDUE},
    "just_paid_out": _paid_out(1, 12, "fresh"),
    "extended": _paid_out(330, 12, "extended"),
    "change_in_review": _paid_out(320, 12, "change_asked"),
    "change_in_approval": _paid_out(320, 12, "change_passed"),
    "change_to_be_signed": _paid_out(320, 12, "change_approved"),
    "restructured": _paid_out(430, 12, "restructured"),
    "in_litigation": _paid_out(600, 12, "sued"),
    "written_off": _paid_out(800, 12, "written_off"),
    "settled": _paid_out(200, 6, "settled"),
    "released": _paid_out(210, 6, "released"),
    "archived": _paid_out(400, 6, "archived"),
    "leap_day": Edge(State.DISBURSED, _leap_day, person=_early, case=_for_term(12)),
    "due_on_national_day": Edge(State.DISBURSED, _national_day, case=_for_term(6)),
    "due_at_the_end_of_february": Edge(State.DISBURSED, _end_of_january, case=_for_term(1)),
    "smallest_amount": Edge(State.DRAFT, case=_terms(amount=1)),
    "largest_amount": Edge(State.DRAFT, case=_terms(amount=9_999_999_999)),
    "rare_name": Edge(State.DISBURSED, person=_with(full_name="王𬭎𪩘"), case=_land()),
    "long_name": Edge(State.SIGNING, person=_with(full_name=(words.MINORITY[0] + "·") * 5 + "艾山·艾力")),
    "printed_three_times": Edge(State.SIGNING, case=_printed_thrice),
    "minor_in_the_household": Edge(State.APPROVING, person=_young),
    "returned_once": Edge(State.APPROVED, case=_returned),
    "approval_lapsed": Edge(State.APPROVED, _ago(100)),
    "nothing_filled_in": Edge(State.DRAFT, person=_bare, case=_blank),
    "long_texts": Edge(State.DRAFT, case=_long_texts),
    "no_income": Edge(State.DRAFT, person=_with(yearly_income=0, yearly_expense=0, assets=0, liabilities=0)),
}
KEYS = tuple(EDGES)
