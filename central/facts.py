"""Facts: creating and merging records, within the branch and only while their terms are open."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from central.files.records import file_paper
from central.surroundings import TARGETS, UNIQUE, Surroundings
from central.tables import Branch
from models.approval.roles import AT_HEAD_OFFICE, Actor, Role
from models.base import Record, find
from models.collateral.base import Kind, check_change, kinds
from models.collateral.object import Collateral, Pledge, Valuation
from models.collateral.registry_certificate import RegistryCertificate
from models.documents.attachment import KEEPERS, Attachment
from models.errors import LendingError, NotAllowed, NotFound, RuleBroken
from models.fields import fields_of
from models.lending.case import LoanCase
from models.lending.freeze import Frozen, check_open
from models.lending.guarantee import Guarantee
from models.lending.states import State
from models.records import RECORDS
from models.sync.merge import field_named, merge, packed_value, write
from models.sync.operations import Facts
from models.text import Text

_WRITERS: dict[type[Record], frozenset[Role]] = {
    RegistryCertificate: frozenset({Role.REGISTRAR}),
    Attachment: KEEPERS,
}
"""Who writes what not the loan officer alone does."""
_NAMED_BESIDE = {
    "applicant_id": "applicant_kind",
    "guarantor_id": "guarantor_kind",
    "member_id": "member_kind",
    "subject_id": "subject_kind",
}
"""References to records of more than one kind, with the field that says which."""


def change(
    session: Session, actor: Actor, operation: Facts, today: date, around: Surroundings
) -> tuple[Record, int]:
    """Return the record that *operation* created or changed, and the version that it will have.

    Nothing is sent to the database, and where the change is refused, nothing is left of it in the session.

    Raises:
        NotAllowed: The record is not the actor's to write: another role's, or another branch's; or the actor is at
            head office.
        NotFound: There is no such record, or none that it refers to.
        RuleBroken: A value is wrong, only a command may write the field, or the terms are frozen.
        Conflict: Somebody else changed the same.
    """
    _check_role(actor, operation.record_kind)
    if actor.at_head_office:
        raise NotAllowed(AT_HEAD_OFFICE)
    kind = _kind(operation.record_kind)
    record = around.stored(operation)
    if record is None and operation.base:
        record = find(session, kind, actor.institution_id, operation.record_id)
    if record is None:
        record = _create(actor, operation, today)
        check_open(record, operation.changes, set(_states(session, record)))
        if isinstance(record, Attachment):
            file_paper(session, actor, record, operation)
        _check_references(session, actor, record)
        _check_unique(session, actor, record, operation, around)
        session.add(record)
        return record, 1
    in_branch(actor, record)
    before = {column.key: getattr(record, column.key) for column in kind.__table__.columns}
    try:
        _merge(session, record, operation)
        if isinstance(record, Attachment):
            file_paper(session, actor, record, operation)
        _check_references(session, actor, record)
        _check_unique(session, actor, record, operation, around)
    except LendingError:
        for name, value in before.items():
            setattr(record, name, value)
        raise
    return record, record.version + session.is_modified(record)


def _merge(session: Session, record: Record, operation: Facts) -> None:
    """Merge into the record what is still open; frozen terms are frozen before anybody disputes about them."""
    states = set(_states(session, record))
    seen = {name: packed_value(record, name) for name in operation.changes if field_named(record, name)}
    try:
        check_open(record, operation.changes, states)
        earlier = _facts_of(record)
        merge(record, operation)
        later = _facts_of(record)
        if earlier and later:
            check_change(earlier, later)
        check_open(record, operation.changes, set(_states(session, record)) - states)
    except Frozen as frozen:
        raise Frozen(frozen.text, field=frozen.field, theirs=seen) from None


def _facts_of(record: Record) -> Kind | None:
    """Return the facts of a collateral; other records have none."""
    if not isinstance(record, Collateral):
        return None
    return kinds()[record.collateral_kind].read(record.facts or {})


def _check_role(actor: Actor, kind: str) -> None:
    officers = frozenset({Role.LOAN_OFFICER})
    writers = _WRITERS.get(RECORDS[kind], officers) if kind in RECORDS else officers
    if not writers & actor.roles:
        named = [role.label for role in Role if role in writers]
        raise NotAllowed(
            Text("录入和修改资料须由{zh}办理。", "Files are written by the {en}.").fill(
                zh="、".join(each.zh for each in named), en=", ".join(each.en for each in named)
            )
        )


def _kind(name: str) -> type[Record]:
    kind = RECORDS.get(name)
    if kind is None or all(each.commanded for each in fields_of(kind).values()):
        raise RuleBroken(
            Text("“{name}”不能直接录入。", "“{name}” cannot be written directly.").fill(
                name=kind.label if kind else name[:40]
            )
        )
    return kind


def in_branch(actor: Actor, record: Record) -> None:
    """Let the actor write only the facts of their own branch.

    Raises:
        NotAllowed: It is another branch's.
    """
    in_scope(replace(actor, branches=()), record)


def in_scope(actor: Actor, record: Record) -> None:
    """Let the actor touch only what belongs to the branches they see.

    Raises:
        NotAllowed: It is another branch's.
    """
    if record.institution_id != actor.institution_id or record.branch_id not in actor.scope:
        raise NotAllowed(
            Text("这条{label}属于其他支行。", "This {label} belongs to another branch.").fill(
                label=record.label
            )
        )


def _create(actor: Actor, operation: Facts, today: date) -> Record:
    record = RECORDS[operation.record_kind](
        institution_id=actor.institution_id, branch_id=actor.branch_id, id=operation.record_id
    )
    write(record, operation)
    if isinstance(record, LoanCase):
        record.state = State.LEAD if record.as_lead else State.DRAFT
        record.lead_officer, record.changed_on = actor.login, today
    if isinstance(record, Collateral) and not record.collateral_kind:
        label = fields_of(Collateral)["collateral_kind"].label
        raise RuleBroken(_EMPTY.fill(label=label), field="collateral_kind")
    return record


_EMPTY = Text("请填写“{label}”。", "“{label}” must be given.")


def _states(session: Session, record: Record) -> Iterator[State]:
    """Yield where the cases stand that *record* belongs to."""
    for case_id in _cases(session, record):
        case = session.get(LoanCase, (record.institution_id, case_id))
        if case is not None:
            yield State(case.state)


def _cases(session: Session, record: Record) -> Iterator[UUID | None]:
    if isinstance(record, LoanCase):
        yield record.id
    elif isinstance(record, Pledge | Guarantee):
        yield record.case_id
    elif isinstance(record, Collateral | Valuation):
        object_id = record.id if isinstance(record, Collateral) else record.collateral_id
        yield from session.scalars(
            select(Pledge.case_id).where(
                Pledge.institution_id == record.institution_id, Pledge.collateral_id == object_id
            )
        )


def _check_references(session: Session, actor: Actor, record: Record) -> None:
    """Let a record refer only to what the branch or the head office has; only a case may still wait for its borrower."""
    for name, each in fields_of(type(record)).items():
        if each.kind.name != "reference" or each.commanded:
            continue
        wanted: Any = getattr(record, name)
        if wanted is None:
            if each.required and not isinstance(record, LoanCase):
                raise RuleBroken(_EMPTY.fill(label=each.label), field=name)
            continue
        target = _target(record, name)
        found = session.get(target, (record.institution_id, wanted)) if target else None
        if found is None or found.branch_id not in actor.scope:
            text = Text(
                "“{label}”指向的记录不存在，请先同步。",
                "What “{label}” refers to does not exist; sync it first.",
            )
            raise NotFound(text.fill(label=each.label), field=name)


def _target(record: Record, name: str) -> type[Record] | None:
    if name in _NAMED_BESIDE:
        named = getattr(record, _NAMED_BESIDE[name])
        return next((each for each in TARGETS[name] if each.kind == named), None)
    return TARGETS[name][0]


def _check_unique(
    session: Session, actor: Actor, record: Record, operation: Facts, around: Surroundings
) -> None:
    """Let each person and each firm have one file in the bank; only who sees the other file is told its name."""
    kind = type(record)
    name = UNIQUE.get(kind)
    if name is None or name not in operation.changes or not getattr(record, name):
        return
    twin = around.twin(record, getattr(record, name))
    if twin is None:
        return
    words = {"number": fields_of(kind)[name].label, "label": record.label}
    if twin.branch_id in actor.scope:
        raise RuleBroken(_TWIN.fill(name=twin.full_name, **words), field=name)
    branch = session.get(Branch, (twin.institution_id, twin.branch_id))
    raise RuleBroken(
        _TWIN_ELSEWHERE.fill(branch=branch.name if branch else twin.branch_id, **words), field=name
    )


_TWIN = Text(
    "本机构已有相同“{number}”的{label}档案（{name}），请勿重复建档。",
    "The bank already has a {label} file with this {number} ({name}); do not open a second one.",
)
_TWIN_ELSEWHERE = Text(
    "{branch}已有相同“{number}”的{label}档案，请勿重复建档；客户如已转到您的支行，请联系系统管理员移交。",
    "{branch} already has a {label} file with this {number}; do not open a second one. If the customer now comes to "
    "your branch, ask the administrator to hand the file over.",
)
