"""Somebody taking a step at a certain time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from models.approval.committee import Vote
from models.approval.grants import Powers
from models.approval.roles import Actor, Officer
from models.base import Record
from models.documents.number_block import NumberBlock
from models.identity import new_id
from models.lending.dossier import Dossier
from models.lending.limits import Ledger

R = TypeVar("R", bound=Record)


def no_number(series: str) -> str:
    """Refuse to number: a workstation only checks a step, the centre takes it."""
    raise AssertionError(series)


def nothing_held(_number: str) -> NumberBlock | None:
    """Answer for whoever holds no numbers back."""
    return None


def not_booked(_reference: str) -> bool:
    """Answer for whoever knows of no other case."""
    return False


@dataclass
class Act:
    """One step being taken: on whose case, by whom, when, and with which arguments.

    Attributes:
        dossier: The case with all that hangs on it.
        actor: Who takes the step.
        today: The business day.
        at: The moment, by the centre's clock where the centre takes the step.
        arguments: What the step was told, unpacked.
        officers: The colleagues of the branch, by login.
        powers: What the bank has put in writing about who may decide.
        votes: The committee's open votes on the case; only the centre knows them.
        ledgers: The limits that the case reserves from, held until the commit.
        number: Gives the next number of a series; the centre's counter.
        holds: Gives the block in which the actor has a reserved number unused.
        operation: The identity of the command; what must be the same after a repeat takes its own from it.
        identity: Gives each record that is made its identity.
        made: The records that the step makes.
        is_booked: Tells whether another case has booked a payment under that core reference.
    """

    dossier: Dossier
    actor: Actor
    today: date
    at: datetime
    arguments: Mapping[str, Any] = field(default_factory=dict)
    officers: Mapping[str, Officer] = field(default_factory=dict)
    powers: Powers = field(default_factory=Powers)
    votes: list[Vote] = field(default_factory=list)
    ledgers: list[Ledger] = field(default_factory=list)
    number: Callable[[str], str] = no_number
    holds: Callable[[str], NumberBlock | None] = nothing_held
    operation: UUID = field(default_factory=new_id)
    identity: Callable[[], UUID] = new_id
    made: list[Record] = field(default_factory=list)
    is_booked: Callable[[str], bool] = not_booked

    def make(self, record: type[R], **values: Any) -> R:
        """Return a new record of the case's bank and branch, noted as made by this step."""
        case = self.dossier.case
        values.setdefault("id", self.identity())
        new = record(institution_id=case.institution_id, branch_id=case.branch_id, **values)
        self.made.append(new)
        return new
