"""Who signed the survey, who reviewed and who decided, by which authority and in which words."""

from datetime import datetime

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.cases import CaseView
from models.approval.records import Decision
from models.days import in_china
from models.fields import fields_of
from models.money import show_yuan
from models.text import Text
from ui.language import language, say
from ui.pieces import card, clear, label

STEPS = {
    "pass_review": Text("审查", "Review"),
    "approve": Text("审批", "Approval"),
    "reject": Text("审批", "Approval"),
    "return": Text("退回", "Return"),
}


class OpinionsTab(QWidget):
    """One card an opinion, in order."""

    def __init__(self) -> None:
        super().__init__()
        self._cards = QVBoxLayout()
        layout = QVBoxLayout(self)
        layout.addLayout(self._cards)
        layout.addStretch(1)

    def show_view(self, view: CaseView) -> None:
        """Show the exposure, the signatures and the decisions."""
        clear(self._cards)
        dossier = view.dossier
        exposure = Text(
            "客户及家庭含本笔总敞口：{total} 元（其中其他贷款 {other} 元）",
            "Exposure of customer and household with this case: {total} yuan (others {other})",
        ).fill(total=show_yuan(dossier.exposure), other=show_yuan(dossier.other_exposure))
        self._cards.addWidget(label(say(exposure), "good"))
        if dossier.signatures:
            lines = [f"{_name(view, each.officer)}　{_moment(each.signed_at)}" for each in dossier.signatures]
            self._cards.addWidget(card(label("\n".join(lines)), title=Text("调查签字", "Survey signatures")))
        for decision in dossier.decisions:
            self._cards.addWidget(self._card(view, decision))
        if not dossier.signatures and not dossier.decisions:
            self._cards.addWidget(
                label(say(Text("还没有调查签字和审批意见。", "No signature or opinion yet.")), "quiet")
            )

    def _card(self, view: CaseView, decision: Decision) -> QWidget:
        outcome = fields_of(Decision)["outcome"].kind.show(decision.outcome, language())
        lines = [label(f"{_name(view, decision.officer)}　{_moment(decision.decided_at)}　{outcome}")]
        lines.append(label(decision.comment, "quiet"))
        if decision.grant:
            lines.append(label(decision.grant, "good"))
        return card(*lines, title=STEPS.get(decision.step, Text(decision.step, decision.step)))


def _name(view: CaseView, login: str) -> str:
    return view.officers[login].full_name if login in view.officers else login


def _moment(at: datetime | None) -> str:
    return f"{in_china(at):%Y-%m-%d %H:%M}" if at else ""
