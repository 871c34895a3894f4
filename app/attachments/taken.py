"""A file that was looked through and may be put on file."""

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import cached_property


@dataclass(frozen=True)
class Taken:
    """A file that may be put on file.

    Attributes:
        paper: Which kind of paper it is to be.
        title: Its name, fit to be shown.
        content: Its bytes, as they are kept.
        media_type: What it is.
        pages: How many, where it has pages.
        taken_on: On which day, as far as it says so.
    """

    paper: str
    title: str
    content: bytes
    media_type: str
    pages: int | None = None
    taken_on: date | None = None

    @cached_property
    def sha256(self) -> str:
        """The hash by which the contents are known."""
        return hashlib.sha256(self.content).hexdigest()
