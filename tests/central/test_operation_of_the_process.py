"""The centre as it is run: workers, its end, what it counts and writes down, and whom it refuses."""

import json
import os
import re
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx2
import psycopg
import pytest

from central import admin, schema
from central.demo import BRANCH, INSTITUTION, PASSWORD
from central.rates import Rates, TooMany
from models.parameters import parameters
from tests.central.bank import FARMER, Bank, creation, id_number
from tests.central.cluster import Cluster
from tests.central.processes import Running, kill_hard, running, start, workers_of

ID_NUMBER = id_number(7)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        cluster: Cluster = request.getfixturevalue("cluster")
        return cluster.new_database()
    return f"sqlite:///{tmp_path}/c.db"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def send_farmer(centre: Running, headers: dict[str, str]) -> httpx2.Response:
    body = {"operations": [creation("farmer", {**FARMER, "id_number": ID_NUMBER}).body()]}
    return centre.client.post("/v1/operations", json=body, headers=headers)


def test_several_workers_share_the_work_and_the_figures(cluster: Cluster) -> None:
    port = free_port()
    with running(cluster.new_database(), "--workers", "2", "--metrics-port", str(port)) as centre:
        headers = centre.log_in()
        assert send_farmer(centre, headers).json()["answers"][0]["status"] == "accepted"

        def ask(_: int) -> int:
            return httpx2.get(f"{centre.address}/v1/digest", headers=headers, timeout=60).status_code

        with ThreadPoolExecutor(8) as pool:
            assert set(pool.map(ask, range(40))) == {200}
        figures = httpx2.get(f"http://127.0.0.1:{port}/metrics").text
        asked = re.search(
            r'heitu_requests_total\{method="GET",route="/v1/digest",status="200"\} (\S+)', figures
        )
        assert asked
        assert float(asked[1]) == 40
        assert 'heitu_operations_total{outcome="accepted"} 1.0' in figures
        assert "heitu_database_up 1.0" in figures
        assert re.search(rf'heitu_feed_head{{institution="{INSTITUTION}"}} [1-9]', figures)
        assert "heitu_database_connections" in figures
        assert 'heitu_request_seconds_count{method="POST",route="/v1/operations"} 1.0' in figures
        code, _lines = centre.stop()
        assert code == 0


def test_a_worker_that_dies_is_replaced_and_a_slow_one_is_not(cluster: Cluster) -> None:
    with running(cluster.new_database(), "--workers", "2") as centre:
        workers = workers_of(centre.process.pid)
        assert len(workers) == 2
        # uvicorn would wait 5 s for a worker that gets no processor time, and then kill it.
        os.kill(workers[1], signal.SIGSTOP)
        time.sleep(7)
        os.kill(workers[1], signal.SIGCONT)
        assert workers_of(centre.process.pid) == workers
        kill_hard(workers[0])
        deadline = time.monotonic() + 60
        answered = 0
        while answered < 20 and time.monotonic() < deadline:
            with suppress(httpx2.HTTPError):
                answered += httpx2.get(f"{centre.address}/ready", timeout=10).status_code == 200
        assert answered == 20


def test_a_worker_that_was_killed_holds_no_connections_any_more(cluster: Cluster) -> None:
    database, port = cluster.new_database(), free_port()

    def held() -> float:
        figures = httpx2.get(f"http://127.0.0.1:{port}/metrics", timeout=30).text
        found = re.search(r"^heitu_database_connections (\S+)", figures, re.MULTILINE)
        # Between a worker that is gone and the next one there is nobody who holds any.
        return float(found[1]) if found else 0.0

    def until(*, holding: bool) -> bool:
        deadline = time.monotonic() + 60
        while (held() > 0) is not holding and time.monotonic() < deadline:
            with suppress(httpx2.HTTPError):
                httpx2.get(f"{centre.address}/health", timeout=10)
        return (held() > 0) is holding

    with (
        running(database, "--workers", "2", "--metrics-port", str(port)) as centre,
        psycopg.connect(database) as holder,
        ThreadPoolExecutor(1) as pool,
    ):
        headers = centre.log_in()
        holder.execute("SELECT * FROM branch WHERE branch_id = %s FOR UPDATE", [BRANCH])
        waiting = pool.submit(send_farmer, centre, headers)
        assert until(holding=True)
        for worker in workers_of(centre.process.pid):
            kill_hard(worker)
        with pytest.raises(httpx2.HTTPError):
            waiting.result(timeout=60)
        assert until(holding=False)


def test_sqlite_has_one_worker(tmp_path: Path) -> None:
    process = start(f"sqlite:///{tmp_path}/c.db", "--workers", "2")
    _out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "PostgreSQL" in err


def test_what_runs_is_finished_and_nothing_new_is_taken(cluster: Cluster) -> None:
    database = cluster.new_database()
    with running(database) as centre, psycopg.connect(database) as holder:
        headers = centre.log_in()
        holder.execute("SELECT * FROM branch WHERE branch_id = %s FOR UPDATE", [BRANCH])
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(send_farmer, centre, headers)
            time.sleep(1)
            assert not waiting.done()
            centre.process.terminate()
            time.sleep(1)
            with pytest.raises(httpx2.HTTPError):
                httpx2.get(f"{centre.address}/health", timeout=5)
            assert not waiting.done()
            holder.rollback()
            assert waiting.result(timeout=30).json()["answers"][0]["status"] == "accepted"
        assert centre.stop()[0] == 0


