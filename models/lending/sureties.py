"""Guarantors as they stand in a case: who they are, what else they answer for, and whether it goes in a circle."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.lending.case import LoanCase
from models.lending.claims import OVER, repaid_cases
from models.lending.guarantee import GroupMember, Guarantee, GuaranteeGroup
from models.party.enterprise import Enterprise
from models.party.farmer import Farmer, HouseholdMember

Party = Farmer | Enterprise
LONGEST_CHAIN = 16


class Edge(NamedTuple):
    """One party answers for another."""

    giver: UUID
    taker: UUID
    group: UUID | None = None


@dataclass
class Surety:
    """One guarantor in one case.

    Attributes:
        guarantee: What they promise.
        guarantor: Who they are, if their file is here.
        spouse: Who signs with a married guarantor, where the household names one.
        given: What they answer for in other cases that still count, in fen.
        circle: The names along which the borrower answers for this guarantor again, both ends included.
        group: The joint-guarantee group whose agreement it is.
        members: The members of the group.
        given_in_group: What of ``given`` falls under the same group, in fen.
    """

    guarantee: Guarantee
    guarantor: Party | None
    spouse: HouseholdMember | None = None
    given: int = 0
    circle: tuple[str, ...] = ()
    group: GuaranteeGroup | None = None
    members: list[GroupMember] = field(default_factory=list)
    given_in_group: int = 0

    @property
    def name(self) -> str:
        """What the guarantor is called."""
        return self.guarantor.full_name if self.guarantor else "—"

    @property
    def document(self) -> str:
        """The contract that binds the guarantor; members of a group have their agreement besides."""
        return "maximum_guarantee" if self.guarantee.is_maximum else "guarantee"

    @property
    def membership(self) -> GroupMember | None:
        """The guarantor's place in the group."""
        return next(
            (each for each in self.members if each.member_id == self.guarantee.guarantor_id),
            None,
        )


def path(edges: Iterable[Edge], start: UUID, end: UUID) -> tuple[UUID, ...]:
    """Return the shortest chain by which *start* answers for *end*, both included, or nothing."""
    takers: dict[UUID, list[UUID]] = defaultdict(list)
    for edge in edges:
        takers[edge.giver].append(edge.taker)
    came_from: dict[UUID, UUID] = {}
    frontier = [start]
    while frontier:
        reached = []
        for giver in frontier:
            for taker in takers[giver]:
                if taker not in came_from:
                    came_from[taker] = giver
                    reached.append(taker)
        if end in came_from:
            return _back(came_from, start, end)
        frontier = reached
    return ()


def _back(came_from: Mapping[UUID, UUID], start: UUID, end: UUID) -> tuple[UUID, ...]:
    chain = [end, came_from[end]]
    while chain[-1] != start:
        chain.append(came_from[chain[-1]])
    return tuple(reversed(chain))


def live_guarantees(
    session: Session, institution_id: str, givers: Collection[UUID]
) -> list[tuple[Guarantee, UUID | None]]:
    """Return what these parties answer for now, each with its borrower.

    A guarantee that was taken off, or whose case ended without a loan or was repaid, counts no more.
    """
    if not givers:
        return []
    rows = session.execute(
        select(Guarantee, LoanCase.applicant_id, LoanCase.state)
        .join(
            LoanCase,
            (LoanCase.institution_id == Guarantee.institution_id) & (LoanCase.id == Guarantee.case_id),
        )
        .where(Guarantee.institution_id == institution_id, Guarantee.guarantor_id.in_(givers))
        .where(Guarantee.dropped.is_(False))
    ).all()
    repaid = repaid_cases(session, institution_id, {row[0].case_id for row in rows})
    return [
        (given, borrower)
        for given, borrower, state in rows
        if state not in OVER and given.case_id not in repaid
    ]


