"""The records of papers on file, as workstations send them."""

from typing import Any
from uuid import UUID

import pytest

from models.identity import new_id
from models.sync.operations import Answer
from tests.central.bank import Bank, creation

HASH = "ab" * 32


def paper(subject: UUID, **values: Any) -> dict[str, Any]:
    told = {
        "subject_kind": "farmer",
        "subject_id": str(subject),
        "paper": "id_card",
        "title": "身份证正面.jpg",
    }
    return {**told, "sha256": HASH, "size": 10, "media_type": "image/jpeg", **values}


def asked(bank: Bank, login: str, **values: Any) -> Answer:
    return bank.ask(login, creation("attachment", paper(values.pop("subject"), **values)))


def test_a_paper_belongs_to_a_record_and_says_who_filed_it(bank: Bank) -> None:
    filed = bank.create("zhoufang", "attachment", paper(bank.farmer()))
    values = bank.record("attachment", filed)["values"]
    assert (values["added_by"], values["received_at"]) == ("zhoufang", None)


@pytest.mark.parametrize(
    ("login", "values", "field"),
    [
        ("wangjun", {"subject_id": str(new_id())}, "subject_id"),
        ("wangjun", {"subject_kind": "officer"}, "subject_kind"),
        ("wangjun", {"sha256": "x"}, "sha256"),
        ("wangjun", {"size": 0}, "size"),
        ("wangjun", {"media_type": "text/html"}, "media_type"),
        ("wangjun", {"added_by": "lixue"}, "added_by"),
        ("wangjun", {"received_at": "2026-03-10T01:00:00+00:00"}, "received_at"),
        ("qianduo", {}, "subject_id"),
    ],
)
def test_what_is_wrong_is_named(bank: Bank, login: str, values: dict[str, Any], field: str) -> None:
    answer = asked(bank, login, subject=bank.farmer(), **values)
    assert (answer.status, (answer.details or {}).get("field")) == ("refused", field)


def test_somebody_without_a_part_in_the_file_adds_nothing(bank: Bank) -> None:
    answer = asked(bank, "xuqing", subject=bank.farmer())
    assert answer.status == "refused"
    assert "客户经理、审查岗" in answer.zh


def test_a_removal_is_noted_and_the_contents_stay_as_they_are(bank: Bank) -> None:
    filed = bank.create("wangjun", "attachment", paper(bank.farmer()))
    changed = bank.change("wangjun", "attachment", filed, base=1, sha256=(HASH, "cd" * 32))
    assert (changed.status, changed.details) == ("refused", {"field": "sha256"})
    bare = bank.change("wangjun", "attachment", filed, base=1, removed_on=(None, "2026-03-10"))
    assert (bare.status, bare.details) == ("refused", {"field": "removed_because"})
    removed = bank.change(
        "lixue", "attachment", filed, base=1, removed_on=(None, "2026-03-10"), removed_because=("", "重复")
    )
    assert removed.status == "accepted"
    assert bank.record("attachment", filed)["values"]["removed_by"] == "lixue"
