"""A document registers by being defined: its template, its copies and what it says of one case."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, TypeVar, cast

from models.documents.terms import Lender, PartyLine
from models.errors import NotFound, RuleBroken
from models.text import Text
from printing.flow import Slice, space
from printing.page import COLUMN
from printing.tables import form

Terms = TypeVar("Terms")
_documents: dict[str, type["Document[Any]"]] = {}


@dataclass(frozen=True)
class Story:
    """What one case puts into a template.

    Attributes:
        words: For its ``{…}``.
        blocks: For its ``[table:…]`` and ``[signatures]``.
        conditions: For its ``[if:…]``.
    """

    words: Mapping[str, str] = field(default_factory=dict)
    blocks: Mapping[str, Sequence[Slice]] = field(default_factory=dict)
    conditions: Mapping[str, bool] = field(default_factory=dict)


class Document(ABC, Generic[Terms]):
    """One kind of paper.

    Attributes:
        key: Its name in the program.
        title: What people call it.
        code: Its number in the bank's list of documents.
        template: The text it is made from.
        copies: How many originals are signed.
        copies_split: Who gets them.
        terms: The class of what it says.
        required: Words its template must say because the law wants them said.
    """

    key: ClassVar[str]
    title: ClassVar[Text]
    code: ClassVar[str]
    template: ClassVar[str]
    copies: ClassVar[int]
    copies_split: ClassVar[str] = ""
    terms: ClassVar[type]
    required: ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "key" in cls.__dict__:
            _documents[cls.key] = cls

    @abstractmethod
    def story(self, terms: Terms) -> Story:
        """Return what *terms* put into the template."""

    def require_copy(self, copy: tuple[int, int]) -> None:
        """Let the mark of a copy pass that agrees with the number the text names.

        Raises:
            RuleBroken: There are not so many copies, or not this one.
        """
        if copy[1] != self.copies or not 1 <= copy[0] <= self.copies:
            raise RuleBroken(
                Text(
                    "“{title}”一式{copies}份，没有“第{n}份/共{m}份”。",
                    "There are {copies} originals of “{title}”; copy {n} of {m} is none of them.",
                ).fill(title=self.title, copies=self.copies, n=copy[0], m=copy[1])
            )

    def tell(self, terms: object) -> Story:
        """Return the story of *terms*, with the words every document has.

        Raises:
            RuleBroken: The terms are those of another document.
        """
        if not isinstance(terms, self.terms):
            raise RuleBroken(
                Text("“{title}”不能用这份资料打印。", "“{title}” cannot be printed from these terms.").fill(
                    title=self.title
                )
            )
        story = self.story(cast("Terms", terms))
        common = {"copies": str(self.copies), "copies_split": self.copies_split}
        return Story(common | dict(story.words), story.blocks, story.conditions)


def documents() -> Mapping[str, type[Document[Any]]]:
    """Return every document by its key."""
    return dict(_documents)


def document(key: str) -> Document[Any]:
    """Return the document *key*.

    Raises:
        NotFound: There is no such document.
    """
    if key not in _documents:
        raise NotFound(Text("没有“{key}”这种文书。", "There is no document “{key}”.").fill(key=key))
    return _documents[key]()


def parties(*roles: tuple[str, PartyLine | Lender]) -> list[Slice]:
    """Return who the parties are, one form each."""
    slices: list[Slice] = []
    for role, party in roles:
        slices += [*form([(role, party.name), *_lines(party)], COLUMN), space(8)]
    return slices


def _lines(party: PartyLine | Lender) -> list[tuple[str, str]]:
    lines = [("住所（送达地址）", party.address), ("联系电话", party.phone)]
    if isinstance(party, PartyLine):
        lines.insert(0, (party.id_kind, party.id_number))
    if isinstance(party, Lender) or party.is_organisation:
        lines.insert(-2, ("法定代表人（负责人）", party.representative))
    return lines
