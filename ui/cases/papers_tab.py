"""The papers of a case: drafts for talking, formal copies for signing, each with its number and record."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import printouts
from app.audit_trail import note
from app.cases import CaseView
from app.clock import today
from app.print_desk import record_arguments
from app.printouts import Printout, due_copies
from models.approval.effects.signing import contracts_due
from models.approval.roles import Role
from models.compliance.actions import DRAFT, PRINT
from models.documents.contract import Contract
from models.text import Text
from printing import copies
from printing.documents import document
from ui.cases.case_papers import CasePapers
from ui.cases.overprint_dialog import OverprintDialog
from ui.desk import Desk
from ui.language import say
from ui.papers.files import folder, show_written
from ui.pieces import button, card, clear, label, row

ALL_OUT = Text(
    "各份均已出具；需要重打的，请在“合同”中申请并由第二人批准。",
    "Every copy is out; ask for a reprint under “Contracts”, a second person allows it.",
)


class PapersTab(QWidget):
    """One card a paper.

    Attributes:
        drafts: The buttons that draw a draft, by document.
        formal: The buttons that print a numbered contract, by its document.
        printed: The files that were written here.
        papers: The papers that the records fill.
        dialog: The overprint, while it is open.
    """

    def __init__(self, desk: Desk, case_id: UUID, request: Callable[[str, Mapping[str, Any]], None]) -> None:
        super().__init__()
        self._desk, self._case_id, self._request = desk, case_id, request
        self.drafts: dict[str, object] = {}
        self.formal: dict[str, object] = {}
        self.printed: list[Path] = []
        self.dialog: OverprintDialog | None = None
        self._cards = QVBoxLayout()
        self.papers = CasePapers(desk)
        layout = QVBoxLayout(self)
        layout.addWidget(
            card(self.papers, title=Text("按案件资料生成的文书", "Papers filled by the records"))
        )
        layout.addLayout(self._cards)
        layout.addStretch(1)

    def show_view(self, view: CaseView) -> None:
        """Show what can be printed now."""
        clear(self._cards)
        self.drafts, self.formal = {}, {}
        dossier = view.dossier
        self.papers.show_dossier(dossier)
        wanted = [
            "cost_sheet",
            "repayment_plan",
            *[key for key, _pledge, _guarantee in contracts_due(dossier)],
        ]
        if dossier.notes:
            wanted.append("loan_note")
        for key in dict.fromkeys(wanted):
            self.drafts[key] = button(Text("样稿", "Draft"), lambda key=key: self._draft(key))  # type: ignore[misc] # bound now
        buttons = [label(say(document(key).title)) for key in self.drafts]
        lines = [row(caption, made) for caption, made in zip(buttons, self.drafts.values(), strict=True)]  # type: ignore[arg-type] # buttons
        self._cards.addWidget(card(*lines, title=Text("样稿（不得签署）", "Drafts (not for signing)")))
        if dossier.facility:
            sheet = button(Text("打印成本明示表", "Print the cost sheet"), self._cost_sheet)
            self.formal["cost_sheet"] = sheet
            self._cards.addWidget(card(row(sheet), title=Text("综合融资成本明示表", "All-in cost sheet")))
        if dossier.notes:
            overprint = button(Text("套打借据…", "Print onto the note form…"), self.overprint)
            self._cards.addWidget(card(row(overprint), title=Text("套打", "Pre-printed forms")))
        for contract in dossier.contracts:
            self._cards.addWidget(self._contract(contract, all_out=not due_copies(dossier, contract)))
        for contract in view.numbered_here:
            out = (contract.copies or 0) >= copies(contract.document)
            self._cards.addWidget(self._contract(contract, all_out=out))

    def _contract(self, contract: Contract, *, all_out: bool) -> QWidget:
        clerk = Role.CONTRACT_CLERK in self._desk.workstation.actor.roles
        made = button(Text("正式打印", "Print formally"), lambda: self._formal(contract), main=True)
        made.setEnabled(clerk and not contract.signed_on and not all_out)
        self.formal[contract.document] = made
        printed = Text(
            "已打印 {copies} 份，{pages} 页，指纹 {hash}…", "{copies} copies, {pages} pages, hash {hash}…"
        ).fill(copies=contract.copies or 0, pages=contract.pages or 0, hash=contract.sha256[:12])
        state = printed if contract.sha256 else Text("尚未正式打印", "Not printed yet")
        if not contract.version:
            state = Text("已用本机预留编号，待总行确认", "Numbered here; waits for head office")
        signed = Text("{day} 签订", "signed on {day}").fill(day=contract.signed_on or "")
        lines = [label(contract.number), label(say(state), "good" if contract.sha256 else "warn")]
        if contract.signed_on:
            lines.append(label(say(signed), "good"))
        elif all_out:
            lines.append(label(say(ALL_OUT), "quiet"))
        return card(*lines, row(made), title=document(contract.document).title)

    def overprint(self) -> None:
        """Print the values of the case onto a pre-printed form."""
        self.dialog = OverprintDialog(self._desk, self._case_id, self)
        self.dialog.open()

    def _draft(self, key: str) -> None:
        workstation, case_id = self._desk.workstation, self._case_id

        def work(_job: object) -> Path:
            with workstation.database.session() as session:
                made = printouts.draft(session, workstation.actor, case_id, key, today())
            self._note(DRAFT, made)
            return made.write(folder("drafts"))

        self._desk.tasks.write(self, work, self._written)

    def _cost_sheet(self) -> None:
        workstation, case_id = self._desk.workstation, self._case_id

        def work(_job: object) -> Path:
            with workstation.database.session() as session:
                made = printouts.cost_sheet(session, workstation.actor, case_id, today())
            self._note(PRINT, made)
            return made.write(folder("prints"))

        self._desk.tasks.write(self, work, self._written)

    def _note(self, action: str, made: Printout, copies: int = 1) -> None:
        """Note what is printed before there is a file of it."""
        workstation, rendered = self._desk.workstation, made.rendered
        detail = {"document": made.document, "number": made.number, "data": rendered.data_hash}
        subject = f"loan_case {self._case_id}"
        note(workstation.database, workstation.actor, action, subject, copies=copies, **detail)

    def _formal(self, contract: Contract) -> None:
        workstation, case_id, contract_id = self._desk.workstation, self._case_id, contract.id

        def work(_job: object) -> tuple[list[Printout], list[Path]]:
            with workstation.database.session() as session:
                made = printouts.formal(session, workstation.actor, case_id, contract_id, today())
            self._note(PRINT, made[0], len(made))
            return made, [each.write(folder("prints")) for each in made]

        self._desk.tasks.write(self, work, lambda found: self._record(*found))

    def _record(self, made: list[Printout], files: list[Path]) -> None:
        self.printed += files[1:]
        self._written(files[0])
        for arguments in record_arguments(made, ""):
            self._request("record_print", arguments)

    def _written(self, file: Path) -> None:
        self.printed.append(file)
        show_written(self._desk, file)
