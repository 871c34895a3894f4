"""What every officer of the tour does: open a case, take a step, decide, and wait for head office."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from PySide6.QtWidgets import QPlainTextEdit, QScrollArea, QWidget

from ui.cases.case_page import CasePage
from ui.cases.step_dialog import StepDialog
from ui.tour.hands import Hands, Stuck, W


@dataclass
class Loan:
    """One of the two loans as it goes through the bank.

    Attributes:
        name: ``farmer`` or ``firm``.
        case_id: Its case.
    """

    name: str
    case_id: UUID


class Deeds:
    """The deeds that all parts have in common.

    Attributes:
        loans: The two loans, once they are opened.
    """

    def __init__(self, hands: Hands, out: Path) -> None:
        self._hands, self._out = hands, out
        self._customers: dict[str, UUID] = {}
        self.loans: list[Loan] = []

    def take(self, loan: Loan, step: str, *, waits: bool = False) -> None:
        """Take a step by its button and wait until head office has confirmed it, or until it waits."""
        page = self._press(loan, step)
        if waits:
            self._hands.wait(lambda: bool(page.view and page.view.waiting), f"{step} waits")
            return
        before = page.view.dossier.events[-1].id if page.view and page.view.dossier.events else None
        self._hands.wait(lambda: self._confirmed(page, step, before), f"{loan.name}: {step} is confirmed")
        self._hands.settle()

    def decide(self, loan: Loan, step: str, comment: str) -> None:
        """Take a step that needs a comment."""
        page = self.open(loan)
        page.tabs.setCurrentWidget(page.opinions)
        self._hands.click(page.steps.buttons[step])
        dialog = self._hands.dialog(StepDialog)
        editor = dialog.editors["comment"]
        if isinstance(editor, QPlainTextEdit):
            self._hands.write(editor, comment)
        self._hands.look(f"{loan.name}-{step}")
        self._accept(dialog)
        self._hands.wait(lambda: self._confirmed(page, step, None), f"{loan.name}: {step} is confirmed")
        self._hands.settle()

    def open(self, loan: Loan) -> CasePage:
        """Show the page of a loan's case and return it."""
        self._hands.shell.open_record("loan_case", loan.case_id)
        self._hands.settle()
        page = self._page(CasePage)
        self._hands.wait(lambda: page.view is not None, "the case is shown")
        return page

    def _press(self, loan: Loan, step: str) -> CasePage:
        page = self.open(loan)
        if step not in page.steps.buttons:
            raise Stuck(f"{loan.name} stands at {page.view.dossier.state if page.view else '?'}, no {step}")
        self._hands.click(page.steps.buttons[step])
        if page.view and next(each for each in page.view.steps if each.key == step).asked:
            self._accept(self._hands.dialog(StepDialog))
        return page

    def _accept(self, dialog: StepDialog) -> None:
        dialog.buttons.accepted.emit()
        if dialog.isVisible():
            raise Stuck(dialog.problem.text())

    def _confirmed(self, page: CasePage, step: str, before: UUID | None) -> bool:
        notice = self._hands.shell.notice
        if notice.isVisible() and notice.property("tone") == "bad":
            raise Stuck(notice.text())
        if page.view is None or page.view.waiting:
            return False
        if page.view.refused:
            raise Stuck(page.view.refused.zh)
        events = page.view.dossier.events
        return bool(events) and events[-1].step == step and events[-1].id != before

    def _page(self, kind: type[W]) -> W:
        shown: QWidget = self._hands.shell.current_page()
        inner = shown.widget() if isinstance(shown, QScrollArea) else shown
        if not isinstance(inner, kind):
            raise Stuck(f"{kind.__name__} is not shown")
        return inner
