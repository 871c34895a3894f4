"""A real Secret Service of a test's own: a private D-Bus session with an unlocked gnome-keyring."""

import os
import subprocess
import sys
from pathlib import Path

UNLOCKED = "printf 'keyring password' | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; "


def run_with_keyring(home: Path, script: str, *words: str, before: str = UNLOCKED) -> str:
    """Run a Python script in a session whose keyring lies in *home*; return what it printed."""
    private = {"DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "PYTHON_KEYRING_BACKEND"}
    environment = {name: value for name, value in os.environ.items() if name not in private}
    runtime = home / "run"
    runtime.mkdir(mode=0o700, parents=True, exist_ok=True)
    places = {"HOME": str(home), "XDG_RUNTIME_DIR": str(runtime), "XDG_DATA_HOME": str(home / "data")}
    command = ["dbus-run-session", "--", "bash", "-c", f'{before}"$0" -c "$@"']
    done = subprocess.run(
        [*command, sys.executable, script, *words],
        env={**environment, **places},
        capture_output=True,
        text=True,
        check=False,
        timeout=90,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
