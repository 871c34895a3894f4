"""Cases that stand where their securities are registered, with numbered and signed contracts."""

from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from app.database import Database
from models.collateral.base import Kind
from models.collateral.machinery import Machinery
from models.documents.contract import Contract
from models.lending.dossier import Dossier
from models.lending.states import State
from tests import factories
from tests.factories import HOME, TODAY, YUAN

_numbers = count(1)


def machine(**changes: Any) -> Machinery:
    """Return a harvester of its own number."""
    values = {
        "kept_at": "前进村农机库",
        "model": "4LZ-8 联合收割机",
        "serial": f"SN{next(_numbers):06d}",
        "count": 1,
        "price": 200_000 * YUAN,
    }
    return Machinery(**{**values, **changes})


def securing(database: Database, facts: Kind, *, firm: bool = False, **object_changes: Any) -> Dossier:
    """Store a case that stands at securing with this one object, and return it."""
    dossier = factories.firm_dossier(State.SECURING) if firm else factories.farmer_dossier(State.SECURING)
    number = next(_numbers)
    dossier.case.number = f"AJ-23990100-2026-{number:06d}"
    given = factories.security(dossier.case, facts)
    for name, value in object_changes.items():
        setattr(given.collateral, name, value)
    dossier.securities = [given]
    dossier.contracts = [
        Contract(
            **HOME,
            case_id=dossier.case.id,
            pledge_id=pledge_id,
            document=document,
            number=f"HT-23990100-2026-{number:06d}-{place}",
            issued_on=TODAY,
            signed_on=TODAY,
        )
        for place, (document, pledge_id) in enumerate(
            [("loan_contract", None), (facts.document, given.pledge.id)]
        )
    ]
    records: list[Any] = [dossier.applicant, dossier.case, given.collateral, given.pledge, *dossier.contracts]
    records += [given.valuation] if given.valuation and given.valuation.value else []

    def keep(session: Session) -> None:
        session.add_all(records)

    database.run(keep)
    return dossier
