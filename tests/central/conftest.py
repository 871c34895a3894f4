"""Every test of the centre runs on SQLite and on a real PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from central import auth, schema
from central.store import Store
from tests.central.bank import Bank
from tests.central.cluster import Cluster, running_cluster


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    with running_cluster() as running:
        yield running


@pytest.fixture(scope="session")
def postgresql_template(cluster: Cluster) -> str:
    cluster.run("CREATE DATABASE migrated")
    store = Store(cluster.url("migrated"))
    schema.migrate(store.engine)
    store.close()
    return "migrated"


@pytest.fixture
def postgresql(cluster: Cluster, postgresql_template: str) -> Iterator[Store]:
    store = Store(cluster.new_database(postgresql_template))
    yield store
    store.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "postgresql":
        yield request.getfixturevalue("postgresql")
        return
    store = Store(f"sqlite:///{tmp_path}/central.db")
    schema.migrate(store.engine)
    yield store
    store.close()


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auth, "_HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


@pytest.fixture
def bank(store: Store) -> Bank:
    return Bank(store)
