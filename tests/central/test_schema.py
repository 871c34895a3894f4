"""The migrations lead to the tables of this program."""

from pathlib import Path

from sqlalchemy import inspect

from central import schema
from central.store import Store
from central.tables import CentralBase
from models.base import Base
from models.records import RECORDS
from tests.central.cluster import Cluster


def test_migrations_lead_to_the_tables(store: Store) -> None:
    assert schema.differences(store.engine) == []
    schema.migrate(store.engine)


def test_from_nothing_on_postgresql(cluster: Cluster) -> None:
    store = Store(cluster.new_database())
    schema.migrate(store.engine)
    assert set(RECORDS) <= set(inspect(store.engine).get_table_names())
    store.close()


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
