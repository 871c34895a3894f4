"""Every gap a legal department would refuse is refused, and the bundled templates have none."""

import re
from dataclasses import replace

import pytest

from models.errors import RuleBroken
from printing import linter, wording
from printing.clauses import CLAUSES
from printing.documents import document, documents
from printing.lines import plain
from printing.wording import Template

EVERY = pytest.mark.parametrize("key", sorted(documents()))


def _template(key: str) -> Template:
    return wording.load(document(key).template)


def _found(key: str, template: Template) -> str:
    return "\n".join(text.zh for text in linter.template_findings(template, document(key)))


@EVERY
def test_nothing_speaks_against_a_bundled_template(key: str) -> None:
    assert _found(key, _template(key)) == ""


@EVERY
def test_every_mandatory_clause_is_missed_when_it_is_struck_out(key: str) -> None:
    kind, template = document(key), _template(key)
    for clause in kind.clauses:
        body = re.sub(rf"^(- )?§{clause} [^\n]*$", "", template.body, flags=re.MULTILINE)
        assert CLAUSES[clause].label.zh in _found(key, replace(template, body=body))


@EVERY
def test_every_required_word_is_missed_when_it_is_struck_out(key: str) -> None:
    kind, template = document(key), _template(key)
    for word in kind.required:
        body = template.body.replace(f"{{{word}}}", "某")
        assert f"缺少必备要素“{word}”" in _found(key, replace(template, body=body))


@EVERY
def test_a_clause_that_must_be_prompted_is_missed_in_plain_type(key: str) -> None:
    kind, template = document(key), _template(key)
    plain = replace(template, body=template.body.replace("**", ""))
    for clause in kind.clauses:
        if CLAUSES[clause].bold:
            assert f"条款“{CLAUSES[clause].label.zh}”没有加粗提示" in _found(key, plain)


@pytest.mark.parametrize(
    "wish",
    [
        "债务人不履行到期债务的，抵押财产归抵押权人所有",
        "逾期不还，房屋归乙方所有",
        "逾期的，抵押权人有权直接取得抵押财产所有权",
        "质物所有权自动抵偿债务",
        "抵押财产归{lender}所有",
    ],
)
def test_forfeiture_is_refused_in_every_wording(wish: str) -> None:
    template = _template("farmland_mortgage")
    assert "流押" in _found("farmland_mortgage", replace(template, body=f"{template.body}\n\n- {wish}。\n"))


def test_a_word_that_does_not_exist_is_named_with_the_one_that_was_meant() -> None:
    template = _template("loan_contract")
    said = _found("loan_contract", replace(template, body=template.body.replace("{purpose}", "{purpse}")))
    assert "没有“purpse”这个词，是否为“purpose”" in said


def test_an_amount_in_words_must_be_the_amount_in_digits() -> None:
    template = _template("loan_contract")
    wrong = f"{template.body}\n\n违约金为人民币叁万元整（￥300,000.00）。\n"
    right = f"{template.body}\n\n违约金为人民币叁万元整（小写：￥30,000.00元）。\n"
    assert "大小写金额不一致" in _found("loan_contract", replace(template, body=wrong))
    assert _found("loan_contract", replace(template, body=right)) == ""


def test_a_special_term_that_forfeits_stops_the_print() -> None:
    part = wording.Part("clause", plain("逾期的，房屋归甲方所有"))
    with pytest.raises(RuleBroken, match="流押"):
        linter.require_contract([part], {})


@pytest.mark.parametrize("value", ["____", "XX", "待定", "？？", "××"])
def test_a_word_that_was_never_filled_in_stops_the_print(value: str) -> None:
    with pytest.raises(RuleBroken, match="purpose"):
        linter.require_contract([], {"purpose": value})


def test_what_does_not_apply_is_written_with_a_stroke() -> None:
    with pytest.raises(RuleBroken, match="purpose") as refusal:
        linter.require_contract([], {"special": "/", "insurance": "/", "purpose": "____"})
    assert "special" not in str(refusal.value)
    assert "insurance" not in str(refusal.value)


def test_a_book_is_not_a_template() -> None:
    template = _template("loan_note")
    assert "超过" in _found("loan_note", replace(template, body=template.body + "字" * 200_000))
