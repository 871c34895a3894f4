"""One collateral: its facts, its valuations, and what it secures."""

from uuid import UUID

from app import securities
from app.forms import facts_form
from app.securities import ObjectView
from models.collateral.base import kinds
from models.errors import LendingError
from models.money import show_yuan
from models.text import Text
from ui.desk import Desk
from ui.form import FormView, Keeper
from ui.language import language, say
from ui.page import Page
from ui.pieces import button, card, clear, label

SAVED = Text("已保存到本机，将自动发送总行。", "Saved here; it goes to head office by itself.")


class ObjectPage(Page):
    """The page of a collateral.

    Attributes:
        view: The form of its facts, once it has been read.
    """

    def __init__(self, desk: Desk, identity: UUID) -> None:
        super().__init__(desk, Text("押品", "Collateral"))
        self.identity = identity
        self.view: FormView | None = None
        self._keeper: Keeper | None = None
        self.save_button = button(Text("保存", "Save"), self.save, main=True, shortcut="Ctrl+S")
        self.save_button.setEnabled(False)
        self.buttons.addWidget(self.save_button)
        self.reload()

    def reload(self) -> None:
        """Read the object anew."""
        workstation, identity = self.desk.workstation, self.identity

        def work(_job: object) -> ObjectView:
            with workstation.database.session() as session:
                return securities.read(session, workstation.actor, identity)

        self.desk.tasks.read(self, work, self._show)

    def save(self) -> None:
        """Write the facts that were changed."""
        if self.view is None:
            return
        if self._keeper:
            self._keeper.stop()
        values, workstation, identity = self.view.form.values(), self.desk.workstation, self.identity
        subject, saved = self.subject, self.view.form.touched
        self.desk.tasks.write(
            self,
            lambda _job: workstation.database.run(
                lambda session: securities.write_facts(
                    session, workstation.actor, identity, values, subject=subject
                )
            ),
            lambda _collateral: self._saved(saved),
            self._refused,
        )

    @property
    def subject(self) -> str:
        """Under which name the draft is kept."""
        return f"collateral/{self.identity}"

    def _show(self, shown: ObjectView) -> None:
        if self.view and self.view.form.touched:
            return  # Something has been typed since it was saved; it stays.
        clear(self.body)
        collateral = shown.collateral
        kind = kinds()[collateral.collateral_kind]
        self.title.setText(f"{say(kind.label)} · {collateral.description}")
        self.view = FormView(facts_form(kind, collateral.facts, language()))
        self.view.changed.connect(self._typed)
        self._keeper = Keeper(self.desk, self.view, self.subject)
        self._keeper.restored.connect(self._typed)
        self.body.addWidget(label(say(kind.effect.label), "warn"))
        self.body.addWidget(card(self.view, title=Text("押品要素", "Facts")))
        valued = Text("{day}　{value} 元　{valuer}　{basis}", "{day}　{value} yuan　{valuer}　{basis}")
        lines = [
            label(
                say(
                    valued.fill(
                        day=each.valued_on,
                        value=show_yuan(each.value or 0),
                        valuer=each.valuer,
                        basis=each.basis,
                    )
                )
            )
            for each in shown.valuations
        ]
        lines = lines or [label(say(Text("还没有估值。", "No valuation yet.")), "quiet")]
        self.body.addWidget(card(*lines, title=Text("估值记录", "Valuations")))
        secures = Text(
            "{number}　担保 {secured} 元　第 {rank} 顺位　{registration}",
            "{number}　{secured} yuan　rank {rank}　{registration}",
        )
        claims = [
            label(
                say(
                    secures.fill(
                        number=number or "—",
                        secured=show_yuan(pledge.secured or 0),
                        rank=pledge.rank or 1,
                        registration=pledge.registration_number or Text("未登记", "not registered"),
                    )
                )
            )
            for number, pledge in shown.pledges
        ]
        claims = claims or [label(say(Text("没有担保任何案件。", "It secures no case.")), "quiet")]
        self.body.addWidget(card(*claims, title=Text("担保的案件", "Cases it secures")))
        self.body.addStretch(1)

    def _typed(self) -> None:
        if self.view:
            self.save_button.setEnabled(bool(self.view.form.touched) and not self.view.form.problems())

    def _saved(self, saved: dict[str, str]) -> None:
        if self.view:
            self.view.form.settle(saved)
        self._typed()
        self.desk.tell(SAVED)
        self.reload()

    def _refused(self, error: LendingError) -> None:
        self.desk.refuse(error)
        if self.view and error.field in self.view.editors:
            self.view.focus(error.field)


def page(desk: Desk, _kind: str, identity: UUID) -> ObjectPage:
    """Return the page of a collateral."""
    return ObjectPage(desk, identity)
