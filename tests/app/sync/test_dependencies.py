"""What rests on what: a blocked case does not block the day, and what is blocked says by what."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from app import conflicts
from app.cases import request_step
from app.sync import push
from app.sync.client import CentreBusy, CentreUnreachable, RequestRejected, UpdateNeeded
from app.workstation import Workstation
from models.collateral.object import Pledge
from models.errors import RuleBroken
from models.identity import new_id
from models.lending.case import LoanCase
from models.party.farmer import Farmer
from models.text import Text
from tests import factories
from tests.app.places import CentreProcess
from tests.app.sync.desks import (
    OTHER_BRANCH,
    add,
    agree,
    decide,
    edit,
    open_desk,
    opened,
    outbox,
    rows,
    seen,
    states,
)
from tests.factories import INSTITUTION, TODAY

HERE = {"branch_id": OTHER_BRANCH}
LED = {**HERE, "lead_officer": "qianduo"}
SAID = Text("请稍候。", "Wait.")


@pytest.fixture
def desk(tmp_path: Path, bank: CentreProcess) -> Iterator[Workstation]:
    opened = open_desk(tmp_path, bank.address, "qianduo")
    yield opened
    opened.close()


def by_kind(desk: Workstation) -> dict[str, str]:
    return {f"{row.record_kind} {row.type}": row.state for row in outbox(desk)}


def twin(desk: Workstation) -> tuple[Farmer, Farmer]:
    """Return a farmer at head office, and another file with the same number, which it will refuse."""
    first = factories.farmer(**HERE)
    add(desk, first)
    desk.rounds.run()
    return first, factories.farmer(**HERE, id_number=first.id_number)


def test_one_round_sends_a_customer_a_case_and_its_first_step(desk: Workstation) -> None:
    farmer = factories.farmer(**HERE)
    case = factories.case(farmer, **LED)
    add(desk, farmer, case)
    desk.database.run(lambda s: request_step(s, desk.actor, case.id, "submit", {}, TODAY))
    report = desk.rounds.run()
    assert (report.sent, report.accepted) == (3, 3)
    assert seen(desk, case, "state") == "SUBMITTED"


def test_what_stands_behind_a_refused_operation_says_so_and_the_day_goes_on(desk: Workstation) -> None:
    _first, refused = twin(desk)
    case = factories.case(refused, **LED)
    other = factories.farmer(**HERE)
    add(desk, refused, case, other)
    desk.database.run(lambda s: request_step(s, desk.actor, case.id, "submit", {}, TODAY))
    report = desk.rounds.run()
    assert (report.accepted, report.refused) == (1, 1)
    by_state = {row.state: row for row in outbox(desk) if row.state != "accepted"}
    assert by_state.keys() == {"refused", "blocked"}
    assert [row.state for row in outbox(desk)].count("blocked") == 2
    for row in outbox(desk):
        if row.state == "blocked":
            assert "须先处理未被受理的“农户”" in row.zh
            assert "身份证号" in row.zh
            assert row.en
            assert row.attempts == 0
    edit(desk, refused, id_number=factories.resident_id(765_432))
    report = desk.rounds.run()
    assert (report.accepted, report.refused) == (3, 0)
    assert set(states(desk)) == {"accepted"}
    assert seen(desk, case, "state") == "SUBMITTED"
    agree(desk)


def test_a_step_waits_for_the_facts_of_its_case(
    desk: Workstation, bank: CentreProcess, tmp_path: Path
) -> None:
    farmer = factories.farmer(**HERE)
    case = factories.case(farmer, **LED)
    add(desk, farmer, case)
    desk.rounds.run()
    other = open_desk(tmp_path / "other", bank.address, "heqing")
    other.rounds.run()
    edit(other, case, amount=9_000_000)
    other.rounds.run()
    edit(desk, case, amount=8_000_000)
    desk.database.run(lambda s: request_step(s, desk.actor, case.id, "submit", {}, TODAY))
    assert desk.rounds.run().conflicts == 1
    assert states(desk)[-2:] == ["conflict", "blocked"]
    assert seen(desk, case, "state") == "DRAFT"
    sequence = outbox(desk)[-2].sequence
    decide(desk, sequence, {"amount"})
    desk.rounds.run()
    assert (seen(desk, case, "state"), seen(desk, case, "amount")) == ("SUBMITTED", 8_000_000)
    agree(desk)
    other.close()


def test_a_refused_step_stands_in_nobodys_way(desk: Workstation) -> None:
    farmer = factories.farmer(**HERE)
    case = factories.case(farmer, **LED)
    add(desk, farmer, case)
    desk.database.run(lambda s: request_step(s, desk.actor, case.id, "submit", {}, TODAY))
    desk.database.run(
        lambda s: s.connection().exec_driver_sql(
            "UPDATE outbox SET body = replace(body, 'submit', 'disburse')"
        )
    )
    assert desk.rounds.run().refused == 1
    edit(desk, case, purpose="买农机")
    assert desk.rounds.run().accepted == 1
    assert by_kind(desk)["loan_case command"] == "refused"


def test_giving_up_brings_back_what_head_office_has(
    desk: Workstation, bank: CentreProcess, tmp_path: Path
) -> None:
    first, refused = twin(desk)
    other = open_desk(tmp_path / "other", bank.address, "heqing")
    other.rounds.run()
    edit(other, first, crops="大豆", village="东风村")
    edit(desk, first, village="红星村")
    other.rounds.run()
    add(desk, refused)
    desk.rounds.run()
    assert states(desk)[-2:] == ["conflict", "refused"]
    for row in outbox(desk)[-2:]:
        desk.database.run(lambda s, sequence=row.sequence: conflicts.give_up(s, INSTITUTION, sequence))  # type: ignore[misc]
    assert rows(desk, refused) == 0
    desk.rounds.run()
    assert (seen(desk, first, "village"), seen(desk, first, "crops")) == ("东风村", "大豆")
    agree(desk)
    other.close()


def test_what_was_typed_against_frozen_terms_is_kept_as_a_proposal(
    desk: Workstation, bank: CentreProcess, tmp_path: Path
) -> None:
    """The record shows what was approved; the proposal goes out when the terms are open again."""
    case = frozen(desk, bank)
    edit(desk, case, amount=7_000_000, purpose="买农机")
    assert desk.rounds.run().refused == 1
    [row] = [row for row in outbox(desk) if row.state != "accepted"]
    assert row.state == "proposal"
    assert "条件已冻结" in row.zh
    assert {name: pair[1] for name, pair in row.body.items()} == {"amount": 7_000_000, "purpose": "买农机"}
    assert (seen(desk, case, "amount"), seen(desk, case, "purpose")) == (case.amount, case.purpose)
    agree(desk)
    freeze(bank, case, "INVESTIGATING")
    desk.rounds.run()
    with desk.database.session() as session:
        assert conflicts.is_proposal(session, row.sequence)
        assert conflicts.disputes(session, INSTITUTION, row.sequence) == []
    with pytest.raises(RuleBroken):
        desk.database.run(
            lambda s: conflicts.settle(s, desk.actor, row.sequence, {"amount"}, row.details["theirs"])
        )
    desk.database.run(lambda s: conflicts.retry(s, INSTITUTION, row.sequence))
    assert seen(desk, case, "amount") == 7_000_000
    assert desk.rounds.run().accepted == 1
    assert set(states(desk)) == {"accepted"}
    agree(desk)


def test_two_proposals_that_are_typed_in_again_are_not_in_dispute(
    desk: Workstation, bank: CentreProcess
) -> None:
    case = frozen(desk, bank)
    for typed in ({"amount": 7_000_000}, {"months": 9}):
        edit(desk, case, **typed)
        desk.rounds.run()
    proposals = [row.sequence for row in outbox(desk) if row.state == "proposal"]
    assert len(proposals) == 2
    freeze(bank, case, "INVESTIGATING")
    desk.rounds.run()
    for sequence in proposals:
        desk.database.run(partial(conflicts.retry, institution_id=INSTITUTION, sequence=sequence))
    report = desk.rounds.run()
    assert (report.accepted, report.conflicts) == (1, 0)
    assert (seen(desk, case, "amount"), seen(desk, case, "months")) == (7_000_000, 9)
    agree(desk)


def test_what_was_to_be_created_against_frozen_terms_goes_when_it_is_given_up(
    desk: Workstation, bank: CentreProcess
) -> None:
    pledge_too_late(desk, bank)
    [row] = [row for row in outbox(desk) if row.state != "accepted"]
    assert (row.record_kind, row.state) == ("pledge", "proposal")
    desk.database.run(lambda s: conflicts.give_up(s, INSTITUTION, row.sequence))
    assert desk.database.read("SELECT count(*) FROM pledge") == [(0,)]
    desk.rounds.run()
    agree(desk)


def test_what_was_typed_into_it_since_is_given_up_beside_it(desk: Workstation, bank: CentreProcess) -> None:
    edit(desk, pledge_too_late(desk, bank), rank=2)
    desk.rounds.run()
    left = [row for row in outbox(desk) if row.state != "accepted"]
    assert [row.state for row in left] == ["proposal", "refused"]
    for row in left:
        desk.database.run(partial(conflicts.give_up, institution_id=INSTITUTION, sequence=row.sequence))
    assert set(states(desk)) == {"accepted"}
    agree(desk)


def pledge_too_late(desk: Workstation, bank: CentreProcess) -> Pledge:
    """Return a pledge that was given for a case whose terms were frozen meanwhile."""
    farmer = factories.farmer(**HERE)
    case = factories.case(farmer, **LED)
    given = factories.security(case)
    for each in (given.collateral, given.pledge):
        each.branch_id = HERE["branch_id"]
    add(desk, farmer, case, given.collateral)
    desk.rounds.run()
    freeze(bank, case, "APPROVED")
    add(desk, given.pledge)
    desk.rounds.run()
    return given.pledge


def freeze(bank: CentreProcess, case: LoanCase, state: str) -> None:
    """Put a case where it would be after many steps."""
    with opened(bank) as store, store.writing() as session:
        session.get_one(LoanCase, (case.institution_id, case.id)).state = state


def frozen(desk: Workstation, bank: CentreProcess) -> LoanCase:
    """Return a case that both sides have and whose terms are frozen."""
    farmer = factories.farmer(**HERE)
    case = factories.case(farmer, **LED)
    add(desk, farmer, case)
    desk.rounds.run()
    freeze(bank, case, "APPROVED")
    return case


def sending(desk: Workstation, monkeypatch: pytest.MonkeyPatch, error: Any) -> list[int]:
    """Let the centre answer requests with *error*, and return how large they were."""
    sizes: list[int] = []
    send = desk.centre.operations

    def sent(operations: Any) -> Any:
        sizes.append(len(operations))
        refusal = error(operations)
        if refusal:
            raise refusal
        return send(operations)

    monkeypatch.setattr(desk.centre, "operations", sent)
    return sizes


def test_a_request_that_cannot_be_taken_is_halved_until_the_one_is_found(
    desk: Workstation, monkeypatch: pytest.MonkeyPatch
) -> None:
    farmers = [factories.farmer(**HERE) for _ in range(9)]
    add(desk, *farmers)
    bad = farmers[4].id

    def refuse(operations: Any) -> Any:
        return RequestRejected(SAID) if any(each.record_id == bad for each in operations) else None

    sizes = sending(desk, monkeypatch, refuse)
    report = desk.rounds.run()
    assert (report.accepted, report.refused) == (8, 1)
    assert states(desk) == ["accepted"] * 4 + ["quarantine"] + ["accepted"] * 4
    assert outbox(desk)[4].zh == "请稍候。"
    assert sizes[0] == 9
    assert len(sizes) < 9


@pytest.mark.parametrize(
    "error", [CentreBusy(SAID, 30, locked=True), UpdateNeeded(SAID), CentreUnreachable(SAID)]
)
def test_a_round_stops_as_a_whole_and_loses_nothing(
    desk: Workstation, monkeypatch: pytest.MonkeyPatch, error: CentreUnreachable
) -> None:
    add(desk, factories.farmer(**HERE))
    with monkeypatch.context() as down:
        sending(desk, down, lambda _operations: error)
        with pytest.raises(CentreUnreachable, match="请稍候"):
            desk.rounds.run()
    assert states(desk) == ["sent"]
    assert desk.rounds.run().accepted == 1


def test_a_long_outbox_is_emptied_in_order(desk: Workstation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(push, "PUSH", 3)
    people = [factories.farmer(**HERE, full_name=f"钱{new_id().hex[-5:]}") for _ in range(4)]
    for each in people:
        add(desk, each, factories.member(each, **HERE), factories.case(each, **HERE))
    assert desk.rounds.run().accepted == 12
    agree(desk)


def test_however_much_is_blocked_what_is_younger_goes_out(
    desk: Workstation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(push, "PUSH", 3)
    _first, refused = twin(desk)
    add(desk, refused)
    desk.rounds.run()
    add(desk, *(factories.member(refused, **HERE) for _ in range(7)))
    add(desk, factories.farmer(**HERE))
    for _ in range(2):
        desk.rounds.run()
        assert states(desk) == ["accepted", "refused", *["blocked"] * 7, "accepted"]
