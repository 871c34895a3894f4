"""Facts: merging, conflicts, and what nobody may write directly."""

from typing import Any

import pytest
from sqlalchemy import select

from central.demo import INSTITUTION
from models.compliance.audit import AuditEntry
from models.identity import new_id
from models.lending.case import LoanCase
from models.lending.states import State
from models.sync.operations import Facts
from tests.central.bank import CASE, FARMER, Bank, creation, id_number


def test_changes_of_different_fields_merge(bank: Bank) -> None:
    farmer = bank.farmer()
    first = bank.change("wangjun", "farmer", farmer, base=1, village=("测试县向阳村", "测试县红星村"))
    second = bank.change("lixue", "farmer", farmer, base=1, crops=("", "玉米"))
    assert (first.status, second.status) == ("accepted", "accepted")
    seen = bank.record("farmer", farmer)
    assert seen["version"] == 3
    assert (seen["values"]["village"], seen["values"]["crops"]) == ("测试县红星村", "玉米")


def test_the_same_field_written_by_two_is_a_conflict(bank: Bank) -> None:
    farmer = bank.farmer()
    bank.change("wangjun", "farmer", farmer, base=1, village=("测试县向阳村", "测试县红星村"))
    answer = bank.change("lixue", "farmer", farmer, base=1, village=("测试县向阳村", "测试县东风村"))
    assert answer.status == "conflict"
    assert answer.details["theirs"] == {"village": "测试县红星村"}
    assert bank.record("farmer", farmer)["version"] == 2


def test_the_same_value_from_both_is_accepted_and_changes_nothing(bank: Bank) -> None:
    farmer = bank.farmer()
    for login in ("wangjun", "lixue"):
        answer = bank.change(login, "farmer", farmer, base=1, village=("测试县向阳村", "测试县红星村"))
        assert answer.status == "accepted"
    assert bank.record("farmer", farmer)["version"] == 2


def test_a_guarded_field_is_a_conflict_as_soon_as_the_record_moved_on(bank: Bank) -> None:
    case = bank.case()
    bank.change("wangjun", "loan_case", case, base=1, purpose=("购买种子化肥", "购买农机"))
    answer = bank.change("lixue", "loan_case", case, base=1, amount=(10_000_000, 9_000_000))
    assert (answer.status, answer.details["theirs"]) == ("conflict", {"amount": 10_000_000})
    assert answer.details["version"] == 2


def test_a_conflict_tells_who_wrote_the_other_value_last_and_when(bank: Bank) -> None:
    farmer = bank.farmer()
    bank.change("wangjun", "farmer", farmer, base=1, village=("测试县向阳村", "测试县红星村"))
    bank.change("wangjun", "farmer", farmer, base=2, crops=("玉米", "大豆"))
    answer = bank.change("lixue", "farmer", farmer, base=1, village=("测试县向阳村", "测试县东风村"))
    with bank.store.reading() as session:
        written = session.scalars(select(AuditEntry.at).where(AuditEntry.action == "facts.change")).first()
    assert written
    assert answer.details["by"] == {"village": {"officer": "wangjun", "at": written.isoformat()}}


@pytest.mark.parametrize(
    ("field", "value"),
    [("state", "APPROVED"), ("lead_officer", "lixue"), ("number", "AJ-1"), ("version", 9), ("nonsense", 1)],
)
def test_what_only_the_centre_writes_cannot_be_changed(bank: Bank, field: str, value: Any) -> None:
    case = bank.case()
    answer = bank.change("wangjun", "loan_case", case, base=1, **{field: (None, value)})
    assert (answer.status, answer.details) == ("refused", {"field": field})


@pytest.mark.parametrize("kind", ["officer", "facility", "decision", "contract", "loan_note", "nonsense"])
def test_what_commands_make_cannot_be_written(bank: Bank, kind: str) -> None:
    assert bank.ask("wangjun", Facts(new_id(), kind, new_id(), 0, {})).status == "refused"


