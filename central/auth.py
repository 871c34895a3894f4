"""Log-in: passwords by argon2id, rotating refresh tokens, and who is acting in a request."""

import hashlib
import math
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error
from joserfc.jwk import OctKey
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from central import tokens
from central.rates import TooMany
from central.store import Store
from central.tables import Branch, Credential, Device, Institution, RefreshToken
from central.trail import note
from models.approval.roles import BANK_WIDE, Actor, Officer, Role
from models.compliance.audit import Doing
from models.days import business_day
from models.errors import LendingError, NotAllowed
from models.identity import new_id
from models.parameters import parameters
from models.text import Text

_HASHER = PasswordHasher()
_NOBODY = _HASHER.hash(secrets.token_hex(16))


class NotLoggedIn(LendingError):
    """The request does not prove who sends it."""


class TooManyFailures(TooMany):
    """The log-in is locked for a while."""


WRONG = Text(
    "机构、登录名或密码不正确，请核对后重试。",
    "Institution, login or password is wrong; check them and try again.",
)
DISABLED = Text("该登录名已停用，请联系系统管理员。", "This login was locked; ask the administrator.")
EXPIRED = Text("登录已失效，请重新登录。", "The log-in has ended; log in again.")


@dataclass(frozen=True)
class LogIn:
    """What somebody typed to log in, and on which device."""

    institution: str
    login: str
    password: str
    device: str


def hash_password(password: str) -> str:
    """Return the argon2id hash that is stored instead of *password*."""
    return _HASHER.hash(password)


def log_in(store: Store, asked: LogIn, at: datetime) -> dict[str, Any]:
    """Return the tokens of a new log-in.

    Every attempt counts as a failure until it proves right, so that guessing in parallel gains nothing;
    the slow hash is computed while no lock is held.

    Raises:
        NotLoggedIn: Institution, login or password is wrong.
        TooManyFailures: The log-in is locked for a while.
        NotAllowed: The administrator locked it.
    """
    with store.writing() as session:
        stored = _count_attempt(session, asked, at)
    right = _matches(stored or _NOBODY, asked.password)
    if stored is None or not right:
        if stored:
            with store.writing() as session:
                note(
                    session,
                    asked.institution,
                    Doing(asked.login, "log_in.failed", asked.login, at, asked.device),
                )
        raise NotLoggedIn(WRONG)
    with store.writing() as session:
        credential = _hold(session, asked.institution, asked.login, asked.device)
        if credential is None or credential.password_hash != stored:
            raise NotLoggedIn(WRONG)
        credential.failures, credential.locked_until = 0, None
        if _HASHER.check_needs_rehash(stored):
            credential.password_hash = _HASHER.hash(asked.password)
        _forget_expired(session, asked.institution, at)
        claims = tokens.Claims(asked.institution, asked.login, new_id())
        answer = _grant(session, claims, asked.device, at)
        note(session, asked.institution, Doing(asked.login, "log_in", asked.login, at, asked.device))
    return answer


def _hold(session: Session, institution_id: str, login: str, device: str) -> Credential | None:
    """Return the log-in of an officer, held with its computer until the commit: whoever ends log-ins waits, or is seen.

    Raises:
        NotLoggedIn: The computer was revoked a moment ago.
    """
    credential = session.get(Credential, (institution_id, login), with_for_update=True)
    known = session.get(Device, (institution_id, device), with_for_update=True)
    if known is not None and known.revoked_at is not None:
        raise NotLoggedIn(EXPIRED)
    return credential


