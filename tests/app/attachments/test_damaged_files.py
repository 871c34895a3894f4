"""Contents that are damaged here, torn on their way in come again."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.attachments import papers
from app.attachments.papers import Subject
from models.documents.attachment import Attachment
from tests.app.attachments.test_lane import Desk, small
from tests.app.places import CentreProcess
from tests.app.sync.desks import settle


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


def on_file(desk: Desk) -> tuple[Subject, Attachment]:
    """Return a paper that has arrived at head office."""
    customer = desk.customer()
    desk.file(customer, small())
    desk.round()
    desk.lane.run()
    desk.round()
    record = desk.folder(customer).papers[0].record
    assert record.received_at
    return customer, record


def test_contents_that_are_damaged_here_come_again(wangjun: Desk, tmp_path: Path) -> None:
    _customer, paper = on_file(wangjun)
    kept = wangjun.desk.database.papers
    (stored,) = [each for each in (tmp_path / "pc1").rglob("papers/*/*") if each.is_file()]
    stored.write_bytes(stored.read_bytes()[:-1] + b"x")
    for _again in range(2):  # The second time it is sound and nothing travels.
        settle(wangjun.desk, lambda session: papers.fetch(session, paper))
        wangjun.lane.run()
        assert kept.sound(paper.sha256)
        assert (wangjun.file_state().here, wangjun.file_state().wanted) == (True, "")


def test_contents_that_a_power_cut_has_torn_come_again(wangjun: Desk, lixue: Desk) -> None:
    customer, paper = on_file(wangjun)
    lixue.round()
    settle(lixue.desk, lambda session: papers.fetch(session, paper))
    kept = lixue.desk.database.papers
    torn = kept.arriving(paper.sha256, paper.size or 0)
    torn.add(bytes(torn.size))
    torn.path.write_bytes(bytes(torn.path.stat().st_size))
    assert lixue.lane.run().refused == 0
    assert not lixue.file_state(paper.sha256).refused
    lixue.lane.hurry()
    assert lixue.lane.run().fetched == 1
    assert lixue.folder(customer).papers[0].here
    assert kept.sound(paper.sha256)
