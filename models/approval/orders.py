"""Orders 指令: what is decided about the bank's own powers and limits and about its paper, apart from any case."""

from collections.abc import Mapping
from datetime import date, timedelta

from models.approval.effects.transfer import transfer
from models.approval.grants import RELATION, SECURITY, AuthorityGrant, Delegation, Kinship, digest_of
from models.approval.order import COMMENT, Order, Ordering
from models.approval.paper_orders import ORDERS as PAPER_ORDERS
from models.approval.roles import LEVEL, LEVELS, Role
from models.errors import NotAllowed, RuleBroken
from models.keyed import keyed
from models.kinds import COUNT, DAY, MONEY, identifier, text
from models.lending.case import APPLICANT, PRODUCT
from models.lending.limits import SORT, Limit
from models.money import show_yuan
from models.parameters import parameters
from models.party.enterprise import Enterprise
from models.party.farmer import Farmer
from models.text import Text


def grant_authority(order: Ordering) -> None:
    """Put an officer's authority in writing; it never reaches beyond the matrix of the level.

    Raises:
        RuleBroken: Something is missing, the officer does not hold that level, or the matrix has less.
    """
    told = order.told("level", "security", "max_single", "max_total", "valid_from", "valid_until", "document")
    officer, level = order.officer("officer"), Role(told["level"])
    if not officer.has(level) and not (level is Role.COMMITTEE_MEMBER and officer.has(Role.COMMITTEE_CHAIR)):
        raise RuleBroken(
            Text("该员工不是{level}。", "That colleague is no {level}.").fill(level=level.label),
            field="officer",
        )
    if officer.login == order.actor.login:
        raise NotAllowed(Text("不能给自己授权。", "Nobody grants authority to himself."))
    if told["valid_until"] < told["valid_from"]:
        raise RuleBroken(Text("到期日早于生效日。", "It ends before it begins."), field="valid_until")
    if told["max_single"] > told["max_total"]:
        raise RuleBroken(
            Text("单笔上限不能超过总敞口上限。", "One case cannot have more than all."), field="max_single"
        )
    product, customer = order.arguments.get("product") or "", order.arguments.get("customer") or ""
    most = _matrix_limit(level, customer, told["security"], order.today)
    if most is not None and told["max_total"] > most:
        beyond = Text(
            "超过授权矩阵中{level}的上限{most}元。", "The matrix gives the {level} {most} yuan at most."
        )
        raise RuleBroken(beyond.fill(level=level.label, most=show_yuan(most)), field="max_total")
    order.make(
        AuthorityGrant,
        officer=officer.login,
        product=product,
        customer=customer,
        granted_by=order.actor.login,
        suspended=False,
        **told,
    )


def _matrix_limit(level: Role, customer: str, security: str, on: date) -> int | None:
    """Return the most that the matrix gives a level for such cases, in fen; None where any amount."""
    rows = [
        row
        for row in parameters("authority", on)["grant"]
        if row["role"] == level
        and customer in ("", row["customer"])
        and security in ("any", "secured" if row["secured"] else "unsecured")
    ]
    if any("limit_yuan" not in row for row in rows):
        return None
    return max((row["limit_yuan"] * 100 for row in rows), default=0)


def suspend_grant(order: Ordering) -> None:
    """Suspend a grant with a reason, for instance because the branch has too many bad loans.

    Raises:
        RuleBroken: There is no reason, or it is suspended already.
    """
    grant = order.record(AuthorityGrant)
    if grant.suspended:
        raise RuleBroken(Text("该授权已暂停。", "The grant is suspended already."))
    grant.suspended, grant.reason = True, str(order.told("comment")["comment"])


def resume_grant(order: Ordering) -> None:
    """Let a suspended grant count again.

    Raises:
        RuleBroken: It is not suspended.
    """
    grant = order.record(AuthorityGrant)
    if not grant.suspended:
        raise RuleBroken(Text("该授权未暂停。", "The grant is not suspended."))
    grant.suspended, grant.reason = False, str(order.told("comment")["comment"])


