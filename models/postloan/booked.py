"""Whether core banking's reference is booked anywhere in the bank."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.postloan.records import Repayment


def is_booked(session: Session, institution_id: str, reference: str) -> bool:
    """Tell whether a payment with this reference is booked, in whichever case; a reversed one stays booked."""
    found = select(Repayment.id).where(
        Repayment.institution_id == institution_id, Repayment.reference == reference
    )
    return session.scalars(found.limit(1)).first() is not None
