"""One customer's file: a form that keeps every keystroke, the household, and the way to a new case."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QTableWidget, QTableWidgetItem

from app import cases, customers
from app.attachments.papers import Subject
from app.audit_trail import refusals_noted
from app.clock import today
from app.colleagues import lenders_elsewhere
from app.disclosure import disclose, shown_for
from app.forms import Form, masked, show
from app.orders import request_order
from models.approval.orders import ORDERS
from models.base import Record
from models.errors import LendingError
from models.fields import Field, fields_of
from models.party.enterprise import Enterprise
from models.party.farmer import Farmer, HouseholdMember
from models.text import Text
from ui.attachments.view import PapersOnFile
from ui.desk import Desk
from ui.form import FormView, Keeper
from ui.language import language, say
from ui.order_dialog import OrderDialog
from ui.page import Page
from ui.pieces import FIGURE, button, card, clear, label, sheet
from ui.reason_dialog import ReasonDialog

ALONE = Text("还没有登记家庭成员。", "No member of the household is on file.")
TRANSFERS: dict[type[Record], str] = {Farmer: "transfer_farmer", Enterprise: "transfer_firm"}
KINDS: dict[str, type[Farmer] | type[Enterprise]] = {"farmer": Farmer, "enterprise": Enterprise}
RESTORED = Text("已恢复上次未保存的录入。", "What you typed last time and did not save is here again.")
SAVED = Text("已保存到本机，将自动发送总行。", "Saved here; it goes to head office by itself.")


class FilePage(Page):
    """The file of a farmer or an enterprise, or an empty one for a new customer.

    Attributes:
        view: The form, once the file has been read.
        save_button: Saves what was typed.
        case_button: Opens a case for the customer.
        reveal_button: Shows whole numbers to whoever says why.
        lead_button: Notes that the customer may want a loan.
        transfer_button: Hands the customer over to another branch; only for those who may order it.
    """

    def __init__(self, desk: Desk, kind: str, identity: UUID) -> None:
        super().__init__(desk, KINDS[kind].label)
        self.identity, self._record = identity, KINDS[kind]
        self.view: FormView | None = None
        self._keeper: Keeper | None = None
        self._party: Farmer | Enterprise | None = None
        self.save_button = button(Text("保存", "Save"), self.save, main=True, shortcut="Ctrl+S")
        self.case_button = button(Text("受理新案件", "Open a case"), self.open_case)
        self.reveal_button = button(Text("显示完整号码…", "Show full numbers…"), self.ask_reason)
        self.reveal_button.hide()
        self._concealing = QTimer(self)
        self._concealing.setSingleShot(True)
        self._concealing.timeout.connect(self._conceal)
        self.buttons.addWidget(self.reveal_button)
        self.lead_button = button(Text("登记意向", "Note a lead"), lambda: self.open_case(as_lead=True))
        self.transfer_button = button(Text("移交客户…", "Hand over…"), self.ask_transfer)
        self.transfer_button.hide()
        self.buttons.addWidget(self.transfer_button)
        self.buttons.addWidget(self.lead_button)
        self.buttons.addWidget(self.case_button)
        self.buttons.addWidget(self.save_button)
        self.save_button.setEnabled(False)
        self.case_button.setEnabled(False)
        self.lead_button.setEnabled(False)
        self._load()

    @property
    def subject(self) -> str:
        """Under which name the draft is kept."""
        return f"{self._record.kind}/{self.identity}"

    def save(self) -> None:
        """Write what was typed; nothing typed is lost if it is refused."""
        if self.view is None:
            return
        if self._keeper:
            self._keeper.keep()
        file = customers.File(self._record.kind, self.identity, self.subject)
        values, workstation = self.view.form.values(), self.desk.workstation
        saved, seen = self.view.form.touched, dict(self.view.form.seen)
        self.desk.tasks.write(
            self,
            lambda _job: workstation.database.run(
                partial(customers.save, workstation.actor, file, values, seen)
            ),
            lambda _none: self._saved(saved),
            self._refused,
        )

    def open_case(self, *, as_lead: bool = False) -> None:
        """Open a draft case, or a lead, for the customer and show it."""
        party, actor, database = self._party, self.desk.workstation.actor, self.desk.workstation.database
        if party is None:
            return

        def work(_job: object) -> UUID:
            return database.run(
                lambda session: cases.open_case(session, actor, party, today(), as_lead=as_lead)
            ).id

        self.desk.tasks.write_once(
            self, work, lambda case_id: self.desk.open_record.emit("loan_case", case_id)
        )

    def ask_reason(self) -> None:
        """Ask why the whole numbers are needed, note it, and show them for a while."""
        dialog = ReasonDialog(self)
        dialog.accepted.connect(lambda: self._disclose(dialog.reason.text()))
        dialog.open()

    def _disclose(self, reason: str) -> None:
        if self.view is None:
            return
        workstation, subject = self.desk.workstation, f"{self._record.kind} {self.identity}"
        hidden = set(self.view.hidden)
        self.desk.tasks.write(
            self,
            lambda _job: disclose(workstation.database, workstation.actor, subject, reason, hidden),
            lambda _none: self._reveal(),
        )

    def _reveal(self) -> None:
        if self.view:
            self.view.reveal()
            self.reveal_button.hide()
            self._concealing.start(shown_for() // timedelta(milliseconds=1))

    def _conceal(self) -> None:
        if self.view:
            self.view.conceal()
            self.reveal_button.setVisible(bool(self.view.hidden))

    def ask_transfer(self) -> None:
        """Ask to which officer of another branch the customer goes, with everything that is theirs."""
        party, database = self._party, self.desk.workstation.database
        if party is not None:
            branch_id = party.branch_id
            self.desk.tasks.read(self, lambda _job: lenders_elsewhere(database, branch_id), self._ask_whom)

    def _ask_whom(self, officers: dict[str, str]) -> None:
        dialog = OrderDialog(ORDERS[TRANSFERS[self._record]], {"officer": officers}, self)
        dialog.accepted.connect(lambda: self._transfer(dialog.arguments))
        dialog.open()

    def _transfer(self, arguments: Mapping[str, Any]) -> None:
        actor, database, key = (
            self.desk.workstation.actor,
            self.desk.workstation.database,
            TRANSFERS[self._record],
        )

        def work(_job: object) -> Text:
            with refusals_noted(database, actor, key, f"{self._record.kind} {self.identity}"):
                return database.run(
                    lambda session: request_order(session, actor, key, self.identity, arguments)
                )

        self.desk.tasks.write(self, work, self._transferred, self.desk.refuse)

    def _transferred(self, text: Text) -> None:
        self.desk.tell(text)
        self.desk.sync()

    def _load(self) -> None:
        workstation, kind, identity = self.desk.workstation, self._record.kind, self.identity

        def work(_job: object) -> tuple[Farmer | Enterprise | None, list[HouseholdMember]]:
            with workstation.database.session() as session:
                return customers.read(session, workstation.actor, kind, identity)

        self.desk.tasks.read(self, work, lambda found: self._show(*found))

    def _show(self, party: Farmer | Enterprise | None, members: list[HouseholdMember]) -> None:
        self._party = party
        self.title.setText(party.full_name if party else say(Text("新建", "New ")) + say(self._record.label))
        self.case_button.setEnabled(party is not None)
        self.lead_button.setEnabled(party is not None)
        may = ORDERS[TRANSFERS[self._record]].roles & self.desk.workstation.actor.roles
        self.transfer_button.setVisible(party is not None and bool(may))
        if self.view and self.view.form.touched:
            return  # Something has been typed since it was saved; it stays.
        clear(self.body)
        shown: Record = party or self._record()
        self.view = FormView(Form.of(shown, language()), hides=True)
        self.view.changed.connect(self._typed)
        self.reveal_button.setVisible(bool(self.view.hidden))
        self._keeper = Keeper(self.desk, self.view, self.subject)
        self._keeper.restored.connect(self._restored)
        self.body.addWidget(card(self.view))
        if isinstance(party, Farmer):
            shown_members = self._household(members) if members else label(say(ALONE), "quiet")
            self.body.addWidget(card(shown_members, title=Text("家庭成员", "Household")))
        if party:
            on_file = PapersOnFile(self.desk, Subject(self._record.kind, self.identity))
            self.body.addWidget(card(on_file, title=Text("资料", "Papers on file")))
        self.body.addStretch(1)

    def _household(self, members: list[HouseholdMember]) -> QTableWidget:
        names = ("full_name", "relation", "id_number", "occupation", "yearly_income", "co_holder")
        fields = fields_of(HouseholdMember)
        figures = {place for place, name in enumerate(names) if fields[name].kind.name == "money"}
        table = sheet(Text("家庭成员", "Household"), [_heading(fields[name]) for name in names], figures)
        table.setRowCount(len(members))
        for line, member in enumerate(members):
            for column, name in enumerate(names):
                item = QTableWidgetItem(
                    masked(fields[name], show(fields[name], getattr(member, name), language()))
                )
                if column in figures:
                    item.setTextAlignment(FIGURE)
                table.setItem(line, column, item)
        table.setColumnWidth(2, 190)
        table.setFixedHeight(40 + 32 * max(1, len(members)))
        return table

    def _typed(self) -> None:
        if self.view:
            self.save_button.setEnabled(bool(self.view.form.touched) and not self.view.form.problems())

    def _restored(self) -> None:
        self.desk.tell(RESTORED)
        self._typed()

    def _saved(self, saved: dict[str, str]) -> None:
        self.desk.tell(SAVED)
        if self.view:
            self.view.form.settle(saved)
        self._typed()
        self._load()

    def _refused(self, error: LendingError) -> None:
        self.desk.refuse(error)
        if self.view and error.field in self.view.editors:
            self.view.focus(error.field)


def _heading(each: Field) -> Text:
    """Return what stands over a column: the field and its unit."""
    return (
        Text("{label}（{unit}）", "{label} ({unit})").fill(label=each.label, unit=each.unit)
        if each.unit
        else each.label
    )


def page(desk: Desk, kind: str, identity: UUID) -> FilePage:
    """Return the page of a customer's file."""
    return FilePage(desk, kind, identity)
