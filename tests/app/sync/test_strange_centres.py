"""A centre that is down, hangs, or is something else: one sentence, and nothing is lost."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx2
import pytest

from app import cases
from app.database import Database
from app.lists import CASES
from app.memory import remember
from app.sync import client
from app.sync.client import Centre, CentreUnreachable, LoginRefused
from app.sync.intake import take_in, understand
from app.sync.known import SHAPE, meet_release
from app.sync.round import Rounds
from models.approval.roles import Role
from models.errors import LendingError, RuleBroken
from models.lending.states import State
from models.sync.wire import pack_record
from tests import factories
from tests.factories import BRANCH, INSTITUTION, TODAY

Answer = tuple[int, str, bytes]
LOGGED_IN = {
    "access": "a",
    "refresh": "23990100.r",
    "server_time": "2026-03-10T09:00:00+00:00",
    "officer": {
        "login": "wangjun",
        "name": "王军",
        "roles": ["loan_officer"],
        "institution_id": INSTITUTION,
        "branch_id": factories.BRANCH,
        "branches": [factories.BRANCH],
    },
}


@contextmanager
def _server(answer: Callable[[str], Answer], header: tuple[str, str] = ("X-Nothing", "")) -> Iterator[str]:
    """Serve whatever *answer* returns for a path."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            self.rfile.read(length)
            status, kind, body = answer(self.path)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header(*header)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - the library's name

        def log_message(self, *_words: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def _as_json(body: Any, status: int = 200) -> Answer:
    return status, "application/json", json.dumps(body).encode()


STRANGE: dict[str, Answer] = {
    "html": (200, "text/html", b"<html><h1>\xe6\xac\xa2\xe8\xbf\x8e</h1>"),
    "login page of a network": (302, "text/html", b"<html>"),
    "html error": (502, "text/html", b"<html>Bad Gateway"),
    "nothing": (200, "application/json", b""),
    "half": (200, "application/json", b'{"answers": ['),
    "no utf-8": (200, "application/json", b'{"zh": "\xff"}'),
    "a list": _as_json([]),
    "a word": _as_json("ok"),
    "another api": _as_json({"status": "UP"}),
    "half an officer": _as_json({**LOGGED_IN, "officer": {}}),
    "roles that are none": _as_json({**LOGGED_IN, "officer": {**LOGGED_IN["officer"], "roles": 7}}),  # type: ignore[dict-item] # an officer
    "no time": _as_json({**LOGGED_IN, "server_time": "soon"}),
    "server error": _as_json({"detail": "boom"}, 500),
    "deep": (200, "application/json", b"[" * 100_000),
}


def _is_one_sentence(refusal: CentreUnreachable) -> None:
    assert any("一" <= sign <= "鿿" for sign in refusal.text.zh)
    assert refusal.text.en.isascii()
    assert "Traceback" not in str(refusal)


@pytest.mark.parametrize("answer", STRANGE.values(), ids=STRANGE)
def test_something_else_is_not_logged_in_to(answer: Answer) -> None:
    with _server(lambda _path: answer) as address:
        centre = Centre(address, "test")
        with pytest.raises(CentreUnreachable) as refusal:
            centre.log_in(INSTITUTION, "wangjun", "secret")
        _is_one_sentence(refusal.value)
        centre.close()


def _desk(database: Database, address: str) -> tuple[Centre, Rounds]:
    centre = Centre(address, "test")
    answer = centre.log_in(INSTITUTION, "wangjun", "secret")
    return centre, Rounds(database, centre, answer.actor)


EMPTY_PICTURE: dict[str, Any] = {"place": 0, "count": 0, "parts": [], "next": None}
GOOD_PAGE: dict[str, Any] = {"changes": [], "next": 0, "more": False}
CHANGE: dict[str, Any] = {
    "kind": "farmer",
    "id": str(factories.farmer().id),
    "version": 1,
    "mark": "0" * 32,
    "values": {"full_name": "王军"},
}
STRANGE_ANSWERS: dict[str, Answer] = {
    **{name: STRANGE[name] for name in ("html", "nothing", "half", "a list", "another api", "server error")},
    "no answers": _as_json({"answers": []}),
    "too many answers": _as_json({"answers": [{}, {}]}),
    "empty answer": _as_json({"answers": [{}]}),
    "foreign answer": _as_json(
        {"answers": [{"op": CHANGE["id"], "status": "accepted", "zh": "", "en": "", "details": None}]}
    ),
    "unknown status": _as_json(
        {"answers": [{"op": CHANGE["id"], "status": "perhaps", "zh": "", "en": "", "details": None}]}
    ),
}
STRANGE_PAGES: dict[str, Answer] = {
    **{name: STRANGE[name] for name in ("html", "nothing", "half", "a list", "another api", "server error")},
    "changes of words": _as_json({**GOOD_PAGE, "changes": ["x"]}),
    "changes without a kind": _as_json({**GOOD_PAGE, "changes": [{}], "next": 1}),
    "an id that is none": _as_json({**GOOD_PAGE, "changes": [{**CHANGE, "id": "x"}], "next": 1}),
    "a version that is none": _as_json({**GOOD_PAGE, "changes": [{**CHANGE, "version": None}], "next": 1}),
    "values that are none": _as_json({**GOOD_PAGE, "changes": [{**CHANGE, "values": 3}], "next": 1}),
    "a hostile value": _as_json(
        {**GOOD_PAGE, "changes": [{**CHANGE, "values": {"id_number": ["x"]}}], "next": 1}
    ),
    "a page that leads nowhere": _as_json({"changes": [CHANGE], "next": 0, "more": True}),
    "next that is none": _as_json({"changes": [CHANGE], "next": "soon", "more": True}),
    "next beyond all numbers": (200, "application/json", b'{"changes": [], "next": 1e999, "more": false}'),
    "a place that is gone as soon as it was given": _as_json({"zh": "同步位置已失效。", "en": "Gone."}, 410),
}


FARMERS: dict[str, Any] = {
    "kind": "farmer",
    "fields": ["full_name", "village"],
    "rows": [[CHANGE["id"], 1, "0" * 32, "王军", "前进村"]],
}
STRANGE_PICTURES: dict[str, Answer] = {
    **{name: STRANGE[name] for name in ("html", "nothing", "half", "a list", "another api", "server error")},
    "no parts": _as_json({**EMPTY_PICTURE, "parts": None}),
    "parts of words": _as_json({**EMPTY_PICTURE, "parts": ["x"]}),
    "a place that is none": _as_json({**EMPTY_PICTURE, "place": "soon", "parts": [FARMERS]}),
    "a place beyond all numbers": (
        200,
        "application/json",
        b'{"place": 1e999, "count": 0, "parts": [], "next": null}',
    ),
    "a short row": _as_json({**EMPTY_PICTURE, "parts": [{**FARMERS, "rows": [[CHANGE["id"], 1, ""]]}]}),
    "a row without an identity": _as_json(
        {**EMPTY_PICTURE, "parts": [{**FARMERS, "rows": [["x", 1, "", "王军", "前进村"]]}]}
    ),
    "a hostile value": _as_json(
        {**EMPTY_PICTURE, "parts": [{**FARMERS, "rows": [[CHANGE["id"], 1, "", {}, "前进村"]]}]}
    ),
    "a sign nobody sees": _as_json(
        {**EMPTY_PICTURE, "parts": [{**FARMERS, "rows": [[CHANGE["id"], 1, "", "王\x00", "前进村"]]}]}
    ),
    "next that is none": _as_json({**EMPTY_PICTURE, "parts": [FARMERS], "next": 3}),
}


def _round(database: Database, answers: Answer, page: Answer, picture: Answer | None = None) -> None:
    def answer(path: str) -> Answer:
        if path == "/v1/log-in":
            return _as_json(LOGGED_IN)
        if path.startswith("/v1/picture"):
            return picture or _as_json(EMPTY_PICTURE)
        return answers if path == "/v1/operations" else page

    with _server(answer) as address:
        centre, rounds = _desk(database, address)
        with pytest.raises(CentreUnreachable) as refusal:
            rounds.run()
        _is_one_sentence(refusal.value)
        centre.close()


@pytest.mark.parametrize("answers", STRANGE_ANSWERS.values(), ids=STRANGE_ANSWERS)
def test_strange_answers_leave_the_outbox_as_it_was(database: Database, answers: Answer) -> None:
    database.run(lambda session: session.add(factories.farmer()))
    before = database.read("SELECT op, body FROM outbox")
    _round(database, answers, _as_json(GOOD_PAGE))
    assert database.read("SELECT op, body FROM outbox") == before
    assert database.read("SELECT state, zh FROM outbox") == [("sent", "")]


@pytest.mark.parametrize("page", STRANGE_PAGES.values(), ids=STRANGE_PAGES)
def test_strange_pages_bring_nothing_in(database: Database, page: Answer) -> None:
    _round(database, _as_json({}), page)
    assert database.read("SELECT count(*) FROM farmer") == [(0,)]
    assert database.read("SELECT name FROM setting WHERE name = 'cursor'") == []


@pytest.mark.parametrize("picture", STRANGE_PICTURES.values(), ids=STRANGE_PICTURES)
def test_strange_pictures_bring_nothing_in(database: Database, picture: Answer) -> None:
    _round(database, _as_json({}), _as_json(GOOD_PAGE), picture)
    assert database.read("SELECT count(*) FROM farmer") == [(0,)]
    assert database.read("SELECT count(*) FROM known") == [(0,)]


def test_a_role_of_a_newer_release_does_not_keep_anybody_out() -> None:
    officer = {**LOGGED_IN["officer"], "roles": ["loan_officer", "drone_pilot"]}  # type: ignore[dict-item] # likewise
    with _server(lambda _path: _as_json({**LOGGED_IN, "officer": officer})) as address:
        centre = Centre(address, "test")
        assert centre.log_in(INSTITUTION, "wangjun", "secret").actor.roles == {Role.LOAN_OFFICER}
        centre.close()


@pytest.mark.parametrize(
    ("told", "name", "at_head_office"),
    [
        ({}, "", False),
        ({"branch_name": "总行", "at_head_office": True, "branch_motto": "勤"}, "总行", True),
        ({"at_head_office": "no"}, "", False),
    ],
)
def test_an_older_centre_tells_less_of_the_branch_and_a_newer_one_may_tell_more(
    told: dict[str, Any], name: str, at_head_office: bool
) -> None:
    officer = {**LOGGED_IN["officer"], **told}  # type: ignore[dict-item] # likewise
    with _server(lambda _path: _as_json({**LOGGED_IN, "officer": officer})) as address:
        centre = Centre(address, "test")
        actor = centre.log_in(INSTITUTION, "wangjun", "secret").actor
        centre.close()
    assert (actor.branch_name, actor.at_head_office) == (name, at_head_office)
    assert actor == replace(actor, branch_name="another")


def test_a_newer_centre_may_send_what_this_program_does_not_know(database: Database) -> None:
    """An older release leaves out what it does not understand, and asks for it again once it does."""
    newer = {**CHANGE, "kind": "drone_survey"}
    case = {**CHANGE, "kind": "loan_case", "id": str(factories.case().id)}
    known = {**CHANGE, "values": {"full_name": "王军", "shoe_size": 42}}
    unheard = {**case, "values": {"purpose": "买种子", "state": "SOLD_ON", "amount": 7}}
    counted = "1:" + "0" * 32
    page = {
        "changes": [newer, known, unheard],
        "next": 3,
        "more": False,
        "tallies": {"farmer": counted, "loan_case": counted, "drone_survey": counted},
    }
    answers = {"/v1/log-in": LOGGED_IN, "/v1/picture": EMPTY_PICTURE, "/v1/changes": page}
    with _server(lambda path: _as_json(answers[path.partition("?")[0]])) as address:
        centre, rounds = _desk(database, address)
        report = rounds.run()
        assert (report.received, report.repaired) == (2, 0)
        centre.close()
    assert database.read("SELECT full_name, version FROM farmer") == [("王军", 1)]
    assert database.read("SELECT purpose, state, amount FROM loan_case") == [("买种子", "", 7)]
    assert database.read("SELECT kind, partial FROM known ORDER BY kind") == [("farmer", 1), ("loan_case", 1)]
    database.run(lambda session: remember(session, SHAPE, "what an older release understood"))
    assert database.run(meet_release) == 2
    assert database.run(meet_release) == 0
    assert database.read("SELECT mark, partial FROM known") == [("", 0), ("", 0)]


def test_a_case_that_has_gone_on_to_a_newer_state_is_no_longer_where_it_was(database: Database) -> None:
    """Neither the state that is known of it nor a draft would be the truth: it could be worked on."""
    case = factories.case(revolving=False, as_lead=False)
    packed = pack_record(case)
    for version, state in ((1, "DRAFT"), (2, "SOLD_ON")):
        arrival = understand("loan_case", (str(case.id), version, "0" * 32), {**packed, "state": state})
        database.run(lambda session, arrival=arrival: take_in(session, (INSTITUTION, BRANCH), [arrival]))  # type: ignore[misc] # bound now
        assert arrival.partial is (state == "SOLD_ON")
    actor = factories.actor(Role.LOAN_OFFICER)
    with database.session() as session:
        shown = cases.view(session, actor, case.id, TODAY)
    assert shown.dossier.state is State.UNKNOWN
    assert not shown.dossier.state.open_to_change
    assert shown.steps == []
    with pytest.raises(RuleBroken, match="请升级程序"):
        database.run(lambda session: cases.request_step(session, actor, case.id, "withdraw", {}, TODAY))
    assert database.read("SELECT count(*) FROM outbox") == [(0,)]
    [listed] = CASES.rows(database, [case.id.hex])
    place = next(place for place, each in enumerate(CASES.columns, 1) if each.key == "state")
    assert CASES.columns[place - 1].show(listed[place], "zh") == "新状态（请升级程序）"


def test_a_centre_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "TIMEOUT", httpx2.Timeout(0.3))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        centre = Centre(f"http://127.0.0.1:{silent.getsockname()[1]}", "test")
        with pytest.raises(CentreUnreachable, match="连不上总行系统"):
            centre.log_in(INSTITUTION, "wangjun", "secret")
        centre.close()


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    centre = Centre(address, "test")
    with pytest.raises(CentreUnreachable, match="连不上总行系统"):
        centre.log_in(INSTITUTION, "wangjun", "secret")
    centre.close()


