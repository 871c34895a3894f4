"""How far a made-up case comes, and on which days its steps are taken."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from models.lending.states import State
from models.sample.chance import Chance, working_day
from models.sample.scope import Scope

LEAD, SECOND = "lead", "second"
_LIFE: tuple[tuple[str, str, int], ...] = (
    ("submit", LEAD, 1),
    ("begin_survey", LEAD, 2),
    ("sign_survey", LEAD, 4),
    ("sign_survey", SECOND, 1),
    ("pass_review", "zhaomin", 2),
    ("approve", "sunlei", 2),
    ("show_cost", LEAD, 3),
    ("issue_contracts", "zhoufang", 1),
    ("record_print", "zhoufang", 0),
    ("sign_contracts", LEAD, 1),
    ("register", "zhoufang", 5),
    ("request_payout", LEAD, 1),
    ("disburse", "wuhao", 2),
)
"""Step, who takes it, and at most how many days after the step before."""

_AT_LEAST = {"lapse": 91}
"""At least how many days a step comes after the one before."""

_REACHED = {
    State.LEAD: 0,
    State.DRAFT: 0,
    State.SUBMITTED: 1,
    State.INVESTIGATING: 3,
    State.REVIEWING: 4,
    State.APPROVING: 5,
    State.APPROVED: 6,
    State.COST_SHOWN: 7,
    State.SIGNING: 8,
    State.SECURING: 11,
    State.READY_TO_DISBURSE: 12,
    State.DISBURSED: 13,
    State.REJECTED: 5,
    State.WITHDRAWN: 2,
    State.LAPSED: 6,
}
_SHARES = (
    (State.DISBURSED, 0.55),
    (State.LEAD, 0.02),
    (State.DRAFT, 0.04),
    (State.SUBMITTED, 0.03),
    (State.INVESTIGATING, 0.06),
    (State.REVIEWING, 0.04),
    (State.APPROVING, 0.03),
    (State.APPROVED, 0.03),
    (State.COST_SHOWN, 0.03),
    (State.SIGNING, 0.03),
    (State.SECURING, 0.03),
    (State.READY_TO_DISBURSE, 0.04),
    (State.REJECTED, 0.03),
    (State.WITHDRAWN, 0.03),
    (State.LAPSED, 0.01),
)
_LAST_STEP = {
    State.REJECTED: ("reject", "sunlei", 2),
    State.WITHDRAWN: ("withdraw", LEAD, 3),
    State.LAPSED: ("lapse", LEAD, 20),
}
_CLOSED = {State.DISBURSED, *_LAST_STEP}
_LONGEST_LIFE = 150
_FRESH_DAYS = 12
_RETURNED = 0.04


@dataclass
class Turn:
    """One step to come: which, by whom, on which day."""

    step: str
    who: str
    day: date
    arguments: dict[str, Any] = field(default_factory=dict)


@dataclass
class Plan:
    """What is to happen to a case.

    Attributes:
        target: Where it shall stand.
        opened: The day on which it is written down.
        turns: The steps, in order.
    """

    target: State
    opened: date
    turns: list[Turn]


def make(scope: Scope, chance: Chance, target: State | None = None, last: date | None = None) -> Plan:
    """Return a plan: drawn by chance, or to a *target* whose *last* step falls on a given day."""
    target = target or _drawn(chance)
    steps = list(_LIFE[: _REACHED[target]])
    if target in _LAST_STEP:
        steps.append(_LAST_STEP[target])
    if len(steps) > _REACHED[State.APPROVING] and chance.likely(_RETURNED):
        steps[4:4] = [("return_from_review", "zhaomin", 2), *_LIFE[2:4]]
    if last is None:
        age = chance.whole(0, _FRESH_DAYS)
        if target in _CLOSED:
            age = chance.whole(0, (scope.today - scope.first_day).days - _LONGEST_LIFE)
        last = working_day(scope.today - timedelta(days=age))
    return Plan(target, *_dated(steps, chance, last))


def _drawn(chance: Chance) -> State:
    dice = chance.random()
    for state, share in _SHARES:
        dice -= share
        if dice < 0:
            return state
    return State.DISBURSED


def _dated(steps: Sequence[tuple[str, str, int]], chance: Chance, last: date) -> tuple[date, list[Turn]]:
    """Return the day of opening and the turns, counted back from the last day."""
    turns: list[Turn] = []
    day = last
    for step, who, gap in reversed(steps):
        turns.append(Turn(step, who, day))
        days = _AT_LEAST.get(step, 0) + chance.whole(0, gap)
        day = min(day, working_day(day - timedelta(days=days)))
    return day, turns[::-1]
