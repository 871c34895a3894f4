"""The life of a case at the centre, taken by six officers."""

from typing import Any
from uuid import UUID

import pytest

from models.sync.operations import Answer
from tests.central.bank import Bank, creation

LAND = {
    "collateral_kind": "farmland_right",
    "description": "向阳村北大地45亩",
    "owner_name": "张德福",
    "facts.owner_case": "contractor",
    "facts.certificate": "黑(2016)黑土县农村土地承包经营权证第000123号",
    "facts.issuer_name": "向阳村经济合作社",
    "facts.parcel_code": "2399011002010000123",
    "facts.area": "45",
    "facts.contract_end": "2057-12-31",
    "facts.yearly_rent": 50_000,
    "facts.remaining_years": "10",
}


def give_security(bank: Bank, case: UUID, secured: int = 10_000_000) -> tuple[UUID, UUID]:
    land = bank.create("wangjun", "collateral", LAND)
    value = {"collateral_id": str(land), "value": 22_500_000, "valued_on": "2026-03-05"}
    bank.create("wangjun", "valuation", {**value, "valuer": "王军", "basis": "面积×租金×年限"})
    pledge = {"case_id": str(case), "collateral_id": str(land), "secured": secured}
    return land, bank.create("wangjun", "pledge", pledge)


def secured_case(bank: Bank) -> tuple[UUID, UUID, UUID]:
    case = bank.case(visited_on="2026-03-05", visited_place="向阳村", survey="同意发放。")
    land, pledge = give_security(bank, case)
    bank.take("wangjun", "submit", case)
    bank.take("wangjun", "begin_survey", case, second_officer="lixue")
    bank.take("lixue", "sign_survey", case)
    bank.take("wangjun", "sign_survey", case)
    bank.take("zhaomin", "pass_review", case, comment="资料齐全，同意。")
    bank.take("sunlei", "approve", case, comment="同意发放。")
    return case, land, pledge


def sign(bank: Bank, case: UUID) -> None:
    bank.take("wangjun", "show_cost", case, signed_on="2026-03-10")
    bank.take("zhoufang", "issue_contracts", case)
    for contract in bank.records("contract"):
        printed = {"contract_id": contract["id"], "sha256": "a" * 64, "pages": 6, "copies": 3}
        bank.take("zhoufang", "record_print", case, **printed)
    bank.take("wangjun", "sign_contracts", case, signed_on="2026-03-10")


def codes(answer: Answer) -> set[str]:
    return {each["code"] for each in answer.details["missing"]}


def test_a_step_that_waited_for_another_is_told_of_behind_it(bank: Bank) -> None:
    """Each request has the moment at which it came; which of two at once is first only the lock decides."""
    case = bank.case(visited_on="2026-03-05", visited_place="向阳村", survey="同意发放。")
    give_security(bank, case)
    bank.take("wangjun", "submit", case)
    bank.clock.move(seconds=-2)
    bank.take("wangjun", "begin_survey", case, second_officer="lixue")
    told = sorted((each["values"] for each in bank.records("case_event")), key=lambda each: str(each["at"]))
    assert [each["step"] for each in told] == ["submit", "begin_survey"]
    assert told[0]["after"] == told[1]["before"]
    assert told[0]["at"] < told[1]["at"]


def test_six_officers_take_a_case_from_draft_to_payout(bank: Bank) -> None:
    case, land, pledge = secured_case(bank)
    sign(bank, case)
    bank.take("wangjun", "request_payout", case)

    refused = bank.step("wuhao", "disburse", case)
    assert refused.status == "refused"
    assert codes(refused) == {"collateral.registration", "collateral.filed_on"}
    assert all(each["zh"] and each["en"] and each["place"] for each in refused.details["missing"])

    registration = {"registration_number": "23990120260310000001", "registered_on": "2026-03-10"}
    bank.take("zhoufang", "register", case, pledge_id=str(pledge), **registration)
    version = bank.record("collateral", land)["version"]
    filed = {"facts.filed_on": (None, "2026-03-10")}
    assert bank.change("wangjun", "collateral", land, base=version, **filed).status == "accepted"
    bank.take("wuhao", "disburse", case)

    values: Any = bank.record("loan_case", case)["values"]
    assert values["state"] == "DISBURSED"
    note = bank.records("loan_note")[0]["values"]
    assert (note["principal"], note["due_on"]) == (10_000_000, "2027-03-10")
    numbers = [each["values"]["number"] for each in bank.records("contract")]
    assert sorted(number[:23] for number in numbers) == [
        "HT-23990100-2026-000001",
        "HT-23990100-2026-000002",
    ]


