"""The encrypted store: locked to others, whole after a crash, up to date, open to many readers."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import drafts
from app.database import HEAD, Database, StoreDamaged, StoreLocked
from app.migrate import StoreNewer, configuration
from app.tables import Draft, Local
from models.base import Base
from models.party.farmer import Farmer
from tests import factories
from tests.app.places import KEY


def _names(database: Database) -> list[str]:
    return [row[0] for row in database.read("SELECT full_name FROM farmer ORDER BY full_name")]


def test_what_is_written_is_there_again(database: Database) -> None:
    database.run(lambda session: session.add(factories.farmer(full_name="王𬭎")))
    database.close()
    again = Database(database.path, KEY)
    assert _names(again) == ["王𬭎"]
    again.close()


def test_another_key_does_not_open_it(database: Database) -> None:
    database.close()
    with pytest.raises(StoreLocked, match="密钥不符"):
        Database(database.path, bytes(32))
    with pytest.raises(StoreLocked):
        Database(database.path, KEY[::-1])


def test_a_file_that_is_no_store_does_not_open(tmp_path: Path) -> None:
    (tmp_path / "store.db").write_bytes(b"SQLite format 3\0" + bytes(8192))
    with pytest.raises(StoreLocked):
        Database(tmp_path / "store.db", KEY)


def test_nothing_readable_lies_on_the_disk(database: Database) -> None:
    secret = factories.farmer(full_name="绝密姓名", note="很长的备注" * 50)
    number = secret.id_number
    database.run(lambda session: session.add(secret))
    files = list(database.path.parent.iterdir())
    assert {file.name for file in files} >= {"store.db", "store.db-wal"}
    for file in files:
        content = file.read_bytes()
        for word in (
            "绝密姓名".encode(),
            number.encode(),
            b"SQLite format",
            b"CREATE TABLE",
            KEY,
            KEY.hex().encode(),
        ):
            assert word not in content, (file.name, word)


def test_what_raises_leaves_nothing(database: Database) -> None:
    def work(session: Session) -> None:
        session.add(factories.farmer())
        session.flush()
        raise KeyError

    with pytest.raises(KeyError):
        database.run(work)
    assert _names(database) == []
    assert database.read("SELECT count(*) FROM outbox") == [(0,)]
    assert database.read("SELECT count(*) FROM search_entry") == [(0,)]


def test_many_read_while_one_writes(database: Database) -> None:
    reached, go_on = threading.Event(), threading.Event()

    def write(session: Session) -> None:
        session.add(factories.farmer(full_name="新户"))
        session.flush()
        reached.set()
        assert go_on.wait(20)

    with ThreadPoolExecutor(3) as pool:
        writing = pool.submit(database.run, write)
        assert reached.wait(20)
        seen = [pool.submit(_names, database).result(20) for _ in range(2)]
        go_on.set()
        writing.result(20)
    assert seen == [[], []]
    assert _names(database) == ["新户"]


def test_writers_wait_for_each_other(database: Database) -> None:
    def count_up(_n: int) -> None:
        def work(session: Session) -> None:
            before = int(drafts.kept(session, "count").get("n", "0"))
            drafts.keep(session, "count", {"n": str(before + 1)})

        database.run(work)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(count_up, range(40)))
    assert database.run(lambda session: drafts.kept(session, "count")) == {"n": "40"}


def test_a_reading_session_sees_one_moment(database: Database) -> None:
    with database.session() as session:
        assert session.scalars(select(Farmer)).all() == []
        database.run(lambda other: other.add(factories.farmer()))
        assert session.scalars(select(Farmer)).all() == []


def test_the_newest_migration_is_the_one_that_is_asked_for() -> None:
    assert ScriptDirectory.from_config(configuration()).get_heads() == [HEAD]


def test_migrations_lead_to_the_models(database: Database) -> None:
    with database.engine.connect() as connection:
        options = {"include_name": lambda name, kind, _parents: kind != "table" or "search_words" not in name}
        context = MigrationContext.configure(connection, opts=options)
        wanted: Any = [Base.metadata, Local.metadata]
        assert compare_metadata(context, wanted) == []


def test_a_store_of_a_newer_release_is_not_touched(database: Database) -> None:
    database.run(lambda session: session.add(factories.farmer()))
    newer = "UPDATE alembic_version SET version_num = '9999'"
    database.run(lambda session: session.connection().exec_driver_sql(newer))
    database.close()
    before = database.path.read_bytes()
    with pytest.raises(StoreNewer, match="请更新程序"):
        Database(database.path, KEY)
    assert database.path.read_bytes() == before


def test_a_whole_store_has_no_complaints(database: Database) -> None:
    database.run(lambda session: session.add(factories.farmer()))
    assert database.check() == []


@pytest.mark.parametrize("place", [0.2, 0.5, 0.8])
def test_one_flipped_bit_is_found(database: Database, place: float) -> None:
    database.run(lambda session: session.add_all([factories.farmer() for _ in range(500)]))
    database.close()
    content = bytearray(database.path.read_bytes())
    content[int(len(content) * place)] ^= 1
    database.path.write_bytes(content)
    assert _complaints(database.path)


def _complaints(path: Path) -> list[str]:
    """Return what is wrong with a store; where the table of tables is hit, opening it says so."""
    try:
        with closing(Database(path, KEY)) as opened:
            return opened.check()
    except StoreDamaged as damaged:
        return [damaged.text.zh]


def test_reading_a_broken_page_is_called_damage(database: Database) -> None:
    database.run(lambda session: session.add_all([factories.farmer() for _ in range(500)]))
    database.close()
    content = bytearray(database.path.read_bytes())
    pages = len(content) // 4096
    # The last that were written: the farmers', not the table of tables.
    for page in range(pages * 3 // 4, pages):
        content[page * 4096 + 100] ^= 1
    database.path.write_bytes(content)
    with closing(Database(database.path, KEY)) as broken, pytest.raises(StoreDamaged, match="已损坏"):
        broken.read("SELECT * FROM farmer")


def test_drafts_are_no_records(database: Database) -> None:
    database.run(lambda session: drafts.keep(session, "farmer/1", {"full_name": "王"}))
    assert database.read("SELECT count(*) FROM outbox") == [(0,)]
    assert Draft.metadata is Local.metadata
