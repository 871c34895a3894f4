"""The command line of the centre: ``python -m central serve --database URL --port N``."""

import argparse
import logging
import sys

from sqlalchemy.exc import SQLAlchemyError

_DEFAULT_DATABASE = "sqlite:///heitu-central.db"
_DEFAULT_PORT = 8480


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe what ``serve`` takes."""
    parser.add_argument(
        "--database", default=_DEFAULT_DATABASE, metavar="URL", help="postgresql:// or sqlite:///"
    )
    parser.add_argument("--port", type=int, default=_DEFAULT_PORT, help="0 takes a free one")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
    parser.add_argument(
        "--demo",
        nargs="?",
        const="sample",
        choices=["sample", "bank"],
        help="fill an empty database with a made-up bank: its officers, and unless it is 'bank' sample cases",
    )


def run(arguments: argparse.Namespace) -> int:
    """Serve until told to stop; return 1 where the database or the port cannot be had."""
    from central.serve import serve  # noqa: PLC0415 - the command line answers --help without a web server.

    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
    try:
        serve(arguments.database, arguments.port, demo=arguments.demo, host=arguments.host)
    except (SQLAlchemyError, OSError, ValueError) as error:
        reason = str(error).splitlines()[0]
        sys.stderr.write(f"中心无法启动：{reason}\nThe centre cannot start: {reason}\n")
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


def main() -> int:
    """Run the command named on the command line."""
    parser = argparse.ArgumentParser(prog="python -m central", description=__doc__)
    commands = parser.add_subparsers(required=True)
    add_arguments(commands.add_parser("serve", help="serve the central lending API"))
    return run(parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
