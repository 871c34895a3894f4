"""A dwelling in town, or a commercial flat in the country 住宅."""

from dataclasses import dataclass
from datetime import date

from models.collateral.base import PAPERS
from models.collateral.real_property import RealProperty
from models.fields import fact
from models.kinds import DAY, text
from models.text import Text


@dataclass(frozen=True)
class House(RealProperty):
    """A house or flat with the land under it."""

    key = "house"

    structure: str = fact(Text("房屋结构", "Structure"), text(20), group=PAPERS)
    floor: str = fact(Text("所在层／总层数", "Floor / floors"), text(20), group=PAPERS)
    built_on: date | None = fact(Text("竣工日期", "Completed on"), DAY, group=PAPERS)
