"""The made-up register: good rows pass every field, broken rows fail where they say."""

from collections import Counter
from datetime import date
from decimal import Decimal

from models.errors import RuleBroken
from models.fields import fields_of
from models.party.farmer import Farmer
from models.party.names import person_name
from models.sample import Fault, RegisterRow, register_columns, register_rows

LABELS = {each.label.zh: each for each in fields_of(Farmer).values()}


def problems(row: RegisterRow) -> set[str]:
    """Return the columns whose cells a field refuses."""
    found = set()
    for label, cell in zip(register_columns(), row.cells, strict=True):
        typed = cell.isoformat() if isinstance(cell, date) else "" if cell is None else str(cell)
        try:
            value = LABELS[label].read(typed)
        except RuleBroken:
            found.add(label)
            continue
        if LABELS[label].required and value in ("", None):
            found.add(label)
    return found


def test_ten_in_a_hundred_are_broken_in_every_way() -> None:
    rows = register_rows(200, 7)
    faults = Counter(row.fault for row in rows if row.fault)
    assert (len(rows), sum(faults.values())) == (200, 20)
    assert set(faults) == set(Fault)
    assert rows == register_rows(200, 7)
    assert rows != register_rows(200, 8)


def test_good_rows_pass_and_broken_rows_fail_in_their_column() -> None:
    place = register_columns().index("身份证号")
    rows = register_rows(300, 7)
    counted = Counter(row.cells[place] for row in rows)
    for row in rows:
        if row.fault is Fault.DUPLICATE:
            assert counted[row.cells[place]] > 1
        elif row.fault:
            assert problems(row) == {row.column}, row.fault
        else:
            assert problems(row) == set()
            assert person_name(str(row.cells[0])) == row.cells[0]


def test_cells_are_what_a_workbook_holds() -> None:
    row = register_rows(1, 7)[0]
    kinds = {type(cell) for cell in row.cells}
    assert kinds <= {str, int, Decimal, date, type(None)}
    assert "是" in row.cells or "否" in row.cells
