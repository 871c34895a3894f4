"""The life of a loan at the centre: payments arrive exactly once, and the rules hold there too."""

from typing import Any
from uuid import UUID

import pytest

from central.demo import INSTITUTION
from models.identity import new_id
from models.lending.limits import Limit
from models.postloan.booked import is_booked
from models.sync.operations import Command
from tests.central.bank import CASE, Bank
from tests.central.test_case_life import secured_case, sign
from tests.central.test_powers import LIMIT

PAYMENT = {"paid_on": "2026-03-10", "principal": 1_000_000}


def paid_out(bank: Bank) -> UUID:
    case, land, pledge = secured_case(bank)
    sign(bank, case)
    bank.take("wangjun", "request_payout", case)
    registration = {"registration_number": "23990120260310000001", "registered_on": "2026-03-10"}
    bank.take("zhoufang", "register", case, pledge_id=str(pledge), **registration)
    version = bank.record("collateral", land)["version"]
    filed = {"facts.filed_on": (None, "2026-03-10")}
    assert bank.change("wangjun", "collateral", land, base=version, **filed).status == "accepted"
    bank.take("wuhao", "disburse", case)
    bank.take("wangjun", "confirm_payment", case, paid_on="2026-03-10")
    return case


def later(bank: Bank, days: int) -> None:
    """Let days pass; everybody logs in again."""
    bank.clock.move(days=days)
    bank._tokens.clear()


def note_of(bank: Bank) -> dict[str, Any]:
    values: dict[str, Any] = bank.records("loan_note")[0]["values"]
    return values


def test_a_payment_arrives_once_however_often_it_is_sent(bank: Bank) -> None:
    case = paid_out(bank)
    command = Command(new_id(), "record_repayment", case, {"reference": "HX1", **PAYMENT})
    first, again = bank.ask("wuhao", command), bank.ask("wuhao", command)
    assert first == again
    assert first.status == "accepted"
    assert note_of(bank)["outstanding"] == 9_000_000
    other = bank.step("wuhao", "record_repayment", case, reference="HX1", **PAYMENT)
    assert (other.status, "已入账" in other.zh) == ("refused", True)
    assert len(bank.records("repayment")) == 1


def test_a_reference_is_unique_in_the_bank(bank: Bank) -> None:
    case = paid_out(bank)
    bank.take("wuhao", "record_repayment", case, reference="HX1", **PAYMENT)
    with bank.store.writing() as session:
        assert is_booked(session, "23990100", "HX1")
        assert not is_booked(session, "23990100", "HX2")
        assert not is_booked(session, "other", "HX1")


def test_the_centre_refuses_what_the_rules_refuse(bank: Bank) -> None:
    case = paid_out(bank)
    refused = {
        "too much": bank.step(
            "wuhao", "record_repayment", case, reference="A", paid_on="2026-03-10", principal=10_000_001
        ),
        "in the future": bank.step(
            "wuhao", "record_repayment", case, reference="A", paid_on="2026-03-11", principal=1
        ),
        "by the officer": bank.step("wangjun", "record_repayment", case, reference="A", **PAYMENT),
        "not settled": bank.step("wangjun", "settle", case),
        "not overdue": bank.step("wangjun", "mark_overdue", case),
        "by another": bank.step(
            "lixue", "record_check", case, check="first", done_on="2026-03-10", findings="好", result="sound"
        ),
        "by the branch": bank.step("sunlei", "write_off", case, comment="核销"),
    }
    assert {what: answer.status for what, answer in refused.items()} == dict.fromkeys(refused, "refused")
    assert bank.records("repayment") == []
    assert note_of(bank)["outstanding"] == 10_000_000


def test_an_extension_is_reviewed_approved_and_signed(bank: Bank) -> None:
    case = paid_out(bank)
    later(bank, days=300)
    bank.take("wangjun", "ask_extension", case, until="2027-09-10", comment="受灾")
    bank.take("zhaomin", "pass_change", case, comment="属实")
    bank.take("sunlei", "approve_change", case, comment="同意")
    refused = bank.step("wangjun", "sign_change", case, signed_on="2027-01-04")
    assert refused.details == {"field": "guarantor_consent_on"}
    day = "2027-01-04"
    bank.take("wangjun", "sign_change", case, signed_on=day, guarantor_consent_on=day)
    assert note_of(bank)["due_on"] == "2027-09-10"
    assert bank.record("loan_case", case)["values"]["state"] == "EXTENDED"
    twice = bank.step("wangjun", "ask_extension", case, until="2027-12-10", comment="再展")
    assert "只能展期1次" in twice.zh


def test_a_loan_is_paid_back_settled_and_its_claim_on_the_land_ends(bank: Bank) -> None:
    case = paid_out(bank)
    later(bank, days=365)
    interest = 10_000_000 * 435 * 365 // (10_000 * 360)
    short = bank.step(
        "wuhao",
        "record_repayment",
        case,
        reference="B",
        paid_on="2027-03-10",
        principal=10_000_000,
        interest=interest,
    )
    assert short.status == "accepted"
    refused = bank.step("wangjun", "settle", case)
    assert [each["code"] for each in refused.details["missing"]] == ["loan.owed"]
    bank.take("wuhao", "record_repayment", case, reference="C", paid_on="2027-03-10", interest=1)
    bank.take("wangjun", "settle", case)
    assert bank.record("loan_case", case)["values"]["state"] == "SETTLED"
    frozen = bank.change(
        "wangjun", "loan_case", case, base=bank.record("loan_case", case)["version"], amount=(10_000_000, 1)
    )
    assert frozen.status == "refused"


def test_a_renewal_names_a_sound_loan_of_the_same_borrower(bank: Bank) -> None:
    case = paid_out(bank)
    borrower = bank.record("loan_case", case)["values"]["applicant_id"]
    stranger = bank.case(renews=str(case))
    refused = bank.step("wangjun", "submit", stranger)
    assert [each["code"] for each in refused.details["missing"]] == ["renewal.borrower"]
    later(bank, days=400)
    late = bank.case(renews=str(case), applicant_id=borrower)
    codes = {each["code"] for each in bank.step("wangjun", "submit", late).details["missing"]}
    assert {"renewal.late", "renewal.arrears"} <= codes


def test_a_payment_is_reversed_whatever_has_become_of_the_limit(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = new_id()
    bank.take("zhenghua", "open_limit", limit, **LIMIT)
    monkeypatch.setitem(CASE, "limit_id", str(limit))
    case = paid_out(bank)
    bank.take("wuhao", "record_repayment", case, reference="HX1", paid_on="2026-03-10", principal=1_000_000)
    bank.take("zhenghua", "suspend_limit", limit, comment="项目暂停")
    bank.take("sunlei", "reverse_repayment", case, reference="HX1", comment="银行退票")
    assert note_of(bank)["outstanding"] == 10_000_000
    with bank.store.reading() as session:
        assert session.get_one(Limit, (INSTITUTION, limit)).used == 10_000_000


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_beyond_all_sense_is_refused_wherever_it_stands(bank: Bank, day: str) -> None:
    lead = bank.case()
    answers = [
        bank.change("wangjun", "loan_case", lead, base=1, visited_on=(None, day)),
        bank.step(
            "wangjun", "ask_restructuring", paid_out(bank), until=day, method="BULLET", comment="受灾减产"
        ),
    ]
    assert [(each.status, "1900年至2199年" in each.zh) for each in answers] == [("refused", True)] * 2
