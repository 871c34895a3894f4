"""Which kind of paper a file is by its name."""

import pytest

from app.attachments.papers import paper_named


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
