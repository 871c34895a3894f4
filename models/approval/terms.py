"""What may be asked for: how long, up to which age, and when the borrower may pay out himself (domain 2.4)."""

from collections.abc import Iterator
from datetime import date

from models.errors import Condition, LendingError
from models.lending.dossier import Dossier
from models.lending.parameters import lending_parameter
from models.money import show_yuan
from models.party.farmer import Farmer
from models.party.resident_id import birth_date
from models.text import Text


def terms_are_allowed(dossier: Dossier, today: date) -> Iterator[Condition]:
    """Yield what of term, age and way of payment is beyond the bank's thresholds.

    Source:
        个人贷款管理办法 and 流动资金贷款管理办法 (2024) for terms and self payment; the age is the bank's own rule.
    """
    yield from _term(dossier, today)
    yield from _age(dossier, today)
    yield from _self_payment(dossier, today)


def _term(dossier: Dossier, today: date) -> Iterator[Condition]:
    case, longest = dossier.case, lending_parameter("term", today)
    allowed: int | None = longest.get(case.product)
    if case.months and allowed and case.months > allowed:
        text = Text(
            "期限{months}个月，超过该产品最长{allowed}个月。",
            "The term of {months} months is above the {allowed} of this product.",
        )
        yield Condition("case.months", text.fill(months=case.months, allowed=allowed), "case")


def _age(dossier: Dossier, today: date) -> Iterator[Condition]:
    """Yield that the borrower is too young, or too old when the loan ends; without a number nothing is known."""
    rule, applicant = lending_parameter("farmer_age", today), dossier.applicant
    born = _born(applicant) if isinstance(applicant, Farmer) else None
    if born is None:
        return
    if _years(born, today) < rule["youngest"]:
        text = Text("借款人未满{youngest}周岁。", "The borrower is below {youngest}.")
        yield Condition("customer.age", text.fill(youngest=rule["youngest"]), "customer")
    at_the_end = _years(born, dossier.due_on(today))
    if at_the_end > rule["oldest_at_the_end"]:
        text = Text(
            "贷款到期时借款人{age}周岁，超过年龄与期限之和的上限{oldest}，请缩短期限或更换借款人。",
            "The borrower will be {age} when the loan ends, above {oldest}: shorten the term, or let another borrow.",
        )
        yield Condition(
            "case.age_and_term", text.fill(age=at_the_end, oldest=rule["oldest_at_the_end"]), "case"
        )


def _born(farmer: Farmer) -> date | None:
    try:
        return birth_date(farmer.id_number) if farmer.id_number else None
    except LendingError:
        return None


def _years(born: date, on: date) -> int:
    """Return the age in full years; somebody born on 29 February has the birthday on 1 March in other years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _self_payment(dossier: Dossier, today: date) -> Iterator[Condition]:
    case, limits = dossier.case, lending_parameter("self_payment", today)
    limit: int = limits[f"{case.applicant_kind}_yuan"] * 100 if case.applicant_kind else 0
    if case.payment_mode == "self" and limit and (case.amount or 0) > limit:
        text = Text(
            "金额超过自主支付上限{limit}元，请改为受托支付。",
            "The amount is above the {limit} yuan that a borrower may pay out himself; choose entrusted payment.",
        )
        yield Condition("case.payment_mode", text.fill(limit=show_yuan(limit)), "case")
