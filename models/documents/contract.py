"""Contracts as records: numbered by the centre, printed, signed."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Mapped

from models.base import Record
from models.fields import field
from models.kinds import COUNT, DAY, REFERENCE, text
from models.text import Text

LOAN_CONTRACTS = frozenset({"loan_contract", "revolving_contract"})


class Contract(Record):
    """One numbered contract of a case, with what is known of its printed copies."""

    kind = "contract"
    label = Text("合同", "contract")

    case_id: Mapped[UUID | None] = field(Text("案件", "Case"), REFERENCE, commanded=True, index=True)
    pledge_id: Mapped[UUID | None] = field(Text("担保", "Pledge"), REFERENCE, commanded=True)
    guarantee_id: Mapped[UUID | None] = field(Text("保证", "Guarantee"), REFERENCE, commanded=True)
    document: Mapped[str] = field(Text("文书", "Document"), text(40), commanded=True)
    number: Mapped[str] = field(Text("合同编号", "Contract number"), text(40), commanded=True, index=True)
    issued_on: Mapped[date | None] = field(Text("出具日期", "Issued on"), DAY, commanded=True)
    void_on: Mapped[date | None] = field(Text("作废日期", "Void since"), DAY, commanded=True)
    signed_on: Mapped[date | None] = field(Text("签订日期", "Signed on"), DAY, commanded=True)
    copies: Mapped[int | None] = field(
        Text("已打印份数", "Copies printed"), COUNT, unit=Text("份", "copies"), commanded=True
    )
    pages: Mapped[int | None] = field(Text("页数", "Pages"), COUNT, commanded=True)
    edition: Mapped[str] = field(Text("模板版本", "Edition"), text(80), commanded=True)
    sha256: Mapped[str] = field(Text("数据指纹", "Data hash"), text(64), commanded=True)

    @property
    def is_loan_contract(self) -> bool:
        """Whether it is what bank and borrower owe each other, and no security."""
        return self.document in LOAN_CONTRACTS
