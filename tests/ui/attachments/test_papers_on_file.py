"""Papers as officers use them: added, looked at, replaced, removed, sent and fetched."""

from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from tests.app.attachments.files import pdf, picture
from tests.ui import looking
from tests.ui.branch import Branch, Officer, fill
from tests.ui.conftest import Opened
from ui.attachments.add_dialog import AddDialog
from ui.attachments.view import PapersOnFile, arrivals_in
from ui.cases.case_page import CasePage
from ui.customers.file_page import FilePage
from ui.form_dialog import FormDialog
from ui.language import speak
from ui.sync.page import SyncPage


def folder(who: Officer, case: str) -> PapersOnFile:
    who.shell.open_record("loan_case", UUID(case))
    who.settle()
    page = who.page()
    assert isinstance(page, CasePage)
    page.tabs.setCurrentWidget(page.on_file)
    who.settle()
    return page.on_file


def put(who: Officer, view: PapersOnFile, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    view.add(arrivals_in(data))
    dialog = view.filing.dialog
    assert isinstance(dialog, AddDialog)
    for box in dialog.papers:
        if box.currentData() is None:
            box.setCurrentIndex(box.findData("other"))
    dialog.accept()
    who.settle()


def cells(view: PapersOnFile) -> list[list[str]]:
    model = view.table.model
    return [
        [str(model.data(model.index(row, column))) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


@pytest.fixture
def scans(tmp_path: Path) -> list[Path]:
    """Three files that no other test has, and one that is none."""
    made = []
    for name, content in (
        ("借款申请书.pdf", pdf(2, title=str(tmp_path))),
        ("调查照片 地头.jpg", picture(size=(640, 480), seed=str(tmp_path))),
        ("身份证件.png", picture("PNG", size=(320, 200), seed=str(tmp_path))),
        ("木马.pdf", b"MZ\x90\0" * 10),
    ):
        made.append(tmp_path / name)
        made[-1].write_bytes(content)
    return made


def test_papers_go_to_head_office_and_to_a_colleague(
    officer: Opened, branch: Branch, scans: list[Path]
) -> None:
    who = officer("wangjun")
    case = branch.case(who.workstation, "DRAFT", "c.applicant_id IS NOT NULL")
    view = folder(who, case)
    assert "还没有资料" in view.summary.text()
    assert "借款申请书" in view.missing.text()
    put(who, view, *scans)
    assert "木马.pdf" in who.shell.notice.text()
    rows = cells(view)
    assert sorted(row[0] for row in rows) == sorted(["借款申请书", "调查照片", "身份证件"])
    assert {row[2] for row in rows} == {"总行、本机"}
    assert {row[0]: row[5] for row in rows}["身份证件"] in {"农户", "企业"}
    assert view.summary.text() == "3/3 份资料已到总行"
    assert "借款申请书" not in view.missing.text()
    page = who.page()
    assert isinstance(page, CasePage)
    assert page.tabs.tabText(page.tabs.indexOf(view)) == "资料 3/3"
    check_previews(who, view)
    check_the_preview_follows(who, view)

    other = officer("zhaomin", "pc2")
    other.desk.sync()
    other.settle()
    theirs = folder(other, case)
    assert {row[2] for row in cells(theirs)} == {"总行"}
    theirs.table.table.selectRow(0)
    other.settle()
    assert "总行" in theirs.look.note.text()
    theirs.look.fetch_button.click()
    other.settle()
    assert sorted(row[2] for row in cells(theirs)) == ["总行", "总行", "总行、本机"]
    assert theirs.look.note.isHidden()


def check_previews(who: Officer, view: PapersOnFile) -> None:
    for row, kind in enumerate(row[0] for row in cells(view)):
        view.table.table.selectRow(row)
        who.settle()
        shown = view.look._stack.currentWidget()
        assert (shown is view.look.image) == (kind != "借款申请书")
        assert view.look.note.isHidden()


def check_the_preview_follows(who: Officer, view: PapersOnFile) -> None:
    chosen = [row[0] for row in cells(view)].index("身份证件")
    view.table.table.clearSelection()
    view.table.table.selectRow(chosen)
    view.table.table.clearSelection()  # The picture is on its way.
    who.settle()
    assert view.look.note.isVisible()
    assert view.look._stack.currentWidget() is not view.look.image
    view.table.table.selectRow(chosen)
    who.settle()
    seen = view.look.image.pixmap().cacheKey()
    view.reload()
    who.settle()
    assert [each.record.paper for each in view.table.chosen()] == ["id_card"]
    assert view.look.note.isHidden()
    assert view.look.image.pixmap().cacheKey() == seen


def test_without_head_office_papers_wait_and_say_so(
    officer: Opened, branch: Branch, scans: list[Path]
) -> None:
    who = officer("lixue")
    view = folder(who, branch.case(who.workstation, "DRAFT", "c.applicant_id IS NOT NULL"))
    who.workstation.lane.paused = True
    put(who, view, scans[0])
    assert cells(view)[0][2] == "本机，待上传"
    assert view.summary.text() == "0/1 份资料已到总行"
    who.shell.open_place("sync")
    who.settle()
    page = who.page()
    assert isinstance(page, SyncPage)
    page.tabs.setCurrentWidget(page.files)
    who.settle()
    assert page.files.state.text() == "传输已暂停。"
    assert page.files.table.model.rowCount() == 1
    page.files.pause_button.click()
    who.settle()
    assert page.files.state.text() == ""
    assert page.files.table.model.rowCount() == 0


def test_a_replaced_paper_stays_on_record(officer: Opened, branch: Branch, scans: list[Path]) -> None:
    who = officer("wangjun")
    view = folder(who, branch.case(who.workstation, "DRAFT", "c.applicant_id IS NOT NULL"))
    view.add_button.setFocus()
    put(who, view, scans[0])
    view.table.table.selectRow(0)
    view.filing.replace(view.table.chosen()[0], scans[2])
    who.settle()
    assert [row[1] for row in cells(view)] == ["身份证件.png"]
    view.removed.setChecked(True)
    assert [row[1] for row in cells(view)] == ["身份证件.png", "借款申请书.pdf"]
    assert "已移除" in cells(view)[1][2]


def test_sorting_saving_a_copy_and_removing(
    officer: Opened, branch: Branch, scans: list[Path], tmp_path: Path
) -> None:
    who = officer("wangjun")
    view = folder(who, branch.case(who.workstation, "DRAFT", "c.applicant_id IS NOT NULL"))
    put(who, view, scans[2])
    view.table.table.selectRow(0)
    view.filing.sort(view.table.chosen()[0])
    dialog = view.filing.dialog
    assert isinstance(dialog, FormDialog)
    fill(dialog.view, {"title": "征信授权.png", "paper": "bureau_consent"})
    dialog.save()
    who.settle()
    assert cells(view)[0][:2] == ["征信查询授权书", "征信授权.png"]

    view.table.table.selectRow(0)
    view.filing.write_copy(view.table.chosen()[0], tmp_path / "copy.png")
    who.settle()
    assert QImage(str(tmp_path / "copy.png")).width() == 320
    noted = who.workstation.database.read("SELECT count(*) FROM audit_entry WHERE action = 'export'")
    assert noted == [(1,)]

    view.table.table.selectRow(0)
    view.filing.remove(view.table.chosen()[0])
    dialog = view.filing.dialog
    assert isinstance(dialog, FormDialog)
    fill(dialog.view, {"removed_because": "扫错了"})
    dialog.save()
    who.settle()
    assert cells(view) == []
    assert view.table._empty.isVisible()


def test_files_and_pictures_are_dropped_and_pasted(
    officer: Opened, branch: Branch, scans: list[Path]
) -> None:
    who = officer("wangjun")
    view = folder(who, branch.case(who.workstation, "DRAFT", "c.applicant_id IS NOT NULL"))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(scans[1]))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, buttons, keys)
    QApplication.sendEvent(view, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(view, QDropEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, buttons, keys))
    assert isinstance(view.filing.dialog, AddDialog)
    assert view.filing.dialog.kinds == ["survey_photo"]
    view.filing.dialog.accept()
    who.settle()
    QApplication.clipboard().setImage(QImage(40, 30, QImage.Format.Format_RGB32))
    view.paste()
    pasted = view.filing.dialog
    assert isinstance(pasted, AddDialog)
    pasted.accept()
    assert pasted.isVisible()
    assert pasted.problem.text() == "请为每份文件选择资料类型。"
    pasted.papers[0].setCurrentIndex(pasted.papers[0].findData("other"))
    pasted.accept()
    who.settle()
    assert len(cells(view)) == 2


def test_nothing_selected_is_said(officer: Opened, branch: Branch) -> None:
    who = officer("wangjun")
    view = folder(who, branch.case(who.workstation, "DRAFT"))
    view._with_chosen(view.filing.fetch)
    assert who.shell.notice.text() == "请先选中一份资料。"


@pytest.mark.parametrize(
    ("login", "because"),
    [("sunlei", "您的岗位不登记资料。"), ("jiangbo", "总行的数据全行可见，不在总行录入或修改资料")],
)
def test_who_puts_nothing_on_file_is_told_why(officer: Opened, login: str, because: str) -> None:
    who = officer(login)
    # Only looked at, so that it may be one that another test works on.
    [(case,)] = who.workstation.database.read("SELECT id FROM loan_case ORDER BY id LIMIT 1")
    view = folder(who, case)
    off = {each.text(): each.toolTip() for each in view.findChildren(QPushButton) if not each.isEnabled()}
    assert off.keys() >= {"添加资料…", "替换…", "归类…", "移除…"}
    assert "另存…" not in off
    assert because in off["添加资料…"]
    assert any(because in each.text() for each in view.table.findChildren(QLabel))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_word_is_there_in_both_languages(
    officer: Opened, branch: Branch, scans: list[Path], language: str
) -> None:
    speak("en" if language == "en" else "zh")
    who = officer("wangjun")
    who.shell.open_record("farmer", UUID(branch.customer(who.workstation)))
    who.settle()
    page = who.page()
    assert isinstance(page, FilePage)
    view = page.findChild(PapersOnFile)
    assert isinstance(view, PapersOnFile)
    put(who, view, scans[2])
    view = page.findChild(PapersOnFile)
    assert isinstance(view, PapersOnFile)
    assert looking.nameless(view) == []
    assert looking.out_of_reach(view) == []
    assert looking.empty_labels(view) == []
