"""Workstation and centre agree: whatever anybody tries anywhere, both take it or both refuse it."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from app.cases import request_step
from app.database import Database
from app.sync.round import Rounds
from central import operations, schema
from central.auth import actor_named
from central.demo import INSTITUTION
from central.store import Store
from models.approval.roles import Actor
from models.approval.step import pack_arguments
from models.approval.steps import STEPS
from models.documents.contract import Contract
from models.errors import LendingError
from models.identity import new_id
from models.lending.case import LoanCase
from models.sample import HEAD_OFFICERS, OFFICERS
from models.sync.operations import Answer, Command, Operation
from tests.central.bank import SURVEY, Bank

KEY = bytes(32)
EVERYBODY = [login for login, _name, _roles in (*OFFICERS, *HEAD_OFFICERS)]
KNOWN_TO_THE_CENTRE_ALONE = {"vote", "resolve"}
"""What has been voted is secret, so a workstation cannot know that somebody votes twice or that many are missing."""


class InProcess:
    """The centre without the network between."""

    def __init__(self, bank: Bank, who: Actor) -> None:
        self._bank, self.actor = bank, who

    def ask(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        headers = self._bank.headers(self.actor.login)
        answer: dict[str, Any] = self._bank.client.request(method, path, json=body, headers=headers).json()
        return answer

    def operations(self, asked: Sequence[Operation]) -> list[Answer]:
        answers = operations.take(self._bank.store, self.actor, asked, self._bank.clock)
        return [Answer.read(answer) for answer in answers]

    def at_least(self, _branch_id: str) -> dict[str, int]:
        return {}

    def reached(self, branch_id: str, place: int) -> None:
        """Nothing is read from a standby here."""


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Bank, Database, Rounds]]:
    folder: Path = tmp_path_factory.mktemp("both")
    store = Store(f"sqlite:///{folder / 'central.db'}")
    schema.migrate(store.engine)
    bank, database = Bank(store), Database(folder / "store.db", KEY)
    with store.reading() as session:
        everywhere = actor_named(session, INSTITUTION, "zhenghua")
    yield bank, database, Rounds(database, InProcess(bank, everywhere), everywhere)  # type: ignore[arg-type] # as much of it as a round uses
    database.close()
    store.close()


TRIES = st.lists(
    st.tuples(st.sampled_from(EVERYBODY), st.sampled_from(sorted(STEPS)), st.integers(0, 2)),
    min_size=4,
    max_size=12,
)
FORWARD = (
    ("submit", "wangjun"),
    ("begin_survey", "wangjun"),
    ("sign_survey", "wangjun"),
    ("sign_survey", "lixue"),
    ("pass_review", "zhaomin"),
    ("approve", "sunlei"),
    ("show_cost", "wangjun"),
    ("issue_contracts", "zhoufang"),
    ("record_print", "zhoufang"),
    ("sign_contracts", "wangjun"),
    ("request_payout", "wangjun"),
    ("disburse", "wuhao"),
)


@settings(deadline=None, max_examples=25, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.integers(0, len(FORWARD)), TRIES)
def test_whatever_is_tried_both_sides_say_the_same(
    both: tuple[Bank, Database, Rounds], reached: int, tries: list[tuple[str, str, int]]
) -> None:
    bank, database, rounds = both
    case = bank.case(**SURVEY)
    rounds.run()
    walk = [(login, step, 0) for step, login in FORWARD[:reached]]
    for turn, (login, key, flavour) in enumerate([*walk, *tries]):
        with bank.store.reading() as session:
            who = actor_named(session, INSTITUTION, login)
        arguments = _arguments(database, case, key, flavour)
        here = _here(database, who, case, key, arguments, bank)
        command = Command(new_id(), key, case, pack_arguments(STEPS[key], arguments))
        there = operations.take(bank.store, who, [command], bank.clock)[0]
        if key not in KNOWN_TO_THE_CENTRE_ALONE:
            assert here == (there["status"] == "accepted"), (login, key, arguments, there)
        assert here or turn >= len(walk)
        rounds.run()
        state = database.read("SELECT state FROM loan_case WHERE id = ?", (case.hex,))[0][0]
        with bank.store.reading() as session:
            assert session.get_one(LoanCase, (INSTITUTION, case)).state == state


def _here(
    database: Database, who: Actor, case: UUID, key: str, arguments: dict[str, Any], bank: Bank
) -> bool:
    """Tell whether the workstation would ask for the step; nothing is kept of it."""
    with database.session() as session:
        try:
            request_step(session, who, case, key, arguments, bank.clock().date())
        except LendingError:
            return False
        finally:
            session.rollback()
    return True


def _arguments(database: Database, case: UUID, key: str, flavour: int) -> dict[str, Any]:
    """Return what the step is told: something sensible, nothing, or something strange."""
    told: dict[str, Any] = {}
    with database.session() as session:
        contracts = session.query(Contract).filter(Contract.case_id == case).all()
    sensible = {
        "comment": "同意",
        "second_officer": "lixue",
        "new_lead": "lixue",
        "signed_on": date(2026, 3, 10),
        "contract_id": contracts[0].id if contracts else new_id(),
        "sha256": "ab" * 32,
        "pages": 6,
        "copies": 3,
        "ballot": "agree",
        "veto": False,
        "amount": None,
    }
    for name, kind in STEPS[key].arguments.items():
        if flavour == 0:
            told[name] = sensible.get(name)
        elif flavour == 1:
            told[name] = None
        else:
            told[name] = "nobody" if kind.name in {"text", "lines"} else None
    return told
