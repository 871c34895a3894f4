"""Lost answers and kills between any two writes: nothing is lost, nothing is taken twice."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx2
import pytest

from app.cases import request_step
from app.sync.client import CentreUnreachable
from app.workstation import Workstation
from models.sync.version import HEADER
from tests import factories
from tests.app.places import CentreProcess
from tests.app.sync.desks import add, edit, kill_in_a_round, open_desk, outbox, seen, states
from tests.factories import TODAY


class _Losing(ThreadingHTTPServer):
    """Hands requests on to the centre and loses the answers to the next ``lose`` operations."""

    lose = 0
    passed = 0


@contextmanager
def _proxy(centre: str) -> Iterator[_Losing]:
    class Handler(BaseHTTPRequestHandler):
        server: _Losing

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {
                k: v for k, v in self.headers.items() if k in {"Authorization", "Content-Type", HEADER}
            }
            with httpx2.Client() as http:
                answer = http.request(self.command, centre + self.path, content=body, headers=headers)
            self.server.passed += self.path == "/v1/operations"
            if self.path == "/v1/operations" and self.server.lose:
                self.server.lose -= 1
                self.close_connection = True
                return
            self.send_response(answer.status_code)
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        do_GET = do_POST  # noqa: N815 - the library's name

        def log_message(self, *_words: Any) -> None:
            pass

    server = _Losing(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def lossy(tmp_path: Path, centre: CentreProcess) -> Iterator[tuple[Workstation, _Losing]]:
    """A desk whose centre's answers can be lost."""
    with _proxy(centre.address) as proxy:
        desk = open_desk(tmp_path, f"http://127.0.0.1:{proxy.server_port}", "wangjun")
        yield desk, proxy
        desk.close()


def test_a_lost_answer_is_asked_for_again_and_taken_once(lossy: tuple[Workstation, _Losing]) -> None:
    desk, proxy = lossy
    farmer = factories.farmer()
    add(desk, farmer)
    proxy.lose = 2
    for _ in range(2):
        with pytest.raises(CentreUnreachable):
            desk.rounds.run()
        assert states(desk) == ["sent"]
    desk.rounds.run()
    assert (proxy.passed, states(desk)) == (3, ["accepted"])
    assert seen(desk, farmer, "version") == 1
    assert outbox(desk)[0].attempts == 3


def test_a_step_whose_answer_was_lost_is_taken_once(lossy: tuple[Workstation, _Losing]) -> None:
    desk, proxy = lossy
    farmer = factories.farmer()
    case = factories.case(farmer)
    add(desk, farmer, case)
    desk.rounds.run()
    desk.database.run(lambda s: request_step(s, desk.actor, case.id, "submit", {}, TODAY))
    proxy.lose = 1
    with pytest.raises(CentreUnreachable):
        desk.rounds.run()
    report = desk.rounds.run()
    assert (report.accepted, report.refused) == (1, 0)
    events = "SELECT count(*) FROM case_event WHERE case_id = ?"
    assert desk.database.read(events, (case.id.hex,)) == [(1,)]


def test_what_is_typed_after_a_lost_answer_follows_it(lossy: tuple[Workstation, _Losing]) -> None:
    desk, proxy = lossy
    farmer = factories.farmer()
    add(desk, farmer)
    proxy.lose = 1
    with pytest.raises(CentreUnreachable):
        desk.rounds.run()
    edit(desk, farmer, bank_card="6239990000000000018")
    assert [row.base for row in outbox(desk)] == [0, None]
    assert desk.rounds.run().accepted == 2
    ours, theirs = desk.rounds.compare()
    assert ours == theirs
    assert seen(desk, farmer, "version") == 2


@pytest.mark.parametrize("writes", range(1, 9), ids=lambda number: f"before write {number}")
def test_a_kill_before_any_write_of_a_round_loses_nothing(
    tmp_path: Path, centre: CentreProcess, writes: int
) -> None:
    farmers = [factories.farmer(full_name=f"赵{sign}") for sign in "甲乙丙"]
    desk = open_desk(tmp_path, centre.address, "wangjun")
    add(desk, *farmers)
    desk.close()
    kill_in_a_round(tmp_path, centre.address, "wangjun", writes=writes)
    again = open_desk(tmp_path, centre.address, "wangjun")
    again.rounds.run()
    assert states(again) == ["accepted"] * 3
    assert [seen(again, farmer, "version") for farmer in farmers] == [1, 1, 1]
    ours, theirs = again.rounds.compare()
    assert ours == theirs
    again.close()
