"""Spreading the tables over a cluster of PostgreSQL servers, where the database is one (Citus); elsewhere nothing.

The institution leads every key, so that all rows of a bank lie on one server: every operation, page and digest is
answered there, in one local transaction. It runs after the migrations and takes what they added since.

Source:
    Citus documentation, ``create_distributed_table``, ``colocate_with``, ``pg_dist_partition`` and
    ``citus.enable_unsafe_triggers``: the triggers that guard the audit trail look at their own row alone, or at rows of
    the same bank.
"""

from sqlalchemy import Connection, text

from central.tables import Institution, stored_metadata

_KEY = "institution_id"
_FIRST = Institution.__tablename__


def distribute(connection: Connection) -> list[str]:
    """Return the tables that were distributed now: those of a cluster that were not yet."""
    if connection.dialect.name != "postgresql":
        return []
    if connection.scalar(text("SELECT to_regclass('pg_dist_partition')")) is None:
        return []
    done = set(connection.scalars(text("SELECT logicalrelid::regclass::text FROM pg_dist_partition")))
    names = sorted(table.name for table in stored_metadata().tables.values() if _KEY in table.columns)
    missing = [name for name in (_FIRST, *(each for each in names if each != _FIRST)) if name not in done]
    if missing:
        connection.execute(text("SET LOCAL citus.enable_unsafe_triggers = on"))
    for name in missing:
        # The first one is placed by itself, and every other beside it: the rows of a bank stay together.
        together = "none" if name == _FIRST else _FIRST
        connection.execute(
            text("SELECT create_distributed_table(:name, :key, colocate_with => :together)"),
            {"name": name, "key": _KEY, "together": together},
        )
    return missing
