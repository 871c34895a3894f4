"""How the administrator's commands are typed: ``heitu central institution|branch|officer|device …``."""

import argparse
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from models.approval.roles import Role

_SUBJECTS = {
    "institution": "机构 / banks",
    "branch": "支行 / branches",
    "officer": "员工 / officers",
    "device": "设备 / devices",
    "gateway": "核心系统接口 / the way to core banking",
}


def _matching(pattern: str) -> Callable[[str], str]:
    def check(typed: str) -> str:
        if not re.fullmatch(pattern, typed):
            raise argparse.ArgumentTypeError(pattern)
        return typed

    return check


_NUMBER = _matching(r"[0-9]{1,12}")
_WORDS: Mapping[str, Mapping[str, Any]] = {
    "--institution": {"type": _NUMBER, "required": True, "help": "机构号 / number of the bank"},
    "--branch": {"type": _NUMBER, "required": True, "help": "支行号 / number of the branch"},
    "--name": {"type": _matching(r"[^\x00-\x1f]{1,50}"), "required": True, "help": "名称或姓名 / name"},
    "--head-office": {"action": "store_true", "help": "作为总行 / it is the head office"},
    "--any-device": {"action": "store_true", "help": "不要求设备登记 / computers need not be enrolled"},
    "--login": {"type": _matching(r"[0-9A-Za-z]{1,40}"), "required": True, "help": "登录名 / login"},
    "--role": {
        "action": "append",
        "required": True,
        "choices": [role.value for role in Role],
        "help": "岗位，可重复 / role, may be repeated",
    },
    "--off": {"action": "store_true", "help": "停用 / no longer"},
    "--settings": {
        "type": Path,
        "required": True,
        "help": "接口设置文件 / settings file, see docs/gateway.md",
    },
    "--once": {"action": "store_true", "help": "只执行一轮 / one round, then end"},
    "--message": {
        "type": UUID,
        "help": "消息编号，不写则全部转人工的 / identity of the message; all that lie dead if none",
    },
    "--device": {"type": _matching(r"[0-9A-Za-z_-]{1,40}"), "required": True, "help": "设备编号 / its name"},
}
_DEEDS: Mapping[tuple[str, str], Sequence[str]] = {
    ("institution", "create"): ("--institution", "--name", "--any-device"),
    ("institution", "list"): (),
    ("branch", "create"): ("--institution", "--branch", "--name", "--head-office"),
    ("branch", "list"): ("--institution",),
    ("officer", "create"): ("--institution", "--branch", "--login", "--name", "--role"),
    ("officer", "list"): ("--institution",),
    ("officer", "roles"): ("--institution", "--login", "--role"),
    ("officer", "lock"): ("--institution", "--login"),
    ("officer", "unlock"): ("--institution", "--login"),
    ("officer", "reset-password"): ("--institution", "--login"),
    ("device", "new-code"): ("--institution", "--device"),
    ("device", "list"): ("--institution",),
    ("device", "revoke"): ("--institution", "--device"),
    ("device", "require"): ("--institution", "--any-device"),
    ("gateway", "use"): ("--institution", "--off"),
    ("gateway", "run"): ("--institution", "--settings", "--once"),
    ("gateway", "list"): ("--institution",),
    ("gateway", "retry"): ("--institution", "--message"),
}


def add_administration(commands: Any, add_database: Callable[[argparse.ArgumentParser], None]) -> None:
    """Describe the administrator's commands; passwords are typed or read, never given as an argument."""
    subjects = {}
    for subject, words in _SUBJECTS.items():
        parser = commands.add_parser(subject, help=words)
        subjects[subject] = parser.add_subparsers(dest="deed", required=True)
    for (subject, deed), needed in _DEEDS.items():
        parser = subjects[subject].add_parser(deed)
        add_database(parser)
        parser.add_argument("--json", action="store_true")
        for word in needed:
            parser.add_argument(word, **_WORDS[word])
