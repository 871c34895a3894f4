"""How far each printer of this workstation is off, form by form."""

from dataclasses import asdict

from sqlalchemy.orm import Session

from app.memory import remember, remembered
from printing.overprint import Calibration


def calibration(session: Session, form: str, printer: str) -> Calibration:
    """Return what was measured for a form on a printer; a printer nobody measured is taken to be straight."""
    return Calibration(**(remembered(session, _name(form, printer)) or {}))


def keep(session: Session, form: str, printer: str, measured: Calibration) -> None:
    """Keep what was measured."""
    remember(session, _name(form, printer), asdict(measured))


def _name(form: str, printer: str) -> str:
    return f"calibration/{form}/{printer}"
