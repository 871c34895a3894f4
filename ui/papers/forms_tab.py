"""Pre-printed forms 套打: measure a printer once, see the values over the scanned form, print a test."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app import calibrations
from models.sample.papers import TERMS
from models.text import Text
from printing.documents import document
from printing.overprint import Calibration, Form, calibration_page, forms, load, overprint
from ui.desk import Desk
from ui.language import say
from ui.papers import device
from ui.papers.preview import Preview
from ui.papers.printer_chooser import NONE
from ui.pieces import button, label, row

AFTER_MS = 200
HOW = Text(
    "1. 打印校准页；2. 量出十字与纸边应有位置的偏差；3. 填入毫米数（向右、向下为正）；4. 再打一张核对。",
    "1. Print the page to measure. 2. See how far the crosses are off. 3. Write it down in mm (right and down are "
    "positive). 4. Print it once more.",
)


class FormsTab(QWidget):
    """The calibration of one form on one printer.

    Attributes:
        forms: The chooser of the form.
        printers: The chooser of the printer.
        dx, dy: The shifts in millimetres.
        preview: The values, over the scanned form where there is one.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._background: bytes | None = None
        self.forms, self.printers = QComboBox(), QComboBox()
        self.dx, self.dy = _spin(-30, 30, 0.1, 0, " mm"), _spin(-30, 30, 0.1, 0, " mm")
        self.scale_x, self.scale_y = _spin(90, 110, 0.1, 100, " %"), _spin(90, 110, 0.1, 100, " %")
        self.rotated = QCheckBox(
            say(Text("纸张横放（旋转 90 度）", "The sheet lies across (turned by 90 degrees)"))
        )
        self.preview = Preview(Text("右边显示套打效果。", "The values are shown here."))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AFTER_MS)
        self._timer.timeout.connect(self.look)
        self._arrange()
        for key in forms():
            form = load(key)
            self.forms.addItem(say(Text(form.title, f"{document(form.document).title.en} (overprint)")), key)
        self._listen()
        desk.tasks.read(self, lambda _job: device.names(), self._show_printers)

    def _arrange(self) -> None:
        form = QFormLayout()
        fields: list[tuple[Text, QWidget]] = [
            (Text("单据", "Form"), self.forms),
            (Text("打印机", "Printer"), self.printers),
            (Text("横向偏移", "Shift to the right"), self.dx),
            (Text("纵向偏移", "Shift down"), self.dy),
            (Text("横向比例", "Scale across"), self.scale_x),
            (Text("纵向比例", "Scale down"), self.scale_y),
        ]
        for caption, editor in fields:
            editor.setAccessibleName(say(caption))
            form.addRow(say(caption), editor)
        form.addRow("", self.rotated)
        how = label(say(HOW), "quiet")
        how.setWordWrap(True)
        self.keep_button = button(Text("保存校准", "Keep"), self.keep, main=True)
        self.page_button = button(
            Text("打印校准页", "Print the page to measure"), partial(self._print, calibration_page)
        )
        self.test_button = button(Text("试打一张", "Print a test"), partial(self._print, _test_page))
        self.scan_button = button(Text("选择底图…", "Choose a scan…"), self._choose_scan)
        left, side = QWidget(), QSplitter(Qt.Orientation.Horizontal)
        column = QVBoxLayout(left)
        column.addLayout(form)
        column.addWidget(how)
        column.addWidget(row(self.keep_button, self.scan_button))
        column.addWidget(row(self.page_button, self.test_button))
        column.addStretch(1)
        side.addWidget(left)
        side.addWidget(self.preview)
        side.setSizes([380, 760])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.addWidget(side, 1)

    def _listen(self) -> None:
        for chooser in (self.forms, self.printers):
            chooser.currentIndexChanged.connect(lambda _place: self.load())
        for spin in (self.dx, self.dy, self.scale_x, self.scale_y):
            spin.valueChanged.connect(self._timer.start)
        self.rotated.toggled.connect(self._timer.start)

    def _show_printers(self, names: list[str]) -> None:
        self.printers.addItems(names)
        self.printers.setPlaceholderText(say(NONE))
        self.printers.setEnabled(bool(names))
        for each in (self.keep_button, self.page_button, self.test_button):
            each.setEnabled(bool(names))
        self.load()

    @property
    def form(self) -> Form:
        """The chosen form."""
        return load(str(self.forms.currentData()))

    @property
    def calibration(self) -> Calibration:
        """What stands in the fields."""
        return Calibration(
            round(self.dx.value() * 10),
            round(self.dy.value() * 10),
            self.scale_x.value() / 100,
            self.scale_y.value() / 100,
            self.rotated.isChecked(),
        )

    def load(self) -> None:
        """Read what was measured for the chosen form and printer."""
        workstation, form, printer = self._desk.workstation, self.form.key, self.printers.currentText()

        def work(_job: object) -> Calibration:
            with workstation.database.session() as session:
                return calibrations.calibration(session, form, printer)

        self._desk.tasks.read(self, work, self._show)

    def _show(self, known: Calibration) -> None:
        self.dx.setValue(known.dx / 10)
        self.dy.setValue(known.dy / 10)
        self.scale_x.setValue(known.scale_x * 100)
        self.scale_y.setValue(known.scale_y * 100)
        self.rotated.setChecked(known.rotated)
        self.look()

    def look(self) -> None:
        """Draw synthetic values with what stands in the fields, over the scan."""
        form, calibration, background = self.form, self.calibration, self._background
        self._desk.tasks.read_latest(
            self,
            "drawn",
            lambda _job: overprint(form, TERMS[form.document], calibration, background=background),
            self.preview.show_pdf,
        )

    def keep(self) -> None:
        """Keep what stands in the fields for this form and printer."""
        workstation, form, printer = self._desk.workstation, self.form.key, self.printers.currentText()
        measured = self.calibration
        self._desk.tasks.write(
            self,
            lambda _job: workstation.database.run(
                lambda session: calibrations.keep(session, form, printer, measured)
            ),
            lambda _none: self._desk.tell(Text("校准已保存。", "The calibration is kept.")),
        )

    def _print(self, draw: Callable[[Form, Calibration], bytes]) -> None:
        form, calibration, name = self.form, self.calibration, self.printers.currentText()
        sheet = (form.width / 10, form.height / 10)
        self._desk.tasks.read(
            self,
            lambda _job: device.printer(name, millimetres=sheet).put_out(draw(form, calibration), form.title),
            lambda _none: self._desk.tell(Text("已打印。", "Printed.")),
        )

    def _choose_scan(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(
            self, say(Text("选择底图", "Choose a scan")), "", "*.png *.jpg *.jpeg"
        )
        if chosen:
            self.show_scan(Path(chosen))

    def show_scan(self, file: Path) -> None:
        """Show the values over the scanned form; a scan that is none is refused and the one before stays."""
        form = self.form

        def read(_job: object) -> bytes:
            scan = file.read_bytes()
            overprint(form, TERMS[form.document], Calibration(), background=scan)
            return scan

        def show(scan: bytes) -> None:
            self._background = scan
            self.look()

        self._desk.tasks.read(self, read, show)


def _test_page(form: Form, calibration: Calibration) -> bytes:
    return overprint(form, TERMS[form.document], calibration)


def _spin(low: float, high: float, step: float, value: float, unit: str) -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setRange(low, high)
    box.setSingleStep(step)
    box.setDecimals(1)
    box.setValue(value)
    box.setSuffix(unit)
    return box
