"""Templates have versions: written by one, released by another, and never changed under a contract."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from app import templates
from models.approval.effects.templates import release_template
from models.approval.grants import Powers
from models.approval.orders import Ordering
from models.approval.roles import Actor, Role
from models.documents.template_text import TemplateText
from models.errors import NotAllowed, RuleBroken
from models.identity import new_id
from printing import wording
from tests import factories
from tests.factories import TODAY

NAME = "loan_note"
WRITER = factories.actor(Role.CONTRACT_CLERK, login="zhoufang")
OTHER = factories.actor(Role.BRANCH_MANAGER, login="sunlei")


def _source(version: str = "2026.2", day: date = TODAY, tail: str = "") -> str:
    text = (wording.FOLDER / f"{NAME}.txt").read_text(encoding="utf-8")
    return (
        text.replace("version: 2026.1", f"version: {version}").replace("2026-08-01", day.isoformat()) + tail
    )


def _version(session: Session, source: str) -> TemplateText:
    parsed = wording.parse(NAME, source)
    version = TemplateText(
        institution_id=WRITER.institution_id,
        branch_id=WRITER.branch_id,
        name=NAME,
        version_name=parsed.version,
        effective=date.fromisoformat(parsed.effective),
        approval=parsed.approval,
        source=source,
        written_by=WRITER.login,
        released_by="",
    )
    session.add(version)
    session.flush()
    return version


def _release(version: TemplateText, by: Actor = OTHER) -> None:
    release_template(
        Ordering(by, TODAY, new_id(), version, by.branch_id, {}, {}, Powers(), factories.nobodys)
    )


def _on(session: Session, day: date) -> str:
    return templates.template_on(session, WRITER.institution_id, NAME, day).version


def test_a_version_that_waits_changes_nothing(session: Session) -> None:
    _version(session, _source())
    assert _on(session, TODAY) == "2026.1"


def test_a_released_version_holds_from_its_day_on(session: Session) -> None:
    later = TODAY + timedelta(days=10)
    _release(_version(session, _source(day=later)))
    assert _on(session, TODAY) == "2026.1"
    assert _on(session, later) == "2026.2"


def test_who_wrote_it_may_not_release_it(session: Session) -> None:
    with pytest.raises(NotAllowed, match="第二人"):
        _release(_version(session, _source()), by=WRITER)


def test_a_version_is_released_once_and_not_for_the_past(session: Session) -> None:
    version = _version(session, _source())
    _release(version)
    with pytest.raises(RuleBroken, match="已经发布"):
        _release(version)
    with pytest.raises(RuleBroken, match="不能早于今天"):
        _release(_version(session, _source("2026.3", TODAY - timedelta(days=1))))


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (_source(version="2026.1"), "已经用过"),
        (_source(tail="\n\n抵押财产归贷款人所有。\n"), "流押"),
        (_source(tail="\n\n{no_such_word}\n"), "no_such_word"),
        (_source(tail="\n\n" + "字" * 200_001), "超过"),
        (_source().replace(TODAY.isoformat(), "明天"), "启用日期"),
    ],
)
def test_what_a_legal_department_would_not_sign_is_not_handed_in(
    session: Session, source: str, why: str
) -> None:
    with pytest.raises(RuleBroken, match=why):
        templates.submit(session, WRITER, NAME, source)


def test_a_contract_keeps_the_version_it_was_made_from(session: Session) -> None:
    first = templates.template_on(session, WRITER.institution_id, NAME, TODAY)
    _release(_version(session, _source()))
    again = templates.template_of(session, WRITER.institution_id, NAME, first.edition)
    assert again == first
    assert _on(session, TODAY) == "2026.2"
    with pytest.raises(RuleBroken, match="请先同步"):
        templates.template_of(session, WRITER.institution_id, NAME, "loan_note 2031.1")
