"""The certificates that the movables registry gave for one object."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.approval.roles import Actor
from models.collateral.object import Pledge
from models.collateral.registry_certificate import RegistryCertificate


def certificates_of(session: Session, actor: Actor, collateral_id: UUID) -> list[RegistryCertificate]:
    """Return the certificates of every pledge of the object, the newest first."""
    held = (
        select(RegistryCertificate)
        .join(
            Pledge,
            (Pledge.institution_id == RegistryCertificate.institution_id)
            & (Pledge.id == RegistryCertificate.pledge_id),
        )
        .where(Pledge.institution_id == actor.institution_id, Pledge.collateral_id == collateral_id)
        .order_by(RegistryCertificate.id.desc())
    )
    return list(session.scalars(held))
