import pytest

from models.errors import RuleBroken
from printing import wording
from printing.lines import Run

HEAD = "title: 试文\nversion: 1\neffective: 2026-01-01\napproval: 法审 1\n---\n"


def _parts(body: str, words: dict[str, str], **conditions: bool) -> list[tuple[str, str]]:
    parts = wording.parse("trial", HEAD + body).fill(words, conditions)
    return [(part.kind, part.text) for part in parts]


def test_signs_make_chapters_articles_clauses_and_blocks() -> None:
    body = "# 总则\n\n## 金额\n\n- 借款\n\n- 利息\n\n## 期限\n\n- 一年\n\n普通段\n\n[table:plan]\n\n% 备注"
    assert _parts(body, {}) == [
        ("chapter", "总则"),
        ("article", "第一条　金额"),
        ("clause", "1.1　借款"),
        ("clause", "1.2　利息"),
        ("article", "第二条　期限"),
        ("clause", "2.1　一年"),
        ("paragraph", "普通段"),
        ("block", "table:plan"),
    ]


def test_a_value_is_printed_as_it_is_written() -> None:
    for name in ("张<b>&", "**张**", "{张}", "[signatures]", "## 张", "% 张"):
        assert _parts("{name}", {"name": name}) == [("paragraph", name)]


def test_prompts_are_bold() -> None:
    part = wording.parse("trial", HEAD + "甲**乙{word}**丁").fill({"word": "丙"}, {})[0]
    assert part.runs == (Run("甲"), Run("乙丙", bold=True), Run("丁"))


@pytest.mark.parametrize("words", [{}, {"name": ""}, {"name": " \n "}])
def test_a_missing_or_empty_word_is_named(words: dict[str, str]) -> None:
    with pytest.raises(RuleBroken, match=r"trial.*name") as refusal:
        _parts("{name}", words)
    assert refusal.value.field == "name"


def test_a_condition_chooses() -> None:
    body = "[if:land]\n\n有地\n\n[if:rice]\n\n有稻\n\n[end]\n\n[end]\n\n完"
    assert _parts(body, {}, land=True, rice=False) == [("paragraph", "有地"), ("paragraph", "完")]
    assert _parts(body, {}, land=False, rice=True) == [("paragraph", "完")]


@pytest.mark.parametrize("body", ["[if:sea]\n\n海\n\n[end]", "[if:land]\n\n地", "甲**乙"])
def test_a_broken_template_is_refused(body: str) -> None:
    with pytest.raises(RuleBroken, match="trial"):
        _parts(body, {}, land=True)


@pytest.mark.parametrize("head", ["title: 甲\n---\n", HEAD.replace("\n---\n", "\ncolour: red\n---\n"), "无"])
def test_a_head_must_be_whole(head: str) -> None:
    with pytest.raises(RuleBroken, match="approval"):
        wording.parse("trial", head + "正文")


def test_a_template_that_is_not_there_is_refused() -> None:
    with pytest.raises(RuleBroken, match="no_such"):
        wording.load("no_such")


@pytest.mark.parametrize(
    ("number", "words"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (35, "三十五")]
)
def test_articles_are_counted_in_chinese(number: int, words: str) -> None:
    assert wording.chinese_number(number) == words


def test_the_rows_of_a_form_hold_values_as_they_are_written() -> None:
    parts = wording.parse("trial", HEAD + "| 姓名 | {name}\n| 甲 | 乙 | 丙 | {name}").fill(
        {"name": "张|王"}, {}
    )
    assert parts[0].kind == "form"
    assert parts[0].rows == (("姓名", "张|王"), ("甲", "乙", "丙", "张|王"))


def test_unless_is_the_reverse_of_if() -> None:
    assert _parts("[unless:land]\n\n无地\n\n[end]", {}, land=False) == [("paragraph", "无地")]
    assert _parts("[unless:land]\n\n无地\n\n[end]", {}, land=True) == []


def test_the_mark_of_a_clause_is_not_printed() -> None:
    assert _parts("## 担保\n\n- §scope 担保范围", {})[1] == ("clause", "1.1　担保范围")


def test_a_full_stop_of_an_officers_words_gives_way_to_the_sentence() -> None:
    words = {"reason": "春涝减产。"}
    body = "因{reason}，不能归还。\n\n理由：{reason}\n\n> 张三："
    parts = wording.parse("trial", HEAD + body).fill(words, {})
    assert [part.text for part in parts] == ["因春涝减产，不能归还。", "理由：春涝减产。", "张三："]
    assert parts[2].kind == "addressee"
