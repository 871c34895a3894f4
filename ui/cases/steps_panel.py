"""What may be done next with a case, and what is still missing before it."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QFrame, QVBoxLayout

from app.cases import CaseView
from models.approval.roles import Role
from models.approval.step import Step
from models.approval.steps import STEPS, papers
from models.errors import Condition
from models.lending.states import DECIDING, State
from models.text import Text
from ui.language import say
from ui.pieces import button, clear, label

HIDDEN = papers.KEYS
PLACES = {
    "customer": Text("客户", "customer"),
    "case": Text("申请", "request"),
    "collateral": Text("担保", "securities"),
    "survey": Text("调查", "survey"),
    "contract": Text("合同", "papers"),
    "loan": Text("贷后", "loan"),
}
NEWER = Text(
    "总行已将此案件办理到本机程序还不认识的状态，请升级程序后办理。",
    "Head office has this case at a state that this program does not know yet; update it to go on with the case.",
)


class StepsPanel(QFrame):
    """The column beside a case.

    Attributes:
        buttons: The buttons of the steps, by key.
    """

    def __init__(self, take: Callable[[Step], None]) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setFixedWidth(330)
        self._take = take
        self._list = QVBoxLayout()
        self.buttons: dict[str, object] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(14, 12, 14, 12)

    def show_view(self, view: CaseView) -> None:
        """Show the steps that are open, what waits, and what was refused."""
        clear(self._layout)
        self.buttons = {}
        self._layout.addWidget(label(say(Text("下一步", "Next")), "heading"))
        if view.refused:
            self._layout.addWidget(label(say(Text(view.refused.zh, view.refused.en)), "bad"))
        for text in view.waiting:
            waiting = Text("“{step}”等待总行确认", "“{step}” waits for head office").fill(step=text)
            self._layout.addWidget(label(say(waiting), "warn"))
        if view.authority:
            self._layout.addWidget(label(say(view.authority), "good"))
        shown = [step for step in view.steps if step.key not in HIDDEN]
        for step in shown:
            # What the case does not wait for, such as reviewing it anew, must not look like the next thing to do.
            first = step is shown[0] and step.is_awaited_in(view.dossier.state)
            made = button(step.label, lambda step=step: self._take(step), main=first)  # type: ignore[misc] # bound now
            self.buttons[step.key] = made
            self._layout.addWidget(made)
        if view.dossier.state is State.UNKNOWN:
            self._layout.addWidget(label(say(NEWER), "warn"))
        elif not any(step.is_awaited_in(view.dossier.state) for step in shown):
            turn = _whose_turn(view)
            if turn or not shown:
                nothing = Text("此案件当前不由您办理。", "This case is not with you now.")
                told = label(say(nothing) + (say(turn) if turn else ""), "quiet")
                told.setWordWrap(True)
                self._layout.addWidget(told)
        self._list = QVBoxLayout()
        self._layout.addLayout(self._list)
        self.show_missing(view.missing[shown[0].key] if shown else ())
        self._layout.addStretch(1)

    def show_missing(self, missing: Sequence[Condition]) -> None:
        """List what is missing before the next step, each with where to put it right."""
        clear(self._list)
        if not missing:
            return
        heading = Text("还差{count}项：", "Missing: {count}").fill(count=len(missing))
        self._list.addWidget(label(say(heading), "heading"))
        for condition in missing:
            line = label(f"· [{say(PLACES[condition.place])}] {say(condition.text)}", "problem")
            line.setObjectName(condition.code)
            self._list.addWidget(line)


def _whose_turn(view: CaseView) -> Text | None:
    """Return whom the case waits for, if it waits for anybody."""
    state = view.dossier.state
    roles = list(dict.fromkeys(step.role for step in STEPS.values() if step.is_awaited_in(state)))
    if state in DECIDING and view.dossier.case.level:
        roles = [Role(view.dossier.case.level)]
    if not roles:
        return None
    zh, en = "、".join(role.label.zh for role in roles), ", ".join(role.label.en for role in roles)
    return Text("现由{zh}办理。", " It waits for the {en}.").fill(zh=zh, en=en)
