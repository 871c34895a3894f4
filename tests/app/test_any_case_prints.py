"""Any case that the rules allow prints; any that they do not says why, in both languages."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import printing
from app.papers import terms_of
from models.approval.effects.signing import contracts_due
from models.collateral.base import Kind
from models.documents.contract import Contract
from models.errors import RuleBroken
from models.lending.case import METHOD, PAYMENT_MODE, PRODUCT
from models.lending.dossier import Dossier, Security
from models.lending.states import State
from models.lending.sureties import Surety
from models.money import show_yuan
from models.sample.objects import FIRM_KINDS, object_of
from models.text import Text
from tests import factories
from tests.factories import HOME, TODAY, YUAN
from tests.printing.reading import whole_text

AMOUNTS = st.integers(1_000 * YUAN, 50_000_000 * YUAN)
LAND: tuple[dict[str, Any], ...] = (
    {},
    {"co_ownership": "joint", "co_owners": "王满仓；李秀英"},
    {"owner_case": "transferee", "transfer_end": TODAY + timedelta(3000), "contractor_name": "李守田"},
)
CASE_NEEDS = ("amount", "months", "rate", "method")
quick = settings(
    max_examples=20, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)


@st.composite
def securities(draw: st.DrawFn, of: Any) -> Security:
    """Return any kind of security, for one debt or up to a maximum, by the borrower or by somebody else."""
    key = draw(st.sampled_from(("farmland", "receivable", *FIRM_KINDS)))
    facts: Kind
    if key == "farmland":
        facts = factories.farmland(**draw(st.sampled_from(LAND)))
    elif key == "receivable":
        facts = factories.receivable()
    else:
        facts = object_of(key, draw(st.integers(1, 99_999)), TODAY, secured=of.amount, owner="王满仓")
    given_ = factories.security(of, facts, secured=of.amount)
    assert given_.valuation
    given_.valuation.value = draw(AMOUNTS)
    given_.collateral.owner_number = "239901198003150016"
    given_.collateral.third_party = draw(st.booleans())
    if draw(st.booleans()):
        given_.pledge.mode = "maximum"
        given_.pledge.principal_ceiling, given_.pledge.claims_ceiling = of.amount, of.amount * 13 // 10
        given_.pledge.claims_from, given_.pledge.claims_until = TODAY, TODAY + timedelta(1000)
    return given_


@st.composite
def guarantors(draw: st.DrawFn, of: Any) -> Surety:
    """Return a person or a firm who stands in jointly, for one debt or up to a maximum."""
    who = draw(st.sampled_from((factories.farmer, factories.enterprise)))()
    ceilings: dict[str, Any] = {
        "mode": "maximum",
        "principal_ceiling": of.amount,
        "claims_ceiling": of.amount * 13 // 10,
        "claims_from": TODAY,
        "claims_until": TODAY + timedelta(1000),
    }
    return factories.surety(of, who, **draw(st.sampled_from(({}, ceilings))))


@st.composite
def cases(draw: st.DrawFn) -> Dossier:
    """Return a case of any customer, product, method and term, with numbered contracts on all that secures it."""
    make: Callable[..., Dossier] = draw(st.sampled_from((factories.farmer_dossier, factories.firm_dossier)))
    dossier = make(
        State.SIGNING,
        number="AJ-23990100-2026-000001-1",
        product=draw(st.sampled_from(tuple(PRODUCT.choices))),
        method=draw(st.sampled_from(tuple(METHOD.choices))),
        payment_mode=draw(st.sampled_from(tuple(PAYMENT_MODE.choices))),
        payee_name="测试县农资公司",
        payee_account="239901000000000001",
        amount=draw(AMOUNTS),
        months=draw(st.integers(1, 60)),
        rate=draw(st.decimals(Decimal("0.5"), Decimal(15), places=2)),
        purpose=draw(st.sampled_from(("购买种子、化肥。", "收购原粮", "扩建𬭎字号猪舍（二期）"))),
        revolving=draw(st.booleans()),
    )
    dossier.securities = draw(st.lists(securities(dossier.case), max_size=2))
    dossier.sureties = draw(st.lists(guarantors(dossier.case), max_size=2))
    dossier.contracts = [
        Contract(
            **HOME,
            id=uuid4(),
            case_id=dossier.case.id,
            document=document,
            pledge_id=pledge_id,
            guarantee_id=guarantee_id,
            number=f"HT-23990100-2026-{place:06d}-1",
        )
        for place, (document, pledge_id, guarantee_id) in enumerate(contracts_due(dossier))
    ]
    return dossier


def _printed(dossier: Dossier, document: str, contract: Contract | None) -> str:
    terms = terms_of(document, dossier, contract, TODAY)
    drawn = printing.render(document, terms, number="HT-1", copy=None, draft=True)
    return whole_text(drawn.pdf)


@quick
@given(cases(), st.data())
def test_a_case_that_the_rules_allow_prints(dossier: Dossier, data: st.DataObject) -> None:
    for each in dossier.contracts:
        terms_of(each.document, dossier, each, TODAY)
    papers: list[tuple[str, Contract | None]] = [
        ("cost_sheet", None),
        ("repayment_plan", None),
        *((each.document, each) for each in dossier.contracts),
    ]
    document, contract = data.draw(st.sampled_from(papers))
    text = _printed(dossier, document, contract)
    assert show_yuan(dossier.case.amount or 0) in text
    assert dossier.applicant
    assert dossier.applicant.full_name in text
    assert not [wrong for wrong in ("。，", "。。", "None") if wrong in text]


@quick
@given(cases(), st.data())
def test_a_case_that_lacks_something_says_what(dossier: Dossier, data: st.DataObject) -> None:
    contract = data.draw(st.sampled_from(dossier.contracts))
    _spoil(dossier, contract, data)
    said = _printed_or_refused(dossier, contract)
    if isinstance(said, Text):
        assert said.zh.endswith("。")
        assert said.en.endswith(".")
        assert any(word in said.zh for word in ("不能", "请", "没有"))
    else:
        assert "None" not in said


def _printed_or_refused(dossier: Dossier, contract: Contract) -> str | Text:
    try:
        return _printed(dossier, contract.document, contract)
    except RuleBroken as refused:
        return refused.text


def _spoil(dossier: Dossier, contract: Contract, data: st.DataObject) -> None:
    """Take something away that the contract must say."""
    security = next((each for each in dossier.securities if each.pledge.id == contract.pledge_id), None)
    surety = next((each for each in dossier.sureties if each.guarantee.id == contract.guarantee_id), None)
    if security:
        place = dossier.securities.index(security)
        spoilt = data.draw(st.sampled_from(("value", "claims_until", "gone", "contractor_name")))
        if spoilt == "value":
            dossier.securities[place] = replace(security, valuation=None)
        elif spoilt == "gone":
            del dossier.securities[place]
        elif spoilt == "claims_until":
            security.pledge.claims_until = None
        elif hasattr(security.facts, spoilt):
            facts: Any = security.facts
            dossier.securities[place] = replace(security, facts=replace(facts, **{spoilt: ""}))
    elif surety:
        setattr(surety.guarantee, *data.draw(st.sampled_from((("ends_on", None), ("liability", "general")))))
    else:
        setattr(dossier.case, data.draw(st.sampled_from(CASE_NEEDS)), None)
