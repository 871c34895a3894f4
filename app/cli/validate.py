"""``heitu validate KIND VALUE``: checks an identifier and prints its normal form."""

import argparse
import json

from models.party.identifiers import check, identifiers
from models.text import Text

NAME = "validate"
HELP = Text("校验证件号码、编码：格式、校验码、区划", "check an identifier: form, check character, division")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the kind, the value and ``--json``."""
    kinds = "  ".join(f"{known.kind} {known.label.zh}" for known in identifiers())
    parser.epilog = kinds
    parser.add_argument("kind", metavar="KIND", choices=[known.kind for known in identifiers()], help=kinds)
    parser.add_argument("value", metavar="VALUE")
    parser.add_argument("--json", action="store_true")


def run(arguments: argparse.Namespace) -> int:
    """Print the normal form and the warnings, and return 0.

    Raises:
        RuleBroken: The form or the check character is wrong.
    """
    checked = check(arguments.kind, arguments.value)
    if arguments.json:
        answer = {
            "kind": arguments.kind,
            "value": checked.value,
            "valid": True,
            "warnings": [warning._asdict() for warning in checked.warnings],
        }
        print(json.dumps(answer, ensure_ascii=False))
        return 0
    print(checked.value)
    for warning in checked.warnings:
        print(f"注意 warning: {warning.zh} {warning.en}")
    return 0
