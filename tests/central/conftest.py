"""Every test of the centre runs on SQLite and on a real PostgreSQL."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from central import auth, schema
from central.files.objects import Folder
from central.store import Store
from central.tables import stored_metadata
from tests.central.bank import Bank
from tests.central.cluster import Cluster, running_cluster
from tests.central.intruder import unguard


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    with running_cluster() as running:
        yield running


@pytest.fixture(scope="session")
def migrated_postgresql(cluster: Cluster) -> Iterator[Store]:
    store = Store(cluster.new_database())
    schema.migrate(store.engine)
    yield store
    store.close()


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("central") / "migrated.db"
    store = Store(f"sqlite:///{path}")
    schema.migrate(store.engine)
    store.close()
    return path


@pytest.fixture
def postgresql(migrated_postgresql: Store) -> Iterator[Store]:
    yield migrated_postgresql
    # A database for each test would cost a thousand files; emptying a few tables costs nothing.
    with migrated_postgresql.engine.begin() as connection:
        unguard(connection)
        for table in stored_metadata().sorted_tables:
            connection.execute(table.delete())


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "postgresql":
        yield request.getfixturevalue("postgresql")
        return
    path = shutil.copy(request.getfixturevalue("migrated_sqlite"), tmp_path / "central.db")
    store = Store(f"sqlite:///{path}")
    yield store
    store.close()


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auth, "_HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


@pytest.fixture
def bank(store: Store, tmp_path: Path) -> Bank:
    return Bank(store, Folder(tmp_path / "files"))
