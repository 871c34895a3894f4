"""Ordinary records of made-up people: a test states only what it is about."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from models.approval.grants import Powers
from models.approval.roles import Actor, Officer, Role
from models.collateral.base import Kind
from models.collateral.farmland_right import FarmlandRight
from models.collateral.object import Collateral, Pledge, Valuation
from models.collateral.receivable import Receivable
from models.lending.belongings import Belongings
from models.lending.case import LoanCase
from models.lending.dossier import Dossier, Security
from models.lending.guarantee import Guarantee
from models.lending.states import State
from models.lending.sureties import Surety
from models.party.enterprise import Enterprise
from models.party.farmer import Farmer, HouseholdMember
from models.party.resident_id import upgrade
from models.sample import officers

INSTITUTION = "23990100"
BRANCH = "2399010001"
HOME = {"institution_id": INSTITUTION, "branch_id": BRANCH}
TODAY = date(2026, 3, 10)
NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
YUAN = 100

LOGINS = {
    Role.LOAN_OFFICER: "wangjun",
    Role.REVIEWER: "zhaomin",
    Role.BRANCH_MANAGER: "sunlei",
    Role.CONTRACT_CLERK: "zhoufang",
    Role.REGISTRAR: "zhoufang",
    Role.DISBURSER: "wuhao",
    Role.HEAD_APPROVER: "zhenghua",
    Role.COMMITTEE_CHAIR: "chenjing",
    Role.COMMITTEE_MEMBER: "gaoyuan",
    Role.PRESIDENT: "weiguo",
}

_serials = count()


def resident_id(serial: int) -> str:
    """Return the number of a made-up person of area 2399, another one for each serial."""
    year, rest = divmod(serial, 365 * 900)
    day, order = divmod(rest, 900)
    born = date(1980 + year, 1, 1).toordinal() + day
    return upgrade(f"239901{date.fromordinal(born):%y%m%d}{order:03d}")


def phone(serial: int) -> str:
    """Return a number that no network gives out."""
    return f"199{serial:08d}"


def actor(*roles: Role, login: str = "", branch_id: str = BRANCH) -> Actor:
    """Return somebody with *roles*, a loan officer unless said otherwise."""
    roles = roles or (Role.LOAN_OFFICER,)
    login = login or LOGINS.get(roles[0], "somebody")
    return Actor(login, login.title(), frozenset(roles), INSTITUTION, branch_id)


def officer(login: str, *roles: Role) -> Officer:
    """Return the record of a colleague."""
    return Officer(**HOME, login=login, full_name=login.title(), roles=[role.value for role in roles])


COLLEAGUES = {
    login: officer(login, role)
    for login, role in [("lixue", Role.LOAN_OFFICER), *((login, role) for role, login in LOGINS.items())]
}


POWERS = Powers(officers.grants(INSTITUTION, BRANCH, TODAY))


def farmer_values(**changes: Any) -> dict[str, Any]:
    """Return the fields of a complete farmer's file."""
    serial = next(_serials)
    return {
        "full_name": "王满仓",
        "id_number": resident_id(serial),
        "id_long_term": True,
        "marital": "married",
        "phone": phone(serial),
        "village": "前进村",
        "address": "黑土县前进镇前进村三组12号",
        "contracted_area": Decimal("120.0000"),
        "yearly_income": 180_000 * YUAN,
        "identity_checked_on": TODAY,
        "bureau_consent_on": TODAY,
        "privacy_consent_on": TODAY,
        "lists_checked_on": TODAY,
        **changes,
    }


def farmer(**changes: Any) -> Farmer:
    """Return a farmer whose file is complete."""
    return Farmer(**{**HOME, **farmer_values(**changes)})


def nobodys(_customer: Farmer | Enterprise) -> Belongings:
    """Stand where an order hands nobody over."""
    raise AssertionError


def member(head: Farmer, **changes: Any) -> HouseholdMember:
    """Return the spouse in the household of *head*."""
    values = {"full_name": "李秀英", "relation": "spouse", "id_number": resident_id(next(_serials))}
    return HouseholdMember(**{**HOME, "farmer_id": head.id, **values, **changes})


def enterprise(**changes: Any) -> Enterprise:
    """Return a firm whose file is complete."""
    values = {
        "full_name": "黑土县丰谷粮食贸易有限公司",
        "credit_code": "91239901MAT000018P",
        "form": "company",
        "legal_representative": "单志远",
        "address": "黑土县工业路8号",
        "phone": phone(next(_serials)),
        "yearly_sales": 6_000_000 * YUAN,
        "identity_checked_on": TODAY,
        "bureau_consent_on": TODAY,
        "lists_checked_on": TODAY,
    }
    return Enterprise(**{**HOME, **values, **changes})


