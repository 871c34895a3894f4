"""The officer's desk for today: the cases whose next step is theirs."""

from uuid import UUID

from app.lists import CASES, Filter
from models.lending.states import State
from models.text import Text
from ui.desk import Desk
from ui.page import Page
from ui.table import TableView

MINE = {
    "loan_officer": (
        State.DRAFT,
        State.SUBMITTED,
        State.INVESTIGATING,
        State.APPROVED,
        State.SIGNING,
        State.SECURING,
    ),
    "reviewer": (State.REVIEWING,),
    "branch_manager": (State.APPROVING,),
    "contract_clerk": (State.COST_SHOWN, State.SIGNING),
    "registrar": (State.SECURING, State.READY_TO_DISBURSE),
    "disburser": (State.READY_TO_DISBURSE,),
}


def page(desk: Desk) -> Page:
    """Return the page."""
    made = Page(desk, Text("工作台 · 待我办理", "Today · waiting for me"))
    empty = Text(
        "今天没有待办理的案件。可到“客户”建档或导入农户名册，再从客户档案受理案件。",
        "Nothing waits for you. Open a customer's file or import a register, then open a case from it.",
    )
    table = TableView(desk, CASES, empty)
    table.opened.connect(lambda identity: desk.open_record.emit("loan_case", UUID(identity)))
    made.body.addWidget(table, 1)
    table.narrow(_mine(desk))
    return made


def _mine(desk: Desk) -> Filter:
    actor = desk.workstation.actor
    parts, values = ["0"], []
    for role in sorted(actor.roles):
        states = MINE.get(role.value, ())
        condition = f"c.state IN ({','.join('?' * len(states))})"
        if role.value == "loan_officer":
            condition += " AND (c.lead_officer = ? OR c.second_officer = ?)"
        parts.append(f"({condition})")
        values += [*states, *([actor.login] * 2 if role.value == "loan_officer" else [])]
    return Filter(f"({' OR '.join(parts)})", tuple(values))