def test_a_new_case_belongs_to_the_officer_who_opened_it(bank: Bank) -> None:
    values = bank.record("loan_case", bank.case("lixue"))["values"]
    assert (values["state"], values["lead_officer"], values["number"]) == ("DRAFT", "lixue", "")


def test_only_loan_officers_write_files(bank: Bank) -> None:
    answer = bank.ask("zhaomin", creation("farmer", {"full_name": "张三"}))
    assert (answer.status, answer.en) == ("refused", "Files are written by the Loan officer.")


def test_another_branch_is_out_of_reach(bank: Bank) -> None:
    case = bank.case()
    change = bank.change("qianduo", "loan_case", case, base=1, purpose=("购买种子化肥", "x"))
    step = bank.step("qianduo", "withdraw", case, comment="撤回")
    assert (change.status, step.status) == ("refused", "refused")
    assert "其他支行" in change.zh
    assert bank.feed("qianduo")["changes"] == [
        each for each in bank.feed("qianduo")["changes"] if each["kind"] == "officer"
    ]


def test_a_record_may_not_refer_to_another_branch(bank: Bank) -> None:
    farmer = bank.farmer("wangjun")
    answer = bank.ask("qianduo", creation("loan_case", {**CASE, "applicant_id": str(farmer)}))
    assert (answer.status, answer.details) == ("refused", {"field": "applicant_id"})


@pytest.mark.parametrize(
    ("kind", "values", "field"),
    [
        ("loan_case", {**CASE, "applicant_id": str(new_id())}, "applicant_id"),
        ("household_member", {"farmer_id": str(new_id()), "full_name": "张小福"}, "farmer_id"),
        ("household_member", {"full_name": "张小福"}, "farmer_id"),
        ("pledge", {"secured": 1}, "case_id"),
        ("collateral", {"description": "地"}, "collateral_kind"),
        ("collateral", {"facts.area": "3", "collateral_kind": "receivable"}, "facts.area"),
    ],
)
def test_a_record_refers_to_what_exists(bank: Bank, kind: str, values: dict[str, Any], field: str) -> None:
    answer = bank.ask("wangjun", creation(kind, values))
    assert (answer.status, answer.details) == ("refused", {"field": field})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id_number", "239901198003150017"),
        ("yearly_income", 1.5),
        ("yearly_income", 10**30),
        ("yearly_income", -1),
        ("family_size", 2**40),
        ("contracted_area", "1" * 20),
        ("contracted_area", 3),
        ("id_valid_until", "20xx"),
        ("full_name", "张\x00三"),
        ("full_name", "张" * 51),
        ("marital", ["married"]),
        ("id_long_term", "yes"),
    ],
)
def test_a_wrong_value_is_refused_by_its_field(bank: Bank, field: str, value: Any) -> None:
    answer = bank.ask("wangjun", creation("farmer", {"full_name": "张三", field: value}))
    assert (answer.status, answer.details) == ("refused", {"field": field})
    assert bank.records("farmer") == []


def test_a_person_has_one_file_in_the_bank(bank: Bank) -> None:
    bank.farmer(id_number=id_number(1))
    answers = {
        login: bank.ask(login, creation("farmer", {"full_name": "张三", "id_number": id_number(1)}))
        for login in ("lixue", "qianduo")
    }
    assert {answer.status for answer in answers.values()} == {"refused"}
    assert "（张德福），请勿重复建档" in answers["lixue"].zh
    # Whose number it is, is told to nobody of another branch, only where the file is and who can hand it over.
    assert "测试支行已有相同“身份证号”的农户档案" in answers["qianduo"].zh
    assert "请联系系统管理员移交" in answers["qianduo"].zh
    assert "张德福" not in str(answers["qianduo"].body())


def test_a_change_of_what_is_not_there_is_refused(bank: Bank) -> None:
    answer = bank.change("wangjun", "farmer", new_id(), base=3, village=("a", "b"))
    assert answer.status == "refused"


