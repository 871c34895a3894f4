"""One collateral: its facts, its valuations, and what it secures."""

from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QDialog, QWidget

from app import securities
from app.alerts import History, object_history
from app.attachments.papers import Subject
from app.clock import today
from app.forms import facts_form
from app.outbox import change_stored
from app.papers.catalogue import Place
from app.securities import ObjectView
from models.collateral.base import kinds
from models.collateral.farmland_right import FarmlandRight
from models.collateral.object import Collateral, Pledge
from models.errors import LendingError
from models.money import show_yuan
from models.text import Text
from ui.attachments.view import PapersOnFile
from ui.cases.case_papers import CasePapers
from ui.collateral.certificate_card import CertificateCard
from ui.collateral.charts import ClaimsBar, ValueChart
from ui.collateral.history_cards import history_cards, standing
from ui.collateral.parcel_map import MapCard
from ui.collateral.valuation_dialog import ValuationDialog
from ui.desk import Desk
from ui.form import FormView, Keeper
from ui.form_dialog import FormDialog, part_of
from ui.language import language, say
from ui.page import Page
from ui.pieces import button, card, clear, label

VALUED = Text("{day}　{value} 元　{valuer}　{basis}", "{day}　{value} yuan　{valuer}　{basis}")
STATUS = ("description", "owner_name", "owner_number", "third_party", "seized", "seized_on", "seized_by")
SAVED = Text("已保存到本机，将自动发送总行。", "Saved here; it goes to head office by itself.")


