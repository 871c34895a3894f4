"""What the contracts on objects share: parties, schedule, sums, accounts, signatures."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar

from models.collateral.owners import owners
from models.documents.terms import ObjectMortgageTerms, ObjectPledgeTerms, ObjectTerms, Thing
from models.documents.undertakings import MaximumMortgageTerms, MaximumPledgeTerms
from models.money import show_yuan
from printing.clauses import MORTGAGE, PLEDGE
from printing.documents.base import Document, Story
from printing.flow import Slice
from printing.page import COLUMN
from printing.secured import REQUIRED
from printing.signatures import Signer, signatures
from printing.tables import Column, table

OBJECT_WORDS = REQUIRED | {"things_count", "total", "total_words", "court"}
ACTS = ("constitutive", "delivery", "control")


def object_story(terms: ObjectTerms, roles: Sequence[tuple[str, str]]) -> Story:
    """Return what *terms* put into a contract between *roles*, besides what follows from their values."""
    story = shared_story(terms, roles)
    acts = {act: terms.arises_by == act for act in ACTS}
    return replace(story, conditions={**story.conditions, **acts})


def shared_story(
    terms: ObjectTerms | MaximumMortgageTerms | MaximumPledgeTerms, roles: Sequence[tuple[str, str]]
) -> Story:
    """Return the schedule and who signs: the parties, and everybody who shares the object."""
    signers = [Signer(role, getattr(terms, name).name, organisation=True) for role, name in roles[1:]]
    giver = getattr(terms, roles[0][1])
    signers.insert(0, Signer(roles[0][0], giver.name, giver.is_organisation))
    names = [each.name for each in owners(terms.co_owners) if each.name != giver.name]
    sharing = terms.co_owners != "/"
    signers += [Signer("共有人", name) for name in names] if sharing else []
    return Story(
        blocks={
            "table:things": partial(thing_table, terms.things, terms.total),
            "signatures": partial(signatures, signers, COLUMN),
        },
        conditions={"shared": sharing},
    )


def thing_table(things: Sequence[Thing], total: int) -> list[Slice]:
    """Return one row a thing and the sum of their values, in fen, below."""
    columns = [
        Column("名称", 0.22),
        Column("权利凭证及要素", 0.46),
        Column("共有情况", 0.15),
        Column("价值（元）", 0.17, "right"),
    ]
    rows = [_row(thing) for thing in things]
    return table(columns, rows, COLUMN, total=("合计", "", "", show_yuan(total)))


def _row(thing: Thing) -> tuple[str, ...]:
    facts = "\n".join(f"{name}：{said}" for name, said in thing.facts) or "/"
    return (thing.name, facts, thing.co_owners, show_yuan(thing.value))


class ObjectMortgage(Document[ObjectMortgageTerms]):
    """A mortgage of objects by their papers; each family adds its text."""

    code: ClassVar = "D08"
    copies: ClassVar = 4
    copies_split: ClassVar = "抵押权人执两份，抵押人执一份，登记机构执一份"
    terms: ClassVar = ObjectMortgageTerms
    required: ClassVar = OBJECT_WORDS | {"registry", "insurance"}
    clauses: ClassVar = MORTGAGE
    signers: ClassVar = (("抵押人（甲方）", "mortgagor"), ("抵押权人（乙方）", "lender"))

    def story(self, terms: ObjectMortgageTerms) -> Story:
        """Return what *terms* put into the contract."""
        return object_story(terms, self.signers)


class ObjectPledge(Document[ObjectPledgeTerms]):
    """A pledge of rights by their papers; each family adds its text."""

    copies: ClassVar = 4
    copies_split: ClassVar = "质权人执两份，出质人执一份，登记机构执一份"
    terms: ClassVar = ObjectPledgeTerms
    required: ClassVar = OBJECT_WORDS | {"registry"}
    clauses: ClassVar = PLEDGE
    signers: ClassVar = (("出质人（甲方）", "pledgor"), ("质权人（乙方）", "lender"))

    def story(self, terms: ObjectPledgeTerms) -> Story:
        """Return what *terms* put into the contract."""
        return object_story(terms, self.signers)
