"""Operations: each answered once, whatever is sent again."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from central import operations as taking
from central.auth import actor_named
from central.demo import INSTITUTION
from models.approval.roles import Actor
from models.compliance.audit import verify
from models.identity import new_id
from models.sync.operations import Command, Facts
from tests.central.bank import CASE, FARMER, Bank, creation, id_number

PROBLEM = "application/problem+json"


def test_a_repeat_gets_the_stored_answer_and_changes_nothing(bank: Bank) -> None:
    operation = creation("farmer", FARMER)
    first, second = bank.post("wangjun", operation), bank.post("wangjun", operation, operation)
    assert second.json()["answers"] == first.json()["answers"] * 2
    assert [each["version"] for each in bank.records("farmer")] == [1]


def test_the_same_operation_twice_in_one_request_is_taken_once(bank: Bank) -> None:
    operation, other = creation("farmer", FARMER), creation("farmer", {"full_name": "李四"})
    answers = bank.post("wangjun", operation, other, operation).json()["answers"]
    assert answers[0] == answers[2]
    assert [each["status"] for each in answers] == ["accepted"] * 3
    assert len(bank.records("farmer")) == 2


def test_operations_that_rest_on_each_other_are_taken_in_one_request(bank: Bank) -> None:
    farmer = creation("farmer", {**FARMER, "id_number": id_number(5)})
    member = creation(
        "household_member", {"farmer_id": str(farmer.record_id), "full_name": "李秀英", "relation": "spouse"}
    )
    case = creation("loan_case", {**CASE, "applicant_id": str(farmer.record_id)})
    renamed = Facts(new_id(), "farmer", farmer.record_id, 1, {"village": ("测试县向阳村", "红星村")})
    submit = Command(new_id(), "submit", case.record_id, {})
    answers = bank.post("wangjun", farmer, member, case, renamed, submit).json()["answers"]
    assert [each["status"] for each in answers] == ["accepted"] * 5
    assert [each["details"] for each in answers] == [{"version": 1}] * 3 + [{"version": 2}, None]
    assert bank.record("farmer", farmer.record_id)["version"] == 2


def test_a_refused_change_leaves_nothing_in_what_is_written_with_it(bank: Bank) -> None:
    """A refusal within a request neither undoes its neighbours nor leaves half of itself behind."""
    one, other = bank.farmer(), bank.farmer()
    bad = {"village": ("测试县向阳村", "红星村"), "phone": ("19900000001", "不是号码" * 20)}
    halved = Facts(new_id(), "farmer", one, 1, bad)
    good = Facts(new_id(), "farmer", other, 1, {"village": ("测试县向阳村", "东风村")})
    twins = [creation("farmer", {**FARMER, "id_number": id_number(77)}) for _ in range(2)]
    answers = bank.post("wangjun", halved, good, *twins).json()["answers"]
    assert [each["status"] for each in answers] == ["refused", "accepted", "accepted", "refused"]
    farmers = {each["id"]: each for each in bank.records("farmer")}
    assert len(farmers) == 3
    assert (farmers[str(one)]["version"], farmers[str(one)]["values"]["village"]) == (1, "测试县向阳村")
    assert farmers[str(other)]["values"]["village"] == "东风村"
    again = bank.ask("wangjun", Facts(new_id(), "farmer", one, 1, {"village": ("测试县向阳村", "红星村")}))
    assert (again.status, again.details) == ("accepted", {"version": 2})


def test_a_change_that_changes_nothing_keeps_the_version(bank: Bank) -> None:
    farmer = bank.farmer()
    same = Facts(new_id(), "farmer", farmer, 1, {"village": ("测试县向阳村", "测试县向阳村")})
    assert bank.ask("wangjun", same).details == {"version": 1}
    assert bank.record("farmer", farmer)["version"] == 1


def test_a_refusal_is_repeated_too_even_when_it_would_pass_now(bank: Bank) -> None:
    bank.farmer(id_number=id_number(1))
    twin = creation("farmer", {**FARMER, "id_number": id_number(1)})
    refused = bank.ask("wangjun", twin)
    other = bank.records("farmer")[0]
    bank.change("wangjun", "farmer", other["id"], base=1, id_number=(id_number(1), id_number(2)))
    assert bank.ask("wangjun", twin) == refused
    assert bank.ask("wangjun", creation("farmer", {**FARMER, "id_number": id_number(1)})).status == "accepted"


@pytest.mark.parametrize("login", ["wangjun", "lixue"])
def test_an_identity_used_for_something_else_refuses_the_whole_request(bank: Bank, login: str) -> None:
    operation = creation("farmer", FARMER)
    bank.post("wangjun", operation)
    other = operation if login == "lixue" else Facts(operation.op, "farmer", new_id(), 0, operation.changes)
    response = bank.post(login, creation("farmer", FARMER), other)
    assert (response.status_code, response.headers["content-type"]) == (422, PROBLEM)
    assert response.json()["op"] == str(operation.op)
    assert len(bank.records("farmer")) == 1


def test_two_branches_that_use_an_identity_at_once_cannot_both_have_it(bank: Bank) -> None:
    with bank.store.reading() as session:
        people = [actor_named(session, INSTITUTION, login) for login in ("wangjun", "qianduo")]
    gate = threading.Barrier(2)

    def send(who: Actor, operation: Facts) -> str:
        gate.wait(10)
        try:
            return str(taking.take(bank.store, who, [operation], bank.clock)[0]["status"])
        except taking.KeyReused:
            return "reused"

    with ThreadPoolExecutor(2) as pool:
        for _ in range(10):
            operation = creation("farmer", {"full_name": "张三"})
            answers = list(pool.map(send, people, [operation, operation]))
            assert sorted(answers) == ["accepted", "reused"]


def test_one_refused_operation_does_not_stop_the_next(bank: Bank) -> None:
    bad, good = creation("farmer", {"full_name": "张\x01三"}), creation("farmer", FARMER)
    statuses = [each["status"] for each in bank.post("wangjun", bad, good).json()["answers"]]
    assert statuses == ["refused", "accepted"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"op": 3},
        {"op": "x", "type": "facts"},
        {"op": str(new_id()), "type": "dance"},
        {
            "op": str(new_id()),
            "type": "facts",
            "kind": "farmer",
            "id": str(new_id()),
            "base": -1,
            "changes": {},
        },
        {"op": str(new_id()), "type": "facts", "kind": 1, "id": str(new_id()), "base": 0, "changes": {}},
        {"op": str(new_id()), "type": "facts", "kind": "x", "id": str(new_id()), "base": 0, "changes": []},
        {"op": str(new_id()), "type": "facts", "kind": "x", "id": "1", "base": 0, "changes": {"a": "bc"}},
        {"op": str(new_id()), "type": "command", "step": "submit", "case": str(new_id()), "arguments": []},
        *(
            {
                "op": str(new_id()),
                "type": "facts",
                "kind": kind,
                "id": str(new_id()),
                "base": 0,
                "changes": {},
            }
            for kind in ("\0abc", "农户", "")
        ),
        *(
            {
                "op": str(new_id()),
                "type": "facts",
                "kind": "farmer",
                "id": str(new_id()),
                "base": 0,
                "changes": {"village": [figure, "x"]},
            }
            for figure in (float("nan"), float("inf"))
        ),
        {"op": str(new_id()), "type": "command", "step": "\ud800", "case": str(new_id()), "arguments": {}},
    ],
)
def test_a_malformed_operation_refuses_the_request_and_is_named(bank: Bank, body: dict[str, Any]) -> None:
    good = creation("farmer", FARMER).body()
    sent = json.dumps({"operations": [good, body]})
    headers = {**bank.headers("wangjun"), "Content-Type": "application/json"}
    response = bank.client.post("/v1/operations", content=sent, headers=headers)
    assert (response.status_code, response.headers["content-type"]) == (422, PROBLEM)
    assert "第2项" in response.json()["zh"]
    assert bank.records("farmer") == []


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[" * 200_000, 400),
        (b'{"operations": ' + b"9" * 5000 + b"}", 400),
        (b"[]", 422),
        (b'{"operations": 3}', 422),
        (b'{"operations": [3]}', 422),
        (json.dumps({"operations": [{}] * 501}).encode(), 422),
        (b'{"x": "' + b"a" * (4 * 1024 * 1024) + b'"}', 413),
    ],
)
def test_a_malformed_body_is_a_problem_in_both_languages(bank: Bank, sent: bytes, status: int) -> None:
    headers = {**bank.headers("wangjun"), "Content-Type": "application/json"}
    response = bank.client.post("/v1/operations", content=sent, headers=headers)
    assert (response.status_code, response.headers["content-type"]) == (status, PROBLEM)
    assert response.json()["zh"]
    assert response.json()["en"]


def test_an_unexpected_error_writes_nothing_and_may_be_tried_again(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    operation = creation("farmer", FARMER)

    def fail(*_: Any, **__: Any) -> None:
        message = "a secret"
        raise ZeroDivisionError(message)

    with monkeypatch.context() as broken:
        broken.setattr(taking, "note_all", fail)
        response = bank.post("wangjun", operation)
    assert (response.status_code, response.headers["content-type"]) == (500, PROBLEM)
    assert "secret" not in response.text
    assert bank.records("farmer") == []
    assert bank.ask("wangjun", operation).status == "accepted"


def test_everything_done_stands_in_a_whole_trail(bank: Bank) -> None:
    case = bank.case()
    bank.take("wangjun", "submit", case)
    with bank.store.reading() as session:
        assert verify(session, INSTITUTION) == 21


def test_the_api_describes_itself(bank: Bank) -> None:
    described = bank.client.get("/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert set(described["paths"]) == {
        "/health",
        "/ready",
        "/v1/log-in",
        "/v1/refresh",
        "/v1/operations",
        "/v1/changes",
        "/v1/picture",
        "/v1/records",
        "/v1/digest",
        "/v1/files",
        "/v1/files/have",
        "/v1/files/uploads/{upload_id}",
        "/v1/files/{sha256}",
        "/v1/numbers",
        "/v1/challenge",
        "/v1/devices",
        "/v1/trail",
        "/v1/audit",
        "/v1/audit/same-device",
        "/v1/audit/verification",
    }
    assert bank.client.get("/health").json()["status"] == "ok"
    assert bank.client.get("/v2").headers["content-type"] == PROBLEM
