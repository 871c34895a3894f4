"""The clerk's desk: a batch through a real print server, a printer that vanishes, a reprint by two people."""

import os
import re
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QComboBox

from app.print_desk import BatchReport
from tests.ui.branch import Officer, write
from tests.ui.conftest import Opened
from tests.ui.papers.tray import Tray, give_tray
from ui.papers.page import PapersPage
from ui.papers.questions import Refusal, SpoiltCopy
from ui.papers.queue_tab import QueueTab
from ui.papers.stock_tab import StockTab

SHOTS = os.environ.get("HEITU_SHOTS")


def _desk(who: Officer) -> PapersPage:
    # The stores of the tests were in step with the centre once; other tests have printed since.
    who.desk.sync()
    who.settle()
    who.shell.open_place("papers")
    who.settle()
    page = who.page()
    assert isinstance(page, PapersPage)
    return page


def _choose(queue: QueueTab, rows: int) -> list[str]:
    queue.table.table.clearSelection()
    flag = QItemSelectionModel.SelectionFlag
    copies = queue._desk.workstation.database.read("SELECT contract_id FROM printed_copy")
    # Of some the sample has copies out already, whose contents nobody prints again.
    whole = [row for row, key in enumerate(queue.table.model.order) if (key,) not in copies]
    for row in whole[:rows]:
        index = queue.table.model.index(row, 0)
        queue.table.table.selectionModel().select(index, flag.Select | flag.Rows)
    return queue.table.chosen()


def _copies(who: Officer, contract: str) -> list[Any]:
    return who.workstation.database.read(
        "SELECT copy, reprint, state FROM printed_copy WHERE contract_id = ? ORDER BY copy, reprint",
        (contract,),
    )


def _show(who: Officer, queue: QueueTab, place: int, contract: str) -> None:
    """Filter the list and choose one contract in it."""
    queue.filters.setCurrentIndex(place)
    who.settle()
    queue.table.table.clearSelection()
    queue.table.table.selectRow(queue.table.model.order.index(contract))
    who.settle()


def _print(who: Officer, queue: QueueTab) -> BatchReport:
    queue.report = None
    queue.print_button.click()
    who.wait(lambda: queue.report is not None)
    who.settle()
    assert queue.report
    return queue.report


def _shoot(who: Officer, name: str) -> None:
    if SHOTS:
        who.shell.grab().save(f"{SHOTS}/{name}.png")


