"""The entrance to a workstation: log-in by the centre or, without it, by what it said last."""

import platform
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit_trail import note
from app.clock import follow, now, today, tolerance
from app.config import Settings
from app.database import Database, StoreLocked
from app.device import remembered_device
from app.keys import (
    NoKeyring,
    has_salt,
    keep_secret,
    kept_key,
    key_from_keyring,
    key_from_passphrase,
    remembered_secret,
)
from app.memory import remember, remembered
from app.profile import PROFILE, actor_of, described
from app.restored import meet
from app.sync.client import Centre, CentreUnreachable, LoginRefused
from app.sync.round import Rounds
from app.sync.states import LAST_ROUND
from app.workstation import DARK, AskPassphrase, Workstation
from models.approval.roles import Actor
from models.compliance.actions import (
    CLOCK_SKEW,
    LOG_IN_FAILED,
    OFFLINE,
    OFFLINE_REFUSED,
    SENT_AGAIN,
    STORE_OPENED,
)
from models.compliance.audit import AuditEntry
from models.days import in_china
from models.errors import LendingError, NotAllowed, RuleBroken
from models.text import Text

OFFLINE_LEASE = timedelta(hours=72)
WRONG = Text("登录名或密码不正确。", "Wrong name or password.")
WRONG_PASSWORD = Text("密码不正确。", "Wrong password.")
LEASE_OVER = Text(
    "离线已超过72小时，请连接总行后登录。", "Offline for more than 72 hours; log in with a connection."
)
SET_BACK = Text(
    "电脑时钟（{now}）早于本机最后一次记录（{latest}），请校准电脑时间，或连接总行后登录。",
    "This computer's clock ({now}) is before what was noted here last ({latest}). Set it right, or log in with a "
    "connection.",
)
KEYRING_AWAY = Text(
    "打不开系统密钥环，本机数据的密钥保存在其中。请先解锁系统密钥环，再重新登录。",
    "The system's keyring, which keeps the key of the local store, does not open. Unlock it and log in again.",
)
KEY_GONE = Text(
    "系统密钥环里没有本机数据的密钥。请用原来的系统账户登录电脑，或联系管理员。",
    "The system's keyring has no key for the local store. Log in to this computer with the account that was used before, "
    "or ask the administrator.",
)
TYPE_PASSPHRASE = Text(
    "本机数据用您设置的口令加密，请输入口令。", "A passphrase of yours encrypts the local store; type it."
)


def enter(settings: Settings, login: str, password: str, ask_passphrase: AskPassphrase) -> Workstation:
    """Return the workstation of an officer; see ``app.workstation.log_in``."""
    home = settings.home_of(login)
    if not password:
        raise RuleBroken(Text("请输入密码。", "Please type the password."), field="password")
    device = platform.node() or "workstation"
    centre = Centre(settings.centre, device, authority=settings.authority)
    centre.renewed = _keeper(settings, login)
    with suppress(NoKeyring):
        centre.key = remembered_device(settings)
    try:
        return _with_centre(settings, home, centre, _Secret(login, password, ask_passphrase))
    except CentreUnreachable as unreachable:
        if not (home / "store.db").exists():
            centre.close()
            raise CentreUnreachable(
                Text(
                    "首次在这台电脑登录须连接总行：{why}",
                    "The first log-in on this computer needs head office: {why}",
                ).fill(why=unreachable.text)
            ) from None
        return _without_centre(settings, home, centre, _Secret(login, password, ask_passphrase))
    except Exception:
        centre.close()
        raise


def unlock(database: Database, actor: Actor, password: str) -> None:
    """Let an officer who is at work back to a window that was locked, with a connection or without.

    Raises:
        LoginRefused: It is not the password with which they logged in; that is noted.
    """
    with database.session() as session:
        profile = remembered(session, PROFILE)
    if not _matches(profile["password"], password):
        note(database, actor, LOG_IN_FAILED, actor.login, locked=True)
        raise LoginRefused(WRONG_PASSWORD)


@dataclass(frozen=True)
class _Secret:
    login: str
    password: str
    ask: AskPassphrase


def _with_centre(settings: Settings, home: Path, centre: Centre, secret: _Secret) -> Workstation:
    answer = centre.log_in(settings.institution, secret.login, secret.password)
    database = _open_store(settings, home, secret)
    profile = {
        **described(answer.actor),
        "contact": now().isoformat(),
        "skew": centre.skew.total_seconds(),
        "password": _hash(secret.password),
    }
    database.run(lambda session: remember(session, PROFILE, profile))
    if database.run(lambda session: meet(session, answer.epoch, answer.actor.scope)):
        note(database, answer.actor, SENT_AGAIN, secret.login)
    note(database, answer.actor, STORE_OPENED, secret.login)
    workstation = _at_work(answer.actor, database, centre, online=True)
    if workstation.clock_off:
        note(database, answer.actor, CLOCK_SKEW, secret.login, seconds=round(centre.skew.total_seconds()))
    return workstation


