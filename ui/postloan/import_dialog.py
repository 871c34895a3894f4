"""Bringing in core banking's repayments: a verdict for every row, then what passes is booked."""

from collections.abc import Sequence
from pathlib import Path

from app.clock import today
from app.jobs import Job
from app.postloan.repayments import TABLE, Booking, bring_in
from app.workstation import Workstation
from models.compliance.actions import REPAYMENTS
from models.text import Text
from ui.import_dialog import Importing


def _bring_in(path: Path, workstation: Workstation, dry_run: bool, job: Job) -> Sequence[Booking]:  # noqa: FBT001 - as every import
    return bring_in(path, workstation.database, workstation.actor, today(), dry_run=dry_run, job=job)


_LABELS = [each.label for each in TABLE.columns.values()]
IMPORTING = Importing(
    title=Text("导入还款", "Import repayments"),
    hint=Text(
        "请选择核心系统导出的还款明细（Excel 或 CSV），须有列：{zh}。先逐行校验，再入账。",
        "Choose the repayments that core banking exported (Excel or CSV) with the columns {en}. "
        "Every row is checked first.",
    ).fill(zh="、".join(each.zh for each in _LABELS), en=", ".join(each.en for each in _LABELS)),
    files="Excel, CSV (*.xlsx *.csv)",
    name=Text("借据编号", "Note"),
    judged=Text(
        "共{all}行：可入账{taken}行，已入账{known}行，退回{refused}行。",
        "{all} rows: {taken} can be booked, {known} are booked already, {refused} refused.",
    ),
    done=Text(
        "{taken}行已提交总行入账，{known}行此前已入账，退回{refused}行。",
        "{taken} rows sent to be booked, {known} were booked before, {refused} refused.",
    ),
    button=Text("通过的行入账", "Book accepted rows"),
    bring_in=_bring_in,
    action=REPAYMENTS,
    at_once=True,
)
