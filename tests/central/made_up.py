"""Operations that are made up: real kinds and steps with real fields and arguments, and values of the right kind."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from models.approval.orders import ORDERS
from models.approval.step import Asked
from models.approval.steps import STEPS
from models.base import Record
from models.collateral.base import kinds
from models.collateral.object import Collateral
from models.fields import fields_of
from models.identity import new_id
from models.kinds import Kind
from models.records import RECORDS
from models.sync.merge import FACT
from models.sync.operations import Command, Facts

_WORDS = st.text(st.characters(categories=("L", "N", "P", "Zs"), max_codepoint=0x9FFF), max_size=12)
_VALUES: Mapping[str, st.SearchStrategy[Any]] = {
    "money": st.integers(0, 10**10),
    "count": st.integers(0, 400),
    "area": st.decimals(0, 1000, places=4).map(str),
    "percent": st.decimals(0, 30, places=2).map(str),
    "day": st.dates(date(1890, 1, 1), date(2209, 12, 31)).map(lambda day: day.isoformat()),
    "moment": st.datetimes(timezones=st.timezones()).map(lambda at: at.isoformat()),
    "flag": st.booleans(),
    "facts": st.just({}),
    "outlines": st.just([]),
}


def _value(kind: Kind, known: Sequence[UUID]) -> st.SearchStrategy[Any]:
    if kind.choices:
        return st.sampled_from(sorted(kind.choices))
    if kind.name == "reference":
        return st.sampled_from([str(each) for each in known])
    return _VALUES.get(kind.name, _WORDS)


def _written(record: type[Record]) -> dict[str, Kind]:
    """Return what may be written of a record, by name; of a collateral the facts of one kind besides."""
    named = {name: each.kind for name, each in fields_of(record).items() if not each.commanded}
    if record is Collateral:
        of_land = fields_of(kinds()["farmland_right"])
        named |= {f"{FACT}{name}": each.kind for name, each in of_land.items()}
    return named


def operations(known: Sequence[UUID]) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Return a strategy that draws up to four operations, some of them about the records *known*."""
    written = {kind: named for kind, record in RECORDS.items() if (named := _written(record))}
    commands: Mapping[str, Asked] = {**STEPS, **ORDERS}
    asked = {key: dict(each.arguments) for key, each in commands.items()}

    @st.composite
    def facts(draw: st.DrawFn) -> dict[str, Any]:
        kind = draw(st.sampled_from(sorted(written)))
        names = draw(st.lists(st.sampled_from(sorted(written[kind])), max_size=5, unique=True))
        changes = {name: (None, draw(_value(written[kind][name], known))) for name in names}
        base = draw(st.sampled_from([0, 0, 1]))
        record_id = draw(st.sampled_from(known)) if base else new_id()
        return Facts(new_id(), kind, record_id, base, changes).body()

    @st.composite
    def command(draw: st.DrawFn) -> dict[str, Any]:
        step = draw(st.sampled_from(sorted(asked)))
        told = {name: draw(_value(kind, known)) for name, kind in asked[step].items() if draw(st.booleans())}
        return Command(new_id(), step, draw(st.sampled_from(known)), told).body()

    return st.lists(st.one_of(facts(), command()), min_size=1, max_size=4)