class ObjectPage(Page):
    """The page of a collateral.

    Attributes:
        view: The form of its facts, once it has been read.
        collateral: The object, likewise.
    """

    def __init__(self, desk: Desk, identity: UUID) -> None:
        super().__init__(desk, Text("押品", "Collateral"))
        self.identity = identity
        self.view: FormView | None = None
        self.collateral: Collateral | None = None
        self._keeper: Keeper | None = None
        self.save_button = button(Text("保存", "Save"), self.save, main=True, shortcut="Ctrl+S")
        self.save_button.setEnabled(False)
        self.value_button = button(Text("登记新估值…", "New valuation…"), self.add_valuation)
        self.status_button = button(Text("权属与查封…", "Ownership, seizure…"), self.change_status)
        self.buttons.addWidget(self.status_button)
        self.buttons.addWidget(self.value_button)
        self.buttons.addWidget(self.save_button)
        self.reload()

    def reload(self) -> None:
        """Read the object anew."""
        workstation, identity = self.desk.workstation, self.identity

        def work(_job: object) -> tuple[ObjectView, History]:
            with workstation.database.session() as session:
                shown = securities.read(session, workstation.actor, identity)
                return shown, object_history(session, workstation.actor, identity, today())

        self.desk.tasks.read_latest(self, "object", work, self._show)

    def save(self) -> None:
        """Write the facts that were changed."""
        if self.view is None:
            return
        if self._keeper:
            self._keeper.keep()
        values, workstation, identity = self.view.form.values(), self.desk.workstation, self.identity
        subject, saved, seen = self.subject, self.view.form.touched, dict(self.view.form.seen)
        self.desk.tasks.write(
            self,
            lambda _job: workstation.database.run(
                lambda session: securities.write_facts(
                    session, workstation.actor, identity, values, seen, subject=subject
                )
            ),
            lambda _collateral: self._saved(saved),
            self._refused,
        )

    @property
    def subject(self) -> str:
        """Under which name the draft is kept."""
        return f"collateral/{self.identity}"

    def _show(self, read: tuple[ObjectView, History]) -> None:
        shown, history = read
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
        effect = say(kind.effect.label)
        self.body.addWidget(label(f"{effect}\n{say(kind.notice)}" if kind.notice else effect, "warn"))
        self.collateral = collateral
        tone = "bad" if collateral.seized else ""
        self.body.addWidget(
            card(label(say(standing(collateral)), tone), title=Text("权属与查封", "Ownership"))
        )
        if kind is FarmlandRight:
            self.body.addWidget(MapCard(self.desk, self.identity))
        for each in history_cards(history):
            self.body.addWidget(each)
        self.body.addWidget(CertificateCard(self.desk, self.identity))
        self.body.addWidget(card(self.view, title=Text("押品要素", "Facts")))
        self._show_values(shown)
        self._show_claims(shown)
        on_file = PapersOnFile(self.desk, Subject(Collateral.kind, self.identity))
        self.body.addWidget(card(on_file, title=Text("资料", "Papers on file")))
        self.body.addStretch(1)

    def _show_values(self, shown: ObjectView) -> None:
        lines: list[QWidget] = [
            label(
                say(
                    VALUED.fill(
                        day=each.valued_on,
                        value=show_yuan(each.value or 0),
                        valuer=each.valuer,
                        basis=each.basis,
                    )
                )
            )
            for each in shown.valuations
        ]
        history = [(each.valued_on, each.value) for each in shown.valuations if each.valued_on and each.value]
        if len(history) > 1:
            lines.insert(0, ValueChart(history))
        lines = lines or [label(say(Text("还没有估值。", "No valuation yet.")), "quiet")]
        self.body.addWidget(card(*lines, title=Text("估值记录", "Valuations")))

    def _show_claims(self, shown: ObjectView) -> None:
        lines: list[QWidget] = []
        if shown.claims and shown.valuations:
            value = shown.valuations[-1].value or 0
            lines.append(
                ClaimsBar(shown.claims, value, value * securities.cap_percent(shown, today()) // 100)
            )
        for number, pledge in shown.pledges:
            over = pledge.id not in {claim.pledge_id for claim in shown.claims}
            ended = Text("（已不再担保）", " (secures no more)") if over else Text("", "")
            lines.append(label(say(_secures(number, pledge)) + say(ended), "quiet" if over else ""))
            if pledge.case_id:
                papers = CasePapers(self.desk, Place.SECURITY, Place.CLOSING)
                papers.load(pledge.case_id, pledge.id)
                lines.append(papers)
        lines = lines or [label(say(Text("没有担保任何案件。", "It secures no case.")), "quiet")]
        self.body.addWidget(card(*lines, title=Text("担保的案件", "Cases it secures")))

    def change_status(self) -> None:
        """Ask whose the object is, and whether and by whom it is seized."""
        if self.collateral is None:
            return
        dialog = FormDialog(
            Text("权属与查封", "Ownership and seizure"), part_of(self.collateral, STATUS), self
        )
        dialog.finished.connect(partial(self._status_given, dialog))
        dialog.open()

    def _status_given(self, dialog: FormDialog, result: int) -> None:
        workstation, values, seen = self.desk.workstation, dialog.values, dialog.seen
        key = (workstation.actor.institution_id, self.identity)
        if result == QDialog.DialogCode.Accepted:
            self.desk.tasks.write(
                self,
                lambda _job: workstation.database.run(
                    lambda session: change_stored(session, Collateral, key, values, seen)
                ),
                lambda _object: self._saved({}),
                self._refused,
            )

    def add_valuation(self) -> None:
        """Ask what the object is worth now."""
        dialog = ValuationDialog(self)
        dialog.finished.connect(partial(self._valued, dialog))
        dialog.open()

    def _valued(self, dialog: ValuationDialog, result: int) -> None:
        workstation, identity, values = self.desk.workstation, self.identity, dialog.values
        if result == QDialog.DialogCode.Accepted:
            self.desk.tasks.write(
                self,
                lambda _job: workstation.database.run(
                    lambda session: securities.value_anew(
                        session, workstation.actor, identity, values, today()
                    )
                ),
                lambda _valuation: self._saved({}),
                self._refused,
            )

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


def _secures(number: str, pledge: Pledge) -> Text:
    registered = Text("{number}（{day}，至 {until}）", "{number} ({day}, until {until})").fill(
        number=pledge.registration_number,
        day=pledge.registered_on or "—",
        until=pledge.registered_until or "—",
    )
    return Text(
        "{number}　担保 {secured} 元　第 {rank} 顺位　{registration}",
        "{number}　{secured} yuan　rank {rank}　{registration}",
    ).fill(
        number=number or "—",
        secured=show_yuan(pledge.secured or 0),
        rank=pledge.rank or 1,
        registration=registered if pledge.registration_number else Text("未登记", "not registered"),
    )


def page(desk: Desk, _kind: str, identity: UUID) -> ObjectPage:
    """Return the page of a collateral."""
    return ObjectPage(desk, identity)
