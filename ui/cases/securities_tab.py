"""The securities of a case: what each is worth, what may be lent on it, and how the right was registered."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import securities
from app.cases import CaseView
from app.clock import today
from models.lending.dossier import Security
from models.money import show_yuan
from models.text import Text
from ui.desk import Desk
from ui.language import say
from ui.pieces import button, card, clear, label, row

MOVED = Text("已改为后一顺位。", "It now stands behind the others.")
NOTHING = Text("还没有担保。", "No security yet.")


class SecuritiesTab(QWidget):
    """One card a security."""

    def __init__(self, desk: Desk, add: Callable[[], None], pick: Callable[[], None]) -> None:
        super().__init__()
        self._desk = desk
        self.add_button = button(Text("添加押品…", "Take collateral…"), add)
        self.pick_button = button(Text("选用已有押品…", "Take a known object…"), pick)
        self._cards = QVBoxLayout()
        layout = QVBoxLayout(self)
        layout.addWidget(row(self.add_button, self.pick_button))
        layout.addLayout(self._cards)
        layout.addStretch(1)

    def show_view(self, view: CaseView) -> None:
        """Show every security of the case."""
        clear(self._cards)
        for each in (self.add_button, self.pick_button):
            each.setEnabled(view.dossier.state.open_to_change)
        if not view.dossier.securities:
            self._cards.addWidget(label(say(NOTHING), "quiet"))
        for security in view.dossier.securities:
            self._cards.addWidget(self._card(security))

    def _card(self, security: Security) -> QWidget:
        pledge, day = security.pledge, today()
        value = security.valuation.value if security.valuation else None
        until = security.revalue_by(day)
        old = Text("估值已于{day}到期，请重新估值。", "The value expired on {day}.").fill(day=until or "")
        stale = [label(say(old), "warn")] if until and until < day else []
        figures = Text(
            "估值 {value} 元　抵押率上限 {cap}%　可担保 {lendable} 元　本案担保 {secured} 元　顺位 {rank}",
            "Value {value}　LTV cap {cap} %　May secure {lendable}　Secures {secured} yuan　Rank {rank}",
        ).fill(
            value=show_yuan(value) if value else "—",
            cap=security.cap_percent(day),
            lendable=show_yuan(security.lendable(day)),
            secured=show_yuan(pledge.secured or 0),
            rank=pledge.rank or 1,
        )
        state, tone = _standing(security)
        open_it = button(
            Text("查看押品", "Open"),
            lambda: self._desk.open_record.emit("collateral", security.collateral.id),
        )
        actions = row(open_it)
        if security.rivals and self.add_button.isEnabled():
            behind = button(
                Text("改为后一顺位", "Go behind the others"), lambda: self._go_behind(security.pledge.id)
            )
            actions = row(open_it, behind)
        title = Text("{kind}{security} · {name}", "{kind} ({security}) · {name}").fill(
            kind=security.facts.label, security=security.facts.security, name=security.collateral.description
        )
        return card(
            label(say(figures)),
            *stale,
            label(say(security.facts.arises_by.label), "quiet"),
            label(say(state), tone),
            actions,
            title=title,
        )

    def _go_behind(self, pledge_id: UUID) -> None:
        workstation = self._desk.workstation
        self._desk.tasks.write(
            self,
            lambda _job: workstation.database.run(
                lambda session: securities.go_behind(session, workstation.actor, pledge_id)
            ),
            lambda _pledge: self._desk.tell(MOVED),
            self._desk.refuse,
        )


def _standing(security: Security) -> tuple[Text, str]:
    """Return whether the right has arisen, and in which tone to say it."""
    pledge, proofs = security.pledge, list(security.facts.before_payout())
    if pledge.registration_number:
        text = Text("登记：{number}（{registry}，{day}）", "Registered: {number} ({registry}, {day})")
        words = {"number": pledge.registration_number, "registry": pledge.registered_with}
        return text.fill(**words, day=pledge.registered_on), "good"
    if security.facts.arises_by.registers:
        return Text("尚未登记", "Not registered yet"), "warn"
    # Where no registry keeps the right, the dated proof of delivery or control stands for it.
    if proofs:
        return proofs[0].text, "warn"
    return Text("权利已设立，无需登记", "The right has arisen; no registry keeps it"), "good"
