"""The command line as somebody types it: exit codes, both languages, data on request."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

import main
from tests import factories
from tests.app.cli.child import Heard, child
from tests.app.places import PASSWORD, CentreProcess
from tests.app.register.books import row, write
from tests.factories import INSTITUTION

PASSPHRASE = "a long passphrase"  # noqa: S105 - a test's


@pytest.fixture
def heitu(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Types a command line."""

    def type_line(*words: str) -> Heard:
        monkeypatch.setattr(sys, "argv", ["heitu", *words])
        try:
            code = main.main()
        except SystemExit as wrong_use:
            code = int(wrong_use.code or 0)
        heard = capsys.readouterr()
        return Heard(code, heard.out, heard.err)

    return type_line


def test_help_lists_commands_that_work(heitu: Any) -> None:
    heard = heitu("--help")
    assert heard.code == 0
    for name in main.COMMANDS:
        assert re.search(rf"\n    {name}\s", heard.out)
        assert heitu(name, "--help").code == 0


@pytest.mark.parametrize(
    "words", [["nonsense"], ["validate"], ["amount", "--wrong"], ["validate", "shoe", "42"]]
)
def test_wrong_use_is_2_and_says_so_on_stderr(heitu: Any, words: list[str]) -> None:
    heard = heitu(*words)
    assert (heard.code, heard.out) == (2, "")
    assert "usage: heitu" in heard.err


REFUSED = {
    "validate": ["validate", "resident-id", "239901198003150017"],
    "amount": ["amount", "1.001"],
    "import": ["import", "nowhere.xlsx", "--dry-run"],
    "import for nobody": ["import", "nowhere.xlsx"],
    "sync for nobody": ["sync"],
    "schedule": ["schedule", "--method", "EPI", "--principal", "0", "--rate", "4.35", "--months", "12"],
}


@pytest.mark.parametrize("words", REFUSED.values(), ids=REFUSED)
def test_a_refusal_is_1_and_speaks_both_languages_on_stderr(heitu: Any, words: list[str]) -> None:
    if words[0] == "schedule":
        words = [*words, "--start", "2026-03-10"]
    heard = heitu(*words)
    assert (heard.code, heard.out) == (1, "")
    chinese, english = heard.err.splitlines()[:2]
    assert any("一" <= sign <= "鿿" for sign in chinese)
    assert any(sign.isascii() and sign.isalpha() for sign in english)
    assert "Traceback" not in heard.err


def test_an_amount_in_words_and_back(heitu: Any) -> None:
    words = heitu("amount", "107000.53").out.strip()
    assert words == "人民币壹拾万柒仟元零伍角叁分"
    assert "107000.53" in heitu("amount", "--parse", words).out.replace(",", "")


def test_a_register_is_judged_without_an_officer(heitu: Any, tmp_path: Path) -> None:
    register = write(tmp_path / "a.xlsx", [row(), row(number="1", phone=None)])
    heard = heitu("import", str(register), "--dry-run", "--verdicts", str(tmp_path / "v.xlsx"))
    assert heard.code == 0
    assert "第3行 王满仓 退回：身份证号：" in heard.out
    assert "通过 1" in heard.out
    assert load_workbook(tmp_path / "v.xlsx")["导入结果"]["C3"].value == "退回"


def test_verdicts_are_data_on_request(heitu: Any, tmp_path: Path) -> None:
    register = write(tmp_path / "a.xlsx", [row(), row(number="1", phone=None)])
    answer = heitu("import", str(register), "--dry-run", "--json").json()
    assert answer["counts"] == {"accepted": 1, "warned": 0, "refused": 1}
    assert [each["line"] for each in answer["rows"]] == [2, 3]
    assert {"zh", "en"} == answer["rows"][1]["reasons"][0].keys()


def test_fonts_are_verified_without_an_officer(heitu: Any) -> None:
    heard = heitu("verify", "--json")
    assert heard.code == 0
    assert heard.json() == [{"check": "fonts", "ok": True, "detail": "rare names print"}]


def test_an_officer_imports_and_verifies(tmp_path: Path, centre: CentreProcess) -> None:
    secrets = f"{PASSWORD}\n{PASSPHRASE}\n"
    place = {"HEITU_DATA": str(tmp_path), "HEITU_CENTRE": centre.address, "HEITU_INSTITUTION": INSTITUTION}
    register = write(tmp_path / "a.xlsx", [row(number=factories.resident_id(4242), phone=None)])
    officer = ["--user", "wangjun", "--secrets-stdin", "--json"]
    brought_in = child("import", str(register), *officer, typed=secrets, **place)
    assert (brought_in.code, brought_in.json()["accepted"]) == (0, 1), brought_in.err
    again = child("import", str(register), *officer, typed=secrets, **place)
    assert again.json()["counts"]["refused"] == 1
    checks = {each["check"]: each["ok"] for each in child("verify", *officer, typed=secrets, **place).json()}
    assert (checks["fonts"], checks["store"], checks["audit"]) == (True, True, True)
    assert PASSPHRASE not in brought_in.out + brought_in.err


def test_an_officer_syncs(tmp_path: Path, centre: CentreProcess) -> None:
    secrets = f"{PASSWORD}\n{PASSPHRASE}\n"
    place = {"HEITU_DATA": str(tmp_path), "HEITU_CENTRE": centre.address, "HEITU_INSTITUTION": INSTITUTION}
    officer = ["--user", "wangjun", "--secrets-stdin"]
    register = write(tmp_path / "a.xlsx", [row(number=factories.resident_id(4243), phone=None)])
    child("import", str(register), *officer, typed=secrets, **place)
    done = child("sync", *officer, "--json", typed=secrets, **place)
    assert done.code == 0, done.err
    assert done.json().items() >= {"sent": 1, "accepted": 1, "waiting": 0, "need_you": 0}.items()
    assert "发出0，受理0" in child("sync", *officer, typed=secrets, **place).out
    away = child("sync", *officer, typed=secrets, **{**place, "HEITU_CENTRE": "http://127.0.0.1:9"})
    assert (away.code, away.out) == (1, "")
    assert "Traceback" not in away.err


def test_a_wrong_password_is_refused_at_the_command_line(tmp_path: Path, centre: CentreProcess) -> None:
    place = {"HEITU_DATA": str(tmp_path), "HEITU_CENTRE": centre.address, "HEITU_INSTITUTION": INSTITUTION}
    heard = child("verify", "--user", "sunlei", "--secrets-stdin", typed="wrong\n", **place)
    assert (heard.code, heard.out) == (1, "")
    assert len(heard.err.splitlines()) == 2


def test_a_centre_that_is_away_is_said_to_be(tmp_path: Path) -> None:
    place = {"HEITU_DATA": str(tmp_path), "HEITU_CENTRE": "http://127.0.0.1:9", "HEITU_INSTITUTION": "1"}
    heard = child("verify", "--user", "wangjun", "--secrets-stdin", typed="x\n", **place)
    assert heard.code == 1
    assert heard.err.startswith("首次在这台电脑登录须连接总行")


def test_without_a_screen_the_window_says_so(tmp_path: Path) -> None:
    screens = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": ""}
    heard = child(**screens, HEITU_DATA=str(tmp_path))
    assert (heard.code, heard.out) == (1, "")
    assert "显示器" in heard.err


def test_the_installed_command_is_the_same(tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("heitu")
    done = subprocess.run([program, "amount", "1"], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (done.returncode, done.stdout.strip()) == (0, "人民币壹元整")
