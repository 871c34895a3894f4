"""Giving up what head office did not take, the diary of rounds, and the file for support."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from app import conflicts
from app.jobs import Cancelled, Job
from app.outbox import ask
from app.search import search
from app.sync.diary import ROUNDS
from app.sync.support import write_support_file
from app.workstation import Workstation
from models.compliance.audit import AuditEntry
from models.documents.number_block import NumberBlock
from models.errors import NotFound, RuleBroken
from models.identity import new_id
from models.party.farmer import Farmer
from tests import factories
from tests.app.places import CentreProcess
from tests.app.sync.desks import add, edit, open_desk, outbox, seen, states
from tests.factories import INSTITUTION


@pytest.fixture
def reviewer(tmp_path: Path, centre: CentreProcess) -> Iterator[Workstation]:
    """Somebody whose changes of files head office refuses."""
    opened = open_desk(tmp_path, centre.address, "zhaomin")
    yield opened
    opened.close()


def give_up(desk: Workstation, place: int = -1) -> None:
    sequence = outbox(desk)[place].sequence
    desk.database.run(lambda session: conflicts.give_up(session, INSTITUTION, sequence))


def test_a_refused_change_that_is_given_up_leaves_what_was(desk: Workstation, reviewer: Workstation) -> None:
    farmer = factories.farmer()
    add(desk, farmer)
    desk.sync()
    reviewer.sync()
    edit(reviewer, farmer, address="别处")
    reviewer.sync()
    assert states(reviewer) == ["refused"]
    give_up(reviewer)
    assert seen(reviewer, farmer, "address") == farmer.address
    assert states(reviewer) == []
    assert reviewer.sync().repaired == 1  # A colleague may have changed it meanwhile: it is read again.
    ours, theirs = reviewer.rounds.compare()
    assert ours == theirs


def test_a_file_that_head_office_never_had_goes_with_its_entry(reviewer: Workstation) -> None:
    farmer = factories.farmer(full_name="仅在本机")
    add(reviewer, farmer)
    reviewer.sync()
    assert search(reviewer.database, "仅在本机")
    give_up(reviewer)
    assert search(reviewer.database, "仅在本机") == []
    assert reviewer.database.read("SELECT count(*) FROM farmer WHERE id = ?", (farmer.id.hex,)) == [(0,)]


def test_a_file_on_which_another_rests_stays(reviewer: Workstation) -> None:
    farmer = factories.farmer()
    add(reviewer, farmer, factories.member(farmer))
    reviewer.sync()
    head, member = (row.sequence for row in outbox(reviewer))
    with pytest.raises(RuleBroken, match="请先放弃该家庭成员") as refusal:
        give_up(reviewer, 0)
    assert "give that up first" in refusal.value.text.en
    for sequence in (member, head):
        reviewer.database.run(partial(conflicts.give_up, institution_id=INSTITUTION, sequence=sequence))
    assert outbox(reviewer) == []


def test_only_what_was_refused_is_given_up(desk: Workstation) -> None:
    add(desk, factories.farmer())
    with pytest.raises(RuleBroken, match="只有被退回的操作可以放弃"):
        give_up(desk)
    with pytest.raises(NotFound):
        desk.database.run(lambda session: conflicts.give_up(session, INSTITUTION, 10**6))


def test_an_order_that_was_refused_is_no_conflict(desk: Workstation) -> None:
    told = {"series": "contract", "year": 1999, "count": 1}
    desk.database.run(lambda s: ask(s, INSTITUTION, "reserve_numbers", NumberBlock.kind, new_id(), told))
    assert desk.sync().refused == 1
    [refused] = outbox(desk)
    with desk.database.session() as session:
        assert conflicts.disputes(session, INSTITUTION, refused.sequence) == []
    give_up(desk)
    assert outbox(desk) == []


def test_every_round_stands_in_the_diary(desk: Workstation) -> None:
    add(desk, factories.farmer())
    desk.sync()
    job = Job()
    job.cancel()
    add(desk, factories.farmer())
    with pytest.raises(Cancelled):
        desk.sync(job)
    told = [
        [column.show(cell, "zh") for column, cell in zip(ROUNDS.columns, row[1:], strict=True)]
        for row in ROUNDS.head(desk.database, 10)
    ]
    assert [row[-1] for row in told] == ["中断", "完成"]
    assert [row[2:4] for row in told] == [["1", "1"]] * 2


def test_the_file_for_support_says_why_and_names_nobody(reviewer: Workstation, tmp_path: Path) -> None:
    farmer = factories.farmer(full_name="不该出现", phone="19900009999")
    add(reviewer, farmer)
    reviewer.sync()
    assert write_support_file(reviewer, tmp_path / "support.json") == 1
    text = (tmp_path / "support.json").read_text("utf-8")
    told = json.loads(text)
    assert (told["outbox"][0]["state"], told["outbox"][0]["kind"]) == ("refused", Farmer.kind)
    assert "录入和修改资料须由" in told["outbox"][0]["zh"]
    assert "phone" in told["outbox"][0]["fields"]
    assert told["rounds"][-1]["refused"] == 1
    for word in ("不该出现", "19900009999", farmer.id_number, farmer.address):
        assert word not in text
    with reviewer.database.session() as session:
        noted = session.scalars(select(AuditEntry.action).where(AuditEntry.subject == "support.json")).all()
    assert noted == ["export"]
