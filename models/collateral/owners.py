"""Several owners of one object: who holds which share, who has agreed to what is done with it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from models.errors import RuleBroken
from models.kinds import DAY
from models.text import Text

TWO_THIRDS = Fraction(2, 3)
_BETWEEN = re.compile(r"[；;、，,\n]")
_OWNER = re.compile(r"(?P<name>.+?)(?:\s+(?P<share>\d{1,9}\s*/\s*\d{1,9}|\d{1,3}(?:\.\d{1,6})?\s*[%％]))?")
_CONSENT = re.compile(r"(?P<name>.+?)\s+(?P<day>\S+)")


class Owner(NamedTuple):
    """One owner, with a share where the object is owned by shares."""

    name: str
    share: Fraction | None


def owners(said: str) -> tuple[Owner, ...]:
    """Return the owners that a text such as ``张三 1/2；李四 50%`` names."""
    return tuple(_owner(part) for part in _parts(said))


def consents(said: str) -> dict[str, date]:
    """Return who agreed when, from a text such as ``李四 2026-03-10``.

    Raises:
        RuleBroken: A name has no day.
    """
    found: dict[str, date] = {}
    for part in _parts(said):
        match = _CONSENT.fullmatch(part)
        if match is None:
            raise RuleBroken(
                Text(
                    "“{part}”缺少日期，请写成“李四 2026-03-10”。",
                    "“{part}” has no day; write it as “Li Si 2026-03-10”.",
                ).fill(part=part)
            )
        found[match["name"]] = DAY.parse(match["day"])
    return found


def owners_rule(said: str) -> Text | None:
    """Object to shares that cannot be, and to a name that stands twice."""
    named = owners(said)
    if len({each.name for each in named}) < len(named):
        return Text("同一共有人只写一次。", "Name each owner once.")
    shares = [each.share for each in named if each.share is not None]
    if any(not 0 < share <= 1 for share in shares) or sum(shares) > 1:
        return Text("份额应大于零，合计不能超过1。", "Shares are above zero and add up to no more than one.")
    return None


def consents_rule(said: str) -> Text | None:
    """Object to a consent without a day."""
    try:
        consents(said)
    except RuleBroken as broken:
        return broken.text
    return None


def shares_complete(named: Iterable[Owner]) -> bool:
    """Tell whether every owner has a share and the shares make the whole."""
    shares = [each.share for each in named]
    return None not in shares and sum(share for share in shares if share) == 1


def lacking(named: Sequence[Owner], agreed: Mapping[str, date] | set[str], *, by_shares: bool) -> list[str]:
    """Return the names whose consent is still missing; nothing where those who agreed suffice.

    Source:
        民法典 301: all joint owners, or owners of two thirds of the shares, decide on disposal.
    """
    missing = [each.name for each in named if each.name not in agreed]
    if by_shares and sum(each.share or 0 for each in named if each.name in agreed) >= TWO_THIRDS:
        return []
    return missing


def _parts(said: str) -> list[str]:
    return [part.strip() for part in _BETWEEN.split(said) if part.strip()]


def _owner(part: str) -> Owner:
    match = _OWNER.fullmatch(part)
    if match is None or not match["share"]:
        return Owner(part, None)
    share = match["share"].replace(" ", "").replace("％", "%")
    try:
        read = Fraction(share.removesuffix("%")) / 100 if share.endswith("%") else Fraction(share)
    except ZeroDivisionError:
        read = Fraction(0)
    return Owner(match["name"], read)
