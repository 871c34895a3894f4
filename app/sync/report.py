"""What a round did."""

from dataclasses import dataclass


@dataclass
class Report:
    """What a round did.

    Attributes:
        sent: Operations that were answered.
        accepted: Of them.
        refused: Of them.
        conflicts: Of them.
        received: Records that came.
        expected: How many records a first picture holds.
        removed: Records that have left and were removed.
        repaired: Records that were not the same as at head office, and were read again.
    """

    sent: int = 0
    accepted: int = 0
    refused: int = 0
    conflicts: int = 0
    received: int = 0
    expected: int = 0
    removed: int = 0
    repaired: int = 0
