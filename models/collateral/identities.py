"""The numbers by which the world knows an object, as an indexed table: the same one twice is found at once."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Index, String, Uuid, delete, event, insert
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from models.base import Base
from models.collateral.base import kinds
from models.collateral.object import Collateral


class CollateralIdentity(Base):
    """One number of one object: derived from its facts on either side, never sent."""

    __tablename__ = "collateral_identity"
    __table_args__ = (Index("ix_collateral_identity_number", "institution_id", "collateral_kind", "number"),)

    institution_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    collateral_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    number: Mapped[str] = mapped_column(String(80), primary_key=True)
    collateral_kind: Mapped[str] = mapped_column(String(24))


def identity_rows(collateral: Collateral) -> list[dict[str, object]]:
    """Return a row for each number of an object."""
    kind = kinds().get(collateral.collateral_kind)
    numbers = kind.read(collateral.facts or {}).identities if kind else ()
    return [
        {
            "institution_id": collateral.institution_id,
            "collateral_id": collateral.id,
            "number": number,
            "collateral_kind": collateral.collateral_kind,
        }
        for number in dict.fromkeys(numbers)
    ]


@event.listens_for(Collateral, "after_insert")
@event.listens_for(Collateral, "after_update")
def _note(_mapper: Mapper[Any], connection: Connection, collateral: Collateral) -> None:
    """Write the numbers anew whenever the object is written; both stores follow without being asked."""
    own = (
        CollateralIdentity.institution_id == collateral.institution_id,
        CollateralIdentity.collateral_id == collateral.id,
    )
    connection.execute(delete(CollateralIdentity).where(*own))
    rows = identity_rows(collateral)
    if rows:
        connection.execute(insert(CollateralIdentity), rows)
