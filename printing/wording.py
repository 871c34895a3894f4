"""Reads the lawyers' templates and fills in the words of one case.

A template is plain text in ``resources/templates/``. First lines ``name: value`` up to a line ``---``; then
paragraphs, parted by empty lines. What a paragraph is, its first sign says:

    # 第一章 …        a chapter heading
    ## 借款金额       an article: numbered by the program as 第一条, 第二条 …
    - 甲方应当…       a clause: numbered 1.1, 1.2 … within its article
    > 张三：           who is addressed, at the margin
    [table:plan]      a block that the document draws: table, signatures
    | 借款人 | {name}  a row of a form: label, value; or label, value, label, value
    [if:land] [end]   what stands between is printed only under that condition; [unless:land] the reverse
    % …               a remark, not printed

Before its text a paragraph may bear the mark ``§scope``: it is the clause the law demands under that name
(``printing.clauses``).

Within a paragraph ``{word}`` is a word of the case and ``**…**`` prompts the customer by bold type. Words are
put in after the signs are read, so that no name and no amount can act as one.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

from models.errors import RuleBroken
from models.text import Text
from printing.lines import Run

FOLDER = Path(__file__).parent.parent / "resources" / "templates"
Kind = Literal["chapter", "article", "clause", "addressee", "paragraph", "block", "form"]
_REQUIRED_HEAD = ("title", "version", "effective", "approval")
_WORD = re.compile(r"\{([^{}]*)\}")
_MARK = re.compile(r"^§\w+ ")
_STOPS = "。；，、"
_GOES_ON = tuple("。；，、：")
_DIGITS = "零一二三四五六七八九"
_TEN = 10


@dataclass(frozen=True)
class Part:
    """A paragraph of a template, numbered and with its words put in; of a block, its name.

    Attributes:
        rows: Of a form, its cells.
    """

    kind: Kind
    runs: tuple[Run, ...]
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def text(self) -> str:
        """The paragraph without its type faces."""
        return "".join(run.text for run in self.runs) or "\n".join("：".join(row) for row in self.rows)


@dataclass(frozen=True)
class Template:
    """A text as the lawyers keep it.

    Attributes:
        name: Of the file, without its ending.
        title: Printed above the text.
        version: Of the wording.
        effective: The day from which it is used.
        approval: The number of the legal approval.
        body: The text after the head.
    """

    name: str
    title: str
    version: str
    effective: str
    approval: str
    body: str

    @property
    def edition(self) -> str:
        """The name by which records keep which wording it was."""
        return f"{self.name} {self.version}（{self.effective} 起用，{self.approval}）"

    @property
    def imprint(self) -> str:
        """What the foot of each page says about the wording."""
        return f"文本版本 {self.version}（{self.effective} 起用，{self.approval}）"

    @property
    def words(self) -> frozenset[str]:
        """The names of all words the text asks for."""
        return frozenset(_WORD.findall(self.body))

    @property
    def prompts(self) -> tuple[str, ...]:
        """The clauses in bold, before words are put in."""
        return tuple(re.findall(r"\*\*(.+?)\*\*", self.body))

    def fill(self, words: Mapping[str, str], conditions: Mapping[str, bool]) -> tuple[Part, ...]:
        """Return the parts of the text for one case.

        Raises:
            RuleBroken: The text asks for a word or a condition that the case does not give, or
                the word is empty; write “/” for what does not apply.
        """
        filler = _Filler(self.name, words)
        chosen = _chosen(self.name, self.body, tuple(sorted(conditions.items())))
        return tuple(map(filler.part, chosen))


def load(name: str) -> Template:
    """Return the template *name*.

    Raises:
        RuleBroken: There is no such template, or its head lacks a line.
    """
    path = FOLDER / f"{name}.txt"
    if not path.is_file():
        raise RuleBroken(
            Text("没有文本模板“{name}”。", "There is no text template “{name}”.").fill(name=name)
        )
    return _read(name, path, path.stat().st_mtime_ns)


@lru_cache(maxsize=128)
def _read(name: str, path: Path, _changed: int) -> Template:
    return parse(name, path.read_text(encoding="utf-8"))


def parse(name: str, text: str) -> Template:
    """Return the template in *text*.

    Raises:
        RuleBroken: Its head lacks a line, has one nobody knows, or its day is none.
    """
    head, _, body = text.partition("\n---\n")
    lines = dict(re.findall(r"^(\w+):[ \t]*(.+?)[ \t]*$", head, re.MULTILINE))
    if set(lines) != set(_REQUIRED_HEAD) or not body:
        raise RuleBroken(
            Text(
                "模板“{name}”的文件头应有且只有：{lines}，并以 --- 结束。",
                "The head of template “{name}” must have just {lines} and end with ---.",
            ).fill(name=name, lines=", ".join(_REQUIRED_HEAD))
        )
    try:
        date.fromisoformat(lines["effective"])
    except ValueError:
        raise RuleBroken(
            Text(
                "模板“{name}”的启用日期应写作 2026-08-01。",
                "Write the day of template “{name}” as 2026-08-01.",
            ).fill(name=name),
            field="effective",
        ) from None
    return Template(name, body=body, **lines)


class _Paragraph(NamedTuple):
    """A paragraph of a template, read and numbered; its words are not put in yet."""

    kind: Kind
    runs: tuple[Run, ...]
    rows: tuple[tuple[str, ...], ...] = ()
    asks: bool = False


@lru_cache(maxsize=256)
def _chosen(name: str, body: str, conditions: tuple[tuple[str, bool], ...]) -> tuple[_Paragraph, ...]:
    """Return what of a template is printed under these conditions; it is read once for all cases that meet them."""
    return tuple(_Reader(name).paragraphs(_texts(name, body, dict(conditions))))


def _texts(name: str, body: str, conditions: Mapping[str, bool]) -> Iterator[str]:
    printing = [True]
    for paragraph in re.split(r"\n\s*\n", body):
        lines = [line for line in paragraph.split("\n") if not line.startswith("%")]
        text = _joined(lines)
        mark = re.fullmatch(r"\[(if|unless):(\w+)\]", text)
        if mark:
            if mark[2] not in conditions:
                raise _template_error(name, mark[0])
            printing.append(printing[-1] and conditions[mark[2]] is (mark[1] == "if"))
        elif text == "[end]" and len(printing) > 1:
            printing.pop()
        elif text and printing[-1]:
            yield text
    if len(printing) != 1:
        raise _template_error(name, "[if:…] without [end]")


def _joined(lines: Sequence[str]) -> str:
    """Return a paragraph as one text; the rows of a form stay lines."""
    return ("\n" if lines and lines[0].startswith("|") else "").join(line.strip() for line in lines).strip()


def _template_error(name: str, what: str) -> RuleBroken:
    return RuleBroken(
        Text(
            "模板“{name}”中有无法识别的内容：{what}。",
            "Template “{name}” holds what nobody can read: {what}.",
        ).fill(name=name, what=what)
    )


@dataclass
class _Reader:
    name: str
    article: int = 0
    clause: int = 0

    def paragraphs(self, texts: Iterator[str]) -> Iterator[_Paragraph]:
        for text in texts:
            block = re.fullmatch(r"\[([\w:]+)\]", text)
            if block:
                yield _Paragraph("block", (Run(block[1]),))
            elif text.startswith("|"):
                rows = tuple(self._row(line) for line in text.split("\n"))
                yield _Paragraph("form", (), rows, bool(_WORD.search(text)))
            else:
                kind, runs = self._kind_and_runs(text)
                yield _Paragraph(kind, runs, asks=bool(_WORD.search(text)))

    def _kind_and_runs(self, text: str) -> tuple[Kind, tuple[Run, ...]]:
        if text.startswith("## "):
            self.article, self.clause = self.article + 1, 0
            number = Run(f"第{chinese_number(self.article)}条　", bold=True)
            return "article", (number, *self._runs(text[3:], bold=True))
        if text.startswith("# "):
            return "chapter", self._runs(text[2:], bold=True)
        if text.startswith("- "):
            self.clause += 1
            # Clauses before the first article, or in a text without any, are counted by themselves.
            number = Run(f"{self.article}.{self.clause}　" if self.article else f"{self.clause}.　")
            return "clause", (number, *self._runs(text[2:]))
        if text.startswith("> "):
            return "addressee", self._runs(text[2:])
        return "paragraph", self._runs(text)

    def _row(self, line: str) -> tuple[str, ...]:
        cells = tuple(cell.strip() for cell in line.removeprefix("|").split("|"))
        if len(cells) not in (2, 4) or not line.startswith("|"):
            raise _template_error(self.name, line[:30])
        return cells

    def _runs(self, text: str, *, bold: bool = False) -> tuple[Run, ...]:
        pieces = _MARK.sub("", text).split("**")
        if len(pieces) % 2 == 0:
            raise _template_error(self.name, text[:30])
        return tuple(Run(piece, bold or number % 2 == 1) for number, piece in enumerate(pieces) if piece)


@lru_cache(maxsize=1 << 12)
def _as_it_stands(read: _Paragraph) -> Part:
    return Part(read.kind, read.runs, read.rows)


@dataclass
class _Filler:
    name: str
    words: Mapping[str, str]

    def part(self, read: _Paragraph) -> Part:
        if not read.asks:
            return _as_it_stands(read)
        runs = tuple(run._replace(text=self._put_in(run.text)) for run in read.runs)
        return Part(read.kind, runs, tuple(tuple(map(self._put_in, row)) for row in read.rows))

    def _put_in(self, text: str) -> str:
        return _WORD.sub(self._said, text)

    def _said(self, found: re.Match[str]) -> str:
        """Return a word; the full stop of what an officer wrote gives way to the sentence it comes to stand in."""
        word, following = self._word(found[1]), found.string[found.end() :]
        return word.rstrip(_STOPS) or word if following.startswith(_GOES_ON) else word

    def _word(self, word: str) -> str:
        value = " ".join(self.words.get(word, "").split("\n")).strip()
        if not value:
            raise RuleBroken(
                Text(
                    "模板“{name}”需要的“{word}”没有内容，不能打印；不适用时请填“/”。",
                    "Template “{name}” asks for “{word}”, which is empty; it cannot be printed. "
                    "Write “/” for what does not apply.",
                ).fill(name=self.name, word=word),
                field=word,
            )
        return value


def chinese_number(number: int) -> str:
    """Return *number*, from 1 to 99, as articles are counted: 十一, 二十."""
    tens, ones = divmod(number, _TEN)
    head = "" if tens == 0 else ("十" if tens == 1 else f"{_DIGITS[tens]}十")
    return head + (_DIGITS[ones] if ones or not tens else "")
