"""Apache Fineract as core banking: one client per borrower, one loan per note, repayments read from its transactions.

Everything carries our identity as Fineract's ``externalId``, and every part asks first how far it got: a message that is
handed over again goes on where it stopped. The key sent along is not relied on, because Fineract compares neither the
body nor the target with it.

Source:
    The shapes are those of apache/fineract: ``ClientsApiResourceSwagger``, ``LoansApiResourceSwagger``,
    ``LoanTransactionsApiResourceSwagger``, ``CollateralsApiResource`` and the helpers of its integration tests
    (``ClientHelper``, ``LoanApplicationTestBuilder``, ``LoanTransactionHelper``).
"""

import base64
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from central.gateway.message import APPROVED, CorePayment, Message
from central.gateway.port import CoreAway, CoreRefused, Page
from central.gateway.web import Line
from models.text import Text

_FORMAT = {"dateFormat": "yyyy-MM-dd", "locale": "en"}
_PERSON, _ENTITY = 1, 2
_MONTHS, _YEARLY = 2, 3
_EQUAL_PRINCIPAL, _EQUAL_INSTALMENTS = 0, 1
_DECLINING, _DAILY, _SAME_AS_PERIOD = 0, 0, 1
_PENDING, _APPROVED, _ACTIVE = 100, 200, 300
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
_STRANGE = Text("核心系统的回答无法识别。", "The answer of core banking is not understood.")


@dataclass(frozen=True)
class Mapped:
    """What our words are in this Fineract.

    Attributes:
        office: The office of the clients.
        products: Loan products by our product.
        collateral: Code values by our kind of collateral.
    """

    office: int
    products: Mapping[str, int]
    collateral: Mapping[str, int]


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
        """Yield the repayments of each note that Fineract knows."""
        for number in notes:
            loan = self._line.ask("GET", f"/loans/external-id/{quote(number)}?associations=transactions")
            if loan is None:
                continue
            try:
                told = [
                    _payment(number, each) for each in loan.get("transactions") or [] if _is_repayment(each)
                ]
            except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError):
                raise CoreAway(_STRANGE) from None
            yield Page(told)

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
        return _number(self._line.ask("POST", "/clients", body, f"{message.identity}-client"), "clientId")

    def _loan(self, message: Message, client: int) -> int:
        note = message.body["note"]
        loan = self._line.ask("GET", f"/loans/external-id/{quote(note['number'])}")
        if loan is None:
            made = self._line.ask(
                "POST", "/loans", self._application(message, client), f"{message.identity}-loan"
            )
            number, status = _number(made, "loanId"), _PENDING
        else:
            number, status = _number(loan, "id"), _number(loan.get("status"), "id")
        if status == _PENDING:
            self._secure(message, number)
            self._command(message, number, "approve", _approval(note))
        if status in {_PENDING, _APPROVED}:
            self._command(message, number, "disburse", _disbursement(note))
        return number

    def _application(self, message: Message, client: int) -> dict[str, Any]:
        note, product = message.body["note"], message.body["case"]["product"]
        if product not in self._mapped.products:
            raise CoreRefused(_NOT_MAPPED.fill(what="product", key=product))
        months = _months(date.fromisoformat(note["starts_on"]), date.fromisoformat(note["due_on"]))
        every = months if note["method"] == "BULLET" else 3 if note["method"] == "IO_Q" else 1
        equal = _EQUAL_INSTALMENTS if note["method"] == "EPI" else _EQUAL_PRINCIPAL
        return {
            "clientId": client,
            "productId": self._mapped.products[product],
            "externalId": note["number"],
            "loanType": "individual",
            "principal": _yuan(note["principal"]),
            "loanTermFrequency": months,
            "loanTermFrequencyType": _MONTHS,
            "numberOfRepayments": -(-months // every),
            "repaymentEvery": every,
            "repaymentFrequencyType": _MONTHS,
            "interestRatePerPeriod": float(note["rate"]),
            "interestRateFrequencyType": _YEARLY,
            "amortizationType": equal,
            "interestType": _DECLINING,
            "interestCalculationPeriodType": _SAME_AS_PERIOD if note["method"] == "EPI" else _DAILY,
            "transactionProcessingStrategyCode": "mifos-standard-strategy",
            "submittedOnDate": note["starts_on"],
            "expectedDisbursementDate": note["starts_on"],
            **({"graceOnPrincipalPayment": months - 1} if note["method"] == "IO_M" else {}),
            **_FORMAT,
        }

    def _secure(self, message: Message, loan: int) -> None:
        """Add the collateral that the loan does not have yet, known by its identity in the description."""
        there = self._line.ask("GET", f"/loans/{loan}/collaterals")
        if not isinstance(there, list):
            raise CoreAway(_STRANGE)
        described = [str(each.get("description")) for each in there if isinstance(each, dict)]
        for security in message.body["collateral"]:
            if any(security["id"] in text for text in described):
                continue
            kind = security["kind"]
            if kind not in self._mapped.collateral:
                raise CoreRefused(_NOT_MAPPED.fill(what="collateral", key=kind))
            body = {
                "collateralTypeId": self._mapped.collateral[kind],
                "value": _yuan(security["secured"] or 0),
                "description": f"{security['registration_number'] or ''} {security['id']}".strip(),
                "locale": "en",
            }
            key = f"{message.identity}-{security['id']}"[:50]
            _number(self._line.ask("POST", f"/loans/{loan}/collaterals", body, key), "resourceId")

    def _command(self, message: Message, loan: int, command: str, body: Mapping[str, Any]) -> None:
        key = f"{message.identity}-{command}"
        done = self._line.ask("POST", f"/loans/{loan}?command={command}", {**body, **_FORMAT}, key)
        # Whatever else answers in its place, a proxy or a page to log in, has approved and disbursed nothing.
        if _number(done, "loanId") != loan:
            raise CoreAway(_STRANGE)


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
        f"FINERACT-{transaction['id']}",
        number,
        date(*transaction["date"]),
        {ours: _fen(transaction.get(theirs) or 0) for ours, theirs in _PARTS.items()},
        transaction.get("manuallyReversed") is True,
    )


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
