"""Handing a customer over to another branch, with everything that is theirs."""

from typing import TYPE_CHECKING

from models.approval.roles import Role
from models.errors import NotFound, RuleBroken
from models.party.enterprise import Enterprise
from models.party.farmer import Farmer
from models.text import Text

if TYPE_CHECKING:
    from models.approval.order import Ordering


def transfer(order: "Ordering") -> None:
    """Hand a customer with everything that is theirs to a loan officer of another branch.

    Raises:
        NotFound: There is no such customer.
        RuleBroken: The colleague is no loan officer, at head office or of the same branch, or something ties the customer
            there.
    """
    customer = order.subject
    if not isinstance(customer, Farmer | Enterprise):
        raise NotFound(Text("没有这位客户。", "There is no such customer."))
    reason, officer = order.told("comment")["comment"], order.officer("officer")
    if not officer.has(Role.LOAN_OFFICER) or officer.branch_id == customer.branch_id:
        raise RuleBroken(
            Text("请选择其他支行的客户经理。", "Choose a loan officer of another branch."), field="officer"
        )
    if officer.branch_id == order.head_office:
        raise RuleBroken(
            Text(
                "总行的数据全行可见，客户不能移交总行，请选择支行的客户经理。",
                "The whole bank reads what is at head office; choose a loan officer of a branch.",
            ),
            field="officer",
        )
    theirs = order.belongings(customer)
    theirs.check_free()
    for case in theirs.cases:
        case.lead_officer, case.second_officer = officer.login, ""
        case.changed_on = order.today
    for record in (*theirs.cases, *theirs.others):
        record.branch_id = officer.branch_id
    order.detail |= {"to": officer.branch_id, "officer": officer.login, "reason": reason}
