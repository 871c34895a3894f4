"""What travels, as JSON Schema: made from the declarations by which both sides read it, for the description alone.

Nothing here is looked at when a request is answered.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from models.approval.order import Order
from models.approval.orders import ORDERS
from models.approval.step import Step
from models.approval.steps import STEPS
from models.base import Record
from models.collateral.base import kinds
from models.collateral.object import Collateral
from models.compliance.actions import ACTIONS
from models.fields import Field, fields_of
from models.kinds import MAX_COUNT, Kind
from models.money import MAX_FEN
from models.records import RECORDS
from models.sync.merge import FACT

Schema = Mapping[str, Any]

UUID_: Schema = {"type": "string", "format": "uuid"}
WORD: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer", "minimum": 0}
MOMENT: Schema = {"type": "string", "format": "date-time"}
MARK: Schema = {"type": "string", "pattern": "^[0-9a-f]{32}$", "description": "the fingerprint of a record"}
TALLY: Schema = {
    "type": "string",
    "pattern": "^[0-9]+:[0-9a-f]{32}$",
    "description": "how many, and their marks",
}
_FIXED: Mapping[str, Schema] = {
    "money": {"type": "integer", "minimum": -MAX_FEN, "maximum": MAX_FEN, "description": "fen"},
    "count": {"type": "integer", "minimum": -MAX_COUNT, "maximum": MAX_COUNT},
    "area": {"type": "string", "pattern": r"^-?[0-9]{1,9}(\.[0-9]{1,4})?$"},
    "percent": {"type": "string", "pattern": r"^-?[0-9]{1,9}(\.[0-9]{1,6})?$"},
    "day": {"type": "string", "format": "date"},
    "moment": MOMENT,
    "flag": {"type": "boolean"},
    "reference": UUID_,
    "facts": {"type": "object"},
    "roles": {"type": "array", "items": WORD},
    "outlines": {"type": "array", "items": {"type": "object"}},
}


def ref(name: str) -> dict[str, str]:
    """Return the reference to a component."""
    return {"$ref": f"#/components/schemas/{name}"}


def whole(
    properties: Mapping[str, Any], *, required: Iterable[str] | None = None, **more: Any
) -> dict[str, Any]:
    """Return the schema of an object with these properties, all of them there unless *required* names fewer."""
    needed = sorted(properties) if required is None else sorted(required)
    return {"type": "object", "required": needed, "properties": dict(properties), **more}


def listed(items: Schema) -> dict[str, Any]:
    """Return the schema of a list."""
    return {"type": "array", "items": items}


def optional(schema: Schema) -> dict[str, Any]:
    """Return the schema of a value that may be missing."""
    return {"anyOf": [schema, {"type": "null"}]}


def value_of(kind: Kind) -> dict[str, Any]:
    """Return the schema of a packed value of a kind; an empty text or nothing stands for none."""
    if kind.choices:
        return {"enum": [*kind.choices, "", None]}
    if kind.name in _FIXED:
        return optional(_FIXED[kind.name])
    visible = (
        r"^[^\u0000-\u0008\u000b-\u001f\u007f-\u009f]*$"
        if kind.name == "lines"
        else r"^[^\u0000-\u001f\u007f-\u009f]*$"
    )
    longest = getattr(kind.column(), "length", None)
    text = {"type": "string", "pattern": visible, **({"maxLength": longest} if longest else {})}
    return optional({"anyOf": [text, listed(text)]} if kind.elements else text)


def _field(each: Field) -> dict[str, Any]:
    unit = f"（{each.unit.zh} {each.unit.en}）" if each.unit else ""
    return {**value_of(each.kind), "title": f"{each.label.zh} {each.label.en}{unit}"}


def _values(record: type[Record]) -> dict[str, Any]:
    known = {name: _field(each) for name, each in fields_of(record).items()}
    return whole(known, title=_said(record.label))


def _said(label: Any) -> str:
    return f"{label.zh} {label.en}"


def _writable(record: type[Record]) -> dict[str, dict[str, Any]]:
    """Return what may be changed of a record, by name; the facts of a collateral one by one."""
    open_fields = {name: each for name, each in fields_of(record).items() if not each.commanded}
    known = {name: _field(each) for name, each in open_fields.items() if each.kind.name != "facts"}
    if record is Collateral:
        for kind in kinds().values():
            for name, each in fields_of(kind).items():
                known.setdefault(f"{FACT}{name}", {"anyOf": []})["anyOf"].append(_field(each))
    return known


def _facts(record: type[Record]) -> dict[str, Any]:
    changes = {
        name: {"type": "array", "items": value, "minItems": 2, "maxItems": 2}
        for name, value in _writable(record).items()
    }
    return whole(
        {
            "type": {"const": "facts"},
            "op": UUID_,
            "kind": {"const": record.kind},
            "id": UUID_,
            "base": {**NUMBER, "maximum": MAX_COUNT, "description": "the version that was seen; 0 creates"},
            "changes": whole(
                changes, required=(), additionalProperties=False, description="by field, before and after"
            ),
        },
        title=_said(record.label),
    )


def _command(key: str, asked: Step | Order) -> dict[str, Any]:
    arguments = {name: value_of(kind) for name, kind in asked.arguments.items()}
    return whole(
        {
            "type": {"const": "command"},
            "op": UUID_,
            "step": {"const": key},
            "subject": UUID_,
            "arguments": whole(arguments, required=(), additionalProperties=False),
        },
        title=_said(asked.label),
    )


def _change(record: type[Record]) -> dict[str, Any]:
    return whole(
        {
            "seq": NUMBER,
            "kind": {"const": record.kind},
            "id": UUID_,
            "version": NUMBER,
            "mark": MARK,
            "values": ref(f"Values.{record.kind}"),
        }
    )


def _one_of(family: str, names: Iterable[str], key: str) -> dict[str, Any]:
    mapping = {name: ref(f"{family}.{name}")["$ref"] for name in names}
    return {
        "oneOf": [{"$ref": each} for each in mapping.values()],
        "discriminator": {"propertyName": key, "mapping": mapping},
    }


def _families() -> Iterator[tuple[str, Schema]]:
    written = {kind: record for kind, record in RECORDS.items() if _writable(record)}
    commands: Mapping[str, Step | Order] = {**STEPS, **ORDERS}
    yield from ((f"Values.{kind}", _values(record)) for kind, record in RECORDS.items())
    yield from ((f"Change.{kind}", _change(record)) for kind, record in RECORDS.items())
    yield from ((f"Facts.{kind}", _facts(record)) for kind, record in written.items())
    yield from ((f"Command.{key}", _command(key, asked)) for key, asked in commands.items())
    yield "Facts", _one_of("Facts", written, "kind")
    yield "Command", _one_of("Command", commands, "step")
    yield "Change", _one_of("Change", RECORDS, "kind")


_MISSING = whole({"code": WORD, "zh": WORD, "en": WORD, "place": WORD})
_THEIRS: Schema = {"type": "object", "description": "the values of the centre, by field"}
_BY: Schema = {
    "type": "object",
    "additionalProperties": whole({"officer": WORD, "at": MOMENT}),
    "description": "who wrote them and when, by field, as far as the trail tells",
}
_TALLIES: Schema = {"type": "object", "additionalProperties": TALLY}
_ENTRY = whole(
    {
        "sequence": NUMBER,
        "at": MOMENT,
        "officer": WORD,
        "name": WORD,
        "action": {"type": "string", "examples": sorted(ACTIONS)[:3]},
        "subject": WORD,
        "device": WORD,
        "detail": {"type": "object"},
        "digest": WORD,
    }
)
_PART = whole({"sequence": NUMBER, "at": MOMENT, "officer": WORD, "name": WORD, "action": WORD, "duty": WORD})
_PAGE = {
    "changes": listed({"oneOf": [ref("Change"), ref("Departure")]}),
    "next": NUMBER,
    "more": {"type": "boolean"},
}
_TEXT = whole({"zh": WORD, "en": WORD})
_NAMED: Mapping[str, Schema] = {
    "Operation": {
        "oneOf": [ref("Facts"), ref("Command")],
        "description": "a change of facts, merged field by field, or a step or an order, which never is",
    },
    "Answer": whole(
        {
            "op": UUID_,
            "status": {"enum": ["accepted", "refused", "conflict"]},
            "zh": WORD,
            "en": WORD,
            "details": {
                "oneOf": [
                    {"type": "null"},
                    whole({"version": NUMBER}, additionalProperties=False),
                    whole({"field": WORD}, additionalProperties=False),
                    whole({"missing": listed(_MISSING)}, additionalProperties=False),
                    whole({"theirs": _THEIRS, "by": _BY, "version": NUMBER}, additionalProperties=False),
                    whole({"frozen": {"const": True}, "theirs": _THEIRS}, additionalProperties=False),
                ]
            },
        }
    ),
    "Answers": whole(
        {
            "answers": listed(ref("Answer")),
            "heads": {
                "type": "object",
                "additionalProperties": NUMBER,
                "description": "where a standby is read: the places of the feeds that the answers have reached, by branch",
            },
        },
        required=("answers",),
    ),
    "Departure": whole(
        {"seq": NUMBER, "kind": {"enum": [*RECORDS]}, "id": UUID_, "gone": {"const": True}},
        description="a record that has left the branch",
    ),
    "Changes": whole({**_PAGE, "tallies": _TALLIES}, required=_PAGE),
    "Records": whole({"changes": listed(ref("Change"))}),
    "Picture": whole(
        {
            "place": NUMBER,
            "count": NUMBER,
            "parts": listed(
                whole(
                    {
                        "kind": {"enum": [*RECORDS]},
                        "fields": listed(WORD),
                        "rows": listed({"type": "array", "minItems": 3}),
                    },
                    description="each row is identity, version, mark, and then the fields in their order",
                )
            ),
            "next": optional({"type": "array", "minItems": 2, "maxItems": 2, "items": WORD}),
        }
    ),
    "Digest": {
        "oneOf": [
            whole({"tallies": _TALLIES, "head": NUMBER}, additionalProperties=False),
            whole({"tallies": _TALLIES}, additionalProperties=False),
            whole({"marks": {"type": "object", "additionalProperties": MARK}}, additionalProperties=False),
            whole({"digest": TALLY, "head": NUMBER}, additionalProperties=False),
        ],
        "description": "the whole branch, or below a tail by its next digit or record by record; the last one is of wire 1",
    },
    "KnownTrail": whole({"length": NUMBER, "digest": WORD}),
    "TrailPage": whole({"entries": listed(_ENTRY), "next": optional(NUMBER)}),
    "Text": _TEXT,
    "Numbers": whole(
        {
            "year": NUMBER,
            "last": NUMBER,
            "contracts": NUMBER,
            "void": NUMBER,
            "held": NUMBER,
            "missing": listed(NUMBER),
            "missing_in_all": NUMBER,
            "next": optional(NUMBER),
            "doubled": listed(NUMBER),
            "balanced": {"type": "boolean"},
        }
    ),
    "SameDevice": whole(
        {
            "cases": listed(whole({"subject": WORD, "device": WORD, "parts": listed(_PART)})),
            "next": optional(NUMBER),
        }
    ),
    "Verification": whole({"entries": NUMBER, "next": optional(NUMBER), "findings": listed(ref("Text"))}),
}


@cache
def components() -> dict[str, Schema]:
    """Return every schema by its name among the components."""
    return {**_NAMED, **dict(_families())}


def answers(name: str, example: Any) -> dict[int | str, dict[str, Any]]:
    """Return the description of an address that answers with the component *name*."""
    media = {"schema": ref(name), "example": example}
    return {200: {"description": "Done.", "content": {"application/json": media}}}
