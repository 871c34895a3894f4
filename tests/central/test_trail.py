"""The trail at the centre: what is noted, and that nobody takes it back."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from central.demo import INSTITUTION
from central.store import Store
from models.compliance.audit import AuditEntry, AuditHead, findings, verify
from models.identity import new_id
from tests.central.bank import FARMER, Bank, creation, id_number


def entries(bank: Bank, action: str = "") -> list[AuditEntry]:
    wanted = select(AuditEntry).where(AuditEntry.institution_id == INSTITUTION).order_by(AuditEntry.sequence)
    with bank.store.reading() as session:
        return list(session.scalars(wanted.where(AuditEntry.action == action) if action else wanted))


def test_a_refused_step_is_noted_with_its_sentence_and_the_trail_stays_whole(bank: Bank) -> None:
    case = bank.case_at_review()
    answer = bank.step("zhaomin", "pass_review", case, comment="  ")
    assert answer.status == "refused"
    (noted,) = entries(bank, "refused")
    assert (noted.officer, noted.subject, noted.device) == ("zhaomin", f"loan_case {case}", "测试机")
    assert (noted.detail["step"], noted.detail["why"], noted.detail["zh"]) == (
        "pass_review",
        "RuleBroken",
        answer.zh,
    )
    with bank.store.reading() as session:
        assert verify(session, INSTITUTION) == len(entries(bank))


def test_a_closed_gate_is_noted_with_the_codes_of_what_was_missing(bank: Bank) -> None:
    case = bank.case(purpose="")
    answer = bank.step("wangjun", "submit", case)
    (noted,) = entries(bank, "refused")
    assert noted.detail["missing"] == [each["code"] for each in answer.details["missing"]]
    assert noted.detail["missing"]


def test_a_refused_fact_is_noted_without_what_was_typed(bank: Bank) -> None:
    bank.farmer(id_number=id_number(1))
    operation = creation("farmer", {**FARMER, "id_number": id_number(1)})
    assert bank.ask("wangjun", operation).status == "refused"
    (noted,) = entries(bank, "refused")
    assert noted.subject == f"farmer {operation.record_id}"
    assert noted.detail["field"] == "id_number"
    said = str(noted.detail)
    assert str(FARMER["full_name"]) not in said
    assert id_number(1) not in said


def test_a_repeated_refusal_is_noted_once(bank: Bank) -> None:
    operation = creation("nothing", {})
    bank.post("wangjun", operation, operation)
    bank.post("wangjun", operation)
    assert len(entries(bank, "refused")) == 1


def test_a_step_that_does_not_exist_is_noted_too(bank: Bank) -> None:
    assert bank.step("wangjun", "x" * 300, new_id()).status == "refused"
    (noted,) = entries(bank, "refused")
    assert len(noted.detail["step"]) == 40


def test_wrong_passwords_are_noted_with_their_device(bank: Bank) -> None:
    bank.log_in("wangjun", "wrong")
    (noted,) = entries(bank, "log_in.failed")
    assert (noted.officer, noted.device) == ("wangjun", "测试机")


@pytest.fixture
def noted(bank: Bank) -> Iterator[Store]:
    bank.farmer()
    yield bank.store
    with bank.store.reading() as session:
        assert list(findings(session, INSTITUTION)) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET officer = 'lixue'",
        "DELETE FROM audit_entry WHERE sequence = 1",
        "UPDATE audit_head SET length = length - 1",
        "UPDATE audit_head SET digest = 'x'",
        "DELETE FROM audit_head",
    ],
)
def test_the_database_itself_refuses_to_change_the_trail(noted: Store, statement: str) -> None:
    with pytest.raises(DBAPIError, match=r"append-only|only grows"), noted.writing() as session:
        session.execute(text(statement))


def test_replacing_or_emptying_is_no_way_around(noted: Store) -> None:
    statement = (
        "TRUNCATE audit_entry"
        if noted.engine.name == "postgresql"
        else "INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry WHERE sequence = 1"
    )
    with pytest.raises(DBAPIError, match="append-only"), noted.writing() as session:
        session.execute(text(statement))


def test_the_head_is_written_with_each_entry(bank: Bank) -> None:
    bank.farmer()
    last: Any = entries(bank)[-1]
    with bank.store.reading() as session:
        head = session.get_one(AuditHead, INSTITUTION)
    assert (head.length, head.digest) == (last.sequence, last.digest)
