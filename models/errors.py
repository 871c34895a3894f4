"""What can go wrong through nobody's bug: each error is a sentence for the officer."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from models.text import Text


class LendingError(Exception):
    """An action that could not be done, with a sentence that says why and what to do.

    Attributes:
        text: The sentence, in both languages.
        field: The name of the field it is about, where it is about one.
    """

    def __init__(self, text: Text, *, field: str | None = None) -> None:
        super().__init__(text.zh, text.en)
        self.text = text
        self.field = field

    def __str__(self) -> str:
        return f"{self.text.zh} {self.text.en}"


class RuleBroken(LendingError):
    """A rule of the bank, of the law or of a format does not allow this."""


class NotFound(LendingError):
    """There is no such record here."""


class NotAllowed(LendingError):
    """This person may not do this."""


class Condition(NamedTuple):
    """One thing that is missing before a step.

    Attributes:
        code: Stable, for programs.
        text: The sentence for the officer.
        place: Where to put it right: ``customer``, ``case``, ``collateral``, ``survey``, ``contract``, ``loan``.
    """

    code: str
    text: Text
    place: str


class GateClosed(RuleBroken):
    """A step is refused because conditions are not met; ``missing`` names each of them."""

    def __init__(self, text: Text, missing: Sequence[Condition]) -> None:
        super().__init__(text)
        self.missing = tuple(missing)


class Conflict(LendingError):
    """Somebody else changed the same; ``theirs`` holds their packed values by field, of the record at ``version``."""

    def __init__(self, text: Text, theirs: Mapping[str, Any], version: int) -> None:
        super().__init__(text)
        self.theirs, self.version = dict(theirs), version
