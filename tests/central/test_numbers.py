"""Numbers reserved beforehand: none is given twice, none is missing, whatever happens at once."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from central.demo import INSTITUTION
from central.numbers import account_of
from models.documents.number_block import NumberBlock, identity_of
from models.documents.numbers import write_number
from models.identity import new_id
from models.sync.operations import Answer, Command
from tests.central.bank import Bank
from tests.central.test_case_life import secured_case


def reserve(bank: Bank, login: str = "zhoufang", count: int = 5, **changes: Any) -> Answer:
    told = {"series": "contract", "year": 2026, "count": count, **changes}
    return bank.ask(login, Command(new_id(), "reserve_numbers", new_id(), told))


def blocks(bank: Bank) -> list[dict[str, Any]]:
    return [each["values"] | {"id": each["id"]} for each in bank.records("number_block")]


def numbers(first: int, last: int) -> list[str]:
    return [write_number("contract", INSTITUTION, 2026, each) for each in range(first, last + 1)]


def balanced(bank: Bank) -> bool:
    with bank.store.reading() as session:
        return account_of(session, INSTITUTION, 2026).balanced


def case_to_issue(bank: Bank) -> UUID:
    case, _land, _pledge = secured_case(bank)
    bank.take("wangjun", "show_cost", case, signed_on="2026-03-10")
    return case


def test_a_repeated_reservation_holds_one_block(bank: Bank) -> None:
    told = {"series": "contract", "year": 2026, "count": 5}
    command = Command(new_id(), "reserve_numbers", new_id(), told)
    assert bank.ask("zhoufang", command) == bank.ask("zhoufang", command)
    (block,) = blocks(bank)
    assert (block["first"], block["last"], block["holder"], block["device"]) == (1, 5, "zhoufang", "测试机")


def test_contracts_bear_the_numbers_the_workstation_had(bank: Bank) -> None:
    reserve(bank)
    case = case_to_issue(bank)
    mine = numbers(2, 3)
    bank.take("zhoufang", "issue_contracts", case, numbers=" ".join(mine), issued_on="2026-03-10")
    contracts = {each["values"]["number"]: each["id"] for each in bank.records("contract")}
    assert contracts == {number: str(identity_of(number)) for number in mine}
    again = case_to_issue(bank)
    refused = bank.step("zhoufang", "issue_contracts", again, numbers=" ".join(mine))
    assert (refused.status, refused.details) == ("refused", {"field": "numbers"})
    bank.take("zhoufang", "issue_contracts", again)
    assert {each["values"]["number"] for each in bank.records("contract")} == {*mine, *numbers(6, 7)}
    assert balanced(bank)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"numbers": numbers(1, 1)[0]}, "numbers"),
        ({"numbers": " ".join(numbers(1, 1) * 2)}, "numbers"),
        ({"numbers": " ".join(numbers(5, 6))}, "numbers"),
        ({"numbers": "HT-1 HT-2"}, "numbers"),
        ({"numbers": " ".join(numbers(1, 2)), "issued_on": "2026-03-11"}, "issued_on"),
        ({"numbers": " ".join(numbers(1, 2)), "issued_on": "2026-03-09"}, "issued_on"),
    ],
)
def test_numbers_that_are_not_there_to_give_are_refused(bank: Bank, told: dict[str, str], field: str) -> None:
    reserve(bank)
    refused = bank.step("zhoufang", "issue_contracts", case_to_issue(bank), **told)
    assert (refused.status, refused.details) == ("refused", {"field": field})
    assert bank.records("contract") == []


@pytest.mark.parametrize("changes", [{"year": 2025}, {"count": 0}, {"count": 101}, {"series": "nothing"}])
def test_a_reservation_that_makes_no_sense_is_refused(bank: Bank, changes: dict[str, Any]) -> None:
    assert reserve(bank, **changes).status == "refused"
    assert blocks(bank) == []


def test_an_administrator_makes_the_block_of_a_lost_computer_void(bank: Bank) -> None:
    reserve(bank)
    block = UUID(blocks(bank)[0]["id"])
    bank.take("zhoufang", "void_number", block, number=numbers(2, 2)[0], comment="打印时卡纸")
    assert (
        bank.step("zhoufang", "void_number", block, number=numbers(2, 2)[0], comment="再来").status
        == "refused"
    )
    assert bank.step("mali", "close_block", block).details == {"field": "comment"}
    bank.take("mali", "close_block", block, comment="电脑被盗，报案号2399")
    void = {each["values"]["number"]: each["values"]["reason"] for each in bank.records("void_number")}
    assert void == dict.fromkeys(numbers(1, 5), "电脑被盗，报案号2399") | {numbers(2, 2)[0]: "打印时卡纸"}
    assert bank.step("zhoufang", "close_block", block, comment="又交回").status == "refused"
    case = case_to_issue(bank)
    late = bank.step("zhoufang", "issue_contracts", case, numbers=" ".join(numbers(3, 4)))
    assert late.status == "refused"
    assert balanced(bank)


def test_the_account_is_for_those_who_answer_for_it(bank: Bank) -> None:
    reserve(bank)
    assert bank.get("wangjun", "/v1/numbers?year=2026").status_code == 403
    account = bank.get("mali", "/v1/numbers?year=2026").json()
    assert (account["last"], account["held"], account["balanced"]) == (5, 5, True)
    assert bank.get("mali", "/v1/numbers?year=1").status_code == 422


def test_the_numbers_that_are_missing_come_in_pages(bank: Bank) -> None:
    reserve(bank)
    with bank.store.writing() as session:
        session.execute(delete(NumberBlock))
    pages, after = [], 0
    while after is not None:
        account = bank.get("mali", f"/v1/numbers?year=2026&after={after}&limit=2").json()
        assert (account["missing_in_all"], account["balanced"]) == (5, False)
        pages.append(account["missing"])
        after = account["next"]
    assert pages == [[1, 2], [3, 4], [5]]


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["reserve", "issue", "close"]), min_size=4, max_size=10))
def test_no_number_twice_and_none_missing_whatever_happens_at_once(bank: Bank, deeds: list[str]) -> None:
    cases = [case_to_issue(bank) for _ in range(deeds.count("issue"))]
    known = [UUID(each["id"]) for each in blocks(bank) if not each["closed_on"]]
    bank.headers("zhoufang")

    def do(deed: str) -> Answer:
        if deed == "reserve":
            return reserve(bank, count=3)
        if deed == "issue":
            return bank.step("zhoufang", "issue_contracts", cases.pop())
        block = known.pop() if known else new_id()
        return bank.step("zhoufang", "close_block", block, comment="交回")

    with ThreadPoolExecutor(4) as many:
        answers = list(many.map(do, deeds))
    assert all(
        answer.status == "accepted" for deed, answer in zip(deeds, answers, strict=True) if deed != "close"
    )
    assert balanced(bank)
    given_numbers = [each["values"]["number"] for each in bank.records("contract")]
    assert len(given_numbers) == len(set(given_numbers))
