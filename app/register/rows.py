"""Reads the rows of a workbook by the headings of a template, with a verdict for every row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.jobs import Job
from app.register.table import read_table
from app.register.verdicts import Verdict
from app.register.workbook import FORMULA_ERROR, Sheet, read_sheet
from models.errors import RuleBroken
from models.fields import Field
from models.text import Text

MOST_ROWS = 100_000
FORMULA_ERRORS = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"}


@dataclass(frozen=True)
class Template:
    """What a workbook from outside must look like.

    Attributes:
        sheet: The name of its sheet; the only sheet of a workbook may have any name.
        columns: The fields that it may have, by name; a column is found by either label.
        needed: The names of those that may not be missing.
        named_by: The name of the field that says whose row it is.
        filled: The names of those that may not be empty in a row; all that are needed, unless said otherwise.
        csv: Whether it may also be a CSV.
    """

    sheet: str
    columns: Mapping[str, Field]
    needed: tuple[str, ...]
    named_by: str
    filled: tuple[str, ...] | None = None
    csv: bool = False


def judge_rows(path: Path, template: Template, job: Job) -> list[Verdict]:
    """Return a verdict, with the values read, for every row that is not empty.

    Raises:
        RuleBroken: The file as a whole cannot be used; see ``read_sheet``; or a column is missing.
        Cancelled: Somebody stopped it.
    """
    sheet = (read_table if template.csv else read_sheet)(path, template.sheet)
    if len(sheet.rows) - 1 > MOST_ROWS:
        raise RuleBroken(
            Text("一次最多导入{most}行。", "At most {most} rows at a time.").fill(most=MOST_ROWS)
        )
    if len(sheet.rows) <= 1:
        raise RuleBroken(Text("工作表里没有数据行。", "The sheet has no rows of data."))
    places = _places(sheet.rows[0], template)
    verdicts = []
    for line, row in enumerate(sheet.rows[1:], start=2):
        if any(row):
            verdicts.append(_judge_row(line, row, places, sheet, template))
        job.step(line, len(sheet.rows))
    return verdicts


def _places(heading: Sequence[str], template: Template) -> dict[str, int]:
    """Return in which column each field stands, by the Chinese or the English label."""
    columns = template.columns
    known = {label: name for name, each in columns.items() for label in each.label}
    plain = [title.split("（")[0].rstrip("*＊ ").strip() for title in heading]
    places = {known[title]: place for place, title in enumerate(plain) if title in known}
    missing = [columns[name].label for name in template.needed if name not in places]
    if missing:
        raise RuleBroken(
            Text(
                "缺少列：{zh}。请使用模板的列名。",
                "Missing columns: {en}. Use the headings of the template.",
            ).fill(zh="、".join(each.zh for each in missing), en=", ".join(each.en for each in missing))
        )
    return places


def _judge_row(
    line: int, row: Sequence[str], places: Mapping[str, int], sheet: Sheet, template: Template
) -> Verdict:
    verdict = Verdict(line, _cell(row, places[template.named_by]))
    filled = template.needed if template.filled is None else template.filled
    for name, place in places.items():
        each = template.columns[name]
        typed = _cell(row, place)
        error = sheet.errors.get((line, place + 1)) or (FORMULA_ERROR if typed in FORMULA_ERRORS else None)
        if error:
            verdict.refuse(about(each, error))
            continue
        if not typed and name in filled:
            verdict.refuse(about(each, Text("不能为空。", "may not be empty.")))
            continue
        try:
            verdict.values[name] = each.read(typed)
        except RuleBroken as broken:
            verdict.refuse(about(each, broken.text))
    return verdict


def _cell(row: Sequence[str], place: int) -> str:
    """Return what stands in a row; those of a CSV may be short."""
    return row[place] if place < len(row) else ""


def about(field: Field, why: Text) -> Text:
    """Return what is said of a field's value, led by the field's label."""
    return Text("{label}：{why}", "{label}: {why}").fill(label=field.label, why=why)
