"""Who and what every paper of a case names: the bank, the borrower, the debt, the plan."""

from collections.abc import Mapping
from datetime import date

from app.plans import plan_of
from models.documents import terms as paper
from models.documents.contract import Contract
from models.errors import RuleBroken
from models.lending.case import PRODUCT
from models.lending.date_words import show_date
from models.lending.dossier import Dossier, Security
from models.lending.lpr import Tenor, lpr_on
from models.lending.plan import Plan
from models.parameters import parameters
from models.party.enterprise import Enterprise
from models.party.farmer import Farmer
from models.text import Text

YEAR = 12
FIVE_YEARS = 60


def plan_in_force(dossier: Dossier, today: date) -> Plan:
    """Return the plan of a case that is complete enough to be printed.

    Raises:
        RuleBroken: Amount, term, rate, method or borrower is missing.
    """
    plan = plan_of(dossier, today)
    if plan is None or dossier.applicant is None:
        raise RuleBroken(
            Text(
                "金额、期限、利率或还款方式未填，不能打印。",
                "Amount, term, rate or method is missing; nothing can be printed.",
            )
        )
    return plan


def borrower_of(dossier: Dossier) -> paper.PartyLine:
    """Return the borrower as documents name them.

    Raises:
        RuleBroken: No borrower is chosen.
    """
    if dossier.applicant is None:
        raise RuleBroken(Text("尚未选择借款人。", "No borrower is chosen."))
    return party_line(dossier.applicant)


def party_line(party: Farmer | Enterprise) -> paper.PartyLine:
    """Return a customer as documents name them; what is not known is ``/``."""
    if isinstance(party, Farmer):
        return paper.PartyLine(
            party.full_name, "居民身份证", party.id_number, party.address or "/", party.phone or "/"
        )
    return paper.PartyLine(
        party.full_name,
        "统一社会信用代码",
        party.credit_code,
        party.address or "/",
        party.phone or "/",
        party.legal_representative,
    )


def bank_on(today: date) -> tuple[paper.Lender, Mapping[str, str]]:
    """Return the lender as documents name it on that day, and the bank's further words."""
    bank = parameters("bank", today)["lender"]
    return paper.Lender(bank["name"], bank["address"], bank["representative"], bank["phone"]), bank


def account_of(dossier: Dossier, bank: Mapping[str, str]) -> paper.Account:
    """Return the borrower's account."""
    applicant = dossier.applicant
    number = applicant.bank_card if isinstance(applicant, Farmer) else getattr(applicant, "account", "")
    return paper.Account(borrower_of(dossier).name, number or "/", bank["account_bank"])


def rate_basis(plan: Plan) -> str:
    """Return how the rate follows from the LPR in force on the loan's first day (domain 5.1)."""
    rate, months = plan.terms.rate, plan.terms.count or 0
    tenor = Tenor.FIVE_YEARS if months > FIVE_YEARS else Tenor.ONE_YEAR
    lpr = lpr_on(plan.terms.start, tenor)
    points = (rate - lpr.percent) * 100
    name = "5年期以上" if tenor is Tenor.FIVE_YEARS else "1年期"
    sign = "加" if points >= 0 else "减"
    kind = "固定利率" if months <= YEAR else "浮动利率，每年1月1日重新定价"
    return f"{show_date(lpr.published)}公布的{name}LPR {lpr.percent}%{sign}{abs(points).normalize():f}个基点，{kind}"


def debt_of(dossier: Dossier, plan: Plan) -> paper.SecuredDebt:
    """Return the debt that every security of the case stands for."""
    loan = next((each.number for each in dossier.contracts if each.is_loan_contract), "/")
    return paper.SecuredDebt(
        contract_number=loan,
        debtor=borrower_of(dossier).name,
        kind=PRODUCT.show(dossier.case.product, "zh"),
        amount=plan.terms.principal,
        start=plan.terms.start,
        end=plan.rows[-1].due,
    )


def owner_of(dossier: Dossier, security: Security) -> paper.PartyLine:
    """Return who gives the security: the borrower, or a third party."""
    borrower, collateral = borrower_of(dossier), security.collateral
    if not collateral.third_party:
        return borrower
    return paper.PartyLine(collateral.owner_name, "证件号码", collateral.owner_number, borrower.address, "/")


def security_of(dossier: Dossier, contract: Contract | None, document: str) -> Security:
    """Return the security that a contract is about; without a contract, the first that has such a document.

    Raises:
        RuleBroken: There is none.
    """
    wanted = contract.pledge_id if contract else None
    for security in dossier.securities:
        if security.pledge.id == wanted or (wanted is None and security.document == document):
            return security
    raise RuleBroken(Text("本案没有这项担保，不能打印。", "The case has no such security to print."))


def secured_by(dossier: Dossier) -> str:
    """Return what secures the case, in words."""
    kinds = [each.facts.label.zh + each.facts.security.zh for each in dossier.securities]
    kinds += ["保证"] if dossier.sureties else []
    return "、".join(dict.fromkeys(kinds)) or "信用"
