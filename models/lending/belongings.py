"""What belongs to a customer, wherever it is written down: it moves with them from branch to branch."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base import Record
from models.collateral.land_map import LandMap
from models.collateral.object import Collateral, Pledge, Valuation
from models.collateral.registry_certificate import RegistryCertificate
from models.documents.attachment import Attachment
from models.errors import RuleBroken
from models.fields import fields_of
from models.lending.case import LoanCase
from models.lending.guarantee import GroupMember, Guarantee
from models.lending.limits import Limit, LimitEntry
from models.lending.states import CAME_TO_NOTHING, CHANGING, MONEY_OUT, PAID_BACK, State
from models.party.enterprise import Enterprise
from models.party.farmer import Farmer, HouseholdMember
from models.records import RECORDS
from models.text import Text

AT_REST = (CAME_TO_NOTHING | MONEY_OUT | PAID_BACK | {State.LEAD, State.DRAFT, State.LAPSED}) - CHANGING
"""Where a case waits for nobody in the branch."""

_MOVING = Text(
    "案件{number}正在“{state}”，请办结或撤回后再移交。",
    "Case {number} is at “{state}”; finish or withdraw it before the hand-over.",
)
_SHARED = Text(
    "押品“{name}”同时为其他客户担保，请先解除后再移交。",
    "The collateral “{name}” also secures another customer's case; release it there before the hand-over.",
)
_GUARANTEES = Text(
    "该客户与本支行其他客户有保证或联保关系，请先解除后再移交。",
    "The customer and others of the branch stand surety for each other; end that before the hand-over.",
)


class Belongings:
    """Everything that belongs to one customer.

    Attributes:
        cases: Their loan cases.
        others: The customer's own record and all else, the cases left out.
    """

    def __init__(self, session: Session, customer: Farmer | Enterprise) -> None:
        self._session, self._bank, self._customer = session, customer.institution_id, customer
        self.cases: Sequence[LoanCase] = self._of(LoanCase, "applicant_id", [customer.id])
        self._ids = [case.id for case in self.cases]
        self._pledges = self._of(Pledge, "case_id", self._ids)
        self._objects = self._of(Collateral, "id", {each.collateral_id for each in self._pledges})
        self.others: list[Record] = [
            customer,
            *self._household(),
            *self._around_objects(),
            *self._around_cases(),
        ]
        filed = [each.id for each in (*self.cases, *self.others)]
        self.others += self._of(Attachment, "subject_id", filed)

    def _household(self) -> Sequence[Record]:
        return self._of(HouseholdMember, "farmer_id", [self._customer.id])

    def _around_objects(self) -> Iterable[Record]:
        ids = [each.id for each in self._objects]
        yield from self._objects
        yield from self._of(LandMap, "collateral_id", ids)
        yield from self._of(Valuation, "collateral_id", ids)
        yield from self._of(RegistryCertificate, "pledge_id", [each.id for each in self._pledges])

    def _around_cases(self) -> Iterable[Record]:
        limits = {limit.id for limit in self._of(Limit, "case_id", self._ids)}
        for record in RECORDS.values():
            if "case_id" in fields_of(record):
                for each in self._of(record, "case_id", self._ids):
                    # What a case has reserved from a limit of the branch stays in that limit's ledger.
                    if not isinstance(each, LimitEntry) or each.limit_id in limits:
                        yield each

    def check_free(self) -> None:
        """Let the customer go only while nothing ties them to the branch.

        Raises:
            RuleBroken: A case is under way, an object secures another customer, or people vouch for each other.
        """
        for case in self.cases:
            state = State(case.state)
            if state not in AT_REST:
                raise RuleBroken(_MOVING.fill(number=case.number, state=state.label))
        for each in self._of(Pledge, "collateral_id", [each.id for each in self._objects]):
            if each.case_id not in self._ids and each.released_on is None:
                shared = next(found for found in self._objects if found.id == each.collateral_id)
                raise RuleBroken(_SHARED.fill(name=shared.description))
        vouched = self._of(Guarantee, "guarantor_id", [self._customer.id])
        vouching = [each for each in self._of(Guarantee, "case_id", self._ids) if each.guarantor_id]
        if vouched or vouching or self._of(GroupMember, "member_id", [self._customer.id]):
            raise RuleBroken(_GUARANTEES)

    def _of(self, record: type[Any], name: str, ids: Iterable[UUID | None]) -> Sequence[Any]:
        wanted = sorted(each for each in ids if each)
        if not wanted:
            return []
        column = getattr(record, name)
        rows = select(record).where(record.institution_id == self._bank, column.in_(wanted))
        return self._session.scalars(rows.order_by(record.id)).all()
