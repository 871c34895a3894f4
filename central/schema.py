"""Bringing the database of the centre to the tables of this program."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from central import marks
from central.distribution import distribute
from central.tables import stored_metadata
from models.errors import RuleBroken
from models.text import Text

NEWER = Text(
    "数据库的表结构比这个版本的程序新，没有改动；请启动新版本，或把升级前的备份恢复到空数据库。",
    "The tables are of a newer release and were not touched. Start that one, or restore the backup from before the upgrade "
    "into an empty database.",
)


def migrate(engine: Engine) -> None:
    """Run every migration that the database has not seen; a second process waits for the first.

    Raises:
        RuleBroken: A newer release has been there.
    """
    with engine.execution_options(heitu_writes=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            # The tables of a large bank take longer than any request may wait.
            connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(2399)")
        _demand_known(connection)
        command.upgrade(_config(connection), "head")
        distribute(connection)
        with Session(connection, autoflush=False) as session:
            marks.fill(session)
            session.flush()


def _demand_known(connection: Connection) -> None:
    known = {each.revision for each in ScriptDirectory.from_config(_config(connection)).walk_revisions()}
    if {*MigrationContext.configure(connection).get_current_heads()} - known:
        raise RuleBroken(NEWER)


def at_head(connection: Connection) -> bool:
    """Tell whether the database has seen exactly the migrations of this program."""
    return MigrationContext.configure(connection).get_current_revision() == head_revision(connection)


def head_revision(connection: Connection) -> str | None:
    """Return the last migration of this program."""
    return ScriptDirectory.from_config(_config(connection)).get_current_head()


def revise(engine: Engine, message: str) -> None:
    """Write the migration that leads from the database as it is to the tables of this program."""
    with engine.connect() as connection:
        command.revision(_config(connection), message, autogenerate=True, rev_id=_next_revision())


def differences(engine: Engine) -> list[object]:
    """Return how the database differs from the tables of this program."""
    with engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), stored_metadata()))


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_HERE))
    config.attributes["connection"] = connection
    return config


_HERE = Path(__file__).parent / "migrations"


def _next_revision() -> str:
    """Return the number after the last one; both stores number in one series, so that some are left out here."""
    last = max(path.stem[:4] for path in (_HERE / "versions").glob("[0-9]*.py"))
    return f"{int(last) + 1:04d}"
