"""What every kind of collateral says of itself."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, Self

from models.errors import LendingError, RuleBroken
from models.fields import fields_of
from models.text import Text


class Effect(StrEnum):
    """Which act makes the bank's right exist (domain 3.6)."""

    CONSTITUTIVE = "constitutive"
    OPPOSABLE = "opposable"

    @property
    def label(self) -> Text:
        """What the effect is called, and what it means."""
        return _EFFECTS[self]


_EFFECTS = {
    Effect.CONSTITUTIVE: Text(
        "登记生效：登记后担保权才成立", "Constitutive: the right arises only at registration"
    ),
    Effect.OPPOSABLE: Text(
        "登记对抗：合同生效时设立，登记后可对抗善意第三人",
        "Opposable: the right arises with the contract; registration holds against others in good faith",
    ),
}

_kinds: dict[str, type["Kind"]] = {}


@dataclass(frozen=True)
class Kind:
    """What is special to one kind of collateral.

    A subclass is a frozen dataclass of the facts the officer writes down, each described by ``fact``.
    It registers by being defined; its clause is the contract named by ``document``.

    Attributes:
        key: How it is stored.
        label: What it is called.
        security: Mortgage or pledge.
        document: The contract that creates the security.
        effect: Which act makes the right exist.
        registry: Who registers it.
        source: The provision the effect rests on.
    """

    key: ClassVar[str]
    label: ClassVar[Text]
    security: ClassVar[Text]
    document: ClassVar[str]
    effect: ClassVar[Effect]
    registry: ClassVar[Text]
    source: ClassVar[Text]

    def __init_subclass__(cls) -> None:
        _kinds[cls.key] = cls

    @classmethod
    def read(cls, facts: Mapping[str, Any]) -> Self:
        """Return the facts of a stored record; what is missing or unreadable stays empty."""
        values = {}
        for name, each in fields_of(cls).items():
            packed = facts.get(name)
            if packed not in (None, ""):
                with suppress(RuleBroken, TypeError, ValueError, ArithmeticError):
                    values[name] = each.kind.unpack(packed)
        return cls(**values)

    def pack(self) -> dict[str, Any]:
        """Return the facts as JSON."""
        return {
            name: each.kind.pack(value)
            for name, each in fields_of(type(self)).items()
            if (value := getattr(self, name)) not in (None, "")
        }

    def objections(self, due_on: date) -> Iterator[LendingError]:
        """Yield what speaks against lending on this object until *due_on*; a kind may look at the day."""
        del due_on
        for name, each in fields_of(type(self)).items():
            if each.required and getattr(self, name) in (None, ""):
                yield RuleBroken(
                    Text("押品缺少“{label}”。", "The collateral lacks “{label}”.").fill(label=each.label),
                    field=name,
                )

    def before_payout(self) -> Iterator[LendingError]:
        """Yield what this kind demands before money leaves, besides its registration."""
        return iter(())

    def suggested_value(self) -> int | None:
        """Return the value in fen that follows from the facts by the bank's formula, where there is one."""
        return None


def kinds() -> Mapping[str, type[Kind]]:
    """Return every kind of collateral by its key."""
    from models.collateral import catalogue  # noqa: F401, PLC0415 - loads the kinds; they import this module

    return _kinds