def case(applicant: Farmer | Enterprise | None = None, **changes: Any) -> LoanCase:
    """Return a case of 100,000 yuan over 12 months that is written up to the survey."""
    firm = isinstance(applicant, Enterprise)
    values = {
        "applicant_kind": "enterprise" if firm else "farmer",
        "applicant_id": applicant.id if applicant else None,
        "product": "sme_working" if firm else "farmer_production",
        "amount": 100_000 * YUAN,
        "months": 12,
        "rate": Decimal("4.350000"),
        "purpose": "购买玉米种子和化肥",
        "method": "BULLET",
        "payment_mode": "self",
        "repayment_source": "秋粮销售收入",
        "visited_on": TODAY,
        "visited_place": "前进村三组",
        "survey": "家庭经营稳定，土地连片。",
        "state": State.DRAFT.value,
        "lead_officer": "wangjun",
        "changed_on": TODAY,
    }
    return LoanCase(**{**HOME, **values, **changes})


def farmland(**changes: Any) -> FarmlandRight:
    """Return a land right worth 360,000 yuan by the bank's formula, filed with the giver."""
    values: dict[str, Any] = {
        "owner_case": "contractor",
        "certificate": "黑(2016)黑土县农村土地承包经营权证第000123号",
        "issuer_name": "前进村股份经济合作社",
        "parcel_code": ("2399011002010000123",),
        "area": Decimal(120),
        "contract_end": date(2029, 12, 31),
        "yearly_rent": 600 * YUAN,
        "remaining_years": Decimal(5),
        "filed_on": TODAY,
    }
    return FarmlandRight(**{**values, **changes})


def receivable(**changes: Any) -> Receivable:
    """Return a claim of 500,000 yuan that the debtor knows of."""
    values: dict[str, Any] = {
        "debtor_name": "黑土县国家粮食储备库有限公司",
        "debtor_code": "91239901MAT000018P",
        "contract_number": "LC-2026-018",
        "invoice_number": ("26239900000000000018",),
        "amount": 500_000 * YUAN,
        "due_on": date(2027, 1, 31),
        "collection_account": "239901000000001234",
        "noticed_on": TODAY,
        "searched_on": TODAY,
        "search_number": "2399000000000018",
    }
    return Receivable(**{**values, **changes})


def security(
    of: LoanCase, facts: Kind | None = None, *, secured: int = 100_000 * YUAN, rank: int = 1
) -> Security:
    """Return what secures *of*: a land right valued today unless said otherwise."""
    facts = facts or farmland()
    collateral = Collateral(
        **HOME, collateral_kind=facts.key, description=facts.label.zh, owner_name="王满仓", facts=facts.pack()
    )
    valuation = Valuation(
        **HOME,
        collateral_id=collateral.id,
        value=facts.suggested_value(),
        valued_on=TODAY,
        valuer="王军",
        basis="同村流转价",
    )
    pledge = Pledge(**HOME, case_id=of.id, collateral_id=collateral.id, secured=secured, rank=rank)
    return Security(pledge, collateral, facts, valuation)


def guarantee(of: LoanCase, guarantor: Farmer | Enterprise, **changes: Any) -> Guarantee:
    """Return a joint and several guarantee of 100,000 yuan until three years after the loan."""
    values: dict[str, Any] = {
        "case_id": of.id,
        "guarantor_kind": "enterprise" if isinstance(guarantor, Enterprise) else "farmer",
        "guarantor_id": guarantor.id,
        "amount": 100_000 * YUAN,
        "dropped": False,
        "liability": "joint",
        "mode": "single",
        "begins_on": date(2027, 3, 10),
        "ends_on": date(2030, 3, 10),
    }
    return Guarantee(**{**HOME, **values, **changes})


def surety(of: LoanCase, guarantor: Farmer | Enterprise | None = None, **changes: Any) -> Surety:
    """Return a guarantor who lives alone, or the one given."""
    who = guarantor or farmer(full_name="赵铁柱", marital="single")
    return Surety(guarantee(of, who, **changes), who)


def farmer_dossier(state: State = State.DRAFT, **changes: Any) -> Dossier:
    """Return a farmer's case, secured by a land right, standing at *state*."""
    applicant = farmer()
    of = case(applicant, **{"state": state.value, "second_officer": "lixue", **changes})
    return Dossier(of, applicant, securities=[security(of)])


def firm_dossier(state: State = State.DRAFT, **changes: Any) -> Dossier:
    """Return a firm's case, secured by a receivable, standing at *state*."""
    applicant = enterprise()
    of = case(applicant, **{"state": state.value, "second_officer": "lixue", **changes})
    return Dossier(of, applicant, securities=[security(of, receivable())])
