"""The power goes in the middle of typing: the next start shows what was typed."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ui.branch import Branch
from tests.ui.typist import TEXTS

ROOT = Path(__file__).parents[2]


def start(deed: str, data: Path, customer: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.ui.typist", deed, str(data), customer],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )


@pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no SIGKILL; terminating there is covered by it"
)
def test_what_was_typed_survives_a_kill(branch: Branch, tmp_path: Path) -> None:
    workstation = branch.enter("wangjun", tmp_path)
    customer = branch.customer(workstation)
    workstation.close()
    with start("type", tmp_path, customer) as typing:
        assert typing.stdout
        assert typing.stdout.readline() == "typed\n"
        typing.send_signal(signal.SIGKILL)
        assert typing.wait(20) == -signal.SIGKILL
    with start("read", tmp_path, customer) as reading:
        out, _err = reading.communicate(timeout=60)
    assert reading.returncode == 0
    found = json.loads(out)
    assert found["full_name"] == TEXTS["full_name"]
    assert found["note"].rstrip("再") == TEXTS["note"]
