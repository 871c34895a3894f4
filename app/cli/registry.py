"""``heitu registry``: writes what a registry is told, and takes its answers back, with a verdict for every row."""

import argparse
from pathlib import Path

from app.audit_trail import note
from app.cli.access import add_user, open_workstation
from app.cli.verdicts import add_dry_run, add_verdicts, answer
from app.clock import today
from app.register.verdicts import Verdict, count
from app.registries.exchanges import EXCHANGES
from app.workstation import Workstation
from models.text import Text

HELP = Text(
    "与登记系统交换数据：导出登记批次，导入登记结果",
    "exchange with the registries: batches go out, answers come back",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the direction, the registry and the file."""
    directions = parser.add_subparsers(dest="direction", metavar="DIRECTION", required=True)
    names = "，".join(f"{key}={each.label.zh}" for key, each in EXCHANGES.items())
    outward = directions.add_parser("export", help="导出 / write what goes out", description=names)
    inward = directions.add_parser("import", help="导入 / take what came back", description=names)
    for each in (outward, inward):
        each.add_argument("registry", choices=EXCHANGES, metavar="REGISTRY", help=" | ".join(EXCHANGES))
        each.add_argument("file", type=Path, metavar="FILE.xlsx")
        add_verdicts(each)
        add_user(each)
    add_dry_run(inward)


def run(arguments: argparse.Namespace) -> int:
    """Write or read the file of a registry.

    Raises:
        RuleBroken: Nothing is to be filed, or the file as a whole cannot be used.
    """
    workstation = open_workstation(arguments)
    try:
        outward = arguments.direction == "export"
        verdicts = _export(arguments, workstation) if outward else _bring_in(arguments, workstation)
        if outward or not arguments.dry_run:
            totals = {status.value: number for status, number in count(verdicts).items()}
            name = f"{arguments.registry} {arguments.file.name}"
            note(workstation.database, workstation.actor, arguments.direction, name, **totals)
    finally:
        workstation.close()
    return answer(arguments, verdicts)


def _export(arguments: argparse.Namespace, workstation: Workstation) -> list[Verdict]:
    with workstation.database.session() as session:
        batch = EXCHANGES[arguments.registry].batch
        return batch.export(arguments.file, session, workstation.actor, today())


def _bring_in(arguments: argparse.Namespace, workstation: Workstation) -> list[Verdict]:
    return EXCHANGES[arguments.registry].bring_in(
        arguments.file, workstation.database, workstation.actor, today(), dry_run=arguments.dry_run
    )
