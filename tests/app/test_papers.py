"""Every kind of collateral has a contract that its facts fill."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

import printing
from app.papers import terms_of
from models.collateral.base import Kind, kinds
from models.collateral.object import Collateral, Pledge, Valuation
from models.errors import RuleBroken
from models.lending.case import LoanCase
from models.lending.dossier import Dossier, Security
from models.party.enterprise import Enterprise
from models.sample.objects import FIRM_KINDS, object_of
from tests.printing.reading import flat, whole_text

TODAY = date(2026, 11, 23)
HOME = {"institution_id": "23990100", "branch_id": "2399010001"}


def dossier_on(facts: Kind, value: int | None = 20_000_000) -> Dossier:
    firm = Enterprise(
        **HOME,
        id=uuid4(),
        full_name="测试县黑土粮食加工有限公司",
        credit_code="91239901MAT000018P",
        legal_representative="周𬭎",
        address="测试县工业园区粮食路8号",
        phone="19900000066",
        account="239901000000001234",
    )
    case = LoanCase(
        **HOME,
        id=uuid4(),
        applicant_kind="enterprise",
        applicant_id=firm.id,
        product="sme_working",
        amount=10_000_000,
        months=12,
        rate=Decimal("4.60"),
        purpose="收购原粮",
        method="IO-Q",
        payment_mode="self",
        repayment_source="销售回款",
    )
    collateral = Collateral(
        **HOME,
        id=uuid4(),
        collateral_kind=facts.key,
        description=f"测试{facts.label.zh}",
        owner_name=firm.full_name,
        owner_number=firm.credit_code,
        third_party=False,
        facts=facts.pack(),
    )
    valuation = Valuation(**HOME, id=uuid4(), collateral_id=collateral.id, value=value, valued_on=TODAY)
    pledge = Pledge(
        **HOME, id=uuid4(), case_id=case.id, collateral_id=collateral.id, secured=10_000_000, rank=1
    )
    return Dossier(case, firm, securities=[Security(pledge, collateral, facts, valuation if value else None)])


@pytest.mark.parametrize("key", FIRM_KINDS)
def test_the_contract_of_every_kind_says_what_its_facts_say(key: str) -> None:
    facts = object_of(key, 7, TODAY, secured=10_000_000, owner="测试县黑土粮食加工有限公司")
    document = kinds()[key].document
    terms = terms_of(document, dossier_on(facts), None, TODAY)
    drawn = printing.render(document, terms, number="HT-1", copy=None, draft=True)
    text = flat(whole_text(drawn.pdf))
    assert "人民币贰拾万元整" in text
    assert "归甲方所有" not in text
    for label, said in facts.described():
        assert flat(label.zh) in text
        if len(said) < 12:
            assert flat(said) in text


def test_an_object_without_a_value_is_not_printed() -> None:
    facts = object_of("house", 7, TODAY, secured=10_000_000, owner="某")
    with pytest.raises(RuleBroken, match="valuation"):
        terms_of(facts.document, dossier_on(facts, value=None), None, TODAY)


def test_co_owners_sign_what_they_share() -> None:
    facts = object_of("house", 7, TODAY, secured=10_000_000, owner="某")
    shared = replace(facts, co_ownership="joint", co_owners="李䶮")
    terms = terms_of(shared.document, dossier_on(shared), None, TODAY)
    drawn = printing.render(shared.document, terms, number="HT-1", copy=None, draft=True)
    assert "共有人李䶮已知悉并同意" in flat(whole_text(drawn.pdf))
