"""The computers of a bank: an administrator lets one in with a code, its key speaks for it, and may be revoked."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from central import tokens
from central.admin import BY
from central.auth import key_of
from central.store import Store
from central.tables import Device, Institution, RefreshToken
from central.trail import note
from models.compliance.audit import Doing
from models.days import business_day
from models.errors import LendingError, NotFound, RuleBroken
from models.parameters import parameters
from models.sync.proof import to_sign
from models.text import Text

_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_PLACE, _LENGTH = 4, 16
UNKNOWN = Text(
    "这台电脑还没有登记，请向系统管理员索取一次性登记码。",
    "This computer is not enrolled; ask the administrator for a one-time code.",
)
REVOKED = Text(
    "这台电脑已被停用，未同步的内容仍在本机；如需继续使用，请向系统管理员索取新的登记码。",
    "This computer was revoked; what was not synced is still on it. To go on, ask the administrator for a new code.",
)
STALE = Text("登录请求已过期，请重试。", "The request to log in is too old; try again.")
BAD_CODE = Text(
    "登记码不正确、已使用或已过期，请核对后重试，或向系统管理员索取新的登记码。",
    "The code is wrong, was used or has expired; check it, or ask the administrator for a new one.",
)


class DeviceUnknown(LendingError):
    """The computer is not one of the bank's, or is not any more."""


@dataclass(frozen=True)
class Proof:
    """What a device says to show its key.

    Attributes:
        device: Its name; empty when it is being enrolled.
        challenge: What the centre gave it.
        signature: Over ``models.sync.proof.to_sign``, in hexadecimal.
    """

    device: str
    challenge: str
    signature: str


def new_code(session: Session, institution_id: str, device_id: str, by: Doing) -> str:
    """Return a one-time code with which a computer is enrolled under the name *device_id*.

    A name that is in use keeps its key until the code is used; so a computer that lost its key gets a new one.

    Raises:
        NotFound: There is no such bank.
    """
    if session.get(Institution, institution_id) is None:
        raise NotFound(Text("没有机构{id}。", "There is no institution {id}.").fill(id=institution_id))
    device = session.get(Device, (institution_id, device_id), with_for_update=True)
    if device is None:
        device = Device(institution_id=institution_id, device_id=device_id)
        session.add(device)
    code = _new_code(session, institution_id)
    lasting = timedelta(minutes=parameters("security", business_day(by.at))["device_code_minutes"])
    device.code_place, device.code_digest = code[:_PLACE], _digest(code)
    device.code_expires_at, device.code_failures = by.at + lasting, 0
    note(session, institution_id, by)
    return "-".join(code[start : start + 4] for start in range(0, _LENGTH, 4))