@pytest.mark.parametrize(
    "address", ["http://10.0.0.1:8900", "http://centre.bank", "ftp://127.0.0.1.evil", ""]
)
def test_passwords_go_only_over_https_or_to_this_computer(address: str) -> None:
    with pytest.raises(CentreUnreachable, match="https"):
        Centre(address, "test")


def _asked(status: int, headers: tuple[str, str] = ("X-Nothing", "")) -> LendingError:
    """Return what a workstation makes of a status."""
    waiting = _as_json({"zh": "请稍候。", "en": "Wait."}, status)
    answers = {"/v1/log-in": _as_json({**LOGGED_IN, "refresh": ""})}
    with _server(lambda path: answers.get(path, waiting), headers) as address:
        centre = Centre(address, "test")
        centre.log_in(INSTITUTION, "wangjun", "secret")
        with pytest.raises(LendingError) as refusal:
            centre.ask("GET", "/v1/changes")
        centre.close()
    return refusal.value


@pytest.mark.parametrize(
    ("status", "meaning"),
    [
        (400, client.RequestRejected),
        (401, LoginRefused),
        (403, LoginRefused),
        (410, client.CursorGone),
        (413, client.RequestRejected),
        (426, client.UpdateNeeded),
        (429, client.CentreBusy),
        (500, CentreUnreachable),
        (502, CentreUnreachable),
        (503, client.CentreBusy),
    ],
)
def test_every_status_has_its_meaning_and_the_centres_words(status: int, meaning: type) -> None:
    refusal = _asked(status)
    assert type(refusal) is meaning
    assert refusal.text.zh == "请稍候。"


