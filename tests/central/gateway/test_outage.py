"""The gateway outlives its database: a PostgreSQL that stops and comes back costs it a pause."""

import json
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy.exc import ProgrammingError

from central import schema
from central.clock import now
from central.demo import INSTITUTION
from central.gateway import running
from central.gateway.files import FileDrop
from central.logs import LOG, JsonLines
from central.store import Store
from central.tables import Institution
from tests.central.bank import Bank
from tests.central.cluster import Cluster, running_cluster
from tests.central.test_loan_life import paid_out


@pytest.fixture
def own_cluster() -> Iterator[Cluster]:
    """A server that a test may stop."""
    with running_cluster() as cluster:
        yield cluster


@pytest.fixture
def own_bank(own_cluster: Cluster) -> Iterator[Bank]:
    store = Store(own_cluster.new_database())
    schema.migrate(store.engine)
    bank = Bank(store)
    with store.writing() as session:
        session.get_one(Institution, INSTITUTION).has_gateway = True
    yield bank
    store.close()


class Logged(logging.Handler):
    """What was logged, as it would stand in the file."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonLines())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[Logged]:
    handler = Logged()
    monkeypatch.setattr(running, "_PAUSE_SECONDS", 0.1)
    LOG.addHandler(handler)
    yield handler
    LOG.removeHandler(handler)


def wait_until(there: Callable[[], bool]) -> None:
    for _ in range(300):
        if there():
            return
        Event().wait(0.1)
    pytest.fail("never happened")


def test_a_database_that_stops_and_comes_back_costs_a_pause(
    own_cluster: Cluster, own_bank: Bank, tmp_path: Path, logged: Logged
) -> None:
    stop, core = Event(), FileDrop(tmp_path)
    own_cluster.control("-m", "immediate", "stop")
    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(running.go_on, own_bank.store, INSTITUTION, core, stop)
        try:
            wait_until(lambda: len(logged.lines) > 1)
            own_cluster.control("start")
            own_bank.clock.at = now()
            paid_out(own_bank)
            wait_until(lambda: len(list((tmp_path / "out").glob("*.json"))) == 2)
        finally:
            stop.set()
        working.result(timeout=30)
    outages = [json.loads(line) for line in logged.lines if '"database"' in line]
    assert outages
    assert all("OperationalError" in each["error"] for each in outages)
    assert {(each["level"], each["institution"]) for each in outages} == {("warning", INSTITUTION)}
    assert not any("张德福" in line for line in logged.lines)


def test_a_database_without_the_tables_is_no_outage(
    own_cluster: Cluster, tmp_path: Path, logged: Logged
) -> None:
    store = Store(own_cluster.new_database())
    with pytest.raises(ProgrammingError):
        running.go_on(store, INSTITUTION, FileDrop(tmp_path), Event())
    store.close()
    assert logged.lines == []
