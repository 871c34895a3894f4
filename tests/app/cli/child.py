"""A command line typed into a process of its own."""

import json
import os
import subprocess
import sys
from typing import Any


class Heard:
    """What a command answered."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    def json(self) -> Any:
        return json.loads(self.out)


def child(*words: str, typed: str = "", **settings: str) -> Heard:
    """Type a command line into a process of its own."""
    environment = {**os.environ, "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring", **settings}
    done = subprocess.run(
        [sys.executable, "-m", "main", *words],
        input=typed,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return Heard(done.returncode, done.stdout, done.stderr)
