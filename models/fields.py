"""Fields: a value of a record is described once, and form, validation, import, wire and masking follow."""

import dataclasses
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import mapped_column

from models.errors import RuleBroken
from models.kinds import Kind
from models.text import Text

Rule = Callable[[Any], Text | None]


class Privacy(StrEnum):
    """How sensitive a value is (JR/T 0171-2020): C3 most, C1 least."""

    C1 = "C1"
    C2 = "C2"
    C3 = "C3"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Field:
    """What is known of one value of a record or of one fact of a collateral.

    Attributes:
        label: What stands beside it on a form, at the head of a column and in messages.
        kind: How it is typed, stored, shown and sent.
        unit: What the figure counts.
        required: Whether a case can be submitted without it.
        privacy: Its class, which decides masking.
        mask: How it is shown to somebody who need not see it whole, by kind of masking.
        guarded: Whether a machine must never merge two versions of it (amounts, rates, identity).
        commanded: Whether only a command of the centre may change it.
        emptied: Whether nothing stands there once head office says what only a newer release knows; elsewhere what
            was known stays.
        typed: Whether a person fills it in on a form; otherwise the program knows it.
        evidence: Whether it proves an act that follows approval, and so stays open when terms are frozen.
        rule: Says what is wrong with a value of the right kind, or nothing.
        group: The heading it stands under on a form.
    """

    label: Text
    kind: Kind
    unit: Text | None = None
    required: bool = False
    privacy: Privacy = Privacy.C1
    mask: str = ""
    guarded: bool = False
    commanded: bool = False
    emptied: bool = False
    typed: bool = True
    evidence: bool = False
    rule: Rule | None = None
    group: Text = Text("基本信息", "Basics")

    def read(self, typed: str) -> Any:
        """Return the value that *typed* means; nothing typed is None, or an empty text.

        Raises:
            RuleBroken: It is not of the kind, or the field's rule objects.
        """
        if not typed.strip():
            return "" if self.is_text else None
        value = self.kind.parse(typed)
        self.check(value)
        return value

    def check(self, value: Any) -> None:
        """Let the field's rule object to *value*.

        Raises:
            RuleBroken: It does.
        """
        objection = self.rule(value) if self.rule and value not in (None, "") else None
        if objection:
            raise RuleBroken(objection)

    @property
    def is_text(self) -> bool:
        """Whether the empty value is an empty text."""
        return self.kind.name in {"text", "lines", "choice", "identifier"}


def field(label: Text, kind: Kind, *, index: bool = False, **more: Any) -> Any:
    """Return the mapped column of a field; *more* are the attributes of ``Field``."""
    described = Field(label=label, kind=kind, **more)
    empty: dict[str, Any] = {"default": "", "server_default": ""} if described.is_text else {}
    if kind.name == "flag":
        empty = {"default": False, "server_default": "0"}
    if kind.name == "facts":
        empty = {"default": dict, "server_default": "{}"}
    return mapped_column(kind.column(), nullable=not empty, index=index, info={"field": described}, **empty)


def fact(label: Text, kind: Kind, **more: Any) -> Any:
    """Return a dataclass field that describes one fact of a kind of collateral."""
    described = Field(label=label, kind=kind, **more)
    empty: Any = "" if described.is_text else None
    return dataclasses.field(default=empty, metadata={"field": described})


_described: dict[Any, dict[str, Field]] = {}


def fields_of(owner: Any) -> dict[str, Field]:
    """Return the fields of a record class or of a dataclass of facts, by name, in order of declaration."""
    if owner not in _described:
        _described[owner] = _read_fields(owner)
    return _described[owner]


def _read_fields(owner: Any) -> dict[str, Field]:
    if dataclasses.is_dataclass(owner):
        return {each.name: each.metadata["field"] for each in dataclasses.fields(owner)}
    columns = owner.__table__.columns
    return {column.key: column.info["field"] for column in columns if "field" in column.info}


def at_least(limit: Any) -> Rule:
    """Return the rule that a value is not below *limit*."""

    def rule(value: Any) -> Text | None:
        return (
            None
            if value >= limit
            else Text("不能小于{limit}。", "May not be below {limit}.").fill(limit=limit)
        )

    return rule


def between(low: Any, high: Any) -> Rule:
    """Return the rule that a value lies from *low* to *high*, both allowed."""

    def rule(value: Any) -> Text | None:
        if low <= value <= high:
            return None
        return Text("应在{low}到{high}之间。", "Must lie between {low} and {high}.").fill(low=low, high=high)

    return rule
