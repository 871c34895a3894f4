"""Reads printed pages back, as a search or a court's clerk would."""

import re

import pypdfium2


def page_texts(pdf: bytes) -> list[str]:
    """Return the text of each page."""
    with pypdfium2.PdfDocument(pdf) as paper:
        return [paper[number].get_textpage().get_text_range() for number in range(len(paper))]


def flat(text: str) -> str:
    """Return *text* without white space, where a line was broken or not."""
    return re.sub(r"\s", "", text)


def whole_text(pdf: bytes) -> str:
    """Return the text of all pages without white space."""
    return flat("".join(page_texts(pdf)))
