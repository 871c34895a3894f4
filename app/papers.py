"""What a case's papers say: the frozen terms of each document, taken from the dossier."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from app.plans import plan_of
from models.collateral.farmland_right import FarmlandRight
from models.collateral.receivable import Receivable
from models.documents import terms as paper
from models.documents.contract import Contract
from models.errors import RuleBroken
from models.lending.amount_words import write_amount
from models.lending.annual_cost import annual_cost, plan_flows
from models.lending.arrears import Default, PenaltyTerms
from models.lending.case import METHOD, PAYMENT_MODE, PRODUCT
from models.lending.cost_sheet import cost_sheet
from models.lending.date_words import write_date
from models.lending.dossier import Dossier, Security
from models.lending.explain import explain_row
from models.lending.lpr import Tenor, lpr_on
from models.lending.plan import Plan
from models.money import show_yuan
from models.parameters import parameters
from models.party.farmer import Farmer
from models.text import Text

YEAR = 12
FIVE_YEARS = 60


def terms_of(document: str, dossier: Dossier, contract: Contract | None, today: date) -> Any:
    """Return the frozen terms of one document of a case.

    Args:
        document: The key of the document.
        dossier: The case.
        contract: The numbered contract, for documents that have one.
        today: Counts as the first day of the loan until money is out.

    Raises:
        RuleBroken: The case lacks what the document must say.
    """
    return _MAKERS[document](dossier, contract, today)


def _plan(dossier: Dossier, today: date) -> Plan:
    plan = plan_of(dossier, today)
    if plan is None or dossier.applicant is None:
        raise RuleBroken(
            Text(
                "金额、期限、利率或还款方式未填，不能打印。",
                "Amount, term, rate or method is missing; nothing can be printed.",
            )
        )
    return plan


def _borrower(dossier: Dossier) -> paper.PartyLine:
    applicant = dossier.applicant
    if isinstance(applicant, Farmer):
        return paper.PartyLine(
            applicant.full_name, "居民身份证", applicant.id_number, applicant.address, applicant.phone
        )
    if applicant is None:
        raise RuleBroken(Text("尚未选择借款人。", "No borrower is chosen."))
    return paper.PartyLine(
        applicant.full_name,
        "统一社会信用代码",
        applicant.credit_code,
        applicant.address,
        applicant.phone,
        applicant.legal_representative,
    )


def _bank(today: date) -> tuple[paper.Lender, Mapping[str, str]]:
    bank = parameters("bank", today)["lender"]
    return paper.Lender(bank["name"], bank["address"], bank["representative"], bank["phone"]), bank


def _account(dossier: Dossier, bank: Mapping[str, str]) -> paper.Account:
    applicant = dossier.applicant
    number = applicant.bank_card if isinstance(applicant, Farmer) else getattr(applicant, "account", "")
    return paper.Account(_borrower(dossier).name, number or "/", bank["account_bank"])


def _spouses(dossier: Dossier) -> tuple[paper.PartyLine, ...]:
    """Return the spouse, who signs every farmer's contract (domain 3.2)."""
    borrower = _borrower(dossier)
    return tuple(
        paper.PartyLine(member.full_name, "居民身份证", member.id_number, borrower.address, borrower.phone)
        for member in dossier.members
        if member.relation == "spouse" and member.id_number
    )


def _rate_basis(rate: Decimal, months: int, today: date) -> str:
    tenor = Tenor.FIVE_YEARS if months > FIVE_YEARS else Tenor.ONE_YEAR
    lpr = lpr_on(today, tenor)
    points = (rate - lpr.percent) * 100
    name = "5年期以上" if tenor is Tenor.FIVE_YEARS else "1年期"
    sign = "加" if points >= 0 else "减"
    kind = "固定利率" if months <= YEAR else "浮动利率，每年1月1日重新定价"
    return f"{lpr.published:%Y-%m-%d}公布的{name}LPR {lpr.percent}%{sign}{abs(points).normalize():f}个基点，{kind}"


