"""Copies on paper: each is accounted for, and nobody prints again or voids alone."""

import pytest

from models.approval.roles import Role
from models.approval.step import take_step
from models.approval.steps import STEPS
from models.documents.printed_copy import CopyState, PrintedCopy
from models.errors import NotAllowed, RuleBroken
from models.lending.dossier import Dossier
from models.lending.states import State
from tests import factories
from tests.models.approval import life

HASH, OTHER = "ab" * 32, "cd" * 32
SPOILT = {"comment": "卡纸破损", "fate": "void"}


@pytest.fixture
def dossier() -> Dossier:
    ready = factories.farmer_dossier(State.DRAFT)
    life.approve(ready)
    life.take(ready, "show_cost", **life.SIGNED)
    life.take(ready, "issue_contracts")
    return ready


def _print(dossier: Dossier, *, first: int = 1, copies: int = 3, sha256: str = HASH) -> None:
    asked = {
        "contract_id": dossier.contracts[0].id,
        "sha256": sha256,
        "pages": 6,
        "copies": copies,
        "first": first,
    }
    life.take(dossier, "record_print", printer="HP-1", edition="loan_contract 2026.1", **asked)


def _ask(dossier: Dossier, step: str = "ask_reprint", **more: object) -> None:
    life.take(dossier, step, contract_id=dossier.contracts[0].id, **{**SPOILT, **more})


def _allow(dossier: Dossier) -> None:
    life.take(dossier, "allow_change", contract_id=dossier.contracts[0].id)


def _states(dossier: Dossier) -> list[tuple[int | None, int | None, CopyState]]:
    return [(each.copy, each.reprint, each.where) for each in dossier.copies]


def test_each_copy_has_its_record(dossier: Dossier) -> None:
    _print(dossier)
    assert _states(dossier) == [(1, 0, CopyState.ISSUED), (2, 0, CopyState.ISSUED), (3, 0, CopyState.ISSUED)]
    assert {each.printer for each in dossier.copies} == {"HP-1"}
    assert dossier.contracts[0].copies == 3
    assert dossier.contracts[0].edition == "loan_contract 2026.1"


def test_a_printer_that_vanished_is_caught_up_with_copy_by_copy(dossier: Dossier) -> None:
    _print(dossier, copies=1)
    _print(dossier, first=2, copies=2)
    assert [each.copy for each in dossier.copies] == [1, 2, 3]


def test_a_copy_that_is_out_is_not_printed_again_without_leave(dossier: Dossier) -> None:
    _print(dossier)
    with pytest.raises(RuleBroken, match="第2份已经出具"):
        _print(dossier, first=2, copies=1)
    _ask(dossier, copy=2)
    with pytest.raises(RuleBroken, match="第2份已经出具"):
        _print(dossier, first=2, copies=1)


def test_a_reprint_closes_the_old_copy_with_reason_and_two_people(dossier: Dossier) -> None:
    _print(dossier)
    _ask(dossier, copy=2)
    _allow(dossier)
    _print(dossier, first=2, copies=1)
    old, new = (each for each in dossier.copies if each.copy == 2)
    assert (old.where, new.where, new.reprint) == (CopyState.VOID, CopyState.ISSUED, 1)
    assert new.reason == old.reason == "卡纸破损"
    assert old.asked_by != old.allowed_by
    assert dossier.contracts[0].copies == 3


def test_a_lost_copy_is_declared_lost(dossier: Dossier) -> None:
    _print(dossier)
    _ask(dossier, copy=1, fate="lost")
    _allow(dossier)
    _print(dossier, first=1, copies=1)
    assert dossier.copies[0].where is CopyState.LOST


def test_nobody_allows_what_they_asked_for(dossier: Dossier) -> None:
    _print(dossier)
    _ask(dossier, copy=1)
    alone = life.act(
        dossier, Role.BRANCH_MANAGER, dossier.copies[0].asked_by, contract_id=dossier.contracts[0].id
    )
    with pytest.raises(NotAllowed, match="第二人"):
        take_step(STEPS["allow_change"], alone)


def test_other_terms_need_another_number(dossier: Dossier) -> None:
    _print(dossier, copies=1)
    with pytest.raises(RuleBroken, match="先将本编号作废"):
        _print(dossier, first=2, copies=2, sha256=OTHER)


def test_a_void_number_gets_a_successor_and_keeps_its_copies(dossier: Dossier) -> None:
    _print(dossier)
    old = dossier.contracts[0]
    _ask(dossier, "ask_void")
    _allow(dossier)
    assert old.void_on == factories.TODAY
    assert old not in dossier.contracts
    (new,) = (each for each in dossier.contracts if each.document == old.document)
    assert new is not old
    assert new.number
    assert not new.sha256
    assert {each.where for each in dossier.copies} == {CopyState.VOID}


def test_nothing_is_allowed_that_was_not_asked(dossier: Dossier) -> None:
    _print(dossier)
    with pytest.raises(RuleBroken, match="没有待批准的申请"):
        _allow(dossier)


def test_copies_are_signed_sealed_and_placed(dossier: Dossier) -> None:
    for contract in list(dossier.contracts):
        asked = {"contract_id": contract.id, "sha256": HASH, "pages": 6, "copies": 3}
        life.take(dossier, "record_print", **asked)
    contract_id = dossier.contracts[0].id
    life.take(dossier, "sign_contracts", **life.SIGNED)
    assert {each.where for each in dossier.copies} == {CopyState.SIGNED}
    life.take(dossier, "seal_copies", contract_id=contract_id)
    for copy, place in ((1, "filed"), (2, "filed"), (3, "handed")):
        life.take(dossier, "place_copy", contract_id=contract_id, copy=copy, place=place, placed="档案柜 03")
    with pytest.raises(RuleBroken, match="已经办结"):
        life.take(dossier, "place_copy", contract_id=contract_id, copy=3, place="filed", placed="档案柜 03")
    mine = [each for each in dossier.copies if each.contract_id == contract_id]
    assert [each.where for each in mine] == [CopyState.FILED, CopyState.FILED, CopyState.HANDED]
    assert not any(each.where.outside for each in mine)


@pytest.mark.parametrize("fate", [None, ""])
def test_who_asks_says_where_the_old_copy_is(dossier: Dossier, fate: str | None) -> None:
    _print(dossier)
    with pytest.raises(RuleBroken) as refusal:
        _ask(dossier, copy=1, fate=fate)
    assert refusal.value.field == "fate"
    assert isinstance(dossier.copies[0], PrintedCopy)


@pytest.mark.parametrize(("first", "copies"), [(-5, 2), (98, 3), (2**31 - 1, 2), (100, 1)])
def test_copies_are_counted_from_one_and_not_for_ever(dossier: Dossier, first: int, copies: int) -> None:
    with pytest.raises(RuleBroken, match="打印登记"):
        _print(dossier, first=first, copies=copies)
