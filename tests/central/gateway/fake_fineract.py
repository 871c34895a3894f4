"""A Fineract for tests: it takes requests of the recorded shapes alone and answers in them.

``fineract_shapes.json`` holds the shapes and where each was read: names, nesting and types of apache/fineract's API, all
values made up. What the core does besides is as little as the gateway's work needs.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

SHAPES: Mapping[str, Any] = json.loads(Path(__file__).with_name("fineract_shapes.json").read_text("utf-8"))
STATUS = {
    100: ("loanStatusType.submitted.and.pending.approval", "pendingApproval"),
    200: ("loanStatusType.approved", "waitingForDisbursal"),
    300: ("loanStatusType.active", "active"),
    500: ("loanStatusType.rejected", "closed"),
}
TYPES: Mapping[str, tuple[type, ...]] = {
    "integer": (int,),
    "number": (int, float),
    "string": (str,),
    "date": (str,),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}
COMMANDS = {
    "approve": ("approval", 100, 200, "error.msg.loan.approve.account.is.not.submitted.and.pending.state"),
    "disburse": (
        "disbursal",
        200,
        300,
        "error.msg.loan.disbursal.account.is.not.approve.not.disbursed.state",
    ),
}


def recorded(shape: str, **values: Any) -> dict[str, Any]:
    """Return an answer of a recorded shape with *values* in it; a name that the shape lacks is a mistake here."""
    answer: dict[str, Any] = deepcopy(SHAPES[shape]["answer"])
    assert set(values) <= set(answer), set(values) - set(answer)
    return answer | values


def status_of(number: int) -> dict[str, Any]:
    """Return a loan's status as it is told."""
    code, name = STATUS[number]
    told = {
        each: each == name
        for each, value in SHAPES["loan"]["answer"]["status"].items()
        if value in {True, False}
    }
    return {**SHAPES["loan"]["answer"]["status"], **told, "id": number, "code": code}


class RefusedError(Exception):
    """What the real one answers with a 4xx."""

    def __init__(
        self, status: int, code: str, message: str, parameter: str = "id", *, general: bool = False
    ) -> None:
        super().__init__(message)
        self.status = status
        (error,) = deepcopy(SHAPES["error"]["answer"]["errors"])
        error |= {"developerMessage": message, "defaultUserMessage": message}
        error |= {"userMessageGlobalisationCode": code, "parameterName": parameter}
        whole = "Validation errors exist." if general else message
        self.body = recorded(
            "error",
            developerMessage=whole,
            defaultUserMessage=whole,
            userMessageGlobalisationCode="validation.msg.validation.errors.exist" if general else code,
            httpStatusCode=str(status),
            errors=[error],
        )


def invalid(parameter: str, code: str, message: str) -> RefusedError:
    """Return the refusal of one parameter."""
    return RefusedError(400, code, message, parameter, general=True)


