"""The window: its rail, its keys, and what it says of where things stand."""

import threading
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.disk import FULL, DiskTrouble
from app.jobs import Job
from app.sync.client import OFFLINE, CentreUnreachable
from app.sync.report import Report
from models.errors import RuleBroken
from models.text import Text
from tests.ui.branch import Officer
from tests.ui.conftest import Opened
from ui import shell
from ui.desk import MOVED
from ui.language import say, speak
from ui.shell import WORKPLACES, Shell
from ui.tasks import Task

SAID = Text("已保存。", "Saved.")


def button(who: Officer, text: str) -> QPushButton:
    return next(each for each in who.shell.findChildren(QPushButton) if each.text() == text)


def test_the_rail_opens_every_workplace_and_stays_in_step(officer: Opened) -> None:
    who = officer()
    for row, place in enumerate(WORKPLACES):
        who.shell.rail.setCurrentRow(row)
        assert who.shell.shown() == place.key
    who.shell.open_place("today")
    assert who.shell.rail.currentRow() == 0


@pytest.mark.parametrize("row", range(len(WORKPLACES)))
def test_alt_and_a_number_open_a_workplace(officer: Opened, qtbot: QtBot, row: int) -> None:
    who = officer()
    who.shell.activateWindow()
    who.shell.open_place("cases" if row == 0 else "today")
    qtbot.keyClick(who.shell, Qt.Key(Qt.Key.Key_1 + row), Qt.KeyboardModifier.AltModifier)
    assert who.shell.shown() == WORKPLACES[row].key


