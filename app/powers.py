"""Lists of what the bank has put in writing: grants, delegations, limits, relations."""

from datetime import date
from typing import Any

from app.lists import Column, Listing, choices, money
from models.approval.grants import RELATION, SECURITY
from models.approval.roles import LEVEL
from models.lending.case import APPLICANT, PRODUCT
from models.lending.limits import SORT, STANDING
from models.text import Language, Text

ANY = Text("不限", "Any")
HOLDS = {
    "yes": Text("有效", "In force"),
    "no": Text("未生效或已过期", "Not in force"),
    "stop": Text("已暂停", "Suspended"),
}
STANDS = {
    "yes": Text("代理中", "Standing in"),
    "no": Text("未开始或已结束", "Not now"),
    "end": Text("已终止", "Ended"),
}


def _any(options: Any) -> Any:
    shown = choices(dict(options))

    def show(value: Any, language: Language) -> str:
        return shown(value, language) if value else ANY.say(language)

    return show


def _named(login: str) -> str:
    return f"ifnull((SELECT o.full_name FROM officer o WHERE o.login = {login}), {login})"  # noqa: S608 - a column of ours


def grants(today: date) -> Listing:
    """Return the list of written grants as of a day; those in force first."""
    day = today.isoformat()
    state = f"CASE WHEN g.suspended THEN 'stop' WHEN '{day}' BETWEEN g.valid_from AND g.valid_until THEN 'yes' ELSE 'no' END"
    return Listing(
        "authority_grant g",
        "g.id",
        (
            Column("officer", Text("人员", "Officer"), _named("g.officer"), width=10),
            Column("level", Text("层级", "Level"), "g.level", choices(dict(LEVEL.choices)), width=17),
            Column("customer", Text("客户", "Customer"), "g.customer", _any(APPLICANT.choices), width=9),
            Column("product", Text("产品", "Product"), "g.product", _any(PRODUCT.choices), width=10),
            Column(
                "security", Text("担保", "Security"), "g.security", choices(dict(SECURITY.choices)), width=10
            ),
            Column(
                "single",
                Text("单笔上限（元）", "One case (yuan)"),
                "g.max_single",
                money,
                figure=True,
                width=14,
            ),
            Column(
                "total",
                Text("总敞口上限（元）", "In all (yuan)"),
                "g.max_total",
                money,
                figure=True,
                width=15,
            ),
            Column("from", Text("生效日", "From"), "g.valid_from", width=11),
            Column("until", Text("到期日", "Until"), "g.valid_until", width=11),
            Column("state", Text("状态", "State"), state, choices(HOLDS), width=11),
            Column("document", Text("文号", "Document"), "g.document", width=18),
            Column("reason", Text("暂停原因", "Why suspended"), "g.reason", width=18),
        ),
        first="g.suspended, g.officer, g.customer, g.security, g.id",
    )


def delegations(today: date) -> Listing:
    """Return the list of delegations as of a day, the newest first."""
    day = today.isoformat()
    state = f"CASE WHEN d.ended THEN 'end' WHEN '{day}' BETWEEN d.starts_on AND d.ends_on THEN 'yes' ELSE 'no' END"
    return Listing(
        "delegation d",
        "d.id",
        (
            Column("officer", Text("委托人", "For"), _named("d.officer"), width=10),
            Column("delegate", Text("代理人", "Stands in"), _named("d.delegate"), width=10),
            Column("from", Text("起始日", "From"), "d.starts_on", width=11),
            Column("until", Text("截止日", "Until"), "d.ends_on", width=11),
            Column("state", Text("状态", "State"), state, choices(STANDS), width=14),
            Column("reason", Text("事由", "Reason"), "d.reason", width=30),
        ),
        first="d.starts_on DESC, d.id",
    )


LIMITS = Listing(
    "credit_limit l",
    "l.id",
    (
        Column("sort", Text("类型", "Kind"), "l.sort", choices(dict(SORT.choices)), width=12),
        Column("title", Text("名称", "Name"), "l.title", width=26),
        Column("ceiling", Text("上限（元）", "Ceiling (yuan)"), "l.ceiling", money, figure=True, width=15),
        Column("used", Text("已占用（元）", "Used (yuan)"), "l.used", money, figure=True, width=15),
        Column(
            "left",
            Text("可用（元）", "Left (yuan)"),
            "l.ceiling - ifnull(l.used, 0)",
            money,
            figure=True,
            width=15,
        ),
        Column("until", Text("到期日", "Until"), "l.closes_on", width=11),
        Column("state", Text("状态", "State"), "l.standing", choices(dict(STANDING.choices)), width=9),
        Column("document", Text("文号", "Document"), "l.document", width=18),
    ),
    first="l.standing DESC, l.closes_on, l.id",
)

KINSHIPS = Listing(
    "kinship k",
    "k.id",
    (
        Column("officer", Text("人员", "Officer"), _named("k.officer"), width=10),
        Column("relation", Text("关系", "Relation"), "k.relation", choices(dict(RELATION.choices)), width=14),
        Column("person", Text("证件摘要", "Digest of the ID"), "substr(k.person, 1, 12)", width=16),
        Column(
            "ended",
            Text("状态", "State"),
            "k.ended",
            lambda value, language: (Text("已解除", "Ended") if value else Text("有效", "In force")).say(
                language
            ),
            width=9,
        ),
    ),
    first="k.ended, k.officer, k.id",
)

BLOCKS = Listing(
    "number_block b",
    "b.id",
    (
        Column("holder", Text("持有人", "Held by"), _named("b.holder"), width=10),
        Column("device", Text("工作站", "Workstation"), "b.device", width=18),
        Column("year", Text("年度", "Year"), "b.year", figure=True, width=7),
        Column("first", Text("起号", "First"), "b.first", figure=True, width=9),
        Column("last", Text("止号", "Last"), "b.last", figure=True, width=9),
        Column("reserved", Text("预留日期", "Reserved"), "b.reserved_on", width=11),
        Column("closed", Text("交回日期", "Given back"), "b.closed_on", width=11),
        Column("reason", Text("交回原因", "Reason"), "b.reason", width=26),
    ),
    first="b.closed_on IS NOT NULL, b.year DESC, b.first",
)
