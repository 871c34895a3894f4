"""``heitu repayments``: brings core banking's repayments in, with a verdict for every row."""

import argparse
from pathlib import Path

from app.audit_trail import note
from app.cli.access import add_user, open_workstation
from app.cli.verdicts import add_dry_run, add_verdicts, answer
from app.clock import today
from app.postloan.repayments import bring_in
from app.register.verdicts import count
from models.compliance.actions import REPAYMENTS
from models.errors import RuleBroken
from models.text import Text

HELP = Text(
    "导入核心系统还款明细，逐行给出结果", "import repayments of core banking with a verdict for every row"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the table, where to write the verdicts, and who books the payments."""
    parser.add_argument("file", type=Path, metavar="FILE", help=".xlsx / .csv")
    add_dry_run(parser)
    add_verdicts(parser)
    add_user(parser)


def run(arguments: argparse.Namespace) -> int:
    """Judge, and unless it is a dry run book, a table of repayments.

    Raises:
        RuleBroken: The file as a whole cannot be used, or nobody is named.
        NotAllowed: The person does not book payments.
    """
    if not arguments.user:
        raise RuleBroken(
            Text("请用 --user 指明入账人。", "Name the officer who books with --user."), field="user"
        )
    workstation = open_workstation(arguments)
    try:
        verdicts = bring_in(
            arguments.file, workstation.database, workstation.actor, today(), dry_run=arguments.dry_run
        )
        if not arguments.dry_run:
            totals = {status.value: number for status, number in count(verdicts).items()}
            note(workstation.database, workstation.actor, REPAYMENTS, arguments.file.name, **totals)
    finally:
        workstation.close()
    return answer(arguments, verdicts, "借据编号")
