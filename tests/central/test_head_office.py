"""What head office holds is read by the whole bank: nobody's customer is written, kept or moved there."""

from uuid import UUID

import pytest

from central import admin
from central.demo import HEAD_OFFICE, INSTITUTION
from central.tables import Credential
from models.approval.roles import Officer, Role
from models.identity import new_id
from models.party.farmer import Farmer
from tests.central.bank import FARMER, Bank, creation, id_number
from tests.central.test_hand_over import hand_over
from tests.central.test_papers_on_file import paper


@pytest.fixture
def lender(bank: Bank) -> str:
    """A loan officer at head office, as an older release let the administrator make one."""
    with bank.store.writing() as session:
        credential = session.get_one(Credential, (INSTITUTION, "mali"))
        officer = session.get_one(Officer, (INSTITUTION, credential.officer_id))
        officer.roles = [Role.LOAN_OFFICER.value, Role.REGISTRAR.value]
    return "mali"


def left_there(bank: Bank) -> UUID:
    """Return a customer whom an older release put at head office."""
    person = Farmer(institution_id=INSTITUTION, branch_id=HEAD_OFFICE, id=new_id(), full_name="张德福")
    with bank.store.writing() as session:
        admin.load(session, INSTITUTION, HEAD_OFFICE, [person])
    return person.id


def read_by_everybody(bank: Bank) -> set[str]:
    changes = bank.get("qianduo", f"/v1/changes?branch={HEAD_OFFICE}&limit=5000").json()["changes"]
    return {each["kind"] for each in changes if not each.get("gone")}


def test_no_file_is_opened_there(bank: Bank, lender: str) -> None:
    farmer = bank.farmer()
    for login, kind, values in (
        (lender, "farmer", {**FARMER, "id_number": id_number(900)}),
        (lender, "collateral", {"collateral_kind": "machinery", "description": "收割机", "owner_name": "王"}),
        (lender, "registry_certificate", {"pledge_id": str(new_id()), "number": "01234567890123456789"}),
        ("jiangbo", "attachment", paper(farmer)),
    ):
        answer = bank.ask(login, creation(kind, values))
        assert (answer.status, answer.zh.startswith("总行的数据全行可见")) == ("refused", True), answer
    assert read_by_everybody(bank) == {"officer", "authority_grant"}


def test_what_was_left_there_is_changed_by_nobody_and_goes_to_a_branch(bank: Bank, lender: str) -> None:
    farmer = left_there(bank)
    assert bank.change(lender, "farmer", farmer, base=1, village=("", "向阳村")).status == "refused"
    assert hand_over(bank, farmer).status == "accepted"
    assert "farmer" not in read_by_everybody(bank)
    version = bank.feed("qianduo", limit=5000)["changes"][-1]["version"]
    assert bank.change("qianduo", "farmer", farmer, base=version, village=("", "向阳村")).status == "accepted"


def test_no_customer_is_handed_over_to_it(bank: Bank, lender: str) -> None:
    answer = hand_over(bank, bank.farmer(), lender)
    assert (answer.status, answer.details) == ("refused", {"field": "officer"})
    assert "客户不能移交总行" in answer.zh
    assert "farmer" not in read_by_everybody(bank)
