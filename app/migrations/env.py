"""Alembic's environment for the local store; the connection is handed in."""

from typing import Literal

from alembic import context
from sqlalchemy import BigInteger

from app.tables import Local
from models import records
from models.base import Base
from models.compliance import audit
from models.kinds import Scaled, Stamp

assert records and audit  # Importing them fills the metadata.


def render_item(type_: str, value: object, _autogen: object) -> str | Literal[False]:
    """Write what is stored, not today's classes, into history."""
    return "sa.BigInteger()" if type_ == "type" and isinstance(value, Scaled | Stamp) else False


def include_name(name: str | None, type_: str, _parents: object) -> bool:
    """Leave out the full-text table and the tables it keeps for itself."""
    return not (type_ == "table" and (name or "").startswith("search_words"))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=[Base.metadata, Local.metadata],
    render_item=render_item,
    include_name=include_name,
    render_as_batch=True,
    compare_type=lambda *args: False if isinstance(args[4], BigInteger | Scaled | Stamp) else None,
)
with context.begin_transaction():
    context.run_migrations()
