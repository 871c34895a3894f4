"""Showing whole numbers to an officer who says why; the reason stands in the trail (domain 7.5)."""

from collections.abc import Collection
from datetime import timedelta

from app.audit_trail import note
from app.clock import today
from app.database import Database
from models.approval.roles import Actor
from models.compliance.actions import UNMASK
from models.errors import RuleBroken
from models.parameters import parameters
from models.text import Text

SHORTEST_REASON = 2
LONGEST_REASON = 100
REASON = Text("请写明查看完整号码的事由。", "Say why you need the full numbers.")


def shown_for() -> timedelta:
    """Return how long whole numbers stay on screen."""
    return timedelta(minutes=parameters("security", today())["unmask_minutes"])


def disclose(database: Database, actor: Actor, subject: str, reason: str, fields: Collection[str]) -> None:
    """Note that *actor* is shown the whole numbers of *subject*; only then may they be shown.

    Raises:
        RuleBroken: No reason is given.
    """
    said = reason.strip()[:LONGEST_REASON]
    if len(said) < SHORTEST_REASON:
        raise RuleBroken(REASON, field="reason")
    note(database, actor, UNMASK, subject, reason=said, fields=sorted(fields))
