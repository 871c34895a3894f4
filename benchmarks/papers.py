"""Paper: contracts a second, the first page after a click, and the memory of a thousand contracts.

The peer is reportlab's own layout (platypus) of the same words in the same fonts, measured in the same run.
"""

import resource
import sys
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from itertools import count
from time import perf_counter, process_time
from xml.sax.saxutils import escape

from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

import printing
from models.documents.terms import LoanTerms
from models.sample.papers.contracts import LOAN, NUMBER
from printing import fonts, wording
from printing.documents import document

ROUNDS, TRIES = 15, 4
PEER = "StockSong"
COUNTER = count()


def _terms() -> LoanTerms:
    """Return terms that were never printed before."""
    return replace(LOAN, special=f"第{next(COUNTER)}号约定")


def ours() -> int:
    """Return the size of one contract as the product prints it."""
    copy = printing.Copy(1, 3)
    return len(printing.render("loan_contract", _terms(), number=NUMBER, copy=copy, draft=False).pdf)


def three_copies() -> int:
    """Return the size of the three copies of one contract, as a batch prints them."""
    terms, copies = _terms(), [printing.Copy(number, 3) for number in (1, 2, 3)]
    drawn = [
        printing.render("loan_contract", terms, number=NUMBER, copy=copy, draft=False) for copy in copies
    ]
    return sum(len(each.pdf) for each in drawn)


def platypus() -> int:
    """Return the size of the same words laid out by the library's own paragraphs and tables."""
    story = document("loan_contract").tell(LOAN)
    parts = wording.load("loan_contract").fill(story.words, story.conditions)
    style = ParagraphStyle("body", fontName=PEER, fontSize=12, leading=20, wordWrap="CJK", firstLineIndent=24)
    flow: list[object] = [Paragraph(escape(part.text), style) for part in parts if part.kind != "block"]
    rows = [[str(value) for value in row] for row in LOAN.plan]
    flow.append(
        Table(rows, style=[("FONT", (0, 0), (-1, -1), PEER, 9), ("GRID", (0, 0), (-1, -1), 0.5, "black")])
    )
    target = BytesIO()
    SimpleDocTemplate(target, invariant=1).build(flow)
    return len(target.getvalue())


def _seconds(make: Callable[[], int]) -> float:
    """Return the processor time of some rounds: others may work on this machine at the same time."""
    start = process_time()
    for _ in range(ROUNDS):
        make()
    return process_time() - start


def measure() -> None:
    """Print what was measured."""
    start = perf_counter()
    ours()
    print(f"first contract with the fonts: {perf_counter() - start:.2f} s")
    # The peer gets the library's own font, which remembers nothing from file to file.
    pdfmetrics.registerFont(TTFont(PEER, fonts.FOLDER / "song8105.ttf"))
    times = {}
    for name, make in (("ours", ours), ("platypus", platypus), ("three copies", three_copies)):
        make()
        times[name] = min(_seconds(make) for _ in range(TRIES)) / ROUNDS
        print(f"{name}: {times[name] * 1000:.1f} ms a contract, {1 / times[name]:.1f} a second")
    print(f"ratio to platypus: {times['ours'] / times['platypus']:.2f}")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    for _ in range(number):
        ours()
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(f"memory: {before / 1024:.0f} MB, {grown / 1024:.1f} MB more after {number} contracts")


if __name__ == "__main__":
    measure()
