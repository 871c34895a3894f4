"""Files travel between real workstations and a real centre, whatever breaks on the way, exactly once."""

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import update

from app.attachments import papers
from app.attachments.adoption import adopt_photographs
from app.attachments.courier import Courier
from app.attachments.intake import take_in
from app.attachments.lane import Lane, jittered
from app.attachments.papers import Subject
from app.clock import now
from app.jobs import Cancelled, Job
from app.sync.client import CentreUnreachable
from app.tables import PaperFile, Photo
from central.files.uploads import GONE
from models.documents.attachment import Attachment, limits
from models.errors import NotAllowed, RuleBroken
from models.postloan.records import PostCheck
from tests import factories
from tests.app.attachments.desk import Desk, large, small
from tests.app.attachments.files import pdf, picture
from tests.app.places import CentreProcess
from tests.app.sync.desks import settle
from tests.factories import INSTITUTION, TODAY

ROOT = Path(__file__).parents[3]


@pytest.fixture
def own_centre(tmp_path: Path) -> Iterator[CentreProcess]:
    running = CentreProcess(tmp_path / "central.db")
    yield running
    running.stop()


@pytest.fixture
def alone(own_centre: CentreProcess, tmp_path: Path) -> Iterator[Desk]:
    """Somebody whose centre may be killed."""
    desk = Desk(tmp_path / "pc1", own_centre.address)
    yield desk
    desk.close()


def test_a_paper_travels_from_one_workstation_to_another(wangjun: Desk, lixue: Desk) -> None:
    customer = wangjun.customer()
    content = large(3)
    wangjun.file(customer, content)
    assert wangjun.folder(customer).papers[0].here
    assert (wangjun.lane.waits, wangjun.folder(customer).arrived) == (False, 0)
    wangjun.round()
    assert wangjun.lane.waits
    assert wangjun.lane.run().sent == 1
    wangjun.round()
    assert (wangjun.lane.waits, wangjun.folder(customer).arrived) == (False, 1)

    lixue.round()
    paper = lixue.folder(customer).papers[0]
    assert (paper.here, paper.record.added_by, lixue.lane.waits) == (False, "wangjun", False)
    settle(lixue.desk, lambda session: papers.fetch(session, paper.record))
    assert lixue.lane.run().fetched == 1
    assert lixue.folder(customer).papers[0].here
    assert lixue.desk.database.papers.read(paper.record.sha256) == content


def test_contents_wait_for_their_record(wangjun: Desk) -> None:
    wangjun.file(wangjun.customer(), small())
    assert wangjun.lane.run().sent == 0
    wangjun.round()
    assert wangjun.lane.run().sent == 1


def test_the_same_contents_are_kept_and_sent_once(wangjun: Desk) -> None:
    first, second = wangjun.customer(), wangjun.customer()
    content = large(1)
    wangjun.file(first, content)
    wangjun.file(second, content)
    wangjun.round()
    assert wangjun.lane.run().sent == 1
    wangjun.round()
    assert (wangjun.folder(first).arrived, wangjun.folder(second).arrived) == (1, 1)


def test_what_head_office_lacks_by_its_own_word_is_sent_again(wangjun: Desk) -> None:
    customer = wangjun.customer()
    wangjun.file(customer, large(1))
    wangjun.round()
    settle(wangjun.desk, lambda session: session.execute(update(PaperFile).values(wanted="")))
    assert not wangjun.lane.waits
    assert wangjun.lane.run().sent == 1
    wangjun.round()
    assert wangjun.folder(customer).arrived == 1
    assert wangjun.lane.run().sent == 0


