"""How records travel: one JSON form, written from the field declarations and used by both sides."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from models.base import Record
from models.errors import RuleBroken
from models.fields import Field, fields_of
from models.kinds import as_it_is
from models.text import Text


def canonical(body: Any) -> bytes:
    """Return *body* as the JSON bytes that both sides hash: sorted keys, no spaces.

    Raises:
        ValueError: It holds half a character, or a figure that JSON does not know: databases refuse both.
    """
    return json.dumps(
        body, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def body_hash(body: Any) -> str:
    """Return the SHA-256 of *body* in its canonical form."""
    return hashlib.sha256(canonical(body)).hexdigest()


def pack(each: Field, value: Any) -> Any:
    """Return *value* of a field as JSON."""
    return value if value in (None, "") else each.kind.pack(value)


def packer_of(each: Field) -> Callable[[Any], Any] | None:
    """Return what turns a value of a field into JSON, or nothing where it is JSON already."""
    return None if each.kind.pack is as_it_is else each.kind.pack


def unpack(name: str, each: Field, packed: Any) -> Any:
    """Return the value of a field from JSON; what comes over the wire is checked like what is typed.

    Raises:
        RuleBroken: It is not of the field's kind, or the field's rule objects; the error names the field.
    """
    if packed is None or (packed == "" and each.is_text):
        return "" if each.is_text else None
    try:
        value = each.kind.unpack(packed)
        each.check(value)
    except RuleBroken as broken:
        raise RuleBroken(broken.text, field=name) from None
    except (TypeError, ValueError, ArithmeticError, OverflowError):
        raise RuleBroken(
            Text("“{label}”的值不正确。", "The value of “{label}” is not right.").fill(label=each.label),
            field=name,
        ) from None
    return value


def receiver_of(each: Field) -> Callable[[Any], Any]:
    """Return what reads a value of a field as the centre sent it: its form is checked, its rules were checked there.

    A newer centre may follow a rule that this program does not know yet, or know one more choice. The reader raises
    ``NotKnown`` for a choice that this program does not know, ``TypeError`` or ``ValueError`` for what the field
    could not hold.
    """
    unpack, choices = each.kind.unpack, each.kind.choices

    def read_word(packed: Any) -> Any:
        if packed is None or packed == "":
            return ""
        if not isinstance(packed, str):
            return unpack(packed)
        if choices and packed not in choices:
            raise NotKnown
        # Nearly every word is printable, which is known sooner than that nothing in it is invisible.
        if not packed.isprintable() and _INVISIBLE.search(packed):
            raise ValueError
        return packed

    def read_figure(packed: Any) -> Any:
        return None if packed is None else unpack(packed)

    return read_word if each.is_text else read_figure


class NotKnown(ValueError):
    """A value that a newer program understands."""


_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def pack_record(record: Record) -> dict[str, Any]:
    """Return every field of *record* as JSON, by name."""
    return {name: pack(each, getattr(record, name)) for name, each in fields_of(type(record)).items()}


def unpack_values(record: type[Record], packed: Mapping[str, Any]) -> dict[str, Any]:
    """Return field values from JSON; fields this side does not know are left out, missing ones too.

    Raises:
        RuleBroken: See ``unpack``.
    """
    known = fields_of(record)
    return {name: unpack(name, known[name], value) for name, value in packed.items() if name in known}
