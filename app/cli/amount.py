"""``heitu amount``: writes an amount in uppercase, or reads one."""

import argparse
import json

from models.lending.amount_words import read_amount, write_amount
from models.money import parse_yuan, yuan
from models.text import Text

NAME = "amount"
HELP = Text("大写金额的书写与识读", "Write an amount in words, or read one")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    given = parser.add_mutually_exclusive_group(required=True)
    given.add_argument("amount", nargs="?", metavar="YUAN", help="金额，如 107000.53 / an amount in yuan")
    given.add_argument("--parse", metavar="WORDS", help="识读大写金额 / read an amount in words")
    parser.add_argument("--json", action="store_true", help="输出 JSON / print JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print the amount in words, or the figure that words mean.

    Raises:
        RuleBroken: The text is no amount.
    """
    reads = arguments.parse is not None
    fen = read_amount(arguments.parse) if reads else parse_yuan(arguments.amount, field="amount")
    words = write_amount(fen)
    if arguments.json:
        print(json.dumps({"amount": str(yuan(fen)), "words": words}, ensure_ascii=False))
    else:
        print(yuan(fen) if reads else words)
    return 0
