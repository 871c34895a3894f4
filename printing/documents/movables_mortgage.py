"""The mortgage of movables 动产抵押合同 (D08), single or floating."""

from typing import ClassVar

from models.text import Text
from printing.documents.objects import ObjectMortgage


class MovablesMortgage(ObjectMortgage):
    """Machines, animals, stock, greenhouses or vehicles stand for a debt."""

    key: ClassVar = "movables_mortgage"
    title: ClassVar = Text("动产抵押合同", "Mortgage of movables")
    template: ClassVar = "movables_mortgage"
