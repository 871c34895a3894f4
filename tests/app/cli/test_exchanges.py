"""Land data and the registries at the command line, each in a process of its own, against a real centre."""

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.clock import today
from models.lending.days import add_months
from models.sample.land import SampleParcel, village
from models.sample.numbers import credit_code
from tests.app.cli.child import Heard, child
from tests.app.places import PASSWORD, CentreProcess
from tests.app.register.books import write
from tests.app.registries.test_receivables import line
from tests.factories import INSTITUTION
from ui.tour.land import write_package

PASSPHRASE = "a long passphrase"  # noqa: S105 - a test's

Typed = Callable[..., Heard]


@pytest.fixture
def typed(tmp_path: Path, centre: CentreProcess) -> Typed:
    """Type a command as an officer at a workstation of the demonstration bank."""
    place = {"HEITU_DATA": str(tmp_path), "HEITU_CENTRE": centre.address, "HEITU_INSTITUTION": INSTITUTION}

    def type_line(*words: str, login: str = "wangjun") -> Heard:
        secrets = f"{PASSWORD}\n{PASSPHRASE}\n"
        return child(*words, "--user", login, "--secrets-stdin", typed=secrets, **place)

    return type_line


def test_land_comes_in_with_verdicts_as_data(typed: Typed, tmp_path: Path) -> None:
    parcels = list(village(12, seed=7))
    broken = SampleParcel(parcels[5].texts | {"CBFBM": "239"}, parcels[5].corners)
    write_package(tmp_path / "land.gpkg", [*parcels[:5], broken, *parcels[6:]])
    words = ["land", str(tmp_path / "land.gpkg"), "--json"]
    judged = typed(*words, "--dry-run")
    assert judged.code == 0, judged.err
    assert judged.json()["counts"] == {"accepted": 11, "warned": 0, "refused": 1}
    (refused,) = [each for each in judged.json()["rows"] if each["status"] == "refused"]
    assert refused["line"] == 7
    assert {"zh", "en"} == refused["reasons"][0].keys()
    assert typed(*words).json()["accepted"] == 11
    assert typed(*words).json()["accepted"] == 0
    said = typed("land", str(tmp_path / "land.gpkg"), "--dry-run", "--verdicts", str(tmp_path / "v.xlsx"))
    assert said.code == 0
    assert "第7行" in said.out
    assert "地块已在押品中登记" in said.out
    assert load_workbook(tmp_path / "v.xlsx")["导入结果"].max_row == 13


def test_receivables_come_in(typed: Typed, tmp_path: Path) -> None:
    number = {
        "债权人信用代码": credit_code("91", 90_501),
        "债务人信用代码": credit_code("91", 90_502),
        "发票号码": "26239900000000090501",
        "账款到期日": add_months(today(), 8).isoformat(),
    }
    path = write(
        tmp_path / "list.xlsx", [list(line(**number).values())], heading=list(line()), sheet="应收账款清单"
    )
    words = ["registry", "import", "receivables", str(path), "--json"]
    assert typed(*words, "--dry-run").json()["accepted"] == 1
    first, again = typed(*words), typed(*words)
    assert (first.code, first.json()["counts"]["accepted"]) == (0, 1), first.err
    assert again.json()["rows"][0]["reasons"] == []
    # A registrar writes no files; the refusal speaks both languages, as every other.
    refused = typed(*words, login="zhoufang")
    assert (refused.code, refused.out) == (1, "")
    assert "客户经理" in refused.err
    assert "loan officer" in refused.err.lower()


REFUSED: dict[str, tuple[list[str], int]] = {
    "no such data set": (["land", "nowhere.gpkg"], 1),
    "no such list": (["registry", "import", "receivables", "nowhere.xlsx"], 1),
    "nothing to file": (["registry", "export", "movables", "out.xlsx"], 1),
    "no direction": (["registry"], 2),
    "no such registry": (["registry", "export", "moon", "out.xlsx"], 2),
    "no such registry to answer": (["registry", "import", "somewhere", "in.xlsx"], 2),
}


@pytest.mark.parametrize(("words", "code"), REFUSED.values(), ids=REFUSED)
def test_refusals_and_wrong_use_have_their_codes(typed: Typed, words: list[str], code: int) -> None:
    heard = typed(*words)
    assert (heard.code, heard.out) == (code, ""), heard.err
    assert "Traceback" not in heard.err
