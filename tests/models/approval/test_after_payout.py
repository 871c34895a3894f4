"""The life of a loan after payout, step by step, in memory."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from models.approval.act import Act
from models.approval.effects.closing import page_numbers
from models.approval.roles import Role
from models.approval.step import take_step
from models.approval.steps import STEPS
from models.errors import GateClosed, LendingError, NotAllowed, NotFound, RuleBroken
from models.lending.classification import Tier
from models.lending.dossier import Dossier
from models.lending.states import CHANGING, MONEY_OUT, PAID_BACK, STANDING, State
from models.postloan.schedule import Schedule
from models.postloan.tiers import suggested
from tests import factories
from tests.factories import TODAY
from tests.models.approval import life

DUE = date(2027, 3, 10)
COMMENT = {"comment": "同意"}


def paid_out(**changes: Any) -> Dossier:
    dossier = factories.farmer_dossier(second_officer="", **changes)
    life.sign(dossier)
    life.register(dossier)
    life.take(dossier, "request_payout")
    life.take(dossier, "disburse")
    return dossier


def performing(**changes: Any) -> Dossier:
    dossier = paid_out(**changes)
    take(dossier, "confirm_payment", TODAY, paid_on=TODAY)
    return dossier


def take(dossier: Dossier, key: str, day: date, login: str = "", /, **told: Any) -> Act:
    act = replace(life.act(dossier, STEPS[key].role, login, **told), today=day)
    take_step(STEPS[key], act)
    return act


def schedule(dossier: Dossier) -> Schedule:
    return dossier.aftercare.schedule(dossier.notes[0])


def pay(dossier: Dossier, day: date, reference: str = "HX1", **amounts: int) -> None:
    take(dossier, "record_repayment", day, reference=reference, paid_on=day, **amounts)


def pay_off(dossier: Dossier, day: date, less: int = 0) -> None:
    owed = schedule(dossier).pay_off(day)
    pay(
        dossier,
        day,
        f"HX-{day}",
        principal=owed.principal,
        interest=owed.interest - less,
        penalty=owed.penalty + owed.compound,
        fees=owed.costs,
    )


def extend(dossier: Dossier, asked: date, signed: date, until: date) -> None:
    take(dossier, "ask_extension", asked, until=until, comment="受灾减产")
    take(dossier, "pass_change", asked, **COMMENT)
    take(dossier, "approve_change", asked, **COMMENT)
    take(dossier, "sign_change", signed, signed_on=signed, guarantor_consent_on=signed)


def test_a_loan_goes_from_payout_to_the_archive() -> None:
    dossier = performing()
    pay_off(dossier, DUE)
    assert (dossier.notes[0].outstanding, dossier.notes[0].unpaid_since) == (0, None)
    take(dossier, "settle", DUE)
    with pytest.raises(GateClosed) as closed:
        take(dossier, "release_securities", DUE, comment="权证交还")
    assert [each.code for each in closed.value.missing] == ["loan.registration"]
    pledge_id = dossier.securities[0].pledge.id
    take(dossier, "release_security", DUE, pledge_id=pledge_id, reference="ZX1", done_on=DUE)
    take(dossier, "release_securities", DUE, comment="权证交还王满仓本人")
    with pytest.raises(NotFound):
        take(dossier, "archive", DUE)
    take(dossier, "hand_over_file", DUE, volume="2027-003-12", files="借款合同 6\n抵押合同 5\n借据 1")
    with pytest.raises(NotAllowed, match="两人"):
        take(dossier, "archive", DUE, "wangjun")
    take(dossier, "archive", DUE)
    assert dossier.state is State.ARCHIVED
    papers = dossier.aftercare.files[0].contents["papers"]
    assert [(each["from"], each["to"]) for each in papers] == [(1, 6), (7, 11), (12, 12)]


def test_one_fen_keeps_a_loan_open() -> None:
    dossier = performing()
    pay_off(dossier, DUE, less=1)
    with pytest.raises(GateClosed) as closed:
        take(dossier, "settle", DUE)
    assert "0.01" in closed.value.missing[0].text.zh
    pay(dossier, DUE, "HX-last", interest=1)
    take(dossier, "settle", DUE)


def test_a_payment_is_booked_once() -> None:
    dossier = performing()
    pay(dossier, date(2026, 6, 1), principal=100_000)
    with pytest.raises(RuleBroken, match="已入账"):
        pay(dossier, date(2026, 6, 1), principal=100_000)
    assert dossier.notes[0].outstanding == 9_900_000


def test_a_reference_of_another_case_is_refused() -> None:
    dossier = performing()
    told = {"reference": "HX9", "paid_on": TODAY, "principal": 1}
    act = replace(life.act(dossier, Role.DISBURSER, **told), is_booked=lambda reference: reference == "HX9")
    with pytest.raises(RuleBroken, match="已入账"):
        take_step(STEPS["record_repayment"], act)
    assert dossier.aftercare.repayments == []


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"reference": "", "principal": 1}, "reference"),
        ({"principal": 0}, "principal"),
        ({"principal": -1}, "principal"),
        ({"principal": 10_000_001}, "principal"),
        ({"interest": 1_000_000}, "interest"),
        ({"penalty": 1}, "penalty"),
        ({"fees": 1}, "fees"),
        ({"principal": 1, "paid_on": date(2026, 6, 2)}, "paid_on"),
        ({"principal": 1, "paid_on": date(2026, 3, 9)}, "paid_on"),
        ({"principal": 1, "paid_on": None}, "paid_on"),
    ],
)
def test_a_payment_that_cannot_be_is_refused(told: dict[str, Any], field: str) -> None:
    dossier = performing()
    with pytest.raises(RuleBroken) as refusal:
        take(
            dossier,
            "record_repayment",
            date(2026, 6, 1),
            **{"reference": "HX1", "paid_on": date(2026, 6, 1), **told},
        )
    assert refusal.value.field == field


def test_payments_are_booked_in_order_of_their_days() -> None:
    dossier = performing()
    pay(dossier, date(2026, 6, 2), principal=1)
    with pytest.raises(RuleBroken, match="先后"):
        take(
            dossier,
            "record_repayment",
            date(2026, 6, 3),
            reference="HX2",
            paid_on=date(2026, 6, 1),
            principal=1,
        )


def test_only_the_last_payment_is_reversed() -> None:
    dossier = performing()
    pay(dossier, date(2026, 6, 1), "HX1", principal=100)
    pay(dossier, date(2026, 6, 2), "HX2", principal=200)
    with pytest.raises(RuleBroken, match="冲正"):
        take(dossier, "reverse_repayment", date(2026, 6, 3), reference="HX1", comment="误记")
    take(dossier, "reverse_repayment", date(2026, 6, 3), reference="HX2", comment="误记")
    assert dossier.notes[0].outstanding == 10_000_000 - 100
    with pytest.raises(RuleBroken, match="已入账"):
        pay(dossier, date(2026, 6, 3), "HX2", principal=200)


def test_overdue_and_cured() -> None:
    dossier = performing()
    late = DUE + timedelta(days=20)
    with pytest.raises(GateClosed):
        take(dossier, "mark_overdue", DUE)
    take(dossier, "mark_overdue", late)
    assert dossier.state is State.OVERDUE
    pay_off(dossier, late)
    assert dossier.events[-1].after == State.PERFORMING


def test_a_farmers_loan_is_extended_once() -> None:
    dossier = performing()
    interest = schedule(dossier).pay_off(date(2027, 3, 1)).interest
    pay(dossier, date(2027, 3, 1), interest=interest)
    extend(dossier, date(2027, 3, 1), date(2027, 3, 5), date(2027, 9, 10))
    assert dossier.state is State.EXTENDED
    assert dossier.notes[0].due_on == date(2027, 9, 10)
    assert dossier.aftercare.changes[0].old_until == DUE
    with pytest.raises(RuleBroken, match="只能展期1次"):
        take(dossier, "ask_extension", date(2027, 8, 1), until=date(2027, 12, 10), comment="再展")


def test_a_firms_loan_may_be_extended_twice_within_the_limit() -> None:
    dossier = factories.firm_dossier(State.PERFORMING, second_officer="lixue")
    template = performing()
    dossier.notes, dossier.facility = template.notes, template.facility
    extend(dossier, date(2027, 3, 1), date(2027, 3, 5), date(2027, 9, 10))
    extend(dossier, date(2027, 9, 1), date(2027, 9, 5), date(2028, 3, 9))
    with pytest.raises(RuleBroken, match="累计展期"):
        take(dossier, "ask_extension", date(2028, 3, 1), until=date(2028, 3, 11), comment="再展")


@pytest.mark.parametrize(
    ("asked", "until", "why"),
    [
        (DUE + timedelta(days=1), date(2027, 9, 10), "到期日前申请"),
        (date(2027, 3, 1), DUE, "晚于原到期日"),
        (date(2027, 3, 1), date(2028, 3, 11), "累计展期"),
    ],
)
def test_the_limits_of_an_extension(asked: date, until: date, why: str) -> None:
    with pytest.raises(RuleBroken, match=why):
        take(performing(), "ask_extension", asked, until=until, comment="受灾")


def test_an_extension_needs_the_consent_and_the_interest() -> None:
    dossier = performing(method="IO-Q")
    day = date(2027, 3, 1)
    take(dossier, "ask_extension", day, until=date(2027, 9, 10), comment="受灾")
    take(dossier, "pass_change", day, **COMMENT)
    take(dossier, "approve_change", day, **COMMENT)
    with pytest.raises(GateClosed) as closed:
        take(dossier, "sign_change", day, signed_on=day, guarantor_consent_on=day)
    assert [each.code for each in closed.value.missing] == ["loan.interest"]
    owed = schedule(dossier).owed(day)
    pay(dossier, day, interest=owed.interest, penalty=owed.penalty + owed.compound)
    with pytest.raises(RuleBroken) as refusal:
        take(dossier, "sign_change", day, signed_on=day)
    assert refusal.value.field == "guarantor_consent_on"
    take(dossier, "sign_change", day, signed_on=day, guarantor_consent_on=day)
    assert dossier.state is State.EXTENDED


@pytest.mark.parametrize("refuse", ["oppose_change", "refuse_change", "drop_change"])
@pytest.mark.parametrize("overdue", [False, True])
def test_a_change_that_comes_to_nothing_leaves_the_loan_where_its_payments_put_it(
    refuse: str, overdue: bool
) -> None:
    dossier = performing()
    day = DUE + timedelta(days=30) if overdue else date(2027, 1, 10)
    terms = (dossier.notes[0].due_on, dossier.notes[0].rate)
    take(dossier, "ask_restructuring", day, until=date(2028, 3, 10), comment="经营困难")
    if refuse == "refuse_change":
        take(dossier, "pass_change", day, **COMMENT)
    take(dossier, refuse, day, comment="不同意")
    assert dossier.state is (State.OVERDUE if overdue else State.PERFORMING)
    assert (dossier.notes[0].due_on, dossier.notes[0].rate) == terms
    assert dossier.aftercare.open_change is None


def test_who_reviews_a_change_does_not_approve_it() -> None:
    dossier = performing()
    take(dossier, "ask_restructuring", DUE, until=date(2028, 3, 10), comment="困难")
    take(dossier, "pass_change", DUE, "somebody", **COMMENT)
    with pytest.raises(NotAllowed):
        take(dossier, "approve_change", DUE, "somebody", **COMMENT)
    with pytest.raises(NotAllowed, match="不相容"):
        take(dossier, "approve_change", DUE, "zhaomin", **COMMENT)


def test_a_check_is_made_once_and_says_something() -> None:
    dossier = performing()
    told: dict[str, Any] = {
        "check": "first",
        "due_on": date(2026, 3, 25),
        "done_on": date(2026, 3, 20),
        "result": "sound",
        "findings": "种子化肥已购，用途相符。",
    }
    with pytest.raises(RuleBroken) as refusal:
        take(dossier, "record_check", date(2026, 3, 20), **{**told, "findings": " "})
    assert refusal.value.field == "findings"
    for photo in ({"photo_name": "地头.jpg"}, {"photo_sha256": "x", "photo_name": "地头.jpg"}):
        with pytest.raises(RuleBroken):
            take(dossier, "record_check", date(2026, 3, 20), **told, **photo)
    take(dossier, "record_check", date(2026, 3, 20), **told)
    with pytest.raises(RuleBroken, match="已完成"):
        take(dossier, "record_check", date(2026, 3, 20), **told)


def test_only_the_lead_officer_records_a_check() -> None:
    with pytest.raises(NotAllowed, match="主办"):
        take(performing(), "record_check", TODAY, "lixue", check="first", findings="好", result="sound")


def test_tiers_are_confirmed_by_another_and_never_better_without_approval() -> None:
    dossier = performing()
    day = DUE + timedelta(days=95)
    take(dossier, "propose_tier", day, tier="SPECIAL_MENTION", comment="秋后可还")
    proposed = dossier.aftercare.tiers[0]
    assert (proposed.machine, proposed.inputs["days_overdue"]) == ("SUBSTANDARD", 95)
    assert "逾期 95 天" in proposed.reasons
    with pytest.raises(RuleBroken, match="须经审批"):
        take(dossier, "confirm_tier", day, **COMMENT)
    take(dossier, "approve_tier", day, **COMMENT)
    assert dossier.notes[0].tier == "SPECIAL_MENTION"
    with pytest.raises(NotFound):
        take(dossier, "confirm_tier", day, **COMMENT)


def test_a_grave_signal_suggests_a_worse_tier() -> None:
    dossier = performing()
    assert suggested(dossier, dossier.notes[0], TODAY) is Tier.PASS
    take(dossier, "raise_signal", TODAY, signal="lawsuit", gravity="high", noted_on=TODAY, comment="被起诉")
    assert suggested(dossier, dossier.notes[0], TODAY) is Tier.SUBSTANDARD
    signal = dossier.aftercare.signals[0]
    take(dossier, "close_signal", TODAY, signal_id=signal.id, comment="已撤诉")
    assert suggested(dossier, dossier.notes[0], TODAY) is Tier.PASS
    with pytest.raises(NotFound):
        take(dossier, "close_signal", TODAY, signal_id=signal.id, comment="已撤诉")


def test_a_notice_keeps_what_was_owed() -> None:
    dossier = performing()
    day = DUE + timedelta(days=37)
    take(
        dossier,
        "record_notice",
        day,
        notice="formal",
        sent_on=day,
        delivery="signed",
        receiver="王满仓",
    )
    notice = dossier.aftercare.notices[0]
    assert (notice.principal, notice.interest) == (10_000_000, 441_042)
    assert notice.penalty == 67_063 + 2_958


def test_only_a_loss_is_written_off_and_the_debt_remains() -> None:
    dossier = performing()
    day = DUE + timedelta(days=400)
    take(dossier, "mark_overdue", day)
    take(dossier, "sue", day, comment="起诉")
    take(dossier, "charge_costs", day, amount=30_000, charged_on=day, comment="诉讼费")
    with pytest.raises(GateClosed) as closed:
        take(dossier, "write_off", day, comment="核销")
    assert [each.code for each in closed.value.missing] == ["loan.tier"]
    take(dossier, "propose_tier", day, tier="LOSS", comment="无力偿还")
    take(dossier, "confirm_tier", day, **COMMENT)
    take(dossier, "write_off", day, comment="核销")
    assert dossier.state is State.WRITTEN_OFF
    assert dossier.notes[0].outstanding == 10_000_000
    pay_off(dossier, day)
    assert dossier.state is State.WRITTEN_OFF
    take(dossier, "settle", day)


@pytest.mark.parametrize("typed", ["", "  \n", "借款合同", "借款合同 0", "6"])
def test_a_list_of_papers_needs_titles_and_pages(typed: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        page_numbers(typed)
    assert refusal.value.field == "files"


class Loan(RuleBasedStateMachine):
    """Anybody tries any step on any day; whatever is taken, the books hold."""

    def __init__(self) -> None:
        super().__init__()
        self.dossier, self.day, self.steps = performing(method="IO-Q"), TODAY, 0
        self.booked = (TODAY, 0)

    @rule(days=st.integers(1, 120))
    def time_passes(self, days: int) -> None:
        self.day += timedelta(days=days)

    @precondition(lambda self: self.dossier.state in MONEY_OUT)
    @rule(part=st.integers(1, 4), whole=st.booleans())
    def somebody_pays(self, part: int, whole: bool) -> None:
        owed = schedule(self.dossier).pay_off(self.day)
        if not whole:
            owed = owed._replace(principal=owed.principal // part // 3)
        if owed.total:
            self.steps += 1
            pay(
                self.dossier,
                self.day,
                f"HX{self.steps}",
                principal=owed.principal,
                interest=owed.interest,
                penalty=owed.penalty + owed.compound,
                fees=owed.costs,
            )
            self.booked = (self.day, len(self.dossier.events))

    @rule(key=st.sampled_from(sorted(STEPS)), months=st.integers(1, 20))
    def somebody_tries(self, key: str, months: int) -> None:
        told = {
            "comment": "同意",
            "paid_on": self.day,
            "signed_on": self.day,
            "guarantor_consent_on": self.day,
            "until": self.day + timedelta(days=30 * months),
            "tier": "SUBSTANDARD",
            "volume": "1",
            "files": "借款合同 6",
        }
        wanted = {name: told[name] for name in STEPS[key].arguments if name in told}
        before = self.dossier.state
        try:
            take(self.dossier, key, self.day, **wanted)
        except LendingError:
            assert self.dossier.state is before

    @invariant()
    def the_books_hold(self) -> None:
        note, books = self.dossier.notes[0], schedule(self.dossier)
        state = self.dossier.state
        assert state in MONEY_OUT | PAID_BACK
        assert note.outstanding == books.outstanding >= 0
        assert note.unpaid_since == books.unpaid_since
        assert sum(line.principal for line in books.lines) == note.principal
        assert bool(self.dossier.aftercare.open_change) == (state in CHANGING)
        if state in PAID_BACK:
            assert books.pay_off(self.day).total == 0
        if state in STANDING and self.booked == (self.day, len(self.dossier.events)):
            assert (state is State.OVERDUE) == bool(books.days_overdue(self.day))


def test_whatever_is_tried_the_books_hold() -> None:
    run_state_machine_as_test(Loan, settings=settings(max_examples=40, stateful_step_count=30, deadline=None))
