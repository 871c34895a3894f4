"""Land by its parcels and papers, claims by their invoices, confirmation and flow."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from models.collateral.farmland_right import FarmlandRight
from models.collateral.receivable import FLOW, STATUS, Receivable, may_follow
from models.errors import LendingError, RuleBroken
from models.fields import fields_of
from models.sample.chance import Chance
from models.sample.security import receivable

TODAY, DUE = date(2026, 11, 23), date(2028, 6, 30)
LAND = FarmlandRight(
    owner_case="contractor",
    certificate="黑(2016)测试县农村土地承包经营权证第000123号",
    issuer_name="测试县测试镇东岗村村民委员会",
    contract_code="239901100201000017J",
    parcel_code=("2399011002010000123", "2399011002010000124"),
    area=Decimal("36.50"),
    contract_end=date(2027, 12, 31),
    yearly_rent=52_000,
    remaining_years=Decimal(3),
)


def claim() -> Receivable:
    made = receivable(Chance(1, 3, 5), 5, TODAY, secured=10_000_000)
    return replace(made, status="confirmed", confirmed_on=TODAY)


def wrong(found: Iterable[LendingError]) -> set[str | None]:
    return {each.field for each in found}


def test_one_parcel_of_an_older_record_is_read_as_a_list() -> None:
    old = {"parcel_code": "2399011002010000123"}
    assert FarmlandRight.read(old).parcels == ("2399011002010000123",)
    assert FarmlandRight.read(old).pack() == old
    assert FarmlandRight.read(LAND.pack()) == LAND


def test_parcels_are_typed_one_a_line() -> None:
    field = fields_of(FarmlandRight)["parcel_code"]
    assert field.read("2399011002010000123\n2399011002010000124、2399011002010000123") == LAND.parcels
    with pytest.raises(RuleBroken):
        field.read("2399011002010000123\n12")


def test_the_second_round_ends_before_the_loan_unless_an_extension_is_proven() -> None:
    assert "contract_end" in wrong(LAND.objections(DUE))
    promised = replace(LAND, extended_until=date(2057, 12, 31))
    assert "contract_end" in wrong(promised.objections(DUE))
    proven = replace(promised, extension_evidence="测农延〔2026〕12号")
    assert wrong(proven.objections(DUE)) == set()


def test_parcels_and_contract_are_of_one_contract_giver() -> None:
    foreign = replace(LAND, contract_end=DUE, parcel_code=("2399011002020000123",))
    assert wrong(foreign.objections(DUE)) == {"parcel_code"}


def test_a_transferee_needs_term_and_consent() -> None:
    transferred = replace(LAND, contract_end=DUE, owner_case="transferee")
    assert wrong(transferred.objections(DUE)) == {"transfer_end", "contractor_consent_on"}


def test_state_farm_land_needs_the_farms_consent() -> None:
    farm = replace(LAND, owner_case="state_farm")
    assert wrong(farm.before_payout()) == {"farm_consent_on"}
    assert wrong(replace(farm, farm_consent_on=TODAY).before_payout()) == set()


def test_rented_land_counts_for_the_paid_year_alone() -> None:
    assert LAND.suggested_value() == 5_694_000
    assert replace(LAND, rent_by_year=True).suggested_value() == 1_898_000


def test_confirmed_claims_carry_more() -> None:
    assert claim().cap_key == "receivable"
    assert replace(claim(), status="pushed").cap_key == "receivable_unconfirmed"
    assert replace(claim(), status="registered").cap_key == "receivable"


def test_a_large_buyer_has_thirty_days_to_confirm() -> None:
    asked = replace(claim(), status="pushed", confirmed_on=None, asked_on=date(2026, 10, 24))
    assert asked.confirmation_due(TODAY) == date(2026, 11, 23)
    assert wrong(asked.restrictions(TODAY, DUE)) == set()
    assert wrong(asked.restrictions(date(2026, 11, 24), DUE)) == {"asked_on"}


def test_a_claim_that_may_not_be_assigned_needs_the_debtors_consent() -> None:
    assert wrong(replace(claim(), unassignable=True).objections(DUE)) == {"unassignable"}
    assert wrong(replace(claim(), unassignable=True, debtor_waiver=True).objections(DUE)) == set()


def test_the_flow_of_the_platform_leads_to_registration_only_over_confirmation() -> None:
    assert set(FLOW) - {""} == set(STATUS.choices)
    assert may_follow("uploaded", "registered")
    assert not may_follow("registered", "uploaded")
    assert not may_follow("released", "collecting")
    assert not may_follow("confirmed", "refused")


def test_invoices_identify_a_claim() -> None:
    both = replace(claim(), invoice_number=("26239900000000000018", "26239900000000000019"))
    assert both.identities == ("26239900000000000018", "26239900000000000019")
    assert Receivable.read(both.pack()) == both
