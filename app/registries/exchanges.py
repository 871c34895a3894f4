"""Every exchange with a registry by its name: what goes out, what comes back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from app.database import Database
from app.jobs import Job
from app.register.verdicts import Verdict
from app.registries import movables, real_property, receivables
from app.registries.filing import Batch
from models.approval.roles import Actor
from models.text import Text


class Import(Protocol):
    """Takes what came back from a registry, with a verdict for each row."""

    def __call__(
        self,
        path: Path,
        database: Database,
        actor: Actor,
        today: date,
        *,
        dry_run: bool = False,
        job: Job | None = None,
    ) -> list[Verdict]:
        """Judge the file and, unless it is a dry run, record it."""


@dataclass(frozen=True)
class Exchange:
    """One exchange.

    Attributes:
        label: What the registry is called.
        batch: What goes out.
        bring_in: Takes what comes back.
    """

    label: Text
    batch: Batch
    bring_in: Import


EXCHANGES: Mapping[str, Exchange] = {
    "movables": Exchange(movables.REGISTRY, movables.BATCH, movables.ANSWERS.bring_in),
    "receivables": Exchange(
        Text("中征应收账款融资服务平台", "Zhongzheng receivables platform"),
        receivables.PLEDGED,
        receivables.bring_in,
    ),
    "property": Exchange(real_property.REGISTRY, real_property.APPLICATION, real_property.ANSWERS.bring_in),
}
