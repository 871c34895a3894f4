"""Copyrights in software and works 著作权中的财产权."""

from dataclasses import dataclass
from datetime import date

from models.collateral.base import PAPERS
from models.collateral.intellectual_property import IntellectualProperty
from models.fields import fact
from models.kinds import DAY, identifier, text
from models.text import Text


@dataclass(frozen=True)
class Copyright(IntellectualProperty):
    """A registered work or program."""

    key = "copyright"
    registry = Text("中国版权保护中心", "Copyright Protection Centre of China")

    number: str = fact(
        Text("著作权登记号", "Registration number"), identifier("copyright", 40), required=True, group=PAPERS
    )
    name: str = fact(
        Text("作品（软件）名称及版本", "Work and version"), text(120), required=True, group=PAPERS
    )
    published_on: date | None = fact(Text("首次发表日期", "First published on"), DAY, group=PAPERS)
    developed: str = fact(Text("开发（创作）方式", "How it was made"), text(40), group=PAPERS)
