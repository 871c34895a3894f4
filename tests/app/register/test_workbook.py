"""Workbooks from outside: hostile until checked."""

import resource
import time
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from app.register.workbook import FORMULA_ERROR, read_sheet
from models.errors import RuleBroken
from tests.app.register import books
from tests.app.register.books import SHEET, row, write

GIB = 2**30


def _refusal(path: Path) -> RuleBroken:
    with pytest.raises(RuleBroken) as refusal:
        read_sheet(path, SHEET)
    assert refusal.value.text.zh
    assert (
        refusal.value.text.en.isascii() or path.name in refusal.value.text.en or "“" in refusal.value.text.en
    )
    return refusal.value


def test_cells_become_what_people_see(tmp_path: Path) -> None:
    cells = ["王𬭎 ", 36.5, 4.0, True, date(2026, 3, 9), datetime(2026, 3, 9, 8, 30), None, "=1"]  # noqa: DTZ001 - Excel knows no zones
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(cells)
    page.cell(1, 8).data_type = "s"
    book.save(tmp_path / "a.xlsx")
    assert read_sheet(tmp_path / "a.xlsx", SHEET).rows == [
        ["王𬭎", "36.5", "4", "是", "2026-03-09", "2026-03-09", "", "=1"]
    ]


def test_the_only_sheet_may_have_any_name(tmp_path: Path) -> None:
    assert len(read_sheet(write(tmp_path / "a.xlsx", [row()], sheet="表一 & 表二"), SHEET).rows) == 2


def test_among_several_sheets_the_wanted_one_is_read(tmp_path: Path) -> None:
    book = Workbook()
    book.create_sheet("说明").append(["无关"])
    book.create_sheet(SHEET).append(["姓名"])
    book.save(tmp_path / "a.xlsx")
    assert read_sheet(tmp_path / "a.xlsx", SHEET).rows == [["姓名"]]


def test_a_wrong_sheet_among_several_is_named(tmp_path: Path) -> None:
    book = Workbook()
    book.create_sheet("名单")
    book.save(tmp_path / "a.xlsx")
    refusal = _refusal(tmp_path / "a.xlsx")
    assert "没有“农户名册”工作表" in refusal.text.zh
    assert "名单" in refusal.text.zh


NO_WORKBOOK: dict[str, Callable[[Path], object]] = {
    "text": lambda path: path.write_text("姓名,身份证号", "utf-8"),
    "empty": lambda path: path.write_bytes(b""),
    "pdf": lambda path: path.write_bytes(b"%PDF-1.7\n"),
    "old xls, or one with a password": lambda path: path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096)
    ),
    "half a workbook": lambda path: path.write_bytes(write(path, [row()]).read_bytes()[:-200]),
    "another archive": lambda path: zipfile.ZipFile(path, "w").writestr("a.txt", "x"),
    "a workbook without its sheet": lambda path: books.rewrite(
        write(path, [row()]), "xl/_rels/workbook.xml.rels", "sheet1.xml", "sheet9.xml"
    ),
    "a broken sheet": lambda path: books.rewrite(
        write(path, [row()]), "xl/worksheets/sheet1.xml", "</sheetData>", "<c <"
    ),
}


@pytest.mark.parametrize("make", NO_WORKBOOK.values(), ids=NO_WORKBOOK)
def test_what_is_no_workbook_is_said_to_be_none(tmp_path: Path, make: Callable[[Path], object]) -> None:
    make(tmp_path / "a.xlsx")
    assert "不是 Excel 工作簿" in _refusal(tmp_path / "a.xlsx").text.zh


def test_a_flipped_byte_is_noticed(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", [row()] * 50)
    with zipfile.ZipFile(path) as archive:
        place = archive.getinfo("xl/worksheets/sheet1.xml").header_offset + 120
    content = bytearray(path.read_bytes())
    content[place] ^= 0x55
    path.write_bytes(content)
    assert "不是 Excel 工作簿" in _refusal(path).text.zh


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert "名册.xlsx" in _refusal(tmp_path / "名册.xlsx").text.zh


@pytest.mark.parametrize("claimed", [None, 90, 5_000], ids=["honest", "lies", "lies more"])
def test_a_bomb_is_not_unpacked(tmp_path: Path, claimed: int | None) -> None:
    path = books.bomb(tmp_path / "a.xlsx", unpacked=2 * GIB + 2**20, claimed=claimed)
    assert path.stat().st_size < 4 * 2**20
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    assert "400MB" in _refusal(path).text.zh
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    assert grown < 900 * 2**20
    assert time.monotonic() - start < 60


def test_a_file_that_is_too_large_is_not_opened(tmp_path: Path) -> None:
    with (tmp_path / "a.xlsx").open("wb") as file:
        file.truncate(51 * 2**20)
    assert "400MB" in _refusal(tmp_path / "a.xlsx").text.zh


@pytest.mark.parametrize("far", ["XFD1048576", "XFD2", "AZ1048576", "xfd1048576"])
def test_a_cell_far_out_does_not_fill_the_memory(tmp_path: Path, far: str) -> None:
    path = write(tmp_path / "a.xlsx", [row()])
    books.rewrite(path, "xl/worksheets/sheet1.xml", 'r="I2"', f'r="{far}"')
    assert "范围异常" in _refusal(path).text.zh


def test_a_row_far_down_is_no_reason_to_refuse(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", [row()])
    books.rewrite(path, "xl/worksheets/sheet1.xml", 'r="I2"', 'r="I20000"')
    assert len(read_sheet(path, SHEET).rows) == 20_000


ERRORS = {
    "an error": '<c r="A2" t="e"><v>#DIV/0!</v></c>',
    "an error of a formula": '<c r="A2" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
    "attributes the other way round": '<c t="e" s="1" r="A2"><v>#N/A</v></c>',
    "no result": '<c r="A2"><f>B2</f><v></v></c>',
    "no result at all": '<c r="A2"><f>B2</f></c>',
    "a shared formula without a result": '<c r="A2" s="3"><f t="shared" si="0"/><v/></c>',
}


def _with_cell(path: Path, cell: str) -> Path:
    write(path, [["X"]], heading=["姓名"])
    return books.rewrite(
        path, "xl/worksheets/sheet1.xml", '<c r="A2" t="inlineStr"><is><t>X</t></is></c>', cell
    )


@pytest.mark.parametrize("cell", ERRORS.values(), ids=ERRORS)
def test_formula_errors_are_found(tmp_path: Path, cell: str) -> None:
    assert read_sheet(_with_cell(tmp_path / "a.xlsx", cell), SHEET).errors == {(2, 1): FORMULA_ERROR}


@pytest.mark.parametrize(
    "cell", ['<c r="A2" t="str"><f>""</f><v></v></c>', '<c r="A2"><f>1+1</f><v>2</v></c>', '<c r="A2"/>']
)
def test_a_formula_with_a_result_is_no_error(tmp_path: Path, cell: str) -> None:
    assert read_sheet(_with_cell(tmp_path / "a.xlsx", cell), SHEET).errors == {}
