"""A new computer at its log-in window: a real keyring, and a real centre that lets in nobody it does not know."""

import json
from pathlib import Path

from tests.app.places import CentreProcess
from tests.app.secret_service import run_with_keyring
from tests.factories import INSTITUTION


def test_a_new_computer_is_asked_for_its_code(tmp_path: Path, strict: CentreProcess) -> None:
    device = ("--institution", INSTITUTION, "--device", "PC01")
    code = strict.operate("device", "new-code", *device)[0]["code"]
    words = (str(tmp_path / "heitu"), strict.address, "2222-2222-2222-2222", f" {code} ")
    sit_down = "from tests.ui.newcomer import main; main()"
    before, unknown, mistyped, entered = json.loads(run_with_keyring(tmp_path, sit_down, *words))
    assert before == [False, "登录", ""]
    assert unknown[:2] == [True, "登记并登录"]
    assert "索取一次性登记码" in unknown[2]
    assert mistyped[:2] == [True, "登记并登录"]
    assert "登记码不正确" in mistyped[2]
    assert entered == [False, "登录", ""]
    assert strict.operate("device", "list", "--institution", INSTITUTION)[0]["state"] == "enrolled"
