"""The platform's list: new receivables, known ones completed, nothing typed written over in silence."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.database import Database
from app.register.verdicts import Status, Verdict
from app.registries import receivables
from models.collateral.object import Collateral
from models.collateral.receivable import Receivable
from models.errors import RuleBroken
from models.sample.numbers import credit_code
from tests import factories
from tests.app.register.books import write
from tests.app.registries.cases import securing
from tests.factories import TODAY, YUAN

ACTOR = factories.actor()
CREDITOR, DEBTOR, OTHER = (credit_code("91", 90_100 + number) for number in range(3))
INVOICE, SECOND = "26239900000000000018", "26239900000000000026"


def line(**changes: Any) -> dict[str, Any]:
    values = {
        "债权人名称": "黑土县丰谷粮食贸易有限公司",
        "债权人信用代码": CREDITOR,
        "债务人名称": "测试县粮食储备库",
        "债务人信用代码": DEBTOR,
        "基础合同号": "LC-2026-018",
        "基础合同日期": "2026-01-05",
        "发票号码": INVOICE,
        "账款金额": "500,000.00",
        "已付金额": "",
        "账款到期日": "2027-01-31",
        "中征平台状态": "债务人已确认",
        "债务人确认日期": "2026-03-01",
    }
    return values | changes


def listed(path: Path, *lines: dict[str, Any]) -> Path:
    return write(path, [list(each.values()) for each in lines], heading=list(line()), sheet=receivables.SHEET)


def brought_in(database: Database, path: Path, **more: Any) -> list[Verdict]:
    return receivables.bring_in(path, database, ACTOR, TODAY, **more)


def held(database: Database) -> list[tuple[Collateral, Receivable]]:
    with database.session() as session:
        rows = session.scalars(select(Collateral).order_by(Collateral.id)).all()
    return [(each, Receivable.read(each.facts)) for each in rows]


def test_an_unknown_claim_becomes_a_receivable(database: Database, tmp_path: Path) -> None:
    path = listed(tmp_path / "list.xlsx", line(发票号码=f"{INVOICE}、{SECOND}"))
    assert [each.status for each in brought_in(database, path)] == [Status.ACCEPTED]
    ((collateral, facts),) = held(database)
    assert (collateral.owner_name, collateral.owner_number) == ("黑土县丰谷粮食贸易有限公司", CREDITOR)
    assert collateral.description == "测试县粮食储备库应收账款"
    assert (facts.amount, facts.invoices, facts.confirmed) == (500_000 * YUAN, (INVOICE, SECOND), True)
    again = brought_in(database, path)
    assert [(each.status, each.reasons) for each in again] == [(Status.ACCEPTED, [])]
    assert len(held(database)) == 1


def test_a_dry_run_makes_nothing(database: Database, tmp_path: Path) -> None:
    verdicts = brought_in(database, listed(tmp_path / "list.xlsx", line()), dry_run=True)
    assert verdicts[0].status is Status.ACCEPTED
    assert held(database) == []


def test_what_is_empty_is_filled_and_what_was_typed_stays(database: Database, tmp_path: Path) -> None:
    brought_in(
        database,
        listed(tmp_path / "first.xlsx", line(基础合同日期="", 中征平台状态="已推送", 债务人确认日期="")),
    )
    (verdict,) = brought_in(database, listed(tmp_path / "second.xlsx", line(账款金额="480,000.00")))
    assert verdict.status is Status.WARNED
    said = "；".join(reason.zh for reason in verdict.reasons)
    assert "账款金额：与已录入的“500,000.00”不同，保留已录入的" in said
    assert "中征平台状态：已推送改为债务人已确认" in said
    ((_collateral, facts),) = held(database)
    assert facts.amount == 500_000 * YUAN
    assert (str(facts.contract_on), facts.status, str(facts.confirmed_on)) == (
        "2026-01-05",
        "confirmed",
        "2026-03-01",
    )


def test_a_state_moves_only_along_the_arrows(database: Database, tmp_path: Path) -> None:
    brought_in(database, listed(tmp_path / "first.xlsx", line()))
    (verdict,) = brought_in(database, listed(tmp_path / "second.xlsx", line(中征平台状态="已上传")))
    assert verdict.status is Status.WARNED
    assert held(database)[0][1].status == "confirmed"


def test_terms_of_an_approved_case_stay_frozen(database: Database, tmp_path: Path) -> None:
    facts = factories.receivable(debtor_code=DEBTOR, contract_on=None, status="pushed")
    securing(database, facts, firm=True, owner_name="黑土县丰谷粮食贸易有限公司", owner_number=CREDITOR)
    changes = {"债务人名称": "黑土县国家粮食储备库有限公司"}
    (verdict,) = brought_in(database, listed(tmp_path / "list.xlsx", line(**changes)))
    assert verdict.status is Status.WARNED
    assert any("已冻结" in reason.zh for reason in verdict.reasons)
    ((_collateral, now),) = held(database)
    assert now.contract_on is None
    # The state of the platform proves an act that follows approval, and stays open.
    assert now.status == "confirmed"


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "a wrong credit code": ({"债务人信用代码": "91239901MAT000018X"}, "债务人信用代码"),
    "no invoice": ({"发票号码": ""}, "发票号码：不能为空"),
    "an invoice of ten digits": ({"发票号码": "1234567890"}, "20 位"),
    "no amount": ({"账款金额": "0"}, "账款金额"),
    "more paid than owed": ({"已付金额": "600000"}, "已付金额大于"),
    "one who owes himself": ({"债务人信用代码": CREDITOR}, "相同"),
    "an unknown state": ({"中征平台状态": "差不多"}, "请选择"),
}


@pytest.mark.parametrize(("changes", "why"), REFUSED.values(), ids=REFUSED)
def test_a_wrong_row_is_refused_and_says_why(
    database: Database, tmp_path: Path, changes: dict[str, Any], why: str
) -> None:
    (verdict,) = brought_in(database, listed(tmp_path / "list.xlsx", line(**changes)))
    assert verdict.status is Status.REFUSED
    assert any(why in reason.zh for reason in verdict.reasons), verdict.reasons
    assert held(database) == []


WARNED: dict[str, tuple[dict[str, Any], str]] = {
    "a claim past its day": ({"账款到期日": "2026-01-31"}, "到期"),
    "a debtor who refused": ({"中征平台状态": "债务人拒绝确认"}, "不能质押"),
    "confirmed without a day": ({"债务人确认日期": ""}, "没有确认日期"),
}


@pytest.mark.parametrize(("changes", "why"), WARNED.values(), ids=WARNED)
def test_an_odd_row_is_kept_and_warned_of(
    database: Database, tmp_path: Path, changes: dict[str, Any], why: str
) -> None:
    (verdict,) = brought_in(database, listed(tmp_path / "list.xlsx", line(**changes)))
    assert verdict.status is Status.WARNED
    assert why in verdict.reasons[0].zh
    assert len(held(database)) == 1


def test_one_invoice_is_one_claim(database: Database, tmp_path: Path) -> None:
    verdicts = brought_in(database, listed(tmp_path / "a.xlsx", line(), line(发票号码=f"{SECOND} {INVOICE}")))
    assert [each.status for each in verdicts] == [Status.ACCEPTED, Status.REFUSED]
    assert "与第2行重复" in verdicts[1].reasons[0].zh
    (theirs,) = brought_in(database, listed(tmp_path / "b.xlsx", line(债权人信用代码=OTHER)))
    assert theirs.status is Status.REFUSED
    assert "另一债权人" in theirs.reasons[0].zh
    brought_in(database, listed(tmp_path / "c.xlsx", line(发票号码=SECOND)))
    (both,) = brought_in(database, listed(tmp_path / "d.xlsx", line(发票号码=f"{SECOND} {INVOICE}")))
    assert both.status is Status.REFUSED
    assert "2笔" in both.reasons[0].zh


def test_the_pledged_ones_go_out_and_come_back_as_they_are(database: Database, tmp_path: Path) -> None:
    dossier = securing(
        database,
        factories.receivable(debtor_code=DEBTOR, status="confirmed", confirmed_on=TODAY),
        firm=True,
        owner_name="黑土县丰谷粮食贸易有限公司",
        owner_number=CREDITOR,
    )
    with database.session() as session:
        verdicts = receivables.PLEDGED.export(tmp_path / "out.xlsx", session, ACTOR, TODAY)
    assert [each.status for each in verdicts] == [Status.ACCEPTED]
    page = load_workbook(tmp_path / "out.xlsx")[receivables.SHEET]
    row = {str(cell.value): page.cell(2, cell.column or 0).value for cell in page[1]}
    assert row["发票号码"] == INVOICE
    assert row["账款金额"] == 500_000
    assert row["质押合同号"] == dossier.contracts[1].number
    back = brought_in(database, tmp_path / "out.xlsx")
    assert [(each.status, each.reasons) for each in back] == [(Status.ACCEPTED, [])]


def test_nothing_pledged_is_said(database: Database, tmp_path: Path) -> None:
    with database.session() as session, pytest.raises(RuleBroken, match="No receivable"):
        receivables.PLEDGED.export(tmp_path / "out.xlsx", session, ACTOR, TODAY)
