"""The centre's database stops or fails over while workstations are in the middle of their rounds: nothing is lost."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import func, select

from app.attachments.courier import Courier
from app.attachments.intake import take_in
from app.attachments.lane import Lane
from app.attachments.papers import Subject, file_paper
from app.sync import pull
from app.sync.client import CentreUnreachable
from app.workstation import Workstation
from central.tables import StoredFile
from models.compliance.audit import AuditEntry
from models.party.farmer import Farmer
from tests import factories
from tests.app.attachments.files import pdf
from tests.app.places import CentreProcess
from tests.app.sync.desks import add, agree, open_desk, opened, states
from tests.central.cluster import Cluster, running_cluster
from tests.factories import TODAY

FARMERS, BLOCK, SCANS = 40, 10, 8
Remedy = Callable[[Cluster, Cluster], None]


def start_again(server: Cluster, _standby: Cluster) -> None:
    server.control("start")


def promote(_server: Cluster, standby: Cluster) -> None:
    standby.run("ALTER SYSTEM SET synchronous_standby_names = ''")
    standby.control("promote")


@contextmanager
def centre_on(server: Cluster, standby: Cluster, files: Path) -> Iterator[CentreProcess]:
    name = server.new_database().rpartition("/")[2]
    hosts = "&".join(f"host=127.0.0.1:{each.port}" for each in (server, standby))
    both = f"postgresql://postgres@/{name}?{hosts}&target_session_attrs=read-write"
    centre = CentreProcess(both, workers=2, files=files)
    try:
        yield centre
    finally:
        centre.stop()


class Persistent:
    """A workstation that tries again until it gets through, and counts how often it did not."""

    def __init__(self, folder: Path, address: str, login: str) -> None:
        self._folder, self._address, self._login = folder, address, login
        self.stopped = 0

    def until_through(self, work: Callable[[], object]) -> None:
        for _ in range(600):
            try:
                work()
            except CentreUnreachable:
                self.stopped += 1
                Event().wait(0.1)
            else:
                return
        pytest.fail("never got through")

    def open(self, place: int = 0) -> Workstation:
        opened: list[Workstation] = []
        folder = self._folder / str(place)
        self.until_through(lambda: opened.append(open_desk(folder, self._address, self._login)))
        return opened[0]


class Typist(Persistent):
    """Types farmers, now and then with a scan, and sends each at once."""

    def __init__(self, folder: Path, address: str) -> None:
        super().__init__(folder, address, "wangjun")
        self.desk = self.open()
        self.half_way = Event()

    def work(self) -> None:
        courier = Courier(self.desk.centre)
        lane = Lane(self.desk.database, courier, self.desk.actor)
        for place in range(FARMERS):
            farmer = factories.farmer()
            add(self.desk, farmer)
            if place % (FARMERS // SCANS) == 0:
                self._scan(farmer)
            self.until_through(self.desk.rounds.run)
            lane.hurry()
            self.until_through(lane.run)
            if place == FARMERS // 3:
                self.half_way.set()
        courier.close()

    def _scan(self, farmer: Farmer) -> None:
        taken = take_in("证件.pdf", pdf(1, title=str(farmer.id)) + bytes(600_000), "id_card", TODAY)
        self.desk.database.papers.keep(taken.content)
        subject = Subject(Farmer.kind, farmer.id)
        self.desk.database.run(lambda session: file_paper(session, self.desk.actor, subject, taken, TODAY))


class Newcomer(Persistent):
    """Downloads the branch for the first time, on one new computer after the other."""

    def __init__(self, folder: Path, address: str) -> None:
        super().__init__(folder, address, "lixue")
        self.over = Event()
        self.begun: list[Workstation] = []

    def work(self) -> None:
        while not self.over.is_set():
            desk = self.open(len(self.begun))
            self.begun.append(desk)
            self.until_through(desk.rounds.run)


def held(centre: CentreProcess) -> dict[str, int | None]:
    """Return how much is at head office, and how often its trail tells of a creation."""
    counted = {
        "farmers": select(func.count()).select_from(Farmer),
        "scans": select(func.count()).select_from(StoredFile),
        "creations": select(func.count()).where(AuditEntry.action == "facts.create"),
    }
    with opened(centre) as store, store.reading() as session:
        return {name: session.scalar(wanted) for name, wanted in counted.items()}


@pytest.mark.parametrize("remedy", [start_again, promote])
def test_rounds_that_meet_a_database_in_trouble_go_on_as_if_nothing_had_been(
    remedy: Remedy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pull, "BLOCK", BLOCK)
    with (
        running_cluster() as server,
        server.standby() as standby,
        centre_on(server, standby, tmp_path / "files") as centre,
        ThreadPoolExecutor(2) as pool,
    ):
        typist, newcomer = (
            Typist(tmp_path / "typist", centre.address),
            Newcomer(tmp_path / "new", centre.address),
        )
        typing = pool.submit(typist.work)
        assert typist.half_way.wait(120)
        arriving = pool.submit(newcomer.work)
        while not newcomer.begun:
            Event().wait(0.01)
        server.control("-m", "immediate", "stop")
        while not (typist.stopped and newcomer.stopped):
            Event().wait(0.01)
        remedy(server, standby)
        typing.result(timeout=200)
        newcomer.over.set()
        arriving.result(timeout=200)
        for desk in newcomer.begun:
            newcomer.until_through(desk.rounds.run)
        agree(typist.desk, *newcomer.begun)
        assert set(states(typist.desk)) == {"accepted"}
        assert held(centre) == {"farmers": FARMERS, "scans": SCANS, "creations": FARMERS + SCANS}
    for desk in (typist.desk, *newcomer.begun):
        desk.close()
