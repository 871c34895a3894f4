"""Orders about the bank's own powers: who may give them, and what they refuse."""

from datetime import date, timedelta
from typing import Any

import pytest

from models.approval.grants import AuthorityGrant, Delegation, Kinship, Powers, digest_of
from models.approval.orders import ORDERS, Ordering, give_order
from models.approval.roles import Role
from models.base import Record
from models.errors import NotAllowed, NotFound, RuleBroken
from models.identity import new_id
from models.lending.limits import Limit
from tests import factories
from tests.factories import BRANCH, HOME, INSTITUTION, POWERS, TODAY, YUAN

PEOPLE = {
    login: factories.officer(login, role)
    for login, role in (
        ("sunlei", Role.BRANCH_MANAGER),
        ("zhenghua", Role.HEAD_APPROVER),
        ("lixue", Role.LOAN_OFFICER),
        ("chenjing", Role.COMMITTEE_CHAIR),
    )
}
GRANT = {
    "officer": "sunlei",
    "level": "branch_manager",
    "customer": "farmer",
    "security": "unsecured",
    "max_single": 50_000 * YUAN,
    "max_total": 100_000 * YUAN,
    "valid_from": TODAY,
    "valid_until": date(2026, 12, 31),
    "document": "测商授〔2026〕88号",
}
AWAY = {"delegate": "lixue", "starts_on": TODAY, "ends_on": TODAY + timedelta(days=9), "reason": "培训"}
LIMIT = {
    "sort": "village",
    "title": "向阳村整村授信",
    "ceiling": 3_000_000 * YUAN,
    "opens_on": TODAY,
    "closes_on": date(2027, 3, 10),
    "document": "测商信〔2026〕9号",
}


def give(
    key: str, role: Role, arguments: dict[str, Any], subject: Record | None = None, powers: Powers = POWERS
) -> Ordering:
    """Return the order as it was carried out."""
    doing = Ordering(
        actor=factories.actor(role),
        today=TODAY,
        subject_id=subject.id if subject else new_id(),
        subject=subject,
        home=BRANCH,
        arguments=arguments,
        officers=PEOPLE,
        powers=powers,
        belongings=factories.nobodys,
    )
    give_order(ORDERS[key], doing)
    return doing


@pytest.mark.parametrize("key", ORDERS)
def test_who_has_no_part_in_it_gives_no_order(key: str) -> None:
    outside = set(Role) - ORDERS[key].roles
    for role in outside:
        with pytest.raises(NotAllowed, match="须由"):
            give(key, role, {})


@pytest.mark.parametrize("key", [key for key, order in ORDERS.items() if order.new])
def test_an_order_without_its_words_is_refused(key: str) -> None:
    with pytest.raises(RuleBroken):
        give(key, min(ORDERS[key].roles), {})


@pytest.mark.parametrize("key", [key for key, order in ORDERS.items() if not order.new])
def test_an_order_about_nothing_is_refused(key: str) -> None:
    with pytest.raises(NotFound):
        give(key, min(ORDERS[key].roles), {"comment": "原因"})