@dataclass
class State:
    """What the core holds, and how it is to misbehave.

    Attributes:
        answered: What was answered under each key, by the kind of action.
        lose_answer_to: The requests that arrive once more than their answers.
        away_for: The requests that somebody else answers once in the core's place, in JSON and with 200.
        down_for: The requests that it has no time for, once.
        products: Which loan products there are.
        applications: What loans were asked for with.
        reads_collateral_whole: Whether it keeps value and description, as releases before the typed body do.
    """

    clients: list[dict[str, Any]] = field(default_factory=list)
    loans: list[dict[str, Any]] = field(default_factory=list)
    collateral: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    answered: dict[tuple[str, str], tuple[int, Any]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    lose_answer_to: set[str] = field(default_factory=set)
    away_for: set[str] = field(default_factory=set)
    down_for: set[str] = field(default_factory=set)
    applications: list[Mapping[str, Any]] = field(default_factory=list)
    products: set[int] = field(default_factory=lambda: {7})
    reads_collateral_whole: bool = True
    down: bool = False
    lock: Lock = field(default_factory=Lock)
    _numbers: Iterator[int] = field(default_factory=lambda: iter(range(100, 10_000)))

    def repay(self, number: str, **portions: float) -> int:
        """Book a repayment, as a clerk at the counter does."""
        loan = next(each for each in self.loans if each["externalId"] == number)
        booked = recorded(
            "transaction",
            id=next(self._numbers),
            loanId=loan["id"],
            amount=sum(portions.values()),
            **portions,
        )
        loan["transactions"].append(booked)
        return int(booked["id"])

    def book_anew(self, number: str) -> int:
        """Book the last repayment anew, as the core does by itself when one of an earlier day comes in."""
        loan = next(each for each in self.loans if each["externalId"] == number)
        old = loan["transactions"].pop()
        anew = next(self._numbers)
        since = [{**each, "fromLoanTransaction": anew} for each in old["transactionRelations"]]
        relation = recorded(
            "relation", fromLoanTransaction=anew, toLoanTransaction=old["id"], amount=old["amount"]
        )
        loan["transactions"].append(old | {"id": anew, "transactionRelations": [*since, relation]})
        return anew


def check(shape: str, body: Mapping[str, Any]) -> None:
    """Refuse a body as the real one does: what it lacks, does not know or cannot read."""
    mandatory, optional = SHAPES[shape]["request"]["mandatory"], SHAPES[shape]["request"]["optional"]
    known = {**mandatory, **optional, "locale": "string", "dateFormat": "string"}
    for name in body:
        if name not in known:
            text = f"The parameter {name} is not supported."
            raise invalid(name, "error.msg.parameter.unsupported", text)
    for name in mandatory:
        if name not in body:
            text = f"The parameter `{name}` is mandatory."
            raise invalid(name, f"validation.msg.loan.{name}.cannot.be.blank", text)
    for name, value in body.items():
        if type(value) not in TYPES[known[name]]:
            raise invalid(name, f"validation.msg.invalid.{known[name]}.format", f"`{name}` is invalid.")
        if known[name] == "number" and value <= 0:
            raise invalid(name, f"validation.msg.{name}.not.greater.than.zero", f"`{name}` is not positive.")
        if known[name] in {"number", "integer"} and "locale" not in body:
            raise invalid("locale", "validation.msg.missing.locale.parameter", "`locale` is missing.")
        if known[name] == "date":
            _check_day(name, value, body)


def _check_day(name: str, value: str, body: Mapping[str, Any]) -> None:
    if not {"dateFormat", "locale"} <= set(body):
        raise invalid("dateFormat", "validation.msg.missing.dateFormat.parameter", "`dateFormat` is missing.")
    if body["dateFormat"] != "yyyy-MM-dd" or not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        raise invalid(name, "validation.msg.invalid.dateFormat.format", f"`{name}` is no day.")


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
        if found is None or int(found[1]) > len(self.state.loans):
            raise RefusedError(
                404, "error.msg.resource.not.found", "The requested resource is not available."
            )
        loan = self.state.loans[int(found[1]) - 1]
        return self._secure(loan, body) if found[2] else self._command(loan, query["command"][0], body)

    def _get(self, path: str, query: Mapping[str, list[str]]) -> Any:
        for kind, held in (("clients", self.state.clients), ("loans", self.state.loans)):
            found = re.fullmatch(rf"/{kind}/external-id/(.+)", path)
            if found:
                for each in held:
                    if each["externalId"] == unquote(found[1]):
                        hidden = set() if "associations" in query else {"transactions"}
                        return {name: value for name, value in each.items() if name not in hidden}
                code = {
                    "clients": "error.msg.client.id.invalid",
                    "loans": "error.msg.loan.external.id.invalid",
                }
                raise RefusedError(404, code[kind], "does not exist")
        found = re.fullmatch(r"/loans/(\d+)/collaterals", path)
        assert found, path
        return self.state.collateral[int(found[1])]

    def _new_client(self, body: Any) -> Any:
        check("new client", body)
        self._unique(self.state.clients, body, "client")
        number = len(self.state.clients) + 1
        day = date.fromisoformat(body["activationDate"])
        held = recorded(
            "client",
            id=number,
            externalId=body["externalId"],
            fullname=body["fullname"],
            displayName=body["fullname"],
            activationDate=[day.year, day.month, day.day],
        )
        self.state.clients.append(held)
        return recorded(
            "new client", clientId=number, resourceId=number, resourceExternalId=body["externalId"]
        )

    def _new_loan(self, body: Any) -> Any:
        if body.get("productId") not in self.state.products:
            raise RefusedError(404, "error.msg.loanproduct.id.invalid", "Loan product does not exist")
        check("new loan", body)
        self._unique(self.state.loans, body, "loan")
        _check_plan(body)
        number = len(self.state.loans) + 1
        names = ("externalId", "clientId", "principal", "numberOfRepayments", "repaymentEvery")
        held = recorded(
            "loan",
            id=number,
            accountNo=f"{number:09d}",
            status=status_of(100),
            loanProductId=body["productId"],
            termFrequency=body["loanTermFrequency"],
            interestRatePerPeriod=body["interestRatePerPeriod"],
            **{name: body[name] for name in names},
        )
        self.state.loans.append(held)
        self.state.applications.append(body)
        self.state.collateral[number] = []
        return recorded(
            "new loan",
            clientId=body["clientId"],
            loanId=number,
            resourceId=number,
            resourceExternalId=body["externalId"],
        )

    @staticmethod
    def _unique(held: list[dict[str, Any]], body: Any, kind: str) -> None:
        if any(each["externalId"] == body["externalId"] for each in held):
            raise RefusedError(403, f"error.msg.{kind}.duplicate.externalId", "already exists", "externalId")

    def _secure(self, loan: dict[str, Any], body: Any) -> Any:
        check("new collateral", body)
        if loan["status"]["id"] != 100:
            raise RefusedError(403, "error.msg.loan.collateral.cannot.be.created", "after approval")
        held = self.state.collateral[loan["id"]]
        kind = SHAPES["collateral"]["answer"]["type"] | {"id": body["collateralTypeId"]}
        whole = recorded(
            "collateral",
            id=len(held) + 1,
            type=kind,
            value=body.get("value"),
            description=body.get("description"),
        )
        lost = set() if self.state.reads_collateral_whole else {"value", "description"}
        held.append({name: value for name, value in whole.items() if name not in lost and value is not None})
        return recorded("new collateral", loanId=loan["id"], resourceId=len(held))

    @staticmethod
    def _command(loan: dict[str, Any], command: str, body: Any) -> Any:
        shape, before, after, code = COMMANDS[command]
        check(shape, body)
        if loan["status"]["id"] != before:
            raise invalid("id", code, f"Loan cannot be {command}d in its state.")
        loan["status"] = status_of(after)
        about = {"clientId": loan["clientId"], "loanId": loan["id"], "resourceId": loan["id"]}
        return recorded(shape, **about, resourceExternalId=loan["externalId"])


def _check_plan(body: Mapping[str, Any]) -> None:
    suggested = body["numberOfRepayments"] * body["repaymentEvery"]
    if body["loanTermFrequency"] != suggested:
        which = "less" if body["loanTermFrequency"] < suggested else "greater"
        code = f"validation.msg.loan.loanTermFrequency.{which}.than.repayment.structure.suggests"
        raise invalid("loanTermFrequency", code, f"loanTermFrequency is {which} than suggested")
    if body.get("graceOnPrincipalPayment", 0) >= body["numberOfRepayments"]:
        code = "validation.msg.loan.graceOnPrincipalPayment.mustBeLessThan.numberOfRepayments"
        raise invalid("graceOnPrincipalPayment", code, "graceOnPrincipalPayment is too large")


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
            busy = next((each for each in state.down_for if re.fullmatch(each, what)), None)
            if state.down or busy:
                state.down_for.discard(busy or "")
                self._send(503, {})
                return
            away = next((each for each in state.away_for if re.fullmatch(each, what)), None)
            if away:
                state.away_for.discard(away)
                self._send(200, {"code": 401, "msg": "请先登录"})
                return
            status, body = self._once(method, where.path, query, json.loads(raw) if raw else None)
        lost = next((each for each in state.lose_answer_to if re.fullmatch(each, what)), None)
        if lost:
            state.lose_answer_to.discard(lost)
            self.close_connection = True
            return
        self._send(status, body)

    def _once(self, method: str, path: str, query: Mapping[str, list[str]], body: Any) -> tuple[int, Any]:
        """Return what was answered to the key for such an action before, a refusal too, or the answer."""
        action = f"{method} {re.sub(r'[0-9]+', '', path)} {query.get('command', [''])[0]}"
        key = (action, self.headers.get("Idempotency-Key") or "")
        known = self.core.state.answered
        if key in known and key[1]:
            return known[key]
        try:
            answer = 200, self.core.answer(method, path, query, body)
        except RefusedError as refused:
            answer = refused.status, refused.body
        known[key] = deepcopy(answer)
        return answer

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
