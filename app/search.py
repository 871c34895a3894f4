"""Search over everything with a name or a number: Chinese, pinyin, initials, tails of numbers."""

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from app.database import Database

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from models.base import Record

RESULTS = 30
PEOPLE_FIRST = ("farmer", "enterprise", "loan_case", "contract", "collateral")
_HAN = r"[㐀-鿿豈-﫿\U00020000-\U0003fffd]"
# A number may begin with two letters and hold hyphens and letters: HT-…, a credit code, an ID that ends in X.
# The patterns are compiled by the first search: the window is painted before.
_RUN = f"{_HAN}+|[A-Za-z]{{0,2}}-?[0-9][0-9A-Za-z-]*|[A-Za-z]+"
_SYLLABLES = r"(?<=[A-Za-z])[\s']+(?=[A-Za-z])"
_LONGEST = 40

SURNAMES = {
    "单": "shan",
    "曾": "zeng",
    "解": "xie",
    "仇": "qiu",
    "查": "zha",
    "区": "ou",
    "盖": "ge",
    "乐": "yue",
}


@dataclass(frozen=True)
class Hit:
    """One thing found."""

    record_kind: str
    record_id: UUID
    title: str
    subtitle: str


@dataclass(frozen=True)
class Words:
    """What one record can be found by."""

    title: str
    subtitle: str
    names: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


def bigrams(text: str) -> str:
    """Return the overlapping pairs of *text*, and its last character alone, as words of an index.

    A trigram index cannot find two characters, and most Chinese given names and places are that short.
    Letters and figures within a name stay whole words.
    """
    words: list[str] = []
    for run in re.findall(_RUN, text):
        pairs = [run[place : place + 2] for place in range(len(run))]
        words += pairs if re.match(_HAN, run) else [_plain(run)]
    return " ".join(words)


def match(typed: str) -> str | None:
    """Return the full-text query for what was typed, or nothing if there is nothing to look for."""
    joined = re.sub(_SYLLABLES, "", typed[:_LONGEST])
    terms = [term for run in re.findall(_RUN, joined) for term in _terms(run)]
    return " AND ".join(terms) or None


def _terms(run: str) -> list[str]:
    if re.match(_HAN, run):
        pairs = [run[place : place + 2] for place in range(max(1, len(run) - 1))]
        return [f'name:"{pair}"*' if len(pair) == 1 else f'name:"{pair}"' for pair in pairs]
    if run.isalpha():
        return [f'{{pinyin name}}:"{run.lower()}"*']
    number = _plain(run)
    return [f'({{numbers name}}:"{number}"* OR numbers:"r{number[::-1]}"*)']


def search(database: Database, typed: str) -> list[Hit]:
    """Return what matches *typed*: people before papers, newest first, at most ``RESULTS``."""
    query = match(typed)
    if query is None:
        return []
    rows = database.read(
        "SELECT e.record_kind, e.record_id, e.title, e.subtitle FROM"
        " (SELECT rowid AS row FROM search_words WHERE search_words MATCH ? ORDER BY rowid DESC LIMIT ?) m"
        " JOIN search_entry e ON e.row = m.row",
        (query, RESULTS),
    )
    hits = [Hit(kind, UUID(record_id), title, subtitle) for kind, record_id, title, subtitle in rows]
    return sorted(hits, key=lambda hit: PEOPLE_FIRST.index(hit.record_kind))


@lru_cache(2**16)
def pinyin_words(name: str) -> str:
    """Return the full pinyin and the initials of *name*; a surname keeps its own reading.

    Names repeat: those of a county, and each borrower's in every one of their cases.
    """
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - 0.3 s that no window should wait for

    syllables = [syllable for syllable in lazy_pinyin(name) if syllable.isascii() and syllable.isalpha()]
    if syllables and name[:1] in SURNAMES:
        syllables[0] = SURNAMES[name[0]]
    return f"{''.join(syllables)} {''.join(syllable[0] for syllable in syllables)}".lower()


