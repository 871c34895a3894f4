"""What the papers of the loan itself say: contract, cost sheet, plan, note."""

from datetime import date

from app.papers.parties import account_of, bank_on, borrower_of, plan_in_force, rate_basis, secured_by
from models.documents import terms as paper
from models.documents.contract import Contract
from models.documents.undertakings import RevolvingTerms
from models.errors import RuleBroken
from models.lending.amount_words import write_amount
from models.lending.annual_cost import annual_cost, plan_flows
from models.lending.arrears import Default, PenaltyTerms
from models.lending.case import METHOD, PAYMENT_MODE, PRODUCT
from models.lending.cost_sheet import cost_sheet
from models.lending.days import add_months
from models.lending.dossier import Dossier, Security
from models.lending.explain import explain_row
from models.lending.sureties import Surety
from models.money import show_yuan
from models.parameters import parameters
from models.text import Text


def loan_contract(dossier: Dossier, _contract: Contract | None, today: date) -> paper.LoanTerms:
    """Return what the loan contract says."""
    plan, case = plan_in_force(dossier, today), dossier.case
    (lender, bank), cost = bank_on(today), annual_cost(plan_flows(plan))
    rate, penalty = plan.terms.rate, PenaltyTerms.usual(plan.terms.start)
    account = account_of(dossier, bank)
    entrusted = case.payment_mode == "entrusted"
    return paper.LoanTerms(
        borrower=borrower_of(dossier),
        lender=lender,
        loan_kind=PRODUCT.show(case.product, "zh"),
        purpose=case.purpose,
        amount=plan.terms.principal,
        annual_rate=rate,
        rate_basis=rate_basis(plan),
        apr_simple=cost.simple,
        apr_compound=cost.compound,
        overdue_rate=penalty.rate(rate, frozenset({Default.OVERDUE})),
        misuse_rate=penalty.rate(rate, frozenset({Default.MISUSE})),
        months=plan.terms.count or 0,
        start=plan.terms.start,
        end=plan.rows[-1].due,
        method=METHOD.show(plan.terms.method.value, "zh"),
        payment_mode=PAYMENT_MODE.show(case.payment_mode, "zh"),
        loan_account=account,
        repayment_account=account,
        plan=tuple(
            paper.PlanRow(row.n, row.due, row.principal, row.interest, row.total, row.balance)
            for row in plan.rows
        ),
        court=bank["court"],
        signing_place=bank["signing_place"],
        co_borrowers=_spouses(dossier),
        repays=_repays(dossier),
        payee=paper.Account(case.payee_name, case.payee_account, "以支付申请为准") if entrusted else None,
        securities=(
            *(_security_line(dossier, each) for each in dossier.securities),
            *(_surety_line(dossier, each) for each in dossier.sureties),
        ),
    )


def revolving_contract(dossier: Dossier, _contract: Contract | None, today: date) -> RevolvingTerms:
    """Return what a revolving loan contract says.

    Raises:
        RuleBroken: The case lacks a term.
    """
    terms = loan_contract(dossier, None, today)
    grace: int = parameters("approval", today)["note_grace_months"]
    return RevolvingTerms(
        borrower=terms.borrower,
        lender=terms.lender,
        loan_kind=terms.loan_kind,
        purpose=terms.purpose,
        ceiling=terms.amount,
        months=terms.months,
        start=terms.start,
        end=terms.end,
        last_due=add_months(terms.end, grace),
        annual_rate=terms.annual_rate,
        rate_rule=terms.rate_basis,
        apr_simple=terms.apr_simple,
        apr_compound=terms.apr_compound,
        overdue_rate=terms.overdue_rate,
        misuse_rate=terms.misuse_rate,
        method=terms.method,
        payment_mode=terms.payment_mode,
        loan_account=terms.loan_account,
        securities=terms.securities,
        court=terms.court,
        signing_place=terms.signing_place,
        co_borrowers=terms.co_borrowers,
    )


def _contract_number(dossier: Dossier) -> str:
    """Return the number of the loan contract, ``/`` before there is one."""
    return next((each.number for each in dossier.contracts if each.is_loan_contract), "/")


def _repays(dossier: Dossier) -> str | None:
    """Return the loan that the new money repays, as the contract names it; nothing where it repays none."""
    old = dossier.renewed
    if old is None or not old.outstanding:
        return None
    number = _contract_number(old)
    return (
        f"编号为{number}的借款合同项下尚未归还的借款本金{write_amount(old.outstanding)}"
        f"（小写：￥{show_yuan(old.outstanding)}）"
    )


