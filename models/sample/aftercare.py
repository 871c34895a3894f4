"""What becomes of a made-up loan after payout, led through the real steps up to today."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from models.approval.act import Act
from models.approval.step import take_step
from models.approval.steps import STEPS
from models.lending.states import STANDING, State
from models.postloan.care import due_checks
from models.postloan.facts import in_care
from models.postloan.schedule import Schedule
from models.postloan.tiers import suggested
from models.sample.casework import Desk, Running
from models.sample.chance import Chance, moment

_SHARES = (
    ("punctual", 0.80),
    ("early", 0.05),
    ("slow", 0.08),
    ("unpaid", 0.04),
    ("extended", 0.03),
)
_MINUTES = 7
_CHECKED = 0.8
_SIGNALS = (
    ("phone_dead", "low", "电话多次无人接听。"),
    ("crop_disaster", "medium", "汛期受灾，玉米减产约四成。"),
    ("price_fall", "low", "玉米价格下跌，惜售待涨。"),
    ("lawsuit", "high", "被他行起诉，账户被冻结。"),
)
_COMMENTS = {
    "pass_change": "展期理由属实，同意。",
    "approve_change": "同意，落实担保人书面同意。",
}


def drawn(chance: Chance) -> str:
    """Return a fate by chance."""
    dice = chance.random()
    for fate, share in _SHARES:
        dice -= share
        if dice < 0:
            return fate
    return "punctual"


class Care:
    """One loan from its payout to today.

    Attributes:
        note: Its note.
        today: How far its life has come.
        paid_out: When the money left.
        last: When the last step was taken.
    """

    def __init__(self, running: Running, desk: Desk, today: date) -> None:
        self._running, self._desk, self.today = running, desk, today
        self.note = running.dossier.notes[0]
        self.paid_out = self.note.starts_on or today
        self.last = moment(self.paid_out, 0)
        events = running.dossier.events
        if events and events[-1].at:
            self.last = events[-1].at
        self._payments = 0

    def live(self, fate: str) -> None:
        """Let the loan have its fate, as far as it has come by today."""
        if fate == "fresh":
            return
        self._begin()
        _FATES[fate](self)
        self._after()

    @property
    def schedule(self) -> Schedule:
        """What the loan owes and when."""
        return self._running.dossier.aftercare.schedule(self.note)

    def _begin(self) -> None:
        day = self.paid_out + timedelta(days=self._running.chance.whole(1, 3))
        self.take("confirm_payment", day, paid_on=day)
        seen = self.paid_out + timedelta(days=self._running.chance.whole(5, 14))
        if self._running.chance.likely(0.9):
            self.check("first", self.paid_out + timedelta(days=15), seen)

    def check(self, kind: str, due: date, done: date) -> None:
        """Make a check: one of an overdue loan finds it so, any other finds nothing wrong."""
        late = bool(self.schedule.days_overdue(done))
        self.take(
            "record_check",
            done,
            check=kind,
            due_on=due,
            done_on=done,
            place=self._running.dossier.case.visited_place,
            met="借款人本人",
            use_of_funds="用途与合同一致，票据齐全。",
            findings="粮食尚未售出，已约定还款时间。" if late else "经营正常，未见异常。",
            result="watch" if late else "sound",
        )

    def take(self, key: str, day: date, login: str = "", **told: Any) -> bool:
        """Take a step on a day, unless that day lies ahead; tell whether it was taken."""
        dossier, desk, chance = self._running.dossier, self._desk, self._running.chance
        if day > self.today or (not STEPS[key].sources.issuperset({dossier.state})):
            return False
        at: datetime = max(moment(day, self._running.index % 400), self.last + timedelta(minutes=_MINUTES))
        act = Act(
            dossier=dossier,
            actor=desk.actors[login or dossier.case.lead_officer],
            today=day,
            at=at,
            arguments=told,
            officers=desk.officers,
            powers=desk.powers,
            identity=lambda: chance.identity(at),
        )
        take_step(STEPS[key], act)
        self._running.made += act.made
        self.last = at
        return True

    def pay_what_is_due(
        self, late: int = 0, *, but_the_last: bool = False, until: date | None = None
    ) -> None:
        """Pay each line on its day, or some days late, as long as its day has come."""
        last = min(until or self.today, self.today)
        while (due := self.schedule.unpaid_since) and due + timedelta(days=late) <= last:
            schedule = self.schedule
            if but_the_last and due == schedule.lines[-1].on:
                return
            day = due + timedelta(days=late)
            owed = schedule.owed(day)
            if late:
                self.mark_overdue(day)
            self.pay(day, owed.principal, owed.interest, owed.penalty + owed.compound)

    def pay(self, day: date, principal: int, interest: int, penalty: int = 0) -> None:
        """Book a payment of core banking."""
        self._payments += 1
        reference = f"HX{day:%Y%m%d}{self._running.index:08d}{self._payments:03d}"
        amounts = {"principal": principal, "interest": interest, "penalty": penalty}
        self.take("record_repayment", day, "wuhao", reference=reference, paid_on=day, **amounts)

    def pay_off(self, day: date) -> None:
        """Pay everything on a day."""
        owed = self.schedule.pay_off(day)
        self.pay(day, owed.principal, owed.interest, owed.penalty + owed.compound)

    def mark_overdue(self, day: date) -> None:
        """Note that the loan is overdue, where it is."""
        if self.schedule.days_overdue(min(day, self.today)):
            self.take("mark_overdue", day)

    def after_due(self, days: int) -> date:
        """Return the day so many days after the earliest unpaid date."""
        return (self.schedule.unpaid_since or self.today) + timedelta(days=days)

    def propose_tier(self, day: date) -> None:
        """Propose and confirm the tier that the records suggest."""
        if day > self.today:
            return
        tier = suggested(self._running.dossier, self.note, day)
        self.take("propose_tier", day, tier=tier.name, comment="按系统分类初分。")
        self.take("confirm_tier", day, "zhaomin", comment="同意。")

    def collect(self) -> None:
        """Go after an unpaid loan: call, visit, formal demand, tier by the days."""
        name = getattr(self._running.dossier.applicant, "full_name", "借款人")
        self.mark_overdue(self.after_due(4))
        signal, gravity, words = _SIGNALS[self._running.chance.whole(0, len(_SIGNALS) - 1)]
        noted = self.after_due(5)
        self.take("raise_signal", noted, signal=signal, gravity=gravity, noted_on=noted, comment=words)
        for days, notice, delivery in (
            (7, "visit", "spoken"),
            (30, "formal", "signed"),
            (120, "formal", "post"),
            (210, "formal", "signed"),
        ):
            sent = self.after_due(days)
            self.take(
                "record_notice",
                sent,
                notice=notice,
                due_on=sent,
                sent_on=sent,
                delivery=delivery,
                receiver=name,
            )
            self.propose_tier(sent)
        self.propose_tier(self.today - timedelta(days=1))

    def change(self, kind: str, asked: date, until: date, far: int) -> None:
        """Ask for a change of terms and lead it *far* steps on."""
        comment = "受灾减产，粮食尚未售出，申请延后还款。"
        steps: list[tuple[str, str, dict[str, Any]]] = [
            (f"ask_{kind}", "", {"until": until, "comment": comment}),
            ("pass_change", "zhaomin", {"comment": _COMMENTS["pass_change"]}),
            ("approve_change", "sunlei", {"comment": _COMMENTS["approve_change"]}),
        ]
        for place, (key, login, told) in enumerate(steps[:far]):
            self.take(key, asked + timedelta(days=place), login, **told)
        signed = asked + timedelta(days=len(steps))
        if far > len(steps):
            self.take("sign_change", signed, signed_on=signed, guarantor_consent_on=signed)

    def close(self, far: int) -> None:
        """Settle a loan that is paid back and lead it *far* steps on, to the archive."""
        day = self.last.date() + timedelta(days=1)
        if self.schedule.unpaid_since or not self.take("settle", min(day, self.today)):
            return
        if far > 1:
            self._release(min(day, self.today))
            self.take("release_securities", min(day, self.today), "zhoufang", comment="证件已交还本人。")
        if far > 2:  # noqa: PLR2004 - settled, released, archived
            self.take(
                "hand_over_file",
                min(day, self.today),
                volume=f"{day.year}-{self._running.index:06d}",
                files="借款合同 6\n借据 1\n贷后检查表 2",
            )
            self.take("archive", min(day, self.today), "wuhao")

    def _release(self, day: date) -> None:
        """Cancel every registration; certificates that are in the vault go back first."""
        for each in self._running.dossier.standing:
            for paper in each.papers_held:
                self.take(
                    "record_vault",
                    day,
                    "zhoufang",
                    pledge_id=each.pledge.id,
                    move="handed_over",
                    paper=paper.paper,
                    paper_number=paper.paper_number,
                    done_on=day,
                    person=each.collateral.owner_name,
                    second="wuhao",
                )
            reference = f"ZX{day:%Y%m%d}{self._running.index:08d}"
            self.take(
                "release_security",
                day,
                "zhoufang",
                pledge_id=each.pledge.id,
                reference=reference,
                done_on=day,
            )

    def _check_what_is_due(self) -> None:
        """Make most of the checks that were due by today."""
        for due in due_checks(in_care(self._running.dossier, self.note, self.today), self.today):
            if due.on <= self.today and self._running.chance.likely(_CHECKED):
                self.check(due.kind, due.on, max(due.on, self.last.date()))

    def _after(self) -> None:
        """Let a loan that was paid back go on to the archive, as most do."""
        dossier = self._running.dossier
        if dossier.state in STANDING:
            self._check_what_is_due()
        if self._payments and dossier.state in {State.PERFORMING, State.EXTENDED}:
            self.close(3 if self._running.chance.likely(0.6) else 1)


def _punctual(care: Care) -> None:
    care.pay_what_is_due()


def _slow(care: Care) -> None:
    care.pay_what_is_due(late=12)


def _early(care: Care) -> None:
    care.pay_what_is_due(but_the_last=True)
    day = max(care.last.date(), care.schedule.lines[-1].on - timedelta(days=30))
    if day <= care.today:
        care.pay_off(day)


def _unpaid(care: Care) -> None:
    care.pay_what_is_due(but_the_last=True)
    if care.schedule.days_overdue(care.today):
        care.collect()


def _extended(care: Care) -> None:
    due = care.schedule.lines[-1].on
    asked = due - timedelta(days=40)
    care.pay_what_is_due(until=asked)
    care.change("extension", asked, due + (due - care.paid_out) / 3, 4)
    care.pay_what_is_due()


def _asked(far: int) -> Callable[[Care], None]:
    def fate(care: Care) -> None:
        until = care.schedule.lines[-1].on + timedelta(days=90)
        care.change("extension", care.today - timedelta(days=far), until, far)

    return fate


def _restructured(care: Care) -> None:
    care.collect()
    care.change("restructuring", care.after_due(40), care.today + timedelta(days=300), 4)


def _sued(care: Care) -> None:
    care.collect()
    care.take("sue", care.today - timedelta(days=20), "jiangbo", comment="多次催收无果，提起诉讼。")


def _written_off(care: Care) -> None:
    _unpaid(care)
    care.take("sue", care.today, "jiangbo", comment="多次催收无果，提起诉讼。")
    care.take("write_off", care.today, "jiangbo", comment="已认定为损失，按规定核销。")


def _closed(far: int) -> Callable[[Care], None]:
    def fate(care: Care) -> None:
        care.pay_what_is_due()
        care.close(far)

    return fate


_FATES: Mapping[str, Callable[[Care], None]] = {
    "punctual": _punctual,
    "slow": _slow,
    "early": _early,
    "unpaid": _unpaid,
    "extended": _extended,
    "change_asked": _asked(1),
    "change_passed": _asked(2),
    "change_approved": _asked(3),
    "restructured": _restructured,
    "sued": _sued,
    "written_off": _written_off,
    "settled": _closed(1),
    "released": _closed(2),
    "archived": _closed(3),
}
