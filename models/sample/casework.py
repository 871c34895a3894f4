"""Made-up cases: opened with their terms and securities, then led through the real steps."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from models.approval.act import Act
from models.approval.grants import Powers
from models.approval.roles import Actor, Officer
from models.approval.step import take_step
from models.approval.steps import STEPS
from models.base import Record
from models.collateral.base import Kind
from models.errors import NotAllowed
from models.identity import made_by
from models.lending.case import LoanCase
from models.lending.dossier import Dossier, Security
from models.lending.states import State
from models.party.enterprise import Enterprise
from models.party.farmer import Farmer, HouseholdMember
from models.sample import security, words
from models.sample.chance import Chance, moment
from models.sample.objects import FIRM_KINDS, object_of
from models.sample.plan import LEAD, Plan, Turn
from models.sample.scope import Scope

_MINUTES_BETWEEN = 25
_TEN_THOUSAND = 1_000_000
_UNSECURED_FARMER = 10 * _TEN_THOUSAND
_SECURED_FARMER = 30 * _TEN_THOUSAND
_SECURED_FIRM = 50 * _TEN_THOUSAND
_BEYOND_AUTHORITY = 0.04
_OTHER_OBJECT_EVERY = 3


@dataclass
class Desk:
    """Who works at the made-up branch, and the last number of each series."""

    actors: dict[str, Actor]
    officers: dict[str, Officer]
    number: Callable[[str, int], str]
    powers: Powers


@dataclass
class Running:
    """A case on its way.

    Attributes:
        index: Its place in the sample.
        dossier: All that hangs on it.
        plan: What is to happen.
        chance: Its own source of chance.
        made: What its steps made so far.
        turn: How many steps were taken.
        customer: Whose case it is, by place in the sample.
        known: Collaterals that another case has brought already.
        before: Records that the case refers to and brings itself.
    """

    index: int
    dossier: Dossier
    plan: Plan
    chance: Chance
    made: list[Record]
    turn: int = 0
    customer: int = 0
    known: frozenset[Any] = frozenset()
    before: list[Record] = field(default_factory=list)

    @property
    def at(self) -> Any:
        """When the next step is taken."""
        return moment(
            self.plan.turns[self.turn].day, self.turn * _MINUTES_BETWEEN + self.index % _MINUTES_BETWEEN
        )

    def records(self) -> Iterator[Record]:
        """Yield everything that belongs to the case, in an order in which each refers to what was there."""
        for each in self.dossier.securities:
            if each.collateral.id not in self.known:
                yield each.collateral
                if each.valuation:
                    yield each.valuation
        yield from self.before
        yield self.dossier.case
        yield from (each.pledge for each in self.dossier.securities)
        yield from (each.guarantee for each in self.dossier.sureties)
        yield from self.made


def open_farmer_case(
    scope: Scope,
    chance: Chance,
    index: int,
    household: tuple[Farmer, list[HouseholdMember]],
    plan: Plan,
    owed: int,
) -> Running:
    """Return a case of a farmer: a need that follows from the land, secured where it is large."""
    farmer, members = household
    area = (farmer.contracted_area or Decimal(0)) + (farmer.rented_area or Decimal(0))
    need = int(area * chance.whole(420, 650)) * 100
    secured = need > _UNSECURED_FARMER * 8 // 10 or chance.likely(0.3)
    room = (_SECURED_FARMER if secured else _UNSECURED_FARMER) - owed
    if plan.target is not State.APPROVING or not chance.likely(_BEYOND_AUTHORITY * 10):
        need = min(need, room)
    amount = max(_TEN_THOUSAND // 2, need // 100_000 * 100_000)
    case = _case(scope, chance, plan, "farmer", amount)
    case.applicant_id = farmer.id
    dossier = Dossier(case, farmer, members, other_exposure=owed)
    if secured:
        facts = security.farmland(chance, farmer, index, plan.opened, secured=amount)
        pledge(dossier, security.secure(scope, chance, farmer, facts, plan.opened))
    return Running(index, dossier, plan, chance, [])


def open_firm_case(
    scope: Scope, chance: Chance, index: int, firm: Enterprise, plan: Plan, owed: int
) -> Running:
    """Return a case of a firm, secured by what a buyer owes it, or by another object."""
    room = max(_TEN_THOUSAND, _SECURED_FIRM - owed)
    amount = (
        min(room, max(_TEN_THOUSAND, (firm.yearly_sales or 0) // chance.whole(8, 20))) // 100_000 * 100_000
    )
    case = _case(scope, chance, plan, "enterprise", amount)
    case.applicant_id = firm.id
    facts: Kind = security.receivable(chance, index, plan.opened, secured=amount)
    if index % _OTHER_OBJECT_EVERY == 0:
        key = FIRM_KINDS[index // _OTHER_OBJECT_EVERY % len(FIRM_KINDS)]
        facts = object_of(key, index, plan.opened, secured=amount, owner=firm.full_name)
    dossier = Dossier(case, firm, other_exposure=owed)
    pledge(dossier, security.secure(scope, chance, firm, facts, plan.opened))
    return Running(index, dossier, plan, chance, [])


def pledge(dossier: Dossier, given: Security) -> None:
    """Let a security secure the whole of the case."""
    given.pledge.case_id, given.pledge.secured = dossier.case.id, dossier.case.amount
    dossier.securities.append(given)


def _case(scope: Scope, chance: Chance, plan: Plan, applicant_kind: str, amount: int) -> LoanCase:
    farmer = applicant_kind == "farmer"
    # Farmers pay after the harvest, so that most of what is out is due at its maturity.
    methods = (
        ("BULLET", "BULLET", "IO-Q", "IO-M", "EPI", "EP")
        if plan.target is State.DISBURSED
        else ("EPI", "EP", "IO-Q", "BULLET")
    )
    entrusted = chance.likely(0.4)
    lead = str(chance.one_of(("wangjun", "lixue")))
    return LoanCase(
        institution_id=scope.institution_id,
        branch_id=scope.branch_id,
        id=chance.identity(moment(plan.opened, 0)),
        applicant_kind=applicant_kind,
        product="farmer_production" if farmer else "sme_working",
        amount=amount,
        months=chance.whole(2, 8) * 3 if farmer else chance.whole(2, 4) * 3,
        rate=Decimal(chance.whole(345, 780)) / 100,
        purpose=str(chance.one_of(words.FARMER_PURPOSES if farmer else words.FIRM_PURPOSES)),
        method=str(chance.one_of(methods)),
        payment_mode="entrusted" if entrusted else "self",
        payee_name=str(chance.one_of(words.BUYERS)) if entrusted else "",
        payee_account=f"2399019{chance.whole(0, 9_999_999):09d}" if entrusted else "",
        repayment_source=str(chance.one_of(words.FARMER_SOURCES if farmer else words.FIRM_SOURCES)),
        state=State.LEAD if plan.target is State.LEAD else State.DRAFT,
        channel=str(chance.one_of(("counter", "visit", "station", "platform", "referral"))),
        contact_consent_on=plan.opened,
        lead_officer=lead,
        second_officer="",
        changed_on=plan.opened,
    )


def advance(running: Running, desk: Desk) -> bool:
    """Take the next step of a case; return whether it has come as far as it will.

    A case above the manager's authority stays where it waits for the next level.
    """
    turn = running.plan.turns[running.turn]
    for arguments in _arguments(running, turn):
        act = _act(running, desk, turn, arguments)
        try:
            take_step(STEPS[turn.step], act)
        except NotAllowed:
            if turn.step != "approve":
                raise
            running.plan.target = State.APPROVING
            return True
        running.made += act.made
    running.turn += 1
    return running.turn == len(running.plan.turns)


def _act(running: Running, desk: Desk, turn: Turn, arguments: dict[str, Any]) -> Act:
    dossier, case = running.dossier, running.dossier.case
    login = {LEAD: case.lead_officer, "second": case.second_officer}.get(turn.who, turn.who)
    at = running.at
    act = Act(
        dossier=dossier,
        actor=desk.actors[login],
        today=turn.day,
        at=at,
        arguments={**arguments, **turn.arguments},
        officers=desk.officers,
        powers=desk.powers,
        number=lambda series: desk.number(series, turn.day.year),
        operation=made_by(case.id, len(running.made)),
        identity=lambda: running.chance.identity(at),
    )
    if turn.step == "sign_survey" and turn.who == LEAD:
        _write_survey(running, turn.day)
    if turn.step == "disburse":
        for each in dossier.securities:
            security.evidence(each, turn.day)
    return act


def _write_survey(running: Running, day: date) -> None:
    # A case that comes back from review is surveyed again: what counted before counts no longer.
    dossier, chance = running.dossier, running.chance
    dossier.signatures = [each for each in dossier.signatures if not each.void]
    dossier.decisions = [each for each in dossier.decisions if not each.void]
    case = dossier.case
    case.visited_on, case.survey = day, str(chance.one_of(words.SURVEYS))
    place = dossier.applicant.village if isinstance(dossier.applicant, Farmer) else "企业经营场所"
    case.visited_place = place


def _arguments(running: Running, turn: Turn) -> list[dict[str, Any]]:
    """Return what the step is told: once for each contract or security where it is about one of them."""
    dossier, chance = running.dossier, running.chance
    if turn.step == "record_print":
        return _prints(dossier, chance)
    if turn.step in {"ask_reprint", "allow_change"}:
        asked = {"copy": 1, "fate": "void", "comment": "卡纸破损"} if turn.step == "ask_reprint" else {}
        return [{"contract_id": dossier.contracts[0].id, **asked}]
    if turn.step == "register":
        return [_registered(dossier, each, chance, turn.day) for each in dossier.securities]
    return [_answers(running, turn)]


def _answers(running: Running, turn: Turn) -> dict[str, Any]:
    """Return what a step about the whole case is told."""
    if turn.step == "begin_survey":
        return {"second_officer": "lixue" if running.dossier.case.lead_officer == "wangjun" else "wangjun"}
    if turn.step in {"show_cost", "sign_contracts"}:
        return {"signed_on": turn.day}
    if "comment" not in STEPS[turn.step].arguments:
        return {}
    return {"comment": str(running.chance.one_of(_WORDS[turn.step]))}


_WORDS = {
    "pass_review": words.REVIEW_WORDS,
    "approve": words.APPROVAL_WORDS,
    "return_from_review": ("请补充收入证明和近半年流水。", "土地面积与权证不一致，请核实。"),
    "reject": ("还款来源不足，暂不支持。", "负债偏高，第一还款来源不足。"),
    "withdraw": ("客户自愿撤回申请。", "客户已用自有资金解决。"),
}


def _prints(dossier: Dossier, chance: Chance) -> list[dict[str, Any]]:
    """Return the print of each contract, or of the copies that are allowed to be printed again."""
    again = [each for each in dossier.copies if each.allowed_by and each.where.outside]
    if again:
        return [
            {
                "contract_id": each.contract_id,
                "sha256": each.data_hash,
                "pages": each.pages,
                "copies": 1,
                "first": each.copy,
            }
            for each in again
        ]
    return [
        {
            "contract_id": each.id,
            "sha256": f"{chance.getrandbits(256):064x}",
            "pages": chance.whole(5, 9),
            "copies": 3,
        }
        for each in dossier.contracts
    ]


def _registered(dossier: Dossier, given: Any, chance: Chance, day: date) -> dict[str, Any]:
    return {
        "pledge_id": given.pledge.id,
        "registration_number": f"2399{chance.whole(0, 10**16 - 1):016d}",
        "registered_on": day,
        "registered_until": date(dossier.due_on(day).year + 1, 12, 31),
    }
