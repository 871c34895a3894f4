"""What the steps after payout share: finding the note, and writing down where the loan stands."""

from datetime import date

from models.approval.act import Act
from models.errors import NotFound, RuleBroken
from models.lending.credit import LoanNote
from models.lending.states import STANDING, State
from models.text import Text


def note_of(act: Act) -> LoanNote:
    """Return the note that the step is about; a case with one note need not name it.

    Raises:
        NotFound: The case has no such note.
    """
    wanted = act.arguments.get("note_id")
    notes = act.dossier.notes
    if wanted is None and len(notes) == 1:
        return notes[0]
    found = next((each for each in notes if each.id == wanted), None)
    if found is None:
        raise NotFound(Text("本案没有这张借据。", "The case has no such note."))
    return found


def day_told(act: Act, name: str) -> date:
    """Return a day that the step was told, not after today.

    Raises:
        RuleBroken: There is none, or it lies ahead.
    """
    day = act.arguments.get(name)
    if not isinstance(day, date) or day > act.today:
        raise RuleBroken(
            Text("请填写日期，且不能晚于今天。", "Give the day; it cannot lie after today."), field=name
        )
    return day


def comment_told(act: Act) -> str:
    """Return the comment of the step."""
    return str(act.arguments.get("comment") or "").strip()


def write_balance(act: Act, note: LoanNote) -> None:
    """Write what follows from the records into the note: the balance and the earliest date that is not met."""
    schedule = act.dossier.aftercare.schedule(note)
    note.outstanding, note.unpaid_since = schedule.outstanding, schedule.unpaid_since


def standing(act: Act) -> State:
    """Return where a running loan stands by its payments and its changes of terms."""
    care = act.dossier.aftercare
    if care.days_overdue(act.dossier.notes, act.today):
        return State.OVERDUE
    if care.signed_changes:
        last = care.signed_changes[-1].change
        return State.EXTENDED if last == "extension" else State.RESTRUCTURED
    return State.PERFORMING


def stay(act: Act) -> State:
    """Return the state as it is, or where the payments put a loan that runs."""
    state = act.dossier.state
    return standing(act) if state in STANDING else state


def payment_day(act: Act) -> None:
    """Let a payment be confirmed only with its day.

    Raises:
        RuleBroken: The day is missing or lies ahead.
    """
    day_told(act, "paid_on")
