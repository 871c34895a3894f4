"""What each step writes. Every function here changes only the dossier it is given."""

import re
from datetime import timedelta
from typing import Any

from models.approval.act import Act
from models.approval.authority import grant_for
from models.approval.records import CaseEvent, Decision, SurveySignature
from models.approval.roles import Role
from models.documents.contract import Contract
from models.errors import NotAllowed, NotFound, RuleBroken
from models.fields import fields_of
from models.kinds import COUNT
from models.lending.credit import Drawdown, Facility, LoanNote
from models.lending.states import State
from models.parameters import parameters
from models.text import Text

PAGES = COPIES = COUNT
INVESTIGATORS = 2
_SHA256 = re.compile("[0-9a-f]{64}")


def nothing(_act: Act) -> None:
    """Write nothing besides the state."""


def move(act: Act, step: str, before: State, after: State) -> None:
    """Put the case into its new state and note the event for the timeline."""
    case = act.dossier.case
    case.state, case.changed_on = after, act.today
    comment = str(act.arguments.get("comment") or "")
    event = act.make(
        CaseEvent,
        case_id=case.id,
        step=step,
        before=before.value,
        after=after.value,
        officer=act.actor.login,
        at=act.at,
        comment=comment,
    )
    act.dossier.events.append(event)


def number_the_case(act: Act) -> None:
    """Give the case its number, once."""
    case = act.dossier.case
    case.number = case.number or act.number("case")


def name_second_officer(act: Act) -> None:
    """Name the second investigator (双人调查).

    Raises:
        RuleBroken: It is the lead officer, or no loan officer of the branch.
    """
    login = str(act.arguments.get("second_officer") or "")
    officer = act.officers.get(login)
    if login == act.dossier.case.lead_officer or officer is None or not officer.has(Role.LOAN_OFFICER):
        raise RuleBroken(
            Text(
                "请选择本行另一名客户经理作为协办人。",
                "Choose another loan officer of the branch as second officer.",
            ),
            field="second_officer",
        )
    act.dossier.case.second_officer = login


def sign_survey(act: Act) -> State:
    """Sign the survey; the second signature sends the case to review.

    Raises:
        NotAllowed: The person is neither lead nor second officer, or has signed already.
    """
    case, login = act.dossier.case, act.actor.login
    signed = {each.officer for each in act.dossier.signatures}
    if login not in {case.lead_officer, case.second_officer}:
        raise NotAllowed(
            Text("只有主办、协办客户经理可以签字。", "Only the lead and the second officer may sign.")
        )
    if login in signed:
        raise NotAllowed(
            Text("您已签字，请由另一名调查人签字。", "You have signed; the other investigator must sign.")
        )
    signature = act.make(SurveySignature, case_id=case.id, officer=login, signed_at=act.at)
    act.dossier.signatures.append(signature)
    return State.REVIEWING if len(act.dossier.signatures) == INVESTIGATORS else State.INVESTIGATING


def _decide(act: Act, step: str, outcome: str, **more: Any) -> None:
    decision = act.make(
        Decision,
        case_id=act.dossier.case.id,
        step=step,
        officer=act.actor.login,
        decided_at=act.at,
        outcome=outcome,
        comment=str(act.arguments["comment"]),
        exposure=act.dossier.exposure,
        **more,
    )
    act.dossier.decisions.append(decision)


def agree(act: Act) -> None:
    """Keep the reviewer's consent."""
    _decide(act, "pass_review", "agree")


def send_back(act: Act) -> None:
    """Return the case: earlier signatures and consents no longer count."""
    for signature in act.dossier.signatures:
        signature.void = True
    for decision in act.dossier.decisions:
        decision.void = True
    _decide(act, "return", "returned")


def reject(act: Act) -> None:
    """Keep the refusal with its reason."""
    _decide(act, "reject", "oppose")


def approve(act: Act) -> None:
    """Approve within authority and freeze the terms in a facility.

    Raises:
        NotAllowed: The total exposure is above the person's authority.
    """
    case = act.dossier.case
    grant = grant_for(act.dossier, act.actor.roles, act.today)
    _decide(act, "approve", "agree", grant=f"{grant.matrix} {grant.reason.zh}"[:200])
    days = parameters("approval", act.today)["first_draw_days"]
    act.dossier.facility = act.make(
        Facility,
        case_id=case.id,
        limit=case.amount,
        rate=case.rate,
        months=case.months,
        method=case.method,
        approved_on=act.today,
        first_draw_by=act.today + timedelta(days=days),
        conditions=str(act.arguments["comment"]),
    )
    for security in act.dossier.securities:
        security.pledge.cap = fields_of(type(security.pledge))["cap"].kind.parse(
            str(security.cap_percent(act.today))
        )


