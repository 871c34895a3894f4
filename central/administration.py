"""The administrator's command line: banks, branches, officers and devices; everything done stands in the trail."""

import argparse
import getpass
import json
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from central import admin, devices
from central.clock import now
from central.gateway.message import REPAYMENT
from central.gateway.outbox import DEAD, DONE, WAITING
from central.store import Store
from central.tables import Branch, Credential, Device, GatewayMessage, Institution
from central.trail import note
from models.approval.roles import Officer, Role
from models.compliance.audit import Doing
from models.errors import NotFound
from models.text import Text

Rows = Iterable[Mapping[str, Any]]
Deed = Callable[[Session, argparse.Namespace, datetime], Rows]
_NO_MESSAGE = Text("没有待处理的消息{id}。", "No message {id} waits or lies dead.")
_NO_BANK = Text("没有机构{id}。", "There is no institution {id}.")


def run(arguments: argparse.Namespace) -> int:
    """Do what is asked in one transaction, and print what it gives.

    Raises:
        LendingError: It cannot be done; nothing was.
    """
    deed = DEEDS[arguments.action, arguments.deed]
    with closing(Store(arguments.database)) as store, store.writing() as session:
        rows = list(deed(session, arguments, now()))
    if arguments.json:
        sys.stdout.write(json.dumps(rows, ensure_ascii=False) + "\n")
        return 0
    for row in rows:
        sys.stdout.write("  ".join(str(value) for value in row.values()) + "\n")
    return 0


def _new_institution(session: Session, asked: argparse.Namespace, at: datetime) -> Rows:
    institution = admin.create_institution(session, asked.institution, asked.name)
    institution.devices_required = not asked.any_device
    session.flush()  # To note something reads the row of the bank again.
    note(
        session,
        asked.institution,
        Doing(admin.BY, "institution.create", asked.institution, at),
        devices=institution.devices_required,
    )
    return [_institution(institution)]


def _institutions(session: Session, _asked: argparse.Namespace, _at: datetime) -> Rows:
    return map(_institution, session.scalars(select(Institution).order_by(Institution.institution_id)))


def _institution(each: Institution) -> Mapping[str, Any]:
    return {
        "institution": each.institution_id,
        "name": each.name,
        "head_office": each.head_office,
        "devices_required": each.devices_required,
    }


def _new_branch(session: Session, asked: argparse.Namespace, at: datetime) -> Rows:
    branch = admin.create_branch(
        session, asked.institution, asked.branch, asked.name, head_office=asked.head_office
    )
    note(session, asked.institution, Doing(admin.BY, "branch.create", asked.branch, at))
    return [_branch(branch)]


def _branches(session: Session, asked: argparse.Namespace, _at: datetime) -> Rows:
    rows = select(Branch).where(Branch.institution_id == _bank(session, asked).institution_id)
    return map(_branch, session.scalars(rows.order_by(Branch.branch_id)))


def _branch(each: Branch) -> Mapping[str, Any]:
    return {"branch": each.branch_id, "name": each.name}


def _new_officer(session: Session, asked: argparse.Namespace, at: datetime) -> Rows:
    new = admin.NewOfficer(
        asked.institution, asked.branch, asked.login, asked.name, frozenset(map(Role, asked.role))
    )
    officer = admin.create_officer(session, new, _password(asked.login), at)
    return [_officer(officer)]


def _officers(session: Session, asked: argparse.Namespace, _at: datetime) -> Rows:
    rows = (
        select(Officer, Credential)
        .join(
            Credential,
            (Credential.institution_id == Officer.institution_id) & (Credential.officer_id == Officer.id),
        )
        .where(Officer.institution_id == _bank(session, asked).institution_id)
        .order_by(Officer.branch_id, Officer.login)
    )
    return [
        {**_officer(officer), "locked": credential.disabled} for officer, credential in session.execute(rows)
    ]


def _officer(each: Officer) -> Mapping[str, Any]:
    return {"login": each.login, "name": each.full_name, "branch": each.branch_id, "roles": each.roles}


def _roles(session: Session, asked: argparse.Namespace, at: datetime) -> Rows:
    roles = frozenset(map(Role, asked.role))
    return [_officer(admin.set_roles(session, asked.institution, asked.login, roles, at))]


def _lock(session: Session, asked: argparse.Namespace, at: datetime) -> Rows:
    admin.lock(session, asked.institution, asked.login, at, locked=asked.deed == "lock")
    return [{"login": asked.login, "locked": asked.deed == "lock"}]


def _reset(session: Session, asked: argparse.Namespace, at: datetime) -> Rows:
    admin.reset_password(session, asked.institution, asked.login, _password(asked.login), at)
    return [{"login": asked.login}]


