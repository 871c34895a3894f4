"""The pledge of deposit slips, warehouse receipts and margins 存单、仓单和保证金质押合同 (D09)."""

from typing import ClassVar

from models.text import Text
from printing.documents.objects import ObjectPledge


class DepositPledge(ObjectPledge):
    """A paper handed over, or money set apart, stands for a debt."""

    key: ClassVar = "deposit_pledge"
    title: ClassVar = Text("存单、仓单和保证金质押合同", "Pledge of deposits, receipts and margins")
    template: ClassVar = "deposit_pledge"
    code: ClassVar = "D09"
    copies: ClassVar = 3
    copies_split: ClassVar = "质权人执两份，出质人执一份"