def number_words(number: str) -> str:
    """Return *number* forwards and backwards, so that its beginning and its tail are both found.

    The count within a number of ours, ``000123`` in ``HT-23990100-2026-000123-7``, is found by itself too.
    """
    counts = [part for part in number.split("-")[3:4] if part]
    return " ".join(f"{plain} r{plain[::-1]}" for plain in map(_plain, [number, *counts]))


def _plain(number: str) -> str:
    return re.sub(r"[^0-9A-Za-z]", "", number).lower()


def index(session: "Session", record: "Record", words: Words) -> None:
    """Put a record into the index, or bring its entry up to date."""
    connection = session.connection()
    key = record.id.hex
    found = connection.exec_driver_sql("SELECT row FROM search_entry WHERE record_id = ?", (key,)).fetchone()
    values: tuple[Any, ...] = (record.kind, words.title[:120], words.subtitle[:160])
    if found:
        row = found[0]
        connection.exec_driver_sql(
            "UPDATE search_entry SET record_kind = ?, title = ?, subtitle = ? WHERE row = ?", (*values, row)
        )
        connection.exec_driver_sql("DELETE FROM search_words WHERE rowid = ?", (row,))
    else:
        row = connection.exec_driver_sql(
            "INSERT INTO search_entry (record_id, record_kind, title, subtitle) VALUES (?, ?, ?, ?)",
            (key, *values),
        ).lastrowid
    connection.exec_driver_sql(
        "INSERT INTO search_words (rowid, name, pinyin, numbers) VALUES (?, ?, ?, ?)",
        (row, *indexed(words)),
    )


def index_many(session: "Session", found: "Sequence[tuple[Record, Words]]") -> None:
    """Put many records into the index, or bring their entries up to date, a few statements for all of them."""
    connection = session.connection()
    rows = _rows_of(session, [record.id.hex for record, _words in found])
    last = connection.exec_driver_sql("SELECT ifnull(max(row), 0) FROM search_entry").scalar_one()
    words: list[tuple[Any, ...]] = []
    entries: list[tuple[Any, ...]] = []
    for record, each in found:
        key = record.id.hex
        row = rows.get(key)
        if row is None:
            row = last = last + 1
        entries.append((row, key, record.kind, each.title[:120], each.subtitle[:160]))
        words.append((row, *indexed(each)))
    old = [(row,) for row in rows.values()]
    if old:
        connection.exec_driver_sql("DELETE FROM search_words WHERE rowid = ?", old)
    if entries:
        connection.exec_driver_sql(
            "INSERT OR REPLACE INTO search_entry (row, record_id, record_kind, title, subtitle)"
            " VALUES (?, ?, ?, ?, ?)",
            entries,
        )
        connection.exec_driver_sql(
            "INSERT INTO search_words (rowid, name, pinyin, numbers) VALUES (?, ?, ?, ?)", words
        )


def forget(session: "Session", keys: "Sequence[str]") -> None:
    """Take records out of the index; *keys* are their identities as the store writes them."""
    rows = [(row,) for row in _rows_of(session, keys).values()]
    if rows:
        session.connection().exec_driver_sql("DELETE FROM search_words WHERE rowid = ?", rows)
        session.connection().exec_driver_sql("DELETE FROM search_entry WHERE row = ?", rows)


def _rows_of(session: "Session", keys: "Sequence[str]") -> dict[str, int]:
    listed = json.dumps(list(keys))
    sql = "SELECT record_id, row FROM search_entry WHERE record_id IN (SELECT value FROM json_each(?))"
    return {str(key): int(row) for key, row in session.connection().exec_driver_sql(sql, (listed,))}


def indexed(words: Words) -> tuple[str, str, str]:
    """Return what the index holds of a record: its names, their pinyin, and its numbers."""
    return (
        " ".join(bigrams(name) for name in (*words.names, words.subtitle)),
        " ".join(pinyin_words(name) for name in words.names),
        " ".join(number_words(number) for number in words.numbers if number),
    )
