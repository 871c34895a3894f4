"""A small bank for the tests of the centre, driven over its API as workstations drive it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from typing import Any
from uuid import UUID

import jsonschema_rs
from fastapi.testclient import TestClient

from central import admin
from central.api import create_app
from central.api.shapes import components
from central.demo import BRANCH, HEAD_OFFICE, INSTITUTION, PASSWORD
from central.files.objects import Objects
from central.store import Store
from models.approval.roles import Role
from models.identity import new_id
from models.party.resident_id import upgrade
from models.sample import HEAD_OFFICERS, OFFICERS, grants
from models.sync.operations import Answer, Command, Facts, Operation
from models.sync.version import HEADER, WIRE

OTHER_BRANCH = "2399010002"
FARMER = {
    "full_name": "张德福",
    "id_long_term": True,
    "marital": "married",
    "phone": "19900000001",
    "village": "测试县向阳村",
    "address": "测试县黑土镇向阳村1组",
    "yearly_income": 9_000_000,
    "identity_checked_on": "2026-03-01",
    "bureau_consent_on": "2026-03-01",
    "privacy_consent_on": "2026-03-01",
    "lists_checked_on": "2026-03-01",
}
CASE = {
    "applicant_kind": "farmer",
    "product": "farmer_production",
    "amount": 10_000_000,
    "months": 12,
    "rate": "4.35",
    "purpose": "购买种子化肥",
    "method": "BULLET",
    "payment_mode": "self",
    "repayment_source": "秋季玉米销售收入",
}
SURVEY = {
    "visited_on": "2026-03-05",
    "visited_place": "向阳村",
    "survey": "种植玉米45亩，经营正常，同意发放。",
}


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    at: datetime = field(default_factory=lambda: datetime(2026, 3, 10, 1, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        """Put the clock forward."""
        self.at += timedelta(**by)


class Bank:
    """The demonstration bank with a second branch, and everybody's access token as they need it.

    A second bank in the same store differs in nothing but its number, and the *mark* before every name.
    """

    def __init__(
        self,
        store: Store,
        objects: Objects | None = None,
        institution: str = INSTITUTION,
        mark: str = "",
        standby: Store | None = None,
    ) -> None:
        self.store, self.clock, self.institution = store, Clock(), institution
        app = create_app(store, self.clock, objects, standby)
        self.client = TestClient(app, raise_server_exceptions=False, headers={HEADER: str(WIRE)})
        self._tokens: dict[str, str] = {}
        self._people = count(1)
        with store.writing() as session:
            admin.create_institution(session, self.institution, f"{mark}测试县农村商业银行")
            admin.create_branch(session, self.institution, HEAD_OFFICE, f"{mark}总行", head_office=True)
            admin.create_branch(session, self.institution, BRANCH, f"{mark}测试支行")
            admin.create_branch(session, self.institution, OTHER_BRANCH, f"{mark}测试二支行")
            elsewhere = ("qianduo", "钱多", frozenset({Role.LOAN_OFFICER}))
            for branch, people in (
                (BRANCH, OFFICERS),
                (OTHER_BRANCH, (elsewhere,)),
                (HEAD_OFFICE, HEAD_OFFICERS),
            ):
                for login, name, roles in people:
                    new = admin.NewOfficer(self.institution, branch, login, f"{mark}{name}", roles)
                    admin.create_officer(session, new, PASSWORD, self.clock())
            written = grants(self.institution, HEAD_OFFICE, self.clock().date())
            for each in written:
                each.document = f"{mark}{each.document}"
            admin.load(session, self.institution, HEAD_OFFICE, written)

    def log_in(self, login: str, password: str = PASSWORD, device: str = "测试机") -> Any:
        """Return the response to a log-in."""
        form = {"institution": self.institution, "login": login, "password": password, "device": device}
        return self.client.post("/v1/log-in", json=form)

    def headers(self, login: str) -> dict[str, str]:
        """Return the header by which *login* acts."""
        if login not in self._tokens:
            self._tokens[login] = self.log_in(login).json()["access"]
        return {"Authorization": f"Bearer {self._tokens[login]}"}

    def sit_down(self, login: str, device: str) -> None:
        """Let *login* act from another computer from now on."""
        self._tokens[login] = self.log_in(login, device=device).json()["access"]

    def get(self, login: str, path: str, **more: str) -> Any:
        """Return the response to a question; *more* are headers beside those by which *login* acts."""
        return self.client.get(path, headers={**self.headers(login), **more})

    def post(self, login: str, *operations: Operation) -> Any:
        """Return the response to operations."""
        body = {"operations": [each.body() for each in operations]}
        return self.client.post("/v1/operations", json=body, headers=self.headers(login))

    def ask(self, login: str, operation: Operation) -> Answer:
        """Return the answer to one operation."""
        response = self.post(login, operation)
        assert response.status_code == 200, response.text
        (answer,) = response.json()["answers"]
        assert _described().is_valid(answer), answer
        return Answer.read(answer)

    def create(self, login: str, kind: str, values: Mapping[str, Any]) -> UUID:
        """Return the identity of a record that the centre accepted."""
        operation = creation(kind, values)
        answer = self.ask(login, operation)
        assert answer.status == "accepted", answer
        return operation.record_id

    def change(self, login: str, kind: str, record_id: UUID, **pairs: Any) -> Answer:
        """Return the answer to a change; *pairs* hold before and after, ``base`` the version seen."""
        base = pairs.pop("base")
        return self.ask(login, Facts(new_id(), kind, record_id, base, pairs))

    def step(self, login: str, step: str, case_id: UUID, **arguments: Any) -> Answer:
        """Return the answer to a command."""
        return self.ask(login, Command(new_id(), step, case_id, arguments))

    def take(self, login: str, step: str, case_id: UUID, **arguments: Any) -> None:
        """Take a step that must be accepted."""
        answer = self.step(login, step, case_id, **arguments)
        assert answer.status == "accepted", answer

    def feed(self, login: str = "wangjun", since: int = 0, limit: int = 500) -> Any:
        """Return a page of the change feed."""
        response = self.get(login, f"/v1/changes?since={since}&limit={limit}")
        assert response.status_code == 200, response.text
        return response.json()

    def records(self, kind: str) -> list[dict[str, Any]]:
        """Return what the feed says of a kind."""
        return [each for each in self.feed(limit=5000)["changes"] if each["kind"] == kind]

    def record(self, kind: str, record_id: UUID) -> dict[str, Any]:
        """Return what the feed says of one record."""
        return next(each for each in self.records(kind) if each["id"] == str(record_id))

    def farmer(self, login: str = "wangjun", **values: Any) -> UUID:
        """Return a farmer whose file is complete, each another person."""
        values.setdefault("id_number", id_number(next(self._people)))
        return self.create(login, "farmer", {**FARMER, **values})

    def case(self, login: str = "wangjun", **values: Any) -> UUID:
        """Return a complete case of a new farmer."""
        applicant = values.pop("applicant_id", None) or self.farmer(login)
        return self.create(login, "loan_case", {**CASE, "applicant_id": str(applicant), **values})

    def case_at_review(self, **values: Any) -> UUID:
        """Return a case whose survey both investigators signed."""
        case = self.case(**{**SURVEY, **values})
        self.take("wangjun", "submit", case)
        self.take("wangjun", "begin_survey", case, second_officer="lixue")
        self.take("wangjun", "sign_survey", case)
        self.take("lixue", "sign_survey", case)
        return case


def id_number(serial: int) -> str:
    """Return the resident ID of a made-up person."""
    return upgrade(f"239901800315{serial:03d}")


def creation(kind: str, values: Mapping[str, Any]) -> Facts:
    """Return the operation that creates a record."""
    return Facts(new_id(), kind, new_id(), 0, {name: (None, value) for name, value in values.items()})


@cache
def _described() -> jsonschema_rs.Draft202012Validator:
    """Return what the published description says of an answer."""
    return jsonschema_rs.Draft202012Validator(
        {"$ref": "#/components/schemas/Answer", "components": {"schemas": components()}}
    )