def delegate(order: Ordering) -> None:
    """Let a colleague stand in during an absence: dated, bounded, and never passed on.

    Raises:
        RuleBroken: Days are missing, too many, or overlap another delegation; or there is nothing to delegate.
    """
    told = order.told("starts_on", "ends_on", "reason")
    stand_in, first, last = order.officer("delegate"), told["starts_on"], told["ends_on"]
    if stand_in.login == order.actor.login:
        raise RuleBroken(Text("不能委托给自己。", "Nobody stands in for himself."), field="delegate")
    longest = parameters("approval", order.today)["longest_delegation_days"]
    if last < first or first < order.today or last - first > timedelta(days=longest):
        raise RuleBroken(
            Text(
                "代理期限应从今天或以后开始，最长{days}天。",
                "It begins today or later and lasts at most {days} days.",
            ).fill(days=longest),
            field="ends_on",
        )
    if not any(each.officer == order.actor.login and each.holds(first) for each in order.powers.grants):
        raise RuleBroken(Text("您没有可以委托的授权。", "You hold no grant that could be delegated."))
    for other in order.powers.delegations:
        if order.actor.login in (other.officer, other.delegate) and other.overlaps(first, last):
            raise RuleBroken(
                Text(
                    "与{first}至{last}的代理重叠，不能重复委托或转委托。",
                    "It overlaps the delegation from {first} to {last}; none is doubled or passed on.",
                ).fill(first=other.starts_on, last=other.ends_on),
                field="starts_on",
            )
    order.make(Delegation, officer=order.actor.login, delegate=stand_in.login, ended=False, **told)


def end_delegation(order: Ordering) -> None:
    """End a delegation before its day.

    Raises:
        NotAllowed: It is a colleague's.
    """
    delegation = order.record(Delegation)
    if order.actor.login not in (delegation.officer, delegation.delegate):
        raise NotAllowed(Text("只能终止自己的代理。", "You may only end your own delegation."))
    delegation.ended = True


def declare_kinship(order: Ordering) -> None:
    """Declare a person whose cases an officer keeps out of; only a digest of the ID number is kept.

    Raises:
        NotAllowed: An officer declares for somebody else.
        RuleBroken: Something is missing, or it was declared before.
    """
    told, officer = order.told("id_number", "relation"), order.officer("officer")
    if officer.login != order.actor.login and Role.ADMINISTRATOR not in order.actor.roles:
        raise NotAllowed(Text("只能申报自己的回避关系。", "You may only declare your own relations."))
    person = digest_of(order.actor.institution_id, told["id_number"])
    if any((each.officer, each.person) == (officer.login, person) for each in order.powers.kinships):
        raise RuleBroken(Text("该关系已申报。", "That relation is declared already."))
    order.make(Kinship, officer=officer.login, person=person, relation=told["relation"], ended=False)


def end_kinship(order: Ordering) -> None:
    """End a relation that does not hold any more; only an administrator may."""
    order.record(Kinship).ended = True


def open_limit(order: Ordering) -> None:
    """Open a limit that several cases reserve from.

    Raises:
        RuleBroken: Something is missing, or it would end before it begins.
    """
    told = order.told("sort", "title", "ceiling", "opens_on", "closes_on", "document")
    if told["closes_on"] <= told["opens_on"]:
        raise RuleBroken(Text("到期日应晚于生效日。", "It ends before it begins."), field="closes_on")
    if told["sort"] == "revolving":
        refusal = Text(
            "循环额度随案件批复自动建立。", "A revolving limit comes with the approval of its case."
        )
        raise RuleBroken(refusal, field="sort")
    order.make(Limit, used=0, standing="open", grace_months=order.arguments.get("grace_months"), **told)


def suspend_limit(order: Ordering) -> None:
    """Stop a limit: nothing more is reserved from it; what is reserved stays.

    Raises:
        RuleBroken: It is not open.
        NotAllowed: It is another branch's, or head office's own.
    """
    limit = _own_limit(order)
    if limit.standing != "open":
        raise RuleBroken(Text("该额度未处于有效状态。", "The limit is not open."))
    order.told("comment")
    limit.standing = "suspended"


def resume_limit(order: Ordering) -> None:
    """Open a suspended limit again.

    Raises:
        RuleBroken: It is not suspended.
        NotAllowed: It is another branch's, or head office's own.
    """
    limit = _own_limit(order)
    if limit.standing != "suspended":
        raise RuleBroken(Text("该额度未暂停。", "The limit is not suspended."))
    order.told("comment")
    limit.standing = "open"


