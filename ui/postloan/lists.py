"""The columns of the three lists of loan care."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from app.postloan.worklist import CheckDue, Loan, NoticeDue, Overdue
from models.lending.classification import Tier
from models.money import show_yuan
from models.postloan.words import CHECK_LABELS, NOTICE_LABELS
from models.text import Text
from ui.language import say
from ui.rows import Cell

R = TypeVar("R")
WARNINGS = {
    1: Text("一般", "Slight"),
    2: Text("较重", "Serious"),
    3: Text("严重", "Grave"),
}


def _days(on: date, today: date) -> str:
    left = (on - today).days
    if left < 0:
        return say(Text("超期{days}天", "{days} days late").fill(days=-left))
    return say(Text("今天", "today") if not left else Text("还有{days}天", "in {days} days").fill(days=left))


def checks(today: date) -> list[Cell[CheckDue]]:
    """Return the columns of the checks to be made."""
    return [
        Cell(Text("应查日期", "Due"), lambda row: row.due.on.isoformat(), width=11),
        Cell(
            Text("时限", "Left"),
            lambda row: _days(row.due.on, today),
            lambda row: row.due.on,
            width=10,
            tone=lambda row: "problem" if row.due.on < today else "",
        ),
        Cell(Text("检查类型", "Check"), lambda row: say(CHECK_LABELS[row.due.kind]), width=13),
        *_about(lambda row: row.loan),
    ]


def arrears() -> list[Cell[Overdue]]:
    """Return the columns of the loans in arrears."""
    return [
        Cell(Text("逾期天数", "Days"), lambda row: str(row.days), lambda row: row.days, figure=True, width=8),
        Cell(
            Text("欠款合计（元）", "Owed in all (yuan)"),
            lambda row: show_yuan(row.owed.total),
            lambda row: row.owed.total,
            figure=True,
            width=14,
        ),
        Cell(
            Text("欠本金（元）", "Principal (yuan)"),
            lambda row: show_yuan(row.owed.principal),
            lambda row: row.owed.principal,
            figure=True,
            width=13,
        ),
        Cell(
            Text("欠息罚息（元）", "Interest and penalty (yuan)"),
            lambda row: show_yuan(row.owed.interest + row.owed.penalty + row.owed.compound),
            lambda row: row.owed.interest + row.owed.penalty + row.owed.compound,
            figure=True,
            width=13,
        ),
        Cell(
            Text("诉讼时效至", "Barred on"),
            lambda row: row.limitation.isoformat() if row.limitation else "",
            width=11,
        ),
        *_about(lambda row: row.loan),
    ]


def notices(today: date) -> list[Cell[NoticeDue]]:
    """Return the columns of the notices to be delivered."""
    return [
        Cell(Text("应通知日期", "Due"), lambda row: row.due.on.isoformat(), width=11),
        Cell(
            Text("通知类型", "Notice"),
            lambda row: say(NOTICE_LABELS[row.due.kind]),
            width=14,
        ),
        Cell(
            Text("提示", "Mind"),
            lambda row: say(Text("诉讼时效将届满", "claim soon barred")) if row.is_urgent else "",
            width=14,
            tone=lambda _row: "problem",
        ),
        Cell(
            Text("逾期天数", "Days overdue"),
            lambda row: str(row.loan.care.days_overdue(today) or ""),
            lambda row: row.loan.care.days_overdue(today),
            figure=True,
            width=8,
        ),
        Cell(Text("到期日", "Maturity"), lambda row: row.loan.care.due_on.isoformat(), width=11),
        *_about(lambda row: row.loan),
    ]


def _about(loan: Callable[[R], Loan]) -> list[Cell[R]]:
    """Return the columns that say whose loan it is and how it stands."""
    return [
        Cell(Text("借款人", "Borrower"), lambda row: loan(row).customer, width=12),
        Cell(Text("村屯或地址", "Place"), lambda row: loan(row).place, width=16),
        Cell(
            Text("余额（元）", "Outstanding (yuan)"),
            lambda row: show_yuan(loan(row).outstanding),
            lambda row: loan(row).outstanding,
            figure=True,
            width=13,
        ),
        Cell(
            Text("五级分类", "Tier"),
            lambda row: say(loan(row).care.tier.label),
            lambda row: int(loan(row).care.tier),
            width=13,
            tone=lambda row: "" if loan(row).care.tier is Tier.PASS else "problem",
        ),
        Cell(
            Text("预警", "Warning"),
            lambda row: say(WARNINGS[loan(row).gravity]) if loan(row).gravity else "",
            lambda row: loan(row).gravity,
            width=6,
        ),
        Cell(Text("状态", "State"), lambda row: say(loan(row).state.label), width=9),
        Cell(Text("主办", "Lead"), lambda row: loan(row).lead_name, width=8),
        Cell(Text("借据编号", "Note"), lambda row: loan(row).number, width=26),
    ]
