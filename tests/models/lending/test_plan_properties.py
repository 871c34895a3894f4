"""What must hold for every plan, whatever its terms."""

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import numpy_financial as npf
from hypothesis import assume, given
from hypothesis import strategies as st

from models.lending.days import DayBasis
from models.lending.engine import make_plan
from models.lending.explain import explain_row
from models.lending.plan import Plan, interest_of
from models.lending.rounding import Mode, Residue, Rounding, RoundPer
from models.lending.terms import (
    Draw,
    GraceInterest,
    Keep,
    Level,
    Method,
    Part,
    Prepayment,
    RateChange,
    Settings,
    Terms,
)
from models.lending.working_days import Roll, RolledInterest

STARTS = st.dates(date(2024, 1, 1), date(2030, 12, 31))
RATES = st.decimals(Decimal("0.01"), Decimal(36), places=4)
PRINCIPALS = st.integers(1, 10**12)
INSTALMENTS = st.sampled_from([Method.EPI, Method.EP, Method.STAGED])
REGULAR = st.sampled_from(
    [Method.EPI, Method.EP, Method.IO_M, Method.IO_Q, Method.BULLET, Method.FREE, Method.STAGED]
)
YEARLY_BASES = [basis for basis in DayBasis if basis is not DayBasis.PERIOD]
SETTINGS = st.builds(
    Settings,
    day_basis=st.sampled_from(YEARLY_BASES),
    interest=st.sampled_from([Rounding(mode=mode) for mode in Mode]),
    instalment=st.sampled_from([Rounding(), Rounding(100, Mode.UP), Rounding(1, Mode.HALF_EVEN)]),
    residue=st.sampled_from([Residue.LAST, Residue.SPREAD, Residue.CARRY, Residue.EVEN]),
    level=st.sampled_from(list(Level)),
    round_per=st.sampled_from(list(RoundPer)),
    roll=st.sampled_from(list(Roll)),
    rolled_interest=st.sampled_from([RolledInterest.STAYS, RolledInterest.FOLLOWS]),
    interest_day_inclusive=st.booleans(),
    last_day_counts=st.booleans(),
    settle_prepaid=st.booleans(),
    grace_interest=st.sampled_from(list(GraceInterest)),
)


@st.composite
def regular_terms(draw: st.DrawFn, methods: st.SearchStrategy[Method] = REGULAR) -> Terms:
    method = draw(methods)
    count = draw(st.integers(2, 60))
    grace = (
        0
        if method in (Method.IO_M, Method.IO_Q, Method.BULLET, Method.FREE)
        else draw(st.integers(0, count - 1))
    )
    return Terms(
        method=method,
        rate=draw(RATES),
        start=draw(STARTS),
        principal=draw(PRINCIPALS),
        count=count,
        due_day=draw(st.none() | st.integers(1, 31)),
        grace=max(grace, 1) if method is Method.STAGED else grace,
        rest_months=frozenset(draw(st.sets(st.integers(1, 12), max_size=4))),
        settings=draw(SETTINGS),
    )


def assert_sound(plan: Plan) -> None:
    lent = plan.terms.lent
    assert plan.totals.principal == lent
    assert plan.totals.total == plan.totals.principal + plan.totals.interest
    assert sum(row.total for row in plan.rows) == plan.totals.total
    assert plan.rows[-1].balance == 0
    settings = plan.terms.settings
    for row in plan.rows:
        assert row.balance >= 0
        assert row.principal >= 0
        assert row.interest == interest_of(row.parts, settings.interest, settings.round_per)
    years = plan.by_year()
    assert sum(sums.total for sums in years.values()) == plan.totals.total
    assert [row.n for row in plan.rows] == list(range(1, len(plan.rows) + 1))


@given(regular_terms())
def test_principal_sums_to_the_loan_and_no_balance_is_negative(terms: Terms) -> None:
    assert_sound(make_plan(terms))


