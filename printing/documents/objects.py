"""What the contracts on objects share: parties, schedule, sums, accounts, signatures."""

from typing import ClassVar

from models.documents.terms import ObjectMortgageTerms, ObjectPledgeTerms, ObjectTerms, PartyLine, Thing
from models.money import show_yuan
from printing.documents.base import Document, Story, parties
from printing.documents.secured import REQUIRED, debt_words
from printing.figures import money
from printing.flow import Slice
from printing.page import COLUMN
from printing.signatures import Signer, signatures
from printing.tables import Column, table

OBJECT_WORDS = REQUIRED | {"thing_count", "value_total", "value_words", "court"}


def object_story(terms: ObjectTerms, giver: tuple[str, PartyLine], taker: str) -> Story:
    """Return what *terms* put into a contract between *giver* and the bank, which is called *taker*."""
    role, party = giver
    shared = terms.co_owners != "/"
    signers = [
        Signer(f"{role}（甲方）", party.name, party.is_organisation),
        Signer(f"{taker}（乙方）", terms.lender.name, organisation=True),
        *([Signer("共有人", "")] if shared else []),
    ]
    return Story(
        words=debt_words(terms.debt) | _words(terms),
        blocks={
            "parties": parties((f"{role}（甲方）", party), (f"{taker}（乙方）", terms.lender)),
            "table:things": _schedule(terms),
            "signatures": signatures(signers, COLUMN),
        },
        conditions={
            "shared": shared,
            "floating": terms.floating,
            "purchase_money": terms.purchase_money,
            **{act: terms.arises_by == act for act in ("constitutive", "delivery", "control")},
        },
    )


def _words(terms: ObjectTerms) -> dict[str, str]:
    account = terms.account
    return {
        "signing_place": terms.signing_place,
        "thing_count": str(len(terms.things)),
        "value_total": money(terms.total),
        "value_words": terms.total_words,
        "registry": terms.registry,
        "co_owners": terms.co_owners,
        "insurance": terms.insurance,
        "account_holder": account.holder if account else "/",
        "account_number": account.number if account else "/",
        "account_bank": account.bank if account else "/",
        "court": terms.court,
        "special": terms.special,
    }


def _schedule(terms: ObjectTerms) -> list[Slice]:
    columns = [
        Column("名称", 0.22),
        Column("权利凭证及要素", 0.46),
        Column("共有情况", 0.15),
        Column("价值（元）", 0.17, "right"),
    ]
    rows = [_row(thing) for thing in terms.things]
    return table(columns, rows, COLUMN, total=("合计", "", "", show_yuan(terms.total)))


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

    def story(self, terms: ObjectMortgageTerms) -> Story:
        """Return what *terms* put into the contract."""
        return object_story(terms, ("抵押人", terms.mortgagor), "抵押权人")


class ObjectPledge(Document[ObjectPledgeTerms]):
    """A pledge of rights by their papers; each family adds its text."""

    copies: ClassVar = 4
    copies_split: ClassVar = "质权人执两份，出质人执一份，登记机构执一份"
    terms: ClassVar = ObjectPledgeTerms
    required: ClassVar = OBJECT_WORDS | {"registry"}

    def story(self, terms: ObjectPledgeTerms) -> Story:
        """Return what *terms* put into the contract."""
        return object_story(terms, ("出质人", terms.pledgor), "质权人")
