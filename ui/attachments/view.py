"""The papers of a customer, a collateral or a case: what is there, where it is, what is missing."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QFileDialog, QSplitter, QVBoxLayout, QWidget

from app.attachments import papers
from app.attachments.keeping import Arrival
from app.attachments.papers import Folder, Paper, Subject
from app.clock import today
from app.jobs import Job
from models.documents.attachment import PAPERS, SUBJECTS, no_keeper
from models.documents.media import show_size
from models.errors import RuleBroken
from models.text import Text
from ui.attachments.filing import FILES, Filing
from ui.attachments.look import Look
from ui.attachments.words import tone_of, whereabouts
from ui.desk import Desk, News
from ui.language import language, say
from ui.pieces import button, label, row
from ui.rows import Cell, RowTable

EMPTY = Text(
    "还没有资料。点“添加资料”，把文件拖到这里，或按 Ctrl+V 粘贴图片。",
    "No papers yet. Press “Add papers”, drop files here, or paste a picture with Ctrl+V.",
)
NOT_YOURS = Text("还没有资料。{zh}", "No papers yet. {en}")
CHOOSE = Text("请先选中一份资料。", "Select a paper first.")
ARRIVED = Text("{there}/{all} 份资料已到总行", "{there} of {all} papers at head office")
MISSING = Text("还缺：{zh}", "Still missing: {en}")
WHOLE = Text("清单上的资料已齐。", "Every paper on the list is there.")


class PapersOnFile(QWidget):
    """The papers of one file.

    Attributes:
        counted: How many papers have arrived at head office, and of how many.
        folder: What is known of them.
        filing: What is done with them.
        table: One row a paper.
        look: The preview of the chosen paper.
        summary: How many have arrived.
        missing: What the bank's list still asks for.
    """

    counted = Signal(int, int)

    def __init__(self, desk: Desk, subject: Subject) -> None:
        super().__init__()
        self._desk, self._subject = desk, subject
        self._barred = no_keeper(desk.workstation.actor)
        self.folder: Folder | None = None
        self.filing = Filing(desk, self)
        self.summary, self.missing = label(say(EMPTY), "heading"), label(say(WHOLE), "quiet")
        self.missing.setWordWrap(True)
        empty = NOT_YOURS.fill(zh=self._barred.zh, en=self._barred.en) if self._barred else EMPTY
        self.table: RowTable[Paper] = RowTable(
            Text("资料清单", "Papers on file"), self._cells(), empty, lambda each: each.record.id
        )
        self.look = Look(desk)
        self.removed = QCheckBox(say(Text("显示已移除", "Show removed")))
        self.add_button = button(Text("添加资料…", "Add papers…"), self.choose, main=True)
        self._arrange()
        self._listen()
        self.reload()

    def _arrange(self) -> None:
        *changing, copying = [
            button(text, lambda act=act: self._with_chosen(act))  # type: ignore[misc] # bound now
            for text, act in (
                (Text("替换…", "Replace…"), self.replace),
                (Text("归类…", "Sort…"), self.filing.sort),
                (Text("移除…", "Remove…"), self.filing.remove),
                (Text("另存…", "Save a copy…"), self.filing.save_copy),
            )
        ]
        for each in (self.add_button, *changing):
            each.setEnabled(not self._barred)
            each.setToolTip(say(self._barred) if self._barred else "")
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.table)
        split.addWidget(self.look)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.addWidget(self.summary)
        layout.addWidget(self.missing)
        layout.addWidget(row(self.add_button, *changing, copying, self.removed))
        layout.addWidget(split, 1)
        self.setMinimumHeight(380)
        self.setAcceptDrops(True)

    def _listen(self) -> None:
        self.removed.toggled.connect(lambda _on: self._fill())
        self.table.opened.connect(self.filing.fetch)
        self.table.picked.connect(lambda: self.look.show_paper(self._chosen()))
        self.look.wanted.connect(lambda: self._with_chosen(self.filing.fetch))
        for keys, act in (("Ctrl+V", self.paste), ("Delete", lambda: self._with_chosen(self.filing.remove))):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        self._desk.carried.connect(self.table.model.show_again)
        News(self, self._desk.tasks, self.reload)

    def _cells(self) -> list[Cell[Paper]]:
        return [
            Cell(Text("类型", "Kind"), lambda each: say(PAPERS[each.record.paper]), width=13),
            Cell(Text("名称", "Title"), lambda each: each.record.title, width=15),
            Cell(Text("位置", "Where"), self._where, width=13, tone=tone_of),
            Cell(
                Text("大小", "Size"),
                lambda each: show_size(each.record.size or 0),
                lambda each: each.record.size or 0,
                figure=True,
                width=7,
            ),
            Cell(Text("日期", "Date"), lambda each: f"{each.record.taken_on or ''}", width=10),
            Cell(Text("归属", "Belongs to"), lambda each: say(SUBJECTS[each.record.subject_kind]), width=6),
            Cell(Text("登记人", "By"), lambda each: each.record.added_by, width=8),
        ]

    def _where(self, paper: Paper) -> str:
        return whereabouts(paper, self._desk.workstation.lane.moving).say(language())

    def reload(self) -> None:
        """Read the papers anew."""
        workstation, subject = self._desk.workstation, self._subject

        def work(_job: Job) -> Folder:
            _lane = workstation.lane  # Made here, in the background, with all that it loads.
            with workstation.database.session() as session:
                return papers.folder_of(session, workstation.actor, subject, today())

        self._desk.tasks.read_latest(self, "papers", work, self._show)

    def _show(self, folder: Folder) -> None:
        self.folder = folder
        there, standing = folder.arrived, len(folder.standing)
        text = ARRIVED.fill(there=there, all=standing) if standing else Text("还没有资料", "No papers yet")
        self.summary.setText(say(text))
        lacking = [text for _subject, text in folder.missing]
        missing = MISSING.fill(
            zh="、".join(each.zh for each in lacking), en=", ".join(each.en for each in lacking)
        )
        self.missing.setText(say(missing if lacking else WHOLE))
        self._fill()
        self.counted.emit(there, standing)

    def _fill(self) -> None:
        if self.folder:
            self.table.show_rows(self.folder.papers if self.removed.isChecked() else self.folder.standing)

    def choose(self) -> None:
        """Ask which files are to be put on file."""
        title = say(Text("添加资料", "Add papers"))
        chosen, _filter = QFileDialog.getOpenFileNames(self, title, "", FILES)
        self.add([Arrival(Path(each).name, Path(each)) for each in chosen])

    def add(self, arrivals: Sequence[Arrival]) -> None:
        """Put files on file, after asking what they are."""
        if arrivals and self.folder and self.add_button.isEnabled():
            self.filing.add(arrivals, self.folder)

    def paste(self) -> None:
        """Put what was copied on file: files, or a picture."""
        self.add(arrivals_in(QGuiApplication.clipboard().mimeData()))

    def replace(self, paper: Paper) -> None:
        """Ask which file takes the place of a paper."""
        title = say(Text("替换资料", "Replace the paper"))
        path, _filter = QFileDialog.getOpenFileName(self, title, "", FILES)
        if path:
            self.filing.replace(paper, Path(path))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Let files and pictures be dropped."""
        if self.add_button.isEnabled() and (event.mimeData().hasUrls() or event.mimeData().hasImage()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Put what was dropped on file."""
        event.acceptProposedAction()
        self.add(arrivals_in(event.mimeData()))

    def _chosen(self) -> Paper | None:
        chosen = self.table.chosen()
        return chosen[0] if chosen else None

    def _with_chosen(self, act: Callable[[Paper], None]) -> None:
        paper = self._chosen()
        if paper is None:
            self._desk.refuse(RuleBroken(CHOOSE))
        else:
            act(paper)


def arrivals_in(data: QMimeData) -> list[Arrival]:
    """Return the files, or the picture, that were copied or dropped."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    if paths:
        return [Arrival(path.name, path) for path in paths]
    image = data.imageData() if data.hasImage() else None
    if not isinstance(image, QImage):
        return []
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload] # Qt itself takes a text, its stub does not
    name = say(Text("粘贴的图片 {day}", "Pasted picture {day}").fill(day=today()))
    return [Arrival(f"{name}.png", bytes(buffer.data().data()))]