@pytest.mark.parametrize(
    ("said", "seconds"), [("30", 30.0), ("", None), ("Mon, 23 Nov 2026", None), ("-1", None)]
)
def test_a_busy_centre_says_how_long_to_wait(said: str, seconds: float | None) -> None:
    refusal = _asked(503, ("Retry-After", said))
    assert isinstance(refusal, client.CentreBusy)
    assert refusal.seconds == seconds


@pytest.mark.parametrize("status", [401, 403, 429])
def test_a_refusal_is_told_in_the_centres_words(status: int) -> None:
    answer = _as_json({"zh": "账号已锁定。", "en": "Locked."}, status)
    with _server(lambda _path: answer) as address:
        centre = Centre(address, "test")
        with pytest.raises(LoginRefused, match="账号已锁定"):
            centre.log_in(INSTITUTION, "wangjun", "secret")
        centre.close()


def test_an_expired_token_is_renewed_once_and_the_new_one_is_kept() -> None:
    asked: list[str] = []

    def answer(path: str) -> Answer:
        asked.append(path)
        if path.startswith("/v1/digest") and asked.count(path) == 1:
            return _as_json({"zh": "请重新登录。", "en": "Log in again."}, 401)
        return _as_json({"digest": "0:0"} if path.startswith("/v1/digest") else LOGGED_IN)

    kept: list[str] = []
    with _server(answer) as address:
        centre = Centre(address, "test")
        centre.refresh_token, centre.renewed = "23990100.old", kept.append
        centre.log_in(INSTITUTION, "wangjun", "secret")
        assert centre.ask("GET", "/v1/digest?branch=2399010001") == {"digest": "0:0"}
        centre.close()
    assert asked == [
        "/v1/log-in",
        "/v1/digest?branch=2399010001",
        "/v1/refresh",
        "/v1/digest?branch=2399010001",
    ]
    assert kept == ["23990100.r", "23990100.r"]
