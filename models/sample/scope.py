"""Whose sample it is, for which day, and from which seed."""

from dataclasses import dataclass
from datetime import date, timedelta

from models.sample.chance import Chance

_HISTORY_DAYS = 900
_PARAMETERS_BEGIN = date(2020, 1, 1)


@dataclass(frozen=True)
class Scope:
    """What every made-up record depends on."""

    seed: int
    institution_id: str
    branch_id: str
    today: date

    @property
    def first_day(self) -> date:
        """The day on which the made-up branch began to lend."""
        return max(_PARAMETERS_BEGIN, self.today - timedelta(days=_HISTORY_DAYS))

    def chance(self, kind: int, number: int) -> Chance:
        """Return the chance of one thing: the same for the same seed."""
        return Chance(self.seed, kind, number)
