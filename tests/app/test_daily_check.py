"""The daily check says where every copy and every blank form is, and is not printed before two have counted."""

from datetime import UTC, datetime
from typing import Any

import pytest

from app.audit_trail import note
from app.clock import today
from app.daily_check import (
    check_terms,
    count_to_confirm,
    daily_check,
    print_register,
    stock_rows,
    uncounted,
)
from app.database import Database
from models.compliance.actions import PRINT
from models.documents.blank_forms import FormCount, FormMove
from models.errors import RuleBroken
from models.text import Text
from tests import factories
from tests.factories import HOME
from tests.printing.reading import whole_text


def move(minute: int, act: str, first: int, last: int, **more: Any) -> FormMove:
    at = datetime(2026, 3, 1, 8, minute, tzinfo=UTC)
    words = {"holder": "", "number": "", "reason": "", **more}
    return FormMove(
        **HOME, form="loan_note", move=act, first=first, last=last, done_by="sunlei", done_at=at, **words
    )


def count(**more: Any) -> FormCount:
    words = {"found": 98, "expected": 98, "counted_by": "zhoufang", "confirmed_by": "", "reason": "", **more}
    return FormCount(**HOME, form="loan_note", counted_on=today(), **words)


@pytest.fixture
def stocked(database: Database) -> Database:
    moves = [
        move(1, "received", 1, 100),
        move(2, "handed_out", 1, 20, holder="zhoufang"),
        move(3, "used", 1, 1, holder="zhoufang", number="JJ-23990100-2026-000001-7"),
        move(4, "spoiled", 2, 2, holder="zhoufang", reason="打印错位"),
    ]
    database.run(lambda session: session.add_all(moves))
    return database


def test_nothing_is_printed_before_two_have_counted(stocked: Database) -> None:
    clerk, manager = factories.actor(login="zhoufang"), factories.actor(login="sunlei")
    stocked.run(lambda session: session.add(count()))
    with stocked.session() as session:
        assert uncounted(session, clerk, today()) == [Text("借款借据", "Loan note")]
        assert count_to_confirm(session, clerk, today()) is None
        assert count_to_confirm(session, manager, today()) is not None
        with pytest.raises(RuleBroken, match="not counted by two"):
            daily_check(session, clerk, today())


def test_the_sheet_says_where_every_form_is(stocked: Database) -> None:
    clerk = factories.actor(login="zhoufang")
    stocked.run(lambda session: session.add(count(confirmed_by="sunlei")))
    with stocked.session() as session:
        assert uncounted(session, clerk, today()) == []
        assert stock_rows(session, clerk) == [(Text("借款借据", "Loan note"), [100, 80, 18, 1, 1])]
        (line,) = check_terms(session, clerk, today()).forms
        drawn = daily_check(session, clerk, today())
    assert line.received == line.vault + line.held + line.used + line.spoiled
    assert line.found == line.vault + line.held
    assert "借款借据100801811" in whole_text(drawn.pdf)


def test_the_register_lists_papers_without_copies(database: Database) -> None:
    officer = factories.actor(login="wangjun")
    noted = {"document": "application", "number": "AJ-1", "data": "0" * 64, "paper": True}
    note(database, officer, PRINT, "loan_case 1", copies=1, **noted)
    note(database, officer, PRINT, "loan_case 2", document="loan_contract", number="HT-9")
    with database.session() as session:
        drawn = print_register(session, officer, today().replace(day=1), today())
    text = whole_text(drawn.pdf)
    assert "AJ-1借款申请书" in text
    assert "HT-9" not in text