def sureties_of_each(
    session: Session, institution_id: str, cases: Sequence[LoanCase]
) -> dict[UUID, list[Surety]]:
    """Return the guarantors of each case, in the order in which they were taken."""
    rows = session.scalars(
        select(Guarantee)
        .where(Guarantee.institution_id == institution_id, Guarantee.case_id.in_([each.id for each in cases]))
        .where(Guarantee.dropped.is_(False))
        .order_by(Guarantee.id)
    ).all()
    found: dict[UUID, list[Surety]] = {each.id: [] for each in cases}
    if not rows:
        return found
    borrowers = {each.id: each.applicant_id for each in cases}
    reading = _Reading(
        session, institution_id, rows, {borrowers[each.case_id] for each in rows if each.case_id}
    )
    for given in rows:
        if given.case_id:
            found[given.case_id].append(reading.surety(given, borrowers[given.case_id]))
    return found


class _Reading:
    """What the guarantees of a batch need to be told of others, read together."""

    def __init__(
        self,
        session: Session,
        institution_id: str,
        given: Sequence[Guarantee],
        borrowers: Iterable[UUID | None],
    ) -> None:
        self._session, self._institution = session, institution_id
        givers = {each.guarantor_id for each in given if each.guarantor_id}
        self._live: dict[UUID, list[Guarantee]] = defaultdict(list)
        for each, _borrower in live_guarantees(session, institution_id, givers):
            if each.guarantor_id:
                self._live[each.guarantor_id].append(each)
        self._edges = self._chains({each for each in borrowers if each})
        parties = givers.union(*([edge.giver, edge.taker] for edge in self._edges))
        self._parties: dict[UUID, Party] = {
            **self._by_id(Farmer, parties),
            **self._by_id(Enterprise, parties),
        }
        groups = {each.group_id for each in given if each.group_id}
        self._groups: dict[UUID, GuaranteeGroup] = self._by_id(GuaranteeGroup, groups)
        self._members = self._rows(GroupMember, GroupMember.group_id, groups)
        self._spouses = {
            each.farmer_id: each
            for each in self._rows(HouseholdMember, HouseholdMember.farmer_id, givers)
            if each.relation == "spouse"
        }

    def surety(self, given: Guarantee, borrower: UUID | None) -> Surety:
        """Return one guarantor as they stand."""
        guarantor = given.guarantor_id
        others = [each for each in self._live.get(guarantor, ()) if each.id != given.id] if guarantor else []
        return Surety(
            given,
            self._parties.get(guarantor) if guarantor else None,
            self._spouses.get(guarantor),
            sum(each.amount or 0 for each in others),
            self._circle(given, borrower),
            self._groups.get(given.group_id) if given.group_id else None,
            [each for each in self._members if each.group_id == given.group_id],
            sum(each.amount or 0 for each in others if given.group_id and each.group_id == given.group_id),
        )

    def _circle(self, given: Guarantee, borrower: UUID | None) -> tuple[str, ...]:
        if borrower is None or given.guarantor_id is None:
            return ()
        # Members of one group answer for each other by their agreement; that is no hidden circle.
        counted = [edge for edge in self._edges if edge.group is None or edge.group != given.group_id]
        chain = path(counted, borrower, given.guarantor_id)
        if given.guarantor_id == borrower:
            chain = (borrower,)
        parties = [self._parties.get(each) for each in (*chain, borrower)] if chain else []
        return tuple(each.full_name if each else "—" for each in parties)

    def _chains(self, borrowers: set[UUID]) -> list[Edge]:
        """Return whom the borrowers answer for, whom these answer for, and so on."""
        edges: list[Edge] = []
        known, frontier = set(borrowers), borrowers
        for _ in range(LONGEST_CHAIN):
            rows = live_guarantees(self._session, self._institution, frontier)
            edges += [
                Edge(each.guarantor_id, taker, each.group_id)
                for each, taker in rows
                if each.guarantor_id and taker
            ]
            frontier = {taker for _, taker in rows if taker} - known
            known |= frontier
            if not frontier:
                break
        return edges

    def _by_id(self, kind: Any, wanted: Collection[UUID]) -> dict[UUID, Any]:
        return {each.id: each for each in self._rows(kind, kind.id, wanted)}

    def _rows(self, kind: Any, column: Any, wanted: Collection[UUID]) -> list[Any]:
        if not wanted:
            return []
        rows = select(kind).where(kind.institution_id == self._institution, column.in_(wanted))
        return list(self._session.scalars(rows.order_by(kind.id)))
