"""``heitu sync``: a round of sync, and the papers that wait."""

import argparse
import json

from app.cli.access import add_user, open_workstation
from app.sync.diary import COUNTED
from app.sync.states import FOR_THE_OFFICER, ON_THE_WAY, counts
from app.workstation import Workstation
from models.errors import RuleBroken
from models.text import Text

HELP = Text("与总行同步一轮，并传输资料", "run a round of sync, and carry the papers that wait")
TOLD = Text(
    "发出{sent}，受理{accepted}，退回{refused}，冲突{conflicts}；收到{received}，修复{repaired}；资料上传{uploaded}，取回{fetched}；"
    "待发送{waiting}，需处理{need_you}",
    "sent {sent}, accepted {accepted}, refused {refused}, conflicts {conflicts}; received {received}, repaired {repaired}; "
    "papers sent {uploaded}, fetched {fetched}; {waiting} waiting, {need_you} need you",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take whose store to sync."""
    parser.add_argument("--json", action="store_true")
    add_user(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print what the round did; return 0 only if nothing needs the officer.

    Raises:
        RuleBroken: Nobody is named.
        LoginRefused, NotAllowed, StoreLocked: See ``open_workstation``.
        CentreUnreachable: The round stopped; what was not answered waits for the next one.
    """
    if not arguments.user:
        raise RuleBroken(Text("请用 --user 指明员工。", "Name the officer with --user."), field="user")
    workstation = open_workstation(arguments)
    try:
        done = _round(workstation)
    finally:
        workstation.close()
    if arguments.json:
        print(json.dumps(done))
    else:
        told = TOLD.fill(**done)
        print(f"{told.zh}\n{told.en}")
    return int(done["need_you"] > 0)


def _round(workstation: Workstation) -> dict[str, int]:
    report = workstation.sync()
    carried = workstation.lane.run()
    if carried.sent:
        # Only head office says that a file has arrived; its word comes with the next round.
        workstation.sync()
    found = counts(workstation.database)
    return {
        **{name: getattr(report, name) for name in COUNTED},
        "uploaded": carried.sent,
        "fetched": carried.fetched,
        "waiting": sum(found[state] for state in ON_THE_WAY),
        "need_you": sum(found[state] for state in FOR_THE_OFFICER),
    }
