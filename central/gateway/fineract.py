"""Apache Fineract as core banking: one client per borrower, one loan per note, repayments read from its transactions.

Everything carries our identity as Fineract's ``externalId``, and every part asks first how far it got: a message that is
handed over again goes on where it stopped. A key is sent along for the line's sake, so that a proxy that sends a request
twice does nothing twice; every request has another, because Fineract answers a key that it knows as before, even where it
refused and has been put right since.

Source:
    The shapes are those of apache/fineract; ``tests/central/gateway/fineract_shapes.json`` says of each where it was read.
"""

import base64
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from central.gateway.message import APPROVED, CorePayment, Message
from central.gateway.port import CoreAway, CoreRefused, Page
from central.gateway.web import Line
from central.logs import LOG
from models.lending.terms import Method
from models.text import Text

_FORMAT = {"dateFormat": "yyyy-MM-dd", "locale": "en"}
_PERSON, _ENTITY = 1, 2
_MONTHS, _YEARLY = 2, 3
_EQUAL_PRINCIPAL, _EQUAL_INSTALMENTS = 0, 1
_DECLINING, _DAILY, _SAME_AS_PERIOD = 0, 0, 1
_PENDING, _APPROVED = 100, 200
_ENDED_BEFORE_PAYOUT = {400, 500}
_PARTS = {
    "principal": "principalPortion",
    "interest": "interestPortion",
    "penalty": "penaltyChargesPortion",
    "fees": "feeChargesPortion",
}
_NOT_MAPPED = Text(
    "网关设置中没有{what}“{key}”对应的核心产品，请补充后重试。",
    "The settings of the gateway name no {what} for “{key}”; add it and retry.",
)
_NO_SUCH_PLAN = Text(
    "核心系统无法按“{method}”、期限{months}个月立账，请在核心系统人工处理后与本借据核对。",
    "Core banking has no plan for “{method}” over {months} months; book it there by hand and compare it with the note.",
)
_ENDED = Text(
    "核心系统中借据{number}已被拒绝或撤回，请人工核对。",
    "Core banking rejected or withdrew the loan {number}; look at it there.",
)
_STRANGE = Text("核心系统的回答无法识别。", "The answer of core banking is not understood.")


@dataclass(frozen=True)
class Mapped:
    """What our words are in this Fineract.

    Attributes:
        office: The office of the clients.
        products: Loan products by our product.
        collateral: Code values by our kind of collateral.
        strategy: In which order the products settle a payment, in Fineract's word.
    """

    office: int
    products: Mapping[str, int]
    collateral: Mapping[str, int]
    strategy: str = "mifos-standard-strategy"


@dataclass(frozen=True)
class _Plan:
    """How Fineract is told a method of repayment.

    Attributes:
        every: Months from one payment to the next; 0 is the whole term.
        amortization: How the principal is spread.
        at_maturity: Whether the principal is paid with the last payment alone.
    """

    every: int
    amortization: int = _EQUAL_PRINCIPAL
    at_maturity: bool = False


_PLANS: Mapping[str, _Plan] = {
    Method.EPI: _Plan(1, _EQUAL_INSTALMENTS),
    Method.EP: _Plan(1),
    Method.IO_M: _Plan(1, at_maturity=True),
    Method.IO_Q: _Plan(3, at_maturity=True),
    Method.BULLET: _Plan(0),
    Method.FREE: _Plan(1, at_maturity=True),
}


def headers(tenant: str, user: str, password: str) -> dict[str, str]:
    """Return what every request to Fineract carries."""
    known = base64.b64encode(f"{user}:{password}".encode()).decode()
    return {"Fineract-Platform-TenantId": tenant, "Authorization": f"Basic {known}"}