def _own_limit(order: Ordering) -> Limit:
    limit = order.record(Limit)
    if limit.branch_id != order.actor.branch_id and not order.actor.at_head_office:
        raise NotAllowed(
            Text("总行的额度由总行暂停或恢复。", "Head office stops and opens its limits itself.")
        )
    return limit


_GRANTORS = frozenset({Role.PRESIDENT, Role.ADMINISTRATOR})
_DECIDERS = frozenset(LEVELS)
_LIMITERS = frozenset({Role.BRANCH_MANAGER, Role.HEAD_APPROVER, Role.PRESIDENT})

ORDERS: Mapping[str, Order] = keyed(
    (
        Order(
            key="grant_authority",
            label=Text("授权", "Grant authority"),
            roles=_GRANTORS,
            about=AuthorityGrant,
            new=True,
            arguments={
                "officer": text(40),
                "level": LEVEL,
                "product": PRODUCT,
                "customer": APPLICANT,
                "security": SECURITY,
                "max_single": MONEY,
                "max_total": MONEY,
                "valid_from": DAY,
                "valid_until": DAY,
                "document": text(60),
            },
            effect=grant_authority,
        ),
        Order(
            key="suspend_grant",
            label=Text("暂停授权", "Suspend the grant"),
            roles=_GRANTORS,
            about=AuthorityGrant,
            new=False,
            arguments=COMMENT,
            effect=suspend_grant,
        ),
        Order(
            key="resume_grant",
            label=Text("恢复授权", "Resume the grant"),
            roles=_GRANTORS,
            about=AuthorityGrant,
            new=False,
            arguments=COMMENT,
            effect=resume_grant,
        ),
        Order(
            key="delegate",
            label=Text("委托代理", "Delegate"),
            roles=_DECIDERS,
            about=Delegation,
            new=True,
            arguments={"delegate": text(40), "starts_on": DAY, "ends_on": DAY, "reason": text(200)},
            effect=delegate,
        ),
        Order(
            key="end_delegation",
            label=Text("终止代理", "End the delegation"),
            roles=frozenset(Role),
            about=Delegation,
            new=False,
            arguments={},
            effect=end_delegation,
        ),
        Order(
            key="declare_kinship",
            label=Text("申报回避关系", "Declare a relation"),
            roles=frozenset(Role),
            about=Kinship,
            new=True,
            arguments={"officer": text(40), "id_number": identifier("resident-id", 18), "relation": RELATION},
            effect=declare_kinship,
        ),
        Order(
            key="end_kinship",
            label=Text("解除回避关系", "End a relation"),
            roles=frozenset({Role.ADMINISTRATOR}),
            about=Kinship,
            new=False,
            arguments={},
            effect=end_kinship,
        ),
        Order(
            key="open_limit",
            label=Text("新建额度", "Open a limit"),
            roles=_LIMITERS,
            about=Limit,
            new=True,
            bank_wide=False,
            arguments={
                "sort": SORT,
                "title": text(100),
                "ceiling": MONEY,
                "opens_on": DAY,
                "closes_on": DAY,
                "grace_months": COUNT,
                "document": text(60),
            },
            effect=open_limit,
        ),
        Order(
            key="suspend_limit",
            label=Text("暂停额度", "Suspend the limit"),
            roles=_LIMITERS,
            about=Limit,
            new=False,
            arguments=COMMENT,
            effect=suspend_limit,
        ),
        Order(
            key="resume_limit",
            label=Text("恢复额度", "Resume the limit"),
            roles=_LIMITERS,
            about=Limit,
            new=False,
            arguments=COMMENT,
            effect=resume_limit,
        ),
        *(
            Order(
                key=key,
                label=Text("移交客户", "Hand the customer over"),
                roles=_GRANTORS,
                about=about,
                new=False,
                arguments={"officer": text(40), **COMMENT},
                effect=transfer,
            )
            for key, about in (("transfer_farmer", Farmer), ("transfer_firm", Enterprise))
        ),
        *PAPER_ORDERS,
    )
)
