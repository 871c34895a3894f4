"""Names of people in their normal form, and what a list may show of a person."""

import re
import unicodedata

from models.errors import RuleBroken
from models.text import Text

LONGEST_NAME = 50
_DOTS = str.maketrans(dict.fromkeys("‧・•⋅∙●．･", "·"))
_HAN_GAP = re.compile(r"(?<=[^\x00-\u02ff]) (?=[^\x00-\u02ff])")
_RARE_PLANES = range(0x20000, 0x3FFFE)
_FORBIDDEN = ("Cc", "Cs", "Co", "Cn", "Nd", "Sm", "Sc", "Sk", "Zl", "Zp")
_COMPOUND_SURNAME = re.compile(
    "欧阳|上官|司马|司徒|诸葛|皇甫|尉迟|公孙|慕容|令狐|长孙|宇文|东方|夏侯|端木|百里|呼延|南宫|西门|独孤|"
    "申屠|太史|赫连|澹台|闻人|轩辕|钟离|淳于|单于|公羊|公冶|濮阳|拓跋|第五|万俟"
)
_TOWNSHIP = re.compile(r".*?(?:街道|农场|林场|牧场|镇|(?<!县)乡)(?!村)")


def person_name(text: str, *, field: str | None = None) -> str:
    """Return a person's name in the form that is stored and printed.

    Spaces between Chinese characters are dropped, full-width letters become half-width and every
    variant of the dot in minority names becomes ``·``. Rare characters of any plane are names
    like others; a private-use character is not, because no other machine can show it.

    Raises:
        RuleBroken: The name is empty, longer than 50 characters, or holds a digit, a sign, a
            control or a private-use character.

    Source:
        GB 18030-2022; the dot by the notice of 2016 on names of minorities.
    """
    name = " ".join(_half_width(text).split())
    name = _HAN_GAP.sub("", name)
    if not name.isascii():
        name = re.sub(r"\s*[·.]\s*", "·", name.translate(_DOTS))
    if not name:
        raise RuleBroken(Text("请填写姓名。", "Please write the name."), field=field)
    if len(name) > LONGEST_NAME:
        raise RuleBroken(
            Text("姓名最长 50 个字符，现为 {n} 个。", "A name has at most 50 characters; this has {n}.").fill(
                n=len(name)
            ),
            field=field,
        )
    for char in name:
        # Python's table of characters is older than the newest ideographs, which it calls unassigned.
        if unicodedata.category(char) in _FORBIDDEN and ord(char) not in _RARE_PLANES:
            raise RuleBroken(_bad_character(char), field=field)
    return name


def _half_width(text: str) -> str:
    visible = (char for char in text if unicodedata.category(char) != "Cf")
    return "".join(chr(ord(char) - 0xFEE0) if "！" <= char <= "～" else char for char in visible)


def _bad_character(char: str) -> Text:
    return Text(
        "姓名中不能有“{char}”（{code}）；生僻字请用标准编码录入。",
        "A name cannot hold “{char}” ({code}); enter a rare character by its standard code.",
    ).fill(char=char if char.isprintable() else "�", code=f"U+{ord(char):04X}")


def mask_name(name: str) -> str:
    """Return *name* as lists show it: 张*, 张*三, 欧阳**, 阿*·买*.

    Source:
        JR/T 0171-2020, display of personal financial information.
    """
    if "·" in name:
        return "·".join(part[:1] + "*" for part in name.split("·"))
    compound = _COMPOUND_SURNAME.match(name)
    surname = compound[0] if compound else name[:1]
    given = name[len(surname) :]
    if len(surname) == 1 and len(given) > 1:
        return f"{surname}{'*' * (len(given) - 1)}{given[-1]}"
    return surname + "*" * len(given) if given else "*" * len(name)


def mask_id(number: str) -> str:
    """Return an identity number with its first six and last four places: ``231183********0014``."""
    return _keep(number, 6, 4)


def mask_phone(number: str) -> str:
    """Return a phone number with its first three and last four digits: ``138****5678``."""
    return _keep(number, 3, 4)


def mask_account(number: str) -> str:
    """Return an account number with its last four digits: ``**************0018``."""
    return _keep(number, 0, 4)


def mask_address(address: str) -> str:
    """Return an address down to its township, farm or forest station: ``黑土县黑土镇***``."""
    found = _TOWNSHIP.match(address)
    return f"{found[0] if found else address[:3]}***"


def _keep(text: str, first: int, last: int) -> str:
    hidden = len(text) - first - last
    if hidden <= 0:
        return "*" * len(text)
    return text[:first] + "*" * hidden + text[len(text) - last :]
