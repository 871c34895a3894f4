"""Overprint 套打: the values of a case on a pre-printed form, whose serial number is used up by it."""

from uuid import UUID

from sqlalchemy.orm import Session

from app import calibrations
from app.audit_trail import note
from app.clock import today
from app.database import Database
from app.orders import request_order
from app.print_desk import Printer
from app.printouts import overprinted
from models.approval.roles import Actor
from models.compliance.actions import PRINT
from models.documents.blank_forms import Move, stock_of
from models.errors import RuleBroken
from models.lending.case import LoanCase
from models.lending.dossier import Dossier
from models.text import Text
from printing import overprint


def preview(session: Session, actor: Actor, case_id: UUID, form: str, printer: str) -> bytes:
    """Return what would be printed onto a form for a case, as the printer needs it.

    Raises:
        RuleBroken: The case lacks what the form must say, or a value does not fit.
    """
    measured = calibrations.calibration(session, form, printer)
    return overprinted(session, actor, case_id, form, measured, today())


def put_out(
    database: Database, actor: Actor, case_id: UUID, form: str, printer: Printer, serial: int | None
) -> Text:
    """Print a case's values onto a form and note its serial number as used.

    Raises:
        RuleBroken: The form is not in the actor's hands, the case lacks something, or a value does not fit.
        LendingError: The printer did not put it out; the form is not used then.
    """
    sheet = overprint.load(form)
    with database.session() as session:
        number = _business(Dossier.load(session, actor.institution_id, case_id))
        if serial is not None:
            _require_in_hand(session, actor, sheet.document, serial)
        pdf = preview(session, actor, case_id, form, printer.name)
    printer.put_out(pdf, f"{sheet.title} {number}")
    detail = {"document": sheet.document, "number": number, "form": form, "serial": serial, "paper": True}
    note(database, actor, PRINT, f"{LoanCase.kind} {case_id}", **detail)
    if serial is None:
        return Text("已套打。", "Printed onto the form.")
    used = {"form": sheet.document, "first": serial, "last": serial, "number": number}
    return database.run(lambda session: request_order(session, actor, "use_form", None, used))


def _business(dossier: Dossier) -> str:
    return dossier.notes[-1].number if dossier.notes else dossier.case.number


def _require_in_hand(session: Session, actor: Actor, form: str, serial: int) -> None:
    lots = stock_of(session, actor.institution_id, actor.branch_id, form).within(serial, serial)
    if not any(each.move is Move.HANDED_OUT and each.holder == actor.login for each in lots):
        raise RuleBroken(
            Text(
                "凭证号{serial}不在您手中，请先领用或者核对号码。",
                "Form {serial} is not in your hands; have it handed out, or check the number.",
            ).fill(serial=serial),
            field="serial",
        )
