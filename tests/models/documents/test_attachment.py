from datetime import date
from typing import Any

import pytest

from models.documents.attachment import PAPERS, Attachment, check_paper, checklist, limits, missing_papers
from models.documents.media import DOCX, HEAD, JPEG, PDF, PNG, XLSX, is_heic, media_types
from models.errors import RuleBroken
from models.fields import fields_of
from models.identity import new_id
from tests.factories import HOME, TODAY

HASH = "ab" * 32


def paper(**values: Any) -> Attachment:
    told = {
        "subject_kind": "loan_case",
        "subject_id": new_id(),
        "paper": "application",
        "title": "借款申请书",
        "sha256": HASH,
        "size": 10,
        "media_type": PDF,
    }
    return Attachment(**HOME, **{**told, **values})


def test_a_whole_paper_is_taken() -> None:
    check_paper(paper(), {}, new=True)


@pytest.mark.parametrize(
    "name", ["subject_kind", "subject_id", "paper", "title", "sha256", "size", "media_type"]
)
def test_a_paper_that_lacks_something_is_not(name: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        check_paper(paper(**{name: None}), {}, new=True)
    assert refused.value.field == name


@pytest.mark.parametrize("name", ["sha256", "size", "media_type", "subject_id", "pages"])
def test_contents_and_owner_never_change(name: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        check_paper(paper(), {name: (None, "x")}, new=False)
    assert refused.value.field == name


def test_a_title_may_change_and_a_removal_says_why() -> None:
    check_paper(paper(), {"title": ("a", "b")}, new=False)
    check_paper(paper(removed_on=TODAY, removed_because="重复扫描"), {"removed_on": (None, "x")}, new=False)
    with pytest.raises(RuleBroken):
        check_paper(paper(removed_on=TODAY), {"removed_on": (None, "x")}, new=False)


@pytest.mark.parametrize("value", ["AB" * 32, "ab" * 31, "x" * 64, "../../etc/passwd"])
def test_a_hash_is_sixty_four_digits(value: str) -> None:
    with pytest.raises(RuleBroken):
        fields_of(Attachment)["sha256"].check(value)


def test_a_file_of_another_kind_is_not_taken() -> None:
    with pytest.raises(RuleBroken) as refused:
        check_paper(paper(media_type="text/html"), {}, new=True)
    assert refused.value.field == "media_type"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"%PDF-1.7\n", {PDF}),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", {JPEG}),
        (b"\x89PNG\r\n\x1a\n\0\0", {PNG}),
        (b"PK\x03\x04\x14", {XLSX, DOCX}),
        (b"MZ\x90\0", set()),
        (b"<html>", set()),
        (b"GIF89a", set()),
        (b"", set()),
    ],
)
def test_the_contents_tell_the_kind(head: bytes, expected: set[str]) -> None:
    assert media_types(head[:HEAD]) == expected


def test_the_format_of_newer_phones_is_known_by_its_brand() -> None:
    assert is_heic(b"\0\0\0\x18ftypheic\0\0\0\0")
    assert not is_heic(b"\0\0\0\x18ftypmp42\0\0\0\0")


def test_what_is_missing_is_named_in_the_order_of_the_list() -> None:
    wanted = checklist(TODAY)["farmer"]
    held = [paper(paper="household_register"), paper(paper="id_card", removed_on=TODAY)]
    assert missing_papers(wanted, held) == [PAPERS[each] for each in wanted if each != "household_register"]


def test_every_paper_of_the_lists_is_a_kind_of_paper() -> None:
    lists = checklist(TODAY)
    named = {paper for value in lists.values() if isinstance(value, list) for paper in value}
    assert named <= PAPERS.keys()
    assert limits(date(2026, 1, 1))["largest_mib"] > 0
