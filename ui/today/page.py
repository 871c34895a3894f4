"""The officer's desk for today: what waits for them, the latest first, one by one or many at once."""

from uuid import UUID

from app.clock import today
from app.queue import queue, waiting_for
from models.text import Text
from ui.alert_line import AlertLine
from ui.bulk import BulkBar
from ui.desk import Desk
from ui.page import Page
from ui.table import TableView

NOTHING = Text("没有待您办理的案件。新到的会显示在这里。", "Nothing waits for you. What comes appears here.")
NOTHING_TO_LEND = Text(
    "今天没有待办理的案件。可到“客户”建档或导入农户名册，再从客户档案受理案件。",
    "Nothing waits for you. Open a customer's file or import a register, then open a case from it.",
)


def page(desk: Desk) -> Page:
    """Return the page."""
    made = Page(desk, Text("工作台 · 待我办理", "Today · waiting for me"))
    actor, day = desk.workstation.actor, today()
    empty = NOTHING_TO_LEND if "loan_officer" in actor.roles else NOTHING
    table = TableView(desk, queue(day), empty, several=True)
    table.opened.connect(lambda identity: desk.open_record.emit("loan_case", UUID(identity)))
    made.body.addWidget(AlertLine(desk))
    made.body.addWidget(table, 1)
    made.body.addWidget(BulkBar(desk, table))
    table.narrow(waiting_for(actor.login, actor.roles, day))
    return made
