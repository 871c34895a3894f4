"""The pledge of revenue and advertising rights 收益权质押合同 (D09) with its special account."""

from typing import ClassVar

from models.text import Text
from printing.documents.objects import OBJECT_WORDS, ObjectPledge


class RevenuePledge(ObjectPledge):
    """What a right to charge or to let sites brings in stands for a debt."""

    key: ClassVar = "revenue_pledge"
    title: ClassVar = Text("收益权质押合同", "Pledge of revenue rights")
    template: ClassVar = "revenue_pledge"
    code: ClassVar = "D09"
    copies: ClassVar = 3
    copies_split: ClassVar = "质权人执两份，出质人执一份"
    required: ClassVar = OBJECT_WORDS | {"registry", "account_number", "account_holder"}
