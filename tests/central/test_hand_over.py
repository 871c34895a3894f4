"""Handing a customer over to another branch: everything goes along, and both feeds say so."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from central import admin, commands, feed, operations
from central.demo import BRANCH, INSTITUTION
from central.files.objects import Folder
from central.store import Store
from models.compliance.audit import AuditEntry
from models.identity import new_id
from models.lending.case import LoanCase
from models.records import RECORDS
from models.sync.operations import Answer, Command, Operation
from tests.central.bank import FARMER, OTHER_BRANCH, Bank, creation, id_number
from tests.central.test_feed import actor, counted
from tests.central.test_loan_life import paid_out

HANDED_OVER = 8
LAND = {"collateral_kind": "farmland_right", "description": "承包地", "owner_name": "张德福"}


def hand_over(bank: Bank, farmer: UUID, officer: str = "qianduo", by: str = "weiguo") -> Answer:
    arguments = {"officer": officer, "comment": "客户迁居"}
    return bank.ask(by, Command(new_id(), "transfer_farmer", farmer, arguments))


def whole_file(bank: Bank) -> tuple[UUID, set[str]]:
    """Return a farmer with a household, a draft case and its collateral, and the identities of it all."""
    farmer = bank.farmer()
    member = {"farmer_id": str(farmer), "full_name": "李秀英", "relation": "spouse"}
    case = bank.case(applicant_id=str(farmer))
    land = bank.create("wangjun", "collateral", LAND)
    secured = {"case_id": str(case), "collateral_id": str(land), "secured": 10_000_000}
    valued = {
        "collateral_id": str(land),
        "value": 1,
        "valued_on": "2026-03-01",
        "valuer": "王",
        "basis": "市价",
    }
    parts = [
        bank.create("wangjun", kind, values)
        for kind, values in (("household_member", member), ("pledge", secured), ("valuation", valued))
    ]
    return farmer, {str(each) for each in (farmer, case, land, *parts)}


def branch_of(bank: Bank, ids: set[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    with bank.store.reading() as session:
        for record in RECORDS.values():
            rows: Any = session.scalars(select(record).where(record.institution_id == INSTITUTION))
            found.update({str(each.id): each.branch_id for each in rows if str(each.id) in ids})
    return found


def changes(bank: Bank, login: str, since: int = 0) -> dict[str, bool]:
    return {each["id"]: each.get("gone", False) for each in bank.feed(login, since, 5000)["changes"]}


def test_everything_that_is_theirs_goes_along_and_both_feeds_say_so(bank: Bank) -> None:
    farmer, theirs = whole_file(bank)
    stays, _others = whole_file(bank)
    here, there = bank.feed("wangjun", limit=5000)["next"], bank.feed("qianduo", limit=5000)["next"]
    answer = hand_over(bank, farmer)
    assert answer.status == "accepted", answer
    assert branch_of(bank, theirs) == dict.fromkeys(theirs, OTHER_BRANCH)
    assert changes(bank, "wangjun", here) == dict.fromkeys(theirs, True)
    assert changes(bank, "qianduo", there) == dict.fromkeys(theirs, False)
    assert changes(bank, "wangjun")[str(stays)] is False
    case = next(each for each in bank.feed("qianduo", limit=5000)["changes"] if each["kind"] == "loan_case")
    assert case["values"]["lead_officer"] == "qianduo"
    for login, branch in (("wangjun", BRANCH), ("qianduo", OTHER_BRANCH)):
        assert bank.feed(login, limit=5000)["tallies"] == counted(bank, branch)
    with bank.store.reading() as session:
        noted = session.scalars(select(AuditEntry).where(AuditEntry.action == "order.transfer_farmer")).one()
    assert (noted.detail["to"], noted.detail["reason"]) == (OTHER_BRANCH, "客户迁居")


def test_there_and_back_again(bank: Bank) -> None:
    farmer, theirs = whole_file(bank)
    hand_over(bank, farmer)
    assert hand_over(bank, farmer, "wangjun").status == "accepted"
    assert {known: changes(bank, "wangjun")[known] for known in theirs} == dict.fromkeys(theirs, False)
    assert {known: changes(bank, "qianduo")[known] for known in theirs} == dict.fromkeys(theirs, True)
    for login, branch in (("wangjun", BRANCH), ("qianduo", OTHER_BRANCH)):
        assert bank.feed(login, limit=5000)["tallies"] == counted(bank, branch)


def test_both_branches_are_counted_right_while_others_write_there(bank: Bank) -> None:
    farmers = [bank.farmer() for _ in range(HANDED_OVER)]
    arguments = {"officer": "qianduo", "comment": "客户迁居"}
    moves: list[Operation] = [Command(new_id(), "transfer_farmer", farmer, arguments) for farmer in farmers]
    files = [
        creation("farmer", {**FARMER, "id_number": id_number(500 + each)}) for each in range(HANDED_OVER)
    ]
    with ThreadPoolExecutor(2 * HANDED_OVER) as pool:
        answers = [
            pool.submit(operations.take, bank.store, actor(bank, login), [each], bank.clock)
            for pair in zip(moves, files, strict=True)
            for login, each in zip(("weiguo", "qianduo"), pair, strict=True)
        ]
    assert {answer.result()[0]["status"] for answer in answers} == {"accepted"}
    for login, branch in (("wangjun", BRANCH), ("qianduo", OTHER_BRANCH)):
        assert bank.feed(login, limit=5000)["tallies"] == counted(bank, branch)


def test_a_step_that_waited_for_the_hand_over_is_refused(
    postgresql: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank = Bank(postgresql, Folder(tmp_path / "files"))
    case = paid_out(bank)
    with bank.store.reading() as session:
        farmer = session.get_one(LoanCase, (INSTITUTION, case)).applicant_id
    assert farmer
    for login in ("weiguo", "wuhao"):
        bank.headers(login)
    lock = feed.lock_branch_once

    def wait(*told: Any) -> Any:
        monkeypatch.setattr(commands, "lock_branch_once", lock)
        assert hand_over(bank, farmer).status == "accepted"
        return lock(*told)

    monkeypatch.setattr(commands, "lock_branch_once", wait)
    told = {"reference": "HX1", "paid_on": "2026-03-10", "principal": 1_000_000}
    assert bank.step("wuhao", "record_repayment", case, **told).status == "refused"


def test_after_the_hand_over_only_the_new_branch_writes(bank: Bank) -> None:
    farmer, _theirs = whole_file(bank)
    hand_over(bank, farmer)
    for login, status in (("wangjun", "refused"), ("qianduo", "accepted")):
        answer = bank.change(login, "farmer", farmer, base=2, note=("", f"由{login}填写"))
        assert answer.status == status


@pytest.mark.parametrize(
    ("officer", "by"),
    [("wangjun", "weiguo"), ("zhaomin", "weiguo"), ("nobody", "weiguo"), ("qianduo", "wangjun")],
)
def test_whom_and_by_whom(bank: Bank, officer: str, by: str) -> None:
    farmer, _theirs = whole_file(bank)
    assert hand_over(bank, farmer, officer, by).status == "refused"


def test_a_case_under_way_is_finished_first(bank: Bank) -> None:
    case = bank.case()
    farmer = UUID(bank.record("loan_case", case)["values"]["applicant_id"])
    bank.take("wangjun", "submit", case)
    answer = hand_over(bank, farmer)
    assert (answer.status, "已受理" in answer.zh) == ("refused", True)
    bank.take("wangjun", "withdraw", case, comment="迁居")
    assert hand_over(bank, farmer).status == "accepted"


def test_collateral_that_secures_others_is_released_first(bank: Bank) -> None:
    farmer, _theirs = whole_file(bank)
    land = next(each["id"] for each in bank.records("collateral"))
    secured = {"case_id": str(bank.case()), "collateral_id": land, "secured": 1}
    bank.create("wangjun", "pledge", secured)
    answer = hand_over(bank, farmer)
    assert (answer.status, "承包地" in answer.zh) == ("refused", True)


def test_an_officer_who_moves_leaves_one_feed_and_enters_another(bank: Bank) -> None:
    with bank.store.writing() as session:
        admin.move_officer(session, INSTITUTION, "wangjun", OTHER_BRANCH, bank.clock())
    assert bank.get("wangjun", f"/v1/changes?branch={BRANCH}").status_code == 403
    assert bank.ask("wangjun", creation("farmer", {"full_name": "张三"})).status == "accepted"
    assert "farmer" in {each["kind"] for each in bank.feed("qianduo", limit=5000)["changes"]}
    assert bank.feed("lixue", limit=5000)["tallies"] == counted(bank)


def test_an_older_workstation_hears_nothing_of_departures(bank: Bank) -> None:
    farmer, theirs = whole_file(bank)
    hand_over(bank, farmer)
    old = bank.get("wangjun", "/v1/changes?limit=5000", **{"Heitu-Wire": "1"}).json()
    assert not any(each.get("gone") for each in old["changes"])
    assert not theirs & {each["id"] for each in old["changes"]}