def test_the_log_is_json_and_names_nobody(database: str) -> None:
    with running(database, "--log", "info") as centre:
        headers = centre.log_in()
        number = "0123456789abcdef"
        answer = centre.client.get("/v1/changes", headers={**headers, "X-Request-ID": number})
        assert answer.headers["x-request-id"] == number
        send_farmer(centre, headers)
        centre.client.get("/v1/nothing?name=张德福")
        centre.client.get("/health", headers={"X-Request-ID": "spoilt\tone " + "x" * 100})
        code, lines = centre.stop()
    assert code == 0
    asked = next(line for line in lines if line.get("request") == number)
    assert (asked["route"], asked["status"], asked["institution"]) == ("/v1/changes", 200, INSTITUTION)
    assert asked["device"]
    assert asked["ms"] > 0
    written = json.dumps(lines, ensure_ascii=False)
    for secret in ("张德福", ID_NUMBER, PASSWORD, headers["Authorization"][7:], "wangjun", "spoilt"):
        assert secret not in written


def test_alive_and_ready_are_two_things(bank: Bank) -> None:
    assert bank.client.get("/health").json()["status"] == "ok"
    assert bank.client.get("/ready").json()["status"] == "ready"
    with bank.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    try:
        answer = bank.client.get("/ready")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert "升级" in answer.json()["zh"]
        assert bank.client.get("/health").status_code == 200
    finally:
        with bank.store.engine.begin() as connection:
            head = schema.head_revision(connection)
            connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{head}'")  # noqa: S608 - ours


def test_every_answer_carries_the_headers_that_protect(bank: Bank) -> None:
    answers = [
        bank.client.get("/health"),
        bank.client.get("/nothing"),
        bank.client.get("/v1/digest"),
        bank.client.post("/v1/log-in", content=b"x" * (5 * 1024 * 1024)),
    ]
    assert [answer.status_code for answer in answers] == [200, 404, 401, 413]
    for answer in answers:
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["x-request-id"]
        assert "server" not in answer.headers


def test_an_unexpected_error_is_a_problem_with_a_number(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    headers = bank.headers("wangjun")

    def fails(*_: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr("central.feed.state", fails)
    answer = bank.client.get("/v1/digest", headers=headers)
    assert answer.status_code == 500
    assert answer.json()["request"] == answer.headers["x-request-id"]
    assert "secret" not in answer.text


def test_buckets_fill_again() -> None:
    seconds = [0.0]
    rates = Rates(lambda: seconds[0])
    rules = {"device_requests_per_second": 2, "device_requests_at_once": 3}
    for _ in range(3):
        rates.spend("device", "a", rules)
    rates.spend("device", "b", rules)
    with pytest.raises(TooMany) as refused:
        rates.spend("device", "a", rules)
    assert refused.value.seconds == 1
    seconds[0] += 0.5
    rates.spend("device", "a", rules)
    with pytest.raises(TooMany):
        rates.spend("device", "a", rules)


def test_whoever_asks_too_often_is_told_when_to_come_back(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = {f"{who}_requests_per_second": 0.1 for who in ("device", "bank", "log_in")}
    rules |= {"device_requests_at_once": 3, "bank_requests_at_once": 5, "log_in_requests_at_once": 9}
    monkeypatch.setattr("central.api.asking.parameters", lambda _name, _day: rules)
    bank.sit_down("wangjun", "一号机")
    bank.sit_down("lixue", "二号机")
    statuses = [bank.get("wangjun", "/v1/digest").status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    refused = bank.get("wangjun", "/v1/digest")
    assert refused.headers["retry-after"] == "10"
    assert "请10秒后再试" in refused.json()["zh"]
    assert [bank.get("lixue", "/v1/digest").status_code for _ in range(3)] == [200, 200, 429]
    assert [bank.log_in("wuhao").status_code for _ in range(8)][-2:] == [200, 429]


@pytest.mark.parametrize("token", ["", "Bearer a.b.c", "forged", "ended"])
def test_a_token_that_does_not_hold_is_counted_like_a_log_in(
    bank: Bank, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    rules = parameters("security", bank.clock().date())
    scarce = {**rules, "log_in_requests_per_second": 0.1, "log_in_requests_at_once": 6}
    monkeypatch.setattr("central.api.asking.parameters", lambda _name, _day: scarce)
    holds, ended = bank.headers("wangjun"), bank.headers("lixue")["Authorization"]
    with bank.store.writing() as session:
        admin.end_log_ins(session, INSTITUTION, "lixue")
    shown = {"forged": f"{ended[:-4]}AAAA", "ended": ended}.get(token, token)
    headers = {"Authorization": shown} if shown else {}
    answers = [bank.client.get("/v1/digest", headers=headers) for _ in range(5)]
    assert [each.status_code for each in answers] == [401, 401, 401, 401, 429]
    assert answers[-1].headers["retry-after"] == "10"
    assert bank.log_in("wuhao").status_code == 429
    assert bank.client.get("/v1/digest", headers=holds).status_code == 200


def test_every_operation_describes_every_problem(bank: Bank) -> None:
    described = bank.client.get("/openapi.json").json()
    assert "HTTPValidationError" not in described["components"]["schemas"]
    for path, methods in described["paths"].items():
        for method in methods.values():
            for status in ("400", "401", "403", "404", "405", "413", "422", "429", "500", "503"):
                content = method["responses"][status]["content"]
                assert list(content) == ["application/problem+json"], (path, status)
                assert content["application/problem+json"]["example"]["zh"], (path, status)
