"""The administrator's commands, as they are typed."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from central import __main__ as command
from central import admin
from central.clock import now
from central.store import Store
from models.compliance.audit import AuditEntry, verify
from models.errors import RuleBroken
from tests.central.cluster import Cluster
from tests.central.processes import ROOT, running

BANK = ("--institution", "23990200")


class Console:
    """Where the administrator types."""

    def __init__(
        self, database: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.database, self._monkeypatch, self._capsys = database, monkeypatch, capsys

    def type(self, *words: str, typed: str = "") -> tuple[int, Any, str]:
        """Return the code, what was printed as JSON, and what was complained of."""
        line = ["central", *words, "--database", self.database, "--json"]
        self._monkeypatch.setattr(sys, "argv", line)
        self._monkeypatch.setattr(sys, "stdin", Typed(typed))
        code = command.main()
        out, err = self._capsys.readouterr()
        return code, json.loads(out) if out else None, err


class Typed:
    """A standard input that is no terminal."""

    def __init__(self, line: str) -> None:
        self._line = line

    def isatty(self) -> bool:
        return False

    def readline(self) -> str:
        return f"{self._line}\n"


@pytest.fixture
def console(store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Console:
    return Console(store.engine.url.render_as_string(hide_password=False), monkeypatch, capsys)


def found(console: Console, *words: str, typed: str = "") -> Any:
    code, rows, err = console.type(*words, typed=typed)
    assert (code, err) == (0, ""), err
    return rows


def test_a_bank_is_set_up_and_everything_stands_in_the_trail(console: Console, store: Store) -> None:
    assert found(console, "institution", "create", *BANK, "--name", "测试二县农商行")[0]["devices_required"]
    head, branch = ("--branch", "2399020000"), ("--branch", "2399020001")
    found(console, "branch", "create", *BANK, *head, "--name", "总行", "--head-office")
    found(console, "branch", "create", *BANK, *branch, "--name", "营业部")
    officer = ("--login", "chenyi", "--name", "陈一", "--role", "loan_officer", "--role", "registrar")
    found(console, "officer", "create", *BANK, *branch, *officer, typed="first-password")
    assert found(console, "institution", "list")[0]["head_office"] == "2399020000"
    assert found(console, "branch", "list", *BANK) == [
        {"branch": "2399020000", "name": "总行"},
        {"branch": "2399020001", "name": "营业部"},
    ]
    found(console, "officer", "roles", *BANK, "--login", "chenyi", "--role", "reviewer")
    found(console, "officer", "reset-password", *BANK, "--login", "chenyi", typed="second-password")
    found(console, "officer", "lock", *BANK, "--login", "chenyi")
    assert found(console, "officer", "list", *BANK) == [
        {"login": "chenyi", "name": "陈一", "branch": "2399020001", "roles": ["reviewer"], "locked": True}
    ]
    found(console, "officer", "unlock", *BANK, "--login", "chenyi")
    code = found(console, "device", "new-code", *BANK, "--device", "PC01")[0]["code"]
    assert len(code) == 19
    assert found(console, "device", "list", *BANK)[0]["state"] == "waiting"
    assert found(console, "device", "revoke", *BANK, "--device", "PC01")[0]["state"] == "revoked"
    found(console, "device", "require", *BANK, "--any-device")
    with store.reading() as session:
        noted = session.query(AuditEntry).order_by(AuditEntry.sequence).all()
        assert [each.action for each in noted] == [
            "institution.create",
            "branch.create",
            "branch.create",
            "officer.create",
            "officer.roles",
            "password.reset",
            "officer.lock",
            "officer.unlock",
            "device.code",
            "device.revoke",
            "device.require",
        ]
        assert verify(session, BANK[1]) == 11
        written = json.dumps([each.detail for each in noted])
    for secret in ("first-password", "second-password", code):
        assert secret not in written


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("branch", "create", *BANK, "--branch", "1", "--name", "x"), "没有机构"),
        (("officer", "lock", *BANK, "--login", "nobody"), "没有登录名"),
        (("device", "revoke", *BANK, "--device", "PC77"), "没有设备"),
        (("device", "list", *BANK), "没有机构"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(console: Console, words: tuple[str, ...], says: str) -> None:
    code, rows, err = console.type(*words)
    assert (code, rows) == (1, None)
    assert says in err


def test_a_short_password_makes_no_officer(console: Console) -> None:
    found(console, "institution", "create", *BANK, "--name", "x")
    found(console, "branch", "create", *BANK, "--branch", "1", "--name", "x")
    officer = ("--branch", "1", "--login", "a", "--name", "甲", "--role", "auditor")
    assert "密码至少8个字符" in console.type("officer", "create", *BANK, *officer, typed="short")[2]
    assert found(console, "officer", "list", *BANK) == []


def test_nobody_lends_at_head_office(console: Console, store: Store) -> None:
    found(console, "institution", "create", *BANK, "--name", "x")
    found(console, "branch", "create", *BANK, "--branch", "1", "--name", "总行", "--head-office")
    found(console, "branch", "create", *BANK, "--branch", "2", "--name", "营业部")

    def create(login: str, branch: str, role: str) -> tuple[int, Any, str]:
        who = ("--branch", branch, "--login", login, "--name", login, "--role", role)
        return console.type("officer", "create", *BANK, *who, typed="long-enough")

    assert [create("a", "1", "loan_officer")[0], create("b", "2", "loan_officer")[0]] == [1, 0]
    assert create("c", "1", "auditor")[0] == 0
    code, _rows, err = console.type(
        "officer", "roles", *BANK, "--login", "c", "--role", "auditor", "--role", "loan_officer"
    )
    assert (code, "营业部" in err, "open a branch for it first" in err) == (1, True, True)
    with pytest.raises(RuleBroken, match="no loan officer at head office"), store.writing() as session:
        admin.move_officer(session, BANK[1], "b", "1", now())
    with store.writing() as session:
        admin.move_officer(session, BANK[1], "c", "2", now())
    assert [
        (each["login"], each["branch"], each["roles"]) for each in found(console, "officer", "list", *BANK)
    ] == [
        ("b", "2", ["loan_officer"]),
        ("c", "2", ["auditor"]),
    ]


def test_a_bank_has_one_head_office(console: Console) -> None:
    found(console, "institution", "create", *BANK, "--name", "x")
    found(console, "branch", "create", *BANK, "--branch", "1", "--name", "总行", "--head-office")
    code, _rows, err = console.type(
        "branch", "create", *BANK, "--branch", "2", "--name", "营业部", "--head-office"
    )
    assert (code, "总行已是支行1" in err) == (1, True)
    assert found(console, "institution", "list")[0]["head_office"] == "1"
    assert found(console, "branch", "list", *BANK) == [{"branch": "1", "name": "总行"}]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_running_centre_obeys_at_once(kind: str, cluster: Cluster, tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/c.db" if kind == "sqlite" else cluster.new_database()
    with running(database) as centre:
        headers = centre.log_in()
        assert centre.client.get("/v1/digest", headers=headers).status_code == 200
        lock = ("officer", "lock", "--institution", "23990100", "--login", "wangjun")
        done = subprocess.run(
            [sys.executable, "-m", "central", *lock, "--database", database],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert centre.client.get("/v1/digest", headers=headers).status_code == 401
        form = {"institution": "23990100", "login": "wangjun", "password": "heitu-demo"}
        refused = centre.client.post("/v1/log-in", json=form)
        assert refused.status_code == 403
        assert "已停用" in refused.json()["zh"]