def test_a_grant_is_written_down() -> None:
    (grant,) = give("grant_authority", Role.PRESIDENT, GRANT).made
    assert isinstance(grant, AuthorityGrant)
    assert (grant.officer, grant.max_total, grant.granted_by) == ("sunlei", 100_000 * YUAN, "weiguo")
    assert grant.holds(TODAY)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"officer": "nobody"}, "officer"),
        ({"officer": "lixue"}, "officer"),
        ({"valid_until": TODAY - timedelta(days=1)}, "valid_until"),
        ({"max_single": 100_001 * YUAN}, "max_single"),
        ({"max_total": 100_001 * YUAN}, "max_total"),
        ({"document": ""}, "document"),
    ],
)
def test_a_grant_that_makes_no_sense_is_refused(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        give("grant_authority", Role.PRESIDENT, {**GRANT, **changes})
    assert refused.value.field == field


def test_a_grant_is_suspended_with_a_reason_and_resumed() -> None:
    (grant,) = give("grant_authority", Role.PRESIDENT, GRANT).made
    assert isinstance(grant, AuthorityGrant)
    with pytest.raises(RuleBroken):
        give("suspend_grant", Role.ADMINISTRATOR, {"comment": ""}, grant)
    give("suspend_grant", Role.ADMINISTRATOR, {"comment": "不良率超过3%"}, grant)
    assert not grant.holds(TODAY)
    assert grant.reason == "不良率超过3%"
    with pytest.raises(RuleBroken, match="已暂停"):
        give("suspend_grant", Role.ADMINISTRATOR, {"comment": "再次"}, grant)
    give("resume_grant", Role.ADMINISTRATOR, {"comment": "整改完成"}, grant)
    assert grant.holds(TODAY)


def test_a_delegation_is_dated_and_bounded() -> None:
    (away,) = give("delegate", Role.BRANCH_MANAGER, AWAY).made
    assert isinstance(away, Delegation)
    assert (away.officer, away.delegate, away.holds(TODAY)) == ("sunlei", "lixue", True)
    for changes in (
        {"delegate": "sunlei"},
        {"starts_on": TODAY - timedelta(days=1)},
        {"ends_on": TODAY - timedelta(days=1)},
        {"ends_on": TODAY + timedelta(days=61)},
    ):
        with pytest.raises(RuleBroken):
            give("delegate", Role.BRANCH_MANAGER, {**AWAY, **changes})


def test_a_delegation_that_overlaps_or_is_passed_on_is_refused() -> None:
    (away,) = give("delegate", Role.BRANCH_MANAGER, AWAY).made
    assert isinstance(away, Delegation)
    powers = Powers(POWERS.grants, (away,))
    with pytest.raises(RuleBroken, match="重叠"):
        give("delegate", Role.BRANCH_MANAGER, {**AWAY, "delegate": "zhenghua"}, powers=powers)
    passed_on = Delegation(
        **HOME, officer="zhenghua", delegate="sunlei", starts_on=TODAY, ends_on=TODAY, ended=False
    )
    with pytest.raises(RuleBroken, match="转委托"):
        give("delegate", Role.BRANCH_MANAGER, AWAY, powers=Powers(POWERS.grants, (passed_on,)))


def test_who_holds_nothing_delegates_nothing() -> None:
    with pytest.raises(RuleBroken, match="没有可以委托的授权"):
        give("delegate", Role.BRANCH_MANAGER, AWAY, powers=Powers())


def test_only_those_concerned_end_a_delegation() -> None:
    (away,) = give("delegate", Role.BRANCH_MANAGER, AWAY).made
    assert isinstance(away, Delegation)
    with pytest.raises(NotAllowed):
        give("end_delegation", Role.REVIEWER, {}, away)
    give("end_delegation", Role.BRANCH_MANAGER, {}, away)
    assert not away.holds(TODAY)


def test_a_relation_is_kept_as_a_digest_once() -> None:
    number = factories.resident_id(77)
    told = {"officer": "lixue", "id_number": number, "relation": "spouse"}
    with pytest.raises(NotAllowed, match="自己"):
        give("declare_kinship", Role.BRANCH_MANAGER, told)
    (kin,) = give("declare_kinship", Role.ADMINISTRATOR, told).made
    assert isinstance(kin, Kinship)
    assert kin.person == digest_of(INSTITUTION, number)
    assert number not in str(vars(kin))
    with pytest.raises(RuleBroken, match="已申报"):
        give("declare_kinship", Role.ADMINISTRATOR, told, powers=Powers((), (), (kin,)))


def test_a_limit_opens_stops_and_opens_again() -> None:
    (limit,) = give("open_limit", Role.BRANCH_MANAGER, LIMIT).made
    assert isinstance(limit, Limit)
    assert (limit.available, limit.standing) == (3_000_000 * YUAN, "open")
    give("suspend_limit", Role.BRANCH_MANAGER, {"comment": "村内出现逾期"}, limit)
    with pytest.raises(RuleBroken, match="停用"):
        limit.check_room(1, TODAY)
    give("resume_limit", Role.BRANCH_MANAGER, {"comment": "已化解"}, limit)
    limit.check_room(3_000_000 * YUAN, TODAY)
    with pytest.raises(RuleBroken, match="循环额度"):
        give("open_limit", Role.BRANCH_MANAGER, {**LIMIT, "sort": "revolving"})


def test_an_identity_is_used_once() -> None:
    (limit,) = give("open_limit", Role.BRANCH_MANAGER, LIMIT).made
    with pytest.raises(RuleBroken, match="已被占用"):
        give("open_limit", Role.BRANCH_MANAGER, LIMIT, limit)
