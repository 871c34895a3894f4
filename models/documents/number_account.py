"""The account of a series: every number that was ever given is a contract, is void, or is held back in a block."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from models.documents.numbers import read_number


@dataclass(frozen=True)
class NumberAccount:
    """What became of the numbers of one series and year.

    Attributes:
        last: The last number that was given.
        contracts: How many are contracts that stand.
        void: How many are void: contracts whose number was made void, and reserved numbers nobody used.
        held: How many are held back in open blocks.
        missing: The sequences of which nothing is known.
        doubled: The sequences that stand for two things.
    """

    last: int
    contracts: int
    void: int
    held: int
    missing: tuple[int, ...]
    doubled: tuple[int, ...]

    @property
    def balanced(self) -> bool:
        """Whether each number is accounted for just once."""
        return not self.missing and not self.doubled


def account(last: int, contracts: Iterable[str], void: Iterable[str], held: Iterable[str]) -> NumberAccount:
    """Return the account of the numbers 1 to *last*, given those of contracts, those that are void and those held."""
    of_contracts, of_void, of_held = (
        [read_number(each)[2] for each in numbers] for numbers in (contracts, void, held)
    )
    seen = Counter([*of_contracts, *of_void, *of_held])
    return NumberAccount(
        last,
        len(of_contracts),
        len(of_void),
        len(of_held),
        tuple(each for each in range(1, last + 1) if each not in seen),
        tuple(sorted(each for each, times in seen.items() if times > 1)),
    )
