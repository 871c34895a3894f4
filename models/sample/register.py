"""A made-up farmer register as a workbook holds it, with broken rows of known kinds among the good ones."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from models.base import fill_defaults
from models.fields import Field, fields_of
from models.money import yuan
from models.party.farmer import Farmer
from models.sample.people import farmer
from models.sample.scope import Scope

_FAULT_EVERY = 10
_FIRST_FAULT = 6
_AFTER_THE_SAMPLES = 150_000
Cell = str | int | Decimal | date | None


class Fault(StrEnum):
    """What is wrong with a row."""

    CHECK_DIGIT = "check_digit"
    DUPLICATE = "duplicate"
    BLANK_NAME = "blank_name"
    NO_DATE = "no_date"
    AMOUNT_WITH_LETTERS = "amount_with_letters"
    FORMULA_ERROR = "formula_error"
    UNKNOWN_CHOICE = "unknown_choice"
    TOO_LONG = "too_long"
    OUT_OF_RANGE = "out_of_range"


@dataclass(frozen=True)
class RegisterRow:
    """One row of a register.

    Attributes:
        cells: The values as a workbook holds them, in the order of ``register_columns``.
        fault: What is wrong with it, if anything.
        column: In which column.
    """

    cells: tuple[Cell, ...]
    fault: Fault | None = None
    column: str | None = None


def _columns() -> dict[str, Field]:
    return {name: each for name, each in fields_of(Farmer).items() if not each.commanded}


def register_columns() -> list[str]:
    """Return the heads of the columns: the Chinese labels of a farmer's fields."""
    return [each.label.zh for each in _columns().values()]


def register_rows(count: int, seed: int) -> list[RegisterRow]:
    """Return so many rows, every tenth of them broken, each kind of fault in turn.

    The people are none of those whom ``sample`` makes with the same seed.
    """
    scope = Scope(seed, "23990100", "2399010001", date(2026, 3, 10))
    rows: list[RegisterRow] = []
    for place in range(count):
        row = _good(scope, _AFTER_THE_SAMPLES + place)
        if place % _FAULT_EVERY == _FIRST_FAULT:
            row = _broken(row, tuple(Fault)[place // _FAULT_EVERY % len(Fault)], rows)
        rows.append(row)
    return rows


def _good(scope: Scope, number: int) -> RegisterRow:
    person, _members = farmer(scope, number)
    fill_defaults(person)
    return RegisterRow(tuple(_cell(each, getattr(person, name)) for name, each in _columns().items()))


def _cell(each: Field, value: Any) -> Cell:
    if value in (None, ""):
        return None
    if each.kind.name == "money":
        return yuan(value)
    if each.kind.name in {"choice", "flag"}:
        return each.kind.show(value, "zh")
    cell: Cell = value
    return cell


def _broken(row: RegisterRow, fault: Fault, earlier: list[RegisterRow]) -> RegisterRow:
    name, spoil = _SPOILERS[fault]
    place = list(_columns()).index(name)
    cells = list(row.cells)
    cells[place] = spoil(cells[place], earlier[place % len(earlier)].cells[place])
    return RegisterRow(tuple(cells), fault, register_columns()[place])


def _wrong_check(cell: Cell, _other: Cell) -> Cell:
    number = str(cell)
    return number[:17] + ("1" if number[17] == "0" else "0")


_SPOILERS: dict[Fault, tuple[str, Callable[[Cell, Cell], Cell]]] = {
    Fault.CHECK_DIGIT: ("id_number", _wrong_check),
    Fault.DUPLICATE: ("id_number", lambda _cell, other: other),
    Fault.BLANK_NAME: ("full_name", lambda _cell, _other: "   "),
    Fault.NO_DATE: ("id_valid_until", lambda _cell, _other: "长期有效至换证"),
    Fault.AMOUNT_WITH_LETTERS: ("yearly_income", lambda _cell, _other: "约8万O千"),
    Fault.FORMULA_ERROR: ("yearly_expense", lambda _cell, _other: "#DIV/0!"),
    Fault.UNKNOWN_CHOICE: ("marital", lambda _cell, _other: "同居"),
    Fault.TOO_LONG: ("crops", lambda _cell, _other: "玉米、大豆、水稻、" * 10),
    Fault.OUT_OF_RANGE: ("family_size", lambda _cell, _other: 300),
}
