"""The application to the real-property registry, and the proofs that come back in it."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.database import Database
from app.register.verdicts import Status, Verdict
from app.registries import real_property
from app.tables import Waiting
from models.approval.roles import Role
from models.collateral.base import kinds
from models.collateral.registry_certificate import RegistryCertificate
from models.errors import RuleBroken
from models.sample.objects import object_of
from tests import factories
from tests.app.registries.cases import machine, securing
from tests.factories import TODAY, YUAN

REGISTRAR = factories.actor(Role.REGISTRAR)


def applied(database: Database, path: Path) -> tuple[list[Status], list[dict[str, object]]]:
    with database.session() as session:
        verdicts = real_property.APPLICATION.export(path, session, REGISTRAR, TODAY)
    if not path.exists():
        return [each.status for each in verdicts], []
    heading, *rows = load_workbook(path)[real_property.SHEET].iter_rows(values_only=True)
    return [each.status for each in verdicts], [
        dict(zip(map(str, heading), row, strict=True)) for row in rows
    ]


def test_a_house_is_applied_for(database: Database, tmp_path: Path) -> None:
    facts = object_of("house", 5, TODAY, secured=100_000 * YUAN, owner="王满仓")
    dossier = securing(database, facts)
    statuses, (row,) = applied(database, tmp_path / "out.xlsx")
    assert statuses == [Status.ACCEPTED]
    assert (row["申请登记事由"], row["登记类型"], row["不动产类型"]) == ("抵押权", "首次登记", "土地和房屋")
    assert row["不动产单元号"] == facts.unit_number  # type: ignore[attr-defined] # a house has one
    assert (row["义务人姓名（名称）"], row["面积单位"]) == ("王满仓", "平方米")
    assert row["被担保债权数额（元）"] == 100_000
    assert row["债务履行期限"] == "2026-03-10起至2027-03-10止"
    assert row["登记原因证明文件二"] == f"抵押合同 {dossier.contracts[1].number}"


def test_a_land_right_names_its_parcels_and_warns_without_a_unit(database: Database, tmp_path: Path) -> None:
    securing(database, factories.farmland())
    statuses, (row,) = applied(database, tmp_path / "out.xlsx")
    assert statuses == [Status.WARNED]
    assert (row["面积"], row["面积单位"], row["不动产类型"]) == (120, "亩", "土地")
    assert "2399011002010000123" in str(row["备注"])


def test_without_a_certificate_nothing_is_applied_for(database: Database, tmp_path: Path) -> None:
    securing(database, factories.farmland(certificate=""))
    assert applied(database, tmp_path / "out.xlsx") == ([Status.REFUSED], [])


def test_movables_go_elsewhere(database: Database, tmp_path: Path) -> None:
    securing(database, machine())
    with pytest.raises(RuleBroken, match="No security waits"):
        applied(database, tmp_path / "out.xlsx")


@pytest.mark.parametrize(
    "key", [key for key, kind in kinds().items() if kind.registry == real_property.REGISTRY]
)
def test_every_kind_of_this_registry_has_its_application(
    database: Database, tmp_path: Path, key: str
) -> None:
    facts = (
        object_of(key, 7, TODAY, secured=100_000 * YUAN, owner="王满仓")
        if key != "farmland_right"
        else (factories.farmland())
    )
    securing(database, facts)
    _statuses, rows = applied(database, tmp_path / "out.xlsx")
    assert rows
    assert rows[0]["原不动产权属证书号"]
    assert rows[0]["坐落"]


PROOF = "黑(2026)测试县不动产证明第0000567号"


def answered(database: Database, path: Path, **changes: object) -> Path:
    """Apply for what waits, and fill in the registry's answer to the first row."""
    applied(database, path)
    book = load_workbook(path)
    page = book[real_property.SHEET]
    values: dict[str, Any] = {"不动产登记证明号": PROOF, "登记日期": TODAY.isoformat(), **changes}
    for column in range(1, page.max_column + 1):
        heading = str(page.cell(1, column).value)
        if heading in values:
            page.cell(2, column).value = values[heading]
    book.save(path)
    return path


def brought_in(database: Database, path: Path) -> Verdict:
    (verdict,) = real_property.ANSWERS.bring_in(path, database, REGISTRAR, TODAY)
    return verdict


def test_the_proof_comes_back_and_registers_the_house(database: Database, tmp_path: Path) -> None:
    facts = object_of("house", 5, TODAY, secured=100_000 * YUAN, owner="王满仓")
    dossier = securing(database, facts)
    verdict = brought_in(database, answered(database, tmp_path / "out.xlsx"))
    assert (verdict.status, verdict.name) == (Status.ACCEPTED, dossier.contracts[1].number)
    with database.session() as session:
        (asked,) = session.scalars(select(Waiting).where(Waiting.type == "command"))
        assert asked.body["step"] == "register"
        assert asked.body["arguments"] == {
            "pledge_id": str(dossier.securities[0].pledge.id),
            "registration_number": PROOF,
            "registered_on": TODAY.isoformat(),
            "registered_until": None,
        }
        assert not session.scalars(select(RegistryCertificate)).all()
    again = brought_in(database, tmp_path / "out.xlsx")
    assert (again.status, "已提交" in again.reasons[0].zh) == (Status.REFUSED, True)


def test_a_number_of_another_form_is_kept_and_warned_of(database: Database, tmp_path: Path) -> None:
    securing(database, factories.farmland())
    path = answered(database, tmp_path / "out.xlsx", 不动产登记证明号="测农押登字〔2026〕第12号")
    assert brought_in(database, path).status is Status.WARNED


@pytest.mark.parametrize(
    "wrong",
    [
        {"不动产登记证明号": ""},
        {"登记日期": "2026-03-11"},
        {"填表人归档号": "HT-00000000-2026-000001-9"},
        {"不动产登记证明号": "", "登记日期": ""},
    ],
)
def test_an_answer_that_cannot_be_is_refused(
    database: Database, tmp_path: Path, wrong: dict[str, str]
) -> None:
    securing(database, object_of("house", 5, TODAY, secured=100_000 * YUAN, owner="王满仓"))
    verdict = brought_in(database, answered(database, tmp_path / "out.xlsx", **wrong))
    assert verdict.status is Status.REFUSED
    with database.session() as session:
        assert not session.scalars(select(Waiting).where(Waiting.type == "command")).all()


def test_movables_are_not_registered_here(database: Database, tmp_path: Path) -> None:
    machinery = securing(database, machine())
    house = object_of("house", 5, TODAY, secured=100_000 * YUAN, owner="王满仓")
    securing(database, house)
    path = answered(database, tmp_path / "out.xlsx", 填表人归档号=machinery.contracts[1].number)
    verdict = brought_in(database, path)
    assert (verdict.status, "不在该系统登记" in verdict.reasons[0].zh) == (Status.REFUSED, True)
