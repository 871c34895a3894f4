"""The table of instalments, as the loan contract and the repayment plan show it."""

from collections.abc import Sequence

from models.documents.terms import PlanRow
from models.money import show_yuan
from printing.figures import short_day
from printing.flow import Slice
from printing.page import COLUMN
from printing.tables import Column, table

COLUMNS = [
    Column("期次", 0.09, "center"),
    Column("还款日", 0.17, "center"),
    Column("应还本金（元）", 0.19, "right"),
    Column("应还利息（元）", 0.18, "right"),
    Column("应还合计（元）", 0.19, "right"),
    Column("剩余本金（元）", 0.19, "right"),
]


def instalments(plan: Sequence[PlanRow]) -> list[Slice]:
    """Return one line an instalment and the sums below them."""
    rows = [_row(row) for row in plan]
    sums = (
        sum(row.principal for row in plan),
        sum(row.interest for row in plan),
        sum(row.total for row in plan),
    )
    return table(COLUMNS, rows, COLUMN, total=("合计", "", *map(show_yuan, sums), ""))


def _row(row: PlanRow) -> tuple[str, ...]:
    amounts = (row.principal, row.interest, row.total, row.balance)
    return (str(row.n), short_day(row.due), *map(show_yuan, amounts))
