"""The command line of the centre: ``python -m central serve --database URL --port N``, and all that an operator does."""

import argparse
import json
import logging
import os
import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from central.administering import add_administration
from models.errors import LendingError

_DEFAULT_DATABASE = "sqlite:///heitu-central.db"
_DEFAULT_PORT = 8480
_READ_DATABASE = "HEITU_CENTRAL_READ_DATABASE"
_BROKEN_OFF = 130
_FAILED = {
    True: ("中心无法启动", "The centre cannot start"),
    False: ("读不到中心数据库", "The database of the centre cannot be read"),
}


def add_commands(commands: Any) -> None:
    """Describe every command and what it takes."""
    _add_serve(commands.add_parser("serve", help="启动中心接口 / serve the central lending API"))
    verify = commands.add_parser("verify", help="核验审计链和额度流水 / verify the trails and the ledgers")
    report = commands.add_parser("report", help="稽核报表 / reports for the auditor")
    report.add_argument("report", choices=["same-device"], help="同机不相容岗位 / two duties on one device")
    report.add_argument("--first", type=date.fromisoformat, metavar="DAY", help="起始日 / from this day on")
    report.add_argument("--last", type=date.fromisoformat, metavar="DAY", help="截止日 / up to this day")
    for each in (verify, report):
        _add_database(each)
        each.add_argument("--json", action="store_true")
    verify.add_argument(
        "--files",
        nargs="?",
        const="",
        metavar="FOLDER",
        help="一并核验资料文件 / verify the papers too: in this folder, or where the setting says",
    )
    verify.add_argument(
        "--ask-again",
        action="store_true",
        help="请工作站重传缺失的资料 / let workstations send again the papers that are lost",
    )
    saving = commands.add_parser("backup", help="备份数据库和资料 / back up database and papers")
    getting = commands.add_parser("restore", help="恢复到空数据库 / restore into an empty database")
    anew = commands.add_parser(
        "restored",
        help="按时间点恢复后执行 / after a recovery to a point in time: let workstations send again",
    )
    for each in (saving, getting):
        each.add_argument("folder", type=Path, help="备份所在文件夹 / folder of the backup")
        each.add_argument("--files", type=Path, help="资料文件夹 / folder of the papers")
    saving.add_argument(
        "--since",
        type=Path,
        metavar="BACKUP",
        help="上一次的备份，只复制其后新增的资料 / an earlier backup: only papers that came since are copied",
    )
    for each in (saving, getting, anew):
        _add_database(each)
    add_administration(commands, _add_database)


def _add_serve(serve: argparse.ArgumentParser) -> None:
    _add_database(serve)
    serve.add_argument(
        "--read-database",
        default=os.environ.get(_READ_DATABASE, ""),
        metavar="URL",
        help="备库地址，同步数据从备库读取 / a standby from which workstations are brought up to date",
    )
    serve.add_argument("--port", type=int, default=_DEFAULT_PORT, help="0 takes a free one")
    serve.add_argument("--host", default="127.0.0.1", help="the address to listen on")
    serve.add_argument(
        "--demo",
        nargs="?",
        const="sample",
        choices=["sample", "bank"],
        help="fill an empty database with a made-up bank: its officers, and unless it is 'bank' sample cases",
    )
    serve.add_argument("--workers", type=int, default=1, help="工作进程数，需 PostgreSQL / needs PostgreSQL")
    serve.add_argument(
        "--metrics-port", type=int, default=0, help="供 Prometheus 读取的本机端口 / where Prometheus asks"
    )
    serve.add_argument(
        "--log",
        choices=["info", "warning"],
        help="日志级别；演示时只记警告 / what is logged; a demonstration logs warnings alone",
    )


def _add_database(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--database", default=_DEFAULT_DATABASE, metavar="URL", help="postgresql:// or sqlite:///"
    )


def _serve(arguments: argparse.Namespace) -> int:
    from central.serve import Serving, serve  # noqa: PLC0415 - --help needs no web server

    serve(
        Serving(
            arguments.database,
            arguments.port,
            host=arguments.host,
            demo=arguments.demo,
            workers=arguments.workers,
            metrics_port=arguments.metrics_port,
            standby=arguments.read_database,
            log=arguments.log or ("warning" if arguments.demo else "info"),
        )
    )
    return 0


def _verify(arguments: argparse.Namespace) -> int:
    from central import inspection  # noqa: PLC0415 - --help needs no database
    from central.files.objects import objects_for  # noqa: PLC0415 - likewise

    proof = None
    if arguments.ask_again or arguments.files is not None:
        objects = objects_for(make_url(arguments.database), arguments.files)
        proof = inspection.Proof(objects, arguments.ask_again)
    return inspection.verify(arguments.database, as_json=arguments.json, proof=proof)


def _report(arguments: argparse.Namespace) -> int:
    from central import inspection  # noqa: PLC0415 - see ``_verify``

    days = (arguments.first, arguments.last)
    return inspection.same_device(arguments.database, days, as_json=arguments.json)


def _keep(arguments: argparse.Namespace) -> int:
    from central import backup  # noqa: PLC0415 - see ``_verify``
    from central.clock import now  # noqa: PLC0415 - likewise

    if arguments.action == "backup":
        folder, papers, since = arguments.folder, arguments.files, arguments.since
        done: Any = backup.backup(arguments.database, folder, papers, now(), since)
    elif arguments.action == "restore":
        done = backup.restore(arguments.database, arguments.folder, arguments.files, now())
    else:
        done = backup.begin_anew(arguments.database, now())
    sys.stdout.write(json.dumps(done, ensure_ascii=False) + "\n")
    return 1 if isinstance(done, list) and any(bank["findings"] for bank in done) else 0


def _administer(arguments: argparse.Namespace) -> int:
    if (arguments.action, arguments.deed) == ("gateway", "run"):
        from central.gateway.running import run as run_gateway  # noqa: PLC0415 - see ``_verify``

        return run_gateway(arguments.database, arguments.institution, arguments.settings, once=arguments.once)
    from central import administration  # noqa: PLC0415 - see ``_verify``

    return administration.run(arguments)


_ACTIONS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "serve": _serve,
    "verify": _verify,
    "report": _report,
    "backup": _keep,
    "restore": _keep,
    "restored": _keep,
}


def run(arguments: argparse.Namespace) -> int:
    """Do what is asked; return 1 where it fails, or where something is not as it should be."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
    try:
        return _ACTIONS.get(arguments.action, _administer)(arguments)
    except LendingError as refusal:
        sys.stderr.write(f"{refusal.text.zh}\n{refusal.text.en}\n")
        return 1
    except (SQLAlchemyError, OSError, ValueError) as error:
        reason = str(error).splitlines()[0]
        zh, en = _FAILED[arguments.action == "serve"]
        sys.stderr.write(f"{zh}：{reason}\n{en}: {reason}\n")
        return 1
    except KeyboardInterrupt:
        # A service that is told to stop has done its work; whatever else was broken off has not.
        return 0 if arguments.action == "serve" else _BROKEN_OFF


def main() -> int:
    """Run the command named on the command line."""
    parser = argparse.ArgumentParser(prog="python -m central", description=__doc__)
    add_commands(parser.add_subparsers(dest="action", required=True))
    return run(parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