def _password(login: str) -> str:
    """Return what is typed without being shown, or the first line of standard input; never an argument."""
    if sys.stdin.isatty():
        return getpass.getpass(f"{login} 新密码 / new password: ")
    return sys.stdin.readline().rstrip("\r\n")


def _new_code(session: Session, asked: argparse.Namespace, at: datetime) -> Rows:
    by = Doing(admin.BY, "device.code", f"device {asked.device}", at)
    return [{"device": asked.device, "code": devices.new_code(session, asked.institution, asked.device, by)}]


def _devices(session: Session, asked: argparse.Namespace, at: datetime) -> Rows:
    return [
        {"device": each.device_id, "state": _state(each, at), "enrolled_at": _moment(each.enrolled_at)}
        for each in devices.every(session, _bank(session, asked).institution_id)
    ]


def _state(device: Device, at: datetime) -> str:
    if device.revoked_at:
        return "revoked"
    if device.public_key:
        return "enrolled"
    waiting = device.code_expires_at is not None and at < device.code_expires_at
    return "waiting" if waiting else "expired"


def _moment(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at else ""


def _revoke(session: Session, asked: argparse.Namespace, at: datetime) -> Rows:
    by = Doing(admin.BY, "device.revoke", f"device {asked.device}", at)
    devices.revoke(session, asked.institution, asked.device, by)
    return [{"device": asked.device, "state": "revoked"}]


def _require(session: Session, asked: argparse.Namespace, at: datetime) -> Rows:
    institution = _bank(session, asked)
    institution.devices_required = not asked.any_device
    session.flush()  # As above.
    doing = Doing(admin.BY, "device.require", asked.institution, at)
    note(session, asked.institution, doing, required=institution.devices_required)
    return [_institution(institution)]


def _bank(session: Session, asked: argparse.Namespace) -> Institution:
    institution = session.get(Institution, asked.institution)
    if institution is None:
        raise NotFound(_NO_BANK.fill(id=asked.institution))
    return institution


def _use_gateway(session: Session, asked: argparse.Namespace, at: datetime) -> Rows:
    institution = _bank(session, asked)
    institution.has_gateway = not asked.off
    session.flush()  # As above.
    doing = Doing(admin.BY, "gateway.use", asked.institution, at)
    note(session, asked.institution, doing, used=institution.has_gateway)
    return [{"institution": asked.institution, "gateway": institution.has_gateway}]


def _messages(session: Session, asked: argparse.Namespace, _at: datetime) -> Rows:
    rows = select(GatewayMessage).where(
        GatewayMessage.institution_id == _bank(session, asked).institution_id, GatewayMessage.state != DONE
    )
    return [
        {
            "message": str(each.message_id),
            "kind": each.kind,
            "case": str(each.subject_id or ""),
            "state": each.state,
            "attempts": each.attempts,
            "made_at": _moment(each.made_at),
            "zh": each.zh,
            "en": each.en,
        }
        for each in session.scalars(rows.order_by(GatewayMessage.made_at, GatewayMessage.message_id))
    ]


def _retry(session: Session, asked: argparse.Namespace, at: datetime) -> Rows:
    of_bank = select(GatewayMessage).where(GatewayMessage.institution_id == asked.institution)
    if asked.message:
        these = of_bank.where(GatewayMessage.message_id == asked.message, GatewayMessage.state != DONE)
    else:
        these = of_bank.where(GatewayMessage.state == DEAD)
    in_order = these.order_by(GatewayMessage.made_at, GatewayMessage.message_id)
    rows = session.scalars(in_order.with_for_update()).all()
    if asked.message and not rows:
        raise NotFound(_NO_MESSAGE.fill(id=asked.message))
    for row in rows:
        row.state, row.next_try_at = WAITING, at
        if row.kind != REPAYMENT:
            row.attempts = 0
        note(session, asked.institution, Doing(admin.BY, "gateway.retry", f"message {row.message_id}", at))
    return [{"message": str(row.message_id), "state": row.state} for row in rows]


DEEDS: Mapping[tuple[str, str], Deed] = {
    ("institution", "create"): _new_institution,
    ("institution", "list"): _institutions,
    ("branch", "create"): _new_branch,
    ("branch", "list"): _branches,
    ("officer", "create"): _new_officer,
    ("officer", "list"): _officers,
    ("officer", "roles"): _roles,
    ("officer", "lock"): _lock,
    ("officer", "unlock"): _lock,
    ("officer", "reset-password"): _reset,
    ("device", "new-code"): _new_code,
    ("device", "list"): _devices,
    ("device", "revoke"): _revoke,
    ("device", "require"): _require,
    ("gateway", "use"): _use_gateway,
    ("gateway", "list"): _messages,
    ("gateway", "retry"): _retry,
}