class _InThePlaceOfTheCentre(httpx2.BaseTransport):
    """The log-in page of a network: whoever asks for anything gets it, whatever was asked."""

    def __init__(self, status: int) -> None:
        self._status = status

    def handle_request(self, _request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(self._status, content="<h1>请先登录无线网络</h1>".encode())


@pytest.mark.parametrize("status", [200, 204, 401, 403, 404, 413, 422, 502])
@pytest.mark.parametrize("begun", [False, True])
def test_what_answers_in_the_place_of_the_centre_has_taken_nothing(
    wangjun: Desk, status: int, *, begun: bool
) -> None:
    customer = wangjun.customer()
    wangjun.file(customer, large(1))
    wangjun.round()
    state = wangjun.file_state()
    if begun:
        wangjun.begin()
    stranger = Courier(wangjun.desk.centre, _InThePlaceOfTheCentre(status))
    for ask in (
        lambda: stranger.have([state.sha256]),
        lambda: stranger.begin(state.sha256, state.size),
        lambda: stranger.send("/v1/files/uploads/1", 0, b"part"),
        lambda: stranger.read(state.sha256, 0, 10),
        Lane(wangjun.desk.database, stranger, wangjun.desk.actor).run,
    ):
        with pytest.raises(CentreUnreachable):
            ask()
    stranger.close()
    assert (wangjun.file_state().wanted, wangjun.file_state().refused) == ("up", False)
    wangjun.lane.hurry()
    assert wangjun.lane.run().sent == 1
    wangjun.round()
    assert wangjun.folder(customer).arrived == 1


def test_what_somebody_waits_for_goes_before_what_travels_by_itself(wangjun: Desk, lixue: Desk) -> None:
    customer = wangjun.customer()
    wanted = wangjun.file(customer, small())
    wangjun.round()
    wangjun.lane.run()
    lixue.round()
    own = lixue.customer()
    lixue.file(own, large(4))
    lixue.round()
    order: list[bool] = []

    def watch(_done: int, _total: int) -> None:
        if lixue.lane.moving:
            order.append(lixue.lane.moving.up)
        if len(order) == 1:
            settle(
                lixue.desk,
                lambda session: papers.fetch(session, session.get_one(Attachment, (own_bank, wanted))),
            )

    own_bank = lixue.desk.actor.institution_id
    job = Job(watch)
    job._reported = -1e9
    step = job.step

    def every(done: int, total: int) -> None:
        job._reported = -1e9
        step(done, total)

    job.step = every  # type: ignore[method-assign] # every part is looked at, not only twenty a second
    carried = lixue.lane.run(job)
    assert (carried.sent, carried.fetched) == (1, 1)
    assert order[:3] == [True, False, True]


def test_a_killed_workstation_goes_on_where_it_was(
    alone: Desk, own_centre: CentreProcess, tmp_path: Path
) -> None:
    customer = alone.customer()
    content = large(60)
    alone.file(customer, content)
    alone.round()
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.app.attachments.child", str(tmp_path / "pc1"), own_centre.address],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout
    done = [int(child.stdout.readline().split()[0]) for _line in range(3)]
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    _place, before = alone.begin()
    assert 0 < done[0] <= before < len(content)
    seen: list[int] = []
    assert alone.lane.run(Job(lambda done, _total: seen.append(done))).sent == 1
    assert seen[0] > before
    alone.round()
    assert alone.folder(customer).arrived == 1
    assert alone.courier.read(alone.file_state().sha256, 0, len(content)) == content


def test_a_killed_centre_is_tried_again_later(alone: Desk, own_centre: CentreProcess) -> None:
    customer = alone.customer()
    alone.file(customer, large(6))
    alone.round()
    stopped: list[int] = []

    def kill(done: int, _total: int) -> None:
        if not stopped:
            stopped.append(done)
            own_centre.stop()

    with pytest.raises(CentreUnreachable):
        alone.lane.run(Job(kill))
    assert alone.lane.last_error
    own_centre.start()
    alone.lane.hurry()
    assert alone.begin()[1] >= stopped[0]
    assert alone.lane.run().sent == 1
    assert alone.lane.last_error is None
    alone.round()
    assert alone.folder(customer).arrived == 1


def test_somebody_may_stop_it_between_two_parts(wangjun: Desk) -> None:
    wangjun.file(wangjun.customer(), large(6))
    wangjun.round()
    send_a_part(wangjun)
    assert 0 < wangjun.begin()[1] < wangjun.file_state().size
    assert wangjun.lane.run().sent == 1


def test_an_upload_that_head_office_has_forgotten_begins_again(wangjun: Desk) -> None:
    """An unfinished upload expires; it stops neither its paper nor those behind it."""
    wangjun.file(wangjun.customer(), large(6))
    wangjun.round()
    send_a_part(wangjun)
    forget(wangjun, wangjun.begin()[0])
    assert wangjun.lane.run().sent == 1


def test_an_upload_that_head_office_forgets_meanwhile_begins_again(wangjun: Desk) -> None:
    wangjun.file(wangjun.customer(), large(6))
    wangjun.round()
    place, _there = wangjun.begin()
    job = Job()

    def report(_done: int, _total: int) -> None:
        forget(wangjun, place)
        job._report = lambda _done, _total: None

    job._report = report
    assert not wangjun.lane.run(job).sent
    assert wangjun.file_state().en == GONE.en
    wangjun.lane.hurry()
    assert wangjun.lane.run().sent == 1


def test_an_upload_whose_parts_are_gone_begins_again(alone: Desk, own_centre: CentreProcess) -> None:
    """A backup of head office brings unfinished uploads back, and their parts have been cleared away since."""
    alone.file(alone.customer(), large(6))
    alone.round()
    send_a_part(alone)
    shutil.rmtree(own_centre.files_lie_in / "parts")
    assert not alone.lane.run().sent
    assert alone.file_state().en == GONE.en
    alone.lane.hurry()
    assert alone.lane.run().sent == 1


def test_a_file_that_cannot_travel_holds_up_no_other(alone: Desk, own_centre: CentreProcess) -> None:
    """Head office cannot keep the parts of one upload: each try breaks off, and what waits behind it travels."""
    stuck, other = large(6), large(2)
    alone.file(alone.customer(), stuck)
    alone.round()
    send_a_part(alone)
    parts = own_centre.files_lie_in / alone.begin()[0].replace("/v1/files/uploads", f"parts/{INSTITUTION}")
    shutil.rmtree(parts)
    parts.write_text("in the way")
    alone.file(alone.customer(), other)
    alone.round()
    for _ in range(2):
        alone.lane.hurry()
        with pytest.raises(CentreUnreachable):
            alone.lane.run()
    waits = {content: alone.file_state(sha256(content).hexdigest()).wanted for content in (stuck, other)}
    assert waits == {stuck: "up", other: ""}


def send_a_part(desk: Desk) -> None:
    """Let the lane send one part of what waits."""
    job = Job()
    job._report = lambda _done, _total: job.cancel()
    with pytest.raises(Cancelled):
        desk.lane.run(job)


def forget(desk: Desk, place: str) -> None:
    """Let the centre forget an upload."""
    centre = desk.desk.centre
    told = {"Tus-Resumable": "1.0.0", "Authorization": f"Bearer {centre.access()}"}
    httpx2.delete(f"{centre.address}{place}", headers=told).raise_for_status()


def test_contents_that_were_changed_here_are_not_sent(wangjun: Desk, tmp_path: Path) -> None:
    customer = wangjun.customer()
    wangjun.file(customer, large(2))
    wangjun.round()
    (stored,) = [each for each in (tmp_path / "pc1").rglob("papers/*/*") if each.is_file()]
    stored.write_bytes(stored.read_bytes()[:-1] + b"x")
    assert wangjun.lane.run().refused == 1
    state = wangjun.file_state()
    assert (state.refused, "已损坏" in state.zh, wangjun.lane.waits) == (True, True, False)


def test_a_refusal_is_kept_with_its_sentence(wangjun: Desk) -> None:
    customer = wangjun.customer()
    paper = (wangjun.desk.actor.institution_id, wangjun.file(customer, large(1)))
    settle(wangjun.desk, lambda session: setattr(session.get_one(Attachment, paper), "size", 7))
    wangjun.round()
    assert wangjun.lane.run().refused == 1
    state = wangjun.file_state()
    assert (state.refused, "不符" in state.zh) == (True, True)


def test_the_cache_lets_go_of_what_head_office_has(wangjun: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.attachments import lane as module  # noqa: PLC0415 - its limits are what is changed

    tight = {**limits(TODAY), "kept_here_mib": 1}
    monkeypatch.setattr(module, "limits", lambda _today: tight)
    customer = wangjun.customer()
    for _paper in range(3):
        wangjun.file(customer, large(1))
    wangjun.round()
    wangjun.lane.run()
    wangjun.round()
    assert sum(each.here for each in wangjun.folder(customer).papers) == 3
    wangjun.file(customer, small())
    wangjun.round()
    wangjun.lane.run()
    folder = wangjun.folder(customer)
    assert [each.here for each in folder.papers].count(False) == 2
    gone = next(each for each in folder.papers if not each.here)
    settle(wangjun.desk, lambda session: papers.fetch(session, gone.record))
    assert wangjun.lane.run().fetched == 1


def test_a_photograph_of_an_old_check_becomes_its_paper(wangjun: Desk) -> None:
    content = picture()
    taken = take_in("地头.jpg", content, "check_photo", TODAY)
    check = PostCheck(
        **factories.HOME, photo_sha256=taken.sha256, photo_name="地头.jpg", done_on=TODAY, check="first"
    )

    def before(session: object) -> None:
        session.info["from_centre"] = True  # type: ignore[attr-defined] # a session
        session.add_all([check, Photo(sha256=taken.sha256, content=content, kept_at=now())])  # type: ignore[attr-defined] # likewise

    wangjun.desk.database.run(before)
    assert adopt_photographs(wangjun.desk.database, wangjun.desk.actor) == 1
    assert adopt_photographs(wangjun.desk.database, wangjun.desk.actor) == 0
    (paper,) = wangjun.folder(Subject("post_check", check.id)).papers
    assert (paper.here, paper.record.sha256, paper.record.title) == (True, taken.sha256, "地头.jpg")
    assert wangjun.desk.database.read("SELECT count(*) FROM photo") == [(0,)]
    assert wangjun.desk.database.papers.read(taken.sha256) == content


def test_replacing_and_removing_keep_what_was(wangjun: Desk) -> None:
    customer = wangjun.customer()
    old = wangjun.file(customer, small())
    actor = wangjun.desk.actor
    taken = take_in("新.pdf", small(), "id_card", TODAY)
    wangjun.desk.database.papers.keep(taken.content)
    new = settle(wangjun.desk, lambda s: papers.replace_paper(s, actor, old, taken, TODAY).id)
    with pytest.raises(RuleBroken):
        settle(wangjun.desk, lambda s: papers.remove_paper(s, actor, new, "  ", TODAY))
    settle(wangjun.desk, lambda s: papers.sort_paper(s, actor, new, "household_register", "户口簿"))
    wangjun.round()
    records = {each.record.id: each.record for each in wangjun.folder(customer).papers}
    assert (records[old].removed_by, records[new].replaces) == ("wangjun", old)
    assert (records[new].paper, records[new].version > 0) == ("household_register", True)
    assert [each.record.id for each in wangjun.folder(customer).standing] == [new]


def test_what_is_missing_is_named(wangjun: Desk) -> None:
    customer = wangjun.customer()
    assert "身份证件" in [text.zh for _subject, text in wangjun.folder(customer).missing]
    wangjun.file(customer, small())
    assert "身份证件" not in [text.zh for _subject, text in wangjun.folder(customer).missing]


def test_somebody_without_a_part_in_the_file_adds_nothing(centre: CentreProcess, tmp_path: Path) -> None:
    auditor = Desk(tmp_path / "pc3", centre.address, "xuqing")
    with pytest.raises(NotAllowed):
        auditor.file(Subject("farmer", UUID(int=1)), pdf())
    auditor.close()


def test_waiting_grows_and_is_spread() -> None:
    assert all(timedelta() <= jittered(1) <= timedelta(seconds=4) for _try in range(50))
    assert all(jittered(40) <= timedelta(seconds=600) for _try in range(50))
    assert len({jittered(9) for _try in range(20)}) == 20
