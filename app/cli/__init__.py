"""The command line: the same use cases through another door.

A command is a module with ``HELP``, ``add_arguments(parser)`` and ``run(arguments)``.
"""

import argparse
import sys
from collections.abc import Callable
from typing import Protocol

from models.errors import GateClosed, LendingError
from models.text import Text


class Command(Protocol):
    """What the module of a command offers."""

    HELP: Text

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Say what the command takes."""

    def run(self, arguments: argparse.Namespace) -> int:
        """Do it and return the exit code."""


def answer_errors(work: Callable[[], int]) -> int:
    """Return what *work* returned; a refusal goes to stderr in both languages and returns 1."""
    try:
        return work()
    except LendingError as error:
        print(error.text.zh, file=sys.stderr)
        print(error.text.en, file=sys.stderr)
        if isinstance(error, GateClosed):
            for condition in error.missing:
                print(f"  - {condition.text.zh} {condition.text.en} [{condition.code}]", file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 1
