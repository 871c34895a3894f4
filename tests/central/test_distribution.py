"""The tables of a cluster are distributed by the bank; on one server nothing happens.

Citus itself is not installed here: its catalogue and its function are stood in for by a table and a function of the same
names and arguments in a real PostgreSQL, which shows what would be sent, not that Citus takes it.
"""

import pytest
from sqlalchemy import Connection, Table, inspect, text

from central import schema
from central.distribution import distribute
from central.store import Store
from central.tables import stored_metadata
from tests.central.cluster import Cluster

CATALOGUE = """
CREATE TABLE pg_dist_partition (logicalrelid regclass, partkey text, beside text);
CREATE FUNCTION create_distributed_table(
    table_name regclass, distribution_column text, colocate_with text DEFAULT 'default'
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('citus.enable_unsafe_triggers') <> 'on' THEN
        RAISE EXCEPTION 'triggers are not supported on distributed tables';
    END IF;
    INSERT INTO pg_dist_partition VALUES (table_name, distribution_column, colocate_with);
END $$;
"""


def test_on_one_server_nothing_happens(store: Store) -> None:
    with store.engine.begin() as connection:
        before = inspect(connection).get_table_names()
        assert distribute(connection) == []
        assert inspect(connection).get_table_names() == before


def test_on_a_cluster_every_table_lies_with_its_bank(cluster: Cluster) -> None:
    store = Store(cluster.new_database())
    with store.engine.begin() as connection:
        connection.exec_driver_sql(CATALOGUE)
    schema.migrate(store.engine)
    with store.engine.begin() as connection:
        placed = placements(connection)
        assert set(placed) == {table.name for table in stored_metadata().tables.values()}
        assert placed.pop("institution") == ("institution_id", "none")
        assert set(placed.values()) == {("institution_id", "institution")}
        assert distribute(connection) == []
        connection.execute(text("DELETE FROM pg_dist_partition WHERE logicalrelid = 'device'::regclass"))
    schema.migrate(store.engine)
    with store.engine.begin() as connection:
        assert placements(connection)["device"] == ("institution_id", "institution")
    store.close()


def placements(connection: Connection) -> dict[str, tuple[str, str]]:
    rows = connection.execute(text("SELECT logicalrelid::text, partkey, beside FROM pg_dist_partition"))
    return {name: (key, beside) for name, key, beside in rows}


@pytest.mark.parametrize("table", stored_metadata().sorted_tables, ids=lambda table: str(table.name))
def test_what_is_unique_is_unique_within_a_bank_and_nothing_points_across(table: Table) -> None:
    assert next(iter(table.primary_key.columns)).key == "institution_id"
    assert not table.foreign_keys
    for index in table.indexes:
        assert not index.unique or "institution_id" in index.columns
