"""A payment that was refused and is told anew, corrected, is booked; what is told unchanged stays where it lies."""

from pathlib import Path

import pytest

from central.gateway import payments
from central.gateway.files import FileDrop
from tests.central.bank import Bank
from tests.central.gateway.test_reversals import lay_down, paid, round_of
from tests.central.test_loan_life import note_of, paid_out

__all__ = ["paid"]


class KilledError(Exception):
    """The gateway was killed here."""


def test_a_refused_payment_that_core_banking_corrects_is_booked_once(paid: Bank, tmp_path: Path) -> None:
    paid_out(paid)
    core = FileDrop(tmp_path)
    lay_down(tmp_path, "1.json", paid, principal=10_000_001)
    assert round_of(paid, core)["dead"] == 1
    for _ in range(2):
        lay_down(tmp_path, "1.json", paid)
        round_of(paid, core)
    assert note_of(paid)["outstanding"] == 9_500_000
    assert (tmp_path / "taken" / "1.json").exists()


def test_a_refused_payment_that_is_laid_down_again_is_not_called_taken(paid: Bank, tmp_path: Path) -> None:
    paid_out(paid)
    core = FileDrop(tmp_path)
    for name in ("1.json", "2.json"):
        lay_down(tmp_path, name, paid, principal=10_000_001)
        round_of(paid, core)
    assert {each.name for each in (tmp_path / "refused").iterdir()} == {"1.json", "1.txt", "2.json", "2.txt"}
    assert not (tmp_path / "taken").exists()


def test_a_payment_that_is_told_otherwise_after_the_gateway_died_ends_no_round(
    paid: Bank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paid_out(paid)
    core = FileDrop(tmp_path)
    lay_down(tmp_path, "1.json", paid)

    def die(*_told: object) -> str:
        raise KilledError

    with monkeypatch.context() as patched:
        patched.setattr(payments, "_keep", die)
        with pytest.raises(KilledError):
            round_of(paid, core)
    lay_down(tmp_path, "1.json", paid, principal=400_000)
    lay_down(tmp_path, "2.json", paid, reference="HX-2")
    done = round_of(paid, core)
    assert (done["booked"], done["dead"]) == (1, 1)
    assert note_of(paid)["outstanding"] == 9_000_000


def test_a_file_that_is_still_being_written_is_taken_when_it_is_whole(paid: Bank, tmp_path: Path) -> None:
    paid_out(paid)
    core = FileDrop(tmp_path)
    lay_down(tmp_path, "1.json", paid)
    arriving = tmp_path / "in" / "1.json"
    whole = arriving.read_bytes()
    with arriving.open("wb", buffering=0) as file:
        file.write(whole[:20])
        assert round_of(paid, core)["booked"] == 0
        file.write(whole[20:])
    assert round_of(paid, core)["booked"] == 1
    assert (tmp_path / "taken" / "1.json").exists()
    assert not (tmp_path / "refused").exists()
