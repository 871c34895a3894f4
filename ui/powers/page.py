"""Authority and limits: four lists, and the orders that change them."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QDialog, QTabWidget, QVBoxLayout, QWidget

from app import powers
from app.audit_trail import refusals_noted
from app.clock import today
from app.colleagues import colleagues
from app.lists import Listing
from app.orders import request_order
from models.approval.order import Order
from models.approval.orders import ORDERS
from models.approval.roles import Role
from models.errors import RuleBroken
from models.text import Text
from ui.desk import Desk
from ui.language import say
from ui.order_dialog import OrderDialog
from ui.page import Page
from ui.pieces import button, row
from ui.table import TableView

BY_ITSELF = frozenset({"reserve_numbers"})
"""Orders that the program gives, not people."""
CHOOSE = Text("请先在列表中选择一行。", "First choose a row of the list.")


class PowersPage(Page):
    """Grants, delegations, limits and relations, each in a list with its orders.

    Attributes:
        tabs: The four lists.
        tables: The lists, by the kind of record.
        dialog: The question before an order, while it is open.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, Text("授权与额度", "Authority and limits"))
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(say(Text("授权与额度", "Authority and limits")))
        self.tables: dict[str, TableView] = {}
        self.dialog: OrderDialog | None = None
        self._colleagues: dict[str, str] = {}
        self._add_lists(today())
        self.body.addWidget(self.tabs, 1)
        database = desk.workstation.database
        desk.tasks.read(self, lambda _job: colleagues(database), self._know)

    def _add_lists(self, day: date) -> None:
        self._add(
            "authority_grant",
            Text("授权", "Grants"),
            powers.grants(day),
            Text(
                "还没有授权。请由行长或系统管理员新建。",
                "No grants yet; the president or an administrator makes them.",
            ),
        )
        self._add(
            "delegation",
            Text("代理", "Delegations"),
            powers.delegations(day),
            Text(
                "没有代理。有审批授权的人外出前可在此委托同事代为审批。",
                "None. Before an absence, whoever holds a grant lets a colleague stand in here.",
            ),
        )
        self._add(
            "credit_limit",
            Text("额度", "Limits"),
            powers.LIMITS,
            Text(
                "还没有额度。由支行行长或总行为整村、项目或家庭新建。",
                "No limits yet; the branch manager or head office opens them for a village, programme or household.",
            ),
        )
        self._add(
            "kinship",
            Text("回避关系", "Relations"),
            powers.KINSHIPS,
            Text(
                "没有申报回避关系。请申报本人及近亲属。",
                "None declared. Declare yourself and your near relatives.",
            ),
        )
        if ORDERS["close_block"].roles & self.desk.workstation.actor.roles:
            self._add(
                "number_block",
                Text("预留号段", "Reserved numbers"),
                powers.BLOCKS,
                Text(
                    "没有预留号段。合同岗的工作站联网时会自动预留。",
                    "None. A contract clerk's workstation reserves numbers by itself when online.",
                ),
            )

    def _know(self, found: dict[str, str]) -> None:
        self._colleagues = found

    def _add(self, kind: str, heading: Text, listing: Listing, empty: Text) -> None:
        table = self.tables[kind] = TableView(self.desk, listing, empty)
        roles = self.desk.workstation.actor.roles
        mine = [
            order
            for order in ORDERS.values()
            if order.about.kind == kind and order.roles & roles and order.key not in BY_ITSELF
        ]
        holder = QWidget()
        layout = QVBoxLayout(holder)
        if mine:
            buttons = [button(order.label, partial(self.ask, order), main=order.new) for order in mine]
            layout.addWidget(row(*buttons))
        layout.addWidget(table, 1)
        self.tabs.addTab(holder, say(heading))
        table.reload()

    def ask(self, order: Order) -> None:
        """Ask what an order needs to be told."""
        chosen = self.tables[order.about.kind].selected()
        if not order.new and chosen is None:
            self.desk.refuse(RuleBroken(CHOOSE))
            return
        subject = None if order.new or chosen is None else UUID(chosen)
        self.dialog = OrderDialog(order, self._choices(), self)
        self.dialog.finished.connect(partial(self._answered, order, subject, self.dialog))
        self.dialog.open()

    def _choices(self) -> dict[str, dict[str, str]]:
        actor = self.desk.workstation.actor
        others = {login: shown for login, shown in self._colleagues.items() if login != actor.login}
        own = self._colleagues if Role.ADMINISTRATOR in actor.roles else {actor.login: actor.name}
        return {"delegate": others, "officer": self._colleagues if actor.roles & _GRANTORS else own}

    def _answered(self, order: Order, subject: UUID | None, dialog: OrderDialog, result: int) -> None:
        if result == QDialog.DialogCode.Accepted:
            self._request(order.key, subject, dialog.arguments)

    def _request(self, key: str, subject: UUID | None, arguments: Mapping[str, Any]) -> None:
        workstation = self.desk.workstation

        def work(_job: object) -> Text:
            database, actor = workstation.database, workstation.actor
            with refusals_noted(database, actor, key, f"{ORDERS[key].about.kind} {subject or ''}".strip()):
                return database.run(lambda session: request_order(session, actor, key, subject, arguments))

        self.desk.tasks.write(self, work, self._requested, self.desk.refuse)

    def _requested(self, text: Text) -> None:
        self.desk.tell(text)
        self.desk.sync()


_GRANTORS = frozenset({Role.PRESIDENT, Role.ADMINISTRATOR})


def page(desk: Desk) -> PowersPage:
    """Return the page."""
    return PowersPage(desk)
