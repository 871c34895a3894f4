"""What an adapter of a core banking system does; everything else about the exchange is the same for all of them."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from central.gateway.message import CorePayment, Message
from models.errors import LendingError


class CoreAway(LendingError):
    """Core banking does not answer, or says that it cannot now; the same message is handed over again later."""


class CoreRefused(LendingError):
    """Core banking does not take a message, and would not take it tomorrow: a person must look at it."""


class CoreBanking(Protocol):
    """A core banking system."""

    def hand_over(self, message: Message) -> Mapping[str, Any]:
        """Return what core banking answered to a message; one that it has already is answered as before.

        Raises:
            CoreAway: It is to be handed over again later.
            CoreRefused: It must be looked at.
        """

    def payments(self, notes: Iterable[str]) -> Iterable[CorePayment]:
        """Yield the payments on the notes of these numbers, those already told among them.

        Raises:
            CoreAway: They are to be asked for again later.
        """

    def settle(self, payment: CorePayment, problem: str) -> None:
        """Tell core banking that a payment was taken in, or what is wrong with it, where it wants to know."""
