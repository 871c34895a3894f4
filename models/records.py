"""Every kind of record there is, by the name under which it travels."""

from collections.abc import Mapping

from models.approval.records import CaseEvent, Decision, SurveySignature
from models.approval.roles import Officer
from models.base import Record
from models.collateral.land_map import LandMap
from models.collateral.object import Collateral, Pledge, Valuation
from models.collateral.registry_certificate import RegistryCertificate
from models.documents.contract import Contract
from models.lending.case import LoanCase
from models.lending.credit import Drawdown, Facility, LoanNote
from models.party.enterprise import Enterprise
from models.party.farmer import Farmer, HouseholdMember

RECORDS: Mapping[str, type[Record]] = {
    record.kind: record
    for record in (
        Officer,
        Farmer,
        HouseholdMember,
        Enterprise,
        LoanCase,
        Collateral,
        LandMap,
        Valuation,
        Pledge,
        RegistryCertificate,
        SurveySignature,
        Decision,
        CaseEvent,
        Facility,
        Contract,
        Drawdown,
        LoanNote,
    )
}
