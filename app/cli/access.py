"""Who works at the command line: log-in without a secret on the command line."""

import argparse
import getpass
import sys

from app.config import read_settings
from app.workstation import Workstation, log_in
from models.text import Text


def add_user(parser: argparse.ArgumentParser) -> None:
    """Take the officer's name; secrets are typed, or read line by line from standard input."""
    parser.add_argument("--user", metavar="LOGIN", help="登录名 / the officer's login")
    parser.add_argument(
        "--secrets-stdin",
        action="store_true",
        help="从标准输入逐行读取密码和口令 / read password and passphrase from standard input",
    )


def open_workstation(arguments: argparse.Namespace) -> Workstation:
    """Return the workstation of the officer that was named.

    Raises:
        LoginRefused, NotAllowed, CentreUnreachable, StoreLocked: See ``app.workstation.log_in``.
    """
    typed = arguments.secrets_stdin

    def ask(prompt: str) -> str:
        return sys.stdin.readline().rstrip("\n") if typed else getpass.getpass(prompt)

    def passphrase(why: Text, new: bool) -> str:  # noqa: FBT001 - the shape of ``AskPassphrase``
        if not typed:
            print(f"{why.zh}\n{why.en}", file=sys.stderr)
        return ask("设置口令 New passphrase: " if new else "口令 Passphrase: ")

    return log_in(read_settings(), arguments.user, ask("密码 Password: "), passphrase)
