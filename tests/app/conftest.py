"""Stores and centres for tests of the use cases."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.database import Database
from tests.app.places import KEY, CentreProcess


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An encrypted store with its tables, made once and copied by each test."""
    path = tmp_path_factory.mktemp("store") / "store.db"
    Database(path, KEY).close()
    return path


@pytest.fixture
def database(empty_store: Path, tmp_path: Path) -> Iterator[Database]:
    """An empty encrypted store."""
    shutil.copy(empty_store, tmp_path / "store.db")
    opened = Database(tmp_path / "store.db", KEY)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CentreProcess]:
    """A centre in a process of its own, with the demonstration bank; tests share it."""
    running = CentreProcess(tmp_path_factory.mktemp("centre") / "central.db")
    yield running
    running.stop()
