"""One sheaf of paper that came out of a printer: where it is, and what was asked and allowed about it (domain 6.3)."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy.orm import Mapped

from models.base import Record
from models.fields import field
from models.kinds import COUNT, MOMENT, REFERENCE, choice, text
from models.text import Text


class CopyState(StrEnum):
    """Where a copy is in its life."""

    ISSUED = "issued"
    SIGNED = "signed"
    SEALED = "sealed"
    FILED = "filed"
    HANDED = "handed"
    VOID = "void"
    LOST = "lost"

    @property
    def label(self) -> Text:
        """What the state is called."""
        return STATE_LABELS[self]

    @property
    def outside(self) -> bool:
        """Whether somebody still has to bring the copy back or say where it went."""
        return self in {CopyState.ISSUED, CopyState.SIGNED, CopyState.SEALED}

    @property
    def dead(self) -> bool:
        """Whether the copy no longer counts."""
        return self in {CopyState.VOID, CopyState.LOST}


STATE_LABELS = {
    CopyState.ISSUED: Text("已出具", "Issued"),
    CopyState.SIGNED: Text("已签署", "Signed"),
    CopyState.SEALED: Text("已用印", "Sealed"),
    CopyState.FILED: Text("已归档", "Filed"),
    CopyState.HANDED: Text("已交当事人", "Handed over"),
    CopyState.VOID: Text("已收回作废", "Returned, void"),
    CopyState.LOST: Text("已声明遗失", "Declared lost"),
}
STATE = choice(**{state.value: label for state, label in STATE_LABELS.items()})
WISHES = {"reprint": Text("重打", "Reprint"), "void": Text("作废", "Void")}
WISH = choice(**WISHES)
FATES = {
    "void": Text("原件已收回", "The old copy is back"),
    "lost": Text("原件已遗失", "The old copy is lost"),
}
FATE = choice(**FATES)
PLACES = {"filed": Text("归档", "Archive"), "handed": Text("交当事人", "Party")}
PLACE = choice(**PLACES)


class PrintedCopy(Record):
    """One copy of a numbered contract. The centre alone writes it."""

    kind = "printed_copy"
    label = Text("合同打印份", "printed copy")

    case_id: Mapped[UUID | None] = field(Text("案件", "Case"), REFERENCE, commanded=True, index=True)
    contract_id: Mapped[UUID | None] = field(Text("合同", "Contract"), REFERENCE, commanded=True, index=True)
    number: Mapped[str] = field(Text("合同编号", "Contract number"), text(40), commanded=True)
    document: Mapped[str] = field(Text("文书", "Document"), text(40), commanded=True)
    copy: Mapped[int | None] = field(Text("第几份", "Copy"), COUNT, commanded=True)
    reprint: Mapped[int | None] = field(Text("重打次数", "Reprint"), COUNT, commanded=True)
    edition: Mapped[str] = field(Text("模板版本", "Edition"), text(80), commanded=True)
    data_hash: Mapped[str] = field(Text("数据指纹", "Data hash"), text(64), commanded=True)
    pages: Mapped[int | None] = field(Text("页数", "Pages"), COUNT, commanded=True)
    printer: Mapped[str] = field(Text("打印机", "Printer"), text(80), commanded=True)
    printed_by: Mapped[str] = field(Text("打印人", "Printed by"), text(40), commanded=True)
    printed_at: Mapped[datetime | None] = field(Text("打印时间", "Printed at"), MOMENT, commanded=True)
    state: Mapped[str] = field(Text("状态", "State"), STATE, commanded=True)
    wish: Mapped[str] = field(Text("申请事项", "Asked for"), WISH, commanded=True)
    fate: Mapped[str] = field(Text("原件去向", "Old copy"), FATE, commanded=True)
    reason: Mapped[str] = field(Text("原因", "Reason"), text(200), commanded=True)
    asked_by: Mapped[str] = field(Text("申请人", "Asked by"), text(40), commanded=True)
    allowed_by: Mapped[str] = field(Text("批准人", "Allowed by"), text(40), commanded=True)
    placed: Mapped[str] = field(Text("存放或者接收人", "Place or receiver"), text(80), commanded=True)
    closed_at: Mapped[datetime | None] = field(Text("办结时间", "Closed at"), MOMENT, commanded=True)

    @property
    def where(self) -> CopyState:
        """The state as a state."""
        return CopyState(self.state)
