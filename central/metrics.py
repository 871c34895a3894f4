"""What the centre counts about itself, in the words of Prometheus; no person and no device is a label."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, multiprocess
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from central.store import Store
from central.tables import Branch, GatewayMessage

REQUESTS = Counter("heitu_requests", "Requests answered.", ["route", "method", "status"])
SECONDS = Histogram("heitu_request_seconds", "How long an answer took.", ["route", "method"])
OPERATIONS = Counter("heitu_operations", "Operations answered.", ["outcome"])
CONNECTIONS = Gauge(
    "heitu_database_connections", "Connections of the pools in use.", multiprocess_mode="livesum"
)


def count_answers(answers: Iterable[Mapping[str, Any]]) -> None:
    """Count what became of operations."""
    for answer in answers:
        OPERATIONS.labels(answer["status"]).inc()


def forget_worker(pid: int) -> None:
    """Take a worker that is gone out of the figures that say how things stand now; what it has counted stays."""
    multiprocess.mark_process_dead(pid)  # type: ignore[no-untyped-call] # it carries no types


class StoreCollector(Collector):
    """Asks the database when it is asked: whether it answers, and how far the feeds of each bank are."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def describe(self) -> Iterable[Metric]:
        """Return nothing: what is in the database is only known when it is asked."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Yield the state of the database."""
        up = GaugeMetricFamily("heitu_database_up", "Whether the database answers.")
        heads = GaugeMetricFamily(
            "heitu_feed_head", "Places given in the feeds of a bank.", labels=["institution"]
        )
        gateway = GaugeMetricFamily(
            "heitu_gateway_messages",
            "Messages for core banking that wait or lie dead.",
            labels=["institution", "state"],
        )
        try:
            with self._store.reading() as session:
                rows = select(Branch.institution_id, func.sum(Branch.head)).group_by(Branch.institution_id)
                for institution_id, head in session.execute(rows).all():
                    heads.add_metric([institution_id], float(head))
                waiting = select(GatewayMessage.institution_id, GatewayMessage.state, func.count()).where(
                    GatewayMessage.state != "done"
                )
                states = (GatewayMessage.institution_id, GatewayMessage.state)
                for institution_id, state, count in session.execute(waiting.group_by(*states)).all():
                    gateway.add_metric([institution_id, state], float(count))
            up.add_metric([], 1)
        except SQLAlchemyError:
            up.add_metric([], 0)
        yield up
        yield heads
        yield gateway


def registry_over(store: Store, folder: str | None) -> CollectorRegistry:
    """Return what is shown: of this process, or of every worker that writes into *folder*."""
    registry = REGISTRY
    if folder:
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry, folder)  # type: ignore[no-untyped-call] # it carries no types
    registry.register(StoreCollector(store))
    return registry
