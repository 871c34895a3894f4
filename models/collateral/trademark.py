"""Registered trademarks 注册商标专用权."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from models.collateral.base import PAPERS
from models.collateral.intellectual_property import IntellectualProperty
from models.errors import LendingError, RuleBroken
from models.fields import between, fact
from models.kinds import COUNT, FLAG, identifier, text
from models.text import Text

CLASSES = 45


@dataclass(frozen=True)
class Trademark(IntellectualProperty):
    """A trademark with every same or similar mark of its owner."""

    key = "trademark"

    number: str = fact(
        Text("商标注册号", "Registration number"), identifier("trademark", 20), required=True, group=PAPERS
    )
    name: str = fact(Text("商标名称", "Mark"), text(60), required=True, group=PAPERS)
    goods_class: int | None = fact(
        Text("国际分类（类）", "Class of goods"), COUNT, required=True, rule=between(1, CLASSES), group=PAPERS
    )
    goods: str = fact(Text("核定使用商品", "Goods"), text(200), required=True, group=PAPERS)
    with_similar: bool | None = fact(
        Text("相同近似商标一并出质", "With same and similar marks"), FLAG, group=PAPERS
    )

    def objections(self, due_on: date) -> Iterator[LendingError]:
        """Yield also that same and similar marks of the owner are left out."""
        yield from super().objections(due_on)
        if not self.with_similar:
            yield RuleBroken(
                Text(
                    "出质人在相同或者类似商品上的相同、近似商标须一并出质，请核对后勾选“是”。",
                    "Same and similar marks of the owner must be pledged together; check and answer yes.",
                ),
                field="with_similar",
            )
