"""A clerk numbers and prints without a connection, and head office agrees afterwards."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import cases, conflicts, printouts
from app.cases import request_step
from app.clock import today
from app.numbers import free_numbers
from app.print_desk import record_arguments
from app.sync.client import OFFLINE, CentreUnreachable, RequestRejected
from app.sync.intake import let_go
from app.sync.pull import Pull
from app.workstation import Workstation
from models.documents.contract import Contract
from models.documents.number_block import NumberBlock, VoidNumber
from models.documents.printed_copy import PrintedCopy
from models.errors import RuleBroken
from models.lending.case import LoanCase
from models.text import Text
from tests.app.places import CentreProcess
from tests.app.sync.desks import open_desk, outbox
from tests.printing.reading import whole_text


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CentreProcess]:
    """A centre with cases, which the tests of this module take one after the other."""
    running = CentreProcess(tmp_path_factory.mktemp("centre") / "central.db", demo="sample")
    yield running
    running.stop()


@pytest.fixture(scope="module")
def clerk(tmp_path_factory: pytest.TempPathFactory, centre: CentreProcess) -> Iterator[Workstation]:
    desk = open_desk(tmp_path_factory.mktemp("clerk"), centre.address, "zhoufang")
    desk.rounds.run()
    yield desk
    desk.close()


@pytest.fixture(scope="module")
def officer(
    tmp_path_factory: pytest.TempPathFactory, centre: CentreProcess, clerk: Workstation
) -> Iterator[Workstation]:
    approved = (
        select(LoanCase.lead_officer).where(LoanCase.state == "APPROVED").order_by(LoanCase.lead_officer)
    )
    with clerk.database.session() as session:
        lead = session.scalars(approved).first()
    assert lead
    desk = open_desk(tmp_path_factory.mktemp("officer"), centre.address, lead)
    yield desk
    desk.close()


def next_case(clerk: Workstation, officer: Workstation) -> UUID:
    """Return a case whose cost the officer has shown: what the clerk takes up next."""
    officer.rounds.run()
    mine = select(LoanCase.id).where(
        LoanCase.state == "APPROVED", LoanCase.lead_officer == officer.actor.login
    )
    with officer.database.session() as session:
        case_id = session.scalars(mine.order_by(LoanCase.id)).first()
    assert case_id
    ask(officer, case_id, "show_cost", signed_on=today())
    officer.rounds.run()
    clerk.rounds.run()
    return case_id


def ask(desk: Workstation, case_id: UUID, step: str, **told: Any) -> None:
    desk.database.run(lambda session: request_step(session, desk.actor, case_id, step, told, today()))


def free(desk: Workstation) -> list[str]:
    with desk.database.session() as session:
        return free_numbers(session, desk.actor, today().year)


def void_numbers(desk: Workstation) -> dict[str, str]:
    """Return the void numbers that the desk knows, with the reason of each."""
    with desk.database.session() as session:
        return {each.number: each.reason for each in session.scalars(select(VoidNumber))}


def give_up_contracts(desk: Workstation, case_id: UUID) -> None:
    [sequence] = [
        row.sequence
        for row in outbox(desk)
        if row.record_id == case_id and row.body["step"] == "issue_contracts"
    ]
    desk.database.run(lambda session: conflicts.give_up(session, desk.actor.institution_id, sequence))


def print_here(desk: Workstation, case_id: UUID) -> list[Contract]:
    with desk.database.session() as session:
        contracts = cases.view(session, desk.actor, case_id, today()).numbered_here
    for contract in contracts:
        with desk.database.session() as session:
            made = printouts.formal(session, desk.actor, case_id, contract.id, today())
        for told in record_arguments(made, "柜台打印机"):
            ask(desk, case_id, "record_print", **told)
    return contracts


def test_numbers_come_with_the_first_round_and_are_not_asked_for_twice(clerk: Workstation) -> None:
    assert len(free(clerk)) == 20
    clerk.rounds.run()
    assert len(free(clerk)) == 20
    assert [row.body["step"] for row in outbox(clerk)] == ["reserve_numbers"]


def test_a_contract_is_numbered_and_printed_offline_and_head_office_agrees(
    clerk: Workstation, officer: Workstation
) -> None:
    case_id, before = next_case(clerk, officer), free(clerk)
    ask(clerk, case_id, "issue_contracts")
    with clerk.database.session() as session:
        numbered = cases.view(session, clerk.actor, case_id, today()).numbered_here
    assert {(each.sha256, each.edition, each.copies) for each in numbered} == {("", "", 0)}
    contracts = print_here(clerk, case_id)
    assert [each.number for each in contracts] == before[: len(contracts)]
    with clerk.database.session() as session:
        assert session.get_one(LoanCase, (clerk.actor.institution_id, case_id)).state == "COST_SHOWN"
        with pytest.raises(RuleBroken, match="reprint"):
            printouts.formal(session, clerk.actor, case_id, contracts[0].id, today())
    clerk.rounds.run()
    assert {row.state for row in outbox(clerk)} == {"accepted"}
    with clerk.database.session() as session:
        known = select(Contract).where(Contract.case_id == case_id)
        assert {(each.id, each.number) for each in session.scalars(known)} == {
            (each.id, each.number) for each in contracts
        }
        copies = session.scalars(select(PrintedCopy).where(PrintedCopy.case_id == case_id)).all()
        assert len(copies) >= 3 * len(contracts)
    assert free(clerk) == before[len(contracts) :]


def test_what_head_office_refuses_makes_its_numbers_void(clerk: Workstation, officer: Workstation) -> None:
    case_id, before = next_case(clerk, officer), free(clerk)
    ask(officer, case_id, "withdraw", comment="客户不贷了")
    ask(clerk, case_id, "issue_contracts")
    spent = [number for number in before if number not in free(clerk)]
    officer.rounds.run()
    for _ in range(2):
        clerk.rounds.run()
    void = void_numbers(clerk)
    assert spent
    assert all("总行未受理" in void[number] for number in spent)
    assert not set(spent) & set(free(clerk))


def test_what_is_on_paper_is_not_given_again_when_it_is_given_up(
    clerk: Workstation, officer: Workstation
) -> None:
    case_id = next_case(clerk, officer)
    ask(clerk, case_id, "issue_contracts")
    printed = {each.number for each in print_here(clerk, case_id)}
    ask(officer, case_id, "withdraw", comment="客户不贷了")
    officer.rounds.run()
    clerk.rounds.run()
    give_up_contracts(clerk, case_id)
    assert printed
    assert not printed & set(free(clerk))
    clerk.rounds.run()
    assert printed <= void_numbers(clerk).keys()
    assert not printed & set(free(clerk))


def test_what_head_office_cannot_read_keeps_its_numbers(
    clerk: Workstation, officer: Workstation, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = next_case(clerk, officer)
    ask(clerk, case_id, "issue_contracts")
    printed = {each.number for each in print_here(clerk, case_id)}

    def unreadable(_operations: object) -> None:
        raise RequestRejected(Text("请求无法处理。", "The request cannot be read."))

    with monkeypatch.context() as away:
        away.setattr(clerk.centre, "operations", unreadable)
        clerk.rounds.run()
    assert printed
    assert not printed & set(free(clerk))
    clerk.rounds.run()
    assert printed <= void_numbers(clerk).keys()


def test_a_contract_that_leaves_the_branch_takes_its_number_with_it(
    clerk: Workstation, officer: Workstation
) -> None:
    case_id = next_case(clerk, officer)
    ask(clerk, case_id, "issue_contracts")
    spent = {each.number for each in print_here(clerk, case_id)}
    clerk.rounds.run()
    home = clerk.actor.institution_id, clerk.actor.branch_id

    def hand_over(session: Session) -> int:
        contracts = session.scalars(select(Contract.id).where(Contract.number.in_(spent))).all()
        return let_go(session, home, [case_id, *contracts])

    assert clerk.database.run(hand_over) == 1 + len(spent)
    assert spent
    assert not spent & set(free(clerk))
    assert case_id not in {row.record_id for row in outbox(clerk) if row.body["step"] == "record_print"}


def test_rounds_that_break_ask_for_nothing_twice(
    tmp_path: Path, centre: CentreProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = open_desk(tmp_path, centre.address, "zhoufang")

    def break_twice() -> list[str]:
        with monkeypatch.context() as down:
            down.setattr(Pull, "run", out_of_reach)
            for _ in range(2):
                with pytest.raises(CentreUnreachable):
                    desk.rounds.run()
        return [row.body["step"] for row in outbox(desk)]

    assert break_twice() == ["reserve_numbers"]
    desk.rounds.run()
    desk.database.run(lambda session: session.execute(update(NumberBlock).values(year=today().year - 1)))
    assert break_twice() == ["reserve_numbers", "close_block", "reserve_numbers"]
    desk.rounds.run()
    assert len(free(desk)) == 20
    desk.close()


def out_of_reach(*_told: object) -> None:
    raise CentreUnreachable(OFFLINE)


def test_without_enough_numbers_nothing_is_printed_but_drafts(
    clerk: Workstation, officer: Workstation
) -> None:
    case_id = next_case(clerk, officer)
    clerk.database.run(lambda session: session.execute(update(NumberBlock).values(closed_on=today())))
    ask(clerk, case_id, "issue_contracts")
    with clerk.database.session() as session:
        assert cases.view(session, clerk.actor, case_id, today()).numbered_here == []
        draft = printouts.draft(session, clerk.actor, case_id, "loan_contract", today())
    assert (draft.contract_id, draft.copy) == (None, None)
    assert "样稿" in whole_text(draft.rendered.pdf)
