"""The peer of sync: PouchDB, an offline-first store, replicating the same records with a server of its own kind.

PouchDB keeps documents; it checks no rules, keeps no trail, has no search and does not encrypt. Node and npm must be
there; the packages named in ``pouchdb/package.json`` are fetched for the run and forgotten after it.
"""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from models.base import fill_defaults
from models.party.farmer import Farmer
from models.sync.wire import pack_record

PROGRAMS = Path(__file__).with_name("pouchdb")
BATCHES = (1_000, 5_000)
"""Documents in a request: both were the best in some run; by itself it takes 100."""


class Replicated(NamedTuple):
    """How many seconds PouchDB took, in whichever batches it was fastest."""

    push: float
    pull: float


class NoPeer(Exception):
    """PouchDB cannot be run here."""


def replicate(people: Iterable[Farmer]) -> Replicated:
    """Return how long PouchDB takes to push records and to pull them into a store that has nothing.

    Raises:
        NoPeer: Node or its packages are not to be had.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "pouchdb"
        _install(folder)
        records = folder / "records.json"
        records.write_text(json.dumps([_document(each) for each in people], ensure_ascii=False), "utf-8")
        times = [_run(folder, records, batch) for batch in BATCHES]
    return Replicated(min(each.push for each in times), min(each.pull for each in times))


def _document(person: Farmer) -> dict[str, object]:
    fill_defaults(person)
    return {"_id": str(person.id), **pack_record(person)}


def _install(folder: Path) -> None:
    shutil.copytree(PROGRAMS, folder)
    npm = shutil.which("npm")
    command = [npm or "npm", "install", "--no-audit", "--no-fund", "--silent"]
    if npm is None or subprocess.run(command, cwd=folder, check=False, capture_output=True).returncode:
        message = "npm or its packages are not to be had"
        raise NoPeer(message)


def _run(folder: Path, records: Path, batch: int) -> Replicated:
    stores = folder / f"stores-{batch}"
    stores.mkdir()
    command = ["node", "server.js", str(stores)]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as server:
        address = server.stdout.readline().strip() if server.stdout else ""
        client = ["node", "client.js", address, str(stores), str(records), str(batch)]
        told = subprocess.run(client, cwd=folder, check=True, capture_output=True, text=True).stdout
        server.terminate()
    times = json.loads(told)
    return Replicated(times["push"], times["pull"])
