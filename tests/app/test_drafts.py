"""What is being typed survives a crash."""

import signal
import subprocess
import sys
from functools import partial

import pytest

from app import customers, drafts
from app.database import Database
from models.errors import NotFound, RuleBroken
from models.identity import new_id
from models.party.farmer import Farmer
from tests import factories
from tests.app.places import KEY

TYPIST = """
import sys
from pathlib import Path
from app import drafts
from app.database import Database

database = Database(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
typed = ""
for sign in "王𬭎住在前进村三组" * 1000:
    typed += sign
    database.run(lambda session: drafts.keep(session, "farmer/new", {"note": typed}))
    print(len(typed), flush=True)
"""


def test_every_keystroke_survives_a_kill(database: Database) -> None:
    database.close()
    command = [sys.executable, "-c", TYPIST, str(database.path), KEY.hex()]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as typist:
        assert typist.stdout
        acknowledged = [int(typist.stdout.readline()) for _ in range(25)][-1]
        typist.kill()
        assert typist.wait(20) == -signal.SIGKILL
    again = Database(database.path, KEY)
    note = again.run(lambda session: drafts.kept(session, "farmer/new"))["note"]
    again.close()
    assert len(note) >= acknowledged
    assert note == ("王𬭎住在前进村三组" * 1000)[: len(note)]


def test_drafts_of_different_forms_do_not_mix(database: Database) -> None:
    database.run(lambda session: drafts.keep(session, "farmer/1", {"note": "甲"}))
    database.run(lambda session: drafts.keep(session, "farmer/2", {"note": "乙"}))
    assert database.run(lambda session: drafts.kept(session, "farmer/1")) == {"note": "甲"}
    assert database.run(lambda session: drafts.kept(session, "farmer/3")) == {}


def test_an_emptied_form_keeps_nothing(database: Database) -> None:
    database.run(lambda session: drafts.keep(session, "farmer/1", {"note": "甲"}))
    database.run(lambda session: drafts.keep(session, "farmer/1", {}))
    assert database.read("SELECT count(*) FROM draft") == [(0,)]


def test_saving_drops_the_draft_and_a_refusal_keeps_it(database: Database) -> None:
    database.run(lambda session: drafts.keep(session, "farmer/1", {"full_name": "王军"}))
    values = factories.farmer_values(id_number="239901198003150016")
    database.run(lambda s: customers.new(s, factories.actor(), Farmer, values, subject="farmer/1"))
    assert database.run(lambda session: drafts.kept(session, "farmer/1")) == {}
    database.run(lambda session: drafts.keep(session, "farmer/2", {"full_name": "王军"}))
    twin = factories.farmer_values(id_number="239901198003150016")
    with pytest.raises(RuleBroken, match="已经建档") as refusal:
        database.run(lambda s: customers.new(s, factories.actor(), Farmer, twin, subject="farmer/2"))
    assert refusal.value.field == "id_number"
    assert database.run(lambda session: drafts.kept(session, "farmer/2")) == {"full_name": "王军"}


def test_a_file_that_has_left_is_not_opened_anew(database: Database) -> None:
    """Its form may still be open when the customer was handed over; the few fields that are typed are no new file."""
    identity = new_id()
    file = customers.File(Farmer.kind, identity, f"farmer/{identity}")
    typed, seen = {"phone": "19900000009"}, {"full_name": "王军", "phone": "19900000001"}
    database.run(lambda session: drafts.keep(session, file.subject, typed, {"phone": seen["phone"]}))
    with pytest.raises(NotFound, match="不在本机"):
        database.run(partial(customers.save, factories.actor(), file, typed, seen))
    assert database.read("SELECT count(*) FROM farmer") == [(0,)]
    assert database.run(lambda session: customers.begun(session, factories.actor(), Farmer.kind)) is None
