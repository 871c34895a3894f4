"""Desks and centres for the tests of sync: a real process, over SQLite and over a real PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.workstation import Workstation
from central import admin
from models.approval.roles import Role
from tests.app.places import PASSWORD, CentreProcess
from tests.app.sync.desks import OTHER_BRANCH, open_desk, opened
from tests.central.cluster import Cluster, running_cluster
from tests.factories import INSTITUTION, NOW


@pytest.fixture
def desk(tmp_path: Path, centre: CentreProcess) -> Iterator[Workstation]:
    """A loan officer's."""
    workstation = open_desk(tmp_path, centre.address, "wangjun")
    yield workstation
    workstation.close()


@pytest.fixture
def other(tmp_path: Path, centre: CentreProcess) -> Iterator[Workstation]:
    """A colleague's in the same branch."""
    workstation = open_desk(tmp_path, centre.address, "lixue")
    yield workstation
    workstation.close()


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    with running_cluster() as running:
        yield running


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def bank(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CentreProcess]:
    """A centre with a second branch, over either database; tests share it."""
    database: Path | str = tmp_path_factory.mktemp("bank") / "central.db"
    if request.param == "postgresql":
        database = request.getfixturevalue("cluster").new_database()
    running = CentreProcess(database, files=tmp_path_factory.mktemp("files"))
    with opened(running) as store, store.writing() as session:
        admin.create_branch(session, INSTITUTION, OTHER_BRANCH, "测试二支行")
        for login, name in (("qianduo", "钱多"), ("heqing", "何清"), ("malin", "马林"), ("suyan", "苏岩")):
            new = admin.NewOfficer(INSTITUTION, OTHER_BRANCH, login, name, frozenset({Role.LOAN_OFFICER}))
            admin.create_officer(session, new, PASSWORD, NOW)
    yield running
    running.stop()
