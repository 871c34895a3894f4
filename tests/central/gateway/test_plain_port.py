"""The plain HTTP port, and the commands by which an operator runs the gateway."""

import json
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import unquote

import pytest

from central import __main__ as command
from central.demo import INSTITUTION
from central.gateway.delivery import AWAY_AFTER
from central.gateway.running import core_of
from central.gateway.web import Line
from central.tables import GatewayMessage
from models.errors import RuleBroken
from models.identity import new_id
from tests.central.bank import Bank
from tests.central.test_loan_life import note_of, paid_out

BANK = ("--institution", "23990100")


class Port:
    """Core banking behind the two addresses of docs/gateway.md.

    Attributes:
        lists: What it answers to the question for repayments, if it is not 200.
        stuck: Whether the place behind a page is the place before it.
        asked: The places from which repayments were asked for.
    """

    def __init__(self) -> None:
        self.taken: dict[str, Any] = {}
        self.payments: list[dict[str, Any]] = []
        self.answers = self.lists = 200
        self.away = self.stuck = False
        self.asked: list[str] = []

    def page(self, after: str) -> tuple[int, Any]:
        """Return the status and the body of a page of one repayment."""
        self.asked.append(after)
        place = int(after.partition("+")[2] or 0)
        if self.lists != 200 or place > len(self.payments):
            return self.lists if self.lists != 200 else 404, {"detail": "no such place"}
        following = place if self.stuck else min(place + 1, len(self.payments))
        return 200, {"repayments": self.payments[place : place + 1], "next": f"row+{following}"}


@pytest.fixture
def port(tmp_path: Path) -> Iterator[tuple[Path, Port]]:
    held = Port()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            assert self.headers["Authorization"] == "Bearer a token"
            assert self.path == "/messages"
            if held.answers == 200 and not held.away:
                assert held.taken.setdefault(self.headers["Idempotency-Key"], body) == body
            if held.away:
                self._send(200, {"code": 401, "msg": "请先登录"})
                return
            told = {"id": body["id"]} if held.answers == 200 else {"detail": "no such product"}
            self._send(held.answers, {**told, "kept": 1.5})

        def do_GET(self) -> None:
            self._send(*held.page(unquote(self.path.partition("=")[2])))

        def log_message(self, *_: object) -> None:
            pass

        def _send(self, status: int, body: Any) -> None:
            told = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    (tmp_path / "token").write_text("a token\n", "utf-8")
    settings = tmp_path / "core.toml"
    address = f"http://127.0.0.1:{server.server_address[1]}"
    settings.write_text(
        f'[core]\nadapter = "http"\nurl = "{address}"\npassword_file = "{tmp_path}/token"\n', "utf-8"
    )
    yield settings, held
    server.shutdown()
    server.server_close()
    thread.join()


class Operator:
    """Somebody who gives the commands of the gateway, by the clock of the bank."""

    def __init__(
        self,
        bank: Bank,
        settings: Path,
        core: Port,
        capsys: pytest.CaptureFixture[str],
        patch: pytest.MonkeyPatch,
    ) -> None:
        self.core = core
        self._bank, self._settings, self._capsys, self._patch = bank, settings, capsys, patch
        for module in ("central.gateway.running", "central.administration"):
            patch.setattr(f"{module}.now", bank.clock)

    def __call__(self, *words: str) -> tuple[int, Any]:
        """Return the code of a command and what it printed."""
        database = self._bank.store.engine.url.render_as_string(hide_password=False)
        line = ["central", "gateway", *words, *BANK, "--database", database, "--json"]
        self._patch.setattr(sys, "argv", line)
        code = command.main()
        return code, json.loads(self._capsys.readouterr().out or "null")

    def run(self) -> tuple[int, Any]:
        """Let the gateway work once."""
        return self("run", "--settings", str(self._settings), "--once")


