"""The database stops, comes back, fails over and fills up while workstations work: asked again, answered once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import psycopg
import pytest
from sqlalchemy import event

from central.demo import INSTITUTION, PASSWORD
from models.sync.operations import Facts
from tests.central.bank import FARMER, Bank, creation, id_number
from tests.central.cluster import Cluster, running_cluster
from tests.central.processes import Running, running
from tests.disks import full, needs_root

ROUNDS = 60


@pytest.fixture
def own_cluster() -> Iterator[Cluster]:
    """A server that a test may stop."""
    with running_cluster() as cluster:
        yield cluster


class Desk:
    """A workstation that sends one farmer after another and asks again until each is answered."""

    def __init__(self, centre: Running) -> None:
        self._centre = centre
        self._headers = centre.log_in()
        self.farmers = [creation("farmer", {**FARMER, "id_number": id_number(n)}) for n in range(ROUNDS)]
        self.statuses: set[int] = set()
        self.waits: set[str | None] = set()
        self.sent = 0
        self.half_way = Event()

    def work(self) -> None:
        for farmer in self.farmers:
            answer = self._until_answered(farmer)
            assert answer["status"] == "accepted", answer
            self.sent += 1
            if self.sent == ROUNDS // 3:
                self.half_way.set()

    def _until_answered(self, farmer: Facts) -> dict[str, Any]:
        for _ in range(400):
            response = self._centre.client.post(
                "/v1/operations", json={"operations": [farmer.body()]}, headers=self._headers
            )
            self.statuses.add(response.status_code)
            if response.status_code == 200:
                answer: dict[str, Any] = response.json()["answers"][0]
                return answer
            if response.status_code == 503:
                assert "暂时不可用" in response.json()["zh"]
                self.waits.add(response.headers.get("retry-after"))
            elif response.status_code == 401:
                self._headers = self._centre.log_in()
            Event().wait(0.1)
        pytest.fail("never answered")

    def farmers_there(self, database: str) -> list[int]:
        """Return how often each farmer stands in the database, and how many answers and entries there are."""
        with psycopg.connect(database) as connection:
            counts = [
                "SELECT count(*) FROM farmer",
                "SELECT count(DISTINCT id) FROM farmer",
                "SELECT count(*) FROM operation_answer",
                "SELECT count(*) FROM audit_entry WHERE action = 'facts.create'",
            ]
            return [connection.execute(count.encode()).fetchall()[0][0] for count in counts]


def test_a_database_that_stops_and_comes_back_costs_nothing(own_cluster: Cluster) -> None:
    database = own_cluster.new_database()
    with running(database, "--workers", "2") as centre, ThreadPoolExecutor(1) as pool:
        desk = Desk(centre)
        working = pool.submit(desk.work)
        assert desk.half_way.wait(60)
        own_cluster.control("-m", "immediate", "stop")
        ready = centre.client.get("/ready")
        assert (ready.status_code, ready.headers["retry-after"]) == (503, "5")
        assert centre.client.get("/health").status_code == 200
        form = {"institution": INSTITUTION, "login": "lixue", "password": PASSWORD}
        assert centre.client.post("/v1/log-in", json=form).status_code == 503
        own_cluster.control("start")
        working.result(timeout=120)
        assert desk.statuses == {200, 503}
        assert desk.waits == {"5"}
        assert desk.farmers_there(database) == [ROUNDS] * 4
        assert centre.client.get("/ready").status_code == 200


def test_a_standby_takes_over_in_the_middle_of_a_round(own_cluster: Cluster) -> None:
    database = own_cluster.new_database()
    with own_cluster.standby() as standby:
        name = database.rpartition("/")[2]
        hosts = "&".join(f"host=127.0.0.1:{each.port}" for each in (own_cluster, standby))
        both = f"postgresql://postgres@/{name}?{hosts}&target_session_attrs=read-write"
        with running(both) as centre, ThreadPoolExecutor(1) as pool:
            desk = Desk(centre)
            working = pool.submit(desk.work)
            assert desk.half_way.wait(60)
            own_cluster.control("-m", "immediate", "stop")
            standby.run("ALTER SYSTEM SET synchronous_standby_names = ''")
            standby.control("promote")
            working.result(timeout=120)
            assert 503 in desk.statuses
            assert desk.statuses <= {200, 503}
            assert desk.farmers_there(standby.url(name)) == [ROUNDS] * 4
            changes = centre.client.get("/v1/changes", headers=centre.log_in()).json()["changes"]
            farmers = [each["seq"] for each in changes if each["kind"] == "farmer"]
            assert farmers == list(range(farmers[0], farmers[0] + ROUNDS))


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_full_disk_is_an_answer_and_nothing_is_half_there(bank: Bank) -> None:
    bank.headers("wangjun")
    limit = [1]

    def fill(connection: Any, _record: Any, _proxy: Any) -> None:
        # The file may not grow beyond the pages that it has.
        connection.execute(f"PRAGMA max_page_count = {limit[0]}")

    event.listen(bank.store.engine, "checkout", fill)
    refused = None
    sent = 0
    while refused is None and sent < 400:
        operation = creation("farmer", {**FARMER, "id_number": id_number(sent)})
        response = bank.post("wangjun", operation)
        refused = response if response.status_code != 200 else None
        sent += refused is None
    assert refused is not None
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
    assert len(bank.records("farmer")) == sent
    limit[0] = 1_000_000
    assert bank.ask("wangjun", operation).status == "accepted"
    assert len(bank.records("farmer")) == sent + 1


@needs_root
def test_a_full_disk_under_postgresql() -> None:
    with running_cluster(disk="160m") as cluster:
        database = cluster.new_database()
        farmers = [creation("farmer", {**FARMER, "id_number": id_number(n)}).body() for n in range(150)]
        with running(database) as centre:
            headers = centre.log_in()
            with full(cluster.data):
                refused = centre.client.post("/v1/operations", json={"operations": farmers}, headers=headers)
                assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
            for _ in range(100):
                answer = centre.client.post("/v1/operations", json={"operations": farmers}, headers=headers)
                if answer.status_code == 200:
                    break
                assert answer.status_code == 503
                Event().wait(0.2)
            assert {each["status"] for each in answer.json()["answers"]} == {"accepted"}
        with psycopg.connect(database) as connection:
            assert connection.execute(b"SELECT count(*) FROM farmer").fetchall() == [(150,)]
