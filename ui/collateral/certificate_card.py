"""The registry's certificates of an object, with the code for whoever changes or cancels a registration."""

from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.registries.certificates import certificates_of
from models.approval.roles import Role
from models.collateral.registry_certificate import RegistryCertificate
from models.text import Text
from ui.desk import Desk
from ui.language import say
from ui.pieces import card, label

LINE = Text("登记证明 {number}　修改码 {code}", "Certificate {number}　modification code {code}")
HIDDEN = Text("（由登记岗查看）", "(shown to the registrar)")


class CertificateCard(QWidget):
    """Shows itself only where there is a certificate."""

    def __init__(self, desk: Desk, collateral_id: UUID) -> None:
        super().__init__()
        self._sees_code = Role.REGISTRAR in desk.workstation.actor.roles
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self.hide()
        workstation = desk.workstation

        def work(_job: object) -> list[RegistryCertificate]:
            with workstation.database.session() as session:
                return certificates_of(session, workstation.actor, collateral_id)

        desk.tasks.read(self, work, self._show)

    def _show(self, found: list[RegistryCertificate]) -> None:
        if not found:
            return
        lines = [label(say(self._said(each))) for each in found]
        self._layout.addWidget(card(*lines, title=Text("登记证明", "Registry certificates")))
        self.show()

    def _said(self, certificate: RegistryCertificate) -> Text:
        code = certificate.modification_code if self._sees_code else HIDDEN
        return LINE.fill(number=certificate.number, code=code)