def test_a_pledge_cannot_be_moved_out_of_a_frozen_case(bank: Bank) -> None:
    frozen, other = bank.case(visited_on="2026-03-05", visited_place="村", survey="同意"), bank.case()
    land = {"collateral_kind": "farmland_right", "description": "地", "owner_name": "张德福"}
    given = {"case_id": str(frozen), "collateral_id": str(bank.create("wangjun", "collateral", land))}
    pledge = bank.create("wangjun", "pledge", {**given, "secured": 1})
    with bank.store.writing() as session:
        case = session.get(LoanCase, (INSTITUTION, frozen))
        assert case
        case.state = State.APPROVED
    answer = bank.change("wangjun", "pledge", pledge, base=1, case_id=(str(frozen), str(other)))
    assert (answer.status, answer.details) == (
        "refused",
        {"frozen": True, "theirs": {"case_id": str(frozen)}},
    )


def test_only_the_registrar_writes_what_the_registry_handed_over(bank: Bank) -> None:
    values = {"collateral_kind": "machinery", "description": "收割机", "owner_name": "测王满仓"}
    machine = bank.create("wangjun", "collateral", values)
    secured = {"case_id": str(bank.case()), "collateral_id": str(machine), "secured": 10_000_000}
    pledge = bank.create("wangjun", "pledge", secured)
    handed = {"pledge_id": str(pledge), "number": "01234567890123456789", "modification_code": "Qx7712"}
    answers = {
        login: bank.ask(login, creation("registry_certificate", handed)) for login in ("wangjun", "zhoufang")
    }
    assert {login: answer.status for login, answer in answers.items()} == {
        "wangjun": "refused",
        "zhoufang": "accepted",
    }
    assert "登记岗" in answers["wangjun"].zh


def test_a_map_must_be_of_places_on_earth(bank: Bank) -> None:
    values = {"collateral_kind": "farmland_right", "description": "地", "owner_name": "测王满仓"}
    land = {"collateral_id": str(bank.create("wangjun", "collateral", values)), "srid": 4551}
    land["issuer_code"] = "23990130020001"
    ring = [[463000.0, 5384000.0], [463100.0, 5384000.0], [463100.0, 5384100.0], [463000.0, 5384000.0]]
    for shape, status in (
        ([[ring]], "accepted"),
        ([[ring[:2]]], "refused"),
        ([[ring * 200]], "refused"),
        ([[]], "refused"),
        ("nonsense", "refused"),
        ([[[["a", "b"]] * 4]], "refused"),
    ):
        parcels: Any = [{"code": "2399013002000100001", "name": "南大地", "shape": shape}]
        answer = bank.ask("wangjun", creation("land_map", {**land, "parcels": parcels}))
        assert answer.status == status, (shape, answer)


@pytest.mark.parametrize("at_once", [True, False])
def test_one_person_has_one_file_however_the_number_is_written(bank: Bank, at_once: bool) -> None:
    number = id_number(7)
    wide = "".join(chr(ord(each) + 0xFEE0) for each in number)
    files = [
        creation("farmer", {**FARMER, "id_number": written})
        for written in (number, f"{number[:6]} {number[6:]}", wide)
    ]
    if at_once:
        statuses = [each["status"] for each in bank.post("wangjun", *files).json()["answers"]]
    else:
        statuses = [bank.ask("wangjun", each).status for each in files]
    assert statuses == ["accepted", "refused", "refused"]


@pytest.mark.parametrize("before", ["身份证239901198003150016", "x" * 10_000])
def test_the_trail_holds_what_was_stored_before_and_not_what_the_sender_says(bank: Bank, before: str) -> None:
    operation = creation("loan_case", {**CASE, "applicant_id": str(bank.farmer())})
    changes = {**operation.changes, "amount": (before, 10_000_000)}
    bank.ask("wangjun", Facts(operation.op, "loan_case", operation.record_id, 0, changes))
    with bank.store.reading() as session:
        noted = session.scalars(select(AuditEntry.detail).where(AuditEntry.action == "facts.create")).all()
    assert noted[-1]["values"]["amount"] == [None, 10_000_000]
