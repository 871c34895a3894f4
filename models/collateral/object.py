"""Collateral as records: the object, its valuations, and what it secures."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from models.base import Record
from models.collateral.base import kinds
from models.collateral.maximum import MaximumAmount
from models.fields import Privacy, at_least, between, field
from models.kinds import COUNT, DAY, FACTS, FLAG, MONEY, PERCENT, REFERENCE, choice, text
from models.text import Text

YUAN = Text("元", "yuan")
OWNER = Text("权利人", "Owner")
SEIZURE = Text("查封", "Seizure")
OBJECT = Text("押品", "Collateral")
REGISTRATION = Text("登记", "Registration")


class Collateral(Record):
    """One object 押品 that may secure several cases; ``facts`` are described by its kind."""

    kind = "collateral"
    label = Text("押品", "collateral")
    __table_args__ = (
        Index("ix_collateral_branch", "institution_id", "branch_id", "id"),
        Index("ix_collateral_kind", "institution_id", "collateral_kind", "id"),
    )

    collateral_kind: Mapped[str] = field(
        Text("押品类型", "Kind"), choice(**{key: each.label for key, each in kinds().items()}), required=True
    )
    description: Mapped[str] = field(Text("押品名称", "Description"), text(120), required=True)
    owner_name: Mapped[str] = field(
        Text("权利人", "Owner"), text(100), required=True, privacy=Privacy.C2, mask="name", group=OWNER
    )
    owner_number: Mapped[str] = field(
        Text("权利人证件号码", "Owner's number"),
        text(18),
        privacy=Privacy.C2,
        mask="id",
        guarded=True,
        group=OWNER,
    )
    third_party: Mapped[bool] = field(Text("第三人提供", "Given by a third party"), FLAG, group=OWNER)
    seized: Mapped[bool] = field(Text("已被查封", "Seized"), FLAG, evidence=True, group=SEIZURE)
    seized_on: Mapped[date | None] = field(
        Text("知悉查封日期", "The bank knew on"), DAY, evidence=True, group=SEIZURE
    )
    seized_by: Mapped[str] = field(
        Text("查封机关及文号", "Court and document"), text(80), evidence=True, group=SEIZURE
    )
    facts: Mapped[dict[str, Any]] = field(Text("押品要素", "Facts"), FACTS)


class Valuation(Record):
    """What a collateral was worth on a day, by whom and how."""

    kind = "valuation"
    label = Text("估值", "valuation")

    collateral_id: Mapped[UUID | None] = field(OBJECT, REFERENCE, required=True, index=True)
    value: Mapped[int | None] = field(
        Text("评估价值", "Value"), MONEY, unit=YUAN, required=True, guarded=True, rule=at_least(1)
    )
    valued_on: Mapped[date | None] = field(Text("估值日期", "Valued on"), DAY, required=True)
    valuer: Mapped[str] = field(Text("估值人", "Valuer"), text(60), required=True)
    basis: Mapped[str] = field(Text("估值依据", "Basis"), text(200), required=True)


class Pledge(MaximumAmount, Record):
    """What a collateral secures in one case, at which rank, and how the right was registered."""

    kind = "pledge"
    label = Text("担保", "pledge")

    case_id: Mapped[UUID | None] = field(Text("案件", "Case"), REFERENCE, required=True, index=True)
    collateral_id: Mapped[UUID | None] = field(OBJECT, REFERENCE, required=True, index=True)
    secured: Mapped[int | None] = field(
        Text("担保金额", "Secured amount"), MONEY, unit=YUAN, required=True, guarded=True, rule=at_least(1)
    )
    rank: Mapped[int | None] = field(Text("顺位", "Rank"), COUNT, rule=between(1, 9))
    cap: Mapped[Decimal | None] = field(
        Text("抵押率上限", "LTV cap"), PERCENT, unit=Text("%", "%"), commanded=True
    )
    registered_with: Mapped[str] = field(
        Text("登记机构", "Registry"), text(60), commanded=True, group=REGISTRATION
    )
    registration_number: Mapped[str] = field(
        Text("登记编号", "Registration number"), text(60), commanded=True, index=True, group=REGISTRATION
    )
    registered_on: Mapped[date | None] = field(
        Text("登记日期", "Registered on"), DAY, commanded=True, group=REGISTRATION
    )
    registered_until: Mapped[date | None] = field(
        Text("登记到期日", "Registered until"), DAY, commanded=True, index=True, group=REGISTRATION
    )
    released_on: Mapped[date | None] = field(
        Text("解除日期", "Released on"), DAY, commanded=True, group=REGISTRATION
    )
