"""A standby that follows its writer answers what it has reached, and is passed over where it is behind or away."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

import pytest
from sqlalchemy import event

from central import near, schema
from central.demo import BRANCH
from central.store import Store
from tests.app.sync.desks import add, agree, open_desk, outbox
from tests.central.bank import Bank
from tests.central.cluster import Cluster, running_cluster
from tests.central.processes import running
from tests.factories import farmer


class Pair:
    """A bank over a writer and a standby whose replay can be held.

    Attributes:
        bank: The bank.
        writer: Its server.
        standby: The server that follows.
        asked: The statements that the standby answered.
    """

    def __init__(self, writer: Cluster, standby: Cluster) -> None:
        self.writer, self.standby = writer, standby
        self.database = writer.new_database()
        self.store = Store(self.database)
        schema.migrate(self.store.engine)
        self.follower = Store(self.address)
        self.asked: list[str] = []
        event.listen(self.follower.engine, "after_cursor_execute", lambda *told: self.asked.append(told[2]))
        self.bank = Bank(self.store, standby=self.follower)
        self.catch_up()

    @property
    def address(self) -> str:
        """The address of the same database at the standby."""
        return self.standby.url(self.database.rpartition("/")[2])

    def hold(self) -> None:
        """Let the standby stay where it is."""
        self.standby.run("SELECT pg_wal_replay_pause()")
        self._wait("SELECT pg_get_wal_replay_pause_state() = 'paused'")

    def catch_up(self) -> None:
        """Let the standby come to where its writer is."""
        self.standby.run("SELECT pg_wal_replay_resume()")
        place = self.writer.ask("SELECT pg_current_wal_lsn()")
        self._wait(f"SELECT pg_last_wal_replay_lsn() >= '{place}'")

    def _wait(self, question: str) -> None:
        for _ in range(300):
            if self.standby.ask(question):
                return
            Event().wait(0.1)
        pytest.fail(question)

    def get(self, path: str) -> Any:
        """Return the answer to a question of an officer, and forget what the standby was asked before."""
        self.asked.clear()
        response = self.bank.get("wangjun", path)
        assert response.status_code == 200, response.text
        return response.json()


@pytest.fixture
def pair() -> Iterator[Pair]:
    with running_cluster() as writer, writer.standby() as standby:
        made = Pair(writer, standby)
        yield made
        made.follower.close()
        made.store.close()


def test_a_standby_answers_what_it_has_reached_and_the_writer_the_rest(pair: Pair) -> None:
    first = pair.bank.farmer()
    pair.catch_up()
    head = pair.get("/v1/digest")["head"]
    assert pair.asked == []
    asked = {
        "changes": f"/v1/changes?since={head}&at_least={head}",
        "picture": f"/v1/picture?at_least={head}",
        "digest": f"/v1/digest?at_least={head}",
        "below": f"/v1/digest?kind=farmer&at_least={head}",
    }
    before = {name: pair.get(path) for name, path in asked.items() if [pair.get(path), pair.asked][1]}
    assert set(before) == set(asked)

    pair.hold()
    second = pair.bank.farmer()
    now = head + 1
    # What the workstation has had is reached; whoever wrote names the place of what they wrote.
    assert pair.get(asked["digest"]) == before["digest"]
    page = pair.get(f"/v1/changes?since={head}&at_least={now}")
    assert [each["id"] for each in page["changes"]] == [str(second)]
    assert page["next"] == now
    # A place that the standby has not reached is no place that never was.
    assert pair.get(f"/v1/changes?since={now}&at_least={now}")["changes"] == []
    assert pair.get(f"/v1/changes?since={now}&at_least=0")["next"] == now
    assert pair.get(f"/v1/digest?at_least={now}")["head"] == now
    marks = pair.get(f"/v1/digest?kind=farmer&at_least={now}")["marks"]
    assert set(marks) == {str(first), str(second)}
    assert pair.get(f"/v1/picture?at_least={now}")["place"] == now
    wanted = {"branch": BRANCH, "kind": "farmer", "ids": [str(second)], "at_least": now}
    told = pair.bank.client.post("/v1/records", json=wanted, headers=pair.bank.headers("wangjun")).json()
    assert [each["id"] for each in told["changes"]] == [str(second)]


def test_a_release_that_names_no_place_is_answered_by_the_writer(pair: Pair) -> None:
    pair.hold()
    pair.bank.farmer()
    assert pair.get("/v1/changes")["next"] == pair.get("/v1/digest")["head"]
    assert len(pair.bank.records("farmer")) == 1
    assert pair.asked == []


def test_a_log_in_that_was_ended_is_ended_whatever_the_standby_knows(pair: Pair) -> None:
    headers = pair.bank.headers("wangjun")
    pair.catch_up()
    pair.hold()
    with pair.store.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM refresh_token")
    answer = pair.bank.client.get("/v1/changes?at_least=0", headers=headers)
    assert answer.status_code == 401


def test_a_standby_that_is_away_is_passed_over_and_left_alone_for_a_while(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair.bank.farmer()
    pair.catch_up()
    head = pair.get("/v1/digest")["head"]
    path = f"/v1/changes?since={head}&at_least={head}"
    assert pair.get(path)["next"] == head
    assert pair.asked
    pair.writer.run("ALTER SYSTEM SET synchronous_standby_names = ''")
    pair.writer.run("SELECT pg_reload_conf()")
    pair.standby.control("-m", "immediate", "stop")
    assert pair.get(path)["next"] == head
    assert pair.get(path)["next"] == head
    pair.standby.control("start")
    assert pair.get(path)["next"] == head
    assert pair.asked == []
    moment = monotonic()
    monkeypatch.setattr(near, "monotonic", lambda: moment + 31)
    assert pair.get(path)["next"] == head
    assert pair.asked


def test_a_workstation_never_goes_back_behind_what_it_sent(pair: Pair, tmp_path: Path) -> None:
    database = pair.writer.new_database()
    name = database.rpartition("/")[2]
    with running(database, "--read-database", pair.standby.url(name)) as centre:
        pair.catch_up()
        mine = open_desk(tmp_path / "a", centre.address, "wangjun")
        other = open_desk(tmp_path / "b", centre.address, "lixue")
        for desk in (mine, other):
            desk.rounds.run()
        pair.hold()
        for number, desk in enumerate((mine, other, mine, other)):
            add(desk, farmer(full_name=f"张{number}"))
            report = desk.rounds.run()
            assert (report.repaired, report.accepted) == (0, 1)
        assert mine.rounds.run().received == 1
        agree(mine, other)
        pair.catch_up()
        add(mine, farmer(full_name="李五"))
        assert mine.rounds.run().repaired == 0
        agree(mine, other)
        assert {row.state for desk in (mine, other) for row in outbox(desk)} <= {"accepted"}
        for desk in (mine, other):
            desk.close()
        code, logged = centre.stop()
        assert code == 0
        assert not any(line["event"] == "standby" for line in logged)
