"""The loan contract as other programs lay it out: the same words, in the same faces, with the same tables.

The peers have it easier: they draw no QR code, count no pages beforehand, keep no signature together, and reportlab
writes no tags. Their text is not held to the rules of Chinese setting.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

import typst
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

import printing
from models.documents.terms import LoanTerms, PartyLine
from models.money import show_yuan
from models.sample.papers.contracts import CARD, FARMER, LOAN, SPOUSE, plan
from printing import fonts, wording
from printing.documents import document
from printing.lines import Run

KEY = "loan_contract"
COMMON = 3500  # Of the General Standard list, whose first level has so many characters.
FACES = {False: "PeerSong", True: "PeerHei"}
PARTY = ("身份证件", "证件号码", "住所（送达地址）", "联系电话")
PLAN = ("期次", "还款日", "应还本金（元）", "应还利息（元）", "应还合计（元）", "剩余本金（元）")
SIGNED = "（签字）：　　　　　　　　日期：　　　　年　　月　　日"


@cache
def contract(number: int) -> tuple[str, LoanTerms]:
    """Return the number and the terms of a contract of which no name, amount, account or plan is another's."""
    draw = random.Random(number)
    chars = (fonts.FOLDER / "general_standard.txt").read_text(encoding="utf-8")[:COMMON]

    def person(like: PartyLine) -> PartyLine:
        village, name = "".join(draw.choices(chars, k=4)), "".join(draw.choices(chars, k=2))
        return replace(
            like,
            name=draw.choice("王李张刘陈杨黄赵吴周") + name,
            id_number=f"239901{draw.randrange(10**12):012}",
            address=f"黑龙江省黑土市{village[:2]}镇{village[2:]}村{draw.randrange(1, 9)}组{draw.randrange(300)}号",
            phone=f"199{draw.randrange(10**8):08}",
        )

    borrower, amount = person(FARMER), draw.randrange(100, 5000) * 10_000
    card = replace(CARD, holder=borrower.name, number=f"623999{draw.randrange(10**13):013}")
    rows = tuple(row._replace(interest=draw.randrange(10**6)) for row in plan(12, amount))
    terms = replace(
        LOAN,
        borrower=borrower,
        co_borrowers=(person(SPOUSE),),
        amount=amount,
        loan_account=card,
        repayment_account=card,
        plan=rows,
        special=f"第{number}号约定",
    )
    return f"黑土(农借)字[2026]第{number:07}号", terms


def ours(number: int) -> bytes:
    """Return the contract as the product prints it."""
    name, terms = contract(number)
    return printing.render(KEY, terms, number=name, copy=printing.Copy(1, 3), draft=False).pdf


class _Words:
    """What a peer has to lay out, in order: text in one or two faces, or the rows of a table."""

    def __init__(self, number: int) -> None:
        self.number, self.terms = contract(number)
        story = document(KEY).tell(self.terms)
        template = wording.load(KEY)
        self.title, self.parts = template.title, template.fill(story.words, story.conditions)

    def tables(self, name: str) -> Iterator[Sequence[Sequence[str]]]:
        terms = self.terms
        if name == "parties":
            for party in (terms.borrower, *terms.co_borrowers):
                values = (party.id_kind, party.id_number, party.address, party.phone)
                yield [("姓名", party.name), *zip(PARTY, values, strict=True)]
            yield [("贷款人", terms.lender.name), (PARTY[2], terms.lender.address)]
        elif name == "table:plan":
            yield [PLAN, *map(_row, terms.plan)]
        elif name == "table:securities":
            yield terms.securities
        elif name == "signatures":
            names = [terms.borrower.name, *(each.name for each in terms.co_borrowers), terms.lender.name]
            yield [(name, SIGNED) for name in names]


def _row(row: Any) -> tuple[str, ...]:
    return str(row.n), str(row.due), *map(show_yuan, (row.principal, row.interest, row.total, row.balance))


@cache
def _style(kind: str) -> ParagraphStyle:
    for bold, file in ((False, "song8105.ttf"), (True, "hei8105.ttf")):
        pdfmetrics.registerFont(TTFont(FACES[bold], fonts.FOLDER / file))
    size, indent = (20, 0) if kind == "title" else (12, 0 if kind == "article" else 24)
    return ParagraphStyle(
        kind,
        fontName=FACES[False],
        fontSize=size,
        leading=size * 5 / 3,
        wordWrap="CJK",
        firstLineIndent=indent,
    )


def _marked_up(runs: Sequence[Run]) -> str:
    return "".join(f'<font name="{FACES[run.bold]}">{escape(run.text)}</font>' for run in runs)


def platypus(number: int) -> bytes:
    """Return the contract laid out by reportlab's own paragraphs and tables."""
    words = _Words(number)
    flow: list[Any] = [Paragraph(_marked_up([Run(words.title, bold=True)]), _style("title"))]
    look = [("FONT", (0, 0), (-1, -1), FACES[False], 9), ("GRID", (0, 0), (-1, -1), 0.5, "black")]
    for part in words.parts:
        if part.kind == "block":
            for rows in words.tables(part.text):
                flow += [Table(rows, style=look, repeatRows=int(part.text == "table:plan")), Spacer(0, 8)]
        else:
            flow.append(Paragraph(_marked_up(part.runs), _style(part.kind)))

    def around(canvas: Any, page: Any) -> None:
        canvas.setFont(FACES[False], 9)
        canvas.drawString(80, 790, words.title)
        canvas.drawRightString(524, 790, f"编号：{words.number}")
        canvas.drawCentredString(302, 40, f"第 {page.page} 页")

    target = BytesIO()
    made = SimpleDocTemplate(
        target, invariant=1, leftMargin=74, rightMargin=66, topMargin=74, bottomMargin=76
    )
    made.build(flow, onFirstPage=around, onLaterPages=around)
    return target.getvalue()


@cache
def _compiler() -> Any:
    return typst.Compiler(font_paths=[str(fonts.FOLDER)], ignore_system_fonts=True)


_LOOK = """#set document(date: none)
#set page(paper: "a4", margin: (left: 74pt, right: 66pt, top: 74pt, bottom: 76pt), header: [{title} #h(1fr) 编号：{number}],
  footer: align(center, context [第 #counter(page).display() 页]))
#set text(font: ("Heitu Song", "Heitu More"), size: 12pt, lang: "zh")
#set par(justify: true, first-line-indent: (amount: 24pt, all: true))
#show strong: set text(font: ("Heitu Hei", "Heitu More"), weight: "regular")
#set table(stroke: 0.5pt)
"""
_SIGNS = str.maketrans({sign: f"\\{sign}" for sign in "\\*_#[]<>@$`~=-+/'\""})


def _say(runs: Sequence[Run]) -> str:
    return "".join(
        f"#strong[{run.text.translate(_SIGNS)}]" if run.bold else run.text.translate(_SIGNS) for run in runs
    )


def by_typst(number: int) -> bytes:
    """Return the contract laid out by typst, whose compiler is kept."""
    words = _Words(number)
    said = [_LOOK.format(title=words.title, number=words.number.translate(_SIGNS))]
    said.append(f"#align(center, text(size: 20pt)[*{words.title}*])")
    for part in words.parts:
        if part.kind != "block":
            said.append(_say(part.runs))
            continue
        for rows in words.tables(part.text):
            cells = "".join(f"[{cell.translate(_SIGNS)}]," for row in rows for cell in row)
            said.append(f"#text(size: 9pt, table(columns: {len(rows[0])}, {cells}))")
    made: bytes = _compiler().compile(input="\n\n".join(said).encode(), format="pdf")
    return made
