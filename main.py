"""The composition root: reads the command line and hands over to the window or to a command."""

import argparse
import sys
from importlib import import_module

from app.cli import Command, answer_errors

COMMANDS = {
    "tour": "ui.tour.command",
    "import": "app.cli.register_import",
    "land": "app.cli.land_import",
    "repayments": "app.cli.repayments",
    "registry": "app.cli.registry",
    "validate": "app.cli.validate",
    "amount": "app.cli.amount",
    "schedule": "app.cli.schedule",
    "apr": "app.cli.apr",
    "classify": "app.cli.classify",
    "price": "app.cli.price",
    "sync": "app.cli.sync",
    "verify": "app.cli.verify",
    "central": "central.command",
}


def main() -> int:
    """Run the command named on the command line; without one, open the window."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr] # a console of Windows speaks another
    words = sys.argv[1:]
    named = next((word for word in words if not word.startswith("-")), "")
    parser = argparse.ArgumentParser(prog="heitu", description="黑土信贷工作站 Heitu lending workstation")
    parser.add_argument(
        "--demo", action="store_true", help="带演示总行和样例数据打开窗口 / open with a demonstration centre"
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    # Only the command that is asked for is loaded; help loads them all.
    for name in [named] if named in COMMANDS else COMMANDS:
        module: Command = import_module(COMMANDS[name])
        module.add_arguments(
            commands.add_parser(name, help=f"{module.HELP.zh} / {module.HELP.en}", description=module.HELP.zh)
        )
    arguments = parser.parse_args(words)
    if arguments.command is None:
        return answer_errors(lambda: import_module("ui.start").run(demo=arguments.demo))
    chosen: Command = import_module(COMMANDS[arguments.command])
    return answer_errors(lambda: chosen.run(arguments))


if __name__ == "__main__":
    sys.exit(main())
