"""What every identifier shares: the answer of a check, normal form, refusal and region warning."""

import re
import unicodedata
from dataclasses import dataclass

from models.errors import RuleBroken
from models.text import Text

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_HYPHENS = str.maketrans("", "", "-‐‑–—－")

SYNTHETIC_AREA = "2399"
"""No division of Heilongjiang begins so: the area of made-up people and firms."""


@dataclass(frozen=True)
class Checked:
    """An accepted identifier.

    Attributes:
        value: The normal form, which is what is stored.
        warnings: What looks odd and an officer should confirm.
    """

    value: str
    warnings: tuple[Text, ...] = ()


def plain(text: str) -> str:
    """Return *text* in half width and upper case, without spaces and invisible characters."""
    if text.isascii():
        return "".join(text.split()).upper()
    narrow = text.translate(_HALF_WIDTH)
    visible = (char for char in narrow if not char.isspace() and unicodedata.category(char) != "Cf")
    return "".join(visible).upper()


def without_hyphens(text: str) -> str:
    """Return the plain form of *text* without the hyphens that group a printed number."""
    return plain(text).translate(_HYPHENS)


def matched(pattern: str, value: str, problem: Text) -> re.Match[str]:
    """Return the match of *pattern* on the whole of *value*.

    Raises:
        RuleBroken: The value has another form; *problem* says which form is right.
    """
    match = re.fullmatch(pattern, value, re.ASCII)
    if match is None:
        raise RuleBroken(problem)
    return match


def require(condition: bool, problem: Text) -> None:  # noqa: FBT001 - reads as one sentence.
    """Let a true *condition* pass.

    Raises:
        RuleBroken: The condition is false; *problem* says what that means.
    """
    if not condition:
        raise RuleBroken(problem)


def region_warnings(code: str) -> tuple[Text, ...]:
    """Return the warnings about a division *code* of six digits: none for a known county.

    A code abolished decades ago is still on valid papers, so that an unknown one never refuses.

    Source:
        GB/T 2260, as kept with its history by python-stdnum.
    """
    if code.startswith(SYNTHETIC_AREA):
        return (Text("区划 2399 为测试用区划。", "Area 2399 is the area of synthetic data."),)
    from stdnum import numdb  # noqa: PLC0415 - the table costs 30 ms and few commands read it.

    if any("county" in found for _, found in numdb.get("cn/loc").info(code)):
        return ()
    return (
        Text(
            "行政区划代码 {code} 不在区划表中，请核对证件原件。",
            "Division code {code} is not in the table of divisions; please check the original paper.",
        ).fill(code=code),
    )
