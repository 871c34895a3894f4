"""A Fineract for tests: the addresses that the gateway uses, with the checks and the answers of the real one's API.

The shapes are those of apache/fineract: ``ClientsApiResourceSwagger.PostClientsRequest`` and ``…Response``,
``LoansApiResourceSwagger.PostLoansRequest``, ``GetLoansLoanIdResponse`` and ``PostLoansLoanIdRequest``,
``LoanTransactionsApiResourceSwagger``, the collaterals of a loan, and the errors of ``ApiParameterError`` and
``ApiGlobalErrorResponse``. All values are made up.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

STATUS = {
    100: "loanStatusType.submitted.and.pending.approval",
    200: "loanStatusType.approved",
    300: "loanStatusType.active",
}
CLIENT = {
    "officeId": int,
    "legalFormId": int,
    "fullname": str,
    "externalId": str,
    "active": bool,
    "submittedOnDate": str,
    "activationDate": str,
    "dateFormat": str,
    "locale": str,
}
LOAN = {
    "clientId": int,
    "productId": int,
    "externalId": str,
    "loanType": str,
    "principal": float,
    "loanTermFrequency": int,
    "loanTermFrequencyType": int,
    "numberOfRepayments": int,
    "repaymentEvery": int,
    "repaymentFrequencyType": int,
    "interestRatePerPeriod": float,
    "interestRateFrequencyType": int,
    "amortizationType": int,
    "interestType": int,
    "interestCalculationPeriodType": int,
    "transactionProcessingStrategyCode": str,
    "submittedOnDate": str,
    "expectedDisbursementDate": str,
    "dateFormat": str,
    "locale": str,
}
APPROVE = {
    "approvedOnDate": str,
    "approvedLoanAmount": float,
    "expectedDisbursementDate": str,
    "dateFormat": str,
    "locale": str,
}
DISBURSE = {
    "actualDisbursementDate": str,
    "transactionAmount": float,
    "note": str,
    "dateFormat": str,
    "locale": str,
}
COLLATERAL = {"collateralTypeId": int, "value": float, "description": str, "locale": str}


class RefusedError(Exception):
    """What the real one answers with a 4xx."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        error = {
            "developerMessage": message,
            "defaultUserMessage": message,
            "userMessageGlobalisationCode": code,
        }
        self.body = {
            **error,
            "httpStatusCode": str(status),
            "errors": [{**error, "parameterName": "id", "args": []}],
        }