def _without_centre(settings: Settings, home: Path, centre: Centre, secret: _Secret) -> Workstation:
    database = _open_store(settings, home, secret)
    profile = database.run(lambda session: remembered(session, PROFILE)) or {}
    if not profile:
        database.close()
        raise LoginRefused(WRONG)
    actor = actor_of(profile)
    try:
        _check_offline(database, actor, profile, secret)
    except LendingError:
        database.close()
        raise
    note(database, actor, OFFLINE, secret.login)
    centre.skew = timedelta(seconds=profile.get("skew", 0))
    follow(centre.skew)
    with suppress(NoKeyring):
        # When the network comes back, sync goes on without asking for the password again.
        centre.refresh_token = remembered_secret(_token_name(settings, secret.login)) or ""
    return _at_work(actor, database, centre, online=False)


def _check_offline(database: Database, actor: Actor, profile: dict[str, Any], secret: _Secret) -> None:
    """Let somebody in only with the password, within the lease, and with a clock that was not set back.

    Whoever is refused is noted.

    Raises:
        LoginRefused: The password is wrong.
        NotAllowed: The last contact is too long ago, or the clock is before what was noted last.
    """
    if not _matches(profile["password"], secret.password):
        note(database, actor, LOG_IN_FAILED, secret.login, offline=True)
        raise LoginRefused(WRONG)
    with database.session() as session:
        contact = _last_contact(session, profile)
        latest = max(contact, _last_noted(session, actor.institution_id) or contact)
    moment = now()
    if moment < latest - tolerance(today()):
        note(database, actor, OFFLINE_REFUSED, secret.login, why="clock", latest=latest.isoformat())
        raise NotAllowed(SET_BACK.fill(now=_local(moment), latest=_local(latest)))
    if moment - contact > OFFLINE_LEASE:
        note(database, actor, OFFLINE_REFUSED, secret.login, why="lease", contact=contact.isoformat())
        raise NotAllowed(LEASE_OVER)


def _last_noted(session: Session, institution_id: str) -> datetime | None:
    """Return when something was last noted here, refused attempts aside: their clock may be the wrong one."""
    rows = select(AuditEntry.at).where(
        AuditEntry.institution_id == institution_id,
        AuditEntry.action.not_in([LOG_IN_FAILED, OFFLINE_REFUSED]),
    )
    return session.scalars(rows.order_by(AuditEntry.sequence.desc()).limit(1)).first()


def _local(moment: datetime) -> str:
    return f"{in_china(moment):%Y-%m-%d %H:%M}"


def _at_work(actor: Actor, database: Database, centre: Centre, *, online: bool) -> Workstation:
    dark = bool(database.run(lambda session: remembered(session, DARK)))
    return Workstation(actor, database, centre, Rounds(database, centre, actor), online, dark)


def _token_name(settings: Settings, login: str) -> str:
    return f"refresh {settings.institution}/{login}"


def _keeper(settings: Settings, login: str) -> Callable[[str], None]:
    """Return what keeps each new refresh token.

    Without a keyring the token lives as long as the window: no file would be a safe place for it.
    """

    def keep(token: str) -> None:
        with suppress(NoKeyring):
            keep_secret(_token_name(settings, login), token)

    return keep


def _last_contact(session: Session, profile: dict[str, Any]) -> datetime:
    """Return when the centre last answered: at a log-in, or at the end of a round."""
    last_round = remembered(session, LAST_ROUND)
    return max(datetime.fromisoformat(each) for each in (profile["contact"], last_round) if each)


def _open_store(settings: Settings, home: Path, secret: _Secret) -> Database:
    """Open the officer's store, or make it; a store that exists is never met with a key made now.

    Earlier releases have left salts beside stores that the keyring opens, and keys in the keyring that open nothing: what
    the keyring keeps is tried before anybody is asked.

    Raises:
        NoKeyring: The key is in the keyring, which does not open.
        StoreLocked: No key that is there, or that was typed, opens the store.
        StoreDamaged, StoreNewer, DiskTrouble: See ``Database``.
    """
    file, owner = home / "store.db", f"{settings.institution}/{secret.login}"
    if not file.exists():
        return Database(file, _new_key(home, owner, secret))
    salted = has_salt(home)
    try:
        kept = kept_key(owner)
    except NoKeyring:
        if not salted:
            raise NoKeyring(KEYRING_AWAY) from None
        kept = None
    if kept:
        try:
            return Database(file, kept)
        except StoreLocked:
            if not salted:
                raise
    if not salted:
        raise StoreLocked(KEY_GONE)
    return Database(file, key_from_passphrase(home, secret.ask(TYPE_PASSPHRASE, False)))  # noqa: FBT003 - the shape of ``AskPassphrase``


def _new_key(home: Path, owner: str, secret: _Secret) -> bytes:
    try:
        return key_from_keyring(owner)
    except NoKeyring as missing:
        return key_from_passphrase(home, secret.ask(missing.text, True))  # noqa: FBT003 - likewise


def _hash(password: str) -> str:
    from argon2 import PasswordHasher  # noqa: PLC0415 - only at log-in

    return PasswordHasher().hash(password)


def _matches(hashed: str, password: str) -> bool:
    from argon2 import PasswordHasher  # noqa: PLC0415 - only at log-in
    from argon2.exceptions import InvalidHashError, VerifyMismatchError  # noqa: PLC0415

    try:
        return PasswordHasher().verify(hashed, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
