from printing.flow import (
    BODY,
    Slice,
    keep_together,
    keep_with_next,
    page_break,
    paginate,
    paragraph,
    space,
)
from printing.lines import plain
from printing.signatures import Signer, signatures
from printing.tables import Column, form, table


def _slice(height: float = 10) -> Slice:
    return Slice(height, lambda _canvas, _x, _y: None)


def _heights(pages: list[list[Slice]]) -> list[float]:
    return [sum(slice_.height for slice_ in page) for page in pages]


def test_slices_fill_pages() -> None:
    assert _heights(paginate([_slice()] * 25, 100)) == [100, 100, 50]


def test_nothing_gives_one_empty_page() -> None:
    assert paginate([], 100) == [[]]


def test_what_is_kept_together_goes_to_the_next_page_as_one() -> None:
    assert _heights(paginate([_slice()] * 8 + keep_together([_slice()] * 3), 100)) == [80, 30]


def test_what_is_higher_than_a_page_is_cut_all_the_same() -> None:
    assert _heights(paginate(keep_together([_slice()] * 15), 100)) == [100, 50]


def test_the_last_lines_go_with_what_follows() -> None:
    signature = _slice(50)
    pages = paginate([*keep_with_next([_slice()] * 6), signature], 100)
    assert _heights(pages) == [40, 70]
    assert pages[1][-1] is signature


def test_white_at_the_head_of_a_page_falls_away() -> None:
    assert _heights(paginate([_slice(100), space(20), _slice()], 100)) == [100, 10]


def test_a_page_break_begins_a_page() -> None:
    assert _heights(paginate([_slice(), page_break(), _slice()], 100)) == [10, 10]
    assert _heights(paginate([page_break(), _slice()], 100)) == [10]


def test_the_head_of_a_table_is_repeated() -> None:
    head = _slice(20)
    rows = [_slice()._replace(repeat=head) for _ in range(20)]
    pages = paginate([head._replace(keep=True), *rows], 100)
    assert _heights(pages) == [100, 100, 60]
    assert [page[0].height for page in pages] == [20, 20, 20]


def test_a_table_keeps_its_last_row_with_the_total_and_its_head_with_the_first() -> None:
    columns = [Column("期次", 1), Column("金额", 2, "right")]
    slices = table(columns, [("1", "5.00")] * 4, 300, total=("合计", "20.00"))
    assert [slice_.keep for slice_ in slices] == [True, False, False, False, True, False]
    assert [slice_.keep for slice_ in form([("甲", "乙"), ("丙", "丁")], 300)] == [True, False]


def test_a_table_of_a_few_rows_is_not_cut() -> None:
    slices = table([Column("年度", 1)], [("2026年",), ("2027年",), ("2028年",)], 300)
    assert [slice_.keep for slice_ in slices] == [True, True, True, False]


def test_a_cell_with_long_text_makes_its_row_higher() -> None:
    columns = [Column("坐落", 1), Column("面积", 1)]
    low, high = table(columns, [("村", "1")], 200)[1], table(columns, [("村" * 40, "1\n2")], 200)[1]
    assert high.height > low.height * 2


def test_a_row_higher_than_a_page_is_cut_between_lines() -> None:
    rows = table([Column("地块", 1)], [("\n".join(["2399011002010000123"] * 100),)], 200)
    pages = paginate(rows, 690)
    assert len(pages) == 3
    assert max(_heights(pages)) <= 690


def test_a_table_without_rows_has_its_total() -> None:
    assert len(table([Column("金额", 1)], [], 200, total=("0.00",))) == 2


def test_a_long_name_makes_room_for_itself() -> None:
    short, long = (signatures([Signer("借款人", "王" * n)] * 2, 444)[0].height for n in (2, 50))
    assert long == short + 30


def test_whoever_signs_alone_has_the_whole_line_for_the_name() -> None:
    alone, beside = (signatures([Signer("贷款人", "行" * 25)] * n, 444)[0].height for n in (1, 2))
    assert alone < beside


def test_no_line_of_a_paragraph_stands_alone() -> None:
    slices = paragraph(plain("借" * 37 * 4), BODY, 444)
    assert [slice_.keep for slice_ in slices] == [True, False, False, True, False]


def test_what_waits_for_a_next_slice_is_laid_out_at_the_end() -> None:
    assert _heights(paginate([_slice()._replace(keep=True)], 100)) == [10]
