"""``heitu tour``: the whole main job on the real window, with real parts."""

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from models.errors import LendingError
from models.text import Text

HELP = Text("演示全流程：从名册导入到放款和同步", "the whole main job, from the register to payout and sync")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take where to leave papers, pictures and the report."""
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="输出目录 / where everything is left"
    )


def run(arguments: argparse.Namespace) -> int:
    """Do the tour; return 0 only if every step truly happened."""
    if sys.platform.startswith("linux") and not any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    ):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from ui.tour.story import Story  # noqa: PLC0415 - Qt reads the platform when it is loaded

    out: Path = arguments.out.resolve()
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise LendingError(Text("无法写入{out}。", "{out} cannot be written.").fill(out=out)) from None
    stores = Path(tempfile.mkdtemp(prefix="heitu-tour-"))
    try:
        return Story(out, stores).tell()
    finally:
        shutil.rmtree(stores, ignore_errors=True)
