"""Everything about one case, read together."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from models.approval.records import CaseEvent, Decision, SurveySignature
from models.base import Record, find
from models.collateral.base import Kind, kinds
from models.collateral.maximum import Fixing
from models.collateral.object import Collateral, Pledge, Valuation
from models.collateral.registration import RegistrationAct
from models.collateral.vault import VaultEntry, held
from models.documents.contract import Contract
from models.documents.printed_copy import PrintedCopy
from models.errors import RuleBroken
from models.fields import fields_of
from models.lending.case import LoanCase
from models.lending.claims import Claim, claim_of
from models.lending.credit import Drawdown, Facility, LoanNote
from models.lending.days import add_months
from models.lending.limits import Limit
from models.lending.states import APPROVED_STATES, State
from models.lending.sureties import Surety
from models.parameters import parameters
from models.party.enterprise import Enterprise
from models.party.farmer import Farmer, HouseholdMember
from models.postloan.aftercare import Aftercare
from models.sync.wire import body_hash, pack
from models.text import Text

UNDER_COMMITMENT = APPROVED_STATES


@dataclass
class Security:
    """One collateral as it stands in a case.

    Attributes:
        pledge: What it secures here.
        collateral: The object.
        facts: What its kind says of it.
        valuation: Its latest value.
        prior_claims: What is paid from it before this case, in fen.
        claims: Every claim on it that counts, in order.
        twins: Other objects that stand for the same thing.
        acts: What was done at the registry, in order.
        papers: Every move of its certificates through the vault, in order.
    """

    pledge: Pledge
    collateral: Collateral
    facts: Kind
    valuation: Valuation | None
    prior_claims: int = 0
    claims: list[Claim] = field(default_factory=list)
    twins: list[Collateral] = field(default_factory=list)
    acts: list[RegistrationAct] = field(default_factory=list)
    papers: list[VaultEntry] = field(default_factory=list)

    @property
    def document(self) -> str:
        """The contract by which the object secures: its kind's own, or the one for every claim up to a maximum."""
        if not self.pledge.is_maximum:
            return self.facts.document
        return "maximum_mortgage" if self.facts.security.zh == "抵押" else "maximum_pledge"

    @property
    def released(self) -> bool:
        """Whether the object secures nothing here any more."""
        return self.pledge.released_on is not None

    @property
    def papers_held(self) -> list[VaultEntry]:
        """The certificates that the bank has not handed over yet, each by its last move."""
        return held(self.papers)

    @property
    def owners_missing(self) -> list[str]:
        """The owners whose consent is still needed (民法典 301)."""
        return self.facts.consent_lacks(self.collateral.owner_name)

    def fixing(self, today: date) -> Fixing | None:
        """Return why no further claim is secured, where that is so; a known seizure ends it (民法典 423)."""
        if self.pledge.is_maximum and self.collateral.seized and not self.pledge.fixed_on:
            return Fixing("seizure", self.collateral.seized_on or today)
        return self.pledge.fixing(today)

    @property
    def others(self) -> list[Claim]:
        """The claims of other cases on the same object."""
        return [claim for claim in self.claims if claim.pledge_id != self.pledge.id]

    @property
    def rivals(self) -> list[Claim]:
        """The claims that hold the same rank and came first; the later one has to go behind."""
        own = claim_of(self.pledge)
        return [claim for claim in self.others if claim.rank == own.rank and claim.place < own.place]

    def cap_percent(self, on: date) -> int:
        """Return the loan-to-value cap of the object, in percent, as it stands on that day."""
        cap: int = parameters("collateral", on)["cap_percent"][self.facts.cap_key]
        return cap

    def lendable(self, on: date) -> int:
        """Return the fen that may be lent on it: current value × cap − prior claims (domain 3.9)."""
        value = self.valuation.value if self.valuation else None
        return max(0, (value or 0) * self.cap_percent(on) // 100 - self.prior_claims)

    def revalue_by(self, on: date) -> date | None:
        """Return the day by which the object must be valued anew (商业银行押品管理指引), where it has a value."""
        if self.valuation is None or self.valuation.valued_on is None:
            return None
        months: int = parameters("collateral", on)["revaluation_months"][self.collateral.collateral_kind]
        return add_months(self.valuation.valued_on, months)


ABSENT = Text(
    "有{count}项押品的资料在本机不全，请先同步；仍不全的，请升级程序。",
    "The data of {count} securities is not complete on this computer; sync first, then update the program.",
)


@dataclass
class Dossier:
    """A case with all that hangs on it, detached from any question of where it is stored.

    ``other_exposure`` is what the customer, the household and their firms owe besides the case, in fen;
    ``unpaid_elsewhere`` the earliest date that is not met on any of those loans.

    A workstation reads the feed page by page, and what belongs to a customer who has moved leaves it part by part:
    a pledge may be here without its object, or with one of a kind that only a newer release knows. Such pledges are not
    among ``securities``; ``absent`` counts them.
    """

    case: LoanCase
    applicant: Farmer | Enterprise | None
    members: list[HouseholdMember] = field(default_factory=list)
    securities: list[Security] = field(default_factory=list)
    absent: int = 0
    signatures: list[SurveySignature] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    events: list[CaseEvent] = field(default_factory=list)
    contracts: list[Contract] = field(default_factory=list)
    copies: list[PrintedCopy] = field(default_factory=list)
    facility: Facility | None = None
    drawdowns: list[Drawdown] = field(default_factory=list)
    notes: list[LoanNote] = field(default_factory=list)
    other_exposure: int = 0
    unpaid_elsewhere: date | None = None
    aftercare: Aftercare = field(default_factory=Aftercare)
    renewed: "Dossier | None" = None
    limit: Limit | None = None
    sureties: list[Surety] = field(default_factory=list)

    @property
    def standing(self) -> list[Security]:
        """The securities that were not released."""
        return [each for each in self.securities if not each.released]

    @property
    def covered(self) -> int:
        """What pledges and guarantees cover together, in fen."""
        pledged = sum(each.pledge.secured or 0 for each in self.standing)
        return pledged + sum(each.guarantee.amount or 0 for each in self.sureties)

    @property
    def outstanding(self) -> int:
        """What is owed on the notes of the case, in fen."""
        return sum(each.outstanding or 0 for each in self.notes)

    @property
    def state(self) -> State:
        """Where the case stands."""
        return State(self.case.state or State.UNKNOWN)

    @property
    def exposure(self) -> int:
        """What the customer, household and their firms would owe in all, with this case, in fen."""
        return self.other_exposure + (self.case.amount or 0)

    @property
    def is_secured(self) -> bool:
        """Whether anything secures the case besides the borrower's word."""
        return bool(self.standing or self.sureties)

    @property
    def fingerprint(self) -> str:
        """The hash of what is asked for and what secures it, by which a later reader knows what was signed."""
        given: list[Record] = [self.case]
        for each in self.securities:
            given += [each.pledge, each.collateral, *([each.valuation] if each.valuation else [])]
        given += [each.guarantee for each in self.sureties]
        return body_hash([_facts_of(record) for record in given])

    @property
    def unchanged_since_signed(self) -> bool:
        """Whether every signature under the survey stands under the data as they are now."""
        return all(each.fingerprint == self.fingerprint for each in self.signatures)

    def check_whole(self) -> None:
        """Let pass only a dossier of which everything is here.

        Raises:
            RuleBroken: An object that secures the case is not on this computer.
        """
        if self.absent:
            raise RuleBroken(ABSENT.fill(count=self.absent))

    def due_on(self, start: date) -> date:
        """Return the day the loan would be due if it were drawn on *start*."""
        return add_months(start, self.case.months or 0)

    @classmethod
    def load(cls, session: Session, institution_id: str, case_id: UUID) -> "Dossier":
        """Return the dossier of a case.

        Raises:
            NotFound: There is no such case here.
        """
        from models.lending.dossiers import dossiers  # noqa: PLC0415 - reading knows what is read, not the reverse

        find(session, LoanCase, institution_id, case_id)
        return next(dossiers(session, institution_id, [case_id]))


def _facts_of(record: Record) -> list[Any]:
    """Return what people typed into a record, packed; evidence may follow a signature and is left out."""
    typed = {
        name: pack(each, getattr(record, name))
        for name, each in fields_of(type(record)).items()
        if not each.commanded and not each.evidence
    }
    if isinstance(record, Collateral):
        known = fields_of(kinds()[record.collateral_kind])
        typed["facts"] = {
            name: value
            for name, value in (record.facts or {}).items()
            if not (name in known and known[name].evidence)
        }
    return [str(record.id), typed]
