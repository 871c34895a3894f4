"""The lawyers' templates: drafts, released versions with their day, and the version a contract was made from."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.approval.roles import Actor
from models.base import find
from models.documents.template_text import TemplateText
from models.errors import NotAllowed, RuleBroken
from models.text import Text
from printing import linter, wording
from printing.documents import document, documents
from printing.wording import Template


def versions(session: Session, institution_id: str, name: str) -> list[TemplateText]:
    """Return every version of a template that the bank wrote itself, the newest day first."""
    rows = select(TemplateText).where(
        TemplateText.institution_id == institution_id, TemplateText.name == name
    )
    return list(session.scalars(rows.order_by(TemplateText.effective.desc(), TemplateText.id.desc())))


def template_on(session: Session, institution_id: str, name: str, day: date) -> Template:
    """Return the wording in force on that day: the bank's newest released one, or the one that came with Heitu.

    Raises:
        RuleBroken: The wording cannot be read.
    """
    released = [
        each
        for each in versions(session, institution_id, name)
        if each.released_by and each.effective and each.effective <= day
    ]
    return wording.parse(name, released[0].source) if released else wording.load(name)


def template_of(session: Session, institution_id: str, name: str, edition: str) -> Template:
    """Return the very wording that *edition* names, so that a contract keeps the version it was made from.

    Raises:
        RuleBroken: It is not here.
    """
    own = (
        wording.parse(name, each.source)
        for each in versions(session, institution_id, name)
        if each.released_by
    )
    for template in (*own, wording.load(name)):
        if template.edition == edition:
            return template
    raise RuleBroken(
        Text(
            "本机没有合同所用的模板版本“{edition}”，请先同步。",
            "The wording “{edition}” of the contract is not here; synchronise first.",
        ).fill(edition=edition)
    )


def keep_draft(session: Session, actor: Actor, draft_id: UUID | None, name: str, source: str) -> TemplateText:
    """Keep *source* as a draft of the template *name*; a released version is never changed.

    Raises:
        RuleBroken: The head cannot be read, or the draft was released meanwhile.
    """
    parsed = wording.parse(name, source)
    if draft_id is None:
        draft = TemplateText(
            institution_id=actor.institution_id,
            branch_id=actor.branch_id,
            name=name,
            released_by="",
            approval="",
        )
        session.add(draft)
    else:
        draft = find(session, TemplateText, actor.institution_id, draft_id)
    if draft.released_by:
        raise RuleBroken(
            Text(
                "已发布的版本不能修改，请另存为新版本。", "A released version is not changed; keep a new one."
            )
        )
    draft.source, draft.version_name, draft.written_by = source, parsed.version, actor.login
    draft.effective, draft.approval = date.fromisoformat(parsed.effective), parsed.approval
    return draft


def release(session: Session, actor: Actor, draft_id: UUID, today: date) -> TemplateText:
    """Release a draft, which somebody else wrote, from its day on.

    Raises:
        NotAllowed: Who wrote it may not release it.
        RuleBroken: Its day is past, its version is not new, or the linter refuses it for a document that uses it.
    """
    draft = find(session, TemplateText, actor.institution_id, draft_id)
    if draft.written_by == actor.login:
        raise NotAllowed(
            Text("起草人不能发布自己起草的模板，请由第二人发布。", "Who wrote a template may not release it.")
        )
    template = wording.parse(draft.name, draft.source)
    if draft.effective is None or draft.effective < today:
        raise RuleBroken(
            Text("启用日期不能早于今天。", "The day from which it holds may not be past."), field="effective"
        )
    known = {
        each.version_name for each in versions(session, actor.institution_id, draft.name) if each.released_by
    }
    if template.version in known | {wording.load(draft.name).version}:
        raise RuleBroken(
            Text(
                "版本号“{v}”已经用过，请改用新的版本号。", "Version “{v}” was used before; take a new one."
            ).fill(v=template.version)
        )
    for kind in documents().values():
        if kind.template == draft.name:
            linter.require_template(template, document(kind.key))
    draft.released_by = actor.login
    return draft
