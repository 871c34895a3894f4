"""What threatens the securities of running loans: one function for the list, the pages and today's desk."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from uuid import UUID

from models.collateral.movable import Movable
from models.collateral.receivable import Receivable
from models.fields import fields_of
from models.lending.dossier import UNDER_COMMITMENT, Dossier, Security
from models.money import show_yuan
from models.parameters import parameters
from models.text import Text


class Gravity(IntEnum):
    """How bad it is; the worst comes first."""

    URGENT = 0
    SERIOUS = 1
    NOTICE = 2

    @property
    def label(self) -> Text:
        """What it is called."""
        return _GRAVITIES[self]


_GRAVITIES = {
    Gravity.URGENT: Text("紧急", "Urgent"),
    Gravity.SERIOUS: Text("重要", "Serious"),
    Gravity.NOTICE: Text("提示", "Notice"),
}


@dataclass(frozen=True)
class Alert:
    """One thing that threatens a security.

    Attributes:
        gravity: How bad it is.
        code: Stable, for programs.
        name: The object or guarantor.
        text: What is the matter.
        fix: What to do about it.
        case_id: Whose case.
        number: The number of the case.
        collateral_id: The object, where it is about one.
        day: The day that matters, where there is one.
    """

    gravity: Gravity
    code: str
    name: str
    text: Text
    fix: Text
    case_id: UUID
    number: str
    collateral_id: UUID | None = None
    day: date | None = None

    @property
    def place(self) -> tuple[Gravity, date, str, str]:
        """By what alerts are ordered: gravity, then day, then whose they are."""
        return self.gravity, self.day or date.min, self.number, self.code


def in_order(alerts: Iterable[Alert]) -> list[Alert]:
    """Return the alerts, the worst first."""
    return sorted(alerts, key=lambda alert: alert.place)


def alerts_of(dossier: Dossier, today: date) -> list[Alert]:
    """Return what threatens the securities of one case on that day, the worst first.

    A case without money out or promised has nothing to lose, and neither has what was released.
    """
    if not dossier.outstanding and dossier.state not in UNDER_COMMITMENT:
        return []
    watch = _Watch(dossier, today)
    return in_order([*watch.shortfall(), *watch.objects(), *watch.guarantees()])


class _Watch:
    """One case under watch."""

    def __init__(self, dossier: Dossier, today: date) -> None:
        self._dossier, self._today = dossier, today
        rules = parameters("collateral", today)
        self._soon = today + timedelta(days=rules["expiry_alert_days"])
        self._last_call = today + timedelta(days=rules["guarantee_alert_days"])
        self._due = max((each.due_on for each in dossier.notes if each.due_on), default=None)

    def shortfall(self) -> Iterator[Alert]:
        """Yield that value × cap − prior claims, with the guarantees, is below what is owed (民法典 408)."""
        owed = self._dossier.outstanding
        lendable = sum(each.lendable(self._today) for each in self._dossier.standing)
        cover = lendable + sum(each.guarantee.amount or 0 for each in self._dossier.sureties)
        pledged = self._dossier.securities or self._dossier.sureties
        if pledged and cover < owed:
            text = Text(
                "可担保额{cover}元，低于贷款余额{owed}元。", "Cover of {cover} yuan for {owed} yuan owed."
            ).fill(cover=show_yuan(cover), owed=show_yuan(owed))
            fix = Text("要求恢复价值、补充担保或提前还款。", "Ask for more security or for early repayment.")
            first = next((each for each in self._dossier.standing), None)
            name = first.collateral.description if first else ""
            yield self._alert(Gravity.URGENT, "shortfall", name, (text, fix), first)

    def objects(self) -> Iterator[Alert]:
        """Yield what threatens each object."""
        for security in self._dossier.standing:
            yield from self._seizure(security)
            yield from self._value(security)
            yield from self._registration(security)
            yield from self._ends(security)
            yield from self._proofs(security)

    def guarantees(self) -> Iterator[Alert]:
        """Yield that a guarantee's period runs out: who is not called upon within it is free (民法典 693)."""
        for surety in self._dossier.sureties:
            ends = surety.guarantee.ends_on
            overdue = self._due is not None and self._due < self._today
            if ends and self._dossier.outstanding and overdue and ends <= self._last_call:
                text = Text(
                    "保证期间至{day}届满，贷款已逾期。", "The guarantee ends on {day}; the loan is overdue."
                )
                fix = Text(
                    "在期间内书面要求保证人承担责任。", "Call upon the guarantor in writing before that day."
                )
                yield self._alert(
                    Gravity.URGENT, "guarantee_ends", surety.name, (text.fill(day=ends), fix), day=ends
                )

    def _seizure(self, security: Security) -> Iterator[Alert]:
        if security.collateral.seized:
            text = Text("押品已被查封：{by}。", "The object is seized: {by}.")
            fix = Text(
                "停止新放款，核实顺位，最高额担保办理债权确定。",
                "Draw nothing new, check the rank, have maximum claims fixed.",
            )
            said = text.fill(by=security.collateral.seized_by or "—")
            yield self._of(security, Gravity.URGENT, "seized", (said, fix), security.collateral.seized_on)
        elif fixing := security.fixing(self._today):
            text = Text("最高额债权已确定：{why}。", "The maximum claims are fixed: {why}.")
            fix = Text("不再发放新贷款，按确定的债权管理。", "Draw nothing new under it.")
            said = text.fill(why=fixing.text)
            yield self._of(security, Gravity.SERIOUS, "fixed", (said, fix), fixing.since)
        elif security.pledge.is_maximum and self._within(security.pledge.claims_until):
            text = Text("债权确定期间将于{day}届满。", "The period of claims ends on {day}.")
            fix = Text("到期前不再安排新放款，或重新签订合同。", "Plan no drawdown after it, or sign anew.")
            day = security.pledge.claims_until
            yield self._of(security, Gravity.NOTICE, "fixing_soon", (text.fill(day=day), fix), day)

    def _value(self, security: Security) -> Iterator[Alert]:
        until = security.revalue_by(self._today)
        if until is None or not self._within(until):
            return
        late = until < self._today
        text = (
            Text("估值已于{day}到期。", "The value expired on {day}.")
            if late
            else Text("估值将于{day}到期。", "The value expires on {day}.")
        )
        fix = Text("重新估值并登记。", "Value it anew and record it.")
        gravity = Gravity.SERIOUS if late else Gravity.NOTICE
        yield self._of(security, gravity, "valuation", (text.fill(day=until), fix), until)

    def _registration(self, security: Security) -> Iterator[Alert]:
        until = security.pledge.registered_until
        if until and self._within(until):
            text = Text("登记有效期至{day}。", "The registration ends on {day}.").fill(day=until)
            fix = Text("到期前办理登记展期。", "Extend it before that day.")
            gravity = Gravity.URGENT if until < self._today else Gravity.SERIOUS
            yield self._of(security, gravity, "registration", (text, fix), until)
        facts = security.facts
        by = facts.register_by(self._today) if isinstance(facts, Movable) else None
        if by and not security.pledge.registration_number:
            late = by < self._today
            text = (
                Text(
                    "未在{day}前登记，已失去购置款优先权。",
                    "Not registered by {day}; the better rank is lost.",
                )
                if late
                else Text("须在{day}前登记才有购置款优先权。", "Register by {day} to keep the better rank.")
            )
            fix = Text("立即办理登记。", "Register it at once.")
            yield self._of(
                security,
                Gravity.SERIOUS if late else Gravity.URGENT,
                "purchase_money",
                (text.fill(day=by), fix),
                by,
            )

    def _ends(self, security: Security) -> Iterator[Alert]:
        labels = fields_of(type(security.facts))
        for name, day in security.facts.expiries.items():
            if not self._within(day):
                continue
            late = day < self._today
            text = (
                Text("{label}{day}，已过期。", "{label} {day}: it has passed.")
                if late
                else Text("{label}{day}，即将到期。", "{label} {day}: it ends soon.")
            ).fill(label=labels[name].label, day=day)
            fix = Text("续办并更新押品要素。", "Renew it and record the new day.")
            yield self._of(security, Gravity.SERIOUS if late else Gravity.NOTICE, name, (text, fix), day)

    def _proofs(self, security: Security) -> Iterator[Alert]:
        facts = security.facts
        due = facts.confirmation_due(self._today) if isinstance(facts, Receivable) else None
        if due and self._within(due):
            text = Text("债务人应于{day}前确认账款。", "The debtor should confirm by {day}.").fill(day=due)
            fix = Text("催促债务人在平台确认。", "Press the debtor to confirm on the platform.")
            gravity = Gravity.SERIOUS if due < self._today else Gravity.NOTICE
            yield self._of(security, gravity, "confirmation", (text, fix), due)
        for entry in security.papers_held:
            if entry.move == "lent":
                text = Text("{paper}已借出给{who}。", "{paper} is lent to {who}.")
                fix = Text("催还并办理归还入库。", "Have it brought back to the vault.")
                said = text.fill(paper=entry.paper, who=entry.person)
                yield self._of(security, Gravity.NOTICE, "lent", (said, fix), entry.moved_on)

    def _within(self, day: date | None) -> bool:
        return day is not None and day <= self._soon

    def _of(
        self, security: Security, gravity: Gravity, code: str, said: tuple[Text, Text], day: date | None
    ) -> Alert:
        return self._alert(gravity, code, security.collateral.description, said, security, day)

    def _alert(
        self,
        gravity: Gravity,
        code: str,
        name: str,
        said: tuple[Text, Text],
        security: Security | None = None,
        day: date | None = None,
    ) -> Alert:
        case = self._dossier.case
        identity = security.collateral.id if security else None
        return Alert(gravity, code, name, *said, case.id, case.number or "", identity, day)
