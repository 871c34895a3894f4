"""What core banking has taken back is owed again here, whoever booked it and in whichever order it is told."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from central.demo import INSTITUTION
from central.gateway.files import FileDrop
from central.gateway.running import one_round
from central.tables import GatewayMessage, Institution
from tests.central.bank import Bank
from tests.central.test_loan_life import note_of, paid_out


@pytest.fixture
def paid(bank: Bank) -> Bank:
    with bank.store.writing() as session:
        session.get_one(Institution, INSTITUTION).has_gateway = True
    return bank


def lay_down(folder: Path, name: str, bank: Bank, **told: Any) -> None:
    (folder / "in").mkdir(parents=True, exist_ok=True)
    number = note_of(bank)["number"]
    body = {"reference": "HX-1", "note": number, "paid_on": "2026-03-10", "principal": 500_000, **told}
    (folder / "in" / name).write_text(json.dumps(body), "utf-8")


def round_of(bank: Bank, core: FileDrop) -> dict[str, int]:
    return one_round(bank.store, INSTITUTION, core, bank.clock)


def test_a_payment_that_was_booked_by_hand_is_reversed(paid: Bank, tmp_path: Path) -> None:
    case, core = paid_out(paid), FileDrop(tmp_path)
    paid.take("wuhao", "record_repayment", case, reference="HX-1", paid_on="2026-03-10", principal=500_000)
    lay_down(tmp_path, "1.json", paid)
    assert round_of(paid, core)["dead"] == 1
    lay_down(tmp_path, "2.json", paid, reversed=True)
    assert round_of(paid, core)["booked"] == 1
    assert note_of(paid)["outstanding"] == 10_000_000


def test_a_payment_that_lay_dead_when_it_was_reversed_is_never_booked(paid: Bank, tmp_path: Path) -> None:
    paid_out(paid)
    core = FileDrop(tmp_path)
    lay_down(tmp_path, "1.json", paid, paid_on="2026-03-11")
    assert round_of(paid, core)["dead"] == 1
    lay_down(tmp_path, "2.json", paid, paid_on="2026-03-11", reversed=True)
    assert round_of(paid, core)["answered"] == 1
    paid.clock.move(days=1)
    paid._tokens.clear()
    with paid.store.writing() as session:
        for row in session.scalars(select(GatewayMessage).where(GatewayMessage.state == "dead")):
            row.state, row.next_try_at = "waiting", paid.clock()
    assert round_of(paid, core) == {"delivered": 0, "booked": 0, "dead": 0, "answered": 1}
    assert note_of(paid)["outstanding"] == 10_000_000


def test_a_reversal_that_is_told_before_its_payment_leaves_nothing(paid: Bank, tmp_path: Path) -> None:
    paid_out(paid)
    core = FileDrop(tmp_path)
    lay_down(tmp_path, "a-reversal.json", paid, reversed=True)
    lay_down(tmp_path, "b-payment.json", paid)
    done = [round_of(paid, core) for _ in range(2)]
    assert [each["booked"] for each in done] == [0, 0]
    assert note_of(paid)["outstanding"] == 10_000_000
    assert len(list((tmp_path / "taken").iterdir())) == 2


@pytest.mark.parametrize(
    "told",
    [
        {"note": "\0"},
        {"note": "\ud800"},
        {"reference": "\ud800"},
        {"reference": "x" * 61},
        {"reference": " "},
    ],
    ids=["nul", "half a character", "half a reference", "long", "empty"],
)
def test_a_payment_of_another_form_holds_up_none_behind_it(
    paid: Bank, tmp_path: Path, told: dict[str, str]
) -> None:
    paid_out(paid)
    lay_down(tmp_path, "1.json", paid, **{"reference": "BAD", **told})
    lay_down(tmp_path, "2.json", paid)
    assert round_of(paid, FileDrop(tmp_path))["booked"] == 1
    assert {path.name for path in (tmp_path / "refused").iterdir()} == {"1.json", "1.txt"}
    assert note_of(paid)["outstanding"] == 9_500_000
