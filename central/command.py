"""``heitu central serve|verify|…``: the centre's own commands, under the name of the workstation's."""

import argparse

from central.__main__ import add_commands
from central.__main__ import run as run_central
from models.text import Text

HELP = Text(
    "中心接口：启动、核验、稽核报表、机构和设备管理",
    "the reference central API: serve, verify, report, administer",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a command of the centre and what it takes."""
    add_commands(parser.add_subparsers(dest="action", required=True))


def run(arguments: argparse.Namespace) -> int:
    """Do what is asked."""
    return run_central(arguments)
