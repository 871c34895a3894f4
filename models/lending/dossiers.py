"""Reading dossiers: one or a hundred thousand by the same few queries for each batch."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.approval.records import CaseEvent, Decision, SurveySignature
from models.collateral.base import kinds
from models.collateral.object import Collateral, Pledge, Valuation
from models.collateral.registration import RegistrationAct
from models.collateral.vault import VaultEntry
from models.documents.contract import Contract
from models.documents.printed_copy import PrintedCopy
from models.lending.case import LoanCase
from models.lending.claims import Claim, before, claim_of, claims_on_each, twins_of_each
from models.lending.credit import Drawdown, Facility, LoanNote
from models.lending.dossier import Dossier, Security
from models.lending.exposure import elsewhere_of_each
from models.lending.limits import Limit
from models.lending.states import MONEY_OUT, PAID_BACK
from models.lending.sureties import Surety, sureties_of_each
from models.party.enterprise import Enterprise
from models.party.farmer import Farmer, HouseholdMember
from models.postloan.aftercare import KINDS, Aftercare

BATCH = 400
_OF_CASE: tuple[Any, ...] = (
    SurveySignature,
    Decision,
    CaseEvent,
    Contract,
    PrintedCopy,
    Facility,
    Drawdown,
    LoanNote,
    Pledge,
)
_OF_LOAN: tuple[Any, ...] = (LoanNote, *KINDS)


def dossiers(session: Session, institution_id: str, case_ids: Iterable[UUID]) -> Iterator[Dossier]:
    """Yield the dossier of each case in the order asked for; a case that is not here is left out."""
    waiting = iter(case_ids)
    while batch := list(islice(waiting, BATCH)):
        yield from _Batch(session, institution_id, batch).dossiers()


def loans(session: Session, institution_id: str, case_ids: Iterable[UUID]) -> Iterator[Dossier]:
    """Yield of each case what its payments depend on and nothing else; one that is not here is left out."""
    waiting = iter(case_ids)
    while batch := list(islice(waiting, BATCH)):
        found = {each.id: each for each in _rows(session, institution_id, LoanCase, LoanCase.id, batch)}
        hung: _Hung = {kind: defaultdict(list) for kind in _OF_LOAN}
        for kind in _OF_LOAN:
            for each in _rows(session, institution_id, kind, kind.case_id, list(found)):
                hung[kind][each.case_id].append(each)
        for case_id in batch:
            if case_id in found:
                yield Dossier(
                    case=found[case_id],
                    applicant=None,
                    notes=hung[LoanNote][case_id],
                    aftercare=Aftercare.load(partial(_hanging, hung, case_id)),
                )


_Hung = dict[Any, dict[UUID, list[Any]]]
"""By kind and case, what hangs on the cases of a batch."""


def _hanging(hung: _Hung, case_id: UUID, kind: Any) -> list[Any]:
    return list(hung[kind][case_id])


def _rows(
    session: Session, institution_id: str, kind: Any, column: Any, wanted: Collection[UUID]
) -> list[Any]:
    if not wanted:
        return []
    rows = select(kind).where(kind.institution_id == institution_id, column.in_(wanted))
    return list(session.scalars(rows.order_by(kind.id)))


class _Batch:
    """What a batch of cases needs, by one query a kind of record."""

    def __init__(self, session: Session, institution_id: str, case_ids: Sequence[UUID]) -> None:
        self._session, self._institution = session, institution_id
        found = {each.id: each for each in self._rows(LoanCase, LoanCase.id, case_ids)}
        self._cases: list[LoanCase] = [found[each] for each in case_ids if each in found]
        self._hung = {kind: self._by(kind, "case_id", list(found)) for kind in _OF_CASE}
        self._renewed = {each.case.id: each for each in loans(session, institution_id, self._old())}
        out = [each.id for each in self._cases if each.state in MONEY_OUT | PAID_BACK]
        self._hung |= {kind: self._by(kind, "case_id", out) for kind in KINDS}
        self._parties = self._applicants()
        limits = {each.limit_id for each in self._cases if each.limit_id}
        self._limits: dict[UUID, Limit] = {each.id: each for each in self._rows(Limit, Limit.id, limits)}
        farmers = [each.id for each in self._parties.values() if isinstance(each, Farmer)]
        self._members = self._by(HouseholdMember, "farmer_id", farmers)
        self._read_objects([pledge for each in self._hung[Pledge].values() for pledge in each])
        self._sureties: Mapping[UUID, list[Surety]] = sureties_of_each(session, institution_id, self._cases)
        people = [each for each in self._parties.values() if each]
        self._elsewhere = elsewhere_of_each(session, institution_id, self._cases, people)

    def dossiers(self) -> Iterator[Dossier]:
        """Yield the dossiers in order."""
        for case in self._cases:
            applicant = self._parties.get(case.applicant_id) if case.applicant_id else None
            pledges = self._of(Pledge, case)
            securities = [self._security(each) for each in pledges if each.collateral_id in self._objects]
            facilities = [each for each in self._of(Facility, case) if not each.void]
            yield Dossier(
                case=case,
                applicant=applicant,
                members=self._members[applicant.id] if isinstance(applicant, Farmer) else [],
                securities=securities,
                absent=len(pledges) - len(securities),
                signatures=[each for each in self._of(SurveySignature, case) if not each.void],
                decisions=[each for each in self._of(Decision, case) if not each.void],
                events=self._of(CaseEvent, case),
                contracts=[each for each in self._of(Contract, case) if each.void_on is None],
                copies=self._of(PrintedCopy, case),
                facility=facilities[-1] if facilities else None,
                drawdowns=[each for each in self._of(Drawdown, case) if not each.void],
                notes=self._of(LoanNote, case),
                other_exposure=self._elsewhere[case.id].owed,
                unpaid_elsewhere=self._elsewhere[case.id].unpaid_since,
                limit=self._limits.get(case.limit_id) if case.limit_id else None,
                sureties=self._sureties[case.id],
                aftercare=Aftercare.load(partial(_hanging, self._hung, case.id)),
                renewed=self._renewed.get(case.renews) if case.renews else None,
            )

    def _old(self) -> list[UUID]:
        return [each.renews for each in self._cases if each.renews]

    def _of(self, kind: Any, case: LoanCase) -> list[Any]:
        return _hanging(self._hung, case.id, kind)

    def _applicants(self) -> dict[UUID, Farmer | Enterprise]:
        wanted = {"farmer": set[UUID](), "enterprise": set[UUID]()}
        for case in self._cases:
            if case.applicant_id and case.applicant_kind in wanted:
                wanted[case.applicant_kind].add(case.applicant_id)
        farmers = self._rows(Farmer, Farmer.id, wanted["farmer"])
        return {
            each.id: each for each in [*farmers, *self._rows(Enterprise, Enterprise.id, wanted["enterprise"])]
        }

    def _read_objects(self, pledges: Sequence[Pledge]) -> None:
        objects = {each.collateral_id for each in pledges if each.collateral_id}
        rows: list[Collateral] = self._rows(Collateral, Collateral.id, objects)
        self._objects = {each.id: each for each in rows if each.collateral_kind in kinds()}
        self._values = self._by(Valuation, "collateral_id", objects)
        self._claims = claims_on_each(self._session, self._institution, objects) if objects else {}
        self._twins = twins_of_each(self._session, self._institution, objects) if objects else {}
        pledge_ids = [each.id for each in pledges]
        self._acts = self._by(RegistrationAct, "pledge_id", pledge_ids)
        self._papers = self._by(VaultEntry, "pledge_id", pledge_ids)

    def _security(self, pledge: Pledge) -> Security:
        collateral = self._objects[pledge.collateral_id]  # type: ignore[index] # it names one that is here
        claims = self._claims[collateral.id]
        return Security(
            pledge=pledge,
            collateral=collateral,
            facts=kinds()[collateral.collateral_kind].read(collateral.facts),
            valuation=latest(self._values[collateral.id]),
            prior_claims=_prior(pledge, claims),
            claims=claims,
            twins=self._twins[collateral.id],
            acts=self._acts[pledge.id],
            papers=self._papers[pledge.id],
        )

    def _by(self, kind: Any, name: str, wanted: Collection[UUID]) -> dict[UUID, list[Any]]:
        found: dict[UUID, list[Any]] = defaultdict(list)
        for each in self._rows(kind, getattr(kind, name), wanted):
            found[getattr(each, name)].append(each)
        return found

    def _rows(self, kind: Any, column: Any, wanted: Collection[UUID]) -> list[Any]:
        return _rows(self._session, self._institution, kind, column, wanted)


def latest(values: Iterable[Valuation]) -> Valuation | None:
    """Return the last valuation by its day, then by its age; one without a day comes first."""
    dated = sorted(values, key=lambda each: (each.valued_on is not None, each.valued_on, each.id))
    return dated[-1] if dated else None


def _prior(pledge: Pledge, claims: list[Claim]) -> int:
    return before(claim_of(pledge), claims)
