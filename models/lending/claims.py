"""Claims on one object: which pledges still count, and in which order they are paid (民法典 414)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import String, cast, select
from sqlalchemy.orm import Session

from models.collateral.base import kinds
from models.collateral.object import Collateral, Pledge
from models.lending.case import LoanCase
from models.lending.credit import LoanNote
from models.lending.states import CAME_TO_NOTHING, MONEY_OUT, PAID_BACK

OVER = CAME_TO_NOTHING | PAID_BACK


@dataclass(frozen=True)
class Claim:
    """What one case may take from an object.

    Attributes:
        pledge_id: The pledge it rests on.
        case_id: Of the case.
        number: The number of the case, or nothing.
        rank: As agreed.
        secured: In fen.
        registered_on: When the right was registered; unregistered ones come last within a rank.
    """

    pledge_id: UUID
    case_id: UUID | None
    number: str
    rank: int
    secured: int
    registered_on: date | None = None

    @property
    def place(self) -> tuple[int, date, UUID]:
        """By what claims are ordered: rank, then day of registration, then age."""
        return self.rank, self.registered_on or date.max, self.pledge_id


def in_order(claims: Iterable[Claim]) -> list[Claim]:
    """Return the claims in the order in which they are paid; no claim's amount moves another."""
    return sorted(claims, key=lambda claim: claim.place)


def before(claim: Claim, others: Iterable[Claim]) -> int:
    """Return how many fen are paid before *claim*."""
    return sum(other.secured for other in others if other.place < claim.place)


def next_rank(claims: Iterable[Claim]) -> int:
    """Return the first rank behind every claim."""
    return max((claim.rank for claim in claims), default=0) + 1


def claim_of(pledge: Pledge, number: str = "") -> Claim:
    """Return a pledge as a claim."""
    return Claim(
        pledge.id, pledge.case_id, number, pledge.rank or 1, pledge.secured or 0, pledge.registered_on
    )


def claims_on(session: Session, institution_id: str, collateral_id: UUID) -> list[Claim]:
    """Return the claims on an object that still count, in order.

    A case that was rejected, withdrawn or repaid claims nothing more.
    """
    rows = session.execute(
        select(Pledge, LoanCase.number, LoanCase.state)
        .outerjoin(
            LoanCase, (LoanCase.institution_id == Pledge.institution_id) & (LoanCase.id == Pledge.case_id)
        )
        .where(Pledge.institution_id == institution_id, Pledge.collateral_id == collateral_id)
    ).all()
    repaid = _repaid(session, institution_id, [row[0].case_id for row in rows if row[2] in MONEY_OUT])
    return in_order(
        claim_of(pledge, number or "")
        for pledge, number, state in rows
        if state not in OVER and pledge.case_id not in repaid
    )


def _repaid(session: Session, institution_id: str, cases: Sequence[UUID | None]) -> set[UUID | None]:
    """Return which of the paid-out cases owe nothing more."""
    if not cases:
        return set()
    notes = select(LoanNote.case_id, LoanNote.outstanding).where(
        LoanNote.institution_id == institution_id, LoanNote.case_id.in_(cases)
    )
    rows = session.execute(notes).all()
    owing = {case_id for case_id, outstanding in rows if outstanding}
    return {case_id for case_id, _ in rows} - owing


def twins(session: Session, collateral: Collateral) -> list[Collateral]:
    """Return the other objects that stand for the same thing and still secure a case.

    The same invoice brought to two cases is one claim offered twice; two objects must not stand for it.
    """
    facts = kinds()[collateral.collateral_kind].read(collateral.facts)
    found: dict[UUID, Collateral] = {}
    for number in facts.identities:
        rows = select(Collateral).where(
            Collateral.institution_id == collateral.institution_id,
            Collateral.collateral_kind == collateral.collateral_kind,
            Collateral.id != collateral.id,
            cast(Collateral.facts, String).contains(f'"{number}"', autoescape=True),
        )
        found.update({each.id: each for each in session.scalars(rows)})
    return [each for each in found.values() if claims_on(session, each.institution_id, each.id)]
