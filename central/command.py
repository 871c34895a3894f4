"""``heitu central serve``: the centre's own command, under the name of the workstation's."""

import argparse

from central.__main__ import add_arguments as add_serve_arguments
from central.__main__ import run as run_serve
from models.text import Text

HELP = Text("中心接口：central serve", "the reference central API: central serve")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take ``serve`` and what it takes."""
    commands = parser.add_subparsers(dest="action", required=True)
    add_serve_arguments(commands.add_parser("serve", help="启动中心接口 / serve the central lending API"))


def run(arguments: argparse.Namespace) -> int:
    """Serve until told to stop."""
    return run_serve(arguments)
