"""The lists of customers, and the ways to new ones."""

from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QMessageBox, QTabWidget

from app import customers, drafts
from app.customers import Begun
from app.lists import ENTERPRISES, FARMERS
from models.days import in_china
from models.identity import new_id
from models.text import Text
from ui.customers.register_dialog import RegisterDialog
from ui.desk import Desk
from ui.language import say
from ui.page import Page
from ui.pieces import button
from ui.table import TableView

BEGUN = Text(
    "有一份新建档案还没有保存：{name}（{when}录入）。继续录入，还是另建新档？",
    "A new file was begun and not saved: {name} ({when}). Go on with it, or open another?",
)


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
        self.new_farmer = button(Text("新建农户", "New farmer"), partial(self.begin, "farmer"))
        self.new_enterprise = button(Text("新建企业", "New enterprise"), partial(self.begin, "enterprise"))
        for each in (self.import_button, self.new_farmer, self.new_enterprise):
            self.buttons.addWidget(each)
        self.farmers.reload()
        self.enterprises.reload()

    def begin(self, kind: str) -> None:
        """Open an empty file; where one was begun and never saved, ask first which of them is meant."""
        workstation = self.desk.workstation

        def work(_job: object) -> Begun | None:
            with workstation.database.session() as session:
                return customers.begun(session, workstation.actor, kind)

        self.desk.tasks.read_back(self, work, partial(self._begin, kind))

    def _begin(self, kind: str, begun: Begun | None) -> None:
        if begun is None:
            self.desk.open_record.emit(kind, new_id())
            return
        told = BEGUN.fill(name=begun.name or "—", when=f"{in_china(begun.kept_at):%m-%d %H:%M}")
        asking = QMessageBox(QMessageBox.Icon.Question, self.title.text(), say(told), parent=self)
        role = QMessageBox.ButtonRole
        go_on = asking.addButton(say(Text("继续录入", "Go on")), role.AcceptRole)
        go_on.clicked.connect(lambda: self.desk.open_record.emit(kind, begun.identity))
        another = asking.addButton(say(Text("另建新档", "Open another")), role.ActionRole)
        another.clicked.connect(lambda: self.desk.open_record.emit(kind, new_id()))
        dropping = asking.addButton(say(Text("放弃并另建", "Drop it, open another")), role.DestructiveRole)
        dropping.clicked.connect(lambda: self._drop(kind, begun))
        asking.addButton(say(Text("取消", "Cancel")), role.RejectRole)
        asking.setDefaultButton(go_on)
        asking.open()

    def _drop(self, kind: str, begun: Begun) -> None:
        """Forget what was begun, and open an empty file."""
        database = self.desk.workstation.database
        self.desk.tasks.write(
            self,
            lambda _job: database.run(lambda session: drafts.drop(session, begun.subject)),
            lambda _none: self.desk.open_record.emit(kind, new_id()),
        )

    def open_register(self) -> None:
        """Open the import dialog."""
        self.register = RegisterDialog(self.desk, self)
        self.register.open()


def page(desk: Desk) -> CustomersPage:
    """Return the page."""
    return CustomersPage(desk)
