"""What the tour says it did: one line a step, and a report for programs."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Report:
    """The account of a tour.

    Attributes:
        steps: What was done, whether it truly happened, and how long it took.
        documents: The papers that were printed.
        digests: By place, what it holds.
    """

    steps: list[dict[str, Any]] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)
    digests: dict[str, str] = field(default_factory=dict)

    @property
    def finished(self) -> bool:
        """Whether there were steps and every one truly happened."""
        return bool(self.steps) and all(row["ok"] for row in self.steps)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Do one step; whatever stops it is said and stops the tour."""
        begun = time.monotonic()
        row: dict[str, Any] = {"name": name, "ok": False, "seconds": 0.0}
        self.steps.append(row)
        try:
            yield
            row["ok"] = True
        finally:
            row["seconds"] = round(time.monotonic() - begun, 3)
            print(f"{'✓' if row['ok'] else '✗'} {name}  {row['seconds']:.1f} s", flush=True)  # noqa: T201 - the tour tells its story

    def write(self, folder: Path, screens: list[str]) -> None:
        """Write ``report.json``."""
        body = {
            "ok": self.finished,
            "steps": self.steps,
            "documents": self.documents,
            "screens": screens,
            "workstation_digest": self.digests.get("workstation", ""),
            "central_digest": self.digests.get("central", ""),
            "second_workstation_digest": self.digests.get("second_workstation", ""),
        }
        (folder / "report.json").write_text(json.dumps(body, ensure_ascii=False, indent=2), encoding="utf-8")
