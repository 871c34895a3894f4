"""Patents for inventions, utility models and designs 专利权."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from models.collateral.base import PAPERS
from models.collateral.intellectual_property import IntellectualProperty
from models.errors import LendingError, RuleBroken
from models.fields import at_least, fact
from models.kinds import COUNT, DAY, choice, identifier, text
from models.text import Text

TYPE = choice(
    invention=Text("发明", "Invention"),
    utility=Text("实用新型", "Utility model"),
    design=Text("外观设计", "Design"),
)


@dataclass(frozen=True)
class Patent(IntellectualProperty):
    """A granted patent whose yearly fees are paid."""

    key = "patent"

    number: str = fact(Text("专利号", "Patent number"), identifier("patent", 20), required=True, group=PAPERS)
    title: str = fact(Text("专利名称", "Title"), text(120), required=True, group=PAPERS)
    type: str = fact(Text("专利类型", "Type"), TYPE, required=True, group=PAPERS)
    granted_on: date | None = fact(Text("授权公告日", "Granted on"), DAY, required=True, group=PAPERS)
    claims: int | None = fact(Text("权利要求项数", "Claims"), COUNT, rule=at_least(1), group=PAPERS)
    fee_paid_until: date | None = fact(
        Text("年费缴至", "Yearly fee paid until"), DAY, required=True, group=PAPERS
    )

    @property
    def cap_key(self) -> str:
        """Inventions are examined, the others are not: their caps differ."""
        return "patent_invention" if self.type == "invention" else "patent_utility"

    def restrictions(self, today: date, due_on: date) -> Iterator[LendingError]:
        """Yield also that the yearly fee is unpaid."""
        yield from super().restrictions(today, due_on)
        if self.fee_paid_until and self.fee_paid_until < today:
            yield RuleBroken(
                Text(
                    "专利年费只缴至{day}，请补缴后再办理质押。",
                    "The yearly fee is paid until {day} only; pay it before the pledge.",
                ).fill(day=self.fee_paid_until),
                field="fee_paid_until",
            )
