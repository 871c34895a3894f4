"""``heitu land``: brings a land titling data set in, with a verdict for every parcel."""

import argparse
from pathlib import Path

from app.audit_trail import note
from app.cli.access import add_user, open_workstation
from app.land.parcels import bring_in
from app.register.farmers import count
from app.register.report import write_verdicts
from models.compliance.actions import IMPORT
from models.text import Text

HELP = Text(
    "导入土地确权数据（CSV、DBF、GPKG），逐地块给出结果",
    "import a land titling data set (CSV, DBF, GPKG) with a verdict for every parcel",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the data set, where to write the verdicts, and for whom."""
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--dry-run", action="store_true", help="只校验不导入 / judge only")
    parser.add_argument(
        "--verdicts", type=Path, metavar="OUT.xlsx", help="校验结果工作簿 / where to write the verdicts"
    )
    add_user(parser)


def run(arguments: argparse.Namespace) -> int:
    """Judge, and unless it is a dry run bring in, a data set.

    Raises:
        RuleBroken: The file as a whole cannot be used.
    """
    workstation = open_workstation(arguments)
    try:
        verdicts = bring_in(
            arguments.file, workstation.database, workstation.actor, dry_run=arguments.dry_run
        )
        totals = {status.value: number for status, number in count(verdicts).items()}
        if not arguments.dry_run:
            note(workstation.database, workstation.actor, IMPORT, arguments.file.name, **totals)
    finally:
        workstation.close()
    if arguments.verdicts:
        write_verdicts(arguments.verdicts, verdicts)
    for verdict in verdicts:
        if verdict.reasons:
            reasons = "；".join(reason.zh for reason in verdict.reasons)
            print(f"第{verdict.line}行 {verdict.name} {verdict.status.label.zh}：{reasons}")
    print("，".join(f"{status.label.zh} {number}" for status, number in count(verdicts).items()))
    return 0
