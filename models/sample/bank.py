"""A made-up branch over the years: customers arrive, cases are opened, steps are taken in order of time."""

import heapq
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from enum import Enum

from models.approval.grants import Powers
from models.base import Record, fill_defaults
from models.documents.numbers import write_number
from models.lending.dossier import UNDER_COMMITMENT
from models.party.enterprise import Enterprise
from models.party.farmer import Farmer, HouseholdMember
from models.sample import officers, plan
from models.sample.aftercare import Care, drawn
from models.sample.casework import Desk, Running, advance, open_farmer_case, open_firm_case
from models.sample.chance import Chance, moment
from models.sample.edges import EDGES, KEYS, Edge
from models.sample.firms import enterprise
from models.sample.people import farmer, head
from models.sample.scope import Scope

_FIRM_EVERY = 7


class Size(Enum):
    """How many customers and cases."""

    S = (200, 400)
    M = (20_000, 40_000)
    L = (100_000, 300_000)


def sample(size: Size, seed: int, *, institution_id: str, branch_id: str, today: date) -> Iterator[Record]:
    """Yield the records of a made-up branch as it stands on *today*, one after the other.

    Each record comes after those that it refers to; only open cases are kept in memory. Versions are 0:
    whoever stores the records decides which version they have. The officers are not among them.
    """
    branch = _Branch(Scope(seed, institution_id, branch_id, today), size)
    for record in branch.live():
        fill_defaults(record)
        yield record


def _fate(edge: Edge) -> str:
    """Return what becomes of the loan of an edge: one that is there for its terms is paid as they say."""
    return edge.fate or ("unpaid" if edge.overdue else "punctual")


class _Branch:
    """The branch while its history is being made."""

    def __init__(self, scope: Scope, size: Size) -> None:
        self._scope = scope
        self._customers, self._cases = size.value
        self._known = bytearray(self._customers)
        self._numbers: dict[tuple[str, int], int] = defaultdict(int)
        self._running: dict[int, dict[int, Running]] = defaultdict(dict)
        self._owed: dict[int, list[tuple[int, date]]] = defaultdict(list)
        self._edges: dict[str, Running] = {}
        self._desk = Desk(
            officers.actors(
                scope.institution_id, scope.branch_id, officers.OFFICERS + officers.HEAD_OFFICERS
            ),
            officers.officers(scope.institution_id, scope.branch_id),
            self._number,
            Powers(officers.grants(scope.institution_id, scope.branch_id, scope.today)),
        )

    def live(self) -> Iterator[Record]:
        """Yield customers as they arrive and cases as they come to where they stand today."""
        waiting: list[tuple[float, int, Running | None]] = [
            (moment(self._plan(index)[1].opened, 0).timestamp(), index, None) for index in range(self._cases)
        ]
        heapq.heapify(waiting)
        while waiting:
            _at, index, running = heapq.heappop(waiting)
            if running is None:
                yield from self._arrival(self._customer_of(index))
                running = self._open(index)
                ended = not running.plan.turns
            else:
                ended = self._advance(running)
            if ended:
                yield from self._end(running)
            else:
                heapq.heappush(waiting, (running.at.timestamp(), index, running))
        for customer in range(self._customers):
            yield from self._arrival(customer)

    def _number(self, series: str, year: int) -> str:
        self._numbers[series, year] += 1
        return write_number(series, self._scope.institution_id, year, self._numbers[series, year])

    def _plan(self, index: int) -> tuple[Chance, plan.Plan]:
        chance = self._scope.chance(3, index)
        if index >= len(KEYS):
            return chance, plan.make(self._scope, chance)
        edge = EDGES[KEYS[index]]
        return chance, plan.make(
            self._scope, chance, edge.target, edge.last(self._scope) if edge.last else None
        )

    def _customer_of(self, index: int) -> int:
        if index < len(KEYS):
            shared = EDGES[KEYS[index]].borrower
            return KEYS.index(shared) if shared else index
        # Some customers come again and again, many but once.
        first, chance = len(KEYS), self._scope.chance(4, index)
        return first + int((self._customers - first) * chance.random() ** 1.4)

    def _customer(
        self, number: int, *, household: bool = True
    ) -> tuple[Farmer | Enterprise, list[HouseholdMember]]:
        """Return a customer, made anew each time: keeping all of them would fill the memory."""
        edge = EDGES[KEYS[number]] if number < len(KEYS) else None
        if edge.firm if edge else number % _FIRM_EVERY == 0:
            return enterprise(self._scope, number), []
        person, members = farmer(self._scope, number) if household else (head(self._scope, number)[0], [])
        if edge and edge.person:
            edge.person(self._scope, person, members)
        return person, members

    def _arrival(self, customer: int) -> Iterator[Record]:
        if not self._known[customer]:
            self._known[customer] = 1
            person, members = self._customer(customer)
            yield person
            yield from members

    def _open(self, index: int) -> Running:
        scope, (chance, planned), customer = self._scope, self._plan(index), self._customer_of(index)
        owed = self._exposure(customer, planned.opened)
        applicant, members = self._customer(customer, household=False)
        if isinstance(applicant, Farmer):
            running = open_farmer_case(scope, chance, index, (applicant, members), planned, owed)
        else:
            running = open_firm_case(scope, chance, index, applicant, planned, owed)
        running.customer = customer
        if index < len(KEYS):
            key = KEYS[index]
            self._edges[key] = running
            adapt = EDGES[key].case
            if adapt:
                adapt(scope, running, self._edges)
        self._running[customer][index] = running
        return running

    def _exposure(self, customer: int, day: date, besides: int = -1) -> int:
        """Return what a customer owes on a day or may still draw, one case aside."""
        committed = sum(
            each.dossier.case.amount or 0
            for index, each in self._running[customer].items()
            if index != besides and each.dossier.state in UNDER_COMMITMENT
        )
        return committed + sum(amount for amount, until in self._owed[customer] if until >= day)

    def _advance(self, running: Running) -> bool:
        day = running.plan.turns[running.turn].day
        running.dossier.other_exposure = self._exposure(running.customer, day, running.index)
        return advance(running, self._desk)

    def _end(self, running: Running) -> Iterator[Record]:
        customer = running.customer
        del self._running[customer][running.index]
        if running.dossier.state in UNDER_COMMITMENT:
            self._owed[customer].append((running.dossier.case.amount or 0, date.max))
        if running.dossier.notes:
            edge = EDGES[KEYS[running.index]] if running.index < len(KEYS) else None
            care = Care(running, self._desk, self._scope.today)
            care.live(_fate(edge) if edge else drawn(running.chance))
        for note in running.dossier.notes:
            due = note.due_on or self._scope.today
            self._owed[customer].append((note.principal or 0, date.max if note.outstanding else due))
        yield from running.records()
