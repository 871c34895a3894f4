"""Approved means frozen: which facts may still change when a case has left the survey."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from models.base import Record
from models.collateral.object import Collateral, Pledge, Valuation
from models.errors import RuleBroken
from models.lending.case import LoanCase
from models.lending.guarantee import Guarantee
from models.lending.states import CAME_TO_NOTHING, MONEY_OUT, PAID_BACK, State
from models.sync.merge import field_named
from models.text import Text

FROZEN = Text(
    "案件已进入“{state}”，条件已冻结；如需变更请退回调查。",
    "The case is at “{state}” and its terms are frozen; have it returned to the survey to change them.",
)


class Frozen(RuleBroken):
    """The terms are frozen; ``theirs`` holds the packed values that stand, by field."""

    def __init__(
        self, text: Text, *, field: str | None = None, theirs: Mapping[str, Any] = MappingProxyType({})
    ) -> None:
        super().__init__(text, field=field)
        self.theirs = dict(theirs)


def check_open(record: Record, changes: Mapping[str, Any], states: Iterable[State]) -> None:
    """Let the changes pass unless a case that depends on the record has left the survey.

    Facts of evidence (an acknowledgement, a filing) stay open: they prove acts that follow approval.

    Args:
        record: What is to be changed.
        changes: By name.
        states: Where the cases stand that the record belongs to.

    Raises:
        Frozen: They are.
    """
    if not isinstance(record, LoanCase | Pledge | Guarantee | Collateral | Valuation):
        return
    for state in states:
        if state in MONEY_OUT | PAID_BACK:
            # An object is valued again and again while it secures a loan; what was agreed stays.
            agreed = isinstance(record, LoanCase | Pledge | Guarantee)
            if agreed and not all(field_named(record, name).evidence for name in changes):
                raise Frozen(FROZEN.fill(state=state.label))
        elif not state.open_to_change and state not in CAME_TO_NOTHING:
            for name in changes:
                if not field_named(record, name).evidence:
                    raise Frozen(FROZEN.fill(state=state.label), field=name)
