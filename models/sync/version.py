"""Which wire is spoken: one number for everything that travels, raised when an older reader would be misled."""

from models.errors import LendingError

WIRE = 2
"""What this program speaks: 2 brought departures, marks, tallies and the first picture of a branch."""

OLDEST = WIRE - 1
"""The oldest that the centre still answers: a workstation may be one release behind."""

HEADER = "Heitu-Wire"
"""The header by which a request says what it speaks; the first release did not say it."""

UNSAID = 1
"""What a request speaks that does not say it."""


class WireNotSpoken(LendingError):
    """The workstation is two releases behind the centre, or ahead of it."""
