"""What the movables registry handed over when it took a registration in."""

from uuid import UUID

from sqlalchemy.orm import Mapped

from models.base import Record
from models.fields import Privacy, field
from models.kinds import REFERENCE, identifier, text
from models.text import Text


class RegistryCertificate(Record):
    """The certificate 登记证明 of one registration, with the code that lets the filer change or cancel it.

    The day and the end of the registration stand with the pledge; they change in the life of the case.
    """

    kind = "registry_certificate"
    label = Text("登记证明", "registry certificate")

    pledge_id: Mapped[UUID | None] = field(Text("担保", "Pledge"), REFERENCE, required=True, index=True)
    number: Mapped[str] = field(
        Text("登记证明编号", "Certificate number"), identifier("registry-number", 20), required=True
    )
    modification_code: Mapped[str] = field(
        Text("修改码", "Modification code"), text(40), privacy=Privacy.C2, guarded=True
    )
