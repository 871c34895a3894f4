"""Makes a document: template and terms become slices, slices become pages."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from models.errors import RuleBroken
from models.text import Text
from printing import Copy, Rendered, flow, fonts, linter, page, tables, wording
from printing.documents import document
from printing.documents.base import Draws, Story
from printing.flow import Slice, Style
from printing.ink import Palette
from printing.lines import Run

_STYLES: Mapping[wording.Kind, Style] = {
    "chapter": flow.CHAPTER,
    "article": flow.ARTICLE,
    "clause": flow.CLAUSE,
    "addressee": flow.ADDRESSEE,
    "paragraph": flow.BODY,
}


def render(
    document_key: str,
    terms: object,
    *,
    number: str,
    copy: Copy | None,
    draft: bool,
    template: wording.Template | None = None,
) -> Rendered:
    """Return the document; see ``printing.render``."""
    kind = document(document_key)
    if copy:
        kind.require_copy(copy)
    template = template or wording.load(kind.template)
    fonts.require_glyphs(number + template.edition)
    told: Any = terms
    pages = _pages(document_key, template, told)
    data_hash = page.fingerprint(document_key, number, template.edition, template.body, repr(terms))
    marks = page.Marks(
        template.title,
        number,
        template.edition,
        template.imprint,
        f"HEITU {number} {data_hash[:16]}",
        copy,
        draft,
    )
    pdf = page.draw(pages, marks, _palette(template))
    return Rendered(pdf, len(pages), hashlib.sha256(pdf).hexdigest(), data_hash, template.edition)


@lru_cache(maxsize=4)
def _pages(document_key: str, template: wording.Template, terms: Any) -> list[list[Slice]]:
    """Return the pages of frozen terms; the copies of one contract are laid out once."""
    kind = document(document_key)
    linter.require_template(template, kind)
    story = kind.tell(terms)
    parts = template.fill(story.words, story.conditions)
    linter.require_contract(parts, dict(story.words))
    return flow.paginate(_slices(template.title, parts, story), page.BODY_HEIGHT)


@lru_cache(maxsize=64)
def _palette(template: wording.Template) -> Palette:
    """Return the characters that documents of a template are made of; headings, prompts and labels may be bold."""
    bold = [line for line in template.body.splitlines() if line.startswith(("#", "|"))]
    return Palette.of(
        template.title + template.body, [template.title, *template.prompts, *bold, "第一二三四五六七八九十条"]
    )


def _slices(title: str, parts: Sequence[wording.Part], story: Story) -> Iterator[Slice]:
    yield from flow.paragraph([Run(title, bold=True)], flow.TITLE, page.COLUMN)
    for number, part in enumerate(parts):
        following = parts[number + 1] if number + 1 < len(parts) else None
        if part.kind == "block":
            yield from _block(part.text, story.blocks)
            continue
        if part.kind == "form":
            yield from [
                replace(flow.space(4), keep=True),
                *tables.form(part.rows, page.COLUMN),
                flow.space(8),
            ]
            continue
        slices = flow.paragraph(part.runs, _STYLES[part.kind], page.COLUMN)
        if following and following.kind in ("block", "form") and following.text != "page":
            slices = flow.keep_with_next(slices)
        yield from slices


def _block(name: str, blocks: Mapping[str, Draws]) -> Sequence[Slice]:
    if name == "page":
        return [flow.page_break()]
    if name.startswith("blank:"):
        return _blank_lines(int(name.removeprefix("blank:")))
    if name not in blocks:
        raise RuleBroken(
            Text(
                "模板要求的“[{name}]”不属于这份文书。",
                "“[{name}]” of the template is not part of this document.",
            ).fill(name=name)
        )
    return [replace(flow.space(4), keep=True), *blocks[name](), flow.space(8)]


def _blank_lines(number: int) -> list[Slice]:
    def draw(canvas: flow.Canvas, x: float, y: float) -> None:
        canvas.setLineWidth(0.5)
        canvas.line(x, y - 22, x + page.COLUMN, y - 22)

    line = Slice(26, draw)
    return flow.keep_together([replace(line)] * number)
