"""The loan after payout: what was due and what was paid, what is owed today, and everything that was done."""

from collections.abc import Callable

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QComboBox, QSplitter, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from app.cases import CaseView
from app.clock import today
from app.papers.catalogue import Place
from app.postloan.history import history_of
from models.lending.classification import Tier
from models.lending.credit import LoanNote
from models.lending.dossier import Dossier
from models.lending.states import MONEY_OUT
from models.money import show_yuan
from models.postloan.schedule import Met, Schedule
from models.postloan.tiers import judge, suggested
from models.text import Text
from ui.cases.case_papers import CasePapers
from ui.cases.curve import BalanceCurve
from ui.desk import Desk
from ui.language import say
from ui.pieces import FIGURE, button, label, row, set_tone, sheet
from ui.theme import ink

LINES = (
    Text("到期日", "Due"),
    Text("应还本金（元）", "Principal due (yuan)"),
    Text("应还利息（元）", "Interest due (yuan)"),
    Text("已还本金（元）", "Principal paid (yuan)"),
    Text("已还利息（元）", "Interest paid (yuan)"),
    Text("最近还款", "Last paid"),
    Text("情况", "Standing"),
)
HISTORY = (Text("日期", "Day"), Text("事项", "What"), Text("内容", "Contents"), Text("经办", "Officer"))
NOT_OUT = Text(
    "放款后在此显示应还已还、贷后检查和分类。", "After the payout, what is due and paid is shown here."
)