def _count_attempt(session: Session, asked: LogIn, at: datetime) -> str | None:
    credential = session.get(Credential, (asked.institution, asked.login), with_for_update=True)
    if credential is None:
        return None
    if credential.disabled:
        raise NotAllowed(DISABLED)
    rules = parameters("security", business_day(at))
    if credential.locked_until and at < credential.locked_until:
        seconds = math.ceil((credential.locked_until - at).total_seconds())
        raise TooManyFailures(
            Text(
                "密码连续错误次数过多，请{minutes}分钟后再试。",
                "Too many wrong passwords; try again in {minutes} minutes.",
            ).fill(minutes=-(-seconds // 60)),
            seconds,
        )
    if credential.locked_until:
        credential.failures, credential.locked_until = 0, None
    credential.failures += 1
    if credential.failures >= rules["failures_allowed"]:
        credential.locked_until = at + timedelta(minutes=rules["lock_minutes"])
    return credential.password_hash


def _matches(stored: str, password: str) -> bool:
    try:
        return _HASHER.verify(stored, password)
    except Argon2Error:
        return False


def refresh(store: Store, token: str, device: str, at: datetime) -> dict[str, Any]:
    """Return new tokens for a refresh token, which is used up by it.

    A used token may come again while the one that was given for it is unused, for then that answer was lost; the one
    that nobody heard of is used up in its place. Whoever shows that one after all has it from somebody else.

    Args:
        store: The store.
        token: The refresh token.
        device: The device that proved its key; empty where the bank knows no devices.
        at: The moment.

    Raises:
        NotLoggedIn: The token is unknown, expired, of another device or was used before; the last ends its
            whole family.
    """
    institution_id = token.partition(".")[0]
    with store.writing() as session:
        key = (institution_id, _digest(token))
        known = session.get(RefreshToken, key)
        if known is not None:
            _hold(session, institution_id, known.login, known.device)
            known = session.get(RefreshToken, key, with_for_update=True, populate_existing=True)
        if known is None or not _speaks_from(session, known, device):
            raise NotLoggedIn(EXPIRED)
        unheard = _unheard(session, known) if known.used_at else None
        if known.used_at is None or unheard:
            if at >= known.expires_at:
                raise NotLoggedIn(EXPIRED)
            for spent in filter(None, (known, unheard)):
                spent.used_at = at
            claims = tokens.Claims(institution_id, known.login, known.family)
            return _grant(session, claims, known.device, at, given_for=known.digest)
        end_family(session, institution_id, known.family)
        note(session, institution_id, Doing(known.login, "refresh.reused", known.login, at, known.device))
    raise NotLoggedIn(EXPIRED)


def _speaks_from(session: Session, known: RefreshToken, device: str) -> bool:
    """Tell whether a token is shown at its own computer: one that is enrolled proves its key, whatever the bank requires."""
    if device:
        return known.device == device
    enrolled = session.get(Device, (known.institution_id, known.device))
    return enrolled is None or not enrolled.public_key


def _unheard(session: Session, known: RefreshToken) -> RefreshToken | None:
    """Return the token that was given for a used one and was never used itself."""
    rows = select(RefreshToken).where(
        RefreshToken.institution_id == known.institution_id,
        RefreshToken.family == known.family,
        RefreshToken.given_for == known.digest,
        RefreshToken.used_at.is_(None),
    )
    return session.scalars(rows.with_for_update()).first()


def end_family(session: Session, institution_id: str, family: UUID) -> None:
    """End one log-in with everything that follows from it."""
    session.execute(
        delete(RefreshToken).where(
            RefreshToken.institution_id == institution_id, RefreshToken.family == family
        )
    )


def _forget_expired(session: Session, institution_id: str, at: datetime) -> None:
    session.execute(
        delete(RefreshToken).where(
            RefreshToken.institution_id == institution_id, RefreshToken.expires_at < at
        )
    )


def _grant(
    session: Session, claims: tokens.Claims, device: str, at: datetime, *, given_for: str = ""
) -> dict[str, Any]:
    rules = parameters("security", business_day(at))
    institution_id = claims.institution_id
    new = f"{institution_id}.{secrets.token_urlsafe(32)}"
    session.add(
        RefreshToken(
            institution_id=institution_id,
            digest=_digest(new),
            family=claims.family,
            login=claims.login,
            device=device,
            given_for=given_for,
            expires_at=at + timedelta(hours=rules["refresh_hours"]),
        )
    )
    lasting = timedelta(minutes=rules["access_minutes"])
    actor = actor_named(session, institution_id, claims.login)
    branch = session.get(Branch, (institution_id, actor.branch_id))
    return {
        "access": tokens.sign(key_of(session, institution_id), claims, at, lasting),
        "refresh": new,
        "expires_in": int(lasting.total_seconds()),
        "officer": {
            "login": actor.login,
            "name": actor.name,
            "roles": sorted(actor.roles),
            "institution_id": actor.institution_id,
            "branch_id": actor.branch_id,
            "branch_name": branch.name if branch else "",
            "branches": list(actor.scope),
            "at_head_office": actor.at_head_office,
        },
        "epoch": session.get_one(Institution, institution_id).epoch,
        "server_time": at.isoformat(),
    }


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def key_of(session: Session, institution_id: str) -> OctKey:
    """Return the signing key of a bank.

    Raises:
        NotLoggedIn: There is no such bank.
    """
    return tokens.key_of(_bank(session, institution_id).signing_key)


def _bank(session: Session, institution_id: str) -> Institution:
    bank = session.get(Institution, institution_id)
    if bank is None:
        raise NotLoggedIn(EXPIRED)
    return bank


def actor_of(session: Session, token: str, at: datetime) -> Actor:
    """Return who sends a request, with the roles they have now, whatever the token was given for.

    Raises:
        NotLoggedIn: The token is forged or expired, or its log-in was ended.
    """
    # The session forgets whom nobody holds, and would ask for the bank again.
    bank = _bank(session, tokens.institution_named(token))
    claims = tokens.read(token, tokens.key_of(bank.signing_key), at)
    if claims is None or claims.institution_id != bank.institution_id:
        raise NotLoggedIn(EXPIRED)
    alive = select(RefreshToken.device).where(
        RefreshToken.institution_id == claims.institution_id, RefreshToken.family == claims.family
    )
    device = session.scalars(alive.limit(1)).first()
    if device is None:
        raise NotLoggedIn(EXPIRED)
    return replace(actor_named(session, claims.institution_id, claims.login), device=device)


def actor_named(session: Session, institution_id: str, login: str) -> Actor:
    """Return the officer of that login as somebody who acts.

    Raises:
        NotLoggedIn: There is none any more.
    """
    mine = (Officer.institution_id == Credential.institution_id) & (Officer.id == Credential.officer_id)
    named = (Credential.institution_id == institution_id, Credential.login == login, ~Credential.disabled)
    officer = session.scalars(select(Officer).join(Credential, mine).where(*named)).first()
    if officer is None:
        raise NotLoggedIn(EXPIRED)
    roles = frozenset(Role(role) for role in officer.roles or [])
    institution = session.get(Institution, institution_id)
    head_office = institution.head_office if institution else ""
    actor = Actor(
        officer.login,
        officer.full_name,
        roles,
        institution_id,
        officer.branch_id,
        at_head_office=officer.branch_id == head_office,
    )
    return replace(actor, branches=_branches(session, actor, head_office))


def _branches(session: Session, actor: Actor, head_office: str) -> tuple[str, ...]:
    """Return the branches whose feeds somebody reads."""
    if actor.at_head_office and actor.roles & BANK_WIDE:
        every = select(Branch.branch_id).where(Branch.institution_id == actor.institution_id)
        return tuple(session.scalars(every.order_by(Branch.branch_id)))
    return (actor.branch_id, head_office) if head_office else (actor.branch_id,)