@given(regular_terms(), st.data())
def test_events_keep_a_plan_sound(terms: Terms, data: st.DataObject) -> None:
    days = (make_plan(terms).rows[-1].due - terms.start).days
    on = [terms.start + timedelta(days=data.draw(st.integers(0, days // 2))) for _ in range(2)]
    drawn = data.draw(st.integers(1, 10**9))
    changed = terms.with_events(Draw(on[0], drawn), RateChange(on[1], data.draw(RATES)))
    assert_sound(make_plan(changed))


@given(regular_terms(), st.sampled_from(list(Keep)), st.data())
def test_prepayment_never_raises_interest(terms: Terms, keep: Keep, data: st.DataObject) -> None:
    # Below one percent a year the roundings of a small loan weigh more than its interest.
    terms = replace(
        terms,
        rate=terms.rate + 1,
        principal=terms.principal + 10_000_00,
        settings=replace(terms.settings, round_per=RoundPer.PERIOD, residue=Residue.LAST),
    )
    before = make_plan(terms)
    middle = before.rows[len(before.rows) // 2]
    assume(len(before.rows) > 2 and middle.balance > 1_000_00)
    amount = data.draw(st.integers(middle.balance // 20 + 100_00, middle.balance))
    after = make_plan(terms.with_events(Prepayment(middle.due, amount, keep)))
    assert_sound(after)
    assert after.totals.interest <= before.totals.interest


@given(st.integers(2, 40), PRINCIPALS, RATES, STARTS, st.data())
def test_parts_by_date_are_repaid_as_agreed(
    count: int, principal: int, rate: Decimal, start: date, data: st.DataObject
) -> None:
    steps = data.draw(st.lists(st.integers(1, 120), min_size=count, max_size=count))
    cuts = sorted(data.draw(st.lists(st.integers(0, principal), min_size=count - 1, max_size=count - 1)))
    amounts = [after - before for before, after in zip([0, *cuts], [*cuts, principal], strict=True)]
    day, parts = start, []
    for step, amount in zip(steps, amounts, strict=True):
        day += timedelta(days=step)
        parts.append(Part(day, amount))
    terms = Terms(
        method=Method.CUSTOM,
        rate=rate,
        start=start,
        principal=principal,
        parts=tuple(parts),
        interest_months=frozenset({3, 6, 9, 12}),
    )
    plan = make_plan(terms)
    assert_sound(plan)
    repaid = {row.due: row.principal for row in plan.rows if row.principal}
    assert repaid == {part.on: part.principal for part in parts if part.principal}


FIGURE = re.compile(r"([\d,]+\.\d\d) × ([\d.E+-]+) % × (\d+)/(\d+)")


@given(regular_terms())
def test_the_explanation_reproduces_every_row(terms: Terms) -> None:
    terms = replace(terms, settings=replace(terms.settings, round_per=RoundPer.PERIOD))
    plan = make_plan(terms)
    for row in plan.rows:
        text = explain_row(plan, row)
        exact = sum(
            Fraction(balance.replace(",", "")) * Fraction(rate) / 100 * Fraction(int(share), int(whole)) * 100
            for balance, rate, share, whole in FIGURE.findall(text.en)
        )
        assert terms.settings.interest.of(exact.numerator, exact.denominator) == row.interest
        assert f"{Decimal(row.total).scaleb(-2):,.2f}" in text.zh
        assert f"{Decimal(row.balance).scaleb(-2):,.2f}" in text.en


@given(st.integers(1_000_00, 10**10), RATES, st.integers(1, 600))
def test_the_equal_instalment_agrees_with_numpy_financial(principal: int, rate: Decimal, count: int) -> None:
    terms = Terms(method=Method.EPI, rate=rate, start=date(2026, 3, 10), principal=principal, count=count)
    level = make_plan(terms).rows[0].level
    expected = -float(npf.pmt(float(rate) / 1200, count, principal))
    assert abs(level - expected) <= 0.5 + 1e-7 * expected


@given(regular_terms(INSTALMENTS))
def test_the_residue_may_go_to_the_first_instalment(terms: Terms) -> None:
    terms = replace(terms, settings=replace(terms.settings, residue=Residue.FIRST))
    plan = make_plan(terms)
    assert plan.totals.principal == terms.principal
    assert plan.rows[-1].balance == 0
    assert min(row.balance for row in plan.rows) >= 0


@given(regular_terms(st.just(Method.EPI)))
def test_a_solved_instalment_is_level_to_the_last(terms: Terms) -> None:
    plain = Settings(day_basis=terms.settings.day_basis, level=Level.SOLVED)
    plan = make_plan(replace(terms, principal=terms.principal + 10_000_00, settings=plain))
    repaying = [row for row in plan.rows if row.level]
    assert len({row.level for row in repaying}) == 1
    assert abs(repaying[-1].total - repaying[0].level) <= 2 * len(repaying)


@given(st.integers(1_000_00, 10**10), RATES, st.integers(2, 360))
def test_interest_and_principal_agree_with_numpy_financial(principal: int, rate: Decimal, count: int) -> None:
    terms = Terms(method=Method.EPI, rate=rate, start=date(2026, 3, 10), principal=principal, count=count)
    rows = make_plan(terms).rows
    assume(len(rows) == count)
    middle = count // 2
    expected = -float(npf.ipmt(float(rate) / 1200, middle + 1, count, principal))
    assert abs(rows[middle].interest - expected) <= 1 + count