class LoanTab(QWidget):
    """The notes of a case, one at a time.

    Attributes:
        notes: The chooser of the note.
        summary: What is owed today.
        tier: The tier and why.
        lines: What was due and what was paid of it.
        history: Everything that was done.
        papers: Notices, checks, certificates.
        renew_button: Opens a case that renews this one.
    """

    def __init__(self, desk: Desk, renew: Callable[[], object]) -> None:
        super().__init__()
        self._view: CaseView | None = None
        self.notes = QComboBox()
        self.notes.setAccessibleName(say(Text("借据", "Loan note")))
        self.notes.currentIndexChanged.connect(lambda _index: self._show_note())
        self.renew_button = button(Text("办理续贷…", "Renew…"), renew)
        self.summary, self.tier = label("", "good"), label("", "warn")
        self.curve = BalanceCurve()
        self.lines = sheet(Text("应还与已还", "Due and paid"), LINES, {1, 2, 3, 4})
        self.history = sheet(Text("贷后记录", "What was done"), HISTORY)
        self.history.setColumnWidth(0, 100)
        self.history.setColumnWidth(1, 150)
        self.history.setColumnWidth(2, 560)
        self._tables = QSplitter()
        self._tables.setOrientation(self._tables.orientation().Vertical)
        self._tables.addWidget(self.lines)
        self._tables.addWidget(self.history)
        self._tables.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        self.papers = CasePapers(desk, Place.LOAN, Place.CLOSING)
        layout.addWidget(row(self.notes, self.renew_button))
        layout.addWidget(self.papers)
        layout.addWidget(self.summary)
        layout.addWidget(self.tier)
        layout.addWidget(self.curve)
        layout.addWidget(self._tables, 1)

    def show_view(self, view: CaseView) -> None:
        """Show the loan of the case."""
        self._view = view
        dossier = view.dossier
        self.papers.show_dossier(dossier)
        chosen = self.notes.currentData()
        self.notes.blockSignals(True)  # noqa: FBT003 - Qt's way of saying it
        self.notes.clear()
        for note in dossier.notes:
            self.notes.addItem(note.number, note.id)
        self.notes.setCurrentIndex(max(0, self.notes.findData(chosen)))
        self.notes.blockSignals(False)  # noqa: FBT003 - likewise
        out = bool(dossier.notes)
        for each in (self.notes, self.tier, self.curve, self._tables):
            each.setVisible(out)
        self.renew_button.setVisible(dossier.state in MONEY_OUT)
        if not out:
            self.summary.setText(say(NOT_OUT))
            return
        self._show_note()
        self._show_history(dossier, view)

    def _note(self) -> LoanNote | None:
        if self._view is None:
            return None
        wanted = self.notes.currentData()
        return next((each for each in self._view.dossier.notes if each.id == wanted), None)

    def _show_note(self) -> None:
        note = self._note()
        if note is None or self._view is None:
            return
        schedule = self._view.dossier.aftercare.schedule(note)
        self._summarise(note, schedule)
        self._explain_tier(self._view.dossier, note)
        self.curve.show_plan(schedule.plan)
        met = schedule.met()
        self.lines.setRowCount(len(met))
        for line, each in enumerate(met):
            _fill(self.lines, line, _texts(each, schedule), {1, 2, 3, 4}, _tone(each, schedule))

    def _summarise(self, note: LoanNote, schedule: Schedule) -> None:
        day = today()
        owed, settles, late = schedule.owed(day), schedule.pay_off(day), schedule.days_overdue(day)
        words = {
            "outstanding": show_yuan(schedule.outstanding),
            "settles": show_yuan(settles.total),
            "next": schedule.unpaid_since or "—",
            "due": note.due_on,
            "days": late,
            "owed": show_yuan(owed.total),
            "principal": show_yuan(owed.principal),
            "interest": show_yuan(owed.interest),
            "penalty": show_yuan(owed.penalty + owed.compound),
            "costs": show_yuan(owed.costs),
        }
        if late:
            text = Text(
                "逾期{days}天，今日应还 {owed} 元（本金 {principal}、利息 {interest}、罚息复利 {penalty}、"
                "费用 {costs}）。余额 {outstanding} 元，今日结清需 {settles} 元。",
                "{days} days overdue; {owed} yuan are owed today (principal {principal}, interest {interest}, "
                "penalty {penalty}, costs {costs}). Outstanding {outstanding}; {settles} settle it today.",
            )
        else:
            text = Text(
                "余额 {outstanding} 元，到期日 {due}，下次还款 {next}；今日结清需 {settles} 元。",
                "Outstanding {outstanding} yuan, maturity {due}, next due {next}; {settles} settle it today.",
            )
        self.summary.setText(say(text.fill(**words)))
        set_tone(self.summary, "bad" if late else "good")

    def _explain_tier(self, dossier: Dossier, note: LoanNote) -> None:
        if dossier.state not in MONEY_OUT:
            self.tier.hide()
            return
        judged, proposed = judge(dossier, note, today()), suggested(dossier, note, today())
        held = Tier[note.tier or "PASS"]
        reasons = Text(
            "；".join(reason.text.zh for reason in judged.reasons),
            "; ".join(reason.text.en for reason in judged.reasons),
        )
        text = Text(
            "五级分类：认定{held}，系统测算{machine}，建议初分{proposed}。{why}",
            "Tier: confirmed {held}, computed {machine}, to be proposed {proposed}. {why}",
        ).fill(held=held.label, machine=judged.tier.label, proposed=proposed.label, why=reasons)
        self.tier.setText(say(text))
        self.tier.show()
        set_tone(self.tier, "warn" if proposed > held or held is not Tier.PASS else "quiet")

    def _show_history(self, dossier: Dossier, view: CaseView) -> None:
        entries = history_of(dossier)
        self.history.setRowCount(len(entries))
        for line, each in enumerate(entries):
            officer = view.officers.get(each.officer)
            name = officer.full_name if officer else each.officer
            _fill(self.history, line, [each.on.isoformat(), say(each.what), say(each.words), name])


def _texts(each: Met, schedule: Schedule) -> list[str]:
    figures = (each.line.principal, each.line.interest, each.principal, each.interest)
    paid_on = each.paid_on.isoformat() if each.paid_on else ""
    return [each.line.on.isoformat(), *map(show_yuan, figures), paid_on, say(_standing(each, schedule))]


def _standing(each: Met, schedule: Schedule) -> Text:
    day = today()
    if not each.is_open:
        return Text("已还清", "Paid")
    if each.line.on in {piece.due for piece in schedule.late(day)}:
        return Text("逾期{days}天", "{days} days overdue").fill(days=(day - each.line.on).days)
    return Text("已到期", "Due") if each.line.on <= day else Text("未到期", "To come")


def _tone(each: Met, schedule: Schedule) -> str:
    late = each.line.on in {piece.due for piece in schedule.late(today())}
    return "problem" if late and each.is_open else ""


def _fill(
    table: QTableWidget, line: int, texts: list[str], figures: set[int] | None = None, tone: str = ""
) -> None:
    for column, text in enumerate(texts):
        item = QTableWidgetItem(text)
        item.setToolTip(text)
        if column in (figures or set()):
            item.setTextAlignment(FIGURE)
        if tone:
            item.setForeground(QColor(ink(tone)))
        table.setItem(line, column, item)
