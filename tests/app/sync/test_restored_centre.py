"""Head office loses a day and is restored: the workstation sends again what it knows to have been accepted."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from app.sync.client import LoginRefused
from app.workstation import Workstation, log_in
from models.party.farmer import Farmer
from tests import factories
from tests.app.places import PASSWORD, CentreProcess
from tests.app.sync.desks import add, edit, seen, settings, states

PASSPHRASE = "a long passphrase"  # noqa: S105 - a test's


def enter(tmp_path: Path, centre: CentreProcess, login: str = "wangjun") -> Workstation:
    return log_in(settings(tmp_path, centre.address), login, PASSWORD, lambda _why, _new: PASSPHRASE)


def operate(centre: CentreProcess, *words: str) -> None:
    database = f"sqlite:///{centre.database}"
    subprocess.run([sys.executable, "-m", "central", *words, "--database", database], check=True)


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[CentreProcess]:
    running = CentreProcess(tmp_path / "central.db")
    yield running
    running.stop()


def lose_a_day(centre: CentreProcess, tmp_path: Path) -> None:
    centre.stop()
    for file in tmp_path.glob("central.db*"):
        file.unlink()
    operate(centre, "restore", str(tmp_path / "saved"))
    centre.start()


@pytest.mark.timeout(200)
def test_what_a_restored_centre_forgot_is_sent_again(tmp_path: Path, centre: CentreProcess) -> None:
    desk = enter(tmp_path, centre)
    old, new = factories.farmer(), factories.farmer()
    add(desk, old)
    desk.rounds.run()
    operate(centre, "backup", str(tmp_path / "saved"))
    add(desk, new)
    edit(desk, old, phone="19900000009")
    desk.rounds.run()
    assert set(states(desk)) == {"accepted"}

    lose_a_day(centre, tmp_path)
    with pytest.raises(LoginRefused):
        desk.rounds.run()
    desk.close()

    desk = enter(tmp_path, centre)
    assert set(states(desk)) == {"sent"}
    report = desk.rounds.run()
    assert (report.refused, report.conflicts) == (0, 0)
    assert set(states(desk)) == {"accepted"}
    ours, theirs = desk.rounds.compare()
    assert ours == theirs
    desk.close()
    assert farmers_of(enter(tmp_path, centre, "lixue")) == {old.id: "19900000009", new.id: new.phone}
    desk = enter(tmp_path, centre)
    assert set(states(desk)) == {"accepted"}
    desk.close()
    operate(centre, "verify")


def farmers_of(desk: Workstation) -> dict[UUID, str]:
    desk.rounds.run()
    with desk.database.session() as session:
        phones = {each.id: each.phone for each in session.query(Farmer)}
    desk.close()
    return phones


@pytest.mark.timeout(200)
def test_what_is_typed_before_that_is_a_change_of_its_own(tmp_path: Path, centre: CentreProcess) -> None:
    desk, other = enter(tmp_path, centre), enter(tmp_path / "other", centre, "lixue")
    farmer = factories.farmer()
    add(desk, farmer)
    desk.rounds.run()
    other.rounds.run()
    edit(other, farmer, village="红星村")
    other.rounds.run()
    desk.rounds.run()
    operate(centre, "backup", str(tmp_path / "saved"))
    for each in (desk, other):
        each.close()
    lose_a_day(centre, tmp_path)
    desk = enter(tmp_path, centre)
    edit(desk, farmer, phone="19900000009")
    report = desk.rounds.run()
    assert (report.refused, report.conflicts) == (0, 0)
    assert (seen(desk, farmer, "village"), seen(desk, farmer, "phone")) == ("红星村", "19900000009")
    ours, theirs = desk.rounds.compare()
    assert ours == theirs
    desk.close()
