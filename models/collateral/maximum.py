"""Security up to a maximum amount 最高额担保: for a series of claims that arise within a period."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from sqlalchemy.orm import Mapped

from models.errors import LendingError, RuleBroken
from models.fields import at_least, field
from models.kinds import DAY, MONEY, choice
from models.text import Text

MAXIMUM = Text("最高额", "Maximum amount")
YUAN = Text("元", "yuan")
MODE = choice(single=Text("一般担保", "Single debt"), maximum=Text("最高额担保", "Maximum amount"))
FIXED_BY = choice(
    period=Text("债权确定期间届满", "The period ended"),
    requested=Text("无确定期间满两年后请求确定", "Requested after two years without a period"),
    exhausted=Text("新的债权不可能发生", "No new claim can arise"),
    seizure=Text("知道担保财产被查封、扣押", "The bank knows of a seizure"),
    bankruptcy=Text("债务人或担保人破产、解散", "Bankruptcy or winding-up"),
    other=Text("法律规定的其他情形", "Another case of the law"),
)


class Fixing(NamedTuple):
    """Why and since when no further claim is secured 债权确定."""

    reason: str
    since: date

    @property
    def text(self) -> Text:
        """The reason in words."""
        return FIXED_BY.choices[self.reason]


class MaximumAmount:
    """What a pledge or guarantee up to a maximum says besides: two ceilings, a period, and its end.

    The ceiling of claims is all-in (principal, interest, penalty, costs) and the registered figure prevails,
    so that the ceiling of principal stands beside it.

    Source:
        民法典 420, 423, 690; 担保制度解释 15.
    """

    mode: Mapped[str] = field(Text("担保方式", "Extent"), MODE, group=MAXIMUM)
    claims_ceiling: Mapped[int | None] = field(
        Text("最高债权额", "Ceiling of claims"),
        MONEY,
        unit=YUAN,
        guarded=True,
        rule=at_least(1),
        group=MAXIMUM,
    )
    principal_ceiling: Mapped[int | None] = field(
        Text("最高本金", "Ceiling of principal"),
        MONEY,
        unit=YUAN,
        guarded=True,
        rule=at_least(1),
        group=MAXIMUM,
    )
    claims_from: Mapped[date | None] = field(
        Text("债权确定期间起", "Claims from"), DAY, guarded=True, group=MAXIMUM
    )
    claims_until: Mapped[date | None] = field(
        Text("债权确定期间止", "Claims until"), DAY, guarded=True, group=MAXIMUM
    )
    fixed_on: Mapped[date | None] = field(
        Text("债权确定日期", "Fixed on"), DAY, commanded=True, group=MAXIMUM
    )
    fixed_by: Mapped[str] = field(Text("确定事由", "Fixed by"), FIXED_BY, commanded=True, group=MAXIMUM)

    @property
    def is_maximum(self) -> bool:
        """Whether it secures a series of claims."""
        return self.mode == "maximum"

    def fixing(self, today: date) -> Fixing | None:
        """Return why no further claim is secured from *today* on, where that is so."""
        if not self.is_maximum:
            return None
        if self.fixed_on and self.fixed_on <= today:
            return Fixing(self.fixed_by or "other", self.fixed_on)
        if self.claims_until and self.claims_until < today:
            return Fixing("period", self.claims_until)
        return None

    def lacks(self, secured: int) -> Iterator[LendingError]:
        """Yield what a security up to a maximum must say and does not, or what does not fit together."""
        if not self.is_maximum:
            return
        for name, label in (
            ("claims_ceiling", Text("最高债权额", "ceiling of claims")),
            ("principal_ceiling", Text("最高本金", "ceiling of principal")),
            ("claims_from", Text("债权确定期间起", "first day of the period")),
            ("claims_until", Text("债权确定期间止", "last day of the period")),
        ):
            if getattr(self, name) is None:
                text = Text("最高额担保须写明{label}。", "A maximum-amount security states the {label}.")
                yield RuleBroken(text.fill(label=label), field=name)
        if (self.principal_ceiling or 0) > (self.claims_ceiling or self.principal_ceiling or 0):
            yield RuleBroken(
                Text("最高本金不能高于最高债权额。", "The ceiling of principal lies within that of claims."),
                field="principal_ceiling",
            )
        if self.principal_ceiling is not None and secured > self.principal_ceiling:
            yield RuleBroken(
                Text(
                    "本案担保金额超过最高本金，请调整。",
                    "What it secures here is above the ceiling of principal.",
                ),
                field="principal_ceiling",
            )
        if self.claims_from and self.claims_until and self.claims_until <= self.claims_from:
            yield RuleBroken(
                Text("债权确定期间止须晚于起始日。", "The period ends after it begins."), field="claims_until"
            )
