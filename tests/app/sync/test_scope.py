"""Who sees what: customers and officers who move, and what becomes of what was typed meanwhile."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app import conflicts, customers, drafts
from app.attachments import keeping
from app.attachments.intake import take_in
from app.attachments.papers import Subject, fetch, file_paper
from app.clock import now
from app.search import search
from app.sync.client import LoginRefused
from app.workstation import Workstation, log_in
from central import admin
from models.documents.attachment import Attachment
from models.identity import new_id
from models.party.farmer import Farmer
from models.sync.operations import Command
from tests import factories
from tests.app.attachments.files import pdf
from tests.app.places import PASSWORD, CentreProcess
from tests.app.sync.desks import (
    OTHER_BRANCH,
    add,
    agree,
    edit,
    open_desk,
    opened,
    outbox,
    rows,
    seen,
    settings,
    settle,
    states,
)
from tests.factories import BRANCH, INSTITUTION, NOW, TODAY


@pytest.fixture
def here(tmp_path: Path, bank: CentreProcess) -> Iterator[Workstation]:
    desk = open_desk(tmp_path, bank.address, "wangjun")
    yield desk
    desk.close()


@pytest.fixture
def there(tmp_path: Path, bank: CentreProcess) -> Iterator[Workstation]:
    desk = open_desk(tmp_path, bank.address, "qianduo")
    yield desk
    desk.close()


def transfer(bank: CentreProcess, tmp_path: Path, farmer: Farmer, officer: str) -> None:
    """Let the president hand a customer over."""
    president = open_desk(tmp_path / "president", bank.address, "weiguo")
    arguments = {"officer": officer, "comment": "客户迁居"}
    [answer] = president.centre.operations([Command(new_id(), "transfer_farmer", farmer.id, arguments)])
    assert answer.status == "accepted", answer
    president.close()


@pytest.fixture
def farmer(here: Workstation, there: Workstation) -> Farmer:
    """A farmer with a household, a case and land, whom this branch has at head office."""
    made = factories.farmer(full_name=f"赵{new_id().hex[-5:]}")
    case = factories.case(made)
    secured = factories.security(case, factories.receivable())
    add(
        here,
        made,
        factories.member(made),
        case,
        secured.collateral,
        secured.pledge,
        secured.valuation or made,
    )
    here.rounds.run()
    there.rounds.run()
    assert set(states(here)) == {"accepted"}
    return made


def numbers(desk: Workstation) -> int:
    return int(desk.database.read("SELECT count(*) FROM collateral_identity")[0][0])


def test_a_customer_who_moves_leaves_one_store_and_enters_another(
    here: Workstation, there: Workstation, bank: CentreProcess, tmp_path: Path, farmer: Farmer
) -> None:
    here.database.run(lambda session: drafts.keep(session, f"farmer/{farmer.id}", {"village": "红星村"}))
    before, known = numbers(here), here.database.read("SELECT count(*) FROM known")[0][0]
    transfer(bank, tmp_path, farmer, "qianduo")
    report = here.rounds.run()
    there.rounds.run()
    assert (rows(here, farmer), rows(there, farmer)) == (0, 1)
    assert report.removed == known - here.database.read("SELECT count(*) FROM known")[0][0] > 4
    assert report.repaired == 0
    assert seen(there, farmer, "branch_id") == OTHER_BRANCH
    assert search(here.database, farmer.full_name) == []
    assert farmer.id in {hit.record_id for hit in search(there.database, farmer.full_name)}
    assert numbers(here) < before
    with here.database.session() as session:
        # What was begun for a customer who is another branch's is no new file.
        assert customers.begun(session, here.actor, "farmer") is None
    assert here.database.read("SELECT count(*) FROM outbox WHERE record_id = ?", (farmer.id.hex,)) == [(0,)]
    agree(here, there)


def test_what_was_typed_meanwhile_keeps_the_record_until_it_is_settled(
    here: Workstation, bank: CentreProcess, tmp_path: Path, farmer: Farmer
) -> None:
    edit(here, farmer, village="红星村")
    transfer(bank, tmp_path, farmer, "qianduo")
    assert here.rounds.run().refused == 1
    [refused] = [row for row in outbox(here) if row.state == "refused"]
    assert "其他支行" in refused.zh
    assert rows(here, farmer) == 1
    assert seen(here, farmer, "village") == "红星村"
    gone = "SELECT gone FROM known WHERE record_id = ?"
    assert here.database.read(gone, (farmer.id.hex,)) == [(1,)]
    here.rounds.run()
    assert rows(here, farmer) == 1
    here.database.run(lambda session: conflicts.give_up(session, INSTITUTION, refused.sequence))
    here.rounds.run()
    assert rows(here, farmer) == 0
    agree(here)


def test_a_customer_who_comes_back_is_here_again(
    here: Workstation, there: Workstation, bank: CentreProcess, tmp_path: Path, farmer: Farmer
) -> None:
    transfer(bank, tmp_path, farmer, "qianduo")
    here.rounds.run()
    there.rounds.run()
    transfer(bank, tmp_path, farmer, "wangjun")
    for desk in (there, here):
        desk.rounds.run()
    assert (rows(here, farmer), rows(there, farmer)) == (1, 0)
    agree(here, there)


def test_head_office_sees_a_customer_move_without_losing_them(
    here: Workstation, bank: CentreProcess, tmp_path: Path, farmer: Farmer
) -> None:
    office = open_desk(tmp_path, bank.address, "zhenghua")
    office.rounds.run()
    transfer(bank, tmp_path, farmer, "qianduo")
    office.rounds.run()
    assert (rows(office, farmer), seen(office, farmer, "branch_id")) == (1, OTHER_BRANCH)
    agree(office)
    office.close()


def test_an_officer_who_moves_takes_up_the_new_branch_and_drops_the_old(
    here: Workstation, bank: CentreProcess, tmp_path: Path, farmer: Farmer
) -> None:
    desk = open_desk(tmp_path, bank.address, "suyan")
    mine = factories.farmer(branch_id=OTHER_BRANCH)
    add(desk, mine)
    desk.rounds.run()
    unsent = factories.farmer(branch_id=OTHER_BRANCH, full_name="赵未发")
    add(desk, unsent)
    edit(desk, mine, village="红星村")
    with opened(bank) as store, store.writing() as session:
        admin.move_officer(session, INSTITUTION, "suyan", here.actor.branch_id, NOW)
    desk.rounds.run()
    assert desk.rounds.actor.branch_id == here.actor.branch_id
    assert rows(desk, farmer) == 1
    # What was created offline belongs to the branch where the officer works now.
    assert seen(desk, unsent, "branch_id") == here.actor.branch_id
    [refused] = [row for row in outbox(desk) if row.state == "refused"]
    assert rows(desk, mine) == 1
    desk.database.run(lambda session: conflicts.give_up(session, INSTITUTION, refused.sequence))
    desk.rounds.run()
    assert rows(desk, mine) == 0
    agree(desk)
    desk.close()


def test_an_officer_who_was_moved_is_so_at_the_next_log_in_without_a_connection(
    here: Workstation, bank: CentreProcess, tmp_path: Path
) -> None:
    def move(branch_id: str) -> None:
        with opened(bank) as store, store.writing() as session:
            admin.move_officer(session, INSTITUTION, "suyan", branch_id, NOW)

    def enter(address: str) -> Workstation:
        return log_in(settings(tmp_path, address), "suyan", PASSWORD, lambda _why, _new: "a long passphrase")

    move(OTHER_BRANCH)
    desk = enter(bank.address)
    move(here.actor.branch_id)
    desk.rounds.run()
    desk.close()
    again = enter("http://127.0.0.1:9")
    assert not again.online
    assert again.actor == desk.rounds.actor
    assert again.actor.branch_id == here.actor.branch_id
    again.close()


def put_on_file(desk: Workstation, farmer: Farmer, content: bytes) -> Attachment:
    """Put a scan on file."""
    taken = take_in("证件.pdf", content, "id_card", TODAY)
    desk.database.papers.keep(taken.content)
    subject = Subject(Farmer.kind, farmer.id)
    filed: Attachment = settle(desk, lambda session: file_paper(session, desk.actor, subject, taken, TODAY))
    return filed


def file_scan(desk: Workstation, farmer: Farmer) -> Attachment:
    """Put a scan on file and let its record, not its contents, go to head office."""
    filed = put_on_file(desk, farmer, pdf(1, title=new_id().hex))
    desk.rounds.run()
    return filed


def test_contents_that_lie_here_alone_follow_a_customer_who_moves(
    here: Workstation, there: Workstation, bank: CentreProcess, tmp_path: Path, farmer: Farmer
) -> None:
    scan = file_scan(here, farmer)
    transfer(bank, tmp_path, farmer, "qianduo")
    here.rounds.run()
    assert (rows(here, farmer), rows(here, scan)) == (0, 1)
    assert here.lane.run().sent == 1
    here.rounds.run()
    there.rounds.run()
    assert rows(here, scan) == 0
    assert seen(there, scan, "received_at")
    settle(there, lambda session: fetch(session, session.get_one(Attachment, (INSTITUTION, scan.id))))
    assert there.lane.run().fetched == 1
    agree(here, there)


def test_contents_of_a_customer_who_moved_do_not_stay_here(
    here: Workstation, bank: CentreProcess, tmp_path: Path, farmer: Farmer, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan, stays = file_scan(here, farmer), factories.farmer(full_name=f"钱{new_id().hex[-5:]}")
    add(here, stays)
    own = file_scan(here, stays)
    transfer(bank, tmp_path, farmer, "qianduo")
    assert here.lane.run().sent == 2
    here.rounds.run()
    assert rows(here, scan) == 0
    assert lie_here(here, scan, own) == [True, True]
    monkeypatch.setattr(keeping, "now", lambda: now() + timedelta(hours=25))
    here.rounds.run()
    assert lie_here(here, scan, own) == [False, True]
    assert here.database.read("SELECT sha256 FROM paper_file") == [(own.sha256,)]


def test_contents_that_head_office_lacks_stay_though_no_paper_names_them(
    here: Workstation, farmer: Farmer, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan = file_scan(here, farmer)
    here.database.run(lambda session: session.delete(session.get_one(Attachment, (INSTITUTION, scan.id))))
    monkeypatch.setattr(keeping, "now", lambda: now() + timedelta(hours=25))
    assert keeping.forget_strays(here.database, INSTITUTION) == 0
    assert lie_here(here, scan) == [True]


def lie_here(desk: Workstation, *scans: Attachment) -> list[bool]:
    return [desk.database.papers.has(str(scan.sha256)) for scan in scans]


def test_contents_sent_for_a_colleagues_paper_are_sent_again_for_ones_own(
    here: Workstation, there: Workstation, bank: CentreProcess, tmp_path: Path, farmer: Farmer
) -> None:
    """Head office had them when it was asked; when it heard of the second paper, the first was no more to be seen."""
    colleague = open_desk(tmp_path, bank.address, "lixue")
    others = factories.farmer(full_name=f"钱{new_id().hex[-5:]}")
    add(colleague, others)
    content = pdf(1, title=new_id().hex)
    put_on_file(colleague, others, content)
    colleague.rounds.run()
    assert colleague.lane.run().sent == 1
    here.rounds.run()
    scan = put_on_file(here, farmer, content)
    here.lane.run()
    transfer(bank, tmp_path, others, "qianduo")
    here.rounds.run()
    transfer(bank, tmp_path, farmer, "qianduo")
    here.rounds.run()
    assert here.lane.run().sent == 1
    there.rounds.run()
    assert seen(there, scan, "received_at")
    here.rounds.run()
    assert rows(here, scan) == 0
    colleague.rounds.run()
    agree(here, there, colleague)
    colleague.close()


def test_contents_of_an_officer_who_moves_still_arrive(
    there: Workstation, bank: CentreProcess, tmp_path: Path
) -> None:
    desk = open_desk(tmp_path, bank.address, "malin")
    farmer = factories.farmer(branch_id=OTHER_BRANCH)
    add(desk, farmer)
    scan = file_scan(desk, farmer)
    with opened(bank) as store, store.writing() as session:
        admin.move_officer(session, INSTITUTION, "malin", BRANCH, NOW)
    desk.rounds.run()
    assert (rows(desk, farmer), rows(desk, scan)) == (0, 1)
    assert desk.lane.run().sent == 1
    desk.rounds.run()
    there.rounds.run()
    assert rows(desk, scan) == 0
    assert seen(there, scan, "received_at")
    agree(desk, there)
    desk.close()


def test_what_left_before_the_feed_brought_it_back_leaves_here_too(
    there: Workstation, bank: CentreProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = open_desk(tmp_path, bank.address, "malin")
    monkeypatch.setattr(type(desk.rounds), "_pull", lambda *_: None)
    farmer = factories.farmer(branch_id=desk.actor.branch_id)
    add(desk, farmer)
    scan = file_scan(desk, farmer)
    monkeypatch.undo()
    elsewhere = BRANCH if desk.actor.branch_id == OTHER_BRANCH else OTHER_BRANCH
    with opened(bank) as store, store.writing() as session:
        admin.move_officer(session, INSTITUTION, "malin", elsewhere, NOW)
    desk.rounds.run()
    assert (rows(desk, farmer), rows(desk, scan)) == (0, 1)
    assert desk.lane.run().sent == 1
    desk.rounds.run()
    assert rows(desk, scan) == 0
    agree(desk, there)
    desk.close()


def test_who_may_see_nothing_at_all_is_told_so(bank: CentreProcess, tmp_path: Path) -> None:
    desk = open_desk(tmp_path, bank.address, "malin")
    desk.centre.refresh_token = ""
    desk.centre._access = "forged"
    with pytest.raises(LoginRefused):
        desk.rounds.run()
    desk.close()
