"""Makes a document: template and terms become slices, slices become pages."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from models.documents.terms import Lender
from models.errors import RuleBroken
from models.text import Text
from printing import Copy, Rendered, flow, fonts, linter, page, tables, wording
from printing.documents import document
from printing.documents.base import Draws, Story
from printing.flow import Slice, Style
from printing.founts import Palette
from printing.ink import Ink
from printing.lines import Run
from printing.page import Paper

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
    told: Any = terms
    paper, pages, data_hash = _paper(document_key, template, told, number)
    pdf = paper.copy(copy, draft=draft)
    return Rendered(pdf, pages, hashlib.sha256(pdf).hexdigest(), data_hash, template.edition)


@lru_cache(maxsize=4)
def _paper(document_key: str, template: wording.Template, terms: Any, number: str) -> tuple[Paper, int, str]:
    """Return the paper of frozen terms, its pages and the hash of its data; all copies of a contract share them."""
    kind = document(document_key)
    fonts.require_glyphs(number + template.edition)
    linter.require_template(template, kind)
    story = kind.tell(terms)
    parts = template.fill(story.words, story.conditions)
    linter.require_contract(parts, dict(story.words))
    pages = flow.paginate(_slices(template.title, parts, story), page.BODY_HEIGHT)
    data_hash = page.fingerprint(document_key, number, template.edition, template.body, repr(terms))
    code = f"HEITU {number} {data_hash[:16]}"
    marks = page.Marks(template.title, number, template.edition, template.imprint, code)
    return (
        Paper(pages, marks, _palette(document_key, template, getattr(terms, "lender", None))),
        len(pages),
        data_hash,
    )


@lru_cache(maxsize=64)
def _palette(document_key: str, template: wording.Template, lender: Lender | None) -> Palette:
    """Return the characters of all papers of a kind that a branch prints; headings, prompts and labels may be bold."""
    labels = document(document_key).labels + "居民身份证统一社会信用代码第一二三四五六七八九十条"
    bold = [line for line in template.body.splitlines() if line.startswith(("#", "|"))]
    house = f"{lender.name}{lender.address}{lender.representative}" if lender else ""
    return Palette.of(
        template.title + template.body + house, [template.title, *template.prompts, *bold, labels, house]
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
                flow.space(4)._replace(keep=True),
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
    return [flow.space(4)._replace(keep=True), *blocks[name](), flow.space(8)]


def _blank_lines(number: int) -> list[Slice]:
    def draw(ink: Ink, x: float, y: float) -> None:
        ink.line((x, y - 22), (x + page.COLUMN, y - 22))

    line = Slice(26, draw)
    return flow.keep_together([line] * number)
