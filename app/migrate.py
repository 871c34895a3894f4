"""Brings the tables of a local store up to date."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from models.errors import LendingError
from models.text import Text

NEWER = Text(
    "本机数据由更新版本的程序写入，这个版本不能打开，数据没有改动；请更新程序后再登录。",
    "The local store was written by a newer release and does not open in this one; nothing was changed. Update the "
    "program, then log in.",
)


class StoreNewer(LendingError):
    """The store was written by a release that came after this one."""


def configuration() -> Config:
    """Return Alembic's configuration of the local store."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    return config


def upgrade(engine: Engine) -> None:
    """Bring the tables behind *engine* to the newest version, in one transaction.

    Raises:
        StoreNewer: They are of a version that this release does not know.
    """
    config = configuration()
    known = {each.revision for each in ScriptDirectory.from_config(config).walk_revisions()}
    with engine.begin() as connection:
        if {*MigrationContext.configure(connection).get_current_heads()} - known:
            raise StoreNewer(NEWER)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
