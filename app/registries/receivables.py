"""The list of the Zhongzheng platform 中征应收账款融资服务平台: receivables brought in, and those pledged sent out."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database import Database
from app.jobs import Job
from app.register.rows import Template, about, judge_rows
from app.register.verdicts import Status, Verdict
from app.registries.filing import Batch, Cells, Filing, filings_of, in_yuan, number_of
from app.securities import write_facts
from models.approval.roles import Actor, Role, demand
from models.collateral.object import Collateral, Pledge
from models.collateral.receivable import Receivable, may_follow
from models.errors import RuleBroken
from models.fields import Field, fields_of
from models.kinds import identifier, text
from models.lending.case import LoanCase
from models.lending.claims import OVER
from models.lending.freeze import check_open
from models.lending.states import State
from models.sync.merge import FACT
from models.text import Text
from printing.workbook import Column, Value

SHEET = "应收账款清单"
_FACTS = fields_of(Receivable)
_ITS_OWN = (
    "debtor_name",
    "debtor_code",
    "contract_number",
    "contract_on",
    "amount",
    "paid",
    "due_on",
    "status",
)
COLUMNS: Mapping[str, Field] = {
    "creditor_name": Field(label=Text("债权人名称", "Creditor"), kind=text(100)),
    "creditor_code": Field(
        label=Text("债权人信用代码", "Creditor's credit code"), kind=identifier("credit-code", 18)
    ),
    **{name: _FACTS[name] for name in _ITS_OWN},
    "confirmed_on": _FACTS["confirmed_on"],
    "invoice_number": replace(_FACTS["invoice_number"], label=Text("发票号码", "Invoice numbers")),
}
_OPTIONAL = {"contract_on", "paid", "confirmed_on"}
LIST = Template(
    SHEET,
    COLUMNS,
    tuple(name for name in COLUMNS if name not in _OPTIONAL),
    "debtor_name",
)


def bring_in(
    path: Path,
    database: Database,
    actor: Actor,
    today: date,
    *,
    dry_run: bool = False,
    job: Job | None = None,
) -> list[Verdict]:
    """Judge the platform's list, make new receivables of what is unknown and complete what is known.

    What an officer typed stays; where the list says something else, the verdict says so.

    Raises:
        RuleBroken: The file as a whole cannot be used; nothing is brought in.
        NotAllowed: It is to be brought in by somebody who writes no files.
        Cancelled: Somebody stopped it; nothing is brought in.
    """
    job = job or Job()
    if not dry_run:
        demand(actor, Role.LOAN_OFFICER)

    def work(session: Session) -> list[Verdict]:
        verdicts = judge_rows(path, LIST, job)
        _refuse_doubles(verdicts)
        ledger = _Ledger(session, actor, _by_invoice(session, actor))
        attempt = session.begin_nested()
        for done, verdict in enumerate(verdicts, start=1):
            _judge(verdict, today)
            if verdict.status is not Status.REFUSED:
                ledger.enter(verdict)
            job.step(done, len(verdicts))
        if dry_run:
            attempt.rollback()
        return verdicts

    return database.run(work)


def _refuse_doubles(verdicts: Collection[Verdict]) -> None:
    seen: dict[str, int] = {}
    for verdict in verdicts:
        for invoice in verdict.values.get("invoice_number") or ():
            if invoice in seen:
                why = Text("与第{line}行重复。", "the same as in row {line}.").fill(line=seen[invoice])
                verdict.refuse(about(COLUMNS["invoice_number"], why))
        for invoice in verdict.values.get("invoice_number") or ():
            seen.setdefault(invoice, verdict.line)


def _judge(verdict: Verdict, today: date) -> None:
    values = verdict.values
    if verdict.status is Status.REFUSED:
        return
    if values["creditor_code"] == values["debtor_code"]:
        verdict.refuse(Text("债权人与债务人相同。", "Creditor and debtor are the same."))
    if (values.get("paid") or 0) > values["amount"]:
        verdict.refuse(Text("已付金额大于账款金额。", "More is paid than is owed."))
    if values["due_on"] < today:
        verdict.warn(Text("账款已于{day}到期。", "The claim was due on {day}.").fill(day=values["due_on"]))
    if values["status"] == "refused":
        verdict.warn(
            Text("债务人拒绝确认，不能质押。", "The debtor refused to confirm; it cannot be pledged.")
        )
    if values["status"] == "confirmed" and not values.get("confirmed_on"):
        verdict.warn(
            Text(
                "债务人已确认但没有确认日期，暂按未确认的抵质押率计算。",
                "Confirmed without a day of confirmation; it carries what an unconfirmed claim does.",
            )
        )


def _by_invoice(session: Session, actor: Actor) -> dict[str, Collateral]:
    known = select(Collateral).where(
        Collateral.institution_id == actor.institution_id, Collateral.collateral_kind == Receivable.key
    )
    return {
        invoice: each for each in session.scalars(known) for invoice in Receivable.read(each.facts).identities
    }


@dataclass(frozen=True)
class _Ledger:
    """The receivables that are known, by each of their invoices."""

    session: Session
    actor: Actor
    known: dict[str, Collateral]

    def enter(self, verdict: Verdict) -> None:
        """Make a new receivable of the row, complete the one it names, or refuse it."""
        invoices = verdict.values["invoice_number"]
        found = {each.id: each for invoice in invoices if (each := self.known.get(invoice))}
        if len(found) > 1:
            verdict.refuse(
                Text(
                    "这些发票已分属{count}笔应收账款，请先核对。",
                    "These invoices belong to {count} receivables already; look into it first.",
                ).fill(count=len(found))
            )
        elif found:
            self._complete(next(iter(found.values())), verdict)
        else:
            made = self._make(verdict)
            self.known.update(dict.fromkeys(invoices, made))

    def _make(self, verdict: Verdict) -> Collateral:
        values = verdict.values
        facts = Receivable(**{name: value for name, value in values.items() if name in _FACTS})
        made = Collateral(
            institution_id=self.actor.institution_id,
            branch_id=self.actor.branch_id,
            collateral_kind=Receivable.key,
            description=f"{values['debtor_name']}应收账款"[:120],
            owner_name=values["creditor_name"],
            owner_number=values["creditor_code"],
            facts=facts.pack(),
        )
        self.session.add(made)
        return made

    def _complete(self, known: Collateral, verdict: Verdict) -> None:
        values = verdict.values
        if known.owner_number and known.owner_number != values["creditor_code"]:
            verdict.refuse(
                Text(
                    "发票已登记在另一债权人“{name}”名下。",
                    "The invoice is held for another creditor, {name}.",
                ).fill(name=known.owner_name)
            )
            return
        if known.owner_name != values["creditor_name"]:
            _keep(verdict, COLUMNS["creditor_name"], known.owner_name)
        facts, states = Receivable.read(known.facts), list(self._states(known))
        taken: dict[str, Any] = {}
        for name, value in values.items():
            if name not in _FACTS or value in (None, ""):
                continue
            before = getattr(facts, name)
            if _same(before, value):
                continue
            if self._may_write(known, name, before, value, states, verdict):
                taken[name] = value
        if taken:
            write_facts(self.session, self.actor, known.id, taken)

    def _may_write(
        self, known: Collateral, name: str, before: Any, value: Any, states: list[State], verdict: Verdict
    ) -> bool:
        column = COLUMNS[name]
        if name == "status" and may_follow(before, value):
            change = Text("{before}改为{after}。", "{before} becomes {after}.").fill(
                before=_shown(column, before), after=_shown(column, value)
            )
            verdict.reasons.append(about(column, change))
            return True
        if before not in (None, ""):
            _keep(verdict, column, column.kind.show(before, "zh").replace("\n", "、"))
            return False
        try:
            check_open(known, {f"{FACT}{name}": None}, states)
        except RuleBroken as frozen:
            verdict.warn(about(column, frozen.text))
            return False
        return True

    def _states(self, known: Collateral) -> Iterator[State]:
        cases = (
            select(LoanCase.state)
            .join(
                Pledge, (Pledge.institution_id == LoanCase.institution_id) & (Pledge.case_id == LoanCase.id)
            )
            .where(Pledge.institution_id == known.institution_id, Pledge.collateral_id == known.id)
        )
        return (State(state) for state in self.session.scalars(cases))


def _same(before: Any, value: Any) -> bool:
    if isinstance(value, tuple):
        return set((before,) if isinstance(before, str) else before or ()) == set(value)
    return bool(before == value)


def _shown(column: Field, value: str) -> Text:
    return column.kind.choices.get(value, Text("未登记", "nothing"))


def _keep(verdict: Verdict, column: Field, kept: str) -> None:
    why = Text("与已录入的“{kept}”不同，保留已录入的。", "differs from “{kept}”, which was typed and stays.")
    verdict.warn(about(column, why.fill(kept=kept)))


def _cell(name: str) -> Any:
    """Return what stands in a column of the list for a pledge."""

    def of(filing: Filing) -> Value:
        collateral = filing.security.collateral
        if name in {"creditor_name", "creditor_code"}:
            return collateral.owner_name if name == "creditor_name" else collateral.owner_number
        value = getattr(filing.facts, name)
        kind = COLUMNS[name].kind
        if value in (None, ""):
            return ""
        if kind.name == "money":
            return in_yuan(value)
        return value if isinstance(value, date) else kind.show(value, "zh").replace("\n", "、")

    return of


_CELLS: Cells = (
    *(
        (Column(each.label.zh, 24, "#,##0.00" if each.kind.name == "money" else "General"), _cell(name))
        for name, each in COLUMNS.items()
    ),
    (Column("案件编号", 26), lambda filing: filing.dossier.case.number),
    (Column("质押合同号", 26), lambda filing: number_of(filing.contract)),
    (Column("担保金额（元）", 16, "#,##0.00"), lambda filing: in_yuan(filing.pledge.secured)),
    (Column("登记证明编号", 24), lambda filing: filing.pledge.registration_number),
    (Column("登记到期日", 14), lambda filing: filing.pledge.registered_until),
)


def _pledged(session: Session, actor: Actor, today: date) -> list[Filing]:
    live = LoanCase.state.not_in([state.value for state in OVER])
    held = Pledge.released_on.is_(None)
    return filings_of(session, actor, (Receivable.key,), today, live, held)


def _listed(filing: Filing) -> Verdict:
    """Return the verdict on a line of the list; a pledge without a contract is listed too, and said to be so."""
    verdict = Verdict(0, f"{filing.dossier.case.number or '—'} {filing.security.collateral.description}")
    if filing.contract is None:
        verdict.warn(Text("尚未出具质押合同。", "The pledge has no contract yet."))
    return verdict


PLEDGED = Batch(
    SHEET, _CELLS, _pledged, _listed, Text("还没有质押的应收账款。", "No receivable is pledged yet.")
)
