"""Contents that are damaged here, torn on their way in, find no room or are of no format hold up nothing."""

from datetime import timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest

from app.attachments import papers
from app.attachments.adoption import adopt_photographs
from app.attachments.contents import Arriving
from app.attachments.papers import Subject
from app.clock import now
from app.disk import FULL, DiskTrouble
from app.tables import Photo
from models.documents.attachment import Attachment
from models.postloan.records import PostCheck
from tests import factories
from tests.app.attachments.desk import Desk, small
from tests.app.attachments.files import picture
from tests.app.sync.desks import settle
from tests.factories import TODAY


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


def test_a_file_for_which_there_is_no_room_lets_another_go_first(
    wangjun: Desk, lixue: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    (_first, large_one), (_second, small_one) = on_file(wangjun), on_file(wangjun)
    lixue.round()
    add_to = Arriving.add

    def no_room(arriving: Arriving, content: bytes) -> None:
        if arriving.path == lixue.desk.database.papers.arriving(large_one.sha256, 1).path:
            raise DiskTrouble(FULL)
        add_to(arriving, content)

    monkeypatch.setattr(Arriving, "add", no_room)
    monkeypatch.setattr("app.attachments.lane.jittered", lambda _attempts: timedelta())
    for paper in (large_one, small_one):
        settle(lixue.desk, partial(papers.fetch, paper=paper))
    with pytest.raises(DiskTrouble):
        lixue.lane.run()
    assert (lixue.file_state(large_one.sha256).attempts, lixue.file_state(large_one.sha256).refused) == (
        1,
        False,
    )
    with pytest.raises(DiskTrouble):
        lixue.lane.run()
    assert lixue.file_state(small_one.sha256).here


def test_a_photograph_of_an_unknown_format_holds_up_no_other(wangjun: Desk) -> None:
    unknown, known = b"\0\0\0\x18ftypheic" + bytes(20), picture(seed="other")
    checks = [
        PostCheck(
            **factories.HOME,
            photo_sha256=sha256(content).hexdigest(),
            photo_name="地头",
            done_on=TODAY,
            check="first",
        )
        for content in (unknown, known)
    ]

    def before(session: object) -> None:
        session.info["from_centre"] = True  # type: ignore[attr-defined] # a session
        photos = [
            Photo(sha256=sha256(content).hexdigest(), content=content, kept_at=now())
            for content in (unknown, known)
        ]
        session.add_all([*checks, *photos])  # type: ignore[attr-defined] # likewise

    wangjun.desk.database.run(before)
    assert adopt_photographs(wangjun.desk.database, wangjun.desk.actor) == 1
    assert adopt_photographs(wangjun.desk.database, wangjun.desk.actor) == 0
    assert wangjun.desk.database.read("SELECT sha256 FROM photo") == [(sha256(unknown).hexdigest(),)]
