"""Reads printed pages back, as a search or a court's clerk would."""

import re

import pypdfium2


def page_texts(pdf: bytes) -> list[str]:
    """Return the text of each page."""
    with pypdfium2.PdfDocument(pdf) as paper:
        # The reader takes a hyphen that ends a line for the sign of a broken word, and says U+FFFE.
        texts = (paper[number].get_textpage().get_text_range() for number in range(len(paper)))
        return [text.replace("\ufffe", "-") for text in texts]


def flat(text: str) -> str:
    """Return *text* without white space, where a line was broken or not."""
    return re.sub(r"\s", "", text)


def whole_text(pdf: bytes) -> str:
    """Return the text of all pages without white space."""
    return flat("".join(page_texts(pdf)))