def _loan_contract(dossier: Dossier, _contract: Contract | None, today: date) -> paper.LoanTerms:
    plan, case = _plan(dossier, today), dossier.case
    (lender, bank), cost = _bank(today), annual_cost(plan_flows(plan))
    penalty = PenaltyTerms.usual(today)
    rate, months = plan.terms.rate, plan.terms.count or 0
    account = _account(dossier, bank)
    entrusted = case.payment_mode == "entrusted"
    return paper.LoanTerms(
        borrower=_borrower(dossier),
        lender=lender,
        loan_kind=PRODUCT.show(case.product, "zh"),
        purpose=case.purpose,
        amount=plan.terms.principal,
        amount_words=write_amount(plan.terms.principal),
        annual_rate=rate,
        rate_basis=_rate_basis(rate, months, today),
        apr_simple=cost.simple,
        apr_compound=cost.compound,
        overdue_rate=penalty.rate(rate, frozenset({Default.OVERDUE})),
        misuse_rate=penalty.rate(rate, frozenset({Default.MISUSE})),
        months=months,
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
        payee=paper.Account(case.payee_name, case.payee_account, "以支付申请为准") if entrusted else None,
        securities=tuple(_security_line(dossier, each) for each in dossier.securities),
    )


def _security_line(dossier: Dossier, security: Security) -> paper.SecurityLine:
    number = next((each.number for each in dossier.contracts if each.pledge_id == security.pledge.id), "/")
    kind = f"{security.facts.label.zh}{security.facts.security.zh}合同"
    return paper.SecurityLine(kind, number, security.collateral.owner_name)


def _debt(dossier: Dossier, plan: Plan) -> paper.SecuredDebt:
    loan = next((each.number for each in dossier.contracts if each.document == "loan_contract"), "/")
    return paper.SecuredDebt(
        contract_number=loan,
        debtor=_borrower(dossier).name,
        kind=PRODUCT.show(dossier.case.product, "zh"),
        amount=plan.terms.principal,
        amount_words=write_amount(plan.terms.principal),
        start=plan.terms.start,
        end=plan.rows[-1].due,
    )


def _of_contract(dossier: Dossier, contract: Contract | None, document: str) -> Security:
    wanted = contract.pledge_id if contract else None
    for security in dossier.securities:
        if security.pledge.id == wanted or (wanted is None and security.facts.document == document):
            return security
    raise RuleBroken(Text("本案没有这项担保，不能打印。", "The case has no such security to print."))


def _owner(dossier: Dossier, security: Security) -> paper.PartyLine:
    borrower, collateral = _borrower(dossier), security.collateral
    if not collateral.third_party:
        return borrower
    return paper.PartyLine(collateral.owner_name, "证件号码", collateral.owner_number, borrower.address, "/")


def _mortgage(dossier: Dossier, contract: Contract | None, today: date) -> paper.MortgageTerms:
    plan, (lender, bank) = _plan(dossier, today), _bank(today)
    security = _of_contract(dossier, contract, FarmlandRight.document)
    facts = security.facts
    value = security.valuation.value if security.valuation else None
    if not isinstance(facts, FarmlandRight) or facts.area is None or facts.ends_on is None or not value:
        raise RuleBroken(
            Text("土地经营权要素不全，不能打印。", "The land right is not complete enough to print.")
        )
    holders = [member.full_name for member in dossier.members if member.co_holder]
    right = paper.LandRight(
        certificate=facts.certificate,
        contract_code=facts.contract_code or "/",
        issuer=facts.issuer_name,
        parcels=(facts.parcel_code,),
        location=facts.parcel_name or security.collateral.description,
        area_mu=facts.area,
        use="种植业",
        until=facts.ends_on,
        value=value,
        co_owners="、".join(holders) or "/",
    )
    consenting = _owner(dossier, security) if facts.contractor_consent_on else None
    return paper.MortgageTerms(
        mortgagor=_owner(dossier, security),
        lender=lender,
        debt=_debt(dossier, plan),
        rights=(right,),
        total_words=write_amount(value),
        filing=facts.issuer_name,
        registry=facts.registry.zh,
        court=bank["court"],
        signing_place=bank["signing_place"],
        contractor=consenting,
    )


