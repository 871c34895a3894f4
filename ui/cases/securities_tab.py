"""The securities of a case: pledged objects and guarantors, each on a card with what can be done about it."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app import guarantees, securities
from app.cases import CaseView
from app.clock import today
from app.guarantees import Candidate, Group
from app.outbox import change_stored
from app.papers.catalogue import Place
from models.base import Record
from models.lending.dossier import ABSENT, Security
from models.lending.sureties import Surety
from models.text import Text
from ui.cases.case_papers import CasePapers
from ui.cases.group_dialog import GroupDialog
from ui.cases.guarantor_dialog import CONSENTS, MAXIMUM, TERMS, GuarantorDialog
from ui.cases.security_cards import guarantee_card, security_card
from ui.desk import Desk
from ui.form_dialog import FormDialog, part_of
from ui.language import say
from ui.pieces import button, clear, label, row

MOVED = Text("已改为后一顺位。", "It now stands behind the others.")
SAVED = Text("已保存到本机，将自动发送总行。", "Saved here; it goes to head office by itself.")
TAKEN_OFF = Text("已撤下保证人。", "The guarantor was taken off.")
NOTHING = Text(
    "还没有担保。请添加押品或保证人。",
    "No security yet. Take collateral or a guarantor with the buttons above.",
)
UNSECURED = Text("本案为信用贷款，没有担保。", "Nothing secures this case besides the borrower's word.")
PLEDGE_FIELDS = ("secured", "rank", *MAXIMUM)
Write = Callable[[Any], object]


class SecuritiesTab(QWidget):
    """One card a security or guarantor.

    Attributes:
        papers: Applications to registries, notices, releases, receipts.
    """

    def __init__(self, desk: Desk, add: Callable[[], None], pick: Callable[[], None]) -> None:
        super().__init__()
        self._desk = desk
        self._view: CaseView | None = None
        self.add_button = button(Text("添加押品…", "Take collateral…"), add)
        self.pick_button = button(Text("选用已有押品…", "Take a known object…"), pick)
        self.guarantor_button = button(Text("添加保证人…", "Take a guarantor…"), self.add_guarantor)
        self.group_button = button(Text("联保小组…", "Guarantee group…"), self.choose_group)
        self._openers = (self.add_button, self.pick_button, self.guarantor_button, self.group_button)
        self._cards = QVBoxLayout()
        self.papers = CasePapers(desk, Place.SECURITY, Place.CLOSING)
        layout = QVBoxLayout(self)
        layout.addWidget(row(*self._openers))
        layout.addWidget(self.papers)
        layout.addLayout(self._cards)
        layout.addStretch(1)

    @property
    def open_to_change(self) -> bool:
        """Whether the terms of the case may still be typed over."""
        return self._view is not None and self._view.dossier.state.open_to_change

    def show_view(self, view: CaseView) -> None:
        """Show every security of the case."""
        self._view = view
        clear(self._cards)
        for each in self._openers:
            each.setEnabled(self.open_to_change)
        dossier = view.dossier
        self.papers.show_dossier(dossier)
        if dossier.absent:
            self._cards.addWidget(label(say(ABSENT.fill(count=dossier.absent)), "warn"))
        elif not dossier.securities and not dossier.sureties:
            self._cards.addWidget(label(say(NOTHING if self.open_to_change else UNSECURED), "quiet"))
        for security in dossier.securities:
            self._cards.addWidget(security_card(security, today(), self._actions(security)))
        for surety in dossier.sureties:
            self._cards.addWidget(guarantee_card(surety, self._guarantee_actions(surety)))

    def _actions(self, security: Security) -> QWidget:
        identity = security.collateral.id
        shown = [
            button(Text("查看押品", "Open"), lambda: self._desk.open_record.emit("collateral", identity)),
        ]
        if self.open_to_change:
            shown.append(button(Text("担保条件…", "Terms…"), lambda: self.change_pledge(security)))
            if security.rivals:
                behind = Text("改为后一顺位", "Go behind the others")
                shown.append(button(behind, lambda: self._go_behind(security.pledge.id)))
        return row(*shown)

    def _guarantee_actions(self, surety: Surety) -> QWidget:
        given = surety.guarantee
        shown = [
            button(
                Text("查看档案", "Open the file"),
                lambda: self._desk.open_record.emit(given.guarantor_kind, given.guarantor_id),
            ),
            button(Text("修改保证…", "Change…"), lambda: self.change_guarantee(surety)),
        ]
        if self.open_to_change:
            off = partial(self._write, lambda session: self._take_off(session, given.id), TAKEN_OFF)
            shown.append(button(Text("撤下保证人", "Take off"), off))
        return row(*shown)

    def change_pledge(self, security: Security) -> None:
        """Ask what the object is to secure here, and up to which maximum."""
        mode = {"mode": security.pledge.mode or "single"}
        form = part_of(security.pledge, PLEDGE_FIELDS, mode)
        dialog = FormDialog(Text("担保条件", "Terms of the security"), form, self)
        self._change(security.pledge, dialog)

    def change_guarantee(self, surety: Surety) -> None:
        """Ask for the terms of a guarantee; once they are frozen, for its consents alone."""
        names = (*TERMS, *CONSENTS, *MAXIMUM) if self.open_to_change else CONSENTS
        dialog = FormDialog(Text("修改保证", "Change the guarantee"), part_of(surety.guarantee, names), self)
        self._change(surety.guarantee, dialog)

    def _change(self, record: Record, dialog: FormDialog) -> None:
        kind, key = type(record), (record.institution_id, record.id)
        self._ask(dialog, lambda session: change_stored(session, kind, key, dialog.values, dialog.seen))

    def add_guarantor(self) -> None:
        """Ask who guarantees, and for how much."""
        if self._view is None:
            return
        case, actor = self._view.dossier.case, self._desk.workstation.actor
        dialog = GuarantorDialog(self._find, guarantees.usual_terms(case, today()), self)

        def take(session: Any) -> object:
            who = dialog.chosen or ("", case.id)
            return guarantees.take_guarantor(session, actor, case.id, who, dialog.values)

        self._ask(dialog, take)

    def choose_group(self) -> None:
        """Read the borrower's groups, then ask which of them guarantees, or form a new one."""
        if self._view is None or self._view.dossier.case.applicant_id is None:
            return
        workstation, borrower = self._desk.workstation, self._view.dossier.case.applicant_id

        def work(_job: object) -> list[Group]:
            with workstation.database.session() as session:
                return guarantees.groups_of(session, workstation.actor, borrower)

        self._desk.tasks.read(self, work, self._open_groups)

    def _open_groups(self, known: list[Group]) -> None:
        if self._view is None:
            return
        case, actor = self._view.dossier.case, self._desk.workstation.actor
        dialog = GroupDialog(self._find, known, self)

        def take(session: Any) -> object:
            group_id = dialog.group_id
            if group_id is None and case.applicant_id:
                members = [(case.applicant_kind, case.applicant_id), *dialog.members]
                group_id = guarantees.form_group(session, actor, dialog.values, members, dialog.cap_fen).id
            return group_id and guarantees.take_group(session, actor, case.id, group_id, today())

        self._ask(dialog, take)

    def _find(self, typed: str, show: Callable[[list[Candidate]], None]) -> None:
        workstation = self._desk.workstation
        borrower = self._view.dossier.case.applicant_id if self._view else None

        def work(_job: object) -> list[Candidate]:
            with workstation.database.session() as session:
                return guarantees.candidates(session, workstation.actor, typed, besides=borrower)

        self._desk.tasks.read(self, work, show)

    def _ask(self, dialog: FormDialog, write: Write) -> None:
        """Open a dialog; what is accepted is written."""

        def answered(result: int) -> None:
            if result == QDialog.DialogCode.Accepted:
                self._write(write, SAVED)

        dialog.finished.connect(answered)
        dialog.open()

    def _write(self, write: Write, said: Text) -> None:
        database = self._desk.workstation.database
        self._desk.tasks.write(
            self,
            lambda _job: database.run(write),
            lambda _done: self._desk.tell(said),
            self._desk.refuse,
        )

    def _take_off(self, session: Any, guarantee_id: UUID) -> Any:
        return guarantees.take_off(session, self._desk.workstation.actor, guarantee_id)

    def _go_behind(self, pledge_id: UUID) -> None:
        actor = self._desk.workstation.actor
        self._write(lambda session: securities.go_behind(session, actor, pledge_id), MOVED)
