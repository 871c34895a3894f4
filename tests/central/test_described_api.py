"""The API does what it says of itself: requests made up from its description, sent in every role."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, assume, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS
from schemathesis.core.parameters import ParameterLocation

from central.api import examples
from central.api.files import PART, VERSION
from central.store import Store
from models.approval.orders import ORDERS
from models.approval.roles import Role
from models.approval.steps import STEPS
from models.fields import fields_of
from models.parameters import parameters
from models.party.farmer import Farmer
from models.sample import HEAD_OFFICERS, OFFICERS
from models.sync.version import HEADER, WIRE
from tests.central.bank import Bank, Clock
from tests.central.made_up import operations

schemathesis.serializer.alias(PART, "application/octet-stream")
LOGINS = sorted({roles: login for login, _name, roles in (*OFFICERS, *HEAD_OFFICERS)}.values())
RULES_REFUSE_TOO = "positive_data_acceptance"
"""A body of the right form may still be refused by a rule; that is what the rules are for."""
MORE_IS_IGNORED = "negative_data_rejection"
"""A newer workstation may ask with words that this centre does not know yet: in a query they are passed over, and an
operation with a value of the wrong kind is refused in its own answer while others beside it are taken."""
OPERATIONS = ("POST", "/v1/operations")
WRITERS = {login for login, _name, roles in OFFICERS if Role.LOAN_OFFICER in roles}
EXAMPLES, EXAMPLES_OF_OPERATIONS = 5, 30


def bounded(examples: int) -> settings:
    """Return the same so many examples each time."""
    return settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture
def store(migrated_sqlite: Path, tmp_path: Path) -> Iterator[Store]:
    (tmp_path / "central.db").write_bytes(migrated_sqlite.read_bytes())
    store = Store(f"sqlite:///{tmp_path}/central.db")
    yield store
    store.close()


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is accepted is asked again with false tokens, more of them than an address may send."""
    rules = parameters("security", Clock().at.date())
    ample = {**rules, "log_in_requests_at_once": 1_000_000}
    monkeypatch.setattr("central.api.asking.parameters", lambda _name, _day: ample)


@pytest.mark.parametrize("login", ["", *LOGINS])
def test_it_answers_as_described(bank: Bank, login: str) -> None:
    described = schemathesis.openapi.from_asgi("/openapi.json", bank.client.app)
    # What is answered to another wire or protocol is settled before anything else is looked at: see test_wire.
    headers = {HEADER: str(WIRE), "Tus-Resumable": VERSION, **(bank.headers(login) if login else {})}
    for operation in described.get_all_operations():
        asked: Any = operation.ok()  # type: ignore[union-attr] # a description that is none fails here
        if (asked.method.upper(), asked.path) == OPERATIONS:
            check_operations(asked, bank, login, headers)
        else:
            check(asked, GenerationMode.POSITIVE, headers)
        if asked.body or asked.query:
            check(asked, GenerationMode.NEGATIVE, headers)
    assert bank.case()


def check(operation: Any, mode: GenerationMode, headers: dict[str, str]) -> None:
    untrue = [RULES_REFUSE_TOO]
    if not operation.body or (operation.method.upper(), operation.path) == OPERATIONS:
        untrue.append(MORE_IS_IGNORED)

    @bounded(EXAMPLES)
    @given(case=operation.as_strategy(generation_mode=mode))
    def send(case: Any) -> None:
        wrong = [where for where, part in case.meta.components.items() if part.mode.is_negative]
        # Our own headers take the place of those that were made up.
        assume(wrong != [ParameterLocation.HEADER])
        case.call_and_validate(headers=headers, excluded_checks=CHECKS.get_by_names(untrue))

    send()


def check_operations(operation: Any, bank: Bank, login: str, headers: dict[str, str]) -> None:
    """Send operations that mean something: nearly all are taken or refused one by one, and none is malformed."""
    farmer = bank.farmer()
    known = [farmer, bank.case(applicant_id=str(farmer))]
    statuses: Counter[str] = Counter()

    @bounded(EXAMPLES_OF_OPERATIONS)
    @given(made_up=operations(known))
    def send(made_up: list[dict[str, Any]]) -> None:
        case = operation.Case(body={"operations": made_up}, media_type="application/json")
        response = case.call_and_validate(
            headers=headers, excluded_checks=CHECKS.get_by_names([RULES_REFUSE_TOO])
        )
        if login:
            assert response.status_code == 200, response.text
            statuses.update(each["status"] for each in response.json()["answers"])

    send()
    if login:
        assert statuses["refused"] > EXAMPLES_OF_OPERATIONS / 2
    if login in WRITERS:
        assert statuses["accepted"] > EXAMPLES_OF_OPERATIONS / 10, statuses


ANSWERED = {
    "Answers": examples.ANSWERS,
    "Changes": examples.CHANGES,
    "Records": examples.RECORDS,
    "Picture": examples.PICTURE,
    "Digest": examples.DIGEST,
    "KnownTrail": examples.TRAIL,
    "TrailPage": examples.AUDIT,
    "SameDevice": examples.SAME_DEVICE,
    "Verification": examples.VERIFICATION,
    "Numbers": examples.NUMBERS,
    "OperationsForm": examples.OPERATIONS,
}


def test_every_answer_of_success_has_properties_and_an_example_that_is_one(bank: Bank) -> None:
    described = bank.client.get("/openapi.json").json()
    components = described["components"]
    for name, example in ANSWERED.items():
        schema = {"$ref": f"#/components/schemas/{name}", "components": components}
        assert list(jsonschema_rs.Draft202012Validator(schema).iter_errors(example)) == [], name
        assert not jsonschema_rs.Draft202012Validator(schema).is_valid({}), name
    given_out = {
        media["schema"]["$ref"].rpartition("/")[2]: media["example"]
        for methods in described["paths"].values()
        for method in methods.values()
        for media in method["responses"].get("200", {}).get("content", {}).values()
        if "example" in media
    }
    assert given_out == {name: each for name, each in ANSWERED.items() if name != "OperationsForm"}


def test_an_operation_is_described_with_its_real_fields_and_arguments(bank: Bank) -> None:
    schemas = bank.client.get("/openapi.json").json()["components"]["schemas"]
    operation = schemas["OperationsForm"]["properties"]["operations"]["items"]["$ref"].rpartition("/")[2]
    assert [each["$ref"].rpartition("/")[2] for each in schemas[operation]["oneOf"]] == ["Facts", "Command"]
    farmer = schemas["Facts.farmer"]["properties"]["changes"]["properties"]
    assert farmer["yearly_income"]["items"]["anyOf"][0]["description"] == "fen"
    assert set(farmer) == {name for name, each in fields_of(Farmer).items() if not each.commanded}
    assert "facts.area" in schemas["Facts.collateral"]["properties"]["changes"]["properties"]
    assert {f"Command.{key}" for key in (*STEPS, *ORDERS)} <= set(schemas)
