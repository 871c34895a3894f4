"""The farmer register: a verdict for every row, and all of the good ones or none."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from app.database import Database
from app.jobs import Cancelled, Job
from app.register.farmers import NEEDED, bring_in, columns
from app.register.report import write_verdicts
from app.register.verdicts import Status, Verdict, count
from models.errors import RuleBroken
from models.fields import fields_of
from models.party.farmer import Farmer
from models.sample import Fault, register_columns, register_rows
from printing.workbook import Column, write_table
from tests import factories
from tests.app.register.books import HEADING, SHEET, row, write

ACTOR = factories.actor()


def _judged(database: Database, path: Path, *rows: list[Any], **more: Any) -> list[Verdict]:
    return bring_in(write(path / "a.xlsx", rows, **more), database, ACTOR)


def _filed(database: Database) -> int:
    return int(database.read("SELECT count(*) FROM farmer")[0][0])


def test_a_good_row_becomes_a_file_that_waits_for_the_centre(database: Database, tmp_path: Path) -> None:
    [verdict] = _judged(database, tmp_path, row())
    assert (verdict.status, verdict.reasons, verdict.line, verdict.name) == (Status.ACCEPTED, [], 2, "王满仓")
    values = "SELECT full_name, id_number, phone, marital, family_size, yearly_income, contracted_area"
    assert database.read(f"{values} FROM farmer") == [
        ("王满仓", "239901198003150016", "19900000001", "married", 4, 18_000_000, 365_000)
    ]
    assert database.read("SELECT branch_id, version FROM farmer") == [(factories.BRANCH, 0)]
    assert database.read("SELECT type, state FROM outbox") == [("facts", "pending")]
    assert database.read("SELECT title FROM search_entry") == [("王满仓",)]


BROKEN: dict[str, tuple[dict[str, Any], str]] = {
    "a wrong check digit": ({"number": "239901198003150017"}, "身份证号："),
    "a day that never was": ({"number": "239901198002300010"}, "身份证号："),
    "an id as a figure": ({"number": 239901198003150016}, "身份证号：超过15位的数字"),
    "an id as Excel keeps figures": ({"number": 2.39901198003150e17}, "身份证号：超过15位的数字"),
    "a blank name": ({"name": "   "}, "姓名：不能为空"),
    "no id": ({"number": None}, "身份证号：不能为空"),
    "a date that is none": ({"valid": "明年春天"}, "证件有效期至："),
    "an amount with letters": ({"income": "十八万"}, "家庭年收入："),
    "an amount with three decimals": ({"income": "1.005"}, "家庭年收入："),
    "an unknown choice": ({"marital": "同居"}, "婚姻状况：请选择"),
    "half a person": ({"size": 3.5}, "家庭人口：请填写整数"),
    "too large a family": ({"size": 99}, "家庭人口：应在1到30之间"),
    "a negative area": ({"area": -1}, "承包面积：不能小于0"),
    "a wrong phone": ({"phone": "12345"}, "手机："),
    "too long a village": ({"village": "村" * 61}, "行政村：最多60个字"),
}


@pytest.mark.parametrize(("wrong", "reason"), BROKEN.values(), ids=BROKEN)
def test_a_broken_row_is_refused_by_its_column_and_the_others_come_in(
    database: Database, tmp_path: Path, wrong: dict[str, Any], reason: str
) -> None:
    heading = [*HEADING, "证件有效期至"]
    good = row(number=factories.resident_id(5), valid="2030-01-01", phone="19900000002")
    bad, fine = _judged(database, tmp_path, row(**{"valid": None, **wrong}), good, heading=heading)
    assert bad.status is Status.REFUSED
    assert len(bad.reasons) == 1
    assert bad.reasons[0].zh.startswith(reason)
    assert bad.reasons[0].en
    assert (fine.status, fine.line) == (Status.ACCEPTED, 3)
    assert _filed(database) == 1


def test_every_fault_of_a_row_is_told_at_once(database: Database, tmp_path: Path) -> None:
    [verdict] = _judged(database, tmp_path, row(number="1", phone="2", income="x"))
    assert len(verdict.reasons) == 3


def test_an_id_twice_in_the_file_is_taken_once(database: Database, tmp_path: Path) -> None:
    first, second = _judged(database, tmp_path, row(), row(phone="19900000002", number="23990119800315001 6"))
    assert (first.status, second.status) == (Status.ACCEPTED, Status.REFUSED)
    assert "与第2行重复" in second.reasons[0].zh
    assert _filed(database) == 1


def test_an_id_that_is_filed_is_refused_with_the_name(database: Database, tmp_path: Path) -> None:
    _judged(database, tmp_path, row())
    [again] = _judged(database, tmp_path, row(name="王满仓儿"))
    assert "已建档：王满仓" in again.reasons[0].zh
    assert _filed(database) == 1


def test_a_shared_phone_is_a_warning(database: Database, tmp_path: Path) -> None:
    both = _judged(database, tmp_path, row(), row(number=factories.resident_id(6)))
    assert [verdict.status for verdict in both] == [Status.WARNED, Status.WARNED]
    assert _filed(database) == 2


def test_formula_errors_are_named_by_their_cell(database: Database, tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.xlsx", [row(income="=1/0"), row(number=factories.resident_id(7), area="#DIV/0!")]
    )
    for verdict, column in zip(bring_in(path, database, ACTOR), ("家庭年收入", "承包面积"), strict=True):
        assert verdict.status is Status.REFUSED
        assert verdict.reasons[0].zh == f"{column}：单元格是公式错误或没有计算结果。"
    assert _filed(database) == 0


def test_blank_rows_are_passed_over_and_lines_are_those_of_the_sheet(
    database: Database, tmp_path: Path
) -> None:
    blank = [None] * len(HEADING)
    verdicts = _judged(
        database, tmp_path, blank, row(), blank, row(number=factories.resident_id(8), phone=None)
    )
    assert [verdict.line for verdict in verdicts] == [3, 5]


@pytest.mark.parametrize("missing", ["姓名", "身份证号"])
def test_a_missing_column_is_named(database: Database, tmp_path: Path, missing: str) -> None:
    heading = [title for title in HEADING if not title.startswith(missing)]
    with pytest.raises(RuleBroken, match=f"缺少列：{missing}。"):
        _judged(database, tmp_path, row()[: len(heading)], heading=heading)


def test_headings_are_read_in_either_language_and_order(database: Database, tmp_path: Path) -> None:
    heading = ["无关", "Resident ID", "full name", "Full name", "Village"]
    line = ["x", "239901198003150016", "小名", "王满仓", "前进村"]
    [verdict] = _judged(database, tmp_path, line, heading=heading)
    assert verdict.values == {"id_number": "239901198003150016", "full_name": "王满仓", "village": "前进村"}


def test_an_empty_sheet_is_said_to_be_empty(database: Database, tmp_path: Path) -> None:
    with pytest.raises(RuleBroken, match="没有数据行"):
        _judged(database, tmp_path)


def test_a_dry_run_writes_nothing(database: Database, tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", [row()])
    assert [each.status for each in bring_in(path, database, ACTOR, dry_run=True)] == [Status.ACCEPTED]
    assert (_filed(database), database.read("SELECT count(*) FROM outbox")) == (0, [(0,)])


@pytest.mark.parametrize("stop_at", [1, 5, 12, 17])
def test_whoever_stops_it_in_the_middle_imports_nothing(
    database: Database, tmp_path: Path, stop_at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [row(number=factories.resident_id(900 + place), phone=None) for place in range(10)]
    job = Job()
    steps = iter(range(1, 100))

    def stopping(done: int, total: int) -> None:
        if next(steps) == stop_at:
            job.cancel()
        Job.step(job, done, total)

    monkeypatch.setattr(job, "step", stopping)
    with pytest.raises(Cancelled):
        bring_in(write(tmp_path / "a.xlsx", rows), database, ACTOR, job=job)
    assert (_filed(database), database.read("SELECT count(*) FROM outbox")) == (0, [(0,)])


def test_progress_reaches_the_end(database: Database, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    bring_in(write(tmp_path / "a.xlsx", [row()]), database, ACTOR, job=Job(lambda *at: told.append(at)))
    assert told[-1] == (1, 1)


def test_verdicts_go_back_to_the_village(database: Database, tmp_path: Path) -> None:
    verdicts = _judged(database, tmp_path, row(), row(number="1", name="HYPERLINK", phone=None))
    assert write_verdicts(tmp_path / "结果.xlsx", verdicts) == 2
    page = load_workbook(tmp_path / "结果.xlsx")["导入结果"]
    lines = [[cell.value for cell in line] for line in page.iter_rows()]
    assert lines[0] == ["行号", "姓名", "结果", "原因"]
    assert lines[1][:3] == [2, "王满仓", "通过"]
    assert lines[2][:3] == [3, "HYPERLINK", "退回"]
    assert page["B3"].data_type == "s"


def test_a_made_up_register_gets_the_verdicts_it_was_made_for(database: Database, tmp_path: Path) -> None:
    made = register_rows(200, 7)
    titles = [Column(title) for title in register_columns()]
    write_table(tmp_path / "a.xlsx", titles, [each.cells for each in made], sheet=SHEET)
    verdicts = bring_in(tmp_path / "a.xlsx", database, ACTOR)
    assert len(verdicts) == 200
    for verdict, each in zip(verdicts, made, strict=True):
        assert (verdict.status is Status.REFUSED) == (each.fault is not None), (each.fault, verdict.reasons)
        if each.fault is not None and each.fault is not Fault.DUPLICATE:
            assert verdict.reasons[0].zh.startswith(f"{each.column}：")
    faults = Counter(each.fault for each in made if each.fault)
    assert set(faults) == set(Fault)
    assert count(verdicts)[Status.REFUSED] == faults.total()
    assert _filed(database) == 200 - faults.total()


def test_every_field_of_a_farmer_is_a_column() -> None:
    assert columns().keys() == {name for name, each in fields_of(Farmer).items() if not each.commanded}
    assert set(NEEDED) <= columns().keys()
