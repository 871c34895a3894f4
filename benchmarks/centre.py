"""How many operations, pages and log-ins one core of the centre carries, on a private PostgreSQL.

Seconds of processor time are counted, of the worker and of the database apart, so that the figures hold on a busy machine
too. Beside them stands what PostgreSQL alone needs for a commit of one small row: the floor under every operation.
"""

import os
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import httpx2
import psycopg

from models.party.resident_id import upgrade
from tests.central.bank import FARMER, creation
from tests.central.cluster import Cluster, running_cluster
from tests.central.processes import Running, running

OPERATIONS, AT_ONCE, LOG_INS, PAGES, EMPTY = 1000, 4, 20, 20, 300
_TICKS = os.sysconf("SC_CLK_TCK")


def processor_seconds(pids: list[int]) -> float:
    """Return the processor time of processes, their ended children included."""
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
        ticks += sum(map(int, fields[11:15]))
    return ticks / _TICKS


def postgres_pids(cluster: Cluster) -> list[int]:
    """Return the server and its children."""
    first = int((cluster.data / "postmaster.pid").read_text("ascii").split()[0])
    listed = subprocess.run(
        ["/bin/ps", "-o", "pid=", "--ppid", str(first)], capture_output=True, text=True, check=True
    )
    return [first, *map(int, listed.stdout.split())]


def measure(name: str, count: int, cluster: Cluster, worker: int, work: Callable[[], None]) -> None:
    """Print what *work*, which does *count* of something, costs each of them."""
    begun, centre = time.perf_counter(), processor_seconds([worker])
    database = processor_seconds(postgres_pids(cluster))
    work()
    wall = time.perf_counter() - begun
    centre, database = (
        processor_seconds([worker]) - centre,
        processor_seconds(postgres_pids(cluster)) - database,
    )
    print(
        f"{name:34} {1000 * centre / count:7.2f} ms centre {1000 * database / count:7.2f} ms database"
        f" = {count / (centre + database):7.0f} per core-second; {count / wall:7.0f}/s here"
    )


def send(centre: Running, headers: dict[str, str], batch: int) -> None:
    """Send new farmers in requests of *batch*."""
    client = httpx2.Client(base_url=centre.address, timeout=120)

    def post(first: int) -> None:
        farmers = [creation("farmer", {**FARMER, "id_number": id_number_of(first + n)}) for n in range(batch)]
        answer = client.post(
            "/v1/operations", json={"operations": [each.body() for each in farmers]}, headers=headers
        )
        if {each["status"] for each in answer.json()["answers"]} != {"accepted"}:
            raise SystemExit(answer.text)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(post, range(batch * 10_000, batch * 10_000 + OPERATIONS, batch)))


def id_number_of(serial: int) -> str:
    """Return the number of a made-up person, another one for each serial."""
    year, order = divmod(serial, 900)
    day = date(1950, 1, 1) + timedelta(days=year)
    return upgrade(f"239901{day:%y%m%d}{order:03d}")


def log_in(centre: Running) -> None:
    """Log in again and again."""
    for _ in range(LOG_INS):
        centre.log_in()


def floor(cluster: Cluster, database: str) -> None:
    """Print what a commit of one small row costs PostgreSQL alone."""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("CREATE TABLE floor (n int)")
        pids = postgres_pids(cluster)
        before = processor_seconds(pids)
        for n in range(OPERATIONS):
            connection.execute("INSERT INTO floor VALUES (%s)", [n])
        each = 1000 * (processor_seconds(pids) - before) / OPERATIONS
    print(f"{'commit of one row, PostgreSQL alone':34} {'':17} {each:7.2f} ms database")


def main() -> None:
    """Measure and print."""
    with running_cluster() as cluster:
        database = cluster.new_database()
        with running(database) as centre:
            headers, worker = centre.log_in(), centre.process.pid
            floor(cluster, database)
            measure(
                "operations, one a request", OPERATIONS, cluster, worker, lambda: send(centre, headers, 1)
            )
            measure(
                "operations, 100 a request", OPERATIONS, cluster, worker, lambda: send(centre, headers, 100)
            )

            def pages() -> None:
                for _ in range(PAGES):
                    path = "/v1/changes?since=0&limit=500"
                    centre.client.get(path, headers=headers).raise_for_status()

            measure("records in pages of the feed", PAGES * 500, cluster, worker, pages)
            head = centre.client.get("/v1/digest", headers=headers).json()["head"]

            def nothing_new() -> None:
                for _ in range(EMPTY):
                    centre.client.get(f"/v1/changes?since={head}", headers=headers).raise_for_status()

            measure("pages with nothing new", EMPTY, cluster, worker, nothing_new)
            measure("log-ins", LOG_INS, cluster, worker, lambda: log_in(centre))
            with psycopg.connect(database) as connection:
                rows = connection.execute(
                    "SELECT relname, pg_total_relation_size(c.oid) FROM pg_class c WHERE relkind = 'r' AND relname IN "
                    "('farmer', 'change', 'operation_answer', 'audit_entry') ORDER BY relname"
                ).fetchall()
            count = 2 * OPERATIONS
            print("bytes for each operation:", {name: size // count for name, size in rows})


if __name__ == "__main__":
    main()
