"""The audit trail: whatever is done to it afterwards is found and named."""

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from models.compliance.audit import AuditEntry, Doing, length, record, verify
from models.errors import RuleBroken
from tests.factories import INSTITUTION, NOW


@pytest.fixture
def trail(session: Session) -> Session:
    for place in range(1, 6):
        record(session, INSTITUTION, Doing("wangjun", "case.submit", f"案件{place}", NOW), step=place)
    session.commit()
    return session


def test_a_whole_trail_is_counted(trail: Session) -> None:
    assert verify(trail, INSTITUTION) == length(trail, INSTITUTION) == 5
    assert verify(trail, "99999999") == 0


@pytest.mark.parametrize(
    "changed",
    [
        {"officer": "lixue"},
        {"action": "case.approve"},
        {"subject": "案件9"},
        {"detail": {"step": 9}},
        {"at": NOW.replace(year=2025)},
        {"previous": "0" * 64},
        {"digest": "f" * 64},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_changed_entry_is_named(trail: Session, changed: dict[str, object]) -> None:
    trail.execute(update(AuditEntry).where(AuditEntry.sequence == 3).values(**changed))
    trail.expire_all()
    with pytest.raises(RuleBroken, match="第3条"):
        verify(trail, INSTITUTION)


def test_an_entry_that_was_changed_with_its_own_hash_breaks_the_next(trail: Session) -> None:
    entry = trail.get_one(AuditEntry, (INSTITUTION, 3))
    entry.officer = "lixue"
    entry.digest = entry.expected()
    trail.flush()
    with pytest.raises(RuleBroken, match="第4条"):
        verify(trail, INSTITUTION)


def test_a_removed_entry_is_named(trail: Session) -> None:
    trail.execute(delete(AuditEntry).where(AuditEntry.sequence == 2))
    trail.expire_all()
    with pytest.raises(RuleBroken, match="缺少第2条"):
        verify(trail, INSTITUTION)


def test_an_inserted_entry_is_named(trail: Session) -> None:
    for sequence in (5, 4, 3):
        moved = update(AuditEntry).where(AuditEntry.sequence == sequence).values(sequence=sequence + 1)
        trail.execute(moved)
    forged = AuditEntry(
        institution_id=INSTITUTION,
        sequence=3,
        at=NOW,
        officer="lixue",
        action="case.approve",
        subject="案件9",
        detail={},
        previous=trail.get_one(AuditEntry, (INSTITUTION, 2)).digest,
    )
    forged.digest = forged.expected()
    trail.add(forged)
    trail.flush()
    trail.expire_all()
    with pytest.raises(RuleBroken, match="第4条"):
        verify(trail, INSTITUTION)


def test_the_trails_of_two_banks_do_not_mix(trail: Session) -> None:
    record(trail, "88888888", Doing("qian", "log_in", "qian", NOW))
    assert (verify(trail, INSTITUTION), verify(trail, "88888888")) == (5, 1)
