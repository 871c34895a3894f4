"""The annualised cost: the published vectors, fees, and irregular days."""

from datetime import date
from decimal import Decimal

import numpy_financial as npf
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from models.errors import RuleBroken
from models.lending.annual_cost import Fee, Flow, When, annual_cost, cost_of_months, plan_flows
from models.lending.arrears import PenaltyTerms
from models.lending.cost_sheet import cost_sheet
from models.lending.engine import make_plan
from models.lending.plan import Plan
from models.lending.terms import Draw, Method, Step, Terms

START = date(2026, 3, 10)


def a_plan(method: Method = Method.EPI, **changed: object) -> Plan:
    terms = {"principal": 100_000_00, "rate": Decimal("4.35"), "start": START, "count": 12, **changed}
    return make_plan(Terms(method=method, **terms))  # type: ignore[arg-type]  # the words of one test each


def test_without_fees_the_simple_cost_is_the_rate() -> None:
    cost = annual_cost(plan_flows(a_plan()))
    assert (cost.simple, cost.compound) == (Decimal("4.35"), Decimal("4.44"))
    assert round(cost.period_rate * 100, 6) == Decimal("0.362503")


def test_a_guarantee_fee_at_the_start_counts() -> None:
    cost = annual_cost(plan_flows(a_plan(), [Fee("担保费", "某担保公司", 1_000_00)]))
    assert round(cost.period_rate * 100, 6) == Decimal("0.519067")
    assert (cost.simple, cost.compound) == (Decimal("6.23"), Decimal("6.41"))


def test_a_flat_monthly_fee_is_dearer_than_it_looks() -> None:
    cost = cost_of_months(12_000_00, [1_072_00] * 12)
    assert round(cost.period_rate * 100, 6) == Decimal("1.086185")
    assert (cost.simple, cost.compound) == (Decimal("13.03"), Decimal("13.84"))


def test_a_bullet_loan_by_days() -> None:
    plan = a_plan(
        Method.BULLET, principal=80_000_00, rate=Decimal("4.65"), end=date(2026, 12, 10), count=None
    )
    cost = annual_cost(plan_flows(plan))
    assert cost.compound == Decimal("4.74")
    assert cost.simple == Decimal("4.71")  # 4.65 % on 360 days is 4.71 % on 365
    assert not cost.regular


def test_quarterly_interest_by_days() -> None:
    plan = a_plan(Method.IO_Q, principal=300_000_00, end=date(2027, 3, 9), count=None)
    assert annual_cost(plan_flows(plan)).compound == Decimal("4.49")


def test_quarterly_instalments_are_regular() -> None:
    cost = annual_cost(plan_flows(a_plan(count=4, step=Step(3))))
    assert cost.regular
    assert cost.simple == Decimal("4.35")


def test_fees_may_come_with_each_payment_at_the_end_or_on_a_day() -> None:
    plan = a_plan()
    one = annual_cost(plan_flows(plan, [Fee("服务费", "合作机构", 60_00, When.EACH)]))
    assert one.cost == plan.totals.interest + 12 * 60_00
    last = annual_cost(plan_flows(plan, [Fee("服务费", "合作机构", 720_00, When.END)]))
    assert last.cost == one.cost
    assert last.simple < one.simple
    odd = annual_cost(plan_flows(plan, [Fee("评估费", "评估公司", 300_00, on=date(2026, 3, 15))]))
    assert not odd.regular


def test_draws_are_received_when_they_are_paid_out() -> None:
    terms = Terms(
        method=Method.FREE,
        rate=Decimal("4.35"),
        start=START,
        count=12,
        events=(Draw(START, 50_000_00), Draw(date(2026, 5, 6), 30_000_00)),
    )
    cost = annual_cost(plan_flows(make_plan(terms)))
    assert cost.simple == Decimal("4.41")


def test_an_interest_free_loan_costs_nothing() -> None:
    cost = cost_of_months(1_200_00, [100_00] * 12)
    assert (cost.simple, cost.compound) == (Decimal(0), Decimal(0))


@pytest.mark.parametrize(
    "flows",
    [
        [],
        [Flow(START, 100)],
        [Flow(START, 100), Flow(date(2026, 4, 10), -99)],
        [Flow(START, 1), Flow(date(2026, 4, 10), -100), Flow(date(2026, 5, 10), -100)],
    ],
)
def test_flows_that_have_no_cost_are_refused(flows: list[Flow]) -> None:
    with pytest.raises(RuleBroken):
        annual_cost(flows)


def test_a_negative_fee_is_refused() -> None:
    with pytest.raises(RuleBroken):
        plan_flows(a_plan(), [Fee("返还", "银行", -1)])


def test_the_cost_sheet_says_every_cost_and_who_charges_it() -> None:
    fees = [Fee("担保费", "某担保公司", 1_000_00), Fee("评估费", "评估公司", 300_00, on=START)]
    sheet = cost_sheet(a_plan(), "某农村商业银行", fees, PenaltyTerms.usual(START))
    assert [(item.name.zh, item.charged_by) for item in sheet.items] == [
        ("贷款利息", "某农村商业银行"),
        ("担保费", "某担保公司"),
        ("评估费", "评估公司"),
    ]
    assert sum(item.amount for item in sheet.items) == sheet.cost.cost == 2_371_90 + 1_300_00
    assert [item.yearly for item in sheet.items] == [Decimal("4.35"), Decimal("1.88"), Decimal("0.56")]
    assert "6.525%" in sheet.contingent[0].standard.zh
    assert "8.7%" in sheet.contingent[1].standard.zh
    assert len(sheet.contingent) == 3


@given(st.lists(st.integers(1, 10**9), min_size=2, max_size=60), st.integers(0, 10**8))
def test_the_period_rate_agrees_with_numpy_financial(payments: list[int], cost: int) -> None:
    received = max(1, sum(payments) - cost)
    assume(sum(payments) - received < received // 2)
    found = float(cost_of_months(received, payments).period_rate)
    assert found == pytest.approx(npf.irr([received, *(-paid for paid in payments)]), abs=1e-8)