def test_a_window_that_is_gone_begins_nothing(
    officer: Opened, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = officer()
    begun: list[object] = []
    monkeypatch.setattr(shell, "WARM_AFTER_MS", 20)
    monkeypatch.setattr(shell, "_warm", begun.append)
    Shell(who.desk).deleteLater()
    qtbot.wait(200)
    who.settle()
    assert begun == []
    # A timer of its own at the desk would go on beginning rounds, on a store that is closed in the end.
    assert who.desk.findChildren(QTimer) == []


def test_no_two_shortcuts_of_the_window_are_the_same(officer: Opened) -> None:
    who = officer()
    keys = [
        each.shortcut().toString() for each in who.shell.findChildren(QAction) if each.shortcut().toString()
    ]
    keys += [each.shortcut().toString() for each in who.shell.findChildren(QPushButton) if each.isVisible()]
    given = [key for key in keys if key]
    assert len(given) == len(set(given))
    assert {"Ctrl+K", "Ctrl+D", "F5", "Alt+1"} <= set(given)


def test_f5_runs_a_round(officer: Opened, qtbot: QtBot) -> None:
    who = officer()
    who.shell.activateWindow()
    with qtbot.waitSignal(who.desk.synced, timeout=20_000) as synced:
        qtbot.keyClick(who.shell, Qt.Key.Key_F5)
    assert synced.args == [None]
    assert who.shell.status.sync_state.text() == "已同步"


class Line:
    """A line to head office on which a round goes on until it is told how to end."""

    def __init__(self, who: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
        self.rounds: list[Task[Report]] = []
        self.away, self._go_on = False, threading.Event()
        who.desk.syncing.connect(self.rounds.append)
        monkeypatch.setattr(who.workstation, "sync", self._sync)

    def _sync(self, job: Job) -> Report:
        while not self._go_on.wait(0.06):
            job.step(1, 2)
        if self.away:
            raise CentreUnreachable(OFFLINE)
        return Report()

    def open(self) -> None:
        self._go_on.set()


@pytest.mark.parametrize(("away", "follows"), [(False, 1), (True, 0)])
def test_one_round_runs_and_what_was_saved_meanwhile_follows_if_head_office_is_there(
    officer: Opened, monkeypatch: pytest.MonkeyPatch, away: bool, follows: int
) -> None:
    who = officer()
    line = Line(who, monkeypatch)
    line.away = away
    for _ in range(3):
        who.desk.sync()
    assert len(line.rounds) == 1
    assert not who.shell._rhythm.running
    line.open()
    who.settle()
    assert len(line.rounds) == 1 + follows
    assert who.shell._rhythm.running
    assert who.desk.round is None


def test_a_round_that_the_officer_stops_leaves_the_status_bar_and_another_begins_in_time(
    officer: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = officer()
    line = Line(who, monkeypatch)
    who.desk.sync()
    who.wait(lambda: "正在同步" in who.shell.status.sync_state.text())
    line.rounds[0].cancel()
    who.settle()
    assert who.shell.status.sync_state.text() == "同步未完成"
    assert who.shell._rhythm.running


def test_the_status_bar_counts_what_waits_and_what_needs_somebody(officer: Opened) -> None:
    who = officer()
    assert who.shell.status.outbox_count.text() == "待发送 0 项"
    sql = (
        "INSERT INTO outbox (op, type, record_kind, record_id, body, state, zh, en, made_at, attempts)"
        " VALUES (hex(randomblob(16)), 'facts', 'farmer', hex(randomblob(16)), '{}', ?, '', '', 0, 0)"
    )
    states = [("pending",), ("sent",), ("refused",), ("conflict",), ("accepted",)]
    who.workstation.database.run(lambda session: session.connection().exec_driver_sql(sql, states))
    who.desk.tasks.wrote.emit()
    who.settle()
    assert who.shell.status.outbox_count.text() == "待发送 2 项，2 项需处理"
    who.workstation.database.run(lambda session: session.connection().exec_driver_sql("DELETE FROM outbox"))


def test_a_round_that_stopped_here_is_not_called_offline(officer: Opened) -> None:
    who = officer()
    who.desk.synced.emit(DiskTrouble(FULL))
    assert who.shell.status.sync_state.text() == "同步未完成"
    assert "磁盘已满" in who.shell.notice.text()
    who.desk.synced.emit(CentreUnreachable(OFFLINE))
    assert who.shell.status.sync_state.text() == "离线"


def test_good_news_goes_by_itself_and_a_refusal_stays(officer: Opened) -> None:
    who = officer()
    who.desk.tell(SAID)
    assert (who.shell.notice.text(), who.shell.notice.property("tone")) == ("已保存。", "good")
    assert who.shell._quiet.isActive()
    who.desk.refuse(RuleBroken(Text("不行。", "No.")))
    assert (who.shell.notice.text(), who.shell.notice.property("tone")) == ("不行。", "bad")
    assert who.shell.notice.isVisible()
    assert not who.shell._quiet.isActive()


def test_news_that_comes_by_itself_does_not_cover_a_refusal(officer: Opened) -> None:
    who = officer()
    who.desk.refuse(RuleBroken(SAID))
    who.shell._show_queue(7, 3)
    assert who.shell.notice.text() == "已保存。"
    who.desk.tell(SAID)
    who.shell._show_queue(7, 3)
    assert who.shell.notice.text() == "工作台新到 3 件待办。"


def test_what_was_said_of_one_page_does_not_stand_over_another(officer: Opened) -> None:
    who = officer()
    who.desk.refuse(RuleBroken(Text("不行。", "No.")))
    who.shell.open_place("today")
    assert who.shell.notice.isVisible()
    who.shell.open_place("cases")
    assert not who.shell.notice.isVisible()


def test_a_kind_without_a_page_opens_nothing(officer: Opened) -> None:
    who = officer()
    contract = who.workstation.database.read("SELECT id FROM contract LIMIT 1")
    before = who.shell.shown()
    who.shell.open_record("contract", contract[0][0])
    assert who.shell.shown() == before


def test_english_keeps_no_chinese_signs(officer: Opened, qtbot: QtBot) -> None:
    who = officer()
    speak("en")
    shell = Shell(who.desk)
    qtbot.addWidget(shell)
    shell.show()
    who.settle()
    assert shell.status.who.text() == "王军 (Loan officer) · 测试支行"
    assert shell.status.outbox_count.text() == "0 waiting"


def test_the_number_of_the_branch_is_shown_until_head_office_has_told_its_name(officer: Opened) -> None:
    who = officer()
    work = who.workstation
    assert work.rounds.actor.branch_name
    work.actor = replace(work.actor, branch_name="", at_head_office=True)
    shell = Shell(who.desk)
    assert shell.status.who.text() == "王军（客户经理） · 2399010001"
    who.desk.sync()
    who.settle()
    assert shell.status.who.text() == "王军（客户经理） · 测试支行"
    assert not work.actor.at_head_office
    assert say(MOVED) not in (shell.notice.text(), who.shell.notice.text())
    shell.deleteLater()


def test_pages_are_made_once(officer: Opened) -> None:
    who = officer()
    first = who.page()
    who.shell.open_place("cases")
    who.shell.open_place("today")
    assert who.page() is first


def test_the_window_asks_for_a_language_and_for_the_door(officer: Opened, qtbot: QtBot) -> None:
    who = officer()
    with qtbot.waitSignal(who.shell.other_language, timeout=1000):
        button(who, "English").click()
    with qtbot.waitSignal(who.shell.left, timeout=1000):
        button(who, "退出登录").click()
    assert not who.shell._rhythm.running
