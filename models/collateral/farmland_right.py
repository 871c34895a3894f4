"""The operation right of contracted farmland 农村土地经营权."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.collateral.base import PAPERS, VALUE, Effect, Kind
from models.errors import LendingError, RuleBroken
from models.fields import at_least, between, fact
from models.kinds import AREA, DAY, FLAG, MONEY, PERCENT, choice, identifier, several, text
from models.money import round_fen
from models.text import Text

OWNER_CASE = choice(
    contractor=Text("承包方以自有承包地", "Contractor with his own land"),
    transferee=Text("受让方（流转取得）", "Transferee of the right"),
    other_way=Text("其他方式承包（四荒地）", "Contracted in another way"),
    state_farm=Text("国有农用地", "State farm land"),
)
CONSENT = Text("同意与备案", "Consent and filing")
ISSUER = 14
YEARS = Text("年", "years")


@dataclass(frozen=True)
class FarmlandRight(Kind):
    """A farmland operation right: the mortgage arises with the contract."""

    key = "farmland_right"
    security = Text("抵押", "Mortgage")
    document = "farmland_mortgage"
    effect = Effect.OPPOSABLE
    registry = Text("不动产登记机构", "Real-property registry")
    source = Text("《农村土地承包法》第四十七条", "Rural Land Contracting Law, article 47")

    owner_case: str = fact(
        Text("权利取得方式", "How the right was got"), OWNER_CASE, required=True, group=PAPERS
    )
    certificate: str = fact(Text("权证号", "Certificate number"), text(80), required=True, group=PAPERS)
    issuer_name: str = fact(Text("发包方", "Contract-giver"), text(60), required=True, group=PAPERS)
    contract_code: str = fact(
        Text("承包合同编码", "Land contract code"), identifier("land-contract", 19), group=PAPERS
    )
    unit_number: str = fact(
        Text("不动产单元号（新证）", "Real-property unit (new title)"),
        identifier("property-unit", 28),
        group=PAPERS,
    )
    parcel_code: tuple[str, ...] | str = fact(
        Text("地块编码（每行一个）", "Parcel codes, one a line"),
        several("parcel"),
        required=True,
        group=PAPERS,
    )
    parcel_name: str = fact(Text("地块名称", "Parcel name"), text(50), group=PAPERS)
    area: Decimal | None = fact(
        Text("面积", "Area"),
        AREA,
        unit=Text("亩", "mu"),
        required=True,
        rule=at_least(Decimal("0.01")),
        group=PAPERS,
    )
    contract_end: date | None = fact(Text("承包期限至", "Contract ends on"), DAY, required=True, group=PAPERS)
    transfer_end: date | None = fact(Text("流转期限至", "Transfer ends on"), DAY, group=PAPERS)
    extension_evidence: str = fact(Text("延包证明文号", "Evidence of extension"), text(80), group=PAPERS)
    extended_until: date | None = fact(Text("延包后期限至", "Extended until"), DAY, group=PAPERS)
    transfer_contract: str = fact(
        Text("流转合同编码", "Transfer contract"), identifier("transfer-contract", 20), group=PAPERS
    )
    rent_by_year: bool | None = fact(Text("流转租金逐年支付", "Rent paid year by year"), FLAG, group=PAPERS)
    yearly_rent: int | None = fact(
        Text("每亩年租金", "Yearly rent per mu"),
        MONEY,
        unit=Text("元", "yuan"),
        required=True,
        rule=at_least(1),
        group=VALUE,
    )
    remaining_years: Decimal | None = fact(
        Text("可计年限", "Years counted"),
        AREA,
        unit=YEARS,
        required=True,
        rule=between(Decimal("0.5"), Decimal(30)),
        group=VALUE,
    )
    factor: Decimal | None = fact(
        Text("调整系数", "Factor"),
        PERCENT,
        unit=Text("%", "%"),
        rule=between(Decimal(1), Decimal(200)),
        group=VALUE,
    )
    crop_value: int | None = fact(
        Text("地上种养物价值", "Value of crops"),
        MONEY,
        unit=Text("元", "yuan"),
        rule=at_least(0),
        group=VALUE,
    )
    filed_on: date | None = fact(
        Text("发包方备案日期", "Filed with the giver on"), DAY, evidence=True, group=CONSENT
    )
    contractor_consent_on: date | None = fact(
        Text("承包方书面同意日期", "Contractor's consent on"), DAY, evidence=True, group=CONSENT
    )

    contractor_name: str = fact(
        Text("承包方（流转方）姓名", "Contractor who transferred it"), text(50), group=CONSENT
    )
    contractor_number: str = fact(
        Text("承包方证件号码", "Contractor's ID"), identifier("resident-id", 18), group=CONSENT
    )
    farm_consent_on: date | None = fact(
        Text("农场同意日期", "State farm's consent on"), DAY, evidence=True, group=CONSENT
    )

    @property
    def parcels(self) -> tuple[str, ...]:
        """The codes of all parcels."""
        return (self.parcel_code,) if isinstance(self.parcel_code, str) else self.parcel_code

    @property
    def ends_on(self) -> date | None:
        """The last day of the right: an extension counts only with the paper that proves it."""
        extended = self.extended_until if self.extension_evidence else None
        ends = [end for end in (extended or self.contract_end, self.transfer_end) if end]
        return min(ends) if ends else None

    @property
    def expiries(self) -> dict[str, date]:
        """The ends of contract and transfer; an extension takes the place of the contract it extends."""
        ends = super().expiries
        if "extended_until" in ends:
            ends.pop("contract_end", None)
        return ends

    def objections(self, due_on: date) -> Iterator[LendingError]:
        """Yield also that the loan would outlive the right, or that a transferee lacks consent."""
        yield from super().objections(due_on)
        if self.ends_on and self.ends_on < due_on:
            yield RuleBroken(
                Text(
                    "贷款到期日{due}晚于土地权利到期日{end}，请缩短期限或补充延包证明。",
                    "The loan is due on {due}, after the land right ends on {end}; shorten it.",
                ).fill(due=due_on, end=self.ends_on),
                field="contract_end",
            )
        yield from self._code_objections()
        if self.owner_case == "transferee" and not self.transfer_end:
            yield RuleBroken(
                Text("受让方请填写流转期限。", "A transferee must say when the transfer ends."),
                field="transfer_end",
            )
        if self.owner_case == "transferee" and not self.contractor_consent_on:
            yield RuleBroken(
                Text(
                    "受让方抵押须有承包方书面同意（土地承包法第四十七条），请登记同意日期。",
                    "A transferee needs the contractor's written consent (article 47); record its date.",
                ),
                field="contractor_consent_on",
            )

    def _code_objections(self) -> Iterator[LendingError]:
        """Yield that parcels and contract are of different collectives (GB/T 35958: the first 14 digits agree)."""
        issuers = {code[:ISSUER] for code in (*self.parcels, self.contract_code) if code}
        if len(issuers) > 1:
            yield RuleBroken(
                Text(
                    "地块编码与承包合同编码的发包方（前14位）不一致，请核对权证。",
                    "Parcels and contract are of different contract-givers (first 14 digits); check the certificate.",
                ),
                field="parcel_code",
            )

    def before_payout(self) -> Iterator[LendingError]:
        """Yield that the contract-giver has no filing yet."""
        yield from super().before_payout()
        if self.owner_case in {"contractor", "transferee"} and not self.filed_on:
            yield RuleBroken(
                Text(
                    "尚未向发包方备案，请登记备案日期。",
                    "Not filed with the contract-giver; record the date of filing.",
                ),
                field="filed_on",
            )

        if self.owner_case == "state_farm" and not self.farm_consent_on:
            yield RuleBroken(
                Text(
                    "国有农用地须经农场书面同意，请登记日期。",
                    "State farm land needs the farm's written consent; record the date.",
                ),
                field="farm_consent_on",
            )

    def suggested_value(self) -> int | None:
        """Return area × yearly rent × years × factor + crops (domain 3.9)."""
        if self.area is None or self.yearly_rent is None or self.remaining_years is None:
            return None
        # Land whose rent is paid year by year is the mortgagor's for the paid year only.
        years = min(self.remaining_years, Decimal(1)) if self.rent_by_year else self.remaining_years
        factor = (self.factor or Decimal(100)) / 100
        return round_fen(self.area * self.yearly_rent * years * factor) + (self.crop_value or 0)
