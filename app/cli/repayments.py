"""``heitu repayments``: brings core banking's repayments in, with a verdict for every row."""

import argparse
import json
from pathlib import Path

from app.audit_trail import note
from app.cli.access import add_user, open_workstation
from app.clock import today
from app.postloan.repayments import Status, Verdict, bring_in, count, write_verdicts
from models.compliance.actions import REPAYMENTS
from models.errors import RuleBroken
from models.text import Text

HELP = Text(
    "导入核心系统还款明细，逐行给出结果", "import repayments of core banking with a verdict for every row"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the table, where to write the verdicts, and who books the payments."""
    parser.add_argument("file", type=Path, metavar="FILE", help=".xlsx / .csv")
    parser.add_argument("--dry-run", action="store_true", help="只校验不入账 / judge only")
    parser.add_argument(
        "--verdicts", type=Path, metavar="OUT.xlsx", help="校验结果工作簿 / where to write the verdicts"
    )
    parser.add_argument("--json", action="store_true")
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
    if arguments.verdicts:
        write_verdicts(arguments.verdicts, verdicts)
    _print(verdicts, as_json=arguments.json)
    return 0


def _print(verdicts: list[Verdict], *, as_json: bool) -> None:
    counted = count(verdicts)
    if as_json:
        rows = [
            {
                "line": each.line,
                "note": each.name,
                "status": each.status.value,
                "reasons": [reason._asdict() for reason in each.reasons],
            }
            for each in verdicts
        ]
        counts = {status.value: number for status, number in counted.items()}
        print(json.dumps({"counts": counts, "rows": rows}, ensure_ascii=False))
        return
    for each in verdicts:
        if each.status is not Status.ACCEPTED:
            reasons = "；".join(reason.zh for reason in each.reasons)
            print(f"第{each.line}行 {each.name} {each.status.label.zh}：{reasons}")
    print("，".join(f"{status.label.zh} {number}" for status, number in counted.items()))
