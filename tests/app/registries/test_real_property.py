"""The application to the real-property registry."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.database import Database
from app.register.verdicts import Status
from app.registries import real_property
from models.approval.roles import Role
from models.collateral.base import kinds
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
