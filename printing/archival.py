"""What makes a PDF fit for the archive: PDF/A-2u metadata, colour profile, and tags that say what is read in which order.

Source:
    ISO 19005-2 (PDF/A-2), 6.2.3, 6.6.2; ISO 32000-1, 14.7 and 14.8.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFName,
    PDFObject,
    PDFPage,
    PDFStream,
    PDFString,
)

PROFILE = Path(__file__).parent.parent / "resources" / "srgb.icc"
MAKER = "Heitu"
MADE = "2000-01-01T00:00:00+00:00"  # The writer's day where the same input must give the same bytes.
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>
<dc:format>application/pdf</dc:format><dc:language><rdf:Bag><rdf:li>zh-CN</rdf:li></rdf:Bag></dc:language>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:creator><rdf:Seq><rdf:li>{maker}</rdf:li></rdf:Seq></dc:creator>
<pdf:Producer>{maker}</pdf:Producer><xmp:CreatorTool>{maker}</xmp:CreatorTool>
<xmp:CreateDate>{made}</xmp:CreateDate><xmp:ModifyDate>{made}</xmp:ModifyDate>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


class Archive:
    """Marks the contents of one PDF while it is drawn, and writes what the marks mean when it is whole."""

    def __init__(self, canvas: Any, title: str, subject: str) -> None:
        self._canvas = canvas
        self._title, self._subject = title, subject
        self._elements: list[_Element] = []
        self._pages: list[list[_Element]] = []

    def begin_page(self) -> None:
        """Count a new page."""
        self._pages.append([])

    @contextmanager
    def element(self, tag: str, *, joins: bool = False) -> Iterator[None]:
        """Mark what is drawn as one element of the text; *joins* continues the element before."""
        if not joins or not self._elements:
            self._elements.append(_Element(tag))
        page, element = len(self._pages) - 1, self._elements[-1]
        number = len(self._pages[page])
        self._pages[page].append(element)
        element.marks.append((page, number))
        with self._marked(f"/{tag} <</MCID {number}>> BDC"):
            yield

    @contextmanager
    def artifact(self) -> Iterator[None]:
        """Mark what is drawn as no part of the text: running heads, watermarks."""
        with self._marked("/Artifact BMC"):
            yield

    @contextmanager
    def _marked(self, mark: str) -> Iterator[None]:
        code = self._canvas._code  # noqa: SLF001 - the writer has no marks of its own
        code.append(mark)
        yield
        code.append("EMC")

    def close(self) -> None:
        """Write metadata, colour profile and structure into the catalogue; the canvas must not have been saved."""
        document = self._canvas._doc  # noqa: SLF001 - as above
        document.info.producer = MAKER
        catalog = document.Catalog
        # The writer knows no output intents; an attribute of the instance teaches it.
        catalog.__NoDefault__ = [*catalog.__NoDefault__, "OutputIntents"]
        catalog.Metadata = self._metadata()
        catalog.OutputIntents = PDFArray([_intent(document)])
        catalog.MarkInfo = PDFDictionary({"Marked": "true"})
        catalog.ViewerPreferences = PDFDictionary({"DisplayDocTitle": "true"})
        catalog.StructTreeRoot = self._structure(document)

    def _metadata(self) -> Any:
        words = {"title": self._title, "subject": self._subject, "maker": MAKER, "made": MADE}
        text = _XMP.format(**{name: escape(word) for name, word in words.items()})
        return _PlainStream(text.encode())

    def _structure(self, document: Any) -> Any:
        pages = [_number(document, page) for page in document.Pages.pages]
        root, whole = _Written(), _Written()
        root_number, whole_number = _number(document, root), _number(document, whole)
        numbers: dict[_Element, str] = {}
        for element in self._elements:
            numbers[element] = _number(document, _Written(element.write(whole_number, pages)))
        whole.text = (
            f"<< /Type /StructElem /S /Document /P {root_number} /K [{' '.join(numbers.values())}] >>"
        )
        parents = []
        for place, (page, elements) in enumerate(zip(document.Pages.pages, self._pages, strict=True)):
            _name_parents(page, place)
            listed = _Written(f"[{' '.join(numbers[each] for each in elements)}]")
            parents.append(f"{place} {_number(document, listed)}")
        tree = _Written(f"<< /Nums [{' '.join(parents)}] >>")
        root.text = (
            f"<< /Type /StructTreeRoot /K {whole_number} /ParentTree {_number(document, tree)}"
            f" /ParentTreeNextKey {len(self._pages)} >>"
        )
        return document.Reference(root)


def _number(document: Any, thing: Any) -> str:
    """Return how the file refers to an object, which is numbered now if it was not before."""
    reference = document.Reference(thing)
    return "{} {} R".format(*document.idToObjectNumberAndVersion[reference.name])


class _Written(PDFObject):  # type: ignore[misc] # the writer carries no types
    """An object that is written out already: a file has hundreds of them, and the writer is slow with each."""

    __RefOnly__ = 1

    def __init__(self, text: str = "") -> None:
        self.text = text

    def format(self, document: Any) -> bytes:
        """Return the object as it stands in the file."""
        del document
        return self.text.encode("ascii")


class _PlainStream(PDFObject):  # type: ignore[misc] # the writer carries no types
    """Metadata, neither packed nor coded: a reader that knows no PDF must find them."""

    __RefOnly__ = 1

    def __init__(self, content: bytes) -> None:
        self._content = content

    def format(self, document: Any) -> bytes:
        """Return the object as it stands in the file."""
        del document
        head = f"<< /Type /Metadata /Subtype /XML /Length {len(self._content)} >>\nstream\n"
        return head.encode() + self._content + b"\nendstream"


class _Element:
    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.marks: list[tuple[int, int]] = []

    def write(self, parent: str, pages: list[str]) -> str:
        """Return the element as it stands in the file, given how the file refers to its parent and the pages."""
        marks = " ".join(f"<</Type/MCR/Pg {pages[page]}/MCID {number}>>" for page, number in self.marks)
        return f"<< /Type /StructElem /S /{self.tag} /P {parent} /K [{marks}] >>"


def _name_parents(page: PDFPage, place: int) -> None:
    page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
    page.StructParents, page.Tabs = place, PDFName("S")


@cache
def _profile() -> bytes:
    return PROFILE.read_bytes()


def _intent(document: Any) -> Any:
    colours = PDFStream(PDFDictionary({"N": 3}), _profile())
    return PDFDictionary(
        {
            "Type": PDFName("OutputIntent"),
            "S": PDFName("GTS_PDFA1"),
            "OutputConditionIdentifier": PDFString("sRGB IEC61966-2.1"),
            "Info": PDFString("sRGB IEC61966-2.1"),
            "DestOutputProfile": document.Reference(colours),
        }
    )
