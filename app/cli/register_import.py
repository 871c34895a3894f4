"""``heitu import``: brings a farmer register in, with a verdict for every row."""

import argparse
import tempfile
from pathlib import Path

from app.audit_trail import note
from app.cli.access import add_user, open_workstation
from app.cli.verdicts import add_dry_run, add_verdicts, answer
from app.database import Database
from app.register.farmers import bring_in
from app.register.verdicts import Verdict, count
from models.approval.roles import Actor
from models.compliance.actions import IMPORT
from models.errors import RuleBroken
from models.text import Text

HELP = Text("导入农户名册，逐行给出结果", "import a farmer register with a verdict for every row")
NOBODY = Actor("", "", frozenset(), "", "")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the register, where to write the verdicts, and for whom."""
    parser.add_argument("file", type=Path, metavar="FILE.xlsx")
    add_dry_run(parser)
    add_verdicts(parser)
    add_user(parser)


def run(arguments: argparse.Namespace) -> int:
    """Judge, and unless it is a dry run bring in, a register.

    Raises:
        RuleBroken: The file as a whole cannot be used, or nobody is named to import it.
    """
    verdicts = _for_officer(arguments) if arguments.user else _for_nobody(arguments)
    return answer(arguments, verdicts)


def _for_officer(arguments: argparse.Namespace) -> list[Verdict]:
    workstation = open_workstation(arguments)
    try:
        verdicts = bring_in(
            arguments.file, workstation.database, workstation.actor, dry_run=arguments.dry_run
        )
        if not arguments.dry_run:
            totals = {status.value: number for status, number in count(verdicts).items()}
            note(workstation.database, workstation.actor, IMPORT, arguments.file.name, **totals)
    finally:
        workstation.close()
    return verdicts


def _for_nobody(arguments: argparse.Namespace) -> list[Verdict]:
    if not arguments.dry_run:
        raise RuleBroken(
            Text(
                "请用 --user 指明导入人；只校验请加 --dry-run。",
                "Name the officer with --user; to judge only, add --dry-run.",
            ),
            field="user",
        )
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "store.db", bytes(32))
        try:
            return bring_in(arguments.file, database, NOBODY, dry_run=True)
        finally:
            database.close()
