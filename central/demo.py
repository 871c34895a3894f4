"""The demonstration bank: made-up people in a made-up county."""

from datetime import datetime

from central import admin
from central.store import Store
from models.approval.roles import Role

INSTITUTION = "23990100"
BRANCH = "2399010001"
PASSWORD = "heitu-demo"  # noqa: S105 - the demonstration's password stands in the manual.
OFFICERS = (
    ("wangjun", "王军", frozenset({Role.LOAN_OFFICER})),
    ("lixue", "李雪", frozenset({Role.LOAN_OFFICER})),
    ("zhaomin", "赵敏", frozenset({Role.REVIEWER})),
    ("sunlei", "孙磊", frozenset({Role.BRANCH_MANAGER})),
    ("zhoufang", "周芳", frozenset({Role.CONTRACT_CLERK, Role.REGISTRAR})),
    ("wuhao", "吴昊", frozenset({Role.DISBURSER})),
)


def seed(store: Store, at: datetime) -> None:
    """Put the demonstration bank into an empty database; one that holds a bank stays as it is."""
    with store.writing() as session:
        if not admin.is_empty(session):
            return
        admin.create_institution(session, INSTITUTION, "测试县农村商业银行")
        admin.create_branch(session, INSTITUTION, BRANCH, "测试支行")
        for login, name, roles in OFFICERS:
            admin.create_officer(
                session, admin.NewOfficer(INSTITUTION, BRANCH, login, name, roles), PASSWORD, at
            )
