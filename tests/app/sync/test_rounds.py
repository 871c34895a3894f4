"""Rounds of sync between real workstations over a real centre."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import conflicts, customers
from app.cases import open_case, request_step, view
from app.forms import Form
from app.jobs import Cancelled, Job
from app.memory import remember
from app.search import search
from app.sync import pull, push
from app.sync.client import OFFLINE, CentreUnreachable
from app.sync.unsent import authors
from app.workstation import Workstation
from models.compliance.actions import OVERRIDE, UNMASK
from models.compliance.audit import AuditEntry
from models.errors import RuleBroken
from models.identity import new_id
from models.lending.case import LoanCase
from models.party.farmer import Farmer
from models.text import Text
from tests import factories
from tests.app.places import CentreProcess
from tests.app.sync.desks import add, decide, edit, open_desk, outbox, seen, states
from tests.factories import INSTITUTION, TODAY

CARD, OTHER_CARD = "6239990000000000018", "6239990000000000026"


@pytest.fixture
def farmer(desk: Workstation, other: Workstation) -> Farmer:
    """A farmer whom both desks know."""
    made = factories.farmer(full_name=f"赵{new_id().hex[-4:]}")
    add(desk, made)
    desk.rounds.run()
    other.rounds.run()
    return made


def _both_agree(*desks: Workstation) -> None:
    for each in desks:
        ours, theirs = each.rounds.compare()
        assert ours == theirs


def test_what_one_writes_the_other_sees(desk: Workstation, other: Workstation, farmer: Farmer) -> None:
    assert states(desk) == ["accepted"]
    assert seen(desk, farmer, "version") == seen(other, farmer, "version") == 1
    assert seen(other, farmer, "phone") == farmer.phone
    assert [hit.record_id for hit in search(other.database, farmer.full_name)] == [farmer.id]
    assert outbox(other) == []
    _both_agree(desk, other)


def test_different_fields_merge(desk: Workstation, other: Workstation, farmer: Farmer) -> None:
    edit(desk, farmer, village="红星村")
    edit(other, farmer, crops="大豆")
    desk.rounds.run()
    other.rounds.run()
    desk.rounds.run()
    for each in (desk, other):
        assert (seen(each, farmer, "village"), seen(each, farmer, "crops")) == ("红星村", "大豆")
    _both_agree(desk, other)


@pytest.mark.parametrize("keep_mine", [{"village"}, set()], ids=["mine", "theirs"])
def test_a_conflict_is_decided_by_field(
    desk: Workstation, other: Workstation, farmer: Farmer, keep_mine: set[str]
) -> None:
    edit(desk, farmer, village="红星村")
    edit(other, farmer, village="东风村", crops="大豆")
    desk.rounds.run()
    report = other.rounds.run()
    assert report.conflicts == 1
    [row] = outbox(other)
    assert seen(other, farmer, "village") == "东风村"
    [dispute] = other.database.run(lambda s: conflicts.disputes(s, INSTITUTION, row.sequence))
    assert (dispute.name, dispute.base, dispute.mine, dispute.theirs) == (
        "village",
        "前进村",
        "东风村",
        "红星村",
    )
    assert dispute.field.label.zh == "行政村"
    assert dispute.their_author == "王军"
    assert dispute.typed_at == row.made_at
    assert dispute.written_at
    assert dispute.written_at >= row.made_at
    decide(other, row.sequence, keep_mine)
    other.rounds.run()
    desk.rounds.run()
    stands = "东风村" if keep_mine else "红星村"
    for each in (desk, other):
        assert (seen(each, farmer, "village"), seen(each, farmer, "crops")) == (stands, "大豆")
    _both_agree(desk, other)


def test_a_conflict_shows_what_head_office_has_now(
    desk: Workstation, other: Workstation, farmer: Farmer
) -> None:
    edit(desk, farmer, village="红星村")
    edit(other, farmer, village="东风村")
    desk.rounds.run()
    other.rounds.run()
    edit(desk, farmer, village="向阳村")
    desk.rounds.run()
    other.rounds.run()
    [row] = outbox(other)
    [dispute] = other.database.run(lambda s: conflicts.disputes(s, INSTITUTION, row.sequence))
    assert (dispute.theirs, dispute.their_author) == ("向阳村", "")
    decide(other, row.sequence, set())
    assert seen(other, farmer, "village") == "向阳村"
    assert outbox(other) == []
    _both_agree(desk, other)


@pytest.mark.parametrize("now", ["向阳村", "东风村"], ids=["another value", "agreed meanwhile"])
def test_what_the_dialog_did_not_show_is_not_decided(
    desk: Workstation, other: Workstation, farmer: Farmer, now: str
) -> None:
    edit(desk, farmer, village="红星村")
    edit(other, farmer, village="东风村", crops="大豆")
    desk.rounds.run()
    other.rounds.run()
    [row] = outbox(other)
    edit(desk, farmer, village=now, crops="玉米")
    desk.rounds.run()
    other.rounds.run()
    before = states(other)
    with pytest.raises(RuleBroken, match="又有变化"):
        other.database.run(
            lambda s: conflicts.settle(s, other.actor, row.sequence, {"village"}, {"village": "红星村"})
        )
    assert states(other) == before
    assert seen(other, farmer, "village") == "东风村"
    assert seen(other, farmer, "crops") == "大豆"


def test_a_conflict_that_a_colleague_resolves_goes_away(
    desk: Workstation, other: Workstation, farmer: Farmer
) -> None:
    edit(desk, farmer, village="红星村")
    edit(other, farmer, village="东风村")
    desk.rounds.run()
    other.rounds.run()
    edit(desk, farmer, village="东风村")
    desk.rounds.run()
    other.rounds.run()
    other.rounds.run()
    assert states(other) == ["accepted"]
    _both_agree(desk, other)


def test_guarded_fields_are_never_merged_by_machine(
    desk: Workstation, other: Workstation, farmer: Farmer
) -> None:
    edit(desk, farmer, village="红星村")
    edit(other, farmer, bank_card="6239990000000000018")
    desk.rounds.run()
    assert other.rounds.run().conflicts == 1
    [row] = outbox(other)
    decide(other, row.sequence, {"bank_card"})
    assert other.rounds.run().accepted == 1
    assert seen(other, farmer, "village") == "红星村"


@pytest.mark.parametrize("draft", [False, True], ids=["open form", "restored draft"])
@pytest.mark.parametrize(
    ("name", "values"), [("bank_card", (CARD, OTHER_CARD)), ("village", ("东风村", "红星村"))]
)
def test_a_value_that_came_while_a_form_was_open_is_not_written_over(
    desk: Workstation, other: Workstation, farmer: Farmer, draft: bool, name: str, values: tuple[str, str]
) -> None:
    typed, theirs = values
    form = form_of(other, farmer)
    before = form.seen[name]
    form.texts[name] = typed
    edit(desk, farmer, **{name: theirs})
    desk.rounds.run()
    other.rounds.run()
    if draft:
        kept, form = form, form_of(other, farmer)
        form.restore(kept.touched, kept.packed_seen())

    def save(session: Session) -> None:
        stored = session.get_one(Farmer, (INSTITUTION, farmer.id))
        customers.change(session, stored, form.values(), form.seen)

    other.database.run(save)
    assert other.rounds.run().conflicts == 1
    [row] = outbox(other)
    [dispute] = other.database.run(lambda s: conflicts.disputes(s, INSTITUTION, row.sequence))
    assert (dispute.base or "", dispute.mine, dispute.theirs) == (before or "", typed, theirs)


def form_of(at: Workstation, farmer: Farmer) -> Form:
    with at.database.session() as session:
        return Form.of(session.get_one(Farmer, (INSTITUTION, farmer.id)))


class _Typing(Job):
    """Types into a form while a round is on its way, between its steps."""

    def __init__(self, desk: Workstation, farmer: Farmer, **values: object) -> None:
        super().__init__()
        self._todo = [(desk, farmer, values)]

    def type_now(self) -> None:
        for desk, farmer, values in self._todo:
            edit(desk, farmer, **values)
        self._todo.clear()


def _while_on_its_way(
    desk: Workstation, farmer: Farmer, monkeypatch: pytest.MonkeyPatch, **values: object
) -> None:
    """Let the officer type *values* after an operation has left and before its answer is read."""
    send, typing = desk.centre.operations, _Typing(desk, farmer, **values)

    def sent(operations: object) -> object:
        answers = send(operations)  # type: ignore[arg-type] # handed through
        typing.type_now()
        return answers

    monkeypatch.setattr(desk.centre, "operations", sent)


def test_an_edit_while_one_is_on_its_way_follows_it(
    desk: Workstation, farmer: Farmer, monkeypatch: pytest.MonkeyPatch
) -> None:
    _while_on_its_way(desk, farmer, monkeypatch, bank_card="6239990000000000018", village="向阳村")
    edit(desk, farmer, village="红星村", bank_card="6239990000000000026")
    report = desk.rounds.run()
    assert (report.accepted, report.conflicts) == (2, 0)
    assert [row.base for row in outbox(desk)] == [0, 1, 2]
    assert seen(desk, farmer, "village") == "向阳村"
    _both_agree(desk)


def test_an_edit_after_an_unseen_change_does_not_write_over_it(
    desk: Workstation, other: Workstation, farmer: Farmer, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(other, farmer, bank_card="6239990000000000026")
    other.rounds.run()
    _while_on_its_way(desk, farmer, monkeypatch, bank_card="6239990000000000018")
    edit(desk, farmer, village="红星村")
    report = desk.rounds.run()
    assert (report.accepted, report.conflicts) == (1, 1)
    other.rounds.run()
    assert seen(other, farmer, "bank_card") == "6239990000000000026"


@pytest.mark.parametrize("colleague", [False, True], ids=["alone", "a colleague's in between"])
def test_an_edit_after_a_round_that_broke_is_in_dispute_with_colleagues_only(
    desk: Workstation, other: Workstation, farmer: Farmer, monkeypatch: pytest.MonkeyPatch, colleague: bool
) -> None:
    if colleague:
        edit(other, farmer, bank_card=OTHER_CARD)
        other.rounds.run()
    edit(desk, farmer, village="红星村")
    with monkeypatch.context() as down:
        down.setattr(pull.Pull, "run", _out_of_reach)
        with pytest.raises(CentreUnreachable):
            desk.rounds.run()
    edit(desk, farmer, bank_card=CARD)
    report = desk.rounds.run()
    assert (report.accepted, report.conflicts) == ((0, 1) if colleague else (1, 0))
    if not colleague:
        _both_agree(desk)


def test_what_was_decided_after_a_round_that_broke_is_not_asked_again(
    desk: Workstation, other: Workstation, farmer: Farmer, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(desk, farmer, village="红星村")
    edit(other, farmer, bank_card=CARD)
    desk.rounds.run()
    with monkeypatch.context() as down:
        down.setattr(pull.Pull, "run", _out_of_reach)
        with pytest.raises(CentreUnreachable):
            other.rounds.run()
    [row] = outbox(other)
    decide(other, row.sequence, {"bank_card"})
    report = other.rounds.run()
    assert (report.accepted, report.conflicts) == (1, 0)
    assert seen(other, farmer, "village") == "红星村"


@pytest.mark.parametrize(("name", "whole"), [("bank_card", True), ("village", False)])
def test_what_is_laid_open_and_decided_stands_in_the_trail(
    desk: Workstation, other: Workstation, farmer: Farmer, name: str, *, whole: bool
) -> None:
    edit(desk, farmer, **{name: OTHER_CARD})
    edit(other, farmer, **{name: CARD})
    desk.rounds.run()
    other.rounds.run()
    [row] = outbox(other)
    [dispute] = conflicts.lay_open(other.database, other.actor, row.sequence)
    assert (dispute.name, dispute.theirs) == (name, OTHER_CARD)
    decide(other, row.sequence, {name})
    subject = f"farmer {farmer.id}"
    laid_open = [(UNMASK, subject, {"reason": "处理冲突", "fields": [name]})] if whole else []
    with other.database.session() as session:
        noted = session.execute(
            select(AuditEntry.action, AuditEntry.subject, AuditEntry.detail).order_by(AuditEntry.sequence)
        )
        assert [tuple(each) for each in noted] == [*laid_open, (OVERRIDE, subject, {"fields": [name]})]


def _out_of_reach(*_told: object) -> None:
    raise CentreUnreachable(OFFLINE)


def test_an_edit_behind_a_refused_one_does_not_go_out_alone(
    desk: Workstation, farmer: Farmer, monkeypatch: pytest.MonkeyPatch
) -> None:
    twin = factories.farmer(full_name="赵双", id_number=farmer.id_number)
    _while_on_its_way(desk, twin, monkeypatch, phone="19900000099")
    add(desk, twin)
    assert desk.rounds.run().refused == 1
    refused = outbox(desk)[-1]
    assert (len(outbox(desk)), refused.state) == (2, "refused")
    assert refused.body["phone"][1] == "19900000099"
    assert "身份证号" in refused.zh
    assert refused.en
    edit(desk, twin, id_number=factories.resident_id(987_654))
    assert desk.rounds.run().accepted == 1
    _both_agree(desk)


def test_a_refused_step_says_why_and_the_case_stays(desk: Workstation, farmer: Farmer) -> None:
    case = desk.database.run(lambda s: open_case(s, desk.actor, farmer, TODAY))
    with pytest.raises(Exception, match="还差"):
        desk.database.run(lambda s: request_step(s, desk.actor, case.id, "submit", {}, TODAY))
    assert [row.type for row in outbox(desk)] == ["facts", "facts"]


def test_a_submitted_case_gets_its_number_from_the_centre(
    desk: Workstation, other: Workstation, farmer: Farmer
) -> None:
    case = factories.case(farmer)
    add(desk, case)
    desk.database.run(lambda s: request_step(s, desk.actor, case.id, "submit", {}, TODAY))
    assert seen(desk, case, "state") == "DRAFT"
    desk.rounds.run()
    other.rounds.run()
    for each in (desk, other):
        assert seen(each, case, "state") == "SUBMITTED"
        assert seen(each, case, "number").startswith("AJ-23990100-")
    _both_agree(desk, other)


def test_a_step_is_not_asked_for_twice(desk: Workstation, farmer: Farmer) -> None:
    case = factories.case(farmer)
    add(desk, case)
    desk.database.run(lambda s: request_step(s, desk.actor, case.id, "submit", {}, TODAY))
    with pytest.raises(Exception, match="等待总行确认"):
        desk.database.run(lambda s: request_step(s, desk.actor, case.id, "submit", {}, TODAY))


def test_a_step_that_was_taken_in_a_round_that_broke_is_not_asked_for_again(
    desk: Workstation, farmer: Farmer, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = factories.case(farmer)
    add(desk, case)
    desk.database.run(lambda s: request_step(s, desk.actor, case.id, "submit", {}, TODAY))
    with monkeypatch.context() as down:
        down.setattr(pull.Pull, "run", _out_of_reach)
        with pytest.raises(CentreUnreachable):
            desk.rounds.run()
    assert set(states(desk)) == {"accepted"}
    assert [each.zh for each in _waiting(desk, case)] == ["提交受理"]
    with pytest.raises(RuleBroken, match="等待总行确认"):
        desk.database.run(lambda s: request_step(s, desk.actor, case.id, "submit", {}, TODAY))
    desk.rounds.run()
    assert seen(desk, case, "state") == "SUBMITTED"
    assert _waiting(desk, case) == []


def _waiting(desk: Workstation, case: LoanCase) -> list[Text]:
    with desk.database.session() as session:
        return view(session, desk.actor, case.id, TODAY).waiting


def test_the_feed_is_read_page_by_page(
    desk: Workstation, other: Workstation, monkeypatch: pytest.MonkeyPatch
) -> None:
    other.rounds.run()
    add(desk, *(factories.farmer() for _ in range(11)))
    desk.rounds.run()
    monkeypatch.setattr(pull, "PULL", 3)
    assert other.rounds.run().received == 11
    _both_agree(desk, other)


def test_a_round_that_is_stopped_goes_on_where_it_was(
    desk: Workstation, other: Workstation, monkeypatch: pytest.MonkeyPatch
) -> None:
    other.rounds.run()
    add(desk, *(factories.farmer() for _ in range(7)))
    desk.rounds.run()
    monkeypatch.setattr(pull, "PULL", 3)
    job = Job()
    job.cancel()
    with pytest.raises(Cancelled):
        other.rounds.run(job)
    assert other.rounds.run().received == 4
    _both_agree(desk, other)


def test_many_operations_go_out_in_batches(desk: Workstation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(push, "PUSH", 4)
    add(desk, *(factories.farmer() for _ in range(10)))
    report = desk.rounds.run()
    assert (report.sent, report.accepted) == (10, 10)


def test_a_reused_identity_is_set_aside_and_the_rest_goes_out(desk: Workstation, farmer: Farmer) -> None:
    first = outbox(desk)[0].op
    add(desk, factories.farmer(), factories.farmer(), factories.farmer())

    def reuse(session: object) -> None:
        session.connection().exec_driver_sql("DELETE FROM outbox WHERE state = 'accepted'")  # type: ignore[attr-defined] # a session
        sql = "UPDATE outbox SET op = ? WHERE sequence = (SELECT min(sequence) + 1 FROM outbox)"
        session.connection().exec_driver_sql(sql, (first.hex,))  # type: ignore[attr-defined] # likewise

    desk.database.run(reuse)
    report = desk.rounds.run()
    assert (report.accepted, report.refused) == (2, 1)
    assert states(desk) == ["accepted", "quarantine", "accepted"]


def test_a_cursor_of_another_feed_begins_again(desk: Workstation, farmer: Farmer) -> None:
    desk.database.run(lambda session: remember(session, f"{pull.CURSOR} {desk.actor.branch_id}", 10**9))
    assert desk.rounds.run().received > 0
    _both_agree(desk)


def test_a_lost_centre_loses_nothing(tmp_path: Path) -> None:
    centre = CentreProcess(tmp_path / "central.db")
    desk = open_desk(tmp_path, centre.address, "wangjun")
    centre.stop()
    farmer = factories.farmer()
    add(desk, farmer)
    with pytest.raises(CentreUnreachable, match="已转为离线"):
        desk.rounds.run()
    edit(desk, farmer, village="红星村")
    assert desk.database.read("SELECT count(*) FROM farmer") == [(1,)]
    centre.start()
    assert desk.rounds.run().accepted >= 1
    assert set(states(desk)) == {"accepted"}
    _both_agree(desk)
    desk.close()
    centre.stop()


@pytest.mark.parametrize(
    "told",
    [
        None,
        {},
        {"by": ["wangjun"]},
        {"by": {"village": "wangjun"}},
        {"by": {"village": {"officer": "wangjun"}}},
        {"by": {"village": {"officer": "wangjun", "at": "yesterday"}}},
    ],
)
def test_what_does_not_say_who_wrote_a_value_is_left_out(told: Any) -> None:
    assert authors(told) == {}
