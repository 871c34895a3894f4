"""The lawyers' templates: drafts, released versions with their day, and the version a contract was made from."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.orders import request_order
from models.approval.roles import Actor
from models.base import find
from models.documents.template_text import TemplateText
from models.errors import RuleBroken
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


def submit(session: Session, actor: Actor, name: str, source: str) -> Text:
    """Ask the centre to keep *source* as a new version of the template *name*, to be released by somebody else.

    Raises:
        RuleBroken: The head cannot be read, the version was used before, or the linter refuses the text.
    """
    template = wording.parse(name, source)
    known = {each.version_name for each in versions(session, actor.institution_id, name)}
    if template.version in known | {wording.load(name).version}:
        raise RuleBroken(
            Text(
                "版本号“{v}”已经用过，请改用新的版本号。", "Version “{v}” was used before; take a new one."
            ).fill(v=template.version)
        )
    _require_clean(template)
    told = {
        "name": name,
        "version_name": template.version,
        "effective": date.fromisoformat(template.effective),
        "approval": template.approval,
        "source": source,
    }
    return request_order(session, actor, "submit_template", None, told)


def release(session: Session, actor: Actor, version_id: UUID) -> Text:
    """Ask the centre to release a version, which somebody else wrote, from its day on.

    Raises:
        NotAllowed: Who wrote it may not release it.
        RuleBroken: Its day is past, or the linter refuses it for a document that uses it.
    """
    version = find(session, TemplateText, actor.institution_id, version_id)
    _require_clean(wording.parse(version.name, version.source))
    return request_order(session, actor, "release_template", version_id, {})


def _require_clean(template: Template) -> None:
    for kind in documents().values():
        if kind.template == template.name:
            linter.require_template(template, document(kind.key))
