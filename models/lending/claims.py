"""Claims on one object: which pledges still count, and in which order they are paid (民法典 414)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from models.collateral.identities import CollateralIdentity
from models.collateral.object import Collateral, Pledge
from models.lending.case import LoanCase
from models.lending.credit import LoanNote
from models.lending.limits import Limit
from models.lending.states import CAME_TO_NOTHING

OVER = CAME_TO_NOTHING


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
    """Return a pledge as a claim; one up to a maximum takes its whole ceiling (担保制度解释 15)."""
    ceiling = pledge.claims_ceiling if pledge.is_maximum else None
    secured = max(pledge.secured or 0, ceiling or 0)
    return Claim(pledge.id, pledge.case_id, number, pledge.rank or 1, secured, pledge.registered_on)


def claims_on(session: Session, institution_id: str, collateral_id: UUID) -> list[Claim]:
    """Return the claims on an object that still count, in order; see ``claims_on_each``."""
    return claims_on_each(session, institution_id, [collateral_id])[collateral_id]


def claims_on_each(
    session: Session, institution_id: str, collateral_ids: Collection[UUID]
) -> dict[UUID, list[Claim]]:
    """Return the claims on each object that still count, in order.

    A case that was rejected, withdrawn or repaid claims nothing more, and neither does a pledge that was
    released. A pledge up to a maximum outlives the repayment of one loan: others may follow (民法典 420).
    """
    rows = session.execute(
        select(Pledge, LoanCase.number, LoanCase.state)
        .outerjoin(
            LoanCase, (LoanCase.institution_id == Pledge.institution_id) & (LoanCase.id == Pledge.case_id)
        )
        .where(Pledge.institution_id == institution_id, Pledge.collateral_id.in_(collateral_ids))
        .where(Pledge.released_on.is_(None))
    ).all()
    repaid = repaid_cases(session, institution_id, [row[0].case_id for row in rows])
    found: dict[UUID, list[Claim]] = {each: [] for each in collateral_ids}
    for pledge, number, state in rows:
        ended = pledge.case_id in repaid and not (pledge.is_maximum and pledge.fixed_on is None)
        if pledge.collateral_id and state not in OVER and not ended:
            found[pledge.collateral_id].append(claim_of(pledge, number or ""))
    return {each: in_order(claims) for each, claims in found.items()}


def repaid_cases(session: Session, institution_id: str, cases: Collection[UUID | None]) -> set[UUID]:
    """Return which of the cases were paid out and owe nothing more; an open limit may be drawn any day."""
    wanted = {each for each in cases if each}
    if not wanted:
        return set()
    notes = select(LoanNote.case_id, LoanNote.outstanding).where(
        LoanNote.institution_id == institution_id, LoanNote.case_id.in_(wanted)
    )
    rows = session.execute(notes).all()
    owing = {case_id for case_id, outstanding in rows if outstanding}
    repaid = {case_id for case_id, _ in rows if case_id} - owing
    if not repaid:
        return repaid
    limits = select(Limit.case_id).where(
        Limit.institution_id == institution_id, Limit.case_id.in_(repaid), Limit.standing == "open"
    )
    return repaid - set(session.scalars(limits))


def twins(session: Session, collateral: Collateral) -> list[Collateral]:
    """Return the other objects that stand for the same thing and still secure a case; see ``twins_of_each``."""
    return twins_of_each(session, collateral.institution_id, [collateral.id])[collateral.id]


def twins_of_each(
    session: Session, institution_id: str, collateral_ids: Collection[UUID]
) -> dict[UUID, list[Collateral]]:
    """Return for each object the others that stand for the same thing and still secure a case.

    The same invoice brought to two cases is one claim offered twice; two objects must not stand for it.
    """
    own, other = aliased(CollateralIdentity), aliased(CollateralIdentity)
    pairs = session.execute(
        select(own.collateral_id, other.collateral_id)
        .join(
            other,
            (other.institution_id == own.institution_id)
            & (other.collateral_kind == own.collateral_kind)
            & (other.number == own.number)
            & (other.collateral_id != own.collateral_id),
        )
        .where(own.institution_id == institution_id, own.collateral_id.in_(collateral_ids))
        .distinct()
    ).all()
    found: dict[UUID, list[Collateral]] = {each: [] for each in collateral_ids}
    same = {twin for _, twin in pairs}
    if same:
        claims = claims_on_each(session, institution_id, same)
        rows = select(Collateral).where(Collateral.institution_id == institution_id, Collateral.id.in_(same))
        objects = {each.id: each for each in session.scalars(rows)}
        for identity, twin in pairs:
            if claims[twin]:
                found[identity].append(objects[twin])
    return found
