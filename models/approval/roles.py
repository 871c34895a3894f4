"""Who works at the bank, and in which part."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped

from models.base import Record
from models.errors import NotAllowed
from models.fields import field
from models.kinds import Kind, text
from models.text import Text


class Role(StrEnum):
    """A part that a person plays (domain 7.1)."""

    LOAN_OFFICER = "loan_officer"
    REVIEWER = "reviewer"
    BRANCH_MANAGER = "branch_manager"
    CONTRACT_CLERK = "contract_clerk"
    REGISTRAR = "registrar"
    DISBURSER = "disburser"
    AUDITOR = "auditor"

    @property
    def label(self) -> Text:
        """What the role is called."""
        return _LABELS[self]


_LABELS = {
    Role.LOAN_OFFICER: Text("客户经理", "Loan officer"),
    Role.REVIEWER: Text("审查岗", "Reviewer"),
    Role.BRANCH_MANAGER: Text("支行行长", "Branch manager"),
    Role.CONTRACT_CLERK: Text("合同岗", "Contract clerk"),
    Role.REGISTRAR: Text("登记岗", "Registrar"),
    Role.DISBURSER: Text("放款岗", "Disbursing desk"),
    Role.AUDITOR: Text("稽核岗", "Auditor"),
}


@dataclass(frozen=True)
class Actor:
    """Somebody who acts, as the centre knows them.

    Attributes:
        login: The name they log in with.
        name: What people call them.
        roles: What they may do.
        institution_id: Their bank.
        branch_id: Their branch.
    """

    login: str
    name: str
    roles: frozenset[Role]
    institution_id: str
    branch_id: str


def _words(packed: Any) -> list[str]:
    if not isinstance(packed, list) or not all(isinstance(word, str) for word in packed):
        raise TypeError
    return packed


ROLES = Kind(
    "roles",
    JSON,
    lambda typed: typed.split(),
    lambda value, language: "、".join(Role(role).label.say(language) for role in value),
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