def test_a_refused_step_gives_its_number_back(bank: Bank) -> None:
    incomplete = bank.case(purpose="")
    refused = bank.step("wangjun", "submit", incomplete)
    assert codes(refused) == {"case.purpose"}
    complete = bank.case()
    bank.take("wangjun", "submit", complete)
    assert bank.record("loan_case", complete)["values"]["number"].startswith("AJ-23990100-2026-000001-")
    assert bank.record("loan_case", incomplete)["version"] == 1


def test_nobody_has_two_duties_in_one_case(bank: Bank) -> None:
    case = bank.case_at_review()
    officer = bank.step("wangjun", "pass_review", case, comment="同意")
    assert (officer.status, "审查岗" in officer.zh) == ("refused", True)


def test_one_investigator_does_not_sign_twice(bank: Bank) -> None:
    case = bank.case(visited_on="2026-03-05", visited_place="向阳村", survey="同意")
    bank.take("wangjun", "submit", case)
    bank.take("wangjun", "begin_survey", case, second_officer="lixue")
    bank.take("wangjun", "sign_survey", case)
    again = bank.step("wangjun", "sign_survey", case)
    assert (again.status, again.en) == ("refused", "You have signed; the other investigator must sign.")


def test_above_authority_is_refused_with_the_amounts(bank: Bank) -> None:
    case = bank.case_at_review(amount=10_000_001)
    bank.take("zhaomin", "pass_review", case, comment="同意")
    refused = bank.step("sunlei", "approve", case, comment="同意")
    assert refused.status == "refused"
    assert "100,000.01" in refused.zh
    assert "100,000.00" in refused.zh


def test_approved_terms_are_frozen(bank: Bank) -> None:
    case, land, pledge = secured_case(bank)
    for kind, record_id, field in (
        ("loan_case", case, "amount"),
        ("pledge", pledge, "secured"),
        ("collateral", land, "facts.area"),
    ):
        seen = bank.record(kind, record_id)
        before = seen["values"].get(field, "45.0000")
        after = "46" if field == "facts.area" else 1
        refused = bank.change("wangjun", kind, record_id, base=seen["version"], **{field: (before, after)})
        assert refused.status == "refused", kind
        assert refused.details == {"frozen": True, "theirs": {field: before}}
        assert "冻结" in refused.zh
        assert bank.record(kind, record_id) == seen


def test_nothing_new_is_pledged_to_an_approved_case(bank: Bank) -> None:
    case, land, _pledge = secured_case(bank)
    more = creation("pledge", {"case_id": str(case), "collateral_id": str(land), "secured": 1})
    assert bank.ask("wangjun", more).status == "refused"


def test_returned_cases_lose_their_signatures(bank: Bank) -> None:
    case = bank.case_at_review()
    bank.take("zhaomin", "return_from_review", case, comment="补充收入证明")
    assert bank.record("loan_case", case)["values"]["state"] == "INVESTIGATING"
    assert all(each["values"]["void"] for each in bank.records("survey_signature"))


@pytest.mark.parametrize(
    ("step", "arguments"),
    [("fly", {}), ("submit", {"x": 1}), ("begin_survey", {"second_officer": 7}), ("begin_survey", {})],
)
def test_a_command_that_makes_no_sense_is_refused(bank: Bank, step: str, arguments: dict[str, Any]) -> None:
    assert bank.step("wangjun", step, bank.case(), **arguments).status == "refused"
