import pytest

from models.errors import RuleBroken
from models.party.names import mask_account, mask_address, mask_id, mask_name, mask_phone, person_name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("  张三 ", "张三"),
        ("王　伟", "王伟"),
        ("王 伟", "王伟"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("阿依古丽‧买买提", "阿依古丽·买买提"),
        ("阿依古丽 . 买买提", "阿依古丽·买买提"),
        ("John A. Smith", "John A. Smith"),
        ("Ｊｏｈｎ　Ｓｍｉｔｈ", "John Smith"),
        ("王𬭎", "王𬭎"),
        ("𠅤䶮㛃𫖯𣲘𬸚𪩘", "𠅤䶮㛃𫖯𣲘𬸚𪩘"),
        ("\U00031350", "\U00031350"),  # Newer than the character table of Python 3.11.
        ("何〇", "何〇"),
        ("张<b>&", None),
        ("", None),
        ("　", None),
        ("张3", None),
        ("张\x00三", None),
        ("张\ue000", None),
        ("张" * 51, None),
    ],
)
def test_a_name_has_one_normal_form(typed: str, name: str | None) -> None:
    if name is None:
        with pytest.raises(RuleBroken) as refusal:
            person_name(typed, field="name")
        assert refusal.value.field == "name"
    else:
        assert person_name(typed) == name


def test_fifty_characters_outside_the_first_plane_are_fifty() -> None:
    assert len(person_name("𬭎" * 50)) == 50


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "张*"),
        ("张小三", "张*三"),
        ("欧阳春雪", "欧阳**"),
        ("王𬭎", "王*"),
        ("阿依古丽·买买提", "阿*·买*"),
        ("张", "*"),
    ],
)
def test_a_name_is_masked(name: str, shown: str) -> None:
    assert mask_name(name) == shown


def test_numbers_and_addresses_are_masked() -> None:
    assert mask_id("231183188001010014") == "231183********0014"
    assert mask_phone("13800005678") == "138****5678"
    assert mask_account("6239990000000000018") == "***************0018"
    assert mask_account("18") == "**"
    assert mask_address("黑龙江省黑土市黑土镇前进村三组12号") == "黑龙江省黑土市黑土镇***"
    assert mask_address("某处") == "某处***"
