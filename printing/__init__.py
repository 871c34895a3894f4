"""What leaves on paper or as a workbook."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from printing.wording import Template


@dataclass(frozen=True)
class Rendered:
    """A printed document.

    Attributes:
        pdf: The file; the same input gives the same bytes.
        pages: How many there are.
        sha256: Of the file.
        data_hash: Of the wording and the terms; the QR code shows its beginning. All copies,
            drafts and reprints of the same terms share it.
        edition: The template and its version.
    """

    pdf: bytes
    pages: int
    sha256: str
    data_hash: str
    edition: str


@dataclass(frozen=True)
class Copy:
    """Which sheaf of paper it is.

    Attributes:
        number: Of the copies.
        total: How many originals there are.
        reprint: How often this copy was printed before.
    """

    number: int
    total: int
    reprint: int = 0


def render(
    document_key: str,
    terms: object,
    *,
    number: str,
    copy: Copy | None,
    draft: bool,
    template: "Template | None" = None,
) -> Rendered:
    """Return the document *document_key* about *terms*.

    Args:
        document_key: One of ``printing.documents.documents()``.
        terms: The document's frozen terms, see ``models.documents.terms``.
        number: Of the document, in the running head and the QR code.
        copy: Which original this is; None without a mark.
        draft: Print 样稿 无效 over every page.
        template: Its wording; None for the one that came with Heitu.

    Raises:
        NotFound: There is no such document.
        RuleBroken: A word is missing, a character has no glyph, the terms are another document's, or
            there is no such copy.
    """
    from printing.rendering import render as draw  # noqa: PLC0415 - the PDF writer costs 0.3 s to import.

    return draw(document_key, terms, number=number, copy=copy, draft=draft, template=template)


def copies(document_key: str) -> int:
    """Return how many originals of the document *document_key* are signed.

    Raises:
        NotFound: There is no such document.
    """
    from printing.documents import document  # noqa: PLC0415 - as above.

    return document(document_key).copies
