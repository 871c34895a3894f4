"""The form of one check: what is known is filled in, what is typed is kept, a photograph may be added."""

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QDialog, QFileDialog, QScrollArea, QVBoxLayout, QWidget

from app.attachments.keeping import Arrival, keep
from app.attachments.taken import Taken
from app.clock import today
from app.forms import Form
from app.postloan import care
from app.postloan.worklist import CheckDue
from models.errors import RuleBroken
from models.fields import fields_of
from models.postloan.records import PostCheck
from models.postloan.words import CHECK_LABELS
from models.text import Text
from ui.desk import Desk
from ui.form import FormView, Keeper
from ui.language import language, say
from ui.pieces import answers, button, label, row

ASKED = (
    "done_on",
    "place",
    "met",
    "use_of_funds",
    "business",
    "collateral",
    "insurance",
    "findings",
    "result",
)
NO_PHOTO = Text("未选照片", "No photograph")


class CheckDialog(QDialog):
    """Record a check.

    Attributes:
        form: What is asked, once what is known has been read.
        photo: The photograph that was chosen and taken in.
        problem: Why it cannot be kept as it is.
    """

    def __init__(self, desk: Desk, check: CheckDue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._check = desk, check
        self._keeper: Keeper | None = None
        self.form: FormView | None = None
        self.photo: Taken | None = None
        self.setWindowTitle(f"{say(CHECK_LABELS[check.due.kind])} · {check.loan.customer}")
        self.resize(760, 720)
        about = Text("借据 {number}　应查日期 {due}", "Note {number}　Due on {due}")
        self.about = label(say(about.fill(number=check.loan.number, due=check.due.on)), "quiet")
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.photo_label = label(say(NO_PHOTO), "quiet")
        self.photo_button = button(Text("选择照片…", "Choose a photograph…"), self._choose_photo)
        self.problem = label("", "problem")
        self.buttons = answers(self, self.keep, Text("登记检查", "Record the check"))
        layout = QVBoxLayout(self)
        layout.addWidget(self.about)
        layout.addWidget(self.area, 1)
        layout.addWidget(row(self.photo_button, self.photo_label))
        layout.addWidget(self.problem)
        layout.addWidget(self.buttons)
        self._read()

    @property
    def subject(self) -> str:
        """Under which name what is typed is kept."""
        return f"post_check/{self._check.loan.note_id}/{self._check.due.kind}"

    def _read(self) -> None:
        workstation, case_id = self._desk.workstation, self._check.loan.case_id

        def work(_job: object) -> dict[str, Any]:
            with workstation.database.session() as session:
                return care.known_of(session, workstation.actor, case_id, today())

        self._desk.tasks.read(self, work, self._show)

    def _show(self, known: dict[str, Any]) -> None:
        described = fields_of(PostCheck)
        fields = {name: described[name] for name in ASKED}
        values = {"done_on": today(), "result": "sound", **known}
        self.form = FormView(Form(fields, values, language()))
        self._keeper = Keeper(self._desk, self.form, self.subject)
        self.area.setWidget(self.form)
        self.form.focus("findings")

    def _choose_photo(self) -> None:
        chosen, _filter = QFileDialog.getOpenFileName(
            self, say(Text("选择照片", "Choose a photograph")), "", "JPG / PNG (*.jpg *.jpeg *.png)"
        )
        if chosen:
            self.take_photo(Path(chosen))

    def take_photo(self, path: Path) -> None:
        """Add a photograph to the check, once it proves to be one."""
        database = self._desk.workstation.database
        self.problem.setText("")
        self._desk.tasks.read(
            self,
            lambda _job: keep(database, Arrival(path.name, path), "check_photo", today(), images_only=True),
            self._photo_taken,
            self._refuse,
        )

    def _photo_taken(self, photo: Taken) -> None:
        self.photo = photo
        self.photo_label.setText(photo.title)

    def keep(self) -> None:
        """Ask the centre to keep the check; the dialog stays open until it was asked for."""
        if self.form is None:
            return
        try:
            told = self._told(self.form.form)
        except RuleBroken as broken:
            self._refuse(broken)
            return
        workstation, case_id, photo = self._desk.workstation, self._check.loan.case_id, self.photo

        def work(_job: object) -> Text:
            return workstation.database.run(
                lambda session: care.record_check(session, workstation.actor, case_id, told, photo, today())
            )

        self._desk.tasks.write_once(self, work, self._kept, self._refuse)

    def _told(self, form: Form) -> dict[str, Any]:
        told: dict[str, Any] = {
            "note_id": self._check.loan.note_id,
            "check": self._check.due.kind,
            "due_on": self._check.due.on,
        }
        for name, each in form.fields.items():
            try:
                told[name] = each.read(form.texts[name])
            except RuleBroken as broken:
                raise RuleBroken(broken.text, field=name) from None
        return told

    def _refuse(self, error: Any) -> None:
        self.problem.setText(say(error.text))
        if self.form and error.field in self.form.editors:
            self.form.focus(error.field)

    def _kept(self, text: Text) -> None:
        if self._keeper and self.form:
            self.form.form.settle(dict(self.form.form.texts))
            self._keeper.keep()
        self._desk.tell(text)
        self._desk.sync()
        self.accept()
