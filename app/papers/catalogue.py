"""Every paper of a case that is printed from its records, where it is needed, and what it is about."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.papers import care, collateral, intake
from app.papers.occasion import Occasion
from models.collateral.farmland_right import FarmlandRight
from models.collateral.receivable import Receivable
from models.kinds import COUNT, DAY, Kind, choice, text
from models.lending.dossier import Dossier, Security
from models.lending.states import State
from models.party.enterprise import Enterprise
from models.party.farmer import Farmer
from models.postloan.words import CHANGE_LABELS, CHECK_LABELS
from models.text import Text


class Place(StrEnum):
    """Where in the window an officer needs a paper."""

    REQUEST = "request"
    DECISION = "decision"
    SECURITY = "security"
    LOAN = "loan"
    CLOSING = "closing"

    @property
    def label(self) -> Text:
        """What the group of papers is called."""
        return _PLACES[self]


_PLACES = {
    Place.REQUEST: Text("申请与授权", "Request and consents"),
    Place.DECISION: Text("调查与审批", "Survey and decision"),
    Place.SECURITY: Text("担保手续", "Securities"),
    Place.LOAN: Text("放款与贷后", "Payout and loan care"),
    Place.CLOSING: Text("结清与归档", "Settlement and file"),
}
About = Iterable[tuple[UUID | None, str]]
ITSELF: About = ((None, ""),)
LINES, LINE = text(1000, lines=True), text(120)


@dataclass(frozen=True, kw_only=True)
class CasePaper:
    """One kind of paper that the records of a case fill.

    Attributes:
        document: Its key.
        place: Where it is needed.
        make: Makes its terms.
        about: What of a case it can be about, each with its name; nothing while it cannot be needed.
        asked: What is asked before the print because no record holds it, by name.
    """

    document: str
    place: Place
    make: Callable[[Occasion], Any]
    about: Callable[[Dossier], About]
    asked: Mapping[str, Kind] = field(default_factory=dict)


def _always(_dossier: Dossier) -> About:
    return ITSELF


def _once(is_needed: Callable[[Dossier], object]) -> Callable[[Dossier], About]:
    return lambda dossier: ITSELF if is_needed(dossier) else ()


def _people(dossier: Dossier) -> About:
    return [(_id(each), line.name) for each, line, _part in intake.persons(Occasion(dossier, date.min))]


def _firms(dossier: Dossier) -> About:
    return [(_id(each), line.name) for each, line, _part in intake.firms(Occasion(dossier, date.min))]


def _id(identity: object) -> UUID:
    return UUID(str(identity))


def _consenting(dossier: Dossier) -> About:
    return [
        (each.id, each.full_name) for each in dossier.members if each.relation == "spouse" or each.co_holder
    ]


def _alone(dossier: Dossier) -> About:
    parties = [dossier.applicant, *(each.guarantor for each in dossier.sureties)]
    return [
        (each.id, each.full_name)
        for each in parties
        if isinstance(each, Farmer) and each.marital != "married"
    ]


def _securities(fits: Callable[[Security], object]) -> Callable[[Dossier], About]:
    return lambda dossier: [
        (each.pledge.id, each.collateral.description) for each in dossier.securities if fits(each)
    ]


def _notes(dossier: Dossier) -> About:
    return [(each.id, each.number) for each in dossier.notes if each.outstanding]


def _overdue(dossier: Dossier) -> About:
    return [(each.id, each.number) for each in dossier.notes if each.unpaid_since and each.outstanding]


def _guarantors(dossier: Dossier) -> About:
    return [(each.guarantee.id, each.name) for each in dossier.sureties] if _overdue(dossier) else ()


def _checks(dossier: Dossier) -> Iterator[tuple[UUID | None, str]]:
    for each in dossier.aftercare.checks:
        yield each.id, f"{CHECK_LABELS[each.check].zh} {each.done_on or ''}"


def _extensions(dossier: Dossier) -> Iterator[tuple[UUID | None, str]]:
    owing = {each.id for each in dossier.notes if each.outstanding}
    for each in dossier.aftercare.changes:
        if each.note_id in owing and each.outcome in {"approved", "signed"}:
            yield each.id, f"{CHANGE_LABELS[each.change].zh}至 {each.until or ''}"


def _settled(dossier: Dossier) -> bool:
    return bool(dossier.notes) and not dossier.outstanding


def _registered(dossier: Dossier) -> About:
    registered = _securities(lambda each: each.pledge.registration_number)
    return registered(dossier) if _settled(dossier) else ()


def _transferred(security: Security) -> bool:
    return isinstance(security.facts, FarmlandRight) and security.facts.owner_case == "transferee"


PAPERS: Mapping[str, CasePaper] = {
    each.document: each
    for each in (
        CasePaper(document="application", place=Place.REQUEST, make=intake.application, about=_always),
        CasePaper(document="bureau_person", place=Place.REQUEST, make=intake.bureau_person, about=_people),
        CasePaper(document="bureau_firm", place=Place.REQUEST, make=intake.bureau_firm, about=_firms),
        CasePaper(
            document="privacy_consent", place=Place.REQUEST, make=intake.privacy_consent, about=_people
        ),
        CasePaper(
            document="spouse_consent", place=Place.REQUEST, make=intake.spouse_consent, about=_consenting
        ),
        CasePaper(
            document="single_statement", place=Place.REQUEST, make=intake.single_statement, about=_alone
        ),
        CasePaper(
            document="resolution",
            place=Place.REQUEST,
            make=intake.resolution,
            about=_firms,
            asked={
                "body": text(20),
                "held_on": DAY,
                "place": LINE,
                "members": COUNT,
                "votes": LINES,
                "agent": text(50),
            },
        ),
        CasePaper(
            document="complaint_answer",
            place=Place.REQUEST,
            make=intake.complaint_answer,
            about=_always,
            asked={
                "reference": text(40),
                "received_on": DAY,
                "way": text(20),
                "claim": LINES,
                "facts_found": LINES,
                "answer": LINES,
                "handler": text(50),
            },
        ),
        CasePaper(
            document="rights_request",
            place=Place.REQUEST,
            make=intake.rights_request,
            about=_once(lambda dossier: not isinstance(dossier.applicant, Enterprise)),
            asked={
                "reference": text(40),
                "received_on": DAY,
                "right": text(20),
                "claim": LINES,
                "answer": LINES,
                "handler": text(50),
            },
        ),
        CasePaper(
            document="survey_report",
            place=Place.DECISION,
            make=intake.survey_report,
            about=_always,
            asked={"met": LINE, "incomes": LINES, "risks": LINES, "photos": LINE},
        ),
        CasePaper(
            document="approval_form",
            place=Place.DECISION,
            make=intake.approval_form,
            about=_once(lambda dossier: dossier.facility),
            asked={"requirements": LINES},
        ),
        CasePaper(
            document="interview_record",
            place=Place.DECISION,
            make=intake.interview_record,
            about=_always,
            asked={
                "held_on": DAY,
                "hours": text(40),
                "place": LINE,
                "met": LINE,
                "identity": LINE,
                "answers": text(2000, lines=True),
                "photos": LINE,
            },
        ),
        CasePaper(
            document="rejection_notice",
            place=Place.DECISION,
            make=intake.rejection_notice,
            about=_once(lambda dossier: dossier.state is State.REJECTED),
            asked={"reason_class": choice(**intake.REASONS), "reason": LINES},
        ),
        CasePaper(
            document="registration_application",
            place=Place.SECURITY,
            make=collateral.registration_application,
            about=_securities(bool),
            asked={"agent": text(50), "agent_number": text(18), "agent_phone": text(20)},
        ),
        CasePaper(
            document="debtor_notice",
            place=Place.SECURITY,
            make=collateral.debtor_notice,
            about=_securities(lambda each: isinstance(each.facts, Receivable)),
        ),
        CasePaper(
            document="contractor_consent",
            place=Place.SECURITY,
            make=collateral.contractor_consent,
            about=_securities(_transferred),
            asked={
                "person": text(50),
                "person_number": text(18),
                "person_phone": text(20),
                "address": LINE,
                "starts_on": DAY,
            },
        ),
        CasePaper(
            document="payment_order",
            place=Place.LOAN,
            make=care.payment_order,
            about=_once(lambda dossier: dossier.drawdowns and dossier.case.payment_mode == "entrusted"),
            asked={"payee_bank": LINE, "proof": LINE},
        ),
        CasePaper(
            document="release_form",
            place=Place.LOAN,
            make=care.release_form,
            about=_once(lambda dossier: dossier.drawdowns),
        ),
        CasePaper(document="post_check", place=Place.LOAN, make=care.post_check, about=_checks),
        CasePaper(document="due_notice", place=Place.LOAN, make=care.due_notice, about=_notes),
        CasePaper(document="demand_notice", place=Place.LOAN, make=care.demand_notice, about=_overdue),
        CasePaper(
            document="guarantor_notice", place=Place.LOAN, make=care.guarantor_notice, about=_guarantors
        ),
        CasePaper(document="extension", place=Place.LOAN, make=care.extension, about=_extensions),
        CasePaper(
            document="renewal",
            place=Place.LOAN,
            make=care.renewal,
            about=_once(lambda dossier: dossier.renewed),
        ),
        CasePaper(
            document="settlement_certificate",
            place=Place.CLOSING,
            make=care.settlement_certificate,
            about=_once(_settled),
        ),
        CasePaper(
            document="mortgage_release",
            place=Place.CLOSING,
            make=collateral.mortgage_release,
            about=_registered,
        ),
        CasePaper(
            document="certificate_receipt",
            place=Place.CLOSING,
            make=collateral.certificate_receipt,
            about=_securities(lambda each: each.papers),
            asked={"agent": text(50)},
        ),
        CasePaper(
            document="file_index",
            place=Place.CLOSING,
            make=care.file_index,
            about=_once(lambda dossier: dossier.aftercare.files),
        ),
    )
}


@dataclass(frozen=True)
class Needed:
    """One paper that a case may need now: which, about what, and the name of that."""

    paper: CasePaper
    subject: UUID | None
    name: str


def needed_papers(dossier: Dossier, *places: Place) -> list[Needed]:
    """Return the papers of *places*, all of them if none is named, that the case may need as it stands."""
    if dossier.applicant is None:
        return []
    return [
        Needed(paper, subject, name)
        for paper in PAPERS.values()
        if not places or paper.place in places
        for subject, name in paper.about(dossier)
    ]