def _pledge(dossier: Dossier, contract: Contract | None, today: date) -> paper.PledgeTerms:
    plan, (lender, bank) = _plan(dossier, today), _bank(today)
    security = _of_contract(dossier, contract, Receivable.document)
    facts = security.facts
    owed = facts.suggested_value()
    if not isinstance(facts, Receivable) or not owed or facts.due_on is None:
        raise RuleBroken(
            Text("应收账款要素不全，不能打印。", "The receivable is not complete enough to print.")
        )
    claim = paper.Receivable(
        facts.debtor_name,
        facts.debtor_code,
        facts.contract_number,
        (facts.invoice_number,),
        owed,
        facts.due_on,
    )
    return paper.PledgeTerms(
        pledgor=_owner(dossier, security),
        lender=lender,
        debt=_debt(dossier, plan),
        receivables=(claim,),
        total_words=write_amount(owed),
        account=paper.Account(_owner(dossier, security).name, facts.collection_account, bank["account_bank"]),
        registry_months=(plan.terms.count or 0) + 6,
        court=bank["court"],
        signing_place=bank["signing_place"],
    )


def _cost_sheet(dossier: Dossier, _contract: Contract | None, today: date) -> paper.CostSheetTerms:
    plan, (lender, _bank_facts) = _plan(dossier, today), _bank(today)
    sheet = cost_sheet(plan, lender.name, (), PenaltyTerms.usual(today))
    return paper.CostSheetTerms(
        borrower=_borrower(dossier),
        lender=lender,
        principal=sheet.principal,
        principal_words=write_amount(sheet.principal),
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


def _repayment_plan(dossier: Dossier, _contract: Contract | None, today: date) -> paper.PlanTerms:
    plan, (lender, bank) = _plan(dossier, today), _bank(today)
    rows = [
        paper.PlanRow(row.n, row.due, row.principal, row.interest, row.total, row.balance)
        for row in plan.rows
    ]
    reasons = [explain_row(plan, row).zh for row in plan.rows]
    return paper.PlanTerms(
        borrower=_borrower(dossier),
        lender=lender,
        contract_number=next((each.number for each in dossier.contracts), "/"),
        amount=plan.terms.principal,
        amount_words=write_amount(plan.terms.principal),
        annual_rate=plan.terms.rate,
        rate_basis=_rate_basis(plan.terms.rate, plan.terms.count or 0, today),
        method=METHOD.show(plan.terms.method.value, "zh"),
        start=plan.terms.start,
        end=plan.rows[-1].due,
        rows=tuple(paper.ExplainedRow(row, why) for row, why in zip(rows, reasons, strict=True)),
        years=tuple(
            paper.YearTotal(year, totals.principal, totals.interest)
            for year, totals in plan.by_year().items()
        ),
        account=_account(dossier, bank),
    )


def _loan_note(dossier: Dossier, _contract: Contract | None, today: date) -> paper.NoteTerms:
    plan, (lender, bank) = _plan(dossier, today), _bank(today)
    if not dossier.notes:
        raise RuleBroken(Text("尚未放款，没有借据。", "No money is out; there is no note."))
    note = dossier.notes[-1]
    penalty = PenaltyTerms.usual(today).rate(plan.terms.rate, frozenset({Default.OVERDUE}))
    due = note.due_on or plan.rows[-1].due
    return paper.NoteTerms(
        borrower=_borrower(dossier),
        lender=lender,
        contract_number=next((each.number for each in dossier.contracts), "/"),
        loan_kind=PRODUCT.show(dossier.case.product, "zh"),
        purpose=dossier.case.purpose,
        amount=plan.terms.principal,
        amount_words=write_amount(plan.terms.principal),
        annual_rate=plan.terms.rate,
        overdue_rate=penalty,
        drawn=plan.terms.start,
        drawn_words=write_date(plan.terms.start),
        due=due,
        due_words=write_date(due),
        method=METHOD.show(plan.terms.method.value, "zh"),
        account=_account(dossier, bank),
        security="、".join(each.facts.label.zh + each.facts.security.zh for each in dossier.securities)
        or "信用",
    )


_MAKERS: Mapping[str, Callable[[Dossier, Contract | None, date], Any]] = {
    "loan_contract": _loan_contract,
    "farmland_mortgage": _mortgage,
    "receivable_pledge": _pledge,
    "cost_sheet": _cost_sheet,
    "loan_note": _loan_note,
    "repayment_plan": _repayment_plan,
}
