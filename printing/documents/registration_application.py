"""The application to register a mortgage or pledge 抵押（质押）登记申请书 (D16)."""

from functools import partial
from typing import ClassVar

from models.documents.undertakings import RegistrationTerms
from models.text import Text
from printing.documents.base import Document, Story
from printing.documents.objects import thing_table


class RegistrationApplication(Document[RegistrationTerms]):
    """What the registry is asked to write down, and who may ask for both sides."""

    key: ClassVar = "registration_application"
    title: ClassVar = Text("抵押（质押）登记申请书", "Application for registration")
    code: ClassVar = "D16"
    template: ClassVar = "registration_application"
    copies: ClassVar = 2
    copies_split: ClassVar = "登记机构、贷款人各执一份"
    terms: ClassVar = RegistrationTerms
    required: ClassVar = frozenset(
        {
            "registry",
            "kind",
            "debt_amount",
            "debt_words",
            "main_contract",
            "contract_number",
            "claim_ceiling",
            "claim_ceiling_words",
        }
    )
    signers: ClassVar = (("担保人", "giver"), ("担保权人", "lender"))

    def story(self, terms: RegistrationTerms) -> Story:
        """Return the schedule of property."""
        total = sum(thing.value for thing in terms.things)
        return Story(blocks={"table:things": partial(thing_table, terms.things, total)})