def test_a_batch_comes_out_and_each_copy_is_in_the_register(
    officer: Opened, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tray = Tray(tmp_path / "tray")
    give_tray(monkeypatch, tray)
    clerk = officer("zhoufang")
    queue = _desk(clerk).queue
    (first,) = _choose(queue, 1)
    clerk.settle()
    assert queue.preview.paper.pageCount() >= 4
    assert queue.terms.rowCount() >= 1
    assert all(
        cell and "✓" in cell.text() for cell in map(queue.terms.item, range(queue.terms.rowCount()), [0] * 9)
    )
    _shoot(clerk, "papers_queue")
    chosen = _choose(queue, 2)
    report = _print(clerk, queue)
    assert report.refused == []
    assert report.printed == tray.out >= 6
    for contract in chosen:
        assert {state for _copy, _reprint, state in _copies(clerk, contract)} == {"issued"}
    text = "".join(page.extract_text() for page in PdfReader(tmp_path / "tray" / "1.pdf").pages)
    assert "样稿" not in text
    assert first in chosen
    assert not set(chosen) & set(queue.table.model.order)
    _shoot(clerk, "papers_printed")


def test_the_register_knows_which_copies_came_out_when_the_printer_vanishes(
    officer: Opened, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tray = Tray(tmp_path / "tray", most=2)
    give_tray(monkeypatch, tray)
    clerk = officer("zhoufang")
    queue = _desk(clerk).queue
    (contract,) = _choose(queue, 1)
    assert _print(clerk, queue).printed == 2
    assert "打印机不见了" in queue.result.text()
    assert _copies(clerk, contract) == [(1, 0, "issued"), (2, 0, "issued")]
    tray.most = 100
    _show(clerk, queue, 0, contract)
    _print(clerk, queue)
    assert [copy for copy, _reprint, _state in _copies(clerk, contract)][:3] == [1, 2, 3]


def test_a_reprint_takes_the_clerk_and_the_manager(
    officer: Opened, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tray = Tray(tmp_path / "tray")
    give_tray(monkeypatch, tray)
    clerk = officer("zhoufang")
    queue = _desk(clerk).queue
    (contract,) = _choose(queue, 1)
    _print(clerk, queue)
    _show(clerk, queue, 2, contract)
    queue.reprint_button.click()
    asking = queue.findChild(SpoiltCopy)
    assert asking
    asking.check()
    assert asking.problem.text() == "请填写原因。"
    write(asking.reason, "卡纸破损")
    asking.check()
    clerk.settle()
    manager = officer("sunlei", "pc2")
    theirs = _desk(manager).queue
    _show(manager, theirs, 1, contract)
    theirs.allow_button.click()
    manager.settle()
    clerk.desk.sync()
    clerk.settle()
    _show(clerk, queue, 0, contract)
    _print(clerk, queue)
    assert _copies(clerk, contract)[:2] == [(1, 0, "void"), (1, 1, "issued")]


def test_copies_that_are_out_are_listed_and_counted(officer: Opened) -> None:
    clerk = officer("zhoufang")
    page = _desk(clerk)
    page.tabs.setCurrentWidget(page.copies)
    clerk.settle()
    said = dict(re.findall(r"(\S+) (\d+)", page.copies.total.text()))
    issued, rest = int(said.pop("出具")), sum(map(int, said.values()))
    assert issued == rest > 0
    listed = clerk.workstation.database.read(
        "SELECT count(*) FROM printed_copy WHERE state IN ('issued','signed','sealed')"
    )
    assert int(said["在外"]) == listed[0][0] == page.copies.table.model.rowCount()
    _shoot(clerk, "papers_out")


def test_a_reprint_is_refused_with_a_reason(
    officer: Opened, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    give_tray(monkeypatch, Tray(tmp_path / "tray"))
    clerk = officer("zhoufang")
    queue = _desk(clerk).queue
    (contract,) = _choose(queue, 1)
    _print(clerk, queue)
    _show(clerk, queue, 2, contract)
    queue.reprint_button.click()
    asking = queue.findChild(SpoiltCopy)
    assert asking
    write(asking.reason, "想多要一份")
    asking.check()
    clerk.settle()
    manager = officer("sunlei", "pc2")
    theirs = _desk(manager).queue
    _show(manager, theirs, 1, contract)
    theirs.refuse_button.click()
    saying = theirs.findChild(Refusal)
    assert saying
    saying.check()
    assert saying.problem.text()
    write(saying.reason, "原件完好")
    saying.check()
    manager.settle()
    clerk.desk.sync()
    clerk.settle()
    said = clerk.workstation.database.read(
        "SELECT wish, asked_by, reason, state FROM printed_copy WHERE contract_id = ? AND copy = 1",
        (contract,),
    )
    assert said == [("", "", "未批准：原件完好", "issued")]


def test_the_printer_and_its_tray_are_remembered_by_kind_of_paper(
    officer: Opened, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    give_tray(monkeypatch, Tray(tmp_path / "tray"))
    clerk = officer("zhoufang")
    queue = _desk(clerk).queue
    assert [queue.chooser.trays.itemData(place) for place in range(3)] == ["", "Tray1", "Tray2"]
    queue.chooser.trays.setCurrentIndex(2)
    (contract,) = _choose(queue, 1)
    kind = clerk.workstation.database.read("SELECT document FROM contract WHERE id = ?", (contract,))[0][0]
    _print(clerk, queue)
    queue.chooser.trays.setCurrentIndex(0)
    queue.chooser.recall(kind)
    clerk.settle()
    assert queue.chooser.choice == ("Tray", "Tray2")


def test_blank_forms_go_from_the_parcel_to_the_daily_check(officer: Opened, prints: Path) -> None:
    manager = officer("sunlei")
    stock = _stock(manager)
    assert set(stock.buttons) == {
        "receive_forms",
        "hand_out_forms",
        "return_forms",
        "count_forms",
        "confirm_count",
    }
    _order(manager, stock, "receive_forms", {"form": "loan_note", "first": "1", "last": "100"})
    _order(
        manager,
        stock,
        "hand_out_forms",
        {"form": "loan_note", "first": "1", "last": "20", "holder": "zhoufang"},
    )
    clerk = officer("zhoufang", "pc2")
    mine = _stock(clerk)
    _order(
        clerk,
        mine,
        "use_form",
        {"form": "loan_note", "first": "1", "last": "1", "number": "JJ-23990100-2026-000001-7"},
    )
    assert "今天尚未双人清点" in mine.counted.text()
    _order(clerk, mine, "count_forms", {"form": "loan_note", "found": "99"})
    _order(manager, stock, "confirm_count", {})
    cells = [stock.stock.item(0, column) for column in range(6)]
    assert [cell.text() for cell in cells if cell] == ["借款借据", "100", "80", "19", "1", "0"]
    assert "已完成" in stock.counted.text()
    stock.print_button.click()
    manager.wait(lambda: bool(list(prints.glob("daily_check*.pdf"))))
    _shoot(manager, "papers_stock")


def _stock(who: Officer) -> StockTab:
    page = _desk(who)
    page.tabs.setCurrentWidget(page._stock)
    who.settle()
    assert page.stock
    return page.stock


def _order(who: Officer, stock: StockTab, key: str, told: dict[str, str]) -> None:
    """Give an order as the officer does: press its button, answer what is asked."""
    who.desk.sync()
    who.settle()
    stock.buttons[key].click()
    if told:
        assert stock.dialog
        for name, text in told.items():
            editor = stock.dialog.questions.editors[name]
            if isinstance(editor, QComboBox):
                editor.setCurrentIndex(editor.findData(text))
            else:
                write(editor, text)
        stock.dialog._check()
        assert stock.dialog.problem.text() == ""
    who.settle()
