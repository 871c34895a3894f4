"""Guarantees as facts, registration and the vault as commands, at the centre on both databases."""

from typing import Any
from uuid import UUID

import pytest

from models.identity import new_id
from tests.central.bank import Bank, creation
from tests.central.test_case_life import codes, secured_case, sign


def guarantee(case: UUID, guarantor: UUID, **changes: Any) -> dict[str, Any]:
    return {
        "case_id": str(case),
        "guarantor_kind": "farmer",
        "guarantor_id": str(guarantor),
        "amount": 10_000_000,
        "liability": "joint",
        "begins_on": "2027-03-10",
        "ends_on": "2030-03-10",
        **changes,
    }


def test_a_guarantee_needs_a_guarantor_and_a_case_that_exist(bank: Bank) -> None:
    case, who = bank.case(), bank.farmer()
    assert bank.ask("wangjun", creation("guarantee", guarantee(case, who))).status == "accepted"
    for changes in (
        {"guarantor_id": str(new_id())},
        {"case_id": str(new_id())},
        {"guarantor_kind": "enterprise"},
        {"group_id": str(new_id())},
        {"amount": 0},
        {"liability": "both"},
    ):
        assert bank.ask("wangjun", creation("guarantee", guarantee(case, who, **changes))).status == "refused"


def test_a_circle_stops_the_second_case(bank: Bank) -> None:
    one, two = bank.farmer(marital="single"), bank.farmer(marital="single")
    first, second = bank.case(applicant_id=str(one)), bank.case(applicant_id=str(two))
    bank.create("wangjun", "guarantee", guarantee(first, two))
    bank.take("wangjun", "submit", first)
    bank.create("wangjun", "guarantee", guarantee(second, one))
    refused = bank.step("wangjun", "submit", second)
    assert "guarantee.circle" in codes(refused)
    [sentence] = [each["zh"] for each in refused.details["missing"] if each["code"] == "guarantee.circle"]
    assert sentence.count("→") == 2


def test_a_guarantee_is_frozen_with_the_case_but_its_consents(bank: Bank) -> None:
    case, _land, _pledge = secured_case(bank)
    who = bank.farmer()
    assert bank.ask("wangjun", creation("guarantee", guarantee(case, who))).status == "refused"


def test_registration_vault_and_release_are_commands(bank: Bank) -> None:
    case, land, pledge = secured_case(bank)
    sign(bank, case)
    bank.take("wangjun", "request_payout", case)
    done = {"pledge_id": str(pledge), "done_on": "2026-03-10"}
    bank.take("zhoufang", "apply_registration", case, reference="受理1", **done)
    bank.take(
        "zhoufang",
        "register",
        case,
        pledge_id=str(pledge),
        registration_number="23990120260310000001",
        registered_on="2026-03-10",
    )
    paper = {"paper": "权证", "paper_number": "1", "person": "张三", "second": "wangjun"}
    bank.take("zhoufang", "record_vault", case, move="stored", **paper, **done)
    twice = bank.step("zhoufang", "record_vault", case, move="stored", **paper, **done)
    alone = bank.step(
        "zhoufang", "record_vault", case, move="lent", **{**paper, "second": "zhoufang"}, **done
    )
    assert (twice.status, alone.status) == ("refused", "refused")
    version = bank.record("collateral", land)["version"]
    bank.change("wangjun", "collateral", land, base=version, **{"facts.filed_on": (None, "2026-03-10")})
    bank.take("wuhao", "disburse", case)
    owed = bank.step("zhoufang", "release_security", case, reference="注销1", **done)
    assert "权证" in owed.zh
    acts = [each["values"] for each in bank.records("registration_act")]
    assert [(each["act"], each["reference"]) for each in acts] == [
        ("applied", "受理1"),
        ("registered", "23990120260310000001"),
    ]
    [entry] = [each["values"] for each in bank.records("vault_entry")]
    assert (entry["move"], entry["keeper"], entry["second"], entry["sequence"]) == (
        "stored",
        "zhoufang",
        "wangjun",
        1,
    )


@pytest.mark.parametrize("kind", ["registration_act", "vault_entry"])
def test_nobody_writes_into_the_registers(bank: Bank, kind: str) -> None:
    assert bank.ask("wangjun", creation(kind, {})).status == "refused"


def test_a_seizure_stays_open_to_be_written_down(bank: Bank) -> None:
    case, land, _pledge = secured_case(bank)
    sign(bank, case)
    version = bank.record("collateral", land)["version"]
    seized = bank.change("wangjun", "collateral", land, base=version, seized=(False, True))
    assert seized.status == "accepted"


def test_the_status_of_a_receivable_follows_its_arrows(bank: Bank) -> None:
    facts = {"collateral_kind": "receivable", "description": "账款", "facts.status": "confirmed"}
    claim = bank.create("wangjun", "collateral", facts)
    back = bank.change("wangjun", "collateral", claim, base=1, **{"facts.status": ("confirmed", "refused")})
    on = bank.change("wangjun", "collateral", claim, base=1, **{"facts.status": ("confirmed", "contracted")})
    assert (back.status, on.status) == ("refused", "accepted")


def test_one_invoice_at_two_branches_is_said_without_what_the_other_wrote(bank: Bank) -> None:
    sentences = {}
    for login in ("wangjun", "lixue", "qianduo"):
        invoice = {"facts.invoice_number": ["26239900000000000018"], "collateral_kind": "receivable"}
        claim = bank.create(login, "collateral", {**invoice, "description": f"{login}的玉米款"})
        case = bank.case(login)
        pledged = {"case_id": str(case), "collateral_id": str(claim), "secured": 1_000_000}
        bank.create(login, "pledge", pledged)
        missing = bank.step(login, "submit", case).details["missing"]
        sentences[login] = "\n".join(each["zh"] for each in missing if each["code"] == "collateral.twin")
    assert sentences["wangjun"] == ""
    assert sentences["lixue"].startswith("lixue的玉米款与另案押品“wangjun的玉米款”为同一标的")
    assert (
        sentences["qianduo"].splitlines()
        == [
            "qianduo的玉米款与支行2399010001的一项押品为同一标的（发票或编号相同），不能重复担保；请与该支行核实。"
        ]
        * 2
    )
