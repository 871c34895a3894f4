"""What the bank's administrator does at the centre: institutions, branches, officers, passwords."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from central import tokens
from central.auth import hash_password
from central.feed import lock_branch_once, lock_head_office
from central.marks import put_tally, tally_of
from central.tables import Branch, CentralBase, Change, Credential, Institution, NumberCounter, RefreshToken
from central.trail import note
from models.approval.roles import Officer, Role
from models.base import Base, Record, fill_defaults
from models.collateral.identities import CollateralIdentity, identity_rows
from models.collateral.object import Collateral
from models.compliance.audit import Doing
from models.days import business_day
from models.documents.numbers import read_number
from models.errors import NotFound, RuleBroken
from models.parameters import parameters
from models.sync.digest import Tally, mark
from models.text import Text

BY = "admin"
_CHUNK = 2000


@dataclass(frozen=True)
class NewOfficer:
    """Somebody who is to work with the system."""

    institution_id: str
    branch_id: str
    login: str
    name: str
    roles: frozenset[Role]


def create_institution(session: Session, institution_id: str, name: str) -> Institution:
    """Return a new bank, with a signing key of its own.

    Raises:
        RuleBroken: The number is taken.
    """
    if session.get(Institution, institution_id):
        raise RuleBroken(Text("机构{id}已存在。", "Institution {id} exists.").fill(id=institution_id))
    institution = Institution(institution_id=institution_id, name=name, signing_key=tokens.new_key())
    session.add(institution)
    session.flush()
    return institution


def create_branch(
    session: Session, institution_id: str, branch_id: str, name: str, *, head_office: bool = False
) -> Branch:
    """Return a new branch of a bank; one of them may be its head office.

    Raises:
        RuleBroken: The number is taken, or the bank has a head office already.
        NotFound: There is no such bank.
    """
    institution = session.get(Institution, institution_id)
    if institution is None:
        raise NotFound(Text("没有机构{id}。", "There is no institution {id}.").fill(id=institution_id))
    if session.get(Branch, (institution_id, branch_id)):
        raise RuleBroken(Text("支行{id}已存在。", "Branch {id} exists.").fill(id=branch_id))
    if head_office and institution.head_office:
        raise RuleBroken(_ONE_HEAD_OFFICE.fill(branch=institution.head_office))
    branch = Branch(institution_id=institution_id, branch_id=branch_id, name=name, head=0)
    session.add(branch)
    if head_office:
        institution.head_office = branch_id
    session.flush()
    return branch


def create_officer(session: Session, new: NewOfficer, password: str, at: datetime) -> Officer:
    """Return a new officer who can log in; every workstation of the branch learns of them by the feed.

    Raises:
        RuleBroken: The login is taken, the password is too short, or a loan officer would be at head office.
        NotFound: There is no such branch.
    """
    lock_branch_once(session, new.institution_id, new.branch_id)
    _check_place(session, new.institution_id, new.branch_id, new.roles)
    _check_password(password, at)
    if session.get(Credential, (new.institution_id, new.login)):
        raise RuleBroken(Text("登录名{login}已存在。", "The login {login} exists.").fill(login=new.login))
    officer = Officer(
        institution_id=new.institution_id,
        branch_id=new.branch_id,
        login=new.login,
        full_name=new.name,
        roles=sorted(role.value for role in new.roles),
    )
    session.add(officer)
    session.add(
        Credential(
            institution_id=new.institution_id,
            login=new.login,
            officer_id=officer.id,
            password_hash=hash_password(password),
            failures=0,
        )
    )
    note(session, new.institution_id, Doing(BY, "officer.create", new.login, at), roles=officer.roles)
    return officer


def move_officer(session: Session, institution_id: str, login: str, branch_id: str, at: datetime) -> None:
    """Let an officer work at another branch from now on; their workstation follows at its next round.

    Raises:
        NotFound: There is no such officer, or no such branch.
        RuleBroken: A loan officer would be at head office.
    """
    _credential, officer = _known(session, institution_id, login)
    _check_place(session, institution_id, branch_id, officer.roles or ())
    before = officer.branch_id
    lock_head_office(session, institution_id)
    for each in sorted({before, branch_id}):
        lock_branch_once(session, institution_id, each)
    officer.branch_id = branch_id
    note(session, institution_id, Doing(BY, "officer.move", login, at), before=before, after=branch_id)


def reset_password(session: Session, institution_id: str, login: str, password: str, at: datetime) -> None:
    """Give an officer a new password, and end every log-in made with the old one.

    Raises:
        NotFound: There is no such officer.
        RuleBroken: The password is too short.
    """
    _check_password(password, at)
    credential, _officer = _known(session, institution_id, login)
    credential.password_hash = hash_password(password)
    credential.failures, credential.locked_until = 0, None
    end_log_ins(session, institution_id, login)
    note(session, institution_id, Doing(BY, "password.reset", login, at))


def set_roles(
    session: Session, institution_id: str, login: str, roles: frozenset[Role], at: datetime
) -> Officer:
    """Give an officer other roles; they hold from the next request on, whatever token it carries.

    Raises:
        NotFound: There is no such officer.
        RuleBroken: A loan officer would be at head office.
    """
    _credential, officer = _known(session, institution_id, login)
    lock_branch_once(session, institution_id, officer.branch_id)
    _check_place(session, institution_id, officer.branch_id, roles)
    before, officer.roles = officer.roles, sorted(role.value for role in roles)
    note(
        session,
        institution_id,
        Doing(BY, "officer.roles", login, at),
        before=before,
        after=officer.roles,
    )
    return officer


def lock(session: Session, institution_id: str, login: str, at: datetime, *, locked: bool = True) -> None:
    """Let an officer log in no more and end every log-in, or let them in again.

    Raises:
        NotFound: There is no such officer.
    """
    credential, _officer = _known(session, institution_id, login)
    credential.disabled = locked
    if locked:
        end_log_ins(session, institution_id, login)
    action = "officer.lock" if locked else "officer.unlock"
    note(session, institution_id, Doing(BY, action, login, at))


def _check_place(session: Session, institution_id: str, branch_id: str, roles: Collection[str]) -> None:
    """Let nobody lend at the head office, whose records every workstation of the bank holds.

    Raises:
        RuleBroken: A loan officer would be there.
    """
    bank = session.get(Institution, institution_id)
    if bank and branch_id == bank.head_office and Role.LOAN_OFFICER in roles:
        raise RuleBroken(NO_LENDING)


_ONE_HEAD_OFFICE = Text(
    "本机构的总行已是支行{branch}，全行可见的授权、额度、模板都在那里，不能另设。",
    "The head office is branch {branch}, which holds what the whole bank reads; there is no second one.",
)
NO_LENDING = Text(
    "总行不设客户经理：总行的数据全行可见。总行直接放贷的，请先开设支行（如“营业部”），客户经理归入该支行。",
    "There is no loan officer at head office, whose data the whole bank reads. Where head office lends itself, "
    "open a branch for it first, such as a business department, with its loan officers.",
)


def _known(session: Session, institution_id: str, login: str) -> tuple[Credential, Officer]:
    credential = session.get(Credential, (institution_id, login), with_for_update=True)
    officer = session.get(Officer, (institution_id, credential.officer_id)) if credential else None
    if credential is None or officer is None:
        raise NotFound(Text("没有登录名{login}。", "There is no login {login}.").fill(login=login))
    return credential, officer


def end_log_ins(session: Session, institution_id: str, login: str) -> None:
    """End every log-in of an officer, for instance because a workstation was lost."""
    session.execute(
        delete(RefreshToken).where(RefreshToken.institution_id == institution_id, RefreshToken.login == login)
    )


def _check_password(password: str, at: datetime) -> None:
    shortest = parameters("security", business_day(at))["shortest_password"]
    if len(password) < shortest:
        raise RuleBroken(
            Text("密码至少{count}个字符。", "A password has at least {count} characters.").fill(
                count=shortest
            )
        )


def load(session: Session, institution_id: str, branch_id: str, records: Iterable[Record]) -> int:
    """Return how many *records* were put into a branch as its first state, in the order given.

    They go past the unit of work, which would take ten times as long for a large sample.
    """
    branch = lock_branch_once(session, institution_id, branch_id)
    first = branch.head
    waiting: dict[type[Base], list[dict[str, object]]] = {}
    changes: list[dict[str, object]] = []
    numbers: dict[tuple[str, int], int] = {}
    held: dict[str, Tally] = {}
    for record in records:
        record.version = 1
        fill_defaults(record)
        branch.head += 1
        waiting.setdefault(type(record), []).append(_row(record))
        if isinstance(record, Collateral) and (known_by := identity_rows(record)):
            waiting.setdefault(CollateralIdentity, []).extend(known_by)
        number = getattr(record, "number", "")
        if number:
            series, year, sequence = read_number(number)
            numbers[series, year] = max(sequence, numbers.get((series, year), 0))
        marked = mark(record)
        held[record.kind] = held.get(record.kind, Tally()).with_mark(marked)
        changes.append(
            {
                "institution_id": institution_id,
                "branch_id": branch_id,
                "kind": record.kind,
                "record_id": record.id,
                "seq": branch.head,
                "mark": marked,
            }
        )
        if len(changes) == _CHUNK:
            _insert(session, waiting, changes)
    _insert(session, waiting, changes)
    for kind, loaded in held.items():
        key = (institution_id, branch_id, kind)
        put_tally(session, key, tally_of(session, key).plus(loaded))
    for (series, year), last in numbers.items():
        # The next number follows those that the records bring along.
        session.merge(NumberCounter(institution_id=institution_id, series=series, year=year, last=last))
    session.flush()
    return branch.head - first


def _row(record: Record) -> dict[str, object]:
    return {column.key: getattr(record, column.key) for column in record.__table__.columns}


def _insert(
    session: Session,
    waiting: dict[type[Base], list[dict[str, object]]],
    changes: list[dict[str, object]],
) -> None:
    connection = session.connection()
    for kind, rows in waiting.items():
        connection.execute(insert(Base.metadata.tables[kind.__tablename__]), rows)
    if changes:
        connection.execute(insert(CentralBase.metadata.tables[Change.__tablename__]), changes)
    waiting.clear()
    changes.clear()


def is_empty(session: Session) -> bool:
    """Tell whether the centre knows no bank yet."""
    return session.scalars(select(Institution.institution_id).limit(1)).first() is None
