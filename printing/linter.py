"""Refuses wording that a legal department would not sign: templates before they are used, contracts before they print."""

import difflib
import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Any

from models.errors import RuleBroken
from models.lending.amount_words import read_amount, write_amount
from models.money import parse_yuan
from models.text import Text
from printing.clauses import CLAUSES, Clause
from printing.documents.base import Document
from printing.wording import Part, Template

MARKED = re.compile(r"^(?:#+ |- )?§(\w+) ([^\n]*(?:\n[^\n]+)*)", re.MULTILINE)
_OWNERS = "甲方|乙方|丙方|抵押权人|质权人|贷款人|债权人|担保权人|银行|本行|我行|信用社|\\{lender\\}"
_FORFEITURE = (
    re.compile(rf"(?:归|属于|转归|移转给|过户给)(?:{_OWNERS})(?:所有|享有所有权|取得)"),
    re.compile(rf"(?:{_OWNERS})(?:直接|即|自动|有权直接|有权|可以直接)*(?:取得|享有)[^。；，]{{0,8}}所有权"),
    re.compile(r"(?:直接|自动)(?:抵作|抵顶|折抵|抵偿)"),
)
_ORDINARY = re.compile(r"一般保证")
_GUARANTEES = re.compile(r"提供[^。；]{0,12}保证担保|承担[^。；]{0,12}保证责任")
_NOT_FILLED = re.compile(r"^(?:[xX×＊*_＿?？]{2,}|待定|待填|待补|暂缺|TODO|todo)$")
_IN_WORDS = r"人民币(?P<words>[零〇壹贰叁肆伍陆柒捌玖拾佰仟万亿元圆角分整正]+)"
_IN_DIGITS = r"(?:小写)?[：:]?\s*(?:人民币)?[￥¥]?(?P<digits>\d[\d,，]*(?:\.\d+)?)\s*元?"
_PAIR = re.compile(rf"{_IN_WORDS}\s*[（(，,]\s*{_IN_DIGITS}\s*[)）]?")
_LONGEST = 200_000
_LIKE = 0.6


def template_findings(template: Template, kind: Document[Any]) -> list[Text]:
    """Return everything that speaks against using *template* for documents of *kind*; nothing is good."""
    return [
        *_too_long(template),
        *_lacking_words(template, kind),
        *_strange_words(template, kind),
        *_clauses(template, kind),
        *_forfeiture(template.body),
        *_guarantee(template, kind),
        *_pairs(template.body),
    ]


def require_template(template: Template, kind: Document[Any]) -> None:
    """Let a template pass that the linter finds nothing against.

    Raises:
        RuleBroken: It finds something; every finding is named.
    """
    owner: Any = type(kind)
    findings = _checked(template, owner)
    if findings:
        raise _refusal(
            Text("模板“{name}”不能使用：", "Template “{name}” cannot be used: ").fill(name=template.name),
            findings,
        )


@cache
def _checked(template: Template, kind: Any) -> tuple[Text, ...]:
    return tuple(template_findings(template, kind()))


def require_contract(parts: Sequence[Part], words: dict[str, str]) -> None:
    """Let the wording of one case pass.

    Raises:
        RuleBroken: A word was never filled in, an amount in words is not the amount in digits, or what was agreed
            forfeits the property.
    """
    findings = [*_not_filled(words), *(found for part in parts for found in _wrong(part.text))]
    if findings:
        raise _refusal(Text("不能打印：", "It cannot be printed: "), findings)


@lru_cache(maxsize=1 << 11)
def _wrong(text: str) -> tuple[Text, ...]:
    """Return what a paragraph says that it must not; one that stands in every contract is read once."""
    return (*_forfeiture(text), *_pairs(text))


def _refusal(head: Text, findings: Sequence[Text]) -> RuleBroken:
    zh = "；".join(finding.zh for finding in findings)
    en = "; ".join(finding.en for finding in findings)
    return RuleBroken(Text(f"{head.zh}{zh}。", f"{head.en}{en}."))