@pytest.fixture
def operator(
    bank: Bank, port: tuple[Path, Port], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Operator:
    return Operator(bank, *port, capsys, monkeypatch)


def test_an_operator_runs_looks_and_retries(bank: Bank, operator: Operator) -> None:
    core = operator.core
    assert operator("use") == (0, [{"institution": "23990100", "gateway": True}])
    paid_out(bank)
    core.answers = 422
    assert operator.run()[1]["delivered"] == 0
    _code, (dead, waiting) = operator("list")
    assert (dead["state"], waiting["state"]) == ("dead", "waiting")
    assert "no such product" in dead["zh"]
    core.answers = 200
    assert operator("retry", "--message", dead["message"])[0] == 0
    told = {"note": note_of(bank)["number"], "paid_on": "2026-03-10", "interest": 0}
    core.payments = [
        {"reference": "A", "principal": 100, **told},
        {"reference": "B", "principal": 100_000_000, **told},
    ]
    assert operator.run() == (
        0,
        {"delivered": 2, "booked": 1, "dead": 1, "answered": 1},
    )
    assert [each["kind"] for each in core.taken.values()] == ["case_approved", "drawdown_paid"]
    _code, (refused,) = operator("list")
    assert refused["kind"] == "repayment"
    core.payments[1]["principal"] = 1
    operator("retry", "--message", refused["message"])
    # What was refused is tried as it was told: core banking must reverse it and book it anew.
    assert operator.run()[1]["dead"] == 1
    assert note_of(bank)["outstanding"] == 10_000_000 - 100
    assert operator("retry", "--message", str(refused["case"]))[0] == 1


def approved(bank: Bank, count: int) -> None:
    """Let so many cases be approved that core banking is to hear of."""
    with bank.store.writing() as session:
        for _case in range(count):
            session.add(
                GatewayMessage(
                    institution_id=INSTITUTION,
                    message_id=new_id(),
                    kind="case_approved",
                    subject_id=new_id(),
                    body={},
                    state="waiting",
                    made_at=bank.clock(),
                    next_try_at=bank.clock(),
                )
            )


def test_everything_that_lies_dead_is_retried_at_once(bank: Bank, operator: Operator) -> None:
    approved(bank, 2)
    operator.core.answers = 422
    operator.run()
    dead = operator("list")[1]
    assert [each["state"] for each in dead] == ["dead", "dead"]
    assert operator("retry") == (0, [{"message": each["message"], "state": "waiting"} for each in dead])
    assert operator("retry") == (0, [])
    operator.core.answers = 200
    assert operator.run()[1]["delivered"] == 2


def test_a_core_that_is_down_is_not_asked_for_every_message(bank: Bank, operator: Operator) -> None:
    approved(bank, AWAY_AFTER + 2)
    operator.core.answers = 503
    operator.run()
    assert [each["attempts"] for each in operator("list")[1]] == [1] * AWAY_AFTER + [0, 0]
    operator.core.answers = 200
    bank.clock.move(hours=1)
    assert operator.run()[1]["delivered"] == AWAY_AFTER + 2


def test_what_answers_in_the_place_of_the_port_has_taken_nothing(bank: Bank, operator: Operator) -> None:
    core = operator.core
    operator("use")
    paid_out(bank)
    core.away = True
    assert operator.run()[1]["delivered"] == 0
    _code, listed = operator("list")
    assert [each["state"] for each in listed] == ["waiting", "waiting"]
    assert "没有答复收到了哪条消息" in listed[0]["zh"]
    core.away = False
    bank.clock.move(minutes=2)
    assert operator.run()[1]["delivered"] == 2


def repayment(bank: Bank, reference: str, **told: Any) -> dict[str, Any]:
    number = note_of(bank)["number"]
    return {"reference": reference, "note": number, "paid_on": "2026-03-10", "principal": 100, **told}


def test_what_was_read_is_not_read_again(bank: Bank, operator: Operator) -> None:
    core = operator.core
    paid_out(bank)
    core.payments = [repayment(bank, "A"), repayment(bank, "B")]
    assert operator.run()[1]["booked"] == 2
    assert core.asked == ["", "row+1", "row+2"]
    core.asked.clear()
    core.payments.append(repayment(bank, "B", reversed=True))
    assert operator.run()[1]["booked"] == 1
    assert core.asked == ["row+2", "row+3"]
    assert note_of(bank)["outstanding"] == 10_000_000 - 100


def test_a_repayment_that_is_not_understood_holds_up_none_behind_it(bank: Bank, operator: Operator) -> None:
    core = operator.core
    paid_out(bank)
    core.payments = [
        repayment(bank, "A"),
        {**repayment(bank, "B"), "principal": "1.00"},
        repayment(bank, "C"),
    ]
    assert operator.run() == (1, {"delivered": 0, "booked": 2, "dead": 0, "answered": 0})
    assert note_of(bank)["outstanding"] == 10_000_000 - 200
    core.asked.clear()
    core.payments[1] = repayment(bank, "B")
    assert operator.run() == (0, {"delivered": 0, "booked": 1, "dead": 0, "answered": 1})
    assert core.asked == ["row+1", "row+2", "row+3"]
    assert note_of(bank)["outstanding"] == 10_000_000 - 300


def test_a_place_that_core_banking_lost_costs_a_second_reading_and_books_nothing_twice(
    bank: Bank, operator: Operator
) -> None:
    core = operator.core
    paid_out(bank)
    core.payments = [repayment(bank, "A"), repayment(bank, "B")]
    operator.run()
    core.payments.pop(0)
    core.asked.clear()
    assert operator.run()[1] == {
        "delivered": 0,
        "booked": 0,
        "dead": 0,
        "answered": 1,
    }
    assert core.asked == ["row+2", "", "row+1"]


@pytest.mark.parametrize("trouble", ["stuck", "forbidden"])
def test_a_list_that_leads_nowhere_ends_the_round_and_not_the_gateway(
    bank: Bank, operator: Operator, trouble: str
) -> None:
    core = operator.core
    operator("use")
    paid_out(bank)
    core.payments = [repayment(bank, "A")]
    core.stuck, core.lists = trouble == "stuck", 403 if trouble == "forbidden" else 200
    told = {"delivered": 2, "booked": int(trouble == "stuck"), "dead": 0, "answered": 0}
    assert operator.run() == (1, told)
    core.stuck, core.lists = False, 200
    assert operator.run()[0] == 0
    assert note_of(bank)["outstanding"] == 10_000_000 - 100


@pytest.mark.parametrize(
    "written",
    [
        "",
        "[core]\n",
        '[core]\nadapter = "x"\npassword_file = "/dev/null"',
        '[core]\nadapter = "http"\n',
        "[core",
    ],
)
def test_settings_that_are_wrong_are_named(tmp_path: Path, written: str) -> None:
    (tmp_path / "core.toml").write_text(written, "utf-8")
    with pytest.raises(RuleBroken, match=r"core\.toml"):
        core_of(tmp_path / "core.toml")


def test_core_banking_is_spoken_to_in_private() -> None:
    with pytest.raises(RuleBroken, match="https"):
        Line("http://core.bank", {})


def test_an_address_that_has_no_list_is_no_empty_list(bank: Bank, operator: Operator) -> None:
    paid_out(bank)
    operator.core.lists = 404
    assert operator.run() == (1, {"delivered": 0, "booked": 0, "dead": 0, "answered": 0})


@pytest.mark.parametrize("status", [301, 302, 303, 307])
def test_a_page_to_log_in_that_stands_before_the_port_refuses_nothing(
    bank: Bank, operator: Operator, status: int
) -> None:
    core = operator.core
    operator("use")
    paid_out(bank)
    core.answers = status
    assert operator.run()[1]["delivered"] == 0
    assert [each["state"] for each in operator("list")[1]] == ["waiting", "waiting"]
