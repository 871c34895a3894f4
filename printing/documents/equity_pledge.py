"""The pledge of equity in an unlisted company 股权质押合同 (D11)."""

from typing import ClassVar

from models.text import Text
from printing.documents.objects import OBJECT_WORDS, ObjectPledge


class EquityPledge(ObjectPledge):
    """A share in a company stands for a debt."""

    key: ClassVar = "equity_pledge"
    title: ClassVar = Text("股权质押合同", "Pledge of equity")
    template: ClassVar = "equity_pledge"
    code: ClassVar = "D11"
    required: ClassVar = OBJECT_WORDS | {"registry", "account_number"}
