"""Who works at the bank, and in which part."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped

from models.base import Record
from models.errors import NotAllowed
from models.fields import field
from models.kinds import Kind, choice, text
from models.text import Text


class Role(StrEnum):
    """A part that a person plays (domain 7.1)."""

    LOAN_OFFICER = "loan_officer"
    REVIEWER = "reviewer"
    BRANCH_MANAGER = "branch_manager"
    HEAD_APPROVER = "head_approver"
    COMMITTEE_MEMBER = "committee_member"
    COMMITTEE_CHAIR = "committee_chair"
    PRESIDENT = "president"
    CONTRACT_CLERK = "contract_clerk"
    REGISTRAR = "registrar"
    DISBURSER = "disburser"
    RISK_OFFICER = "risk_officer"
    ARCHIVIST = "archivist"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> Text:
        """What the role is called."""
        return _LABELS[self]


_LABELS = {
    Role.LOAN_OFFICER: Text("客户经理", "Loan officer"),
    Role.REVIEWER: Text("审查岗", "Reviewer"),
    Role.BRANCH_MANAGER: Text("支行行长", "Branch manager"),
    Role.HEAD_APPROVER: Text("总行审批人", "Head-office approver"),
    Role.COMMITTEE_MEMBER: Text("贷审会委员", "Committee member"),
    Role.COMMITTEE_CHAIR: Text("贷审会主任委员", "Committee chair"),
    Role.PRESIDENT: Text("行长", "President"),
    Role.CONTRACT_CLERK: Text("合同岗", "Contract clerk"),
    Role.REGISTRAR: Text("登记岗", "Registrar"),
    Role.DISBURSER: Text("放款岗", "Disbursing desk"),
    Role.RISK_OFFICER: Text("风险管理岗", "Risk officer"),
    Role.ARCHIVIST: Text("档案岗", "Archivist"),
    Role.AUDITOR: Text("稽核岗", "Auditor"),
    Role.ADMINISTRATOR: Text("系统管理员", "Administrator"),
}
_NAMES = frozenset(role.value for role in Role)

HIGHER: Mapping[Role, frozenset[Role]] = {
    Role.BRANCH_MANAGER: frozenset({Role.HEAD_APPROVER, Role.PRESIDENT}),
    Role.COMMITTEE_MEMBER: frozenset({Role.COMMITTEE_CHAIR}),
}
"""Who may take the part of a role from above: what a branch may decide, head office may decide too."""

LEVELS = (Role.BRANCH_MANAGER, Role.HEAD_APPROVER, Role.COMMITTEE_MEMBER, Role.PRESIDENT)
"""Who decides, in rising order; the committee decides as a body."""
LEVEL = choice(**{role.value: role.label for role in LEVELS})

BANK_WIDE = frozenset(
    {
        Role.HEAD_APPROVER,
        Role.COMMITTEE_MEMBER,
        Role.COMMITTEE_CHAIR,
        Role.PRESIDENT,
        Role.RISK_OFFICER,
        Role.AUDITOR,
        Role.ADMINISTRATOR,
    }
)
"""The roles that see every branch, if their officer belongs to the head office."""

AT_HEAD_OFFICE = Text(
    "总行的数据全行可见，不在总行录入或修改资料；请由支行的同事办理。",
    "What is at head office is read by the whole bank, so that no file is written there; ask a colleague of the branch.",
)


@dataclass(frozen=True)
class Actor:
    """Somebody who acts, as the centre knows them.

    Attributes:
        login: The name they log in with.
        name: What people call them.
        roles: What they may do.
        institution_id: Their bank.
        branch_id: Their branch.
        branches: The branches whose feeds they read: their own, the head office, for head office all.
        device: From where they act, as the centre noted it at the log-in.
        branch_name: What people call their branch, where a workstation shows it and the centre has told it.
        at_head_office: Whether their branch is the head office, as far as the centre has told it. To be told more of
            one's branch makes nobody somebody else, so that neither is compared.
    """

    login: str
    name: str
    roles: frozenset[Role]
    institution_id: str
    branch_id: str
    branches: tuple[str, ...] = ()
    device: str = ""
    branch_name: str = dataclasses.field(default="", compare=False)
    at_head_office: bool = dataclasses.field(default=False, compare=False)

    @property
    def scope(self) -> tuple[str, ...]:
        """The branches whose records they see, their own first."""
        return (self.branch_id, *(each for each in self.branches if each != self.branch_id))

    def plays(self, role: Role) -> bool:
        """Tell whether they may act as *role*, by having it or by standing above it."""
        return role in self.roles or bool(self.roles & HIGHER.get(role, frozenset()))


def _words(packed: Any) -> list[str]:
    if not isinstance(packed, list) or not all(isinstance(word, str) for word in packed):
        raise TypeError
    return packed


ROLES = Kind(
    "roles",
    JSON,
    lambda typed: typed.split(),
    lambda value, language: "、".join(
        Role(role).label.say(language) if role in _NAMES else role for role in value
    ),
    unpack=_words,
)


class Officer(Record):
    """A colleague, so that names and parts can be shown and chosen offline. The centre alone changes it."""

    kind = "officer"
    label = Text("员工", "officer")

    login: Mapped[str] = field(Text("登录名", "Login"), text(40), commanded=True, index=True)
    full_name: Mapped[str] = field(Text("姓名", "Name"), text(50), commanded=True)
    roles: Mapped[list[str] | None] = field(Text("岗位", "Roles"), ROLES, commanded=True)

    def has(self, role: Role) -> bool:
        """Tell whether the officer plays *role*."""
        return role in (self.roles or [])


def demand(actor: Actor, role: Role) -> None:
    """Let only somebody who plays *role* go on.

    Raises:
        NotAllowed: The person does not.
    """
    if role not in actor.roles:
        raise NotAllowed(Text("须由{role}办理。", "This is for the {role}.").fill(role=role.label))
