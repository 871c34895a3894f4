"""Which kind of paper a file is by its name, and what a paper of that kind belongs to."""

from datetime import date
from uuid import UUID

import pytest

from app.attachments.papers import Folder, Subject, belongs_to, paper_named
from models.documents.attachment import SUBJECTS


@pytest.mark.parametrize(
    ("name", "paper"),
    [
        ("身份证正面.jpg", "id_card"),
        ("身份证件.png", "id_card"),
        ("调查照片 地头.jpg", "survey_photo"),
        ("营业执照副本.pdf", "licence"),
        ("2026土地权属证书扫描.pdf", "ownership_certificate"),
        ("地头照片.jpg", None),
        ("收入证明.pdf", None),
        ("IMG_0001.jpg", None),
        ("", None),
    ],
)
def test_a_name_speaks_of_a_kind_or_of_none(name: str, paper: str | None) -> None:
    assert paper_named(name) == paper


@pytest.mark.parametrize("borrower", ["farmer", "enterprise"])
@pytest.mark.parametrize(
    ("paper", "home"),
    [("id_card", "borrower"), ("application", "case"), ("survey_photo", "case"), ("other", "case")],
)
def test_a_paper_belongs_to_what_the_list_of_the_bank_asks_it_of(
    borrower: str, paper: str, home: str
) -> None:
    subjects = {"case": Subject("loan_case", UUID(int=1)), "borrower": Subject(borrower, UUID(int=2))}
    folder = Folder([], [], {each: SUBJECTS[each.kind] for each in subjects.values()})
    assert belongs_to(paper, folder, date(2026, 9, 1)) == subjects[home]
