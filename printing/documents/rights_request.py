"""The request about one's own information 客户权利请求单 (D29)."""

from typing import ClassVar

from models.documents.servicing import RightsTerms
from models.text import Text
from printing.documents.base import Document


class RightsRequest(Document[RightsTerms]):
    """What a customer wants to know or changed, and the answer."""

    key: ClassVar = "rights_request"
    title: ClassVar = Text("客户个人信息权利请求单", "Request about one's information")
    code: ClassVar = "D29"
    template: ClassVar = "rights_request"
    copies: ClassVar = 2
    copies_split: ClassVar = "客户、贷款人各执一份"
    terms: ClassVar = RightsTerms
    required: ClassVar = frozenset(
        {"request_number", "received", "right", "content", "answer", "handler", "answer_by"}
    )
    signers: ClassVar = (("请求人", "customer"), ("贷款人", "lender"))
