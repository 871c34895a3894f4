"""One case on one page: where it stands, what is missing, what comes next, and everything that hangs on it."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QDialog, QHBoxLayout, QTabWidget, QVBoxLayout, QWidget

from app import cases, securities
from app.attachments.papers import Subject
from app.audit_trail import refusals_noted
from app.cases import CaseView
from app.clock import today
from app.customers import change
from app.forms import Form
from app.postloan.care import open_renewal
from models.approval.step import Step
from models.errors import GateClosed, LendingError
from models.lending.case import LoanCase
from models.lending.states import State
from models.money import show_yuan
from models.text import Text
from ui.attachments.view import PapersOnFile
from ui.cases.limit_line import LimitLine
from ui.cases.loan_tab import LoanTab
from ui.cases.opinions_tab import OpinionsTab
from ui.cases.papers_tab import PapersTab
from ui.cases.pick_dialog import pick
from ui.cases.plan_tab import PlanTab
from ui.cases.securities_tab import SecuritiesTab
from ui.cases.security_dialog import SecurityDialog
from ui.cases.step_dialog import StepDialog
from ui.cases.steps_panel import StepsPanel
from ui.cases.timeline import Timeline
from ui.desk import Desk, News
from ui.form import FormView, Keeper
from ui.language import language, say
from ui.page import Page
from ui.pieces import button, card, label, row, set_tone

SAVED = Text("已保存到本机，将自动发送总行。", "Saved here; it goes to head office by itself.")
RESTORED = Text("已恢复上次未保存的录入。", "What you typed last time and did not save is here again.")


class CasePage(Page):
    """The page of a case.

    Attributes:
        view: What is known of the case.
        form: The form of the request, once it has been read.
        steps: The panel of what may be done next.
        papers: The contracts and their printing.
        on_file: The papers that were collected, and which of them head office has.
        tabs: Request, securities, opinions, plan, loan care, papers.
    """

    def __init__(self, desk: Desk, case_id: UUID) -> None:
        super().__init__(desk, Text("案件", "Case"))
        self.case_id = case_id
        self.view: CaseView | None = None
        self.form: FormView | None = None
        self._keeper: Keeper | None = None
        self.chips = label("", "chip")
        self.timeline = Timeline()
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(say(Text("案件各部分", "Parts of the case")))
        self.steps = StepsPanel(self.take_step)
        self.securities = SecuritiesTab(desk, self.add_security, self.pick_security)
        self.opinions, self.plan = OpinionsTab(), PlanTab()
        self.loan = LoanTab(desk, self.renew)
        self.papers = PapersTab(desk, case_id, self.request)
        self.on_file = PapersOnFile(desk, Subject("loan_case", case_id))
        self.save_button = button(Text("保存", "Save"), self.save, main=True, shortcut="Ctrl+S")
        self._request = QWidget()
        self.limit = LimitLine(desk)
        self.limit.chosen.connect(self._choose_limit)
        self._arrange()
        News(self, desk.tasks, self.reload)
        self.reload()

    def _arrange(self) -> None:
        self.save_button.setEnabled(False)
        self.buttons.addWidget(self.chips)
        inner = QVBoxLayout(self._request)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.limit)
        self.tabs.addTab(self._request, say(Text("申请与调查", "Request and survey")))
        self.tabs.addTab(self.securities, say(Text("担保", "Securities")))
        self.tabs.addTab(self.opinions, say(Text("审查审批", "Opinions")))
        self.tabs.addTab(self.plan, say(Text("还款计划", "Plan")))
        self.tabs.addTab(self.loan, say(Text("贷后", "Loan care")))
        self.tabs.addTab(self.papers, say(Text("合同文书", "Papers")))
        on_file = self.tabs.addTab(self.on_file, say(Text("资料", "On file")))
        counted = Text("资料 {there}/{all}", "On file {there}/{all}")
        self.on_file.counted.connect(
            lambda there, all_: self.tabs.setTabText(on_file, say(counted.fill(there=there, all=all_)))
        )
        self.body.addWidget(card(self.timeline))
        columns = QHBoxLayout()
        columns.addWidget(self.tabs, 1)
        columns.addWidget(self.steps)
        self.body.addLayout(columns, 1)

    def reload(self) -> None:
        """Read the case anew; what is being typed is left alone."""
        workstation, case_id = self.desk.workstation, self.case_id

        def work(_job: object) -> CaseView:
            with workstation.database.session() as session:
                return cases.view(session, workstation.actor, case_id, today())

        self.desk.tasks.read_latest(self, "view", work, self._show)

    def save(self) -> None:
        """Write what was typed into the request."""
        if self.form is None:
            return
        if self._keeper:
            self._keeper.keep()
        values, workstation = self.form.form.values(), self.desk.workstation
        saved, seen = self.form.form.touched, dict(self.form.form.seen)
        key, subject = (workstation.actor.institution_id, self.case_id), self.subject

        def work(_job: object) -> None:
            workstation.database.run(
                lambda session: change(session, session.get_one(LoanCase, key), values, seen, subject=subject)
            )

        self.desk.tasks.write(self, work, lambda _none: self._saved(saved), self.desk.refuse)

    @property
    def subject(self) -> str:
        """Under which name the draft is kept."""
        return f"loan_case/{self.case_id}"

    def take_step(self, step: Step) -> None:
        """Ask what the step needs to be told, then ask the centre for it."""
        if self.view is None:
            return
        if not step.asked:
            self.request(step.key, {})
            return
        dialog = StepDialog(step, self.view, self.desk.workstation.actor.login, self)
        dialog.finished.connect(partial(self._answered, step, dialog))
        dialog.open()

    def _answered(self, step: Step, dialog: StepDialog, result: int) -> None:
        if result == QDialog.DialogCode.Accepted:
            self.request(step.key, dialog.arguments)

    def request(self, key: str, arguments: Mapping[str, Any]) -> None:
        """Ask the centre for a step; a round starts at once where there is a connection."""
        workstation, case_id = self.desk.workstation, self.case_id

        def work(_job: object) -> Text:
            database, actor = workstation.database, workstation.actor
            with refusals_noted(database, actor, key, f"{LoanCase.kind} {case_id}"):
                return database.run(
                    lambda session: cases.request_step(session, actor, case_id, key, arguments, today())
                )

        self.desk.tasks.write(self, work, self._requested, self._refused)

    def add_security(self) -> None:
        """Take an object as security."""
        if self.view is None or self.view.dossier.applicant is None:
            return
        applicant = self.view.dossier.applicant
        number = getattr(applicant, "id_number", "") or getattr(applicant, "credit_code", "")
        dialog = SecurityDialog(applicant.full_name, number, self.view.dossier.case.amount, self)
        dialog.finished.connect(partial(self._taken, dialog))
        dialog.open()

    def pick_security(self) -> None:
        """Take an object that is known already as security."""
        if self.view is not None:
            pick(self.desk, self, self.case_id, self.view.dossier.case.amount)

    def renew(self) -> None:
        """Open a draft case that renews this one."""
        workstation, case_id = self.desk.workstation, self.case_id

        def work(_job: object) -> UUID:
            return workstation.database.run(
                lambda session: open_renewal(session, workstation.actor, case_id, today()).id
            )

        self.desk.tasks.write_once(
            self, work, lambda opened: self.desk.open_record.emit("loan_case", opened), self.desk.refuse
        )

    def _taken(self, dialog: SecurityDialog, result: int) -> None:
        taking, workstation, case_id = dialog.taking, self.desk.workstation, self.case_id
        if result == QDialog.DialogCode.Accepted and taking:
            self.desk.tasks.write(
                self,
                lambda _job: workstation.database.run(
                    lambda session: securities.take(session, workstation.actor, case_id, taking, today())
                ),
                lambda _pledge: self.desk.tell(SAVED),
            )

    def _show(self, view: CaseView) -> None:
        self.view = view
        dossier = view.dossier
        name = dossier.applicant.full_name if dossier.applicant else ""
        amount = (
            f" · {show_yuan(dossier.case.amount)}{say(Text('元', ' yuan'))}" if dossier.case.amount else ""
        )
        self.title.setText(f"{name}{amount}　{dossier.case.number}")
        self.chips.setText(say(dossier.state.label))
        set_tone(self.chips, "chip")
        self.timeline.show_events(dossier.events, view.officers, dossier.state)
        self.steps.show_view(view)
        # Nothing is typed or printed of a case of which only a newer release knows how far it is.
        for each in (self.securities, self.loan, self.papers):
            each.setEnabled(dossier.state is not State.UNKNOWN)
        closed = not dossier.state.open_to_change
        self.limit.show_limit(dossier.case.limit_id, dossier.limit, read_only=closed)
        self.securities.show_view(view)
        self.opinions.show_view(view)
        self.plan.show_view(view)
        self.loan.show_view(view)
        self.papers.show_view(view)
        if self.form is None or not self.form.form.touched:
            self._show_form(dossier.case, read_only=not dossier.state.open_to_change)

    def _show_form(self, case: LoanCase, *, read_only: bool) -> None:
        layout, fresh = self._request.layout(), Form.of(case, language())
        if self.form and self.form.form.shown == fresh.shown and self.form.read_only == read_only:
            return  # Whoever stands in a field stays there.
        if self.form and layout:
            layout.removeWidget(self.form)
            self.form.deleteLater()
            layout.removeWidget(self.save_button)
        self.form = FormView(fresh, read_only=read_only)
        self.form.changed.connect(self._typed)
        self._keeper = None
        if not read_only:
            # A draft that is left waits until the terms are open again: nobody takes it for what was approved.
            self._keeper = Keeper(self.desk, self.form, self.subject)
            self._keeper.restored.connect(self._restored)
        if layout:
            layout.addWidget(self.form)
            layout.addWidget(row(self.save_button))
        self.save_button.setVisible(not read_only)

    def _choose_limit(self, limit_id: UUID | None) -> None:
        workstation = self.desk.workstation
        key = (workstation.actor.institution_id, self.case_id)

        def work(_job: object) -> None:
            workstation.database.run(
                lambda session: change(session, session.get_one(LoanCase, key), {"limit_id": limit_id})
            )

        self.desk.tasks.write(self, work, lambda _none: self.desk.tell(SAVED), self.desk.refuse)

    def _typed(self) -> None:
        if self.form:
            self.save_button.setEnabled(bool(self.form.form.touched) and not self.form.form.problems())

    def _restored(self) -> None:
        self.desk.tell(RESTORED)
        self._typed()

    def _saved(self, saved: dict[str, str]) -> None:
        if self.form:
            self.form.form.settle(saved)
        self._typed()
        self.desk.tell(SAVED)
        self.reload()

    def _requested(self, text: Text) -> None:
        self.desk.tell(text)
        self.desk.sync()

    def _refused(self, error: LendingError) -> None:
        self.desk.refuse(error)
        if isinstance(error, GateClosed):
            self.steps.show_missing(error.missing)


def page(desk: Desk, _kind: str, identity: UUID) -> CasePage:
    """Return the page of a case."""
    return CasePage(desk, identity)
