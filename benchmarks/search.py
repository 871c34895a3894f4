"""Search as you type over 100,000 names: ours on SQLCipher, the same on plain SQLite, and a LIKE scan."""

from functools import partial
from typing import Any

from app.database import Database
from app.search import RESULTS, match, search
from benchmarks.data import KEY, Work, connect, interleaved, plain, store, table

COUNT = 100_000
SQL = (
    "SELECT e.record_kind, e.record_id, e.title, e.subtitle FROM"
    " (SELECT rowid AS row FROM search_words WHERE search_words MATCH ? ORDER BY rowid DESC LIMIT ?) m"
    " JOIN search_entry e ON e.row = m.row"
)
LIKE = "SELECT record_kind, record_id, title, subtitle FROM search_entry WHERE title LIKE ? LIMIT ?"


def _bare(connection: Any, typed: str) -> object:
    return connection.execute(SQL, (match(typed), RESULTS)).fetchall()


def main() -> None:
    """Print one table for each way of typing."""
    ours, bare, scanned = Database(store(COUNT), KEY), connect(plain(COUNT), key=None), connect(store(COUNT))
    name, number = ours.read("SELECT full_name, id_number FROM farmer LIMIT 1 OFFSET 50000")[0]
    typed = {
        "one character": name[0],
        "two characters of a given name": name[-2:],
        "the whole name": name,
        "a village": "前进村",
        "pinyin": "wangjun",
        "initials": "wj",
        "one letter": "w",
        "tail of an ID": number[-4:],
        "the whole ID": number,
        "found nowhere": "龘龘",
    }
    for how, words in typed.items():
        contenders: dict[str, Work] = {
            "ours, encrypted": partial(search, ours, words),
            "plain SQLite": partial(_bare, bare, words),
            "LIKE scan, encrypted": partial(_scan, scanned, words),
        }
        taken = interleaved(contenders, rounds=7, calls=5)
        targets = {"ours, encrypted": ("plain SQLite", 1.5)}
        table(f"{how}: “{words}”, {len(search(ours, words))} found", taken, targets)
    ours.close()


def _scan(connection: Any, words: str) -> object:
    return connection.execute(LIKE, (f"%{words}%", RESULTS)).fetchall()


if __name__ == "__main__":
    main()