class Fineract:
    """One Fineract."""

    def __init__(self, line: Line, mapped: Mapped) -> None:
        self.name, self._line, self._mapped = line.address[:200], line, mapped

    def hand_over(self, message: Message) -> Mapping[str, Any]:
        """Make the client of an approved case; make, approve and disburse the loan of a drawdown."""
        client = self._client(message)
        if message.kind == APPROVED:
            return {"clientId": client}
        loan = self._loan(message, client)
        return {"clientId": client, "loanId": loan}

    def payments(self, notes: Iterable[str], place: str) -> Iterator[Page]:  # noqa: ARG002 - its list has no places
        """Yield the repayments of each note that Fineract knows; one that is not understood holds up none behind it."""
        strange = False
        for number in notes:
            loan = self._line.ask("GET", f"/loans/external-id/{quote(number)}?associations=transactions")
            if loan is None:
                continue
            try:
                told = [
                    _payment(number, each) for each in loan.get("transactions") or [] if _is_repayment(each)
                ]
            except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError):
                LOG.warning("the repayments of %s are not understood", number)
                strange = True
                continue
            yield Page(told)
        if strange:
            raise CoreAway(_STRANGE)

    def settle(self, payment: CorePayment, problem: str) -> None:
        """Say nothing: Fineract has booked it, whatever we say."""

    def _client(self, message: Message) -> int:
        borrower = message.body["borrower"]
        known = self._line.ask("GET", f"/clients/external-id/{borrower['id']}")
        if known is not None:
            return _number(known, "id")
        day = message.body["facility"]["approved_on"]
        body = {
            "officeId": self._mapped.office,
            "legalFormId": _ENTITY if borrower["kind"] == "enterprise" else _PERSON,
            "fullname": borrower["name"],
            "externalId": borrower["id"],
            "active": True,
            "submittedOnDate": day,
            "activationDate": day,
            **_FORMAT,
        }
        return _number(self._post("/clients", body), "clientId")

    def _loan(self, message: Message, client: int) -> int:
        note = message.body["note"]
        loan = self._line.ask("GET", f"/loans/external-id/{quote(note['number'])}")
        if loan is None:
            made = self._post("/loans", self._application(message, client))
            number, status = _number(made, "loanId"), _PENDING
        else:
            number, status = _number(loan, "id"), _number(loan.get("status"), "id")
        if status in _ENDED_BEFORE_PAYOUT:
            raise CoreRefused(_ENDED.fill(number=note["number"]))
        if status == _PENDING:
            self._secure(message, number)
            self._command(number, "approve", _approval(note))
        if status in {_PENDING, _APPROVED}:
            self._command(number, "disburse", _disbursement(note))
        return number

    def _application(self, message: Message, client: int) -> dict[str, Any]:
        note, product = message.body["note"], message.body["case"]["product"]
        if product not in self._mapped.products:
            raise CoreRefused(_NOT_MAPPED.fill(what="product", key=product))
        return {
            "clientId": client,
            "productId": self._mapped.products[product],
            "externalId": note["number"],
            "loanType": "individual",
            "principal": _yuan(note["principal"]),
            **_plan(note),
            "interestRatePerPeriod": float(note["rate"]),
            "interestRateFrequencyType": _YEARLY,
            "interestType": _DECLINING,
            "interestCalculationPeriodType": _SAME_AS_PERIOD if note["method"] == Method.EPI else _DAILY,
            "transactionProcessingStrategyCode": self._mapped.strategy,
            "submittedOnDate": note["starts_on"],
            "expectedDisbursementDate": note["starts_on"],
            **_FORMAT,
        }

    def _secure(self, message: Message, loan: int) -> None:
        """Add the collateral that the loan does not have yet, counted by kind.

        Nothing that Fineract keeps of it is ours for certain: newer releases read the kind from the body alone and
        lose value and description on the way.
        """
        there = self._line.ask("GET", f"/loans/{loan}/collaterals")
        if not isinstance(there, list):
            raise CoreAway(_STRANGE)
        known = Counter(_number(each.get("type"), "id") for each in there if isinstance(each, dict))
        for security in message.body["collateral"]:
            kind = security["kind"]
            if kind not in self._mapped.collateral:
                raise CoreRefused(_NOT_MAPPED.fill(what="collateral", key=kind))
            type_id = self._mapped.collateral[kind]
            if known[type_id]:
                known[type_id] -= 1
                continue
            body = {
                "collateralTypeId": type_id,
                "description": f"{security['registration_number'] or ''} {security['id']}".strip(),
                **({"value": _yuan(security["secured"])} if security["secured"] else {}),
                "locale": "en",
            }
            _number(self._post(f"/loans/{loan}/collaterals", body), "resourceId")

    def _command(self, loan: int, command: str, body: Mapping[str, Any]) -> None:
        done = self._post(f"/loans/{loan}?command={command}", {**body, **_FORMAT})
        # Whatever else answers in its place, a proxy or a page to log in, has approved and disbursed nothing.
        if _number(done, "loanId") != loan:
            raise CoreAway(_STRANGE)

    def _post(self, path: str, body: Mapping[str, Any]) -> Any:
        return self._line.ask("POST", path, body, str(uuid4()))


