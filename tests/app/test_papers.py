"""Every kind of collateral has a contract that its facts fill."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

import printing
from app.papers import terms_of
from models.approval.effects.signing import contracts_due
from models.collateral.base import Kind, kinds
from models.collateral.object import Collateral, Pledge, Valuation
from models.documents.contract import Contract
from models.errors import RuleBroken
from models.lending.case import LoanCase
from models.lending.credit import LoanNote
from models.lending.dossier import Dossier, Security
from models.party.enterprise import Enterprise
from models.party.farmer import Farmer
from models.sample.objects import FIRM_KINDS, object_of
from tests import factories
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


@pytest.mark.parametrize(
    ("key", "document", "who"),
    [("house", "maximum_mortgage", "抵押人"), ("patent", "maximum_pledge", "出质人")],
)
def test_a_security_up_to_a_maximum_has_the_contract_of_a_maximum(key: str, document: str, who: str) -> None:
    facts = object_of(key, 7, TODAY, secured=10_000_000, owner="测试县黑土粮食加工有限公司")
    dossier = dossier_on(facts)
    (security,) = dossier.securities
    pledge = security.pledge
    pledge.mode, pledge.principal_ceiling, pledge.claims_ceiling = "maximum", 30_000_000, 39_000_000
    pledge.claims_from, pledge.claims_until = TODAY, TODAY.replace(year=TODAY.year + 3)
    assert [each[0] for each in contracts_due(dossier)] == ["loan_contract", document]
    terms = terms_of(document, dossier, None, TODAY)
    text = flat(whole_text(printing.render(document, terms, number="HT-1", copy=None, draft=True).pdf))
    for said in (who, "￥300,000.00", "￥390,000.00", "叁拾玖万元整", "2029年11月23日"):
        assert said in text
    pledge.claims_until = None
    with pytest.raises(RuleBroken, match="maximum"):
        terms_of(document, dossier, None, TODAY)


def test_a_revolving_case_has_the_revolving_contract() -> None:
    dossier = dossier_on(object_of("house", 7, TODAY, secured=10_000_000, owner="某"))
    dossier.case.revolving = True
    assert contracts_due(dossier)[0][0] == "revolving_contract"
    terms = terms_of("revolving_contract", dossier, None, TODAY)
    drawn = printing.render("revolving_contract", terms, number="HT-1", copy=None, draft=True)
    assert "￥100,000.00" in whole_text(drawn.pdf)


def test_a_renewal_says_in_the_contract_which_loan_it_repays() -> None:
    facts = object_of("house", 7, TODAY, secured=10_000_000, owner="某")
    dossier, old = dossier_on(facts), dossier_on(facts)
    assert "借新还旧" not in contract_text(dossier)
    old.contracts = [
        Contract(**HOME, id=uuid4(), document="loan_contract", number="HT-23990100-2025-000009-1")
    ]
    old.notes = [LoanNote(**HOME, id=uuid4(), outstanding=8_000_000)]
    dossier.renewed = old
    text = contract_text(dossier)
    for said in ("借新还旧", "HT-23990100-2025-000009-1", "人民币捌万元整", "80,000.00"):
        assert said in text


def contract_text(dossier: Dossier) -> str:
    terms = terms_of("loan_contract", dossier, None, TODAY)
    return whole_text(printing.render("loan_contract", terms, number="HT-1", copy=None, draft=True).pdf)


def test_transferred_land_names_the_contractor_who_consents() -> None:
    dossier = factories.farmer_dossier()
    held = {"owner_case": "transferee", "transfer_end": date(2030, 12, 31), "contractor_consent_on": TODAY}
    dossier.securities = [factories.security(dossier.case, factories.farmland(**held))]
    with pytest.raises(RuleBroken, match="name the contractor"):
        terms_of("farmland_mortgage", dossier, None, factories.TODAY)
    dossier.securities = [
        factories.security(dossier.case, factories.farmland(**held, contractor_name="李守田"))
    ]
    terms = terms_of("farmland_mortgage", dossier, None, factories.TODAY)
    text = whole_text(printing.render("farmland_mortgage", terms, number="HT-1", copy=None, draft=True).pdf)
    assert "承包方李守田系下列地块的承包方，已将其土地经营权流转给抵押人王满仓" in text


def test_the_household_that_shares_the_land_signs_by_name() -> None:
    dossier = factories.farmer_dossier()
    terms = terms_of("farmland_mortgage", dossier, None, factories.TODAY)
    sole = whole_text(printing.render("farmland_mortgage", terms, number="HT-1", copy=None, draft=True).pdf)
    assert "没有共有人" in sole
    assert "共有人：" not in sole
    assert isinstance(dossier.applicant, Farmer)
    dossier.members = [factories.member(dossier.applicant, co_holder=True)]
    terms = terms_of("farmland_mortgage", dossier, None, factories.TODAY)
    shared = whole_text(printing.render("farmland_mortgage", terms, number="HT-1", copy=None, draft=True).pdf)
    assert "共有人：李秀英" in shared


def test_compound_interest_is_agreed_where_it_will_be_claimed() -> None:
    facts = object_of("house", 7, TODAY, secured=10_000_000, owner="某")
    assert "对不能按期支付的利息按同一年利率计收复利" in contract_text(dossier_on(facts))
