"""Written authority: who was granted what, who stands in for whom, and who is related to whom (domain 2.5)."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session

from models.approval.roles import LEVEL
from models.base import Record
from models.fields import at_least, field
from models.kinds import DAY, FLAG, MONEY, choice, text
from models.lending.case import APPLICANT, PRODUCT
from models.text import Text

YUAN = Text("元", "yuan")
OFFICER = Text("人员", "Officer")
DOCUMENT = Text("文号", "Document number")
SECURITY = choice(
    any=Text("不限", "Any"), secured=Text("有担保", "Secured"), unsecured=Text("信用", "Unsecured")
)
RELATION = choice(
    self=Text("本人", "Self"),
    spouse=Text("配偶", "Spouse"),
    parent=Text("父母", "Parent"),
    child=Text("子女", "Child"),
    sibling=Text("兄弟姐妹", "Sibling"),
    relative=Text("其他近亲属", "Other near relative"),
    interest=Text("有利益关系", "Has an interest in"),
)


class AuthorityGrant(Record):
    """The authority 授权 of one person, in writing. An empty product or customer means every one."""

    kind = "authority_grant"
    label = Text("授权", "grant of authority")

    officer: Mapped[str] = field(OFFICER, text(40), commanded=True, required=True, index=True)
    level: Mapped[str] = field(Text("审批层级", "Level"), LEVEL, commanded=True, required=True)
    product: Mapped[str] = field(Text("产品", "Product"), PRODUCT, commanded=True)
    customer: Mapped[str] = field(Text("客户类型", "Customer"), APPLICANT, commanded=True)
    security: Mapped[str] = field(Text("担保方式", "Security"), SECURITY, commanded=True, required=True)
    max_single: Mapped[int | None] = field(
        Text("单笔上限", "Most for one case"),
        MONEY,
        unit=YUAN,
        rule=at_least(1),
        commanded=True,
        required=True,
    )
    max_total: Mapped[int | None] = field(
        Text("总敞口上限", "Most in all"), MONEY, unit=YUAN, rule=at_least(1), commanded=True, required=True
    )
    valid_from: Mapped[date | None] = field(Text("生效日", "From"), DAY, commanded=True, required=True)
    valid_until: Mapped[date | None] = field(Text("到期日", "Until"), DAY, commanded=True, required=True)
    document: Mapped[str] = field(DOCUMENT, text(60), commanded=True, required=True)
    granted_by: Mapped[str] = field(Text("授权人", "Granted by"), text(40), commanded=True)
    suspended: Mapped[bool] = field(Text("已暂停", "Suspended"), FLAG, commanded=True)
    reason: Mapped[str] = field(Text("暂停原因", "Why suspended"), text(200), commanded=True)

    def holds(self, on: date) -> bool:
        """Tell whether the grant may be used on that day."""
        first, last = self.valid_from or date.max, self.valid_until or date.min
        return first <= on <= last and not self.suspended

    def reaches(self, product: str, customer: str, *, secured: bool) -> bool:
        """Tell whether the grant is about such a case, its amount aside."""
        about = self.product in ("", product) and self.customer in ("", customer)
        return about and self.security in ("any", "secured" if secured else "unsecured")


class Delegation(Record):
    """Somebody stands in 代理 for a colleague who is absent: dated, bounded, never passed on (domain 7.1)."""

    kind = "delegation"
    label = Text("授权代理", "delegation")

    officer: Mapped[str] = field(Text("委托人", "For"), text(40), commanded=True, required=True, index=True)
    delegate: Mapped[str] = field(Text("代理人", "Stands in"), text(40), commanded=True, required=True)
    starts_on: Mapped[date | None] = field(Text("起始日", "From"), DAY, commanded=True, required=True)
    ends_on: Mapped[date | None] = field(Text("截止日", "Until"), DAY, commanded=True, required=True)
    reason: Mapped[str] = field(Text("事由", "Reason"), text(200), commanded=True, required=True)
    ended: Mapped[bool] = field(Text("已终止", "Ended"), FLAG, commanded=True)

    def holds(self, on: date) -> bool:
        """Tell whether the delegate stands in on that day."""
        return (self.starts_on or date.max) <= on <= (self.ends_on or date.min) and not self.ended

    def overlaps(self, first: date, last: date) -> bool:
        """Tell whether the delegation shares a day with the span from *first* to *last*."""
        return (self.starts_on or date.max) <= last and first <= (self.ends_on or date.min) and not self.ended


class Kinship(Record):
    """A person whose cases an officer keeps out of: himself, his spouse, near relatives (domain 2.2).

    Only a digest of the ID number is kept: colleagues need not read whose son somebody is.
    """

    kind = "kinship"
    label = Text("回避关系", "relation")

    officer: Mapped[str] = field(OFFICER, text(40), commanded=True, required=True, index=True)
    person: Mapped[str] = field(
        Text("关系人证件摘要", "Digest of the ID"), text(64), commanded=True, required=True
    )
    relation: Mapped[str] = field(Text("关系", "Relation"), RELATION, commanded=True, required=True)
    ended: Mapped[bool] = field(Text("已解除", "Ended"), FLAG, commanded=True)


def digest_of(institution_id: str, id_number: str) -> str:
    """Return what stands for a person in ``Kinship``."""
    return hashlib.sha256(f"{institution_id} {id_number.strip().upper()}".encode()).hexdigest()


@dataclass(frozen=True)
class Powers:
    """What the bank has put in writing about who may decide.

    Attributes:
        grants: Every grant of authority, those that have ended too.
        delegations: Every delegation.
        kinships: Every relation that counts.
    """

    grants: Sequence[AuthorityGrant] = ()
    delegations: Sequence[Delegation] = ()
    kinships: Sequence[Kinship] = ()

    @classmethod
    def load(cls, session: Session, institution_id: str) -> "Powers":
        """Return the bank's powers as they stand."""

        def every(record: type[Record]) -> list[Record]:
            rows = select(record).where(record.institution_id == institution_id).order_by(record.id)
            return list(session.scalars(rows))

        return cls(
            grants=[each for each in every(AuthorityGrant) if isinstance(each, AuthorityGrant)],
            delegations=[each for each in every(Delegation) if isinstance(each, Delegation)],
            kinships=[each for each in every(Kinship) if isinstance(each, Kinship) and not each.ended],
        )

    def held_by(self, login: str, on: date) -> list[AuthorityGrant]:
        """Return the grants that *login* may use on that day: their own, and those of whom they stand in for."""
        absent = {each.officer for each in self.delegations if each.delegate == login and each.holds(on)}
        return [each for each in self.grants if each.officer in {login, *absent} and each.holds(on)]

    def kin_of(self, login: str) -> set[str]:
        """Return the digests of those whose cases *login* keeps out of."""
        return {each.person for each in self.kinships if each.officer == login}