def _plan(note: Mapping[str, Any]) -> dict[str, Any]:
    """Return how the loan is repaid; Fineract has no broken period at the end.

    Raises:
        CoreRefused: Fineract has no such plan.
    """
    months = _months(date.fromisoformat(note["starts_on"]), date.fromisoformat(note["due_on"]))
    plan = _PLANS.get(note["method"])
    every = (plan.every or months) if plan else months + 1
    if plan is None or months % every:
        raise CoreRefused(_NO_SUCH_PLAN.fill(method=note["method"], months=months))
    times = months // every
    return {
        "loanTermFrequency": months,
        "loanTermFrequencyType": _MONTHS,
        "numberOfRepayments": times,
        "repaymentEvery": every,
        "repaymentFrequencyType": _MONTHS,
        "amortizationType": plan.amortization,
        **({"graceOnPrincipalPayment": times - 1} if plan.at_maturity and times > 1 else {}),
    }


def _approval(note: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "approvedOnDate": note["starts_on"],
        "approvedLoanAmount": _yuan(note["principal"]),
        "expectedDisbursementDate": note["starts_on"],
    }


def _disbursement(note: Mapping[str, Any]) -> dict[str, Any]:
    amount = _yuan(note["principal"])
    return {"actualDisbursementDate": note["starts_on"], "transactionAmount": amount, "note": note["number"]}


def _is_repayment(transaction: Mapping[str, Any]) -> bool:
    return bool(transaction["type"]["code"] == "loanTransactionType.repayment")


def _payment(number: str, transaction: Mapping[str, Any]) -> CorePayment:
    return CorePayment(
        f"FINERACT-{_first_booked(transaction)}",
        number,
        date(*transaction["date"]),
        {ours: _fen(transaction.get(theirs) or 0) for ours, theirs in _PARTS.items()},
        transaction.get("manuallyReversed") is True,
    )


def _first_booked(transaction: Mapping[str, Any]) -> int:
    """Return the number under which a payment was booked first.

    One that comes in for an earlier day lets Fineract book the later ones anew, each under another number; to the bank
    they are the payments that it knows.
    """
    since = transaction.get("transactionRelations") or []
    old: list[int] = [each["toLoanTransaction"] for each in since if each.get("relationType") == "REPLAYED"]
    return min([int(transaction["id"]), *old])


def _number(answer: Any, name: str) -> int:
    try:
        return int(answer[name])
    except (KeyError, TypeError, ValueError):
        raise CoreAway(_STRANGE) from None


def _months(first: date, last: date) -> int:
    whole = (last.year - first.year) * 12 + last.month - first.month
    return max(1, whole + (last.day > first.day))


def _yuan(fen: int) -> float:
    """Return yuan as JSON has them: two decimals are exact in a double up to 90 trillion yuan."""
    return float(Decimal(fen) / 100)


def _fen(yuan: Decimal | int) -> int:
    fen = Decimal(yuan) * 100
    if fen != fen.to_integral_value():
        raise ValueError(yuan)
    return int(fen)
