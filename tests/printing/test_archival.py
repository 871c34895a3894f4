"""What an archive asks of a file: PDF/A metadata, colours, fonts, tags. The file is read by other programs."""

import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pypdf
import pytest
from pypdf.generic import ContentStream

import printing
from models.sample.papers import TERMS
from models.sample.papers.contracts import LOAN, NUMBER, plan
from printing.documents import document, documents

every_document = pytest.mark.parametrize("key", sorted(documents()))
NAMES = {
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}


def _read(key: str, *, draft: bool = False) -> pypdf.PdfReader:
    pdf = printing.render(key, TERMS[key], number=NUMBER, copy=None, draft=draft).pdf
    return pypdf.PdfReader(BytesIO(pdf), strict=True)


def _root(reader: pypdf.PdfReader) -> Any:
    return reader.trailer["/Root"]


@every_document
def test_the_metadata_claim_pdf_a_and_agree_with_the_old_ones(key: str) -> None:
    reader = _read(key)
    stream = _root(reader)["/Metadata"].get_object()
    assert "/Filter" not in stream
    xmp = ET.fromstring(stream.get_data().decode())  # noqa: S314 - our own file
    assert xmp.findtext(".//pdfaid:part", namespaces=NAMES) == "2"
    assert xmp.findtext(".//pdfaid:conformance", namespaces=NAMES) == "U"
    title = xmp.findtext(".//dc:title/rdf:Alt/rdf:li", namespaces=NAMES)
    assert reader.metadata is not None
    assert title == reader.metadata.title == f"{document(key).title.zh} {NUMBER}"


def test_the_file_says_what_its_colours_mean_and_is_not_locked() -> None:
    reader = _read("loan_contract")
    (intent,) = _root(reader)["/OutputIntents"]
    profile = intent["/DestOutputProfile"].get_object()
    assert intent["/S"] == "/GTS_PDFA1"
    assert profile["/N"] == 3
    assert profile.get_data()[36:40] == b"acsp"
    assert not reader.is_encrypted
    assert "/ID" in reader.trailer


@every_document
def test_every_font_can_be_read_as_text(key: str) -> None:
    for page in _read(key).pages:
        fonts: Any = page["/Resources"]["/Font"]  # type: ignore[index]
        for font in fonts.values():
            face = font.get_object()
            (outlines,) = face["/DescendantFonts"]
            assert "/ToUnicode" in face
            assert face["/Encoding"] == "/Identity-H"
            assert face["/BaseFont"] == outlines["/BaseFont"] == outlines["/FontDescriptor"]["/FontName"]
            first, widths = outlines["/W"]
            assert first == 1
            assert len(outlines["/CIDToGIDMap"].get_data()) == 2 * (1 + len(widths))


@every_document
@pytest.mark.parametrize("draft", [False, True])
def test_every_mark_on_a_page_belongs_to_the_text_or_is_an_artifact(key: str, draft: bool) -> None:
    reader = _read(key, draft=draft)
    tree = _root(reader)["/StructTreeRoot"]
    numbers = tree["/ParentTree"]["/Nums"]
    assert _root(reader)["/MarkInfo"]["/Marked"]
    for place, page in enumerate(reader.pages):
        parents = numbers[2 * place + 1].get_object()
        assert page["/StructParents"] == numbers[2 * place] == place
        seen, depth = [], 0
        stream = ContentStream(page.get_contents(), reader)
        for operands, operator in stream.operations:
            if operator == b"BDC":
                seen.append(int(operands[1]["/MCID"]))
            if operator in (b"BDC", b"BMC"):
                depth += 1
            elif operator == b"EMC":
                depth -= 1
            elif operator in (b"Tj", b"TJ", b"Do", b"re", b"l"):
                assert depth == 1, "something is drawn outside a mark"
        assert depth == 0
        assert seen == list(range(len(parents)))


def _pages_of_elements(months: int) -> list[set[int]]:
    terms = replace(LOAN, plan=plan(months), special="双方另行约定如下。" * 60)
    pdf = printing.render("loan_contract", terms, number=NUMBER, copy=None, draft=False).pdf
    whole = _root(pypdf.PdfReader(BytesIO(pdf)))["/StructTreeRoot"]["/K"].get_object()
    elements = [each.get_object() for each in whole["/K"]]
    assert elements[0]["/S"] == "/H1"
    assert sum(each["/S"] == "/H3" for each in elements) == 14
    return [{mark["/Pg"].get_object()["/StructParents"] for mark in each["/K"]} for each in elements]


def test_a_paragraph_over_two_pages_is_one_element() -> None:
    spread = [pages for months in range(1, 25) for pages in _pages_of_elements(months) if len(pages) > 1]
    assert spread
    assert all(len(pages) == 2 for pages in spread)


@pytest.mark.parametrize("key", ["loan_contract", "farmland_mortgage", "survey_report"])
def test_another_program_finds_no_fault_in_the_file(key: str, tmp_path: Path) -> None:
    file = tmp_path / "paper.pdf"
    file.write_bytes(printing.render(key, TERMS[key], number=NUMBER, copy=None, draft=False).pdf)
    answer = subprocess.run(["qpdf", "--check", file], capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "No syntax or stream encoding errors found" in answer.stdout
