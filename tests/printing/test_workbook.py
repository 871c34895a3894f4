from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from printing.workbook import Column, write_table

COLUMNS = [Column("姓名", 10), Column("金额", 16, "#,##0.00"), Column("日期")]


def test_a_table_comes_back_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "名单.xlsx"
    rows = [("王𬭎", Decimal("300000.00"), date(2026, 3, 10)), ("张三", None, None)]
    assert write_table(path, COLUMNS, rows) == 2
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert [cell.value for cell in sheet[1]] == ["姓名", "金额", "日期"]
    assert sheet["A2"].value == "王𬭎"
    assert sheet["B2"].value == 300000
    assert sheet["C2"].value.date() == date(2026, 3, 10)
    assert sheet["A1"].font.bold
    assert sheet.freeze_panes == "A2"
    assert sheet.column_dimensions["B"].width == 16


def test_a_text_never_becomes_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "hostile.xlsx"
    texts = ["=1+1", "+86", "-5", "@sum", "239901198003150016", "bell\x07"]
    write_table(path, [Column("text")], [(text,) for text in texts])
    sheet = openpyxl.load_workbook(path).worksheets[0]
    cells = [sheet.cell(row, 1) for row in range(2, 8)]
    assert [cell.value for cell in cells] == [*texts[:-1], "bell"]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.quotePrefix for cell in cells] == [True] * 4 + [False] * 2


def test_a_table_that_breaks_off_leaves_no_file(tmp_path: Path) -> None:
    path = tmp_path / "half.xlsx"
    with pytest.raises(ValueError, match="longer"):
        write_table(path, COLUMNS, [("one value only",)])
    assert not path.exists()


def test_a_banner_stands_above_the_heading_and_on_every_page(tmp_path: Path) -> None:
    assert write_table(tmp_path / "a.xlsx", [Column("姓名")], [["王军"]], banner="=许晴导出") == 1
    page = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert [row[0] for row in page.iter_rows(values_only=True)] == ["=许晴导出", "姓名", "王军"]
    assert page.freeze_panes == "A3"
    footer = page.oddFooter
    assert footer
    assert footer.center
    assert footer.center.text == "=许晴导出"
