"""The lists of customers, and the ways to new ones."""

from uuid import UUID

from PySide6.QtWidgets import QTabWidget

from app.lists import ENTERPRISES, FARMERS
from models.identity import new_id
from models.text import Text
from ui.customers.register_dialog import RegisterDialog
from ui.desk import Desk
from ui.language import say
from ui.page import Page
from ui.pieces import button
from ui.table import TableView


class CustomersPage(Page):
    """Farmers and enterprises, each in a list.

    Attributes:
        register: The import dialog, while it is open.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, Text("客户", "Customers"))
        self.register: RegisterDialog | None = None
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(say(Text("客户类别", "Kinds of customers")))
        self.farmers = TableView(
            desk,
            FARMERS,
            Text(
                "还没有农户档案。可逐户新建，或导入农户名册。",
                "No farmers yet. Open a file, or import a register.",
            ),
        )
        self.enterprises = TableView(
            desk, ENTERPRISES, Text("还没有企业档案，请新建。", "No enterprises yet; open a file.")
        )
        self.farmers.opened.connect(lambda identity: desk.open_record.emit("farmer", UUID(identity)))
        self.enterprises.opened.connect(lambda identity: desk.open_record.emit("enterprise", UUID(identity)))
        self.tabs.addTab(self.farmers, say(Text("农户", "Farmers")))
        self.tabs.addTab(self.enterprises, say(Text("企业", "Enterprises")))
        self.body.addWidget(self.tabs, 1)
        self.import_button = button(Text("导入农户名册…", "Import a register…"), self.open_register)
        self.new_farmer = button(
            Text("新建农户", "New farmer"), lambda: desk.open_record.emit("farmer", new_id())
        )
        self.new_enterprise = button(
            Text("新建企业", "New enterprise"), lambda: desk.open_record.emit("enterprise", new_id())
        )
        for each in (self.import_button, self.new_farmer, self.new_enterprise):
            self.buttons.addWidget(each)
        self.farmers.reload()
        self.enterprises.reload()

    def open_register(self) -> None:
        """Open the import dialog."""
        self.register = RegisterDialog(self.desk, self)
        self.register.open()


def page(desk: Desk) -> CustomersPage:
    """Return the page."""
    return CustomersPage(desk)
