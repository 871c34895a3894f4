"""How a command answers with verdicts: line by line, as a workbook, or as data."""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from app.register.report import write_verdicts
from app.register.verdicts import Status, Verdict, count


def add_verdicts(parser: argparse.ArgumentParser) -> None:
    """Take where to write the verdicts, and whether the answer is to be data."""
    parser.add_argument(
        "--verdicts", type=Path, metavar="OUT.xlsx", help="校验结果工作簿 / where to write the verdicts"
    )
    parser.add_argument("--json", action="store_true")


def add_dry_run(parser: argparse.ArgumentParser) -> None:
    """Take whether to judge only."""
    parser.add_argument("--dry-run", action="store_true", help="只校验不导入 / judge only")


def answer(arguments: argparse.Namespace, verdicts: Sequence[Verdict], named_by: str = "姓名") -> int:
    """Print the verdicts as the command line asked for them and return the exit code.

    Args:
        arguments: Of the command.
        verdicts: One for each row.
        named_by: What the name of a row is, at the head of the workbook.
    """
    if arguments.verdicts:
        write_verdicts(arguments.verdicts, verdicts, named_by)
    counted = count(verdicts)
    if arguments.json:
        body = {
            "counts": {status.value: number for status, number in counted.items()},
            "rows": [verdict.as_json() for verdict in verdicts],
            "accepted": len(verdicts) - counted[Status.REFUSED],
        }
        print(json.dumps(body, ensure_ascii=False))
        return 0
    for verdict in verdicts:
        if verdict.reasons:
            reasons = "；".join(reason.zh for reason in verdict.reasons)
            print(f"第{verdict.line}行 {verdict.name} {verdict.label.zh}：{reasons}")
    print("，".join(f"{status.label.zh} {number}" for status, number in counted.items()))
    return 0
