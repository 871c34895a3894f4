"""Runs the migrations of the centre over a connection that the caller gives."""

from typing import Any

from alembic import context
from sqlalchemy.types import TypeDecorator

from central.tables import stored_metadata


def render(kind: str, item: Any, _context: Any) -> Any:
    """Write a decorated type as the plain type it is stored as: a migration never imports the program."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=stored_metadata(),
    render_item=render,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
