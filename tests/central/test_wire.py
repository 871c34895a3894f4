"""Wire versions: the centre answers this release and the one before, and says so to everybody else."""

import json

import pytest

from models.sync.version import HEADER, OLDEST, WIRE
from tests.central.bank import Bank, creation

ADDRESSES = ("/v1/changes", "/v1/digest", "/v1/picture", "/v1/audit")


@pytest.mark.parametrize("spoken", [OLDEST - 1, WIRE + 1])
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_wire_that_is_not_spoken_is_refused_with_what_to_do(bank: Bank, address: str, spoken: int) -> None:
    response = bank.get("wangjun", address, **{HEADER: str(spoken)})
    assert (response.status_code, response.headers["Upgrade"]) == (426, f"{HEADER}/{WIRE}")
    assert "数据不会丢失" in response.json()["zh"]
    assert response.json()["en"]


def test_two_releases_behind_nothing_is_taken(bank: Bank) -> None:
    operation = creation("farmer", {"full_name": "张三"})
    body = {"operations": [operation.body()]}
    old = {**bank.headers("wangjun"), HEADER: str(OLDEST - 1)}
    assert bank.client.post("/v1/operations", json=body, headers=old).status_code == 426
    assert bank.records("farmer") == []
    assert bank.ask("wangjun", operation).status == "accepted"


def test_a_wire_that_is_no_number_is_a_wrong_form(bank: Bank) -> None:
    assert bank.get("wangjun", "/v1/changes", **{HEADER: "two"}).status_code == 422


def test_the_first_release_did_not_say_what_it_speaks(bank: Bank) -> None:
    del bank.client.headers[HEADER]
    bank.farmer()
    assert [each["kind"] for each in bank.feed()["changes"]].count("farmer") == 1
    assert set(bank.get("wangjun", "/v1/digest").json()) == {"digest", "head"}


def test_long_answers_are_packed(bank: Bank) -> None:
    for _ in range(5):
        bank.farmer()
    response = bank.get("wangjun", "/v1/changes?limit=500")
    assert response.headers["Content-Encoding"] == "gzip"
    assert len(response.json()["changes"]) > 5
    plain = bank.get("wangjun", "/v1/changes?limit=500", **{"Accept-Encoding": "identity"})
    assert json.loads(plain.content) == response.json()