def note_day(act: Act) -> None:
    """Demand the day on which the borrower signed, not after today.

    Raises:
        RuleBroken: There is none, or it lies ahead.
    """
    _signing_day(act)


def _signing_day(act: Act) -> Any:
    day = act.arguments.get("signed_on")
    if day is None or day > act.today:
        raise RuleBroken(
            Text("请填写签字日期，且不能晚于今天。", "Give the day of signing, not after today."),
            field="signed_on",
        )
    return day


def issue_contracts(act: Act) -> None:
    """Number the loan contract and one contract for each security."""
    case = act.dossier.case
    papers = [("loan_contract", None)]
    papers += [(each.facts.document, each.pledge.id) for each in act.dossier.securities]  # type: ignore[misc]
    for document, pledge_id in papers:
        contract = act.make(
            Contract,
            case_id=case.id,
            pledge_id=pledge_id,
            document=document,
            number=act.number("contract"),
            issued_on=act.today,
            copies=0,
        )
        act.dossier.contracts.append(contract)


def record_print(act: Act) -> None:
    """Note that formal copies of a contract were printed, with the hash of the file.

    Raises:
        NotFound: The case has no such contract.
        RuleBroken: Copies, pages or the hash cannot be those of a print.
    """
    wanted = act.arguments.get("contract_id")
    contract = next((each for each in act.dossier.contracts if each.id == wanted), None)
    if contract is None:
        raise NotFound(Text("本案没有这份合同。", "The case has no such contract."))
    pages, copies = act.arguments.get("pages") or 0, act.arguments.get("copies") or 0
    fingerprint = str(act.arguments.get("sha256") or "")
    if pages < 1 or copies < 1 or not _SHA256.fullmatch(fingerprint):
        raise RuleBroken(
            Text(
                "打印登记须有页数、份数和文件指纹。",
                "A print is recorded with its pages, copies and file hash.",
            )
        )
    contract.sha256, contract.pages = fingerprint, pages
    contract.copies = (contract.copies or 0) + copies


def sign_contracts(act: Act) -> None:
    """Note the day on which every contract was signed in person.

    Raises:
        RuleBroken: The day is missing or lies ahead, or a contract has no formal print.
    """
    day = _signing_day(act)
    if not all(each.sha256 for each in act.dossier.contracts):
        raise RuleBroken(
            Text("还有合同未正式打印，请先打印。", "A contract has not been printed; print it first.")
        )
    for contract in act.dossier.contracts:
        contract.signed_on = day


def register(act: Act) -> State:
    """Record how a security was registered.

    Raises:
        NotFound: The case has no such security.
        RuleBroken: Number or day is missing, or the day lies ahead.
    """
    wanted = act.arguments.get("pledge_id")
    security = next((each for each in act.dossier.securities if each.pledge.id == wanted), None)
    if security is None:
        raise NotFound(Text("本案没有这项担保。", "The case has no such security."))
    number, day = act.arguments.get("registration_number"), act.arguments.get("registered_on")
    if not number or day is None or day > act.today:
        raise RuleBroken(
            Text(
                "请填写登记编号和登记日期（不晚于今天）。",
                "Give the registration number and its day, not after today.",
            ),
            field="registration_number",
        )
    pledge = security.pledge
    pledge.registered_with = security.facts.registry.zh
    pledge.registration_number, pledge.registered_on = str(number), day
    pledge.registered_until = act.arguments.get("registered_until")
    return act.dossier.state


def disburse(act: Act) -> None:
    """Release the money: one drawdown and its loan note on the approved terms.

    Raises:
        RuleBroken: There is no approval.
    """
    case, facility = act.dossier.case, act.dossier.facility
    if facility is None:
        raise RuleBroken(Text("尚无有效批复。", "There is no approval."))
    drawdown = act.make(
        Drawdown,
        case_id=case.id,
        facility_id=facility.id,
        amount=facility.limit,
        drawn_on=act.today,
        payment_mode=case.payment_mode,
        payee_name=case.payee_name,
        payee_account=case.payee_account,
        released_by=act.actor.login,
    )
    note = act.make(
        LoanNote,
        case_id=case.id,
        drawdown_id=drawdown.id,
        number=act.number("note"),
        principal=facility.limit,
        outstanding=facility.limit,
        rate=facility.rate,
        method=facility.method,
        starts_on=act.today,
        due_on=act.dossier.due_on(act.today),
    )
    act.dossier.drawdowns.append(drawdown)
    act.dossier.notes.append(note)
