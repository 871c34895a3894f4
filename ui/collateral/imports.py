"""What can be brought in at the collateral workplace: land data, the platform's list, a registry's answers."""

from collections.abc import Callable
from pathlib import Path

from app.clock import today
from app.jobs import Job
from app.register.verdicts import Verdict
from app.workstation import Workstation
from models.text import Text
from ui.import_dialog import Importing

EXCEL = "Excel (*.xlsx)"


def _land(path: Path, workstation: Workstation, dry_run: bool, job: Job) -> list[Verdict]:  # noqa: FBT001 - as every import
    from app.land.parcels import bring_in  # noqa: PLC0415 - the page is shown without it

    return bring_in(path, workstation.database, workstation.actor, today(), dry_run=dry_run, job=job)


def _from(registry: str) -> Callable[[Path, Workstation, bool, Job], list[Verdict]]:
    def bring_in(path: Path, workstation: Workstation, dry_run: bool, job: Job) -> list[Verdict]:  # noqa: FBT001 - likewise
        from app.registries.exchanges import EXCHANGES  # noqa: PLC0415 - likewise

        return EXCHANGES[registry].bring_in(
            path, workstation.database, workstation.actor, today(), dry_run=dry_run, job=job
        )

    return bring_in


LAND = Importing(
    title=Text("导入土地确权数据", "Import land titling data"),
    hint=Text(
        "请选择确权数据（GPKG、SHP 带地块图形；CSV、DBF 只有属性）。逐地块校验后，按承包方建立土地经营权。",
        "Choose a titling data set (GPKG or SHP with outlines; CSV or DBF without). Every parcel is checked, "
        "then each contractor gets a land right.",
    ),
    files="GPKG / SHP / CSV / DBF (*.gpkg *.shp *.csv *.dbf)",
    name=Text("地块编码", "Parcel"),
    done=Text("已导入{taken}块地，退回{refused}行。", "{taken} parcels brought in, {refused} rows refused."),
    bring_in=_land,
)
RECEIVABLES = Importing(
    title=Text("导入中征平台账款清单", "Import the platform's receivables"),
    hint=Text(
        "请选择中征平台的应收账款清单（.xlsx）。按发票号码匹配，已录入的内容不会被覆盖。",
        "Choose the platform's list (.xlsx). Rows are matched by invoice; what was typed is not overwritten.",
    ),
    files=EXCEL,
    name=Text("债务人", "Debtor"),
    done=Text(
        "已导入{taken}笔账款，退回{refused}行。", "{taken} receivables brought in, {refused} rows refused."
    ),
    bring_in=_from("receivables"),
)
ANSWERS = Importing(
    title=Text("导入动产登记结果", "Import registrations of movables"),
    hint=Text(
        "请选择填好登记证明编号和修改码的批次表（.xlsx）。每行将按“登记担保”提交总行。",
        "Choose the batch with certificate numbers and codes filled in (.xlsx). Each row is sent as a registration.",
    ),
    files=EXCEL,
    name=Text("归档号", "Filer's number"),
    done=Text(
        "已提交{taken}项登记，退回{refused}行。", "{taken} registrations sent, {refused} rows refused."
    ),
    bring_in=_from("movables"),
)
PROOFS = Importing(
    title=Text("导入不动产登记结果", "Import registrations of real property"),
    hint=Text(
        "请选择填好不动产登记证明号和登记日期的申请表（.xlsx）。每行将按“登记担保”提交总行。",
        "Choose the applications with proof numbers and days filled in (.xlsx). Each row is sent as a registration.",
    ),
    files=EXCEL,
    name=Text("归档号", "Filer's number"),
    done=Text(
        "已提交{taken}项登记，退回{refused}行。", "{taken} registrations sent, {refused} rows refused."
    ),
    bring_in=_from("property"),
)
IMPORTS = (LAND, RECEIVABLES, ANSWERS, PROOFS)
