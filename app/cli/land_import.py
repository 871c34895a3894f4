"""``heitu land``: brings a land titling data set in, with a verdict for every parcel."""

import argparse
from pathlib import Path

from app.audit_trail import note
from app.cli.access import add_user, open_workstation
from app.cli.verdicts import add_dry_run, add_verdicts, answer
from app.clock import today
from app.land.parcels import bring_in
from app.register.verdicts import count
from models.compliance.actions import IMPORT
from models.text import Text

HELP = Text(
    "导入土地确权数据（CSV、SHP、DBF、GPKG），逐地块给出结果",
    "import a land titling data set (CSV, SHP, DBF, GPKG) with a verdict for every parcel",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the data set, where to write the verdicts, and for whom."""
    parser.add_argument("file", type=Path, metavar="FILE")
    add_dry_run(parser)
    add_verdicts(parser)
    add_user(parser)


def run(arguments: argparse.Namespace) -> int:
    """Judge, and unless it is a dry run bring in, a data set.

    Raises:
        RuleBroken: The file as a whole cannot be used.
    """
    workstation = open_workstation(arguments)
    try:
        verdicts = bring_in(
            arguments.file, workstation.database, workstation.actor, today(), dry_run=arguments.dry_run
        )
        totals = {status.value: number for status, number in count(verdicts).items()}
        if not arguments.dry_run:
            note(workstation.database, workstation.actor, IMPORT, arguments.file.name, **totals)
    finally:
        workstation.close()
    return answer(arguments, verdicts, "地块编码")
