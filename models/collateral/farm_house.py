"""A farmer's house on homestead land 农民住房：as a rule no collateral (民法典 399)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from models.collateral.base import PROOF
from models.collateral.house import House
from models.errors import LendingError, RuleBroken
from models.fields import fact
from models.kinds import DAY, text
from models.parameters import parameters
from models.text import Text

COUNTY = slice(0, 6)


@dataclass(frozen=True)
class FarmHouse(House):
    """A house on homestead land, which secures a loan only where a county's policy allows it."""

    key = "farm_house"
    source = Text("《民法典》第三百九十九条第二项", "Civil Code, article 399 (2)")
    notice = Text(
        "宅基地使用权依法一般不得抵押。除参数中列明政策文号的县外，农房只作评级授信参考资产，不能担保。",
        "Homestead land may as a rule not be mortgaged. Except in counties listed with their policy document, "
        "a farm house counts for scoring only and secures nothing.",
    )

    other_residence: str = fact(
        Text("抵押人其他住处", "Other residence of the owner"), text(120), required=True, group=PROOF
    )
    village_consent_on: date | None = fact(
        Text("村集体同意处置日期", "Village's consent to disposal on"), DAY, evidence=True, group=PROOF
    )

    def restrictions(self, today: date, due_on: date) -> Iterator[LendingError]:
        """Yield that the county of the house has no policy that allows its mortgage."""
        yield from super().restrictions(today, due_on)
        counties = parameters("collateral", today)["farm_house_counties"]
        if self.unit_number[COUNTY] not in counties:
            yield RuleBroken(
                Text(
                    "本县没有允许农房抵押的政策文件，该农房只作评级授信参考，不能担保（民法典第三百九十九条）。",
                    "No policy of this county lets farm houses be mortgaged: it counts for scoring only and "
                    "secures nothing (Civil Code, article 399).",
                ),
                field="unit_number",
            )

    def before_payout(self) -> Iterator[LendingError]:
        """Yield also that the village has not agreed to a later disposal."""
        yield from super().before_payout()
        if not self.village_consent_on:
            yield RuleBroken(
                Text(
                    "村集体尚未书面同意处置，请登记日期。",
                    "The village has not agreed to a disposal; record the date.",
                ),
                field="village_consent_on",
            )
