"""Apache Preflight, which validates PDF/A-1b, finds nothing but what part 2 of the standard changed.

Debian has no validator of part 2. Whatever else part 2 asks, ``test_archival.py`` checks claim by claim.
"""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import printing
from models.sample.papers import TERMS
from models.sample.papers.contracts import FARMER, NOTE, NUMBER
from printing import Copy
from printing.documents import documents

JARS = "/usr/share/java"
VALIDATOR = "org.apache.pdfbox.preflight.Validator_A1b"
LIBRARIES = ("preflight", "xmpbox", "pdfbox2", "fontbox2", "commons-logging", "javax.activation", "jaxb-api")
CHANGED_BY_PART_2 = {
    (
        "2.1.6",
        "Invalid graphics object, Invalid version of the ICCProfile",
    ),  # Profiles of version 4 may be used.
    ("7.11.1", "Error on MetaData, conformance level must be A or B"),  # There is U besides.
    ("7.11.2", "Error on MetaData, part must be 1"),
}


def _findings(folder: Path) -> dict[str, set[tuple[str, str]]]:
    """Return what the validator says of each file of a folder."""
    listed = folder / "files.txt"
    listed.write_text("\n".join(str(file) for file in sorted(folder.glob("*.pdf"))))
    paths = ":".join(f"{JARS}/{library}.jar" for library in LIBRARIES)
    done = subprocess.run(
        ["java", "-cp", paths, VALIDATOR, "xml", "group", listed], capture_output=True, text=True, check=False
    )
    report = folder / "files.txt.preflight.xml"
    assert report.is_file(), done.stdout + done.stderr
    return {
        Path(str(each.get("name"))).stem: {
            (str(error.findtext("code")), str(error.findtext("details"))) for error in each.iter("error")
        }
        for each in ET.parse(report).getroot().iter("preflight")  # noqa: S314 - the validator's own file
    }


def _drawn() -> Iterator[tuple[str, bytes]]:
    for key in sorted(documents()):
        for copy, draft in ((Copy(1, printing.copies(key)), False), (None, True)):
            pdf = printing.render(key, TERMS[key], number=NUMBER, copy=copy, draft=draft).pdf
            yield f"{key}{'-draft' if draft else ''}", pdf
    # A name of which a character is drawn by the third font.
    note = replace(NOTE, borrower=replace(FARMER, name="王龜堃"))
    yield "rare", printing.render("loan_note", note, number=NUMBER, copy=None, draft=False).pdf


def test_no_paper_of_any_kind_breaks_a_rule_of_the_archive(tmp_path: Path) -> None:
    for name, pdf in _drawn():
        (tmp_path / f"{name}.pdf").write_bytes(pdf)
    found = _findings(tmp_path)
    assert len(found) == 2 * len(documents()) + 1
    assert {
        name: errors - CHANGED_BY_PART_2 for name, errors in found.items() if errors - CHANGED_BY_PART_2
    } == {}


BROKEN = {
    "no profile": (rb"/OutputIntents\[", rb"/OutputXntents["),
    "a font that is not there": (rb"/FontFile2 ", rb"/FontXile2 "),
    "wrong widths": (rb"/W\[1\[1000", rb"/W[1[ 500"),
    "another title": (
        rb"<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">...",
        b'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">xxx',
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_the_validator_notices_what_is_wrong(what: str, tmp_path: Path) -> None:
    pdf = printing.render("loan_note", TERMS["loan_note"], number=NUMBER, copy=None, draft=False).pdf
    broken = re.sub(*BROKEN[what], pdf, count=1)
    assert broken != pdf
    assert len(broken) == len(pdf)
    (tmp_path / "broken.pdf").write_bytes(broken)
    assert _findings(tmp_path)["broken"] - CHANGED_BY_PART_2
