"""Bad input about decisions is refused with its reason, and what was refused stands in the trail."""

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import select

from central.demo import HEAD_OFFICE, INSTITUTION
from models.compliance.audit import AuditEntry, verify
from models.identity import new_id
from models.sync.operations import Answer
from tests.central.bank import Bank
from tests.central.test_powers import TODAY, at_approval

AWAY = {"delegate": "zhoufang", "starts_on": TODAY, "ends_on": "2026-03-20", "reason": "培训"}


def _without_comment(bank: Bank) -> tuple[str, Answer]:
    return "sunlei", bank.step("sunlei", "approve", at_approval(bank), comment=" \n")


def _above_every_grant(bank: Bank) -> tuple[str, Answer]:
    """Ask the president, whose grants are suspended: nobody's reaches so far."""
    paid_to = {
        "payment_mode": "entrusted",
        "payee_name": "测试县农机公司",
        "payee_account": "6200000000000005",
    }
    case = at_approval(bank, amount=6_000_000_000, **paid_to)
    for grant in bank.get("weiguo", f"/v1/changes?branch={HEAD_OFFICE}&limit=500").json()["changes"]:
        if grant["kind"] == "authority_grant" and grant["values"]["officer"] == "weiguo":
            bank.take("weiguo", "suspend_grant", UUID(grant["id"]), comment="换届")
    for login in ("sunlei", "zhenghua"):
        assert bank.step(login, "approve", case, comment="同意").status == "refused"
    return "weiguo", bank.step("weiguo", "approve", case, comment="同意")


def _overlapping_delegation(bank: Bank) -> tuple[str, Answer]:
    bank.take("sunlei", "delegate", new_id(), **AWAY)
    return "sunlei", bank.step("sunlei", "delegate", new_id(), **{**AWAY, "delegate": "zhenghua"})


def _second_vote(bank: Bank) -> tuple[str, Answer]:
    case = at_approval(bank, amount=40_000_000)
    bank.take("gaoyuan", "vote", case, ballot="agree", comment="同意")
    return "gaoyuan", bank.step("gaoyuan", "vote", case, ballot="oppose", comment="改主意了")


def _edited_after_approval(bank: Bank) -> tuple[str, Answer]:
    case = at_approval(bank)
    bank.take("sunlei", "approve", case, comment="同意")
    version = bank.record("loan_case", case)["version"]
    return "wangjun", bank.change("wangjun", "loan_case", case, base=version, amount=(10_000_000, 9_900_000))


def _signed_tomorrow(bank: Bank) -> tuple[str, Answer]:
    """Sign under a clock that runs a day ahead of head office's."""
    case = at_approval(bank)
    bank.take("sunlei", "approve", case, comment="同意")
    return "wangjun", bank.step("wangjun", "show_cost", case, signed_on="2026-03-11")


@pytest.mark.parametrize(
    ("attempt", "reason"),
    [
        (_without_comment, "请填写意见"),
        (_above_every_grant, "没有适用于本案的有效授权"),
        (_overlapping_delegation, "重叠"),
        (_second_vote, "不能重复表决"),
        (_edited_after_approval, "冻结"),
        (_signed_tomorrow, "不能晚于今天"),
    ],
    ids=lambda each: each.__name__.strip("_") if callable(each) else "",
)
def test_it_is_refused_with_the_reason_and_noted(
    bank: Bank, attempt: Callable[[Bank], tuple[str, Answer]], reason: str
) -> None:
    login, answer = attempt(bank)
    assert answer.status == "refused"
    assert reason in answer.zh
    assert answer.en
    with bank.store.reading() as session:
        wanted = select(AuditEntry).where(AuditEntry.institution_id == INSTITUTION)
        last = session.scalars(wanted.order_by(AuditEntry.sequence.desc())).first()
        assert last
        assert (last.action, last.officer, last.device) == ("refused", login, "测试机")
        assert last.detail.get("zh", answer.zh) == answer.zh
        assert verify(session, INSTITUTION) == last.sequence
