"""Two officers of one branch, who share a centre."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.attachments.desk import Desk
from tests.app.places import CentreProcess


@pytest.fixture
def wangjun(centre: CentreProcess, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "pc1", centre.address)
    desk.round()
    yield desk
    desk.close()


@pytest.fixture
def lixue(centre: CentreProcess, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "pc2", centre.address, "lixue")
    yield desk
    desk.close()
