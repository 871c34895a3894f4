"""Repayments of core banking: a verdict for every row, each row asked for once, nothing without the right."""

import shutil
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import select

from app.cli import answer_errors, repayments
from app.database import Database
from app.jobs import Cancelled, Job
from app.outbox import FROM_CENTRE
from app.postloan.repayments import Booking, bring_in
from app.register.report import write_verdicts
from app.register.verdicts import Status, count
from models.approval.roles import Role
from models.errors import NotAllowed, RuleBroken
from models.lending.case import LoanCase
from models.lending.credit import LoanNote
from models.lending.states import State
from models.sample import Size, sample
from tests import factories
from tests.app.places import KEY

TODAY = date(2026, 3, 10)
CLERK = factories.actor(Role.DISBURSER)
HEADING = ("借据编号", "还款日期", "本金（元）", "利息（元）", "罚息复利", "费用", "核心流水号")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a made-up branch, as the feed would have filled it."""
    path = tmp_path_factory.mktemp("branch") / "store.db"
    database = Database(path, KEY)

    def fill(session: Any) -> None:
        session.info[FROM_CENTRE] = True
        session.add_all(
            sample(Size.S, 1, institution_id=factories.INSTITUTION, branch_id=factories.BRANCH, today=TODAY)
        )

    database.run(fill)
    database.close()
    return path


@pytest.fixture
def branch(filled: Path, tmp_path: Path) -> Iterator[Database]:
    shutil.copy(filled, tmp_path / "store.db")
    database = Database(tmp_path / "store.db", KEY)
    yield database
    database.close()


def overdue_note(database: Database, nth: int = 0) -> LoanNote:
    with database.session() as session:
        rows = (
            select(LoanNote)
            .join(LoanCase, LoanCase.id == LoanNote.case_id)
            .where(LoanCase.state == State.OVERDUE)
            .order_by(LoanNote.number)
        )
        return session.scalars(rows).all()[nth]


def row(number: str, **changes: Any) -> list[Any]:
    values = {
        "note": number,
        "paid_on": "2026-03-10",
        "principal": "100.00",
        "interest": "",
        "penalty": "",
        "fees": "",
        "reference": "HX001",
    }
    return list({**values, **changes}.values())


def book(path: Path, *rows: Sequence[Any], heading: Sequence[str] = HEADING) -> Path:
    made = Workbook()
    page = made.active
    assert page is not None
    for line in (heading, *rows):
        page.append(list(line))
    made.save(path)
    return path


def brought_in(database: Database, path: Path, **more: Any) -> list[Booking]:
    return bring_in(path, database, CLERK, TODAY, **more)


def asked(database: Database) -> list[tuple[Any, ...]]:
    return database.read("SELECT record_id, json_extract(body, '$.step') FROM outbox ORDER BY sequence")


def test_each_row_is_asked_for_once(branch: Database, tmp_path: Path) -> None:
    note = overdue_note(branch)
    path = book(tmp_path / "a.xlsx", row(note.number), row(note.number, reference="HX002", principal=50))
    verdicts = brought_in(branch, path)
    assert [each.status for each in verdicts] == [Status.ACCEPTED, Status.ACCEPTED]
    assert asked(branch) == [(note.case_id.hex if note.case_id else "", "record_repayment")] * 2
    again = brought_in(branch, path)
    assert [each.status for each in again] == [Status.KNOWN, Status.KNOWN]
    assert len(asked(branch)) == 2


def test_a_dry_run_asks_for_nothing(branch: Database, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", row(overdue_note(branch).number))
    assert count(brought_in(branch, path, dry_run=True))[Status.ACCEPTED] == 1
    assert asked(branch) == []
    assert branch.read("SELECT count(*) FROM repayment WHERE reference = 'HX001'") == [(0,)]


def test_what_is_booked_is_skipped(branch: Database, tmp_path: Path) -> None:
    reference, number = branch.read(
        "SELECT r.reference, n.number FROM repayment r JOIN loan_note n ON n.id = r.note_id LIMIT 1"
    )[0]
    [verdict] = brought_in(branch, book(tmp_path / "a.xlsx", row(number, reference=reference)))
    assert verdict.status is Status.KNOWN


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown note": ({"note": "JJ-0"}, "没有这张借据"),
    "too much": ({"principal": "99,999,999.00"}, "超过当日应还"),
    "a future day": ({"paid_on": "2026-03-11"}, "不能晚于今天"),
    "before the payout": ({"paid_on": "2019-01-01"}, "早于放款日期"),
    "no day": ({"paid_on": ""}, "还款日期：不能为空"),
    "no date": ({"paid_on": "月底"}, "不是日期"),
    "no reference": ({"reference": ""}, "核心流水号：不能为空"),
    "letters": ({"principal": "一百"}, "本金："),
    "nothing": ({"principal": "0"}, "大于零"),
    "less than nothing": ({"principal": "-1"}, ""),
    "a formula's error": ({"principal": "#REF!"}, "公式"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_row_that_cannot_be_says_why(branch: Database, tmp_path: Path, what: str) -> None:
    changes, why = BAD[what]
    good = row(overdue_note(branch, 1).number, reference="HX-good")
    path = book(tmp_path / "a.xlsx", row(overdue_note(branch).number, **changes), good)
    bad, fine = brought_in(branch, path)
    assert bad.status is Status.REFUSED
    assert why in bad.reasons[0].zh
    assert bad.reasons[0].en
    assert fine.status is Status.ACCEPTED
    assert len(asked(branch)) == 1


def test_rows_of_one_note_add_up(branch: Database, tmp_path: Path) -> None:
    note = overdue_note(branch)
    half = f"{(note.outstanding or 0) / 100 * 0.6:.2f}"
    rows = [row(note.number, principal=half, reference=f"HX{each}") for each in range(2)]
    first, second = brought_in(branch, book(tmp_path / "a.xlsx", *rows))
    assert (first.status, second.status) == (Status.ACCEPTED, Status.REFUSED)
    rest = book(tmp_path / "b.xlsx", row(note.number, principal=half, reference="HX9"))
    [waiting] = brought_in(branch, rest)
    assert waiting.status is Status.REFUSED


def test_the_same_reference_twice_in_a_file(branch: Database, tmp_path: Path) -> None:
    rows = [row(overdue_note(branch, each).number) for each in range(2)]
    first, second = brought_in(branch, book(tmp_path / "a.xlsx", *rows))
    assert (first.status, second.status) == (Status.ACCEPTED, Status.REFUSED)
    assert "第2行重复" in second.reasons[0].zh


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_a_csv_of_either_encoding(branch: Database, tmp_path: Path, encoding: str, mark: str) -> None:
    path = tmp_path / "a.csv"
    rows = [HEADING, row(overdue_note(branch).number)]
    path.write_bytes("\r\n".join(mark.join(map(str, each)) for each in rows).encode(encoding))
    [verdict] = brought_in(branch, path)
    assert verdict.status is Status.ACCEPTED


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"a" * 300_000, b'"' * 9, b"\x81", b"," * 500, "借据编号\n1".encode()]
)
def test_a_file_that_is_no_table_is_refused(branch: Database, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(RuleBroken):
        brought_in(branch, path)
    assert asked(branch) == []


def test_only_the_disbursing_desk_books(branch: Database, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", row(overdue_note(branch).number))
    with pytest.raises(NotAllowed, match="放款岗"):
        bring_in(path, branch, factories.actor(), TODAY)


def test_stopped_halfway_nothing_is_asked_for(branch: Database, tmp_path: Path) -> None:
    job = Job()
    job.cancel()
    path = book(tmp_path / "a.xlsx", row(overdue_note(branch).number))
    with pytest.raises(Cancelled):
        brought_in(branch, path, job=job)
    assert asked(branch) == []


def test_the_verdicts_can_be_sent_back(branch: Database, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", row("JJ-0"), row(overdue_note(branch).number, reference="HX2"))
    write_verdicts(tmp_path / "v.xlsx", brought_in(branch, path), "借据编号")
    page = load_workbook(tmp_path / "v.xlsx").active
    assert page is not None
    values = [[cell.value for cell in line] for line in page.iter_rows()]
    assert values[0] == ["行号", "借据编号", "结果", "原因"]
    assert (values[1][1], values[1][2], values[2][2]) == ("JJ-0", "退回", "可入账")


def test_the_command_needs_a_name(capsys: pytest.CaptureFixture[str]) -> None:
    parser = ArgumentParser()
    repayments.add_arguments(parser)
    assert answer_errors(lambda: repayments.run(parser.parse_args(["nowhere.xlsx"]))) == 1
    assert "--user" in capsys.readouterr().err
