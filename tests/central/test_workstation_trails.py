"""What workstations note reaches the bank's trail; a cut, rewritten or strange one is noticed."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from central.demo import INSTITUTION
from models.compliance.audit import START, AuditEntry, verify
from models.compliance.sealed import seal
from tests.central.bank import Bank
from tests.central.test_trail import entries
from tests.factories import NOW

CHAIN = str(uuid4())


def chain(length: int, *, officer: str = "wangjun", action: str = "print") -> list[AuditEntry]:
    made: list[AuditEntry] = []
    for place in range(1, length + 1):
        entry = AuditEntry(
            institution_id=INSTITUTION,
            sequence=place,
            at=NOW + timedelta(minutes=place),
            officer=officer,
            action=action,
            subject=f"HT{place:03d}",
            device="",
            detail={"copies": place},
            previous=made[-1].digest if made else START,
        )
        entry.digest = entry.expected()
        made.append(entry)
    return made


def show(
    bank: Bank,
    shown: list[AuditEntry],
    login: str = "wangjun",
    chain_id: str = CHAIN,
    **instead_of: str,
) -> Any:
    body = {"chain": chain_id, "entries": [seal(each) for each in shown], **instead_of}
    return bank.client.post("/v1/trail", json=body, headers=bank.headers(login))


def broken(bank: Bank) -> list[int]:
    return [each.detail["sequence"] for each in entries(bank, "trail.broken")]


def test_what_was_noted_there_stands_in_the_trail_of_the_bank_once(bank: Bank) -> None:
    made = chain(5)
    assert show(bank, made[:3]).json() == {"length": 3, "digest": made[2].digest}
    show(bank, made[:3])  # The answer was lost.
    assert show(bank, made[2:]).json()["length"] == 5
    show(bank, made[4:])
    copies = entries(bank, "print")
    assert [(each.subject, each.detail["there"]["sequence"]) for each in copies] == [
        (f"HT{place:03d}", place) for place in range(1, 6)
    ]
    assert {(each.officer, each.device) for each in copies} == {("wangjun", "测试机")}
    assert [each.detail["earlier"] for each in entries(bank, "trail.begun")] == [0]
    assert broken(bank) == []
    with bank.store.reading() as session:
        verify(session, INSTITUTION)


def test_a_trail_that_was_cut_off_is_noticed(bank: Bank) -> None:
    made = chain(5)
    show(bank, made)
    show(bank, made[2:3])
    assert broken(bank) == [4]
    (noted,) = entries(bank, "trail.broken")
    assert noted.detail["known"] == {"length": 5, "digest": made[4].digest}
    assert noted.detail["shown"] == {"length": 3, "digest": made[2].digest}
    show(bank, made[2:3])
    assert len(broken(bank)) == 1  # It is said once; the trail is followed from there.


def test_a_request_that_comes_late_is_no_cut_trail(bank: Bank) -> None:
    made = chain(5)
    for known in ("", made[1].digest):
        show(bank, made, instead_of="")
        late = show(bank, made[:3], instead_of=known).json()
        assert late == {"length": 5, "digest": made[4].digest}
    assert show(bank, made[4:], instead_of="").json()["length"] == 5
    assert broken(bank) == []
    assert len(entries(bank, "print")) == 5
    # Whoever knows what is known here was asked back just now.
    assert show(bank, made[:3], instead_of=made[4].digest).json()["length"] == 3
    assert broken(bank) == [4]


def test_a_trail_that_is_gone_is_noticed(bank: Bank) -> None:
    show(bank, chain(5))
    show(bank, [])
    assert broken(bank) == [5]


def test_a_trail_that_went_on_from_an_earlier_place_is_noticed(bank: Bank) -> None:
    show(bank, chain(5))
    other = chain(7, action="export")
    show(bank, other[4:])
    assert broken(bank) == [5]
    assert [each.subject for each in entries(bank, "export")] == ["HT005", "HT006", "HT007"]


@pytest.mark.parametrize("name", ["officer", "action", "subject", "detail", "at", "previous"])
def test_an_entry_changed_on_the_way_is_noticed(bank: Bank, name: str) -> None:
    made = chain(4)
    other = {"detail": {}, "at": NOW, "previous": "3" * 64}
    setattr(made[2], name, other.get(name, "export"))
    show(bank, made)
    assert broken(bank) == [3]


def test_a_gap_is_noticed(bank: Bank) -> None:
    made = chain(6)
    show(bank, made[:2])
    show(bank, made[3:])
    assert broken(bank) == [3]


def test_a_second_store_on_the_same_computer_is_said(bank: Bank) -> None:
    show(bank, chain(2))
    show(bank, chain(1), chain_id=str(uuid4()))
    assert [each.detail["earlier"] for each in entries(bank, "trail.begun")] == [0, 1]


def test_a_workstation_cannot_note_what_only_the_centre_does(bank: Bank) -> None:
    show(bank, chain(1, officer="sunlei", action="case.approve"))
    assert entries(bank, "case.approve") == []
    (noted,) = entries(bank, "trail.entry")
    assert (noted.officer, noted.detail["action"]) == ("wangjun", "case.approve")


def test_a_detail_may_have_any_name(bank: Bank) -> None:
    names = ("session", "institution_id", "doing", "doings", "self", "action", "subject", "there", "op")
    made = chain(1)
    made[0].detail = dict.fromkeys(names, "typed")
    made[0].digest = made[0].expected()
    answer = show(bank, made)
    assert (answer.status_code, answer.json()) == (200, {"length": 1, "digest": made[0].digest})
    (copy,) = entries(bank, "print")
    assert {name for name in names if copy.detail[name] == "typed"} == {*names} - {"there"}
    assert copy.detail["there"]["sequence"] == 1


def test_a_colleagues_trail_is_refused(bank: Bank) -> None:
    show(bank, chain(2))
    assert show(bank, chain(3), login="lixue").status_code == 403
    assert entries(bank, "print")[-1].subject == "HT002"


@pytest.mark.parametrize(
    "wrong",
    [
        {"sequence": 0},
        {"sequence": True},
        {"sequence": 2**40},
        {"at": "yesterday"},
        {"at": "2026-03-10T01:00:00"},
        {"officer": 5},
        {"subject": "x" * 201},
        {"subject": "a\0b"},
        {"detail": []},
        {"detail": {"x": "y" * 9000}},
        {"detail": {"x": "\0"}},
        {"digest": "short"},
    ],
    ids=str,
)
def test_a_malformed_entry_refuses_the_whole(bank: Bank, wrong: dict[str, Any]) -> None:
    body = {"chain": CHAIN, "entries": [seal(chain(1)[0]) | wrong]}
    response = bank.client.post("/v1/trail", json=body, headers=bank.headers("wangjun"))
    assert response.status_code == 422
    assert response.json()["zh"] == "本机审计记录的格式不正确。"
    assert entries(bank, "trail.begun") == []
