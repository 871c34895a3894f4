"""The pledge of patents, trademarks and copyrights 知识产权质押合同 (D10)."""

from typing import ClassVar

from models.text import Text
from printing.documents.objects import ObjectPledge


class IpPledge(ObjectPledge):
    """Intellectual property stands for a debt."""

    key: ClassVar = "ip_pledge"
    title: ClassVar = Text("知识产权质押合同", "Pledge of intellectual property")
    template: ClassVar = "ip_pledge"
    code: ClassVar = "D10"
