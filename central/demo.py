"""The demonstration bank: made-up people in a made-up county."""

from datetime import datetime

from central import admin
from central.store import Store
from models.days import business_day
from models.sample import HEAD_OFFICERS, OFFICERS, Size, grants, sample

INSTITUTION = "23990100"
BRANCH = "2399010001"
HEAD_OFFICE = "2399010000"
PASSWORD = "heitu-demo"  # noqa: S105 - the demonstration's password stands in the manual.
_SEED = 1


def seed(store: Store, at: datetime, *, with_cases: bool = True) -> None:
    """Put the demonstration bank into an empty database; one that holds a bank stays as it is."""
    with store.writing() as session:
        if not admin.is_empty(session):
            return
        admin.create_institution(session, INSTITUTION, "测试县农村商业银行")
        admin.create_branch(session, INSTITUTION, HEAD_OFFICE, "测试县农村商业银行总行", head_office=True)
        admin.create_branch(session, INSTITUTION, BRANCH, "测试支行")
        for branch, people in ((HEAD_OFFICE, HEAD_OFFICERS), (BRANCH, OFFICERS)):
            for login, name, roles in people:
                new = admin.NewOfficer(INSTITUTION, branch, login, name, roles)
                admin.create_officer(session, new, PASSWORD, at)
        admin.load(session, INSTITUTION, HEAD_OFFICE, grants(INSTITUTION, HEAD_OFFICE, business_day(at)))
        if with_cases:
            made = sample(Size.S, _SEED, institution_id=INSTITUTION, branch_id=BRANCH, today=business_day(at))
            admin.load(session, INSTITUTION, BRANCH, made)
