"""One step for many cases: each in a transaction of its own, each with its verdict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app import cases
from app.audit_trail import refusals_noted
from app.clock import today
from app.jobs import Job
from app.workstation import Workstation
from models.errors import GateClosed, LendingError
from models.lending.case import LoanCase
from models.lending.dossier import Dossier
from models.text import Text


@dataclass(frozen=True)
class Verdict:
    """What became of one case.

    Attributes:
        case_id: Which case.
        title: Its number and borrower.
        asked: Whether the step was asked for.
        text: What the officer is told.
    """

    case_id: UUID
    title: str
    asked: bool
    text: Text


def request_steps(
    workstation: Workstation, wanted: Sequence[UUID], key: str, arguments: Mapping[str, Any], job: Job
) -> list[Verdict]:
    """Ask for a step on each case; a refusal of one leaves the others alone.

    Raises:
        Cancelled: Somebody stopped it; what was asked for stays asked for.
    """
    database, actor = workstation.database, workstation.actor
    verdicts: list[Verdict] = []
    for done, case_id in enumerate(wanted):
        job.step(done, len(wanted))
        with database.session() as session:
            title = _title(Dossier.load(session, actor.institution_id, case_id))
        try:
            with refusals_noted(database, actor, key, f"{LoanCase.kind} {case_id}"):
                text = database.run(
                    lambda session, case_id=case_id: cases.request_step(  # type: ignore[misc] # bound now
                        session, actor, case_id, key, arguments, today()
                    )
                )
        except LendingError as refused:
            verdicts.append(Verdict(case_id, title, asked=False, text=_why(refused)))
        else:
            verdicts.append(Verdict(case_id, title, asked=True, text=text))
    job.step(len(wanted), len(wanted))
    return verdicts


def _title(dossier: Dossier) -> str:
    name = dossier.applicant.full_name if dossier.applicant else ""
    return f"{dossier.case.number} {name}".strip()


def _why(refused: LendingError) -> Text:
    """Return the refusal with what is missing."""
    if not isinstance(refused, GateClosed):
        return refused.text
    return Text(
        refused.text.zh + "".join(each.text.zh for each in refused.missing),
        " ".join([refused.text.en, *(each.text.en for each in refused.missing)]),
    )
