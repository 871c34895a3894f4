"""This computer's part of the audit trail."""

from typing import Any

from app.clock import now
from app.database import Database
from models.approval.roles import Actor
from models.compliance.audit import Doing, record


def note(database: Database, actor: Actor, action: str, subject: str, **detail: Any) -> None:
    """Append to the trail that *actor* did something, in a transaction of its own."""
    doing = Doing(actor.login, action, subject, now())
    database.run(lambda session: record(session, actor.institution_id, doing, **detail))
