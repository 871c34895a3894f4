"""Writes the table of steps for people to read: ``python tools/steps.py > docs/steps.md``."""

from models.approval.queues import DECIDES
from models.approval.step import Step
from models.approval.steps import STEPS
from models.lending.states import DECIDING, STATE_LABELS, State

HEAD = """# The life of a case

Written from `models/approval/steps/` by `python tools/steps.py`; a test holds it against the table. “waits” says from
where a case stands in the queue of whoever takes the step; a decision waits for the level that must decide it.

| step | 环节 | from | to | who | duty | gate | waits |
|---|---|---|---|---|---|---|---|"""


def table() -> str:
    """Return the whole table as Markdown."""
    return "\n".join([HEAD, *(_line(step) for step in STEPS.values())]) + "\n"


def _line(step: Step) -> str:
    waits = step.sources if step.waits_in is None else step.waits_in
    cells = (
        f"`{step.key}`",
        step.label.zh,
        _states(step.sources),
        step.target.label.zh if step.target else "不变",
        step.role.label.zh + ("（主办）" if step.lead_only else ""),
        step.duty.label.zh if step.duty else "",
        "、".join(f"`{each.__name__}`" for each in (*step.guards, *step.checks)),
        _queue(step, waits),
    )
    return f"| {' | '.join(cells)} |"


def _states(states: frozenset[State]) -> str:
    if len(states) > len(STATE_LABELS) / 2:
        rest = [label.zh for state, label in STATE_LABELS.items() if state not in states]
        return "除" + "、".join(rest) + "外" if rest else "任何状态"
    return "、".join(label.zh for state, label in STATE_LABELS.items() if state in states)


def _queue(step: Step, waits: frozenset[State]) -> str:
    if waits and waits <= DECIDING:
        return "按审批层级" if step.role.value in DECIDES else step.role.label.zh
    return _states(waits) if waits else ""


if __name__ == "__main__":
    print(table(), end="")
