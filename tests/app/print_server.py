"""A private CUPS server with one queue that leads into a sink of paper; nothing of the machine is touched."""

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

CUPSD = shutil.which("cupsd") or "/usr/sbin/cupsd"
QUEUE = "HEITU"
PPD = "lsb/usr/cupsfilters/Generic-PDF_Printer-PDF.ppd"


@dataclass
class Sink:
    """A JetDirect printer: what it was sent, one entry a job."""

    port: int = 0
    jobs: list[bytes] = field(default_factory=list)
    _socket: socket.socket = field(default_factory=socket.socket)

    folder: Path = Path()

    def log(self) -> str:
        """What the server wrote down of its jobs."""
        return (self.folder / "log/error").read_text(errors="replace")

    def open(self) -> None:
        self._socket.bind(("127.0.0.1", 0))
        self._socket.listen(8)
        self.port = self._socket.getsockname()[1]
        Thread(target=self._take, daemon=True).start()

    def close(self) -> None:
        self._socket.close()

    def _take(self) -> None:
        while True:
            try:
                connection, _address = self._socket.accept()
            except OSError:
                return
            with connection:
                data = b""
                while part := connection.recv(65536):
                    data += part
            self.jobs.append(data)

    def pdfs(self) -> list[bytes]:
        """The PDF of each job, without what the printer's language put around it."""
        return [job[job.index(b"%PDF") :] for job in self.jobs if b"%PDF" in job]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def print_server(folder: Path) -> Iterator[Sink]:
    """Run the server below *folder* until the block ends."""
    sink = Sink(folder=folder)
    sink.open()
    port = _free_port()
    who = pwd.getpwuid(os.getuid()).pw_name
    for name in ("etc", "etc/ppd", "spool", "spool/tmp", "cache", "state", "log"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    user = "lp" if who == "root" else who
    if who == "root":
        for path in (folder, *folder.rglob("*")):
            shutil.chown(path, "root", "lp")
            path.chmod(0o770)
    (folder / "etc/cups-files.conf").write_text(
        f"ServerRoot {folder}/etc\nRequestRoot {folder}/spool\nCacheDir {folder}/cache\nStateDir {folder}/state\n"
        f"TempDir {folder}/spool/tmp\nAccessLog {folder}/log/access\nErrorLog {folder}/log/error\n"
        f"PageLog {folder}/log/page\nDataDir /usr/share/cups\nServerBin /usr/lib/cups\nFileDevice Yes\n"
        f"User {user}\nGroup lp\nSystemGroup root\nSandboxing relaxed\n"
    )
    (folder / "etc/cupsd.conf").write_text(
        f"Listen 127.0.0.1:{port}\nBrowsing Off\nWebInterface No\nDefaultAuthType None\nLogLevel debug\n"
        "PageLogFormat %p %j %{job-name} sheets=%{job-media-sheets-completed}\nPreserveJobHistory Yes\n"
        "<Location />\nOrder allow,deny\nAllow localhost\n</Location>\n"
        "<Location /admin>\nOrder allow,deny\nAllow localhost\n</Location>\n"
        "<Policy default>\n<Limit All>\nOrder deny,allow\nAllow localhost\n</Limit>\n</Policy>\n"
    )
    server = subprocess.Popen(
        [CUPSD, "-f", "-c", folder / "etc/cupsd.conf", "-s", folder / "etc/cups-files.conf"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    before = os.environ.get("CUPS_SERVER")
    os.environ["CUPS_SERVER"] = f"127.0.0.1:{port}"
    try:
        _until_up()
        made = ["lpadmin", "-p", QUEUE, "-E", "-v", f"socket://127.0.0.1:{sink.port}", "-m", PPD]
        subprocess.run(made, check=True, capture_output=True)
        subprocess.run(["lpadmin", "-p", QUEUE, "-o", "PageSize=A4"], check=True, capture_output=True)
        yield sink
    finally:
        server.terminate()
        server.wait(20)
        sink.close()
        if before is None:
            del os.environ["CUPS_SERVER"]
        else:
            os.environ["CUPS_SERVER"] = before


def _until_up() -> None:
    for _ in range(100):
        if subprocess.run(["lpstat", "-r"], capture_output=True, check=False).stdout.startswith(
            b"scheduler is running"
        ):
            return
        time.sleep(0.1)
    message = "the print server did not start"
    raise RuntimeError(message)
