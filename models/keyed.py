"""Tables by key, in which no entry can silently take the place of another."""

from collections.abc import Iterable
from typing import Protocol, TypeVar


class Keyed(Protocol):
    """What has a key of its own."""

    @property
    def key(self) -> str:
        """Its name in the program, in records and on the wire."""


Entry = TypeVar("Entry", bound=Keyed)


def keyed(entries: Iterable[Entry]) -> dict[str, Entry]:
    """Return *entries* by key, in their order.

    Raises:
        ValueError: Two share a key; the first would be lost, and with it whoever relies on its conditions.
    """
    table: dict[str, Entry] = {}
    for entry in entries:
        if entry.key in table:
            raise ValueError(f"Two entries have the key {entry.key!r}: {table[entry.key]!r} and {entry!r}.")
        table[entry.key] = entry
    return table
