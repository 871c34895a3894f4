"""What is taken in is told by its contents; what is hostile, broken or too much is refused with a sentence."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from app.attachments.intake import read_file, take_in
from models.documents.media import DOCX, PDF, XLSX
from models.errors import RuleBroken
from tests.app.attachments.files import DETAILS, ORIENTATION, PLACE, office, pdf, picture
from tests.factories import TODAY


def exif_of(content: bytes) -> Image.Exif:
    with Image.open(BytesIO(content)) as image:
        return image.getexif()


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_paper_loses_where_and_when_it_was_photographed(kind: str) -> None:
    content = picture(kind)
    taken = take_in("身份证.jpg", content, "id_card", TODAY)
    said = exif_of(taken.content)
    assert not said.get_ifd(PLACE)
    assert not said.get_ifd(DETAILS)
    assert taken.taken_on == date(2026, 3, 8)
    with Image.open(BytesIO(content)) as before, Image.open(BytesIO(taken.content)) as after:
        assert before.tobytes() == after.tobytes()


def test_which_way_is_up_stays() -> None:
    assert exif_of(take_in("a.jpg", picture(up=6), "id_card", TODAY).content)[ORIENTATION] == 6
    assert ORIENTATION not in exif_of(take_in("a.jpg", picture(up=1), "id_card", TODAY).content)


def test_a_proof_of_a_visit_keeps_its_place_to_the_byte() -> None:
    content = picture()
    assert take_in("地块.jpg", content, "survey_photo", TODAY).content == content


@pytest.mark.parametrize(
    ("content", "media_type", "pages"),
    [
        (pdf(3), PDF, 3),
        (office(), XLSX, None),
        (office("word/document.xml"), DOCX, None),
    ],
)
def test_papers_are_known_by_their_contents(content: bytes, media_type: str, pages: int | None) -> None:
    taken = take_in("名称不重要.exe", content, "application", TODAY)
    assert (taken.media_type, taken.pages, taken.content) == (media_type, pages, content)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空文件"),
        (b"MZ\x90\0" * 100, "只接收"),
        (b"<html><script>", "只接收"),
        (b"\0\0\0\x18ftypheic" + bytes(100), "兼容性最佳"),
        (picture()[:-400], "已损坏"),
        (picture("PNG")[:-400], "已损坏"),
        (b"\xff\xd8\xff" + bytes(100), "已损坏"),
        (b"%PDF-1.7\n" + bytes(100), "已损坏"),
        (pdf()[:300], "已损坏"),
        (pdf(locked="1234"), "打开密码"),
        (pdf(script="app.alert(1)"), "脚本"),
        (b"PK\x03\x04" + bytes(100), "已损坏"),
        (office("other/part.xml"), "只接收"),
        (office(more={"xl/vbaProject.bin": b"x"}), "宏"),
        (office(types='<Types ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/>'), "宏"),
        (office(more={"xl/bomb.xml": bytes(201 * 2**20)}), "超过200MB"),
        (b"%PDF-1.7\n" + bytes(50 * 2**20), "超过50MB"),
    ],
)
def test_what_is_refused_says_why(content: bytes, words: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        take_in("文件.jpg", content, "application", TODAY)
    assert words in refused.value.text.zh
    assert "文件.jpg" in refused.value.text.zh


@pytest.mark.parametrize("size", [(9000, 9000), (9600, 9600), (20000, 20000)], ids=["81", "92", "400"])
def test_a_picture_that_unfolds_too_far_is_a_trap(size: tuple[int, int]) -> None:
    made = BytesIO()
    Image.new("1", size).save(made, "PNG")
    assert len(made.getvalue()) < 100_000
    with pytest.raises(RuleBroken) as refused:
        take_in("炸弹.png", made.getvalue(), "other", TODAY)
    assert "像素" in refused.value.text.zh


def test_only_a_picture_is_a_photograph() -> None:
    with pytest.raises(RuleBroken) as refused:
        take_in("a.jpg", pdf(), "check_photo", TODAY, images_only=True)
    assert "JPG或PNG" in refused.value.text.zh


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("/home/x/../身份证.pdf", "身份证.pdf"),
        ("C:\\扫描\\证.pdf", "证.pdf"),
        ("a\u202egpj.exe\n.pdf", "agpj.exe.pdf"),
        ("长" * 200 + ".pdf", "长" * 116 + ".pdf"),
        ("\0", "资料"),
    ],
)
def test_a_name_is_made_fit_to_be_shown(name: str, title: str) -> None:
    assert take_in(name, pdf(), "application", TODAY).title == title


def test_a_file_that_cannot_be_read_or_is_none_is_refused(tmp_path: Path) -> None:
    huge = tmp_path / "大.pdf"
    with huge.open("wb") as file:
        file.truncate(200 * 2**20)
    for path, words in ((tmp_path, "文件夹"), (tmp_path / "无.pdf", "无法读取"), (huge, "超过50MB")):
        with pytest.raises(RuleBroken) as refused:
            read_file(path, TODAY)
        assert words in refused.value.text.zh
