import re
import subprocess
import sys
from dataclasses import fields, replace
from io import BytesIO
from typing import Any

import pypdf
import pypdfium2
import pytest
import zxingcpp

import printing
from models.documents.terms import PartyLine
from models.errors import NotFound, RuleBroken
from models.sample.papers import TERMS
from models.sample.papers import contracts as samples
from printing import Copy, Rendered, wording
from printing.documents import documents
from printing.lines import NEVER_FIRST, NEVER_LAST
from printing.page import MM
from tests.printing.reading import flat, page_texts, whole_text

every_document = pytest.mark.parametrize("key", sorted(documents()))


FIRST = Copy(0, 0)


def _print(
    key: str,
    terms: object = None,
    *,
    draft: bool = False,
    number: str = samples.NUMBER,
    copy: Copy | None = FIRST,
) -> Rendered:
    which = Copy(1, printing.copies(key)) if copy is FIRST else copy
    return printing.render(key, terms or TERMS[key], draft=draft, number=number, copy=which)


def test_every_document_has_a_sample() -> None:
    assert sorted(documents()) == sorted(TERMS)


@every_document
def test_the_same_input_gives_the_same_bytes(key: str) -> None:
    first, second = _print(key), _print(key)
    assert first == second


def test_another_process_gives_the_same_bytes() -> None:
    code = (
        "import printing; from models.sample.papers import contracts as s; "
        "print(printing.render('loan_note', s.NOTE, number=s.NUMBER, copy=printing.Copy(1, 3), draft=False).sha256)"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == _print("loan_note").sha256


documents_in_copies = pytest.mark.parametrize(
    "key", sorted(key for key in documents() if printing.copies(key) > 1)
)


@documents_in_copies
def test_copies_differ_and_share_the_hash_of_the_data(key: str) -> None:
    total = printing.copies(key)
    first, second = _print(key, copy=Copy(1, total)), _print(key, copy=Copy(2, total))
    assert first.sha256 != second.sha256
    assert first.data_hash == second.data_hash
    assert f"第2份/共{total}份" in whole_text(second.pdf)
    assert "第1份" not in whole_text(_print(key, copy=None).pdf)


@every_document
def test_every_page_has_its_number_and_the_documents(key: str) -> None:
    printed = _print(key)
    pages = page_texts(printed.pdf)
    assert len(pages) == printed.pages
    for number, text in enumerate(pages, start=1):
        assert f"第{number}页共{len(pages)}页" in flat(text)
        assert f"编号：{samples.NUMBER}" in flat(text)
        assert printed.data_hash[:16] in text
        assert key not in text  # The name of the template is for records, not for customers.


@every_document
def test_nothing_stands_in_the_margins_of_binding_and_seal(key: str) -> None:
    reader = pypdf.PdfReader(BytesIO(_print(key).pdf))
    for page in reader.pages:
        places: list[float] = []

        def note(text: str, _cm: Any, tm: Any, *_rest: Any, places: list[float] = places) -> None:
            if text.strip():
                places.append(tm[4])

        page.extract_text(visitor_text=note)
        assert min(places) >= 25 / 25.4 * 72
        assert max(places) <= (210 - 20) / 25.4 * 72


@every_document
def test_no_line_breaks_a_rule_of_setting(key: str) -> None:
    for text in page_texts(_print(key).pdf):
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        assert [line for line in lines if line[0] in NEVER_FIRST] == []
        assert [line for line in lines if line[-1] in NEVER_LAST] == []


@every_document
def test_every_prompt_is_printed(key: str) -> None:
    kind = documents()[key]()
    template = wording.load(kind.template)
    words = kind.tell(TERMS[key]).words
    printed = _without_marks(_print(key))
    assert template.prompts
    for prompt in template.prompts:
        if set(re.findall(r"\{(\w+)\}", prompt)) - words.keys():
            continue  # It stands under a condition that the sample does not meet.
        for name, word in words.items():
            prompt = prompt.replace(f"{{{name}}}", word)  # noqa: PLW2901 - word after word.
        assert flat(prompt) in printed


def _without_marks(printed: Rendered) -> str:
    """The text without running heads and feet, which stand between the lines of two pages."""
    pages = []
    for number, text in enumerate(page_texts(printed.pdf), start=1):
        flat_text = flat(text)
        start = flat_text.index(flat(samples.NUMBER)) + len(flat(samples.NUMBER))
        pages.append(flat_text[start : flat_text.rindex(f"第{number}页共")])
    return "".join(pages)


def _party(terms: Any) -> str:
    """The first field that names a customer."""
    return next(each.name for each in fields(terms) if isinstance(getattr(terms, each.name), PartyLine))


documents_with_a_party = pytest.mark.parametrize(
    "key", sorted(key for key in documents() if key not in {"print_register", "daily_check"})
)


@documents_with_a_party
def test_a_rare_name_is_printed_and_read_back(key: str) -> None:
    terms: Any = TERMS[key]
    party = _party(terms)
    for name in samples.RARE_NAMES:
        changed = replace(terms, **{party: replace(getattr(terms, party), name=name)})
        assert name in whole_text(_print(key, changed).pdf)


@documents_with_a_party
def test_a_name_that_looks_like_markup_is_printed_as_it_is_written(key: str) -> None:
    terms: Any = TERMS[key]
    party = _party(terms)
    changed = replace(terms, **{party: replace(getattr(terms, party), name="张<b>&{lender}**")})
    assert "张<b>&{lender}**" in whole_text(_print(key, changed).pdf)


@documents_with_a_party
def test_a_missing_glyph_stops_the_print(key: str) -> None:
    terms: Any = TERMS[key]
    party = _party(terms)
    changed = replace(terms, **{party: replace(getattr(terms, party), name="王\U00030000")})
    with pytest.raises(RuleBroken, match=r"U\+30000"):
        _print(key, changed)


@every_document
def test_a_draft_says_so_on_every_page(key: str) -> None:
    for text in page_texts(_print(key, draft=True).pdf):
        assert {"样", "稿", "无", "效"} <= set(text)
    assert _print(key, draft=True).data_hash == _print(key).data_hash


@every_document
def test_metadata_name_title_and_language(key: str) -> None:
    reader = pypdf.PdfReader(BytesIO(_print(key).pdf))
    assert reader.metadata is not None
    assert reader.metadata.title == f"{documents()[key].title.zh} {samples.NUMBER}"
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "zh-CN"


def test_the_loan_contract_says_amount_rate_and_plan() -> None:
    text = whole_text(_print("loan_contract").pdf)
    for words in (samples.WORDS, "￥300,000.00", "4.35%", "6.525%", "12个月", "2027年3月10日", "313,050.00"):
        assert words in text


def test_a_plan_of_sixty_months_repeats_its_head() -> None:
    terms = replace(samples.LOAN, plan=samples.plan(60))
    texts = [flat(text) for text in page_texts(_print("loan_contract", terms).pdf)]
    assert sum("期次还款日应还本金" in text for text in texts) >= 2


def test_a_payee_is_named_only_where_the_bank_pays_him() -> None:
    assert "丰收农资" not in whole_text(_print("loan_contract", replace(samples.LOAN, payee=None)).pdf)


def test_land_held_by_transfer_asks_the_contractors_consent() -> None:
    own = whole_text(_print("farmland_mortgage").pdf)
    terms = replace(samples.MORTGAGE, mortgagor=samples.FIRM, contractor=samples.SPOUSE)
    transferred = whole_text(_print("farmland_mortgage", terms).pdf)
    assert "承包地共有人书面同意书" in own
    assert "承包方书面同意书" in transferred
    assert "承包方李䶮（居民身份证：239901199211080029）已书面同意" in transferred
    assert "548.80" in own


def test_a_land_contract_of_two_rights_is_named_once() -> None:
    form = whole_text(_print("farmland_mortgage").pdf).split("土地经营权抵押发包方备案表")[1]
    assert form.count(samples.LAND.contract_code) == 1


def test_signatures_never_stand_alone_on_a_page() -> None:
    for months in range(1, 61):
        terms = replace(samples.LOAN, plan=samples.plan(months))
        last = flat(page_texts(_print("loan_contract", terms).pdf)[-1])
        assert "以下无正文" in last
        assert last.count("（签字）：") == 3


def test_a_hundred_parcels_are_all_printed_inside_the_page() -> None:
    parcels = tuple(f"23990110020100{number:05}" for number in range(1, 101))
    terms = replace(samples.MORTGAGE, rights=(replace(samples.LAND, parcels=parcels),))
    printed = _print("farmland_mortgage", terms)
    text = whole_text(printed.pdf)
    assert all(text.count(parcel) >= 2 for parcel in parcels)
    with pypdfium2.PdfDocument(printed.pdf) as paper:
        for page in paper:
            inside = page.get_textpage().get_text_bounded(bottom=24 * MM, top=275 * MM)
            whole = page.get_textpage().get_text_bounded()
            assert sum(parcel in inside for parcel in parcels) == sum(parcel in whole for parcel in parcels)


def test_an_empty_word_stops_the_print() -> None:
    with pytest.raises(RuleBroken, match="purpose"):
        _print("loan_contract", replace(samples.LOAN, purpose=""))


@pytest.mark.parametrize("copy", [Copy(1, 5), Copy(4, 4), Copy(4, 3)])
def test_a_copy_that_the_text_does_not_name_is_refused(copy: Copy) -> None:
    with pytest.raises(RuleBroken, match="一式3份"):
        _print("loan_contract", copy=copy)


def test_the_terms_of_another_document_are_refused() -> None:
    with pytest.raises(RuleBroken, match="Loan note"):
        _print("loan_note", samples.LOAN)


def test_a_reprint_says_so() -> None:
    assert "第2份/共3份重打1" in whole_text(_print("loan_contract", copy=Copy(2, 3, reprint=1)).pdf)


def test_an_unknown_document_is_not_found() -> None:
    with pytest.raises(NotFound):
        printing.render("love_letter", samples.NOTE, number="1", copy=None, draft=True)


def test_a_template_that_asks_for_a_foreign_block_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    template = wording.load("loan_note")
    monkeypatch.setattr(
        wording, "load", lambda _name: replace(template, body=template.body + "\n\n[table:plan]")
    )
    with pytest.raises(RuleBroken, match="table:plan"):
        _print("loan_note")


def test_the_qr_code_says_number_and_hash() -> None:
    printed = _print("loan_note")
    with pypdfium2.PdfDocument(printed.pdf) as paper:
        # As large as a telephone sees it.
        picture = paper[0].render(scale=4, grayscale=True).to_numpy().squeeze()
    (code,) = zxingcpp.read_barcodes(picture)
    assert code.format == zxingcpp.BarcodeFormat.QRCode
    assert code.text == f"HEITU {samples.NUMBER} {printed.data_hash[:16]}"


@every_document
def test_every_font_is_embedded(key: str) -> None:
    reader = pypdf.PdfReader(BytesIO(_print(key).pdf))
    fonts: list[Any] = [
        font.get_object()
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    ]
    assert fonts
    for font in fonts:
        assert "/FontFile2" in font["/DescendantFonts"][0]["/FontDescriptor"]
