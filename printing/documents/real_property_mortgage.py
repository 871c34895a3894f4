"""The mortgage of houses, buildings and building land 不动产抵押合同 (D08)."""

from typing import ClassVar

from models.text import Text
from printing.documents.objects import ObjectMortgage


class RealPropertyMortgage(ObjectMortgage):
    """Houses, buildings or building land stand for a debt."""

    key: ClassVar = "real_property_mortgage"
    title: ClassVar = Text("不动产抵押合同", "Mortgage of real property")
    template: ClassVar = "real_property_mortgage"
