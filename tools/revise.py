"""Writes the next migration of the local store: ``python tools/revise.py "what changed"``."""

import sys
import tempfile
from pathlib import Path

from alembic import command

from app.database import HEAD, Database
from app.migrate import configuration


def main() -> None:
    """Compare a store at today's head with the records and write the difference."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "store.db", bytes(32))
        config = configuration()
        with database.engine.begin() as connection:
            config.attributes["connection"] = connection
            command.revision(config, sys.argv[1], autogenerate=True, rev_id=f"{int(HEAD) + 1:04d}")
        database.close()


if __name__ == "__main__":
    main()
