"""Core banking hears of what was decided and paid, and what was paid back comes in: each once, whatever happens."""

import json
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from central.demo import INSTITUTION
from central.gateway import delivery
from central.gateway.files import FileDrop
from central.gateway.fineract import Fineract, Mapped, headers
from central.gateway.message import Message
from central.gateway.port import CoreAway, CoreBanking, CoreRefused
from central.gateway.running import one_round
from central.gateway.web import Line
from central.logs import LOG
from central.tables import GatewayMessage, Institution
from models.compliance.audit import verify
from models.text import Text
from tests.central.bank import Bank
from tests.central.gateway.fake_fineract import State, running_fineract, status_of
from tests.central.test_loan_life import note_of, paid_out

MAPPED = Mapped(1, {"farmer_production": 7}, {"farmland_right": 25})


@pytest.fixture
def core() -> Iterator[tuple[str, State]]:
    with running_fineract() as running:
        yield running


@pytest.fixture
def connected(bank: Bank) -> Bank:
    with bank.store.writing() as session:
        session.get_one(Institution, INSTITUTION).has_gateway = True
    return bank


def fineract(address: str, mapped: Mapped = MAPPED) -> Fineract:
    return Fineract(Line(address, headers("default", "heitu", "secret")), mapped)


def messages(bank: Bank) -> list[GatewayMessage]:
    with bank.store.reading() as session:
        return list(
            session.scalars(
                select(GatewayMessage).order_by(GatewayMessage.made_at, GatewayMessage.message_id)
            )
        )


def round_of(bank: Bank, core: CoreBanking) -> dict[str, int]:
    return one_round(bank.store, INSTITUTION, core, bank.clock)


def test_a_bank_without_a_gateway_tells_nobody(bank: Bank) -> None:
    paid_out(bank)
    assert messages(bank) == []


def test_a_loan_goes_out_and_its_repayment_comes_in(connected: Bank, core: tuple[str, State]) -> None:
    address, state = core
    case = paid_out(connected)
    assert [each.kind for each in messages(connected)] == ["case_approved", "drawdown_paid"]
    number = note_of(connected)["number"]
    assert round_of(connected, fineract(address))["delivered"] == 2
    (client,), (loan,) = state.clients, state.loans
    assert client["fullname"] == "张德福"
    assert (loan["externalId"], loan["status"]["active"]) == (number, True)
    assert (loan["principal"], loan["interestRatePerPeriod"]) == (100_000.0, 4.35)
    assert (loan["numberOfRepayments"], loan["repaymentEvery"]) == (1, 12)
    assert [each["value"] for each in state.collateral[1]] == [100_000.0]
    assert {each.state for each in messages(connected)} == {"done"}
    assert all(each.body == {} for each in messages(connected))

    paid = state.repay(number, principalPortion=12_345.67)
    assert round_of(connected, fineract(address))["booked"] == 1
    assert round_of(connected, fineract(address)) == {"delivered": 0, "booked": 0, "dead": 0, "answered": 1}
    assert note_of(connected)["outstanding"] == 10_000_000 - 1_234_567
    (repayment,) = connected.records("repayment")
    assert repayment["values"]["reference"] == f"FINERACT-{paid}"

    loan["transactions"][-1]["manuallyReversed"] = True
    assert round_of(connected, fineract(address))["booked"] == 1, messages(connected)[-1].zh
    assert note_of(connected)["outstanding"] == 10_000_000
    assert connected.record("loan_case", case)["values"]["state"] in {"DISBURSED", "PERFORMING"}
    with connected.store.reading() as session:
        verify(session, INSTITUTION)


LOST = [
    r"POST /clients",
    r"POST /loans",
    r"POST /loans/1/collaterals",
    r"POST /loans/1 approve",
    r"POST /loans/1 disburse",
]


@pytest.mark.parametrize("lost", LOST)
@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_an_answer_that_is_lost_anywhere_does_nothing_twice(
    connected: Bank, core: tuple[str, State], lost: str
) -> None:
    address, state = core
    paid_out(connected)
    state.lose_answer_to.add(lost)
    round_of(connected, fineract(address))
    assert {each.state for each in messages(connected)} == {"waiting", "done"} or lost == "POST /clients"
    connected.clock.move(minutes=2)
    round_of(connected, fineract(address))
    assert {each.state for each in messages(connected)} == {"done"}
    assert (len(state.clients), len(state.loans)) == (1, 1)
    assert len(state.collateral[1]) == 1
    assert state.loans[0]["status"]["active"]


