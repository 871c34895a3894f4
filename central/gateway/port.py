"""What an adapter of a core banking system does; everything else about the exchange is the same for all of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from central.gateway.message import CorePayment, Message
from models.errors import LendingError


class CoreAway(LendingError):
    """Core banking does not answer, or says that it cannot now; the same message is handed over again later."""


class CoreRefused(LendingError):
    """Core banking does not take a message, and would not take it tomorrow: a person must look at it."""


@dataclass(frozen=True)
class Page:
    """Payments that core banking tells together, and the place in its list from which to ask on when they are kept."""

    payments: Sequence[CorePayment]
    place: str = ""


class CoreBanking(Protocol):
    """A core banking system.

    Attributes:
        name: Where it is; a place in its list of payments means something there alone.
    """

    name: str

    def hand_over(self, message: Message) -> Mapping[str, Any]:
        """Return what core banking answered to a message; one that it has already is answered as before.

        Raises:
            CoreAway: It is to be handed over again later.
            CoreRefused: It must be looked at.
        """

    def payments(self, notes: Iterable[str], place: str) -> Iterable[Page]:
        """Yield the payments on the notes of these numbers, those already told among them.

        Args:
            notes: The numbers.
            place: The last page's that was kept; empty tells everything. A list that has no places ignores it.

        Raises:
            CoreAway: They are to be asked for again later.
            CoreRefused: They are not told; a person must look at it.
        """

    def settle(self, payment: CorePayment, problem: str) -> None:
        """Tell core banking that a payment was taken in, or what is wrong with it, where it wants to know."""
