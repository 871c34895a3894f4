"""Enrolling this computer: a real keyring, a real centre that lets in nobody it does not know."""

import json
from pathlib import Path

import pytest

from app.device import enrol
from app.keys import NoKeyring
from app.sync.client import OFFLINE, NotEnrolled
from app.workstation import log_in
from tests.app.places import PASSWORD, CentreProcess
from tests.app.secret_service import run_with_keyring
from tests.app.sync.desks import settings
from tests.app.sync.lossy import lossy_line
from tests.factories import INSTITUTION

SIT_DOWN = """
import json, sys
from pathlib import Path
from app.config import Settings
from app.sync.client import CentreUnreachable, NotEnrolled
from app.workstation import enrol, log_in

place = Settings(Path(sys.argv[1]), sys.argv[2], "23990100")
said = []
if sys.argv[3]:
    try:
        said.append(enrol(place, sys.argv[3]))
    except (CentreUnreachable, NotEnrolled) as refused:
        said.append(refused.text.zh)
try:
    desk = log_in(place, "wangjun", "heitu-demo", lambda why, new: 1 / 0)
    desk.centre._access = ""
    said.append([desk.online, desk.rounds.run().received > 0])
    desk.close()
except (CentreUnreachable, NotEnrolled) as refused:
    said.append(refused.text.zh)
print(json.dumps(said))
"""


def test_a_computer_is_enrolled_works_and_is_revoked(tmp_path: Path, strict: CentreProcess) -> None:
    data = str(tmp_path / "heitu")
    device = ("--institution", INSTITUTION, "--device", "PC01")

    def sit_down(code: str = "") -> list[object]:
        said: list[object] = json.loads(run_with_keyring(tmp_path, SIT_DOWN, data, strict.address, code))
        return said

    assert "索取一次性登记码" in str(sit_down()[0])
    code = strict.operate("device", "new-code", *device)[0]["code"]
    assert "登记码不正确" in str(sit_down("2222-2222-2222-2222")[0])
    # The round renews the log-in first: the proof is shown for that too.
    assert sit_down(code) == ["PC01", [True, True]]
    assert strict.operate("device", "list", "--institution", INSTITUTION)[0]["state"] == "enrolled"
    for file in (tmp_path / "heitu").rglob("*"):
        assert not file.is_file() or b"private" not in file.read_bytes()
    strict.operate("device", "revoke", *device)
    assert "已被停用" in str(sit_down()[0])


def test_the_same_code_is_good_again_where_the_answer_was_lost(tmp_path: Path, strict: CentreProcess) -> None:
    data = str(tmp_path / "heitu")
    code = strict.operate("device", "new-code", "--institution", INSTITUTION, "--device", "PC03")[0]["code"]
    with lossy_line(strict.address) as line:
        line.path, line.lose = "/v1/devices", 1
        said = [json.loads(run_with_keyring(tmp_path, SIT_DOWN, data, line.address, code)) for _ in range(2)]
    assert said[0][0] == OFFLINE.zh
    assert "索取一次性登记码" in said[0][1]
    assert said[1] == ["PC03", [True, True]]


def test_without_a_keyring_the_code_is_not_used_up(tmp_path: Path, strict: CentreProcess) -> None:
    place = settings(tmp_path / "heitu", strict.address)
    code = strict.operate("device", "new-code", "--institution", INSTITUTION, "--device", "PC02")[0]["code"]
    with pytest.raises(NoKeyring):
        enrol(place, code)
    with pytest.raises(NotEnrolled):
        log_in(place, "wangjun", PASSWORD, lambda _why, _new: "")
    assert strict.operate("device", "list", "--institution", INSTITUTION)[0]["state"] == "waiting"
