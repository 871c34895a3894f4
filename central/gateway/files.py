"""The gateway as a file drop: one JSON file a message, one a payment, on a folder that core banking shares.

``out/<identity>.json`` is what core banking fetches; ``in/*.json`` is what it lays down and what is moved to ``taken/``
or, with the reason beside it, to ``refused/``.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from central.clock import now
from central.gateway.message import CorePayment, Message, read_payment
from central.gateway.port import CoreAway, Page
from central.logs import LOG
from models.errors import RuleBroken
from models.text import Text

_STILL_WRITTEN = timedelta(minutes=1)
_NO_FOLDER = Text("接口文件夹不可用：{why}", "The folder of the exchange cannot be used: {why}")


class FileDrop:
    """A folder between the centre and core banking."""

    def __init__(self, folder: Path) -> None:
        self.name, self._folder = "files", folder
        self._from: dict[str, Path] = {}

    def hand_over(self, message: Message) -> Mapping[str, Any]:
        """Write the message; a reader never sees half of it, and a repeat writes the same file again."""
        name = f"{message.identity}.json"
        body = {"id": str(message.identity), "kind": message.kind, **message.body}
        with _reaching():
            target = self._place("out") / name
            half = target.with_suffix(".part")
            with half.open("w", encoding="utf-8") as file:
                json.dump(body, file, ensure_ascii=False, indent=1)
                file.flush()
                os.fsync(file.fileno())
            half.replace(target)
        return {"file": name}

    def payments(self, notes: Iterable[str], place: str) -> Iterator[Page]:  # noqa: ARG002 - core banking sends by itself
        """Yield what lies in the folder, file by file; one that holds no payment is moved away with the reason.

        One that cannot be read stays and is logged; it holds up none behind it.
        """
        with _reaching():
            waiting = sorted(self._place("in").glob("*.json"))
        for path in waiting:
            try:
                content = path.read_bytes()
            except OSError as error:
                LOG.warning("%s from core banking cannot be read: %s", path.name, error.strerror)
                continue
            try:
                payment = read_payment(json.loads(content))
            except (RuleBroken, ValueError, RecursionError) as wrong:
                # Half a file is no JSON: it may still be on its way.
                if isinstance(wrong, RuleBroken) or not _is_fresh(path):
                    self._move(path, "refused", str(wrong))
                continue
            self._from[payment.reference] = path
            yield Page([payment])
            # One that was known already, a file laid down twice, has done its part.
            if self._from.pop(payment.reference, None):
                self._move(path, "taken", "")

    def settle(self, payment: CorePayment, problem: str) -> None:
        """Move the file to where core banking sees what became of it."""
        path = self._from.pop(payment.reference, None)
        if path is not None:
            self._move(path, "refused" if problem else "taken", problem)

    def _move(self, path: Path, where: str, problem: str) -> None:
        with _reaching():
            target = self._place(where) / path.name
            if problem:
                target.with_suffix(".txt").write_text(problem + "\n", "utf-8")
            path.replace(target)

    def _place(self, name: str) -> Path:
        place = self._folder / name
        place.mkdir(parents=True, exist_ok=True)
        return place


def _is_fresh(path: Path) -> bool:
    """Tell whether a file was written a moment ago."""
    with _reaching():
        return now() - datetime.fromtimestamp(path.stat().st_mtime, UTC) < _STILL_WRITTEN


@contextmanager
def _reaching() -> Iterator[None]:
    """Say of whatever the folder refuses meanwhile that core banking is away: the next round tries again."""
    try:
        yield
    except OSError as error:
        raise CoreAway(_NO_FOLDER.fill(why=error.strerror or "")) from None