def _spouses(dossier: Dossier) -> tuple[paper.PartyLine, ...]:
    """Return the spouse, who signs every farmer's contract (domain 3.2)."""
    borrower = borrower_of(dossier)
    return tuple(
        paper.PartyLine(member.full_name, "居民身份证", member.id_number, borrower.address, borrower.phone)
        for member in dossier.members
        if member.relation == "spouse" and member.id_number
    )


def _security_line(dossier: Dossier, security: Security) -> paper.SecurityLine:
    number = next((each.number for each in dossier.contracts if each.pledge_id == security.pledge.id), "/")
    kind = f"{security.facts.label.zh}{security.facts.security.zh}合同"
    return paper.SecurityLine(kind, number, security.collateral.owner_name)


def _surety_line(dossier: Dossier, surety: Surety) -> paper.SecurityLine:
    own = surety.guarantee.id
    number = next((each.number for each in dossier.contracts if each.guarantee_id == own), "/")
    return paper.SecurityLine("保证合同", number, surety.name)


def cost_sheet_terms(dossier: Dossier, _contract: Contract | None, today: date) -> paper.CostSheetTerms:
    """Return what the sheet of total financing cost says."""
    plan, (lender, _bank_facts) = plan_in_force(dossier, today), bank_on(today)
    sheet = cost_sheet(plan, lender.name, (), PenaltyTerms.usual(today))
    return paper.CostSheetTerms(
        borrower=borrower_of(dossier),
        lender=lender,
        principal=sheet.principal,
        months=plan.terms.count or 0,
        method=sheet.method.zh,
        costs=tuple(
            paper.CostItem(
                item.name.zh, item.way.zh, f"合计 {show_yuan(item.amount)} 元", item.charged_by, item.yearly
            )
            for item in sheet.items
        ),
        contingent=tuple(
            paper.ContingentCost(item.name.zh, item.standard.zh, item.charged_by) for item in sheet.contingent
        ),
        apr_simple=sheet.cost.simple,
        apr_compound=sheet.cost.compound,
        issued=today,
    )


def repayment_plan(dossier: Dossier, _contract: Contract | None, today: date) -> paper.PlanTerms:
    """Return what the repayment plan says."""
    plan, (lender, bank) = plan_in_force(dossier, today), bank_on(today)
    rows = [
        paper.PlanRow(row.n, row.due, row.principal, row.interest, row.total, row.balance)
        for row in plan.rows
    ]
    reasons = [explain_row(plan, row).zh for row in plan.rows]
    return paper.PlanTerms(
        borrower=borrower_of(dossier),
        lender=lender,
        contract_number=_contract_number(dossier),
        amount=plan.terms.principal,
        annual_rate=plan.terms.rate,
        rate_basis=rate_basis(plan),
        method=METHOD.show(plan.terms.method.value, "zh"),
        start=plan.terms.start,
        end=plan.rows[-1].due,
        rows=tuple(paper.ExplainedRow(row, why) for row, why in zip(rows, reasons, strict=True)),
        years=tuple(
            paper.YearTotal(year, totals.principal, totals.interest)
            for year, totals in plan.by_year().items()
        ),
        account=account_of(dossier, bank),
    )


def loan_note(dossier: Dossier, _contract: Contract | None, today: date) -> paper.NoteTerms:
    """Return what the loan note says.

    Raises:
        RuleBroken: No money is out.
    """
    plan, (lender, bank) = plan_in_force(dossier, today), bank_on(today)
    if not dossier.notes:
        raise RuleBroken(Text("尚未放款，没有借据。", "No money is out; there is no note."))
    note = dossier.notes[-1]
    penalty = PenaltyTerms.usual(plan.terms.start).rate(plan.terms.rate, frozenset({Default.OVERDUE}))
    due = note.due_on or plan.rows[-1].due
    return paper.NoteTerms(
        borrower=borrower_of(dossier),
        lender=lender,
        contract_number=_contract_number(dossier),
        loan_kind=PRODUCT.show(dossier.case.product, "zh"),
        purpose=dossier.case.purpose,
        amount=plan.terms.principal,
        annual_rate=plan.terms.rate,
        overdue_rate=penalty,
        drawn=plan.terms.start,
        due=due,
        method=METHOD.show(plan.terms.method.value, "zh"),
        account=account_of(dossier, bank),
        security=secured_by(dossier),
    )
