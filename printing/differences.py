"""How two versions of a template differ, paragraph by paragraph, as a lawyer reads it."""

import difflib
import re
from typing import Literal, NamedTuple

Change = Literal["same", "new", "gone"]


class Difference(NamedTuple):
    """A paragraph of one version or both."""

    change: Change
    text: str


def differences(old: str, new: str) -> list[Difference]:
    """Return every paragraph of both texts in order, marked as the same, new or gone."""
    before, after = _paragraphs(old), _paragraphs(new)
    found: list[Difference] = []
    for tag, first, end, start, stop in difflib.SequenceMatcher(
        a=before, b=after, autojunk=False
    ).get_opcodes():
        if tag == "equal":
            found += [Difference("same", text) for text in before[first:end]]
            continue
        found += [Difference("gone", text) for text in before[first:end]]
        found += [Difference("new", text) for text in after[start:stop]]
    return found


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"\n\s*\n|\n---\n", text) if part.strip()]
