"""The batch for the movables registry, and the answers that come back in it."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.database import Database
from app.jobs import Cancelled, Job
from app.register.verdicts import Status, Verdict
from app.registries import movables
from app.tables import Waiting
from models.approval.roles import Role
from models.collateral.registry_certificate import RegistryCertificate
from models.errors import RuleBroken
from models.lending.dossier import Dossier
from models.lending.states import State
from tests import factories
from tests.app.register.books import bomb, write
from tests.app.registries.cases import machine, securing
from tests.factories import TODAY

REGISTRAR = factories.actor(Role.REGISTRAR)
UNTIL = TODAY + timedelta(days=800)
NUMBER = "01234567890123456789"


def exported(database: Database, path: Path) -> list[Verdict]:
    with database.session() as session:
        return movables.BATCH.export(path, session, REGISTRAR, TODAY)


def rows_of(path: Path) -> list[dict[str, Any]]:
    heading, *rows = load_workbook(path)[movables.SHEET].iter_rows(values_only=True)
    return [dict(zip(map(str, heading), row, strict=True)) for row in rows]


def answered(path: Path, **changes: object) -> Path:
    """Fill the answer of the registry into the first row of an exported batch."""
    book = load_workbook(path)
    page = book[movables.SHEET]
    values: Mapping[str, Any] = {
        "登记证明编号": NUMBER,
        "修改码": "Qx7712",
        "登记日期": TODAY.isoformat(),
        "登记到期日": UNTIL.isoformat(),
        **changes,
    }
    for column in range(1, page.max_column + 1):
        heading = str(page.cell(1, column).value)
        if heading in values:
            page.cell(2, column).value = values[heading]
    book.save(path)
    return path


def brought_in(database: Database, path: Path, **more: Any) -> list[Verdict]:
    return movables.ANSWERS.bring_in(path, database, REGISTRAR, TODAY, **more)


def asked(database: Database) -> list[Waiting]:
    with database.session() as session:
        return list(session.scalars(select(Waiting).where(Waiting.type == "command")))


def certificates(database: Database) -> list[RegistryCertificate]:
    with database.session() as session:
        return list(session.scalars(select(RegistryCertificate)))


def test_a_batch_says_all_that_the_registry_asks(database: Database, tmp_path: Path) -> None:
    facts = machine()
    dossier = securing(database, facts)
    verdicts = exported(database, tmp_path / "batch.xlsx")
    assert [each.status for each in verdicts] == [Status.ACCEPTED]
    (row,) = rows_of(tmp_path / "batch.xlsx")
    assert row["登记类型"] == "生产设备、原材料、半成品、产品抵押"
    assert row["填表人归档号"] == row["担保合同号码"] == dossier.contracts[1].number
    assert row["主合同号码"] == dossier.contracts[0].number
    assert (row["主合同金额（元）"], row["主合同币种"]) == (100_000, "人民币")
    assert row["担保人名称"] == "王满仓"
    assert (row["担保人类型"], row["担保人法定代表人"]) == ("个人", "/")
    assert row["登记期限（月）"] == 18
    assert facts.serial in row["担保财产描述"]
    assert facts.kept_at in row["担保财产描述"]
    assert dossier.contracts[0].number in row["附件"]


def test_a_firm_is_named_with_its_representative(database: Database, tmp_path: Path) -> None:
    securing(database, factories.receivable(), firm=True)
    exported(database, tmp_path / "batch.xlsx")
    (row,) = rows_of(tmp_path / "batch.xlsx")
    assert (row["登记类型"], row["担保人类型"], row["担保人法定代表人"]) == ("应收账款质押", "企业", "单志远")
    assert "26239900000000000018" in row["担保财产描述"]


def test_only_what_this_registry_keeps_and_lacks_is_filed(database: Database, tmp_path: Path) -> None:
    securing(database, factories.farmland())
    with pytest.raises(RuleBroken, match="No security waits"):
        exported(database, tmp_path / "batch.xlsx")
    assert not (tmp_path / "batch.xlsx").exists()


def test_what_cannot_be_filed_is_left_out_and_named(database: Database, tmp_path: Path) -> None:
    securing(database, machine(), third_party=True, owner_name="测无档", owner_number="")
    verdicts = exported(database, tmp_path / "batch.xlsx")
    assert [each.status for each in verdicts] == [Status.REFUSED]
    assert {"住所", "证件号码"} <= {
        word for each in verdicts[0].reasons for word in ("住所", "证件号码") if word in each.zh
    }
    assert not (tmp_path / "batch.xlsx").exists()


def test_a_third_party_with_a_file_is_named_by_it(database: Database, tmp_path: Path) -> None:
    giver = factories.farmer(full_name="测冯贵", address="东岗村一组3号")
    database.run(lambda session: session.add(giver))
    changes: dict[str, Any] = {
        "third_party": True,
        "owner_name": giver.full_name,
        "owner_number": giver.id_number,
    }
    securing(database, machine(), **changes)
    exported(database, tmp_path / "batch.xlsx")
    (row,) = rows_of(tmp_path / "batch.xlsx")
    assert (row["担保人名称"], row["担保人住所"]) == ("测冯贵", "东岗村一组3号")


def test_some_are_chosen(database: Database, tmp_path: Path) -> None:
    first, second = securing(database, machine()), securing(database, machine())
    with database.session() as session:
        only = {second.securities[0].pledge.id}
        movables.BATCH.export(tmp_path / "batch.xlsx", session, REGISTRAR, TODAY, only=only)
    assert [row["填表人归档号"] for row in rows_of(tmp_path / "batch.xlsx")] == [second.contracts[1].number]
    assert first.contracts[1].number != second.contracts[1].number


def test_an_answer_becomes_the_step_and_the_certificate(database: Database, tmp_path: Path) -> None:
    dossier = securing(database, machine())
    exported(database, tmp_path / "batch.xlsx")
    verdicts = brought_in(database, answered(tmp_path / "batch.xlsx"))
    assert [each.status for each in verdicts] == [Status.ACCEPTED], verdicts
    (command,) = asked(database)
    assert (command.record_id, command.body["step"]) == (dossier.case.id, "register")
    assert command.body["arguments"] == {
        "pledge_id": str(dossier.securities[0].pledge.id),
        "registration_number": NUMBER,
        "registered_on": TODAY.isoformat(),
        "registered_until": UNTIL.isoformat(),
    }
    (kept,) = certificates(database)
    assert (kept.number, kept.modification_code) == (NUMBER, "Qx7712")
    again = brought_in(database, tmp_path / "batch.xlsx")
    assert [each.status for each in again] == [Status.REFUSED]
    assert "等待总行" in again[0].reasons[0].zh


def test_a_dry_run_asks_for_nothing(database: Database, tmp_path: Path) -> None:
    securing(database, machine())
    exported(database, tmp_path / "batch.xlsx")
    verdicts = brought_in(database, answered(tmp_path / "batch.xlsx"), dry_run=True)
    assert verdicts[0].status is Status.ACCEPTED
    assert asked(database) == []
    assert certificates(database) == []


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "a number that is too short": ({"登记证明编号": "123"}, "20 位"),
    "a number written as a figure": ({"登记证明编号": 12345678901234567890}, "丢失尾数"),
    "no code": ({"修改码": None}, "修改码：不能为空"),
    "a day ahead": ({"登记日期": (TODAY + timedelta(days=1)).isoformat()}, "不能晚于今天"),
    "an end before the beginning": ({"登记到期日": TODAY.isoformat()}, "应晚于登记日期"),
    "no answer at all": (dict.fromkeys(("登记证明编号", "修改码", "登记日期", "登记到期日")), "尚未答复"),
    "an unknown number of ours": ({"填表人归档号": "HT-0"}, "没有这个归档号"),
    "a formula": ({"修改码": "=1/0"}, "公式"),
}


@pytest.mark.parametrize(("changes", "why"), WRONG.values(), ids=WRONG)
def test_a_wrong_answer_is_refused_and_says_why(
    database: Database, tmp_path: Path, changes: dict[str, Any], why: str
) -> None:
    securing(database, machine())
    exported(database, tmp_path / "batch.xlsx")
    (verdict,) = brought_in(database, answered(tmp_path / "batch.xlsx", **changes))
    assert verdict.status is Status.REFUSED
    assert any(why in reason.zh for reason in verdict.reasons), verdict.reasons
    assert asked(database) == []
    assert certificates(database) == []


def test_an_end_before_the_loan_is_warned_of(database: Database, tmp_path: Path) -> None:
    securing(database, machine())
    exported(database, tmp_path / "batch.xlsx")
    early = (TODAY + timedelta(days=40)).isoformat()
    (verdict,) = brought_in(database, answered(tmp_path / "batch.xlsx", 登记到期日=early))
    assert verdict.status is Status.WARNED
    assert len(asked(database)) == 1


def test_one_certificate_registers_one_thing(database: Database, tmp_path: Path) -> None:
    securing(database, machine())
    exported(database, tmp_path / "one.xlsx")
    brought_in(database, answered(tmp_path / "one.xlsx"))
    other = securing(database, machine())
    with database.session() as session:
        only = {other.securities[0].pledge.id}
        movables.BATCH.export(tmp_path / "two.xlsx", session, REGISTRAR, TODAY, only=only)
    (verdict,) = brought_in(database, answered(tmp_path / "two.xlsx"))
    assert verdict.status is Status.REFUSED
    assert "另一项担保" in verdict.reasons[0].zh


def test_a_loan_officer_registers_nothing(database: Database, tmp_path: Path) -> None:
    securing(database, machine())
    exported(database, tmp_path / "batch.xlsx")
    path = answered(tmp_path / "batch.xlsx")
    (verdict,) = movables.ANSWERS.bring_in(path, database, factories.actor(), TODAY)
    assert verdict.status is Status.REFUSED
    assert "登记岗" in verdict.reasons[0].zh


def test_a_case_that_stands_elsewhere_registers_nothing(database: Database, tmp_path: Path) -> None:
    dossier = securing(database, machine())
    exported(database, tmp_path / "batch.xlsx")
    _move(database, dossier, State.WITHDRAWN)
    (verdict,) = brought_in(database, answered(tmp_path / "batch.xlsx"))
    assert verdict.status is Status.REFUSED


def _move(database: Database, dossier: Dossier, state: State) -> None:
    def move(session: Any) -> None:
        identity: UUID = dossier.case.id
        Dossier.load(session, factories.INSTITUTION, identity).case.state = state.value

    database.run(move)


def test_a_cancelled_import_leaves_nothing(database: Database, tmp_path: Path) -> None:
    securing(database, machine())
    exported(database, tmp_path / "batch.xlsx")
    job = Job()
    job.cancel()
    with pytest.raises(Cancelled):
        brought_in(database, answered(tmp_path / "batch.xlsx"), job=job)
    assert asked(database) == []


def test_what_is_no_batch_is_refused_whole(database: Database, tmp_path: Path) -> None:
    (tmp_path / "text.xlsx").write_text("no workbook", "utf-8")
    for path, why in (
        (write(tmp_path / "other.xlsx", [["a"]], heading=["填表人归档号"]), "缺少列"),
        (write(tmp_path / "empty.xlsx", [], heading=["填表人归档号"]), "没有数据行"),
        (bomb(tmp_path / "bomb.xlsx", unpacked=500 * 2**20), "已拒绝打开"),
        (tmp_path / "text.xlsx", "不是 Excel"),
        (tmp_path / "nowhere.xlsx", "找不到"),
    ):
        with pytest.raises(RuleBroken, match=why):
            brought_in(database, path)
