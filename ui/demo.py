"""The demonstration: a real centre on this computer, filled with synthetic people."""

import atexit
import subprocess
import sys
from pathlib import Path

from app.config import Settings
from models.errors import LendingError
from models.text import Text

INSTITUTION = "23990100"
LOGIN = "wangjun"
PASSWORD = "heitu-demo"  # noqa: S105 - the demonstration tells it to everybody
HINT = Text(
    "演示：登录名 wangjun、lixue（客户经理）、zhaomin（审查）、sunlei（支行行长）、zhoufang（合同/登记）、wuhao（放款），"
    "总行 zhenghua（审批）、chenjing（贷审会）、xuqing（稽核），密码 heitu-demo。",
    "Demonstration: wangjun, lixue (officers), zhaomin (reviewer), sunlei (manager), zhoufang (contracts), "
    "wuhao (payout); head office: zhenghua (approver), chenjing (committee), xuqing (auditor); password heitu-demo.",
)
DEAD = Text("演示总行没有启动：{why}", "The demonstration centre did not start: {why}")


class CentreProcess:
    """A centre in a process of its own, on loopback, over an SQLite file."""

    def __init__(self, database: Path, *, port: int = 0) -> None:
        """Start it and wait until it listens.

        Raises:
            LendingError: It did not.
        """
        database.parent.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "central", "serve", "--demo", "--port", str(port)]
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [*command, "--database", f"sqlite:///{database}"], stdout=subprocess.PIPE, text=True
        )
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line.startswith("listening "):
            self.stop()
            raise LendingError(DEAD.fill(why=line.strip() or "exit"))
        self.address = line.split()[1]
        atexit.register(self.stop)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.address.rsplit(":", 1)[1])

    def stop(self) -> None:
        """Stop it and wait until it is gone."""
        if self._process.poll() is None:
            self._process.terminate()
            self._process.wait(timeout=15)
        if self._process.stdout:
            self._process.stdout.close()
        atexit.unregister(self.stop)


def demonstration(settings: Settings) -> tuple[Settings, Text]:
    """Start the demonstration centre and return the settings that lead to it, with whom to log in as."""
    folder = settings.data / "demo"
    centre = CentreProcess(folder / "central.db")
    return Settings(folder, centre.address, INSTITUTION), HINT
