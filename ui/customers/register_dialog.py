"""Importing a farmer register."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.jobs import Job
from app.register.farmers import bring_in
from app.register.verdicts import Verdict
from app.workstation import Workstation
from models.text import Text
from ui.desk import Desk
from ui.import_dialog import ImportDialog, Importing


def _bring_in(path: Path, workstation: Workstation, dry_run: bool, job: Job) -> list[Verdict]:  # noqa: FBT001 - as every import
    return bring_in(path, workstation.database, workstation.actor, dry_run=dry_run, job=job)


REGISTER = Importing(
    title=Text("导入农户名册", "Import a farmer register"),
    hint=Text(
        "请选择农户名册（.xlsx）。先逐行校验，再导入。",
        "Choose a register (.xlsx). Every row is checked first.",
    ),
    files="Excel (*.xlsx)",
    name=Text("姓名", "Name"),
    done=Text("已导入{taken}户，退回{refused}行。", "{taken} households brought in, {refused} rows refused."),
    bring_in=_bring_in,
)


class RegisterDialog(ImportDialog):
    """The import of a register, first judged, then brought in."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, REGISTER, parent)
