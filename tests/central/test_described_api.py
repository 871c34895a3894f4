"""The API does what it says of itself: requests made up from its description, sent in every role."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS

from central.api.files import PART, VERSION
from central.store import Store
from models.sample import HEAD_OFFICERS, OFFICERS
from models.sync.version import HEADER, WIRE
from tests.central.bank import Bank

schemathesis.serializer.alias(PART, "application/octet-stream")
LOGINS = sorted({roles: login for login, _name, roles in (*OFFICERS, *HEAD_OFFICERS)}.values())
RULES_REFUSE_TOO = "positive_data_acceptance"
"""A body of the right form may still be refused by a rule; that is what the rules are for."""
MORE_IS_IGNORED = "negative_data_rejection"
"""A newer workstation may ask with words that this centre does not know yet: in a query they are passed over."""
BOUNDED = settings(
    max_examples=5, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)


@pytest.fixture
def store(migrated_sqlite: Path, tmp_path: Path) -> Iterator[Store]:
    (tmp_path / "central.db").write_bytes(migrated_sqlite.read_bytes())
    store = Store(f"sqlite:///{tmp_path}/central.db")
    yield store
    store.close()


@pytest.mark.parametrize("login", ["", *LOGINS])
def test_it_answers_as_described(bank: Bank, login: str) -> None:
    described = schemathesis.openapi.from_asgi("/openapi.json", bank.client.app)
    # What is answered to another wire or protocol is settled before anything else is looked at: see test_wire.
    headers = {HEADER: str(WIRE), "Tus-Resumable": VERSION, **(bank.headers(login) if login else {})}
    for operation in described.get_all_operations():
        asked: Any = operation.ok()  # type: ignore[union-attr] # a description that is none fails here
        check(asked, GenerationMode.POSITIVE, headers)
        if asked.body or asked.query:
            check(asked, GenerationMode.NEGATIVE, headers)
    assert bank.case()


def check(operation: Any, mode: GenerationMode, headers: dict[str, str]) -> None:
    untrue = [RULES_REFUSE_TOO] if operation.body else [RULES_REFUSE_TOO, MORE_IS_IGNORED]

    @BOUNDED
    @given(case=operation.as_strategy(generation_mode=mode))
    def send(case: Any) -> None:
        case.call_and_validate(headers=headers, excluded_checks=CHECKS.get_by_names(untrue))

    send()
