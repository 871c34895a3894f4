"""Somebody with the administrator's rights over the database, past the triggers that guard the trail."""

from sqlalchemy import Connection, inspect


def unguard(connection: Connection) -> None:
    """Let this connection write what the triggers refuse; no workstation and no centre has such rights."""
    if connection.dialect.name == "postgresql":
        # Only a superuser may, and only this transaction is freed.
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        return
    assert inspect(connection).has_table("audit_entry")
    rows = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    for (name,) in rows.fetchall():
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
