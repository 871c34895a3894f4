"""A document registers by being defined: its template, its copies and what it says of one case."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, ClassVar, Generic, TypeVar, cast

from models.documents.terms import Lender, PartyLine
from models.errors import NotFound, RuleBroken
from models.text import Text
from printing import Copy
from printing.flow import Slice, space
from printing.page import COLUMN
from printing.saying import cell, conditions_of, units_of, words_known, words_of
from printing.signatures import Signer, signatures
from printing.tables import Column, form, table

Terms = TypeVar("Terms")
Draws = Callable[[], Sequence[Slice]]
_LABELS = _ADDRESS, _PHONE, _HEAD = "住所（送达地址）", "联系电话", "法定代表人（负责人）"
_documents: dict[str, type["Document[Any]"]] = {}


@dataclass(frozen=True)
class Story:
    """What one case puts into a template.

    Attributes:
        words: For its ``{…}``.
        blocks: Draw its ``[table:…]`` and ``[signatures]``.
        conditions: For its ``[if:…]``.
    """

    words: Mapping[str, str] = field(default_factory=dict)
    blocks: Mapping[str, Draws] = field(default_factory=dict)
    conditions: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True)
class Listing:
    """A table of the entries of a tuple: one column for each of their fields, in order.

    Attributes:
        columns: Heading, share of the width, side.
        sums: The fields that are added up below, by name.
    """

    columns: Sequence[Column]
    sums: tuple[str, ...] = ()

    def draw(self, entries: Sequence[Any]) -> list[Slice]:
        """Return the table; where there is nothing, one row of ``/``."""
        rows: list[Sequence[str]] = [self._row(entry) for entry in entries]
        return table(self.columns, rows or [["/"] * len(self.columns)], COLUMN, total=self._total(entries))

    def _row(self, entry: Any) -> list[str]:
        owner: Any = type(entry)
        units = units_of(owner)
        return [cell(value, units[name]) or "/" for name, value in zip(units, entry, strict=True)]

    def _total(self, entries: Sequence[Any]) -> Sequence[str]:
        if not self.sums or not entries:
            return ()
        owner: Any = type(entries[0])
        units = units_of(owner)
        sums = {name: sum(getattr(entry, name) for entry in entries) for name in self.sums}
        said = [cell(sums[name], unit) if name in sums else "" for name, unit in units.items()]
        return ["合计", *said[1:]]


class Document(Generic[Terms]):
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
        clauses: Clauses its template must have, by their name in ``printing.clauses``.
        extra_words: Words of its own story, besides those that follow from its terms.
        signers: Who signs: the role and where the terms name them. A party is also named in ``[parties]``.
        listings: The tables of the terms' tuples, by attribute; ``[table:…]`` asks for them.
        columns: Of the tables that its own story draws.
    """

    key: ClassVar[str]
    title: ClassVar[Text]
    code: ClassVar[str]
    template: ClassVar[str]
    copies: ClassVar[int]
    copies_split: ClassVar[str] = ""
    terms: ClassVar[type]
    required: ClassVar[frozenset[str]] = frozenset()
    clauses: ClassVar[frozenset[str]] = frozenset()
    extra_words: ClassVar[frozenset[str]] = frozenset()
    signers: ClassVar[Sequence[tuple[str, str]]] = ()
    listings: ClassVar[Mapping[str, Listing]] = {}
    columns: ClassVar[Sequence[Column]] = ()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "key" in cls.__dict__:
            if cls.key in _documents:
                raise ValueError(f"Two documents have the key {cls.key!r}.")
            _documents[cls.key] = cls

    def story(self, terms: Terms) -> Story:
        """Return what *terms* put into the template besides what follows from their values."""
        del terms
        return Story()

    def require_copy(self, copy: Copy) -> None:
        """Let the mark of a copy pass that agrees with the number the text names.

        Raises:
            RuleBroken: There are not so many copies, or not this one.
        """
        if copy.total != self.copies or not 1 <= copy.number <= self.copies:
            raise RuleBroken(
                Text(
                    "“{title}”一式{copies}份，没有“第{n}份/共{m}份”。",
                    "There are {copies} originals of “{title}”; copy {n} of {m} is none of them.",
                ).fill(title=self.title, copies=self.copies, n=copy.number, m=copy.total)
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
        return Story(
            self._common | words_of(terms) | dict(story.words),
            self._blocks(terms) | dict(story.blocks),
            conditions_of(terms) | dict(story.conditions),
        )

    def words(self) -> frozenset[str]:
        """Return every word that the terms can give its template."""
        return words_known(self.terms) | set(self._common)

    @property
    def labels(self) -> str:
        """What the document itself says in bold: who signs, what stands above its columns."""
        columns = [
            *self.columns,
            *(column for listing in self.listings.values() for column in listing.columns),
        ]
        roles = [role for role, _name in self.signers]
        return "".join([*roles, *_LABELS, *(column.title for column in columns)])

    @property
    def _common(self) -> dict[str, str]:
        return {"copies": str(self.copies), "copies_split": self.copies_split}

    def _blocks(self, terms: Any) -> dict[str, Draws]:
        blocks: dict[str, Draws] = {
            f"table:{name}": partial(listing.draw, getattr(terms, name))
            for name, listing in self.listings.items()
        }
        signing = [(role, party) for role, name in self.signers for party in _each(getattr(terms, name))]
        named = [(role, party) for role, party in signing if isinstance(party, PartyLine | Lender)]
        blocks["parties"] = partial(parties, *named)
        blocks["signatures"] = partial(signatures, [_signer(*each) for each in signing], COLUMN)
        return blocks


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


def _each(found: Any) -> Iterator[Any]:
    if isinstance(found, tuple):
        yield from found
    elif found is not None:
        yield found


def _signer(role: str, party: Any) -> Signer:
    if isinstance(party, PartyLine):
        return Signer(role, party.name, party.is_organisation)
    if isinstance(party, Lender):
        return Signer(role, party.name, organisation=True)
    return Signer(role, party, officer=True)


def parties(*roles: tuple[str, PartyLine | Lender]) -> list[Slice]:
    """Return who the parties are, one form each."""
    slices: list[Slice] = []
    for role, party in roles:
        slices += [*form([(role, party.name), *_lines(party)], COLUMN), space(8)]
    return slices


def _lines(party: PartyLine | Lender) -> list[tuple[str, str]]:
    lines = [(_ADDRESS, party.address), (_PHONE, party.phone)]
    if isinstance(party, PartyLine):
        lines.insert(0, (party.id_kind, party.id_number))
    if isinstance(party, Lender) or party.is_organisation:
        lines.insert(-2, (_HEAD, party.representative))
    return lines