@dataclass
class State:
    """What the core holds, and how it is to misbehave.

    Attributes:
        lose_answer_to: The requests that arrive once more than their answers.
        away_for: The requests that somebody else answers once in the core's place, in JSON and with 200.
    """

    clients: list[dict[str, Any]] = field(default_factory=list)
    loans: list[dict[str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    lose_answer_to: set[str] = field(default_factory=set)
    away_for: set[str] = field(default_factory=set)
    down: bool = False
    lock: Lock = field(default_factory=Lock)

    def repay(self, number: str, **portions: float) -> int:
        """Book a repayment, as a clerk at the counter does."""
        loan = next(each for each in self.loans if each["externalId"] == number)
        transaction: dict[str, Any] = {
            "id": 100 + sum(len(each["transactions"]) for each in self.loans),
            "officeId": 1,
            "officeName": "Head Office",
            "type": {
                "id": 2,
                "code": "loanTransactionType.repayment",
                "value": "Repayment",
                "repayment": True,
            },
            "date": [2026, 3, 10],
            "submittedOnDate": [2026, 3, 10],
            "currency": {"code": "CNY", "name": "Chinese Yuan", "decimalPlaces": 2},
            "amount": sum(portions.values()),
            "principalPortion": 0,
            "interestPortion": 0,
            "feeChargesPortion": 0,
            "penaltyChargesPortion": 0,
            "manuallyReversed": False,
            **portions,
        }
        loan["transactions"].append(transaction)
        return int(transaction["id"])


def _check(body: Any, shape: Mapping[str, type], optional: Mapping[str, type] | None = None) -> None:
    known = {**shape, **(optional or {})}
    for name in shape:
        if name not in body:
            raise RefusedError(
                400, f"validation.msg.{name}.cannot.be.blank", f"The parameter `{name}` is mandatory."
            )
    for name, value in body.items():
        if name not in known:
            raise RefusedError(
                400, "error.msg.parameter.unsupported", f"The parameter {name} is not supported."
            )
        if type(value) is not known[name]:
            raise RefusedError(400, f"validation.msg.{name}", f"The parameter `{name}` has the wrong type.")
    if "dateFormat" in body:
        assert body["dateFormat"] == "yyyy-MM-dd"
        for name in body:
            if name.endswith("Date"):
                date.fromisoformat(body[name])


class Core:
    """The addresses."""

    def __init__(self, state: State) -> None:
        self.state = state

    def answer(self, method: str, path: str, query: Mapping[str, list[str]], body: Any) -> Any:
        """Return the answer to a request."""
        if method == "GET":
            return self._get(path, query)
        if path == "/clients":
            return self._new_client(body)
        if path == "/loans":
            return self._new_loan(body)
        found = re.fullmatch(r"/loans/(\d+)(/collaterals)?", path)
        if found is None:
            raise RefusedError(404, "error.msg.resource.not.found", "not found")
        loan = self.state.loans[int(found[1]) - 1]
        if found[2]:
            _check(body, COLLATERAL)
            loan["collateral"].append({"id": len(loan["collateral"]) + 1, **body})
            return {"loanId": loan["id"], "resourceId": len(loan["collateral"])}
        return self._command(loan, query["command"][0], body)

    def _get(self, path: str, query: Mapping[str, list[str]]) -> Any:
        for kind, held in (("clients", self.state.clients), ("loans", self.state.loans)):
            found = re.fullmatch(rf"/{kind}/external-id/(.+)", path)
            if found:
                for each in held:
                    if each["externalId"] == unquote(found[1]):
                        hidden = set() if "associations" in query else {"transactions"}
                        return {name: value for name, value in each.items() if name not in hidden}
                raise RefusedError(404, f"error.msg.{kind}.id.invalid", "does not exist")
        found = re.fullmatch(r"/loans/(\d+)/collaterals", path)
        assert found, path
        return self.state.loans[int(found[1]) - 1]["collateral"]

    def _new_client(self, body: Any) -> Any:
        _check(body, CLIENT)
        self._unique(self.state.clients, body, "client")
        number = len(self.state.clients) + 1
        self.state.clients.append({"id": number, "accountNo": f"{number:09d}", **body})
        return {
            "officeId": 1,
            "clientId": number,
            "resourceId": number,
            "resourceExternalId": body["externalId"],
        }

    def _new_loan(self, body: Any) -> Any:
        _check(body, LOAN, {"graceOnPrincipalPayment": int})
        self._unique(self.state.loans, body, "loan")
        if body["loanTermFrequency"] != body["numberOfRepayments"] * body["repaymentEvery"]:
            raise RefusedError(
                400,
                "validation.msg.loan.loanTermFrequency.less.than.repayment.structure",
                "suggested loan term",
            )
        number = len(self.state.loans) + 1
        held = {"id": number, "accountNo": f"{number:09d}", "transactions": [], "collateral": [], **body}
        self.state.loans.append({**held, "status": self._status(100)})
        return {"officeId": 1, "clientId": body["clientId"], "loanId": number, "resourceId": number}

    @staticmethod
    def _unique(held: list[dict[str, Any]], body: Any, kind: str) -> None:
        if any(each["externalId"] == body["externalId"] for each in held):
            raise RefusedError(403, f"error.msg.{kind}.duplicate.externalId", "already exists")

    @staticmethod
    def _status(number: int) -> dict[str, Any]:
        return {"id": number, "code": STATUS[number], "active": number == 300}

    def _command(self, loan: dict[str, Any], command: str, body: Any) -> Any:
        before, after, shape = {"approve": (100, 200, APPROVE), "disburse": (200, 300, DISBURSE)}[command]
        _check(body, shape)
        if loan["status"]["id"] != before:
            raise RefusedError(403, "error.msg.loan.state", f"Loan cannot be {command}d in its state.")
        loan["status"] = self._status(after)
        return {"officeId": 1, "clientId": loan["clientId"], "loanId": loan["id"], "resourceId": loan["id"]}


class Handler(BaseHTTPRequestHandler):
    """Hands requests to the core of its server, and misbehaves as its state says."""

    core: Core

    def do_GET(self) -> None:
        self._answer("GET")

    def do_POST(self) -> None:
        self._answer("POST")

    def log_message(self, *_: object) -> None:
        pass

    def _answer(self, method: str) -> None:
        state, where = self.core.state, urlsplit(self.path)
        raw = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        assert self.headers["Fineract-Platform-TenantId"] == "default"
        assert self.headers["Authorization"].startswith("Basic ")
        query = parse_qs(where.query)
        what = f"{method} {where.path} {' '.join(query.get('command', []))}".strip()
        with state.lock:
            state.asked.append(what)
            if state.down:
                self._send(503, {})
                return
            away = next((each for each in state.away_for if re.fullmatch(each, what)), None)
            if away:
                state.away_for.discard(away)
                self._send(200, {"code": 401, "msg": "请先登录"})
                return
            try:
                status, body = (
                    200,
                    self.core.answer(method, where.path, query, json.loads(raw) if raw else None),
                )
            except RefusedError as refused:
                status, body = refused.status, refused.body
        lost = next((each for each in state.lose_answer_to if re.fullmatch(each, what)), None)
        if lost:
            state.lose_answer_to.discard(lost)
            self.close_connection = True
            return
        self._send(status, body)

    def _send(self, status: int, body: Any) -> None:
        told = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)


@contextmanager
def running_fineract() -> Iterator[tuple[str, State]]:
    """Give the address of a core that works, and what it holds."""
    state = State()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("OfThisTest", (Handler,), {"core": Core(state)}))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", state
    server.shutdown()
    server.server_close()
    thread.join()
