"""A centre that has forgotten the last hours: what is sent again becomes what it was, and nobody is paid out twice."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copy
from uuid import UUID

import pytest
from sqlalchemy import select

from central import backup
from central.clock import now
from central.demo import INSTITUTION
from central.files.objects import Folder
from central.gateway.files import FileDrop
from central.gateway.running import one_round
from central.store import Store
from central.tables import Institution
from models.identity import made_by, new_id
from models.lending.credit import LoanNote
from models.sync.operations import Command
from tests.central.bank import Bank
from tests.central.test_case_life import secured_case

Forgetful = tuple[Bank, Callable[[], None], Callable[[], None]]


@pytest.fixture
def forgetful(migrated_sqlite: Path, tmp_path: Path) -> Iterator[Forgetful]:
    """Give a bank with a gateway, and what saves it and what brings it back as it was saved."""
    place = tmp_path / "central.db"
    copy(migrated_sqlite, place)
    database = f"sqlite:///{place}"
    store = Store(database)
    bank = Bank(store, Folder(tmp_path / "files"))
    with store.writing() as session:
        session.get_one(Institution, INSTITUTION).has_gateway = True

    def save() -> None:
        backup.backup(database, tmp_path / "saved", None, now())

    def lose_and_restore() -> None:
        store.close()
        for each in tmp_path.glob("central.db*"):
            each.unlink()
        backup.restore(database, tmp_path / "saved", None, now())
        bank._tokens.clear()

    yield bank, save, lose_and_restore
    store.close()


def ready(bank: Bank, count: int) -> UUID:
    """Return a case that only waits for its money."""
    case, land, pledge = secured_case(bank)
    bank.take("wangjun", "show_cost", case, signed_on="2026-03-10")
    bank.take("zhoufang", "issue_contracts", case)
    for each in bank.records("contract"):
        if each["values"]["case_id"] == str(case):
            printed = {"contract_id": each["id"], "sha256": "a" * 64, "pages": 6, "copies": 3}
            bank.take("zhoufang", "record_print", case, **printed)
    bank.take("wangjun", "sign_contracts", case, signed_on="2026-03-10")
    bank.take("wangjun", "request_payout", case)
    told = {"registration_number": f"2399012026031000000{count}", "registered_on": "2026-03-10"}
    bank.take("zhoufang", "register", case, pledge_id=str(pledge), **told)
    version = bank.record("collateral", land)["version"]
    filed = {"facts.filed_on": (None, "2026-03-10")}
    assert bank.change("wangjun", "collateral", land, base=version, **filed).status == "accepted"
    return case


def notes(bank: Bank) -> dict[UUID | None, LoanNote]:
    with bank.store.reading() as session:
        return {each.case_id: each for each in session.scalars(select(LoanNote))}


def test_core_banking_is_told_under_the_same_key_and_no_number_goes_to_somebody_else(
    forgetful: Forgetful, tmp_path: Path
) -> None:
    bank, save, lose_and_restore = forgetful
    core = FileDrop(tmp_path / "core")
    one, two = ready(bank, 1), ready(bank, 2)
    one_round(bank.store, INSTITUTION, core, bank.clock)
    save()
    first, second = (Command(new_id(), "disburse", case, {}) for case in (one, two))
    assert [bank.ask("wuhao", each).status for each in (first, second)] == ["accepted", "accepted"]
    one_round(bank.store, INSTITUTION, core, bank.clock)
    out = {path.name for path in (tmp_path / "core" / "out").iterdir()}
    before = notes(bank)
    lose_and_restore()
    assert [bank.ask("wuhao", each).status for each in (second, first)] == ["accepted", "accepted"]
    one_round(bank.store, INSTITUTION, core, bank.clock)
    assert {path.name for path in (tmp_path / "core" / "out").iterdir()} == out
    after = notes(bank)
    assert {case: note.id for case, note in after.items()} == {case: note.id for case, note in before.items()}
    assert not {note.number for note in after.values()} & {note.number for note in before.values()}
    told = {"reference": "HX1", "note": before[one].number, "paid_on": "2026-03-10", "principal": 1_000_000}
    (tmp_path / "core" / "in").mkdir(exist_ok=True)
    (tmp_path / "core" / "in" / "1.json").write_text(json.dumps(told), "utf-8")
    assert one_round(bank.store, INSTITUTION, core, bank.clock)["dead"] == 1
    assert {note.outstanding for note in notes(bank).values()} == {10_000_000}


def test_what_rests_on_a_step_of_ones_own_is_taken_again(forgetful: Forgetful) -> None:
    bank, save, lose_and_restore = forgetful
    case, _land, _pledge = secured_case(bank)
    bank.take("wangjun", "show_cost", case, signed_on="2026-03-10")
    save()
    sent = [Command(new_id(), "issue_contracts", case, {})]
    assert bank.ask("zhoufang", sent[0]).status == "accepted"
    for each in bank.records("contract"):
        printed = {"contract_id": each["id"], "sha256": "a" * 64, "pages": 6, "copies": 3}
        sent.append(Command(new_id(), "record_print", case, printed))
        assert bank.ask("zhoufang", sent[-1]).status == "accepted"
    lose_and_restore()
    assert {bank.ask("zhoufang", each).status for each in sent} == {"accepted"}


def test_what_an_operation_makes_has_the_same_identity_again_and_sorts_by_its_time() -> None:
    earlier, later = new_id(), new_id()
    made = [made_by(earlier), made_by(earlier, 1), made_by(later)]
    assert made == [made_by(earlier), made_by(earlier, 1), made_by(later)]
    assert len(set(made)) == 3
    assert {each.version for each in made} == {7}
    assert made[0] < made[1]
    assert earlier.time_low == made[0].time_low
