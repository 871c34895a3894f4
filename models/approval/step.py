"""One step in the life of a case: who may take it, from where, on which conditions, to what effect."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from models.approval.act import Act
from models.approval.authority import may_play, route
from models.approval.conditions import Check, missing
from models.approval.duties import Duty, keep_apart
from models.approval.records import CaseEvent
from models.approval.relations import keep_out_kin
from models.approval.roles import Role
from models.errors import Condition, GateClosed, NotAllowed, RuleBroken
from models.kinds import Kind, text
from models.lending.dossier import Dossier
from models.lending.states import DECIDING, State
from models.text import Text

COMMENT = {"comment": text(1000, lines=True)}


def nothing(_act: Act) -> None:
    """Write nothing besides the state."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step in the life of a case.

    Attributes:
        key: How it travels and is stored.
        label: What the button says.
        sources: The states it leaves from.
        target: The state it leads to; None where the case stays where it is.
        role: Who may take it.
        duty: The duty it counts as, which keeps people apart.
        lead_only: Whether only the case's own lead officer may take it.
        guards: What is asked of the person besides role and duty; each raises NotAllowed or RuleBroken.
        checks: What must be there.
        arguments: What it needs to be told, by name; ``comment`` may not be blank where it is asked for.
        filled: The arguments that the program fills in and nobody is asked for.
        answers: What is asked of the arguments; each raises RuleBroken with the field.
        repeatable: Whether it may be asked for again while the centre has not answered.
        effect: What it writes besides the state; it may name another target.
        secret: Whether the words given with it stay at the centre.
        centre_only: Whether only the centre knows enough to try what it writes.
        waits_in: Where a case waits for it in the queue of whoever may take it; None is every source.
    """

    key: str
    label: Text
    sources: frozenset[State]
    target: State | None
    role: Role
    duty: Duty | None = None
    lead_only: bool = False
    guards: tuple[Callable[[Act], None], ...] = ()
    checks: tuple[Check, ...] = ()
    arguments: Mapping[str, Kind] = field(default_factory=dict)
    filled: frozenset[str] = frozenset()
    answers: tuple[Callable[[Act], None], ...] = ()
    repeatable: bool = False
    effect: Callable[[Act], State | None] = nothing
    secret: bool = False
    centre_only: bool = False
    waits_in: frozenset[State] | None = None

    def is_awaited_in(self, state: State) -> bool:
        """Tell whether a case that stands in *state* waits for this step."""
        return state in (self.sources if self.waits_in is None else self.waits_in)

    @property
    def asked(self) -> dict[str, Kind]:
        """What whoever takes the step is asked, by name."""
        return {name: kind for name, kind in self.arguments.items() if name not in self.filled}


def conditions_of(step: Step, dossier: Dossier, today: date) -> list[Condition]:
    """Return what is missing before *step*."""
    return missing(step.checks, dossier, today)


def check_step(step: Step, act: Act) -> None:
    """Let *step* pass only if state, role, duties and every condition allow it.

    Raises:
        RuleBroken: The case does not stand where the step begins, or a comment is missing.
        NotAllowed: The person may not take it: role, duties, relations, authority.
        GateClosed: Conditions are not met; the error lists them.
    """
    if act.dossier.state not in step.sources:
        raise RuleBroken(
            Text(
                "案件现为“{state}”，不能办理“{step}”。", "The case is at “{state}”; “{step}” cannot be done."
            ).fill(state=act.dossier.state.label, step=step.label)
        )
    if not may_play(act.actor, step.role, act.powers, act.today):
        raise NotAllowed(
            Text("“{step}”须由{role}办理。", "“{step}” is for the {role}.").fill(
                step=step.label, role=step.role.label
            )
        )
    if step.lead_only and act.dossier.case.lead_officer != act.actor.login:
        raise NotAllowed(
            Text("“{step}”须由本案主办客户经理办理。", "“{step}” is for the lead officer of the case.").fill(
                step=step.label
            )
        )
    keep_out_kin(act.dossier, act.powers, act.actor.login)
    if step.duty:
        keep_apart(act.dossier, act.actor.login, step.duty)
    if "comment" in step.arguments and not str(act.arguments.get("comment") or "").strip():
        raise RuleBroken(Text("请填写意见。", "Please write a comment."), field="comment")
    for asked in (*step.guards, *step.answers):
        asked(act)
    lacking = conditions_of(step, act.dossier, act.today)
    if lacking:
        raise GateClosed(
            Text("“{step}”还差{count}项条件。", "“{step}” lacks {count} conditions.").fill(
                step=step.label, count=len(lacking)
            ),
            lacking,
        )


def take_step(step: Step, act: Act) -> None:
    """Check *step*, write its effect, move the case and note the event. The centre alone calls this.

    Raises:
        RuleBroken, NotAllowed, GateClosed: See ``check_step``; the effect may refuse as well.
    """
    check_step(step, act)
    before = act.dossier.state
    target = step.effect(act) or step.target or before
    _move(act, step, before, target)


def _move(act: Act, step: Step, before: State, after: State) -> None:
    """Put the case into its new state and note the event for the timeline."""
    case = act.dossier.case
    case.state = after
    if before is not after:
        case.changed_on = act.today
    way = route(act.dossier, act.powers, act.officers, act.today) if after in DECIDING else None
    case.level = way.level if way else ""
    event = act.make(
        CaseEvent,
        case_id=case.id,
        step=step.key,
        before=before.value,
        after=after.value,
        officer=act.actor.login,
        at=act.at,
        comment="" if step.secret else str(act.arguments.get("comment") or ""),
        fingerprint=act.dossier.fingerprint,
    )
    act.dossier.events.append(event)


class Asked(Protocol):
    """What a command asks for: a step or an order."""

    @property
    def label(self) -> Text:
        """What the button says."""

    @property
    def arguments(self) -> Mapping[str, Kind]:
        """What it needs to be told, by name."""


def read_arguments(asked: Asked, packed: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of a step or order from JSON.

    Raises:
        RuleBroken: One is unknown or not of its kind.
    """
    try:
        return {
            name: None if value in (None, "") else asked.arguments[name].unpack(value)
            for name, value in packed.items()
        }
    except (KeyError, TypeError, ValueError):
        raise RuleBroken(
            Text("“{step}”的参数不正确。", "The arguments of “{step}” are not right.").fill(step=asked.label)
        ) from None


def pack_arguments(asked: Asked, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return *arguments* as JSON."""
    return {
        name: None if value is None else asked.arguments[name].pack(value)
        for name, value in arguments.items()
    }
