"""The migrations lead to the tables of this program."""

import subprocess
import sys
from pathlib import Path

from sqlalchemy import inspect

from central import schema
from central.store import Store
from central.tables import CentralBase
from models.base import Base
from models.records import RECORDS
from tests.central.cluster import Cluster
from tests.central.processes import ROOT


def test_migrations_lead_to_the_tables(store: Store) -> None:
    assert schema.differences(store.engine) == []
    schema.migrate(store.engine)


def test_from_nothing_on_postgresql(cluster: Cluster) -> None:
    store = Store(cluster.new_database())
    schema.migrate(store.engine)
    assert set(RECORDS) <= set(inspect(store.engine).get_table_names())
    store.close()


def test_tables_of_a_newer_release_are_not_touched(store: Store) -> None:
    with store.engine.begin() as connection:
        newer = connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        assert newer.rowcount == 1
    url = store.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "central", "serve", "--port", "0", "--database", url]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [*schema.NEWER]
    with store.engine.begin() as connection:
        back = f"UPDATE alembic_version SET version_num = '{schema.head_revision(connection)}'"  # noqa: S608 - our own words
        assert connection.exec_driver_sql(back).rowcount == 1


def test_a_migration_never_imports_the_program() -> None:
    versions = Path(schema.__file__).parent / "migrations" / "versions"
    for path in versions.glob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "import models" not in text
        assert "from models" not in text
        assert "central" not in text


def test_the_institution_leads_every_key() -> None:
    tables = [Base.metadata.tables[kind] for kind in RECORDS] + list(CentralBase.metadata.tables.values())
    for table in tables:
        assert next(iter(table.primary_key.columns)).key == "institution_id", table.name
