"""``heitu verify``: proves that audit trail, store, fonts and digest are as they should be."""

import argparse
import json
from collections.abc import Iterator
from itertools import islice

from app.cli.access import add_user, open_workstation
from app.workstation import Workstation
from models.compliance.audit import findings, length
from models.errors import LendingError
from models.text import Text
from printing.fonts import missing_glyphs

HELP = Text("核验字体、本机数据、审计链和总行摘要", "verify fonts, store, audit chain and digest")
RARE = "䶮㛃堃𬭎𫖯𠅤𣲘𬸚𪩘"

MOST_FINDINGS = 20

Finding = tuple[str, bool, str]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take whose store to verify; without one, only what every computer has."""
    parser.add_argument("--json", action="store_true")
    add_user(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print each finding; return 0 only if all is well."""
    findings = [_fonts()]
    if arguments.user:
        workstation = open_workstation(arguments)
        try:
            findings += _of(workstation)
        finally:
            workstation.close()
    if arguments.json:
        rows = [{"check": name, "ok": ok, "detail": detail} for name, ok, detail in findings]
        print(json.dumps(rows, ensure_ascii=False))
    else:
        for name, ok, detail in findings:
            print(f"{'✓' if ok else '✗'} {name}  {detail}")
    return 0 if all(ok for _name, ok, _detail in findings) else 1


def _fonts() -> Finding:
    missing = missing_glyphs(RARE)
    return "fonts", not missing, "".join(str(each) for each in missing) or "rare names print"


def _of(workstation: Workstation) -> Iterator[Finding]:
    problems = workstation.database.check()
    yield "store", not problems, "; ".join(problems[:3]) or "pages and structure are whole"
    with workstation.database.session() as session:
        wrong = list(islice(findings(session, workstation.actor.institution_id), MOST_FINDINGS))
        entries = length(session, workstation.actor.institution_id)
    for finding in wrong:
        yield "audit", False, f"{finding.zh} {finding.en}"
    if not wrong:
        yield "audit", True, f"{entries} entries"
    try:
        ours, theirs = workstation.rounds.compare()
        yield "digest", ours == theirs, f"{ours} / {theirs}"
    except LendingError as offline:
        yield "digest", False, str(offline)