@pytest.mark.parametrize("away", [*LOST, r"GET /clients/external-id/.*", r"GET /loans/1/collaterals"])
@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_what_answers_in_the_place_of_the_core_has_done_nothing(
    connected: Bank, core: tuple[str, State], away: str
) -> None:
    address, state = core
    paid_out(connected)
    state.away_for.add(away)
    round_of(connected, fineract(address))
    waiting = [each for each in messages(connected) if each.state == "waiting"]
    assert "无法识别" in waiting[0].zh
    connected.clock.move(minutes=2)
    round_of(connected, fineract(address))
    assert {each.state for each in messages(connected)} == {"done"}
    assert (len(state.clients), len(state.loans)) == (1, 1)
    assert len(state.collateral[1]) == 1
    assert state.loans[0]["status"]["active"]


def test_a_core_that_is_down_is_asked_again_and_given_up_at_last(
    connected: Bank, core: tuple[str, State]
) -> None:
    address, state = core
    state.down = True
    paid_out(connected)
    assert round_of(connected, fineract(address)) == {"delivered": 0, "booked": 0, "dead": 0, "answered": 0}
    first, second = messages(connected)
    assert (first.state, first.attempts, second.attempts) == ("waiting", 1, 0)
    assert "无应答（503）" in first.zh
    asked = len(state.asked)
    round_of(connected, fineract(address))
    assert len(state.asked) == asked + 1  # Only repayments are asked for: the message waits for its time.
    for _ in range(delivery.PATIENCE // timedelta(hours=1)):
        assert messages(connected)[0].state == "waiting"
        connected.clock.move(hours=1)
        round_of(connected, fineract(address))
    first, second = messages(connected)
    assert (first.state, second.state) == ("dead", "waiting")
    assert "多次无应答" in first.zh
    assert first.attempts > delivery.MOST_ATTEMPTS


def test_a_refusal_lies_dead_with_its_reason_and_is_retried_when_put_right(
    connected: Bank, core: tuple[str, State]
) -> None:
    address, state = core
    paid_out(connected)
    round_of(connected, fineract(address, Mapped(1, {}, {})))
    approved, paid = messages(connected)
    assert (approved.state, paid.state) == ("done", "dead")
    assert "没有product“farmer_production”" in paid.zh
    with connected.store.writing() as session:
        row = session.get_one(GatewayMessage, (INSTITUTION, paid.message_id))
        row.state, row.attempts, row.next_try_at = "waiting", 0, connected.clock()
    assert round_of(connected, fineract(address))["delivered"] == 1
    assert state.loans[0]["status"]["active"]


def told(bank: Bank, **changes: Any) -> None:
    """Let the waiting message say something else of its note."""
    with bank.store.writing() as session:
        row = session.scalars(select(GatewayMessage).where(GatewayMessage.kind == "drawdown_paid")).one()
        row.body = {**row.body, "note": {**row.body["note"], **changes}}


def retry(bank: Bank) -> None:
    with bank.store.writing() as session:
        for row in session.scalars(select(GatewayMessage).where(GatewayMessage.state == "dead")):
            row.state, row.attempts, row.next_try_at = "waiting", 0, bank.clock()


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_what_core_banking_refused_is_taken_when_it_was_put_right_there(
    connected: Bank, core: tuple[str, State]
) -> None:
    address, state = core
    paid_out(connected)
    state.products.clear()
    round_of(connected, fineract(address))
    approved, paid = messages(connected)
    assert (approved.state, paid.state) == ("done", "dead")
    assert "Loan product does not exist" in paid.zh
    state.products.add(7)
    retry(connected)
    assert round_of(connected, fineract(address))["delivered"] == 1
    assert state.loans[0]["status"]["active"]


@pytest.mark.parametrize(
    ("method", "due_on", "plan"),
    [
        ("BULLET", "2027-03-10", (12, 1, 12, None)),
        ("EPI", "2027-03-10", (12, 12, 1, None)),
        ("EP", "2027-03-10", (12, 12, 1, None)),
        ("IO-M", "2027-03-10", (12, 12, 1, 11)),
        ("IO-Q", "2027-03-10", (12, 4, 3, 3)),
        ("FREE", "2026-04-10", (1, 1, 1, None)),
        ("IO-Q", "2027-04-10", None),
        ("STAGED", "2027-03-10", None),
    ],
)
@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_loan_is_repaid_in_core_banking_as_its_note_says(
    connected: Bank,
    core: tuple[str, State],
    method: str,
    due_on: str,
    plan: tuple[int, int, int, int | None] | None,
) -> None:
    address, state = core
    paid_out(connected)
    told(connected, method=method, starts_on="2026-03-10", due_on=due_on)
    round_of(connected, fineract(address))
    paid = messages(connected)[1]
    if plan is None:
        assert paid.state == "dead"
        assert method in paid.zh
        assert state.loans == []
        return
    assert paid.state == "done", paid.zh
    names = ("loanTermFrequency", "numberOfRepayments", "repaymentEvery", "graceOnPrincipalPayment")
    assert tuple(state.applications[0].get(name) for name in names) == plan


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_collateral_is_known_again_where_core_banking_keeps_its_kind_alone(
    connected: Bank, core: tuple[str, State]
) -> None:
    address, state = core
    state.reads_collateral_whole = False
    paid_out(connected)
    state.lose_answer_to.add(r"POST /loans/1/collaterals")
    round_of(connected, fineract(address))
    connected.clock.move(minutes=2)
    round_of(connected, fineract(address))
    assert {each.state for each in messages(connected)} == {"done"}
    assert len(state.collateral[1]) == 1


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_loan_that_was_rejected_over_there_is_looked_at(connected: Bank, core: tuple[str, State]) -> None:
    address, state = core
    paid_out(connected)
    state.down_for.add(r"POST /loans/1 approve")
    round_of(connected, fineract(address))
    state.loans[0]["status"] = status_of(500)
    connected.clock.move(minutes=2)
    round_of(connected, fineract(address))
    paid = messages(connected)[1]
    assert paid.state == "dead"
    assert "已被拒绝或撤回" in paid.zh


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_payment_that_core_banking_books_anew_is_booked_once(
    connected: Bank, core: tuple[str, State]
) -> None:
    address, state = core
    paid_out(connected)
    round_of(connected, fineract(address))
    number = note_of(connected)["number"]
    state.repay(number, principalPortion=1_000.0)
    assert round_of(connected, fineract(address))["booked"] == 1
    for _ in range(2):
        state.book_anew(number)
        assert round_of(connected, fineract(address))["booked"] == 0
    assert note_of(connected)["outstanding"] == 10_000_000 - 100_000
    state.loans[0]["transactions"][-1]["manuallyReversed"] = True
    assert round_of(connected, fineract(address))["booked"] == 1
    assert note_of(connected)["outstanding"] == 10_000_000


def test_a_payment_that_the_rules_refuse_lies_dead(connected: Bank, core: tuple[str, State]) -> None:
    address, state = core
    paid_out(connected)
    round_of(connected, fineract(address))
    state.repay(note_of(connected)["number"], principalPortion=100_000.01)
    assert round_of(connected, fineract(address))["dead"] == 1
    assert round_of(connected, fineract(address))["dead"] == 0
    dead = [each for each in messages(connected) if each.state == "dead"]
    assert len(dead) == 1
    assert dead[0].zh
    assert note_of(connected)["outstanding"] == 10_000_000


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_loan_whose_payments_are_not_understood_holds_up_no_other(
    connected: Bank, core: tuple[str, State]
) -> None:
    address, state = core
    paid_out(connected)
    round_of(connected, fineract(address))
    (loan,), number = state.loans, note_of(connected)["number"]
    state.loans.append({**loan, "externalId": "JJ-0", "transactions": []})
    state.repay("JJ-0", principalPortion=0.001)
    state.repay(number, principalPortion=1_000.0)
    pages = iter(fineract(address).payments(["JJ-0", number], ""))
    assert [each.note for each in next(pages).payments] == [number]
    with pytest.raises(CoreAway, match="not understood"):
        next(pages)


def payment(connected: Bank, **told: Any) -> dict[str, Any]:
    number = note_of(connected)["number"]
    return {"reference": "HX-1", "note": number, "paid_on": "2026-03-10", "principal": 500_000, **told}


def lay_down(folder: Path, name: str, body: Any) -> None:
    (folder / "in").mkdir(parents=True, exist_ok=True)
    (folder / "in" / name).write_text(body if isinstance(body, str) else json.dumps(body), "utf-8")


def test_the_file_drop_writes_whole_files_and_says_what_became_of_each(
    connected: Bank, tmp_path: Path
) -> None:
    paid_out(connected)
    drop = FileDrop(tmp_path)
    lay_down(tmp_path, "1.json", payment(connected))
    lay_down(tmp_path, "2.json", payment(connected))
    lay_down(tmp_path, "3.json", payment(connected, reference="HX-3", note="nothing"))
    lay_down(tmp_path, "4.json", "{")
    os.utime(tmp_path / "in" / "4.json", (0, 0))
    lay_down(tmp_path, "5.json", payment(connected, reference="HX-5", principal=1.5))
    assert round_of(connected, drop) == {"delivered": 2, "booked": 1, "dead": 1, "answered": 1}
    out = [json.loads(path.read_text("utf-8")) for path in sorted((tmp_path / "out").iterdir())]
    assert [each["kind"] for each in out] == ["case_approved", "drawdown_paid"]
    assert out[1]["note"]["number"] == note_of(connected)["number"]
    assert out[1]["note"]["principal"] == 10_000_000
    assert {path.name for path in (tmp_path / "taken").iterdir()} == {"1.json", "2.json"}
    refused = {path.name for path in (tmp_path / "refused").iterdir()}
    assert refused == {"3.json", "3.txt", "4.json", "4.txt", "5.json", "5.txt"}
    assert "没有借据nothing" in (tmp_path / "refused" / "3.txt").read_text("utf-8")
    assert note_of(connected)["outstanding"] == 9_500_000


def test_a_folder_that_refuses_ends_the_round_and_books_nothing_twice(
    connected: Bank, tmp_path: Path
) -> None:
    paid_out(connected)
    drop = FileDrop(tmp_path)
    lay_down(tmp_path, "1.json", payment(connected))
    in_the_way = tmp_path / "taken"
    in_the_way.touch()
    assert round_of(connected, drop)["answered"] == 0
    assert note_of(connected)["outstanding"] == 9_500_000
    in_the_way.unlink()
    assert round_of(connected, drop) == {"delivered": 0, "booked": 0, "dead": 0, "answered": 1}
    assert [path.name for path in (tmp_path / "taken").iterdir()] == ["1.json"]
    assert note_of(connected)["outstanding"] == 9_500_000


def test_a_file_that_cannot_be_read_holds_up_none_behind_it_and_is_named(
    connected: Bank, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    paid_out(connected)
    drop = FileDrop(tmp_path)
    lay_down(tmp_path, "2.json", payment(connected))
    unreadable = tmp_path / "in" / "1.json"
    unreadable.mkdir()
    with caplog.at_level("WARNING", LOG.name):
        assert round_of(connected, drop) == {"delivered": 2, "booked": 1, "dead": 0, "answered": 1}
    assert "1.json from core banking cannot be read: Is a directory" in caplog.text
    assert note_of(connected)["outstanding"] == 9_500_000
    assert unreadable.exists()


def test_why_core_banking_is_away_is_logged(
    connected: Bank, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "exchange"
    folder.touch()
    with caplog.at_level("WARNING", LOG.name):
        assert round_of(connected, FileDrop(folder))["answered"] == 0
    assert "core banking is away: The folder of the exchange cannot be used: Not a directory" in caplog.text


def test_a_refusal_that_comes_late_does_not_bury_what_another_runner_has_done(connected: Bank) -> None:
    paid_out(connected)

    class Slow:
        name, calls = "slow", 0

        def hand_over(self, message: Message) -> dict[str, int]:
            self.calls += 1
            if self.calls == 1:
                connected.clock.move(minutes=6)
                delivery.deliver(connected.store, INSTITUTION, slow, connected.clock)
                raise CoreRefused(Text("已存在", "exists already"))
            return {"of": len(message.body)}

    slow: Any = Slow()
    delivery.deliver(connected.store, INSTITUTION, slow, connected.clock)
    with connected.store.reading() as session:
        assert set(session.scalars(select(GatewayMessage.state))) == {"done"}


def test_two_runners_hand_over_each_message_once(connected: Bank, tmp_path: Path) -> None:
    paid_out(connected)
    claimed = [delivery._claim(connected.store, INSTITUTION, connected.clock()) for _ in range(2)]
    # The second message of the case waits until the first is done.
    assert claimed[0] is not None
    assert claimed[1] is None
    connected.clock.move(minutes=6)
    assert round_of(connected, FileDrop(tmp_path))["delivered"] == 2
    assert len(list((tmp_path / "out").iterdir())) == 2
