"""Every step in every state, by everybody whose part it is and by somebody else: both sides say the same words.

``test_both_sides`` walks a case along with random attempts and lets them happen; here nothing happens for good, so
that each state is tried whole, the states after payout as well. The cases are those of the demonstration bank.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from app.cases import request_step
from app.database import Database
from app.sync.round import Rounds
from central import demo, schema
from central.auth import actor_named
from central.commands import carry_out
from central.demo import INSTITUTION
from central.store import Store
from models.approval.roles import Actor
from models.approval.step import Step, pack_arguments
from models.approval.steps import STEPS
from models.days import business_day
from models.errors import GateClosed, LendingError
from models.identity import new_id
from models.kinds import Kind
from models.lending.dossier import Dossier
from models.lending.states import MONEY_OUT, STATE_LABELS, State
from models.sample import HEAD_OFFICERS, OFFICERS
from models.sync.operations import Command
from tests.central.bank import Clock
from tests.test_both_sides import KEY, KNOWN_TO_THE_CENTRE_ALONE, InProcess

EVERYBODY = [login for login, _name, _roles in (*OFFICERS, *HEAD_OFFICERS)]
ACCEPTED = ("accepted", (), ())
Said = tuple[str, tuple[str, ...], tuple[str, ...]]
"""What became of an attempt: how it ended, in which words, lacking what."""


class _Undone(Exception):
    """Thrown to take back what was tried."""


class Sides:
    """The demonstration bank at head office, and a workstation that holds the same."""

    def __init__(self, folder: Path) -> None:
        self.clock = Clock()
        self.clock.move(days=258)
        self.store = Store(f"sqlite:///{folder / 'central.db'}")
        schema.migrate(self.store.engine)
        demo.seed(self.store, self.clock())
        self.database = Database(folder / "store.db", KEY)
        self.today = business_day(self.clock())
        with self.store.reading() as session:
            self.people = {login: actor_named(session, INSTITUTION, login) for login in EVERYBODY}
        bank: Any = _Bank(self.store, self.clock)
        centre: Any = InProcess(bank, self.people["zhenghua"])
        Rounds(self.database, centre, self.people["zhenghua"]).run()

    def case_in(self, state: State) -> UUID:
        """Return a case that stands in *state*, with a security if there is one."""
        secured = "EXISTS (SELECT 1 FROM pledge p WHERE p.case_id = c.id)"
        sql = f"SELECT c.id FROM loan_case c WHERE c.state = ? ORDER BY {secured} DESC, c.id LIMIT 1"  # noqa: S608 - our own words
        return UUID(self.database.read(sql, (state.value,))[0][0])

    def here(self, who: Actor, case: UUID, step: Step, arguments: dict[str, Any]) -> Said:
        """Return what the workstation says; nothing is kept."""
        with self.database.session() as session:
            try:
                request_step(session, who, case, step.key, arguments, self.today)
            except LendingError as refused:
                return _said(refused)
            finally:
                session.rollback()
        return ACCEPTED

    def there(self, who: Actor, case: UUID, step: Step, arguments: dict[str, Any]) -> Said:
        """Return what head office says; nothing is kept."""
        command = Command(new_id(), step.key, case, pack_arguments(step, arguments))
        try:
            with self.store.writing() as session:
                carry_out(session, who, command, self.clock())
                raise _Undone  # noqa: TRY301 - the way out of a transaction that is not kept
        except LendingError as refused:
            return _said(refused)
        except _Undone:
            return ACCEPTED

    def sensible(self, case: UUID) -> Callable[[Step], dict[str, Any]]:
        """Return what gives the arguments with which a reasonable officer would take a step of this case."""
        with self.database.session() as session:
            dossier = Dossier.load(session, INSTITUTION, case)
            session.expunge_all()

        def arguments(step: Step) -> dict[str, Any]:
            return {name: self._answer(dossier, name, kind) for name, kind in step.arguments.items()}

        return arguments

    def _answer(self, dossier: Dossier, name: str, kind: Kind) -> Any:
        hung: dict[str, Sequence[Any]] = {
            "contract_id": dossier.contracts,
            "note_id": dossier.notes,
            "pledge_id": [each.pledge for each in dossier.securities],
            "signal_id": dossier.aftercare.signals,
        }
        if name in hung:
            return hung[name][0].id if hung[name] else None
        if kind.choices:
            return next(iter(kind.choices))
        known: dict[str, Any] = {
            "comment": "情况属实，同意。",
            "second_officer": "lixue",
            "new_lead": "lixue",
            "second": "wuhao",
            "sha256": "ab" * 32,
            "files": "借款合同 6",
            "until": date(self.today.year + 1, 6, 30),
            "registered_until": date(self.today.year + 4, 6, 30),
            "guarantor_consent_on": self.today,
            "photo_name": "",
            "photo_sha256": "",
        }
        by_kind = {"day": self.today, "text": "甲", "lines": "甲", "count": 1, "flag": False}
        return known.get(name, by_kind.get(kind.name))


class _Bank:
    """As much of a bank as ``InProcess`` asks for, over HTTP without a network."""

    def __init__(self, store: Store, clock: Clock) -> None:
        from fastapi.testclient import TestClient  # noqa: PLC0415 - only this needs it

        from central.api import create_app  # noqa: PLC0415
        from central.demo import PASSWORD  # noqa: PLC0415
        from models.sync.version import HEADER, WIRE  # noqa: PLC0415

        self.store, self.clock = store, clock
        app = create_app(store, clock, None)
        self.client = TestClient(app, raise_server_exceptions=False, headers={HEADER: str(WIRE)})
        self._password = PASSWORD

    def headers(self, login: str) -> dict[str, str]:
        form = {"institution": INSTITUTION, "login": login, "password": self._password, "device": "测试机"}
        return {"Authorization": f"Bearer {self.client.post('/v1/log-in', json=form).json()['access']}"}


def _said(refused: LendingError) -> Said:
    missing = tuple(each.code for each in refused.missing) if isinstance(refused, GateClosed) else ()
    return type(refused).__name__, (refused.text.zh, refused.text.en), missing


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sides]:
    made = Sides(tmp_path_factory.mktemp("sides"))
    yield made
    made.database.close()
    made.store.close()


def _attempts(sides: Sides, state: State) -> Iterator[tuple[Step, Actor]]:
    """Give each step that leaves the state with everybody whose part it is and one whose part it is not.

    Of the steps that do not leave it every seventh is given, so that each step is tried in every state or in
    several of them, and the whole table of wrong states is left to ``tests/models/approval/test_steps.py``.
    """
    for turn, step in enumerate(STEPS.values(), list(STATE_LABELS).index(state)):
        plays = [who for who in sides.people.values() if who.plays(step.role)]
        rest = [who for who in sides.people.values() if who not in plays]
        if state in step.sources:
            yield from ((step, who) for who in plays)
            yield step, rest[turn % len(rest)]
        elif turn % 7 == 0:
            yield step, plays[0]


@pytest.mark.parametrize("state", STATE_LABELS)
def test_both_sides_say_the_same_of_every_step(sides: Sides, state: State) -> None:
    case = sides.case_in(state)
    sensible = sides.sensible(case)
    came: Counter[str] = Counter()
    for step, who in _attempts(sides, state):
        arguments = sensible(step)
        here, there = sides.here(who, case, step, arguments), sides.there(who, case, step, arguments)
        came[there[0]] += 1
        if step.key not in KNOWN_TO_THE_CENTRE_ALONE:
            assert here == there, (step.key, who.login, arguments)
    leaves = [step for step in STEPS.values() if state in step.sources]
    assert came["NotAllowed"] >= len(leaves)
    assert came["RuleBroken"]
    # If every attempt were refused alike, both sides would agree about nothing.
    assert came[ACCEPTED[0]] or state not in MONEY_OUT
