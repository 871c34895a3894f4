"""``heitu tour``: the whole main job on the real window, with real parts."""

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from app.disk import writing
from models.text import Text

HELP = Text("演示全流程：从名册导入到放款和同步", "the whole main job, from the register to payout and sync")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take where to leave papers, pictures and the report."""
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="输出目录 / where everything is left"
    )


def run(arguments: argparse.Namespace) -> int:
    """Do the tour; return 0 only if every step truly happened, and the window met no error that nobody expected."""
    if sys.platform.startswith("linux") and not any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    ):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from ui.start import hear_mistakes  # noqa: PLC0415 - see the next
    from ui.tour.story import Story  # noqa: PLC0415 - Qt reads the platform when it is loaded

    out: Path = arguments.out.resolve()
    with writing(out):
        out.mkdir(parents=True, exist_ok=True)
    mistakes: list[Exception] = []
    hear_mistakes(mistakes.append)
    stores = Path(tempfile.mkdtemp(prefix="heitu-tour-"))
    try:
        return Story(out, stores).tell() or int(bool(mistakes))
    finally:
        shutil.rmtree(stores, ignore_errors=True)