def _new_code(session: Session, institution_id: str) -> str:
    """Return a code that begins like no other: its beginning finds the computer that it is for."""
    places = select(Device.code_place).where(Device.institution_id == institution_id, Device.code_place != "")
    taken = set(session.scalars(places))
    while (code := "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)))[:_PLACE] in taken:
        pass
    return code


def challenge(store: Store, institution_id: str, at: datetime) -> dict[str, object]:
    """Return what a device must sign, and for how many seconds it holds.

    Raises:
        NotLoggedIn: There is no such bank.
    """
    seconds = parameters("security", business_day(at))["challenge_seconds"]
    with store.reading() as session:
        key = key_of(session, institution_id)
    given = tokens.new_challenge(key, institution_id, at, timedelta(seconds=seconds))
    return {"challenge": given, "expires_in": seconds}


def enrol(
    store: Store, institution_id: str, code: str, public_key: str, proof: Proof, at: datetime
) -> dict[str, str]:
    """Return the name under which a computer is known from now on by its public key.

    Every attempt with the right beginning counts, whether or not it succeeds. A computer whose key is enrolled
    hears its name again, whatever the code: the answer that used the code up was lost.

    Raises:
        DeviceUnknown: The code is wrong, used or too old, or the computer does not have the key.
        RuleBroken: The challenge is too old.
    """
    typed = "".join(letter for letter in code.upper() if letter in _LETTERS)
    with store.writing() as session:
        device = _expecting(session, institution_id, typed, at)
        right = device is not None and secrets.compare_digest(device.code_digest, _digest(typed))
        if device is not None and right:
            _check(session, institution_id, public_key, proof, ("enrol", public_key), at)
            _end_log_ins(session, institution_id, device.device_id)
            device.public_key, device.code_digest, device.code_place = public_key, "", ""
            device.enrolled_at, device.revoked_at = at, None
            name = device.device_id
            note(session, institution_id, Doing(BY, "device.enrol", f"device {name}", at, name))
            return {"device": name}
        if device is not None:
            device.code_failures += 1
    with store.reading() as session:
        same_key = select(Device.device_id).where(
            Device.institution_id == institution_id,
            Device.public_key == public_key,
            Device.revoked_at.is_(None),
        )
        known = session.scalars(same_key).first()
        if known is None:
            raise DeviceUnknown(BAD_CODE)
        _check(session, institution_id, public_key, proof, ("enrol", public_key), at)
    return {"device": known}


def _expecting(session: Session, institution_id: str, code: str, at: datetime) -> Device | None:
    """Return the device whose code begins like *code*, if it may still be used."""
    allowed = parameters("security", business_day(at))["device_code_failures"]
    waiting = select(Device).where(
        Device.institution_id == institution_id,
        Device.code_place == code[:_PLACE],
        Device.code_digest != "",
        Device.code_expires_at > at,
        Device.code_failures < allowed,
    )
    return session.scalars(waiting.order_by(Device.device_id).limit(1).with_for_update()).first()


def device_of(
    session: Session,
    institution_id: str,
    claimed: str,
    proof: Proof | None,
    said: tuple[str, str],
    at: datetime,
) -> str:
    """Return which device speaks: the one whose key was proved, or what is claimed where the bank knows none.

    Args:
        session: A session.
        institution_id: The bank.
        claimed: What the computer calls itself.
        proof: What shows its key.
        said: Purpose and subject of the proof; see ``to_sign``.
        at: The moment.

    Raises:
        DeviceUnknown: The bank requires a device that it knows, and this is none.
        RuleBroken: The challenge is too old.
    """
    institution = session.get(Institution, institution_id)
    if institution is None:
        return claimed
    if proof is None:
        # Nobody borrows the name of a computer that can prove its own.
        borrowed = session.get(Device, (institution_id, claimed)) is not None
        if institution.devices_required or borrowed:
            raise DeviceUnknown(UNKNOWN)
        return claimed
    device = session.get(Device, (institution_id, proof.device))
    if device is None or not device.public_key:
        raise DeviceUnknown(UNKNOWN)
    if device.revoked_at:
        raise DeviceUnknown(REVOKED)
    _check(session, institution_id, device.public_key, proof, said, at)
    return device.device_id


def _check(
    session: Session, institution_id: str, public_key: str, proof: Proof, said: tuple[str, str], at: datetime
) -> None:
    if not tokens.is_challenge(proof.challenge, key_of(session, institution_id), institution_id, at):
        raise RuleBroken(STALE)
    purpose, subject = said
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        key.verify(bytes.fromhex(proof.signature), to_sign(purpose, proof.challenge, subject))
    except (InvalidSignature, ValueError):
        raise DeviceUnknown(UNKNOWN) from None


def revoke(session: Session, institution_id: str, device_id: str, by: Doing) -> None:
    """End every log-in of a computer at once, and let it in no more; what waits in its outbox stays there.

    Raises:
        NotFound: There is no such device.
    """
    device = session.get(Device, (institution_id, device_id), with_for_update=True)
    if device is None:
        raise NotFound(Text("没有设备{device}。", "There is no device {device}.").fill(device=device_id))
    device.revoked_at, device.code_digest, device.code_place = by.at, "", ""
    _end_log_ins(session, institution_id, device_id)
    note(session, institution_id, by)


def _end_log_ins(session: Session, institution_id: str, device_id: str) -> None:
    session.execute(
        delete(RefreshToken).where(
            RefreshToken.institution_id == institution_id, RefreshToken.device == device_id
        )
    )


def every(session: Session, institution_id: str) -> Sequence[Device]:
    """Return the devices of a bank by name."""
    rows = select(Device).where(Device.institution_id == institution_id).order_by(Device.device_id)
    return session.scalars(rows).all()


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
