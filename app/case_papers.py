"""Printing the papers that a case's records fill: consents, notices, checks, certificates."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.cases import officers
from app.papers.catalogue import PAPERS, Needed, Place, needed_papers
from app.papers.occasion import Occasion
from app.printouts import UNNUMBERED, Printout
from app.templates import template_on
from models.approval.roles import Actor
from models.errors import RuleBroken
from models.lending.dossier import Dossier
from models.text import Text
from printing import render
from printing.documents import document as kind_of

Wanted = tuple[str, UUID | None]


def case_paper(
    session: Session, actor: Actor, case_id: UUID, wanted: Wanted, told: Mapping[str, Any], today: date
) -> Printout:
    """Return a paper of a case about one of its people, securities, notes or checks.

    Args:
        session: Open on the store.
        actor: Who prints it.
        case_id: Of the case.
        wanted: The key of the paper in ``app.papers.catalogue``, and what it is about; None for the case itself.
        told: What was asked before the print, because no record holds it.
        today: The day on the paper.

    Raises:
        RuleBroken: Something that the paper must say is missing; everything that is missing is named.
        NotFound: There is no such case here.
    """
    document, subject = wanted
    dossier = Dossier.load(session, actor.institution_id, case_id)
    dossier.check_whole()
    paper, colleagues = PAPERS[document], officers(session, actor.institution_id)
    if not any(subject == each for each, _name in paper.about(dossier)):
        raise RuleBroken(Text("案件目前不需要这份文书。", "The case does not need that paper as it stands."))

    def name(login: str) -> str:
        return colleagues[login].full_name if login in colleagues else login

    terms = paper.make(Occasion(dossier, today, subject, told, name))
    number = dossier.case.number or UNNUMBERED
    template = template_on(session, actor.institution_id, kind_of(document).template, today)
    drawn = render(document, terms, number=number, copy=None, draft=False, template=template)
    return Printout(document, number, drawn, None)


def papers_of(session: Session, actor: Actor, case_id: UUID, *places: Place) -> list[Needed]:
    """Return the papers of *places* that a case may need as it stands.

    Raises:
        NotFound: There is no such case here.
    """
    return needed_papers(Dossier.load(session, actor.institution_id, case_id), *places)
