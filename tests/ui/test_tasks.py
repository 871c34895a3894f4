"""Background work: results come on the window's thread, refusals and bugs find their way."""

import threading
import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from app.jobs import Job
from models.errors import LendingError, RuleBroken
from models.text import Text
from tests.ui.branch import settle
from ui.tasks import UNEXPECTED, Tasks

NO = Text("不行。", "No.")


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.wait()
    settle(qtbot, made)


@pytest.fixture
def owner(qtbot: QtBot) -> QObject:
    return QObject()


def test_work_runs_elsewhere_and_its_result_comes_to_the_window(
    tasks: Tasks, owner: QObject, qtbot: QtBot
) -> None:
    seen: list[threading.Thread] = []
    tasks.read(owner, lambda _job: threading.current_thread(), seen.append)
    tasks.read(
        owner, lambda _job: threading.current_thread(), lambda _: seen.append(threading.current_thread())
    )
    settle(qtbot, tasks)
    assert len(seen) == 2
    assert sum(each is threading.main_thread() for each in seen) == 1


def test_a_refusal_goes_to_whoever_asked(tasks: Tasks, owner: QObject, qtbot: QtBot) -> None:
    refused: list[LendingError] = []
    unasked: list[LendingError] = []
    tasks.failed.connect(unasked.append)

    def work(_job: Job) -> None:
        raise RuleBroken(NO)

    tasks.read(owner, work, lambda _none: pytest.fail("it was refused"), refused.append)
    settle(qtbot, tasks)
    assert [each.text for each in refused] == [NO]
    assert not unasked


def test_a_refusal_without_a_place_of_its_own_is_announced(
    tasks: Tasks, owner: QObject, qtbot: QtBot
) -> None:
    def work(_job: Job) -> None:
        raise RuleBroken(NO)

    with qtbot.waitSignal(tasks.failed, timeout=5000) as failed:
        tasks.write(owner, work)
    assert failed.args[0].text == NO


def test_a_bug_is_not_swallowed(tasks: Tasks, owner: QObject, qtbot: QtBot) -> None:
    def work(_job: Job) -> None:
        message = "a bug"
        raise ZeroDivisionError(message)

    refused: list[LendingError] = []
    with capture_exceptions() as raised:
        tasks.read(owner, work, lambda _none: None, refused.append)
        settle(qtbot, tasks)
    assert [kind for kind, _error, _trace in raised] == [ZeroDivisionError]
    assert [each.text for each in refused] == [UNEXPECTED]


def test_an_owner_that_is_gone_is_not_called_back(tasks: Tasks, qtbot: QtBot) -> None:
    owner, begun, go_on = QObject(), threading.Event(), threading.Event()
    called: list[int] = []

    def work(job: Job) -> int:
        begun.set()
        go_on.wait(10)
        return 1

    tasks.read(owner, work, called.append)
    assert begun.wait(10)
    owner.deleteLater()
    with qtbot.waitSignal(owner.destroyed, timeout=5000):
        pass
    go_on.set()
    settle(qtbot, tasks)
    assert called == []


def test_an_owner_that_is_gone_stops_the_work(tasks: Tasks, qtbot: QtBot) -> None:
    owner, begun, go_on = QObject(), threading.Event(), threading.Event()
    reached: list[str] = []

    def work(job: Job) -> None:
        begun.set()
        go_on.wait(10)
        job.step(1, 2)
        reached.append("the end")

    tasks.write(owner, work)
    assert begun.wait(10)
    owner.deleteLater()
    with qtbot.waitSignal(owner.destroyed, timeout=5000):
        pass
    go_on.set()
    settle(qtbot, tasks)
    assert reached == []


def test_cancelled_work_says_nothing(tasks: Tasks, owner: QObject, qtbot: QtBot) -> None:
    begun, go_on = threading.Event(), threading.Event()
    said: list[object] = []

    def work(job: Job) -> None:
        begun.set()
        go_on.wait(10)
        job.step(1, 3)

    task = tasks.write(owner, work, said.append, said.append)
    tasks.wrote.connect(lambda: said.append("wrote"))
    assert begun.wait(10)
    task.cancel()
    go_on.set()
    settle(qtbot, tasks)
    assert said == []
    assert not tasks.busy


def test_leaving_waits_for_what_is_written_and_begins_no_conversation(
    tasks: Tasks, owner: QObject, qtbot: QtBot
) -> None:
    begun = threading.Event()
    done: list[object] = []

    def talk(job: Job) -> None:
        begun.set()
        while True:
            time.sleep(0.01)
            job.step(0, 2)

    def refused(_error: LendingError) -> None:
        pytest.fail("it was stopped, not refused")

    tasks.talk(owner, talk, done.append, refused)
    for number in range(3):
        tasks.talk(owner, lambda _job: done.append("a conversation"), done.append, refused)
        tasks.write(owner, lambda _job, number=number: done.append(number))  # type: ignore[misc] # bound now
    assert begun.wait(10)
    tasks.wait()
    assert done == [0, 1, 2]
    settle(qtbot, tasks)
    assert done == [0, 1, 2]
    assert not tasks.busy


def test_progress_comes_in_order_and_survives_large_numbers(
    tasks: Tasks, owner: QObject, qtbot: QtBot
) -> None:
    seen: list[tuple[int, int]] = []
    total = 3_000_000_000

    def work(job: Job) -> None:
        job.step(1, total)
        job.step(total, total)

    tasks.talk(owner, work, lambda _none: None, lambda _error: None, lambda *pair: seen.append(pair))
    settle(qtbot, tasks)
    assert seen == [(1, total), (total, total)]


def test_writes_keep_their_order_and_never_meet(tasks: Tasks, owner: QObject, qtbot: QtBot) -> None:
    done: list[int] = []
    inside: list[int] = []
    met: list[int] = []

    def work(number: int) -> None:
        inside.append(number)
        met.extend(each for each in inside if each != number)
        done.append(number)
        inside.remove(number)

    for number in range(40):
        tasks.write(owner, lambda _job, number=number: work(number))  # type: ignore[misc] # bound now
    settle(qtbot, tasks)
    assert done == list(range(40))
    assert met == []


def test_every_write_is_announced_and_a_quiet_one_is_not(tasks: Tasks, owner: QObject, qtbot: QtBot) -> None:
    announced: list[int] = []
    tasks.wrote.connect(lambda: announced.append(1))
    tasks.write(owner, lambda _job: None)
    tasks.write_quietly(owner, lambda _job: None)
    settle(qtbot, tasks)
    assert announced == [1]


def test_idle_is_said_once_everything_has_ended(tasks: Tasks, owner: QObject, qtbot: QtBot) -> None:
    running: list[bool] = []
    tasks.idle.connect(lambda: running.append(tasks.busy))
    for _ in range(5):
        tasks.read(owner, lambda _job: None, lambda _none: None)
    assert tasks.busy
    settle(qtbot, tasks)
    assert running
    assert not any(running)


def test_an_answer_that_was_overtaken_is_dropped(tasks: Tasks, owner: QObject, qtbot: QtBot) -> None:
    seen: list[str] = []
    later_is_here = threading.Event()

    def slow(_job: Job) -> str:
        later_is_here.wait(5)
        return "earlier"

    def quick(_job: Job) -> str:
        later_is_here.set()
        return "later"

    tasks.read_latest(owner, "list", slow, seen.append)
    tasks.read_latest(owner, "list", quick, seen.append)
    tasks.read_latest(owner, "another list", lambda _job: "other", seen.append)
    settle(qtbot, tasks)
    assert sorted(seen) == ["later", "other"]
