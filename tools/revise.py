"""Writes the next migration of a store: ``python tools/revise.py "what changed" [--central]``."""

import sys
import tempfile
from pathlib import Path

from alembic import command

from app.database import HEAD, Database
from app.migrate import configuration
from central import schema
from central.store import Store


def main() -> None:
    """Compare a store at today's head with the records and write the difference."""
    with tempfile.TemporaryDirectory() as folder:
        if "--central" in sys.argv:
            store = Store(f"sqlite:///{Path(folder) / 'central.db'}")
            schema.migrate(store.engine)
            schema.revise(store.engine, sys.argv[1])
            store.close()
            return
        database = Database(Path(folder) / "store.db", bytes(32))
        config = configuration()
        with database.engine.begin() as connection:
            config.attributes["connection"] = connection
            command.revision(config, sys.argv[1], autogenerate=True, rev_id=f"{int(HEAD) + 1:04d}")
        database.close()


if __name__ == "__main__":
    main()
