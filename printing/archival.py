"""What makes a PDF fit for the archive: PDF/A-2u metadata, colour profile, and tags that say what is read in which order.

Source:
    ISO 19005-2 (PDF/A-2), 6.2.3, 6.6.2; ISO 32000-1, 14.7 and 14.8.
"""

from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

from printing import writer
from printing.writer import Block

PROFILE = Path(__file__).parent.parent / "resources" / "srgb.icc"
MAKER = "Heitu"
MADE = "2000-01-01T00:00:00+00:00"  # Of every file: the same input must give the same bytes.
_MADE = b"(D:20000101000000+00'00')"
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


class Tag(NamedTuple):
    """What a slice is to a reader of the file, and whether it continues the element of the slice before."""

    tag: str
    joins: bool


Shape = tuple[tuple[Tag, ...], ...]
"""The tags of each page, in order."""


def metadata(title: str, subject: str) -> bytes:
    """Return the object of metadata, neither packed nor coded: a reader that knows no PDF must find them."""
    words = {"title": title, "subject": subject, "maker": MAKER, "made": MADE}
    content = _XMP.format(**{name: escape(word) for name, word in words.items()}).encode()
    return writer.plain_stream(b"/Type/Metadata/Subtype/XML", content)


def information(title: str, subject: str) -> bytes:
    """Return the object of the old metadata, which must agree with the new."""
    maker, made = writer.text(MAKER), _MADE
    return (
        b"<</Title %b/Subject %b/Author %b/Creator %b/Producer %b/CreationDate %b/ModDate %b/Trapped/False>>"
        % (writer.text(title), writer.text(subject), maker, maker, maker, made, made)
    )


@cache
def profile() -> bytes:
    """Return the object that says what the colours mean."""
    return writer.stream(b"/N 3", PROFILE.read_bytes(), writer.TIGHTLY)


def catalog(*, pages: int, metadata: int, profile: int, structure: int) -> bytes:
    """Return the root of a file, given the numbers of its objects."""
    return (
        b"<</Type/Catalog/Pages %d 0 R/Metadata %d 0 R/StructTreeRoot %d 0 R/Lang(zh-CN)/MarkInfo<</Marked true>>"
        b"/ViewerPreferences<</DisplayDocTitle true>>/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1"
        b"/OutputConditionIdentifier(sRGB IEC61966-2.1)/Info(sRGB IEC61966-2.1)/DestOutputProfile %d 0 R>>]>>"
        % (pages, metadata, structure, profile)
    )


@lru_cache(maxsize=32)
def structure(shape: Shape, first_page: int, first: int) -> Block:
    """Return the elements of the text and what is marked on which page; the root is the first object.

    Args:
        shape: Of the pages; contracts of one template have few shapes, each of which is written once.
        first_page: The number of the first page; the others follow it.
        first: The number of the root.
    """
    whole, tree = first + 1, first + 2
    lists = range(first + 3, first + 3 + len(shape))
    elements: list[tuple[str, list[bytes]]] = []
    places: list[list[int]] = []
    for page, tags in enumerate(shape):
        places.append([])
        for mark, tag in enumerate(tags):
            if not (tag.joins and elements):
                elements.append((tag.tag, []))
            elements[-1][1].append(b"<</Type/MCR/Pg %d 0 R/MCID %d>>" % (first_page + page, mark))
            places[-1].append(lists.stop + len(elements) - 1)
    numbers = range(lists.stop, lists.stop + len(elements))
    parents = b" ".join(b"%d %d 0 R" % each for each in enumerate(lists))
    return Block.of(
        first,
        [
            b"<</Type/StructTreeRoot/K %d 0 R/ParentTree %d 0 R/ParentTreeNextKey %d>>"
            % (whole, tree, len(shape)),
            b"<</Type/StructElem/S/Document/P %d 0 R/K[%b]>>" % (first, writer.references(numbers)),
            b"<</Nums[%b]>>" % parents,
            *(b"[%b]" % writer.references(listed) for listed in places),
            *(
                b"<</Type/StructElem/S/%b/P %d 0 R/K[%b]>>" % (tag.encode(), whole, b" ".join(marks))
                for tag, marks in elements
            ),
        ],
    )