def _too_long(template: Template) -> Iterator[Text]:
    if len(template.body) > _LONGEST:
        yield Text("超过 {n} 个字", "it is longer than {n} characters").fill(n=_LONGEST)


def _lacking_words(template: Template, kind: Document[Any]) -> Iterator[Text]:
    for word in sorted(kind.required - template.words):
        yield Text("缺少必备要素“{word}”", "it lacks what the law requires: “{word}”").fill(word=word)


def _strange_words(template: Template, kind: Document[Any]) -> Iterator[Text]:
    known = kind.words() | kind.extra_words
    for word in sorted(template.words - known):
        near = difflib.get_close_matches(word, known, n=1, cutoff=_LIKE)
        if near:
            yield Text(
                "没有“{word}”这个词，是否为“{near}”", "there is no word “{word}”; do you mean “{near}”"
            ).fill(word=word, near=near[0])
        else:
            yield Text("没有“{word}”这个词", "there is no word “{word}”").fill(word=word)


def _clauses(template: Template, kind: Document[Any]) -> Iterator[Text]:
    marked: dict[str, str] = {}
    for key, text in MARKED.findall(template.body):
        marked[key] = marked.get(key, "") + text
    for key in sorted(marked.keys() - CLAUSES.keys()):
        yield Text("没有“§{key}”这种条款标记", "there is no clause mark “§{key}”").fill(key=key)
    for key in sorted(kind.clauses):
        clause = CLAUSES[key]
        if key not in marked:
            yield Text(
                "缺少必备条款“{label}”（§{key}，{source}）",
                "it lacks the clause “{label}” (§{key}, {source})",
            ).fill(label=clause.label, key=key, source=clause.source)
        else:
            yield from _clause(clause, marked[key])


def _clause(clause: Clause, text: str) -> Iterator[Text]:
    held = set(re.findall(r"\{(\w+)\}", text))
    for word in sorted(clause.words - held):
        yield Text("条款“{label}”没有写明“{word}”", "the clause “{label}” does not say “{word}”").fill(
            label=clause.label, word=word
        )
    for wording in clause.says:
        if not any(each in text for each in wording.split("|")):
            yield Text("条款“{label}”没有写明“{word}”", "the clause “{label}” does not say “{word}”").fill(
                label=clause.label, word=wording
            )
    if clause.bold and "**" not in text:
        yield Text("条款“{label}”没有加粗提示", "the clause “{label}” is not prompted in bold").fill(
            label=clause.label
        )


def _forfeiture(text: str) -> Iterator[Text]:
    for pattern in _FORFEITURE:
        for found in pattern.finditer(text):
            yield Text(
                "含有流押（流质）约定“{found}”（民法典401、428）",
                "it forfeits the property: “{found}” (Civil Code 401, 428)",
            ).fill(found=found[0])


def _guarantee(template: Template, kind: Document[Any]) -> Iterator[Text]:
    if "joint_liability" not in kind.clauses and not _GUARANTEES.search(template.body):
        return
    if _ORDINARY.search(template.body):
        yield Text("约定为一般保证", "it makes an ordinary guarantee")
    if "连带责任" not in template.body:
        yield Text(
            "保证没有写明连带责任，将按一般保证处理（民法典686）",
            "the guarantee does not say joint liability and would be an ordinary one (Civil Code 686)",
        )


def _not_filled(words: dict[str, str]) -> Iterator[Text]:
    for name, value in sorted(words.items()):
        if _NOT_FILLED.match(value.strip()):
            yield Text("“{name}”还没有填写（现为“{value}”）", "“{name}” is not filled in (“{value}”)").fill(
                name=name, value=value
            )


def _pairs(text: str) -> Iterator[Text]:
    for found in _PAIR.finditer(text):
        try:
            words, digits = read_amount(found["words"]), parse_yuan(found["digits"])
        except RuleBroken as broken:
            yield broken.text
            continue
        if words != digits:
            yield Text("大小写金额不一致：{found}", "the amount in words and in digits differ: {found}").fill(
                found=f"{found[0]} ≠ {write_amount(digits)}"
            )
