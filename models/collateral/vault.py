"""The vault 权证保管: certificates in and out as an append-only register, each move by two people."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Mapped

from models.base import Record
from models.fields import field
from models.kinds import COUNT, DAY, REFERENCE, choice, text
from models.text import Text

MOVE = choice(
    stored=Text("入库", "Stored"),
    lent=Text("借出", "Lent out"),
    returned=Text("归还", "Brought back"),
    handed_over=Text("领取", "Handed over"),
)
FOLLOWS = {
    "": frozenset({"stored"}),
    "stored": frozenset({"lent", "handed_over"}),
    "lent": frozenset({"returned"}),
    "returned": frozenset({"lent", "handed_over"}),
    "handed_over": frozenset({"stored"}),
}
"""Which move may follow which: nothing leaves that is not there, nothing comes twice."""


class VaultEntry(Record):
    """One move of one certificate; the centre appends it, nobody changes it."""

    kind = "vault_entry"
    label = Text("权证出入库", "vault entry")

    case_id: Mapped[UUID | None] = field(Text("案件", "Case"), REFERENCE, commanded=True, index=True)
    pledge_id: Mapped[UUID | None] = field(Text("担保", "Pledge"), REFERENCE, commanded=True, index=True)
    collateral_id: Mapped[UUID | None] = field(
        Text("押品", "Collateral"), REFERENCE, commanded=True, index=True
    )
    sequence: Mapped[int | None] = field(Text("序号", "No."), COUNT, commanded=True)
    paper: Mapped[str] = field(Text("权证名称", "Paper"), text(60), commanded=True)
    paper_number: Mapped[str] = field(Text("权证号码", "Number"), text(80), commanded=True, index=True)
    move: Mapped[str] = field(Text("出入", "Move"), MOVE, commanded=True)
    moved_on: Mapped[date | None] = field(Text("日期", "Day"), DAY, commanded=True)
    person: Mapped[str] = field(Text("交接人（签收）", "Handed to or by"), text(60), commanded=True)
    keeper: Mapped[str] = field(Text("保管人", "Keeper"), text(40), commanded=True)
    second: Mapped[str] = field(Text("复核人", "Second person"), text(40), commanded=True)
    note: Mapped[str] = field(Text("说明", "Note"), text(200), commanded=True)


def last_moves(entries: Iterable[VaultEntry]) -> dict[tuple[UUID | None, str, str], VaultEntry]:
    """Return the last move of each paper, by object, name and number."""
    ordered = sorted(entries, key=lambda each: each.sequence or 0)
    return {(each.collateral_id, each.paper, each.paper_number): each for each in ordered}


def held(entries: Iterable[VaultEntry]) -> list[VaultEntry]:
    """Return the last move of each paper that the bank has not handed over: in the vault or lent out."""
    return [each for each in last_moves(entries).values() if each.move != "handed_over"]
