"""Operations: what a workstation asks of the centre, each with an identity that makes a repeat harmless."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self
from uuid import UUID

from models.errors import RuleBroken
from models.sync.wire import body_hash
from models.text import Text

_WORD = re.compile(r"[a-z0-9_]+")
MALFORMED = Text("操作内容格式不正确。", "The operation is malformed.")


@dataclass(frozen=True)
class Facts:
    """A change of facts, mergeable field by field.

    Attributes:
        op: The operation's identity and idempotency key.
        record_kind: Which kind of record.
        record_id: Which record; made offline when ``base`` is 0.
        base: The version the officer saw; 0 creates.
        changes: By field, the packed value before and after; a fact of a collateral is ``facts.name``.
    """

    op: UUID
    record_kind: str
    record_id: UUID
    base: int
    changes: Mapping[str, tuple[Any, Any]]
    type: Literal["facts"] = "facts"

    def body(self) -> dict[str, Any]:
        """Return the operation as JSON."""
        return {
            "type": self.type,
            "op": str(self.op),
            "kind": self.record_kind,
            "id": str(self.record_id),
            "base": self.base,
            "changes": {name: list(pair) for name, pair in self.changes.items()},
        }


@dataclass(frozen=True)
class Command:
    """A step or an order asked for; never merged: the centre takes it or refuses it with a reason.

    Attributes:
        op: The operation's identity and idempotency key.
        step: The key of the step in ``models.approval.steps``, or of the order in ``models.approval.orders``.
        subject_id: On which case; for an order, on which record.
        arguments: What the step needs to be told, packed.
    """

    op: UUID
    step: str
    subject_id: UUID
    arguments: Mapping[str, Any]
    type: Literal["command"] = "command"

    def body(self) -> dict[str, Any]:
        """Return the operation as JSON."""
        return {
            "type": self.type,
            "op": str(self.op),
            "step": self.step,
            "subject": str(self.subject_id),
            "arguments": dict(self.arguments),
        }


Operation = Facts | Command


def read_operation(body: Any) -> Operation:
    """Return the operation that *body* describes.

    Raises:
        RuleBroken: It is malformed.
    """
    try:
        op = UUID(body["op"])
        if body["type"] == "command":
            return Command(op, _word(body["step"]), UUID(body["subject"]), _named(body["arguments"]))
        if body["type"] == "facts":
            changes = {name: _pair(pair) for name, pair in _named(body["changes"]).items()}
            return Facts(op, _word(body["kind"]), UUID(body["id"]), _version(body["base"]), changes)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise RuleBroken(MALFORMED) from None
    raise RuleBroken(MALFORMED)


def _word(packed: Any) -> str:
    if not _WORD.fullmatch(packed):
        raise ValueError
    return str(packed)


def _named(packed: Any) -> dict[str, Any]:
    if not isinstance(packed, dict):
        raise TypeError
    return packed


def _pair(packed: Any) -> tuple[Any, Any]:
    if not isinstance(packed, list):
        raise TypeError
    before, after = packed
    return before, after


def _version(packed: Any) -> int:
    if not isinstance(packed, int) or isinstance(packed, bool) or packed < 0:
        raise TypeError
    return packed


@dataclass(frozen=True)
class Answer:
    """What the centre says of one operation.

    Attributes:
        op: Which operation.
        status: Taken, refused with a reason, or in conflict with what somebody else wrote.
        zh: The reason in Chinese.
        en: The reason in English.
        details: The missing conditions, or the other side's values by field.
    """

    op: UUID
    status: Literal["accepted", "refused", "conflict"]
    zh: str = ""
    en: str = ""
    details: Any = None

    def body(self) -> dict[str, Any]:
        """Return the answer as JSON."""
        return {
            "op": str(self.op),
            "status": self.status,
            "zh": self.zh,
            "en": self.en,
            "details": self.details,
        }

    @classmethod
    def read(cls, body: Any) -> Self:
        """Return the answer that *body* describes.

        Raises:
            RuleBroken: It is malformed.
        """
        try:
            status = body["status"]
            if status not in {"accepted", "refused", "conflict"}:
                raise RuleBroken(MALFORMED)
            return cls(UUID(body["op"]), status, str(body["zh"]), str(body["en"]), body["details"])
        except (KeyError, TypeError, ValueError):
            raise RuleBroken(MALFORMED) from None


def hash_of(operation: Operation) -> str:
    """Return the fingerprint that tells a repeat from another operation under the same identity."""
    return body_hash(operation.body())
