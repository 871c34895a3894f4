"""Every kind of record there is, by the name under which it travels."""

from collections.abc import Mapping

from models.approval.grants import AuthorityGrant, Delegation, Kinship
from models.approval.records import CaseEvent, Decision, SurveySignature
from models.approval.roles import Officer
from models.base import Base, Record
from models.collateral.identities import CollateralIdentity
from models.collateral.land_map import LandMap
from models.collateral.object import Collateral, Pledge, Valuation
from models.collateral.registration import RegistrationAct
from models.collateral.registry_certificate import RegistryCertificate
from models.collateral.vault import VaultEntry
from models.documents.attachment import Attachment
from models.documents.blank_forms import FormCount, FormMove
from models.documents.contract import Contract
from models.documents.number_block import NumberBlock, VoidNumber
from models.documents.printed_copy import PrintedCopy
from models.documents.template_text import TemplateText
from models.lending.case import LoanCase
from models.lending.credit import Drawdown, Facility, LoanNote
from models.lending.guarantee import GroupMember, Guarantee, GuaranteeGroup
from models.lending.limits import Limit, LimitEntry
from models.party.enterprise import Enterprise
from models.party.farmer import Farmer, HouseholdMember
from models.postloan.records import (
    ArchiveFile,
    Charge,
    Classification,
    Notice,
    PostCheck,
    Repayment,
    TermChange,
    WarningSignal,
)

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
        GuaranteeGroup,
        GroupMember,
        Guarantee,
        RegistrationAct,
        RegistryCertificate,
        VaultEntry,
        SurveySignature,
        Decision,
        CaseEvent,
        AuthorityGrant,
        Delegation,
        Kinship,
        Limit,
        LimitEntry,
        Facility,
        Contract,
        PrintedCopy,
        NumberBlock,
        VoidNumber,
        FormMove,
        FormCount,
        TemplateText,
        Drawdown,
        LoanNote,
        Repayment,
        Charge,
        TermChange,
        PostCheck,
        WarningSignal,
        Classification,
        Notice,
        ArchiveFile,
        Attachment,
    )
}

DERIVED: tuple[type[Base], ...] = (CollateralIdentity,)
"""What both sides keep beside the records and derive from them; it never travels."""
