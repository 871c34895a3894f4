"""Merging changed facts: field by field, and never by machine where money or identity is at stake."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from models.base import Record
from models.collateral.base import kinds
from models.errors import Conflict, RuleBroken
from models.fields import Field, fields_of
from models.sync.operations import Facts
from models.sync.wire import pack, unpack
from models.text import Text

FACT = "facts."


def field_named(record: Record, name: str) -> Field:
    """Return the field, or the fact of a collateral, that *name* means.

    Raises:
        RuleBroken: There is none, or only a command may change it.
    """
    if name.startswith(FACT):
        kind = kinds().get(getattr(record, "collateral_kind", ""))
        found = fields_of(kind).get(name.removeprefix(FACT)) if kind else None
    else:
        found = fields_of(type(record)).get(name)
    if found is None or found.commanded or name == "facts":
        raise RuleBroken(
            Text("字段“{name}”不能直接修改。", "The field “{name}” cannot be changed directly.").fill(
                name=name[:60]
            ),
            field=name,
        )
    return found


def packed_value(record: Record, name: str) -> Any:
    """Return the packed value that *record* has under *name* now."""
    if name.startswith(FACT):
        return (getattr(record, "facts", None) or {}).get(name.removeprefix(FACT))
    return pack(fields_of(type(record))[name], getattr(record, name))


def put(record: Record, name: str, packed: Any) -> None:
    """Write a packed value into *record*, checked like anything typed.

    Raises:
        RuleBroken: It is not of the field's kind.
    """
    described = field_named(record, name)
    value = unpack(name, described, packed)
    if not name.startswith(FACT):
        setattr(record, name, value)
        return
    key = name.removeprefix(FACT)
    facts = {other: each for other, each in (getattr(record, "facts", None) or {}).items() if other != key}
    record.facts = facts if value in (None, "") else {**facts, key: pack(described, value)}  # type: ignore[attr-defined]


def same(one: Any, other: Any) -> bool:
    """Tell whether two packed values mean the same; an empty text is nothing."""
    return (one in (None, "") and other in (None, "")) or one == other


def merge(record: Record, operation: Facts) -> None:
    """Write the changes of *operation* into *record* where nobody else changed the same field.

    Source of the rule: a field that only one side changed is taken; the same value from both sides is taken;
    different values are a conflict; lists are merged by their elements. A guarded field (amount, rate, term,
    identity, account) is a conflict as soon as the record is at another version than the officer saw.

    Of any other field only counts what the officer saw in it, not at which version the rest of the record was: after
    a conflict was decided or given up, a store holds the newest version with an older value of what was typed.

    Raises:
        Conflict: People must decide; the error holds the record's packed values of the fields in dispute.
        RuleBroken: A value is not of its kind, or the field may not be changed directly.
    """
    moved_on = record.version != operation.base
    disputed: dict[str, Any] = {}
    joined: dict[str, tuple[Any, Any]] = {}
    for name, (before, after) in operation.changes.items():
        described = field_named(record, name)
        now = packed_value(record, name)
        if same(now, after) or (same(now, before) and not (described.guarded and moved_on)):
            continue
        if is_joined(described):
            joined[name] = (now, join_lists(described, (before, after), now))
        else:
            disputed[name] = now
    if disputed:
        labels = [field_named(record, name).label for name in disputed]
        raise Conflict(
            Text(
                "同事已修改：{zh}。请逐项决定保留哪一个。",
                "A colleague changed: {en}. Decide for each which to keep.",
            ).fill(zh="、".join(each.zh for each in labels), en=", ".join(each.en for each in labels)),
            disputed,
            record.version,
        )
    write(record, replace(operation, changes={**operation.changes, **joined}))


def is_joined(described: Field) -> bool:
    """Tell whether changes of a field are joined element by element, so that nobody ever has to decide about them."""
    return bool(described.kind.elements) and not described.guarded


def join_lists(described: Field, change: tuple[Any, Any], now: Any) -> Any:
    """Return the packed list *now* with what a change of it added and without what it took out.

    An element is its own identity, so that two people who add to one list, or one who adds and one who takes
    out, never are in each other's way.

    Args:
        described: The field, whose kind splits a packed value into its elements.
        change: The packed value before and after, as one person saw it.
        now: The packed value that others have made of it meanwhile.

    Raises:
        RuleBroken: A value is no list.
    """
    split = described.kind.elements or list
    try:
        before, after, held = (split(each or []) for each in (*change, now))
        kept = [each for each in held if each in after or each not in before]
        added = [each for each in after if each not in before and each not in held]
    except TypeError:
        raise RuleBroken(
            Text("“{label}”的值不正确。", "The value of “{label}” is not right.").fill(label=described.label)
        ) from None
    return described.kind.pack([*kept, *added])


def write(record: Record, operation: Facts) -> None:
    """Write every change of *operation* into *record*, a new one for instance, whatever it holds now.

    The kind of a collateral comes before its facts, which mean nothing without it.

    Raises:
        RuleBroken: A value is not of its kind, or the field may not be changed directly.
    """
    for name in sorted(operation.changes, key=lambda name: name.startswith(FACT)):
        put(record, name, operation.changes[name][1])


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return what differs between two packed records, by name, facts of a collateral one by one."""
    old, new = _flat(before), _flat(after)
    return {
        name: (old.get(name), new.get(name))
        for name in sorted(old.keys() | new.keys())
        if not same(old.get(name), new.get(name))
    }


def _flat(packed: Mapping[str, Any]) -> dict[str, Any]:
    flat = {name: value for name, value in packed.items() if name != "facts"}
    flat.update({f"{FACT}{name}": value for name, value in (packed.get("facts") or {}).items()})
    return flat
