"""Templates have versions: written by one, released by another, and never changed under a contract."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from app import templates
from models.approval.roles import Actor, Role
from models.errors import NotAllowed, RuleBroken
from printing import wording
from tests import factories

TODAY = date(2026, 11, 23)
NAME = "loan_note"
WRITER = factories.actor(Role.CONTRACT_CLERK, login="zhoufang")
OTHER = factories.actor(Role.BRANCH_MANAGER, login="sunlei")


def _source(version: str = "2026.2", day: date = TODAY, tail: str = "") -> str:
    text = (wording.FOLDER / f"{NAME}.txt").read_text(encoding="utf-8")
    return (
        text.replace("version: 2026.1", f"version: {version}").replace("2026-08-01", day.isoformat()) + tail
    )


def _release(session: Session, source: str, *, by: Actor = OTHER) -> None:
    draft = templates.keep_draft(session, WRITER, None, NAME, source)
    session.flush()
    templates.release(session, by, draft.id, TODAY)
    session.flush()


def _on(session: Session, day: date) -> str:
    return templates.template_on(session, WRITER.institution_id, NAME, day).version


def test_a_draft_changes_nothing(session: Session) -> None:
    templates.keep_draft(session, WRITER, None, NAME, _source())
    session.flush()
    assert _on(session, TODAY) == "2026.1"


def test_a_released_version_holds_from_its_day_on(session: Session) -> None:
    later = TODAY + timedelta(days=10)
    _release(session, _source(day=later))
    assert _on(session, TODAY) == "2026.1"
    assert _on(session, later) == "2026.2"


def test_who_wrote_it_may_not_release_it(session: Session) -> None:
    with pytest.raises(NotAllowed, match="第二人"):
        _release(session, _source(), by=WRITER)


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (_source(day=TODAY - timedelta(days=1)), "不能早于今天"),
        (_source(version="2026.1"), "已经用过"),
        (_source(tail="\n\n抵押财产归贷款人所有。\n"), "流押"),
        (_source(tail="\n\n{no_such_word}\n"), "no_such_word"),
        (_source(tail="\n\n" + "字" * 200_001), "超过"),
    ],
)
def test_what_a_legal_department_would_not_sign_is_not_released(
    session: Session, source: str, why: str
) -> None:
    with pytest.raises(RuleBroken, match=why):
        _release(session, source)


def test_a_released_version_is_never_changed(session: Session) -> None:
    _release(session, _source())
    (released,) = templates.versions(session, WRITER.institution_id, NAME)
    with pytest.raises(RuleBroken, match="不能修改"):
        templates.keep_draft(session, WRITER, released.id, NAME, _source(version="2026.3"))


def test_a_contract_keeps_the_version_it_was_made_from(session: Session) -> None:
    first = templates.template_on(session, WRITER.institution_id, NAME, TODAY)
    _release(session, _source())
    again = templates.template_of(session, WRITER.institution_id, NAME, first.edition)
    assert again == first
    assert _on(session, TODAY) == "2026.2"
    with pytest.raises(RuleBroken, match="请先同步"):
        templates.template_of(session, WRITER.institution_id, NAME, "loan_note 2031.1")


def test_a_day_that_is_none_is_refused(session: Session) -> None:
    with pytest.raises(RuleBroken, match="启用日期"):
        templates.keep_draft(session, WRITER, None, NAME, _source().replace(TODAY.isoformat(), "明天"))
