"""What the papers from payment to the archive say: orders, checks, notices, changes of terms, settlement, files."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from app.papers.collateral import settled_on
from app.papers.occasion import Occasion, needed, of_record, require
from app.papers.parties import party_line, rate_basis
from models.approval.conditions import contracts_are_signed
from models.days import business_day
from models.documents import servicing as paper
from models.documents import undertakings
from models.documents.application import CheckLine
from models.documents.terms import PartyLine, PlanRow
from models.errors import RuleBroken
from models.lending.annual_cost import annual_cost, plan_flows
from models.lending.arrears import Default, PenaltyTerms
from models.lending.case import PAYMENT_MODE
from models.lending.classification import Tier
from models.lending.credit import Drawdown, LoanNote
from models.lending.days import add_months
from models.lending.engine import make_plan
from models.lending.plan import Plan
from models.lending.terms import Method, Terms
from models.postloan.care import due_checks
from models.postloan.facts import in_care
from models.postloan.notice_terms import NoticeTerms, notice_terms
from models.postloan.records import TermChange
from models.postloan.words import CHECK_LABELS, CHECK_RESULT
from models.text import Text


def payment_order(now: Occasion) -> paper.PaymentOrderTerms:
    """Return what the order to pay from the loan (D14) says.

    Raises:
        RuleBroken: No drawdown was asked for, or the payee is not known.
    """
    drawn = _drawdown(now)
    require(*of_record(drawn, "amount", "payee_name", "payee_account"))
    return paper.PaymentOrderTerms(
        borrower=now.borrower,
        lender=now.lender,
        contract_number=now.loan_contract,
        note_number=next((each.number for each in now.dossier.notes if each.drawdown_id == drawn.id), "/"),
        amount=drawn.amount or 0,
        purpose=now.case.purpose or "/",
        loan_account=now.repayment_account,
        payments=(
            paper.Payment(
                drawn.payee_name,
                drawn.payee_account,
                now.say("payee_bank"),
                drawn.amount or 0,
                now.say("proof"),
            ),
        ),
        ordered=now.today,
    )


def _drawdown(now: Occasion) -> Drawdown:
    drawdowns = [each for each in now.dossier.drawdowns if not each.void]
    if not drawdowns:
        raise RuleBroken(Text("尚未申请放款，不能打印。", "No drawdown was asked for yet."))
    return drawdowns[-1]


def release_form(now: Occasion) -> paper.ReleaseTerms:
    """Return what the check before money leaves (D22) says.

    Raises:
        RuleBroken: No drawdown was asked for.
    """
    drawn, facility = _drawdown(now), now.dossier.facility
    require(*of_record(drawn, "amount"), *of_record(facility, "rate", "months"))
    start = drawn.drawn_on or now.today
    return paper.ReleaseTerms(
        borrower=now.borrower,
        lender=now.lender,
        case_number=now.case.number,
        contract_number=now.loan_contract,
        amount=drawn.amount or 0,
        drawn=start,
        due=now.dossier.due_on(start),
        annual_rate=(facility.rate if facility else None) or Decimal(0),
        payment_mode=PAYMENT_MODE.show(drawn.payment_mode, "zh") or "/",
        loan_account=now.repayment_account,
        checks=tuple(_release_checks(now)),
        operator=now.name(drawn.requested_by),
        checker=now.name(drawn.released_by) if drawn.released_by else "/",
    )


def _release_checks(now: Occasion) -> Iterator[CheckLine]:
    signed = not list(contracts_are_signed(now.dossier, now.today))
    days = [each.signed_on.isoformat() for each in now.dossier.contracts if each.signed_on]
    yield CheckLine("借款合同、担保合同签署", "☑ 完整" if signed else "☐ 不完整", max(days, default="/"))
    for each in now.dossier.standing:
        registered = each.pledge.registered_on
        yield CheckLine(
            f"{each.collateral.description}登记",
            "☑ 已办妥" if registered else "☐ 未登记",
            each.pledge.registration_number or "/",
        )
    shown = next((each.at for each in now.dossier.events if each.step == "show_cost"), None)
    yield CheckLine(
        "综合融资成本明示",
        "☑ 已签" if shown else "☐ 未签",
        business_day(shown).isoformat() if shown else "/",
    )


def post_check(now: Occasion) -> paper.PostCheckTerms:
    """Return what a check after lending (D23) says.

    Raises:
        RuleBroken: The check is not here, or lacks what it must say.
    """
    check = next((each for each in now.dossier.aftercare.checks if each.id == now.subject), None)
    if check is None or check.done_on is None:
        raise RuleBroken(Text("没有这次检查的记录。", "There is no record of that check."))
    require(*of_record(check, "place", "findings"))
    note = next((each for each in now.dossier.notes if each.id == check.note_id), now.dossier.notes[-1])
    lines = [
        ("资金用途", check.use_of_funds),
        ("生产经营", check.business),
        ("担保情况", check.collateral),
        ("保险情况", check.insurance),
    ]
    seen = CHECK_RESULT.show(check.result, "zh") or "/"
    care, day = now.dossier.aftercare, check.done_on
    signals = [
        each.description
        for each in care.signals
        if (each.noted_on or day) <= day and (each.closed_on is None or each.closed_on > day)
    ]
    tiers = [each for each in care.tiers if each.note_id == note.id and each.confirmed]
    judged = [each.confirmed for each in tiers if each.judged_on and each.judged_on <= day]
    paid = [each for each in care.repayments if each.note_id == note.id and not each.void]
    repaid = sum(each.principal or 0 for each in paid if each.paid_on and each.paid_on <= day)
    return paper.PostCheckTerms(
        borrower=now.borrower,
        lender=now.lender,
        kind=CHECK_LABELS[check.check].zh,
        contract_number=now.loan_contract,
        balance=(note.principal or 0) - repaid,
        checked=check.done_on,
        place=check.place,
        met=check.met or "/",
        checks=tuple(CheckLine(item, "☑ 已查" if said else "/", said or "/") for item, said in lines),
        signals="；".join(signals) or "无",
        photos=check.photo_name or "/",
        opinion=f"{check.findings}（{seen}）",
        category=Tier[judged[-1] if judged else Tier.PASS.name].label.zh,
        next_check=_next_check(now, note, day),
        first_officer=now.name(check.officer),
        second_officer=now.name(now.case.second_officer) if now.case.second_officer else "/",
    )


def _next_check(now: Occasion, note: LoanNote, day: date) -> date:
    """Return when the loan is looked at again after *day*: the next check due, at the latest the maturity."""
    done = [each.due_on or each.done_on for each in now.dossier.aftercare.checks if each.note_id == note.id]
    due = [each.on for each in due_checks(in_care(now.dossier, note, now.today), now.today)]
    return min((each for each in (*done, *due, note.due_on) if each and each > day), default=now.today)


def _owed(now: Occasion, kind: str, debtor: PartyLine, note: LoanNote) -> NoticeTerms:
    return notice_terms(now.dossier, note, kind, debtor, now.today)


def due_notice(now: Occasion) -> paper.DueNoticeTerms:
    """Return what a notice before the due day (D24) says.

    Raises:
        RuleBroken: Nothing is owed.
    """
    told = _owed(now, "reminder", now.borrower, now.note)
    return paper.DueNoticeTerms(
        debtor=now.borrower,
        lender=now.lender,
        contract_number=now.loan_contract,
        due=told.due_on,
        principal=told.owed.principal,
        interest=told.owed.interest,
        account=now.repayment_account,
        issued=now.today,
    )


def demand_notice(now: Occasion) -> paper.DemandTerms:
    """Return what a demand for payment (D24) says.

    Raises:
        RuleBroken: Nothing is overdue.
    """
    told = _owed(now, "formal", now.borrower, now.note)
    if not told.days_overdue:
        raise RuleBroken(
            Text("该借据没有逾期，不能发催收通知书。", "The note is not overdue; there is no demand.")
        )
    return paper.DemandTerms(
        debtor=now.borrower,
        lender=now.lender,
        contract_number=now.loan_contract,
        since=now.today - timedelta(days=told.days_overdue - 1),
        overdue_days=told.days_overdue,
        principal=told.owed.principal,
        interest=told.owed.interest,
        penalty=told.owed.penalty + told.owed.compound,
        as_of=told.as_of,
        deadline=told.deadline,
        account=now.repayment_account,
        issued=now.today,
    )


def guarantor_notice(now: Occasion) -> paper.GuarantorNoticeTerms:
    """Return what a call on a guarantor (D24) says.

    Raises:
        RuleBroken: Nothing is overdue, or the guarantor's file is not here.
    """
    surety = next((each for each in now.dossier.sureties if each.guarantee.id == now.subject), None)
    overdue = [
        each for each in now.dossier.notes if now.dossier.aftercare.schedule(each).days_overdue(now.today)
    ]
    if surety is None or surety.guarantor is None or not overdue:
        raise RuleBroken(
            Text("没有逾期借据或者本机没有保证人档案。", "Nothing is overdue, or the file is missing.")
        )
    ends = needed(surety.guarantee.ends_on, "保证期间止", "end of the guarantee period")
    line, contracts = party_line(surety.guarantor), now.dossier.contracts
    told = _owed(now, "guarantor", line, overdue[0])
    return paper.GuarantorNoticeTerms(
        guarantor=line,
        lender=now.lender,
        guarantee_number=next((each.number for each in contracts if each.guarantee_id == now.subject), "/"),
        debtor=now.borrower.name,
        contract_number=now.loan_contract,
        principal=told.owed.principal,
        interest=told.owed.interest,
        penalty=told.owed.penalty + told.owed.compound,
        as_of=told.as_of,
        deadline=told.deadline,
        period_end=ends,
        account=now.repayment_account,
        issued=now.today,
    )


def extension(now: Occasion) -> undertakings.ExtensionTerms:
    """Return what an extension agreement (D25) says.

    Raises:
        RuleBroken: No such change was approved, or it lacks a term.
    """
    change = next((each for each in now.dossier.aftercare.changes if each.id == now.subject), None)
    if change is None or change.outcome not in {"approved", "signed"}:
        raise RuleBroken(Text("展期尚未批准，不能打印协议。", "The extension is not approved yet."))
    require(*of_record(change, "until", "old_until", "reason"))
    since = needed(change.old_until, "原到期日", "old maturity")
    until = needed(change.until, "新到期日", "new maturity")
    note = next((each for each in now.dossier.notes if each.id == change.note_id), now.dossier.notes[-1])
    plan = _plan_after(change, note, since, until)
    rate, cost = plan.terms.rate, annual_cost(plan_flows(plan))
    usual = PenaltyTerms.usual(since)
    return undertakings.ExtensionTerms(
        borrower=now.borrower,
        lender=now.lender,
        contract_number=now.loan_contract,
        note_number=note.number,
        amount=note.principal or 0,
        balance=note.outstanding or 0,
        old_due=since,
        new_due=until,
        span=_span(since, until),
        reason=change.reason,
        annual_rate=rate,
        rate_basis=rate_basis(plan),
        apr_simple=cost.simple,
        apr_compound=cost.compound,
        overdue_rate=usual.rate(rate, frozenset({Default.OVERDUE})),
        misuse_rate=usual.rate(rate, frozenset({Default.MISUSE})),
        plan=tuple(
            PlanRow(row.n, row.due, row.principal, row.interest, row.total, row.balance) for row in plan.rows
        ),
        sureties=tuple(_sureties(now)),
        court=now.bank["court"],
        signing_place=now.bank["signing_place"],
    )


def _plan_after(change: TermChange, note: LoanNote, since: date, until: date) -> Plan:
    rate = change.rate or note.rate or Decimal(0)
    method = Method(change.method or note.method or Method.BULLET)
    return make_plan(Terms(method=method, rate=rate, start=since, principal=note.outstanding or 0, end=until))


def _span(since: date, until: date) -> str:
    """Return how long a loan is put off: whole months where they are, days otherwise."""
    months = (until.year - since.year) * 12 + until.month - since.month
    exact = months > 0 and add_months(since, months) == until
    return f"{months}个月" if exact else f"{(until - since).days}天"


def _sureties(now: Occasion) -> Iterator[PartyLine]:
    """Yield who secures the debt and agrees by signing: third parties that gave property, and guarantors."""
    for security in now.dossier.standing:
        if security.collateral.third_party:
            collateral = security.collateral
            yield PartyLine(collateral.owner_name, "证件号码", collateral.owner_number, "/", "/")
    for surety in now.dossier.sureties:
        if surety.guarantor:
            yield party_line(surety.guarantor)


def renewal(now: Occasion) -> undertakings.RenewalTerms:
    """Return what the confirmation says that the loan repays an old one (D25).

    Raises:
        RuleBroken: The case renews nothing, or the old loan is not here.
    """
    old, facility = now.dossier.renewed, now.dossier.facility
    if old is None or not old.notes:
        raise RuleBroken(Text("本案不是续贷，或者本机没有原贷款。", "The case renews nothing that is here."))
    require(*of_record(now.case, "amount", "months", "rate"))
    note = old.notes[-1]
    rate = facility.rate if facility else now.case.rate
    return undertakings.RenewalTerms(
        borrower=now.borrower,
        lender=now.lender,
        way="续贷（借新还旧）",
        old_contract=next((each.number for each in old.contracts if each.is_loan_contract), "/"),
        old_balance=old.outstanding,
        old_due=note.due_on or now.today,
        new_contract=now.loan_contract,
        amount=(facility.limit if facility else now.case.amount) or 0,
        start=now.today,
        end=now.dossier.due_on(now.today),
        annual_rate=rate or Decimal(0),
        sureties=tuple(_sureties(now)),
    )


def settlement_certificate(now: Occasion) -> paper.SettlementTerms:
    """Return what a certificate of settlement (D26) says.

    Raises:
        RuleBroken: The loan is not settled.
    """
    settled, notes = settled_on(now), now.dossier.notes
    return paper.SettlementTerms(
        borrower=now.borrower,
        lender=now.lender,
        contract_number=now.loan_contract,
        amount=sum(each.principal or 0 for each in notes),
        drawn=min(each.starts_on or settled for each in notes),
        settled=settled,
        issued=now.today,
    )


def file_index(now: Occasion) -> paper.FileIndexTerms:
    """Return what the index of a file and the slip of its transfer (D27) say.

    Raises:
        RuleBroken: No file was handed over.
    """
    file = next(iter(reversed(now.dossier.aftercare.files)), None)
    if file is None or file.handed_over_at is None:
        raise RuleBroken(Text("档案尚未移交，没有卷内目录。", "No file was handed over yet."))
    box, _, volume = file.volume.partition("/")
    handed, listed = business_day(file.handed_over_at), file.contents["papers"]
    return paper.FileIndexTerms(
        borrower=now.borrower,
        lender=now.lender,
        case_number=now.case.number,
        box=box,
        volume=volume or "/",
        papers=tuple(paper.FileLine(each["title"], handed, _pages(each), "/", "/") for each in listed),
        pages=listed[-1]["to"] if listed else 0,
        giver=now.name(file.handed_over_by),
        archivist=now.name(file.received_by) if file.received_by else "/",
        handed=handed,
        keep_years=now.bank["archive_years"],
    )


def _pages(listed: Mapping[str, Any]) -> str:
    """Return where a paper stands in its volume: one page, or from the first to the last."""
    first, last = listed["from"], listed["to"]
    return str(first) if first == last else f"{first}—{last}"
