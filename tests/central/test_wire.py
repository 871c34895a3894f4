"""Wire versions: the centre answers this release and the one before, and says so to everybody else."""

import hashlib
import json
from typing import Any
from uuid import uuid4

import pytest

from models.compliance.sealed import seal
from models.sync.version import HEADER, OLDEST, WIRE
from models.sync.wire import canonical
from tests.central.bank import FARMER, Bank, creation, id_number
from tests.central.test_hand_over import hand_over
from tests.central.test_workstation_trails import chain

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


def test_one_release_behind_a_round_goes_as_it_always_did(bank: Bank) -> None:
    """What a workstation of wire 1 asked in a round, word by word, and what it made of the answers."""
    moved, branch = bank.farmer(), "2399010001"
    bank.change("wangjun", "farmer", moved, base=1, village=("测试县向阳村", "测试县红星村"))
    token = {"Authorization": bank.headers("wangjun")["Authorization"]}
    del bank.client.headers[HEADER]
    farmer = creation("farmer", {**FARMER, "id_number": id_number(77)})
    sent = bank.client.post("/v1/operations", json={"operations": [farmer.body()]}, headers=token).json()
    assert [(each["op"], each["status"]) for each in sent["answers"]] == [(str(farmer.op), "accepted")]
    assert sent["answers"][0].keys() == {"op", "status", "zh", "en", "details"}
    assert hand_over(bank, moved).status == "accepted"
    read: dict[str, dict[str, Any]] = {}
    since, more = 0, True
    while more:
        asked = f"/v1/changes?branch={branch}&since={since}&limit=2"
        page = bank.client.get(asked, headers=token).json()
        read.update({each["id"]: each for each in page["changes"]})
        since, more = page["next"], page["more"]
    combined = 0
    for each in read.values():
        body = canonical([each["kind"], each["id"], each["version"], each["values"]])
        combined ^= int.from_bytes(hashlib.sha256(body).digest()[:16])
    told = bank.client.get(f"/v1/digest?branch={branch}", headers=token).json()
    assert told == {"digest": f"{len(read)}:{combined:032x}", "head": since}
    assert str(farmer.record_id) in read
    shown = {"chain": str(uuid4()), "entries": [seal(each) for each in chain(2)]}
    assert bank.client.post("/v1/trail", json=shown, headers=token).json()["length"] == 2


def test_long_answers_are_packed(bank: Bank) -> None:
    for _ in range(5):
        bank.farmer()
    response = bank.get("wangjun", "/v1/changes?limit=500")
    assert response.headers["Content-Encoding"] == "gzip"
    assert len(response.json()["changes"]) > 5
    plain = bank.get("wangjun", "/v1/changes?limit=500", **{"Accept-Encoding": "identity"})
    assert json.loads(plain.content) == response.json()
