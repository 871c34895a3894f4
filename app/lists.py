"""Lists by plain SQL: the first rows at once, the whole order in the background, any page by identity.

This module loads neither SQLAlchemy nor the records: the window shows its first list without them.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.database import Database
from models.collateral.labels import KIND_LABELS
from models.days import CHINA
from models.documents.media import show_size
from models.lending.states import State
from models.money import show_yuan
from models.party.names import mask_id, mask_phone
from models.text import Language, Text


@dataclass(frozen=True)
class Column:
    """One column of a list.

    Attributes:
        key: How it is named in the query.
        label: Its heading.
        sql: What it selects and sorts by.
        show: Turns what was selected into what is shown.
        figure: Whether it is aligned to the right.
        width: In characters.
        tone: Says in which ink of the theme a value stands out, if it does.
    """

    key: str
    label: Text
    sql: str
    show: Callable[[Any, Language], str] = lambda value, _language: "" if value is None else str(value)
    figure: bool = False
    width: int = 12
    tone: Callable[[Any], str] = lambda _value: ""


@dataclass(frozen=True)
class Filter:
    """A condition that narrows a list, with the values it binds."""

    sql: str
    values: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Listing:
    """One list.

    Attributes:
        source: What it selects from; the first table is the one whose records it lists.
        identity: What tells its rows apart, the first value of each row.
        columns: What it shows.
        fixed: What every row meets.
        first: By what it is ordered until somebody sorts it; by age where nothing is said.
    """

    source: str
    identity: str
    columns: tuple[Column, ...]
    fixed: Filter = field(default_factory=lambda: Filter("1"))
    first: str = ""

    def head(self, database: Database, limit: int, narrow: Filter | None = None) -> list[tuple[Any, ...]]:
        """Return the newest rows at once, or those that come first in the order of the list."""
        where, values = self._where(narrow)
        if self.first:
            # What is shown of a row is worked out for the rows that are shown, not for all that are put in order.
            sql = (
                f"SELECT {self.identity} FROM {self.source} WHERE {where} ORDER BY {self.first} LIMIT {limit}"  # noqa: S608 - nothing here was typed by anybody
            )
            return self.rows(database, [row[0] for row in database.read(sql, values)])
        order = f"ORDER BY {self.identity} DESC LIMIT {limit}"
        return database.read(f"{self._select} WHERE {where} {order}", values)

    def order(
        self, database: Database, sort: str | None, narrow: Filter | None = None, *, descending: bool = True
    ) -> list[str]:
        """Return the identities of all rows, ordered by the column *sort*, or by age."""
        where, values = self._where(narrow)
        column = next((each.sql for each in self.columns if each.key == sort), self.identity)
        if sort is None and self.first:
            sql = f"SELECT {self.identity} FROM {self.source} WHERE {where} ORDER BY {self.first}"  # noqa: S608 - nothing here was typed by anybody
            return [row[0] for row in database.read(sql, values)]
        turn = "DESC" if descending else "ASC"
        sql = f"SELECT {self.identity} FROM {self.source} WHERE {where} ORDER BY {column} {turn}, {self.identity} {turn}"  # noqa: S608 - nothing here was typed by anybody
        return [row[0] for row in database.read(sql, values)]

    def rows(self, database: Database, identities: Sequence[str]) -> list[tuple[Any, ...]]:
        """Return the rows of these identities in their order; one that is gone is left out."""
        marks = ",".join("?" * len(identities))
        found = {
            row[0]: row
            for row in database.read(
                f"{self._select} WHERE {self._of_the_bank} AND {self.identity} IN ({marks})", identities
            )
        }
        return [found[identity] for identity in identities if identity in found]

    @property
    def _select(self) -> str:
        return f"SELECT {self.identity}, {', '.join(each.sql for each in self.columns)} FROM {self.source}"  # noqa: S608 - likewise

    @property
    def _of_the_bank(self) -> str:
        """The condition that leads to the primary key, which begins with the bank; a store holds one bank."""
        table, alias = self.source.split()[:2]
        if self.identity != f"{alias}.id":
            return "1"
        return f"{alias}.institution_id = (SELECT min(institution_id) FROM {table})"  # noqa: S608 - likewise

    def _where(self, narrow: Filter | None) -> tuple[str, tuple[Any, ...]]:
        # A list with an order of its own does not walk along the primary key; what narrows it finds its rows.
        bank = f"+{self._of_the_bank}" if self.first else self._of_the_bank
        sql = f"{self.fixed.sql} AND {bank}"
        if narrow is None:
            return sql, self.fixed.values
        return f"{sql} AND {narrow.sql}", (*self.fixed.values, *narrow.values)


def money(value: Any, _language: Language) -> str:
    """Return fen as yuan."""
    return "" if value is None else show_yuan(value)


def moment(value: Any, _language: Language) -> str:
    """Return a moment, kept in microseconds since 1970, by the clock on the wall."""
    return "" if value is None else f"{datetime.fromtimestamp(value / 1_000_000, CHINA):%m-%d %H:%M}"


def in_words(value: Any, language: Language) -> str:
    """Return a sentence that the store holds in both languages, as a JSON list."""
    return Text(*json.loads(value)).say(language) if value else ""


def choices(options: dict[str, Text]) -> Callable[[Any, Language], str]:
    """Return what shows a stored key by its label."""

    def show(value: Any, language: Language) -> str:
        return options[value].say(language) if value in options else str(value or "")

    return show


def _either(value: Any, language: Language) -> str:
    """Return a sentence that was selected in both languages."""
    zh, _sign, en = str(value or "").partition("\x1f")
    return zh if language == "zh" else en


def _operation(value: Any, language: Language) -> str:
    """Return what an operation is about: the step that is asked for, or the kind of record that was changed."""
    from models.approval.orders import ORDERS  # noqa: PLC0415 - the first list is painted without the records
    from models.approval.steps import STEPS  # noqa: PLC0415
    from models.records import RECORDS  # noqa: PLC0415

    if value is None:
        return ""
    asked = STEPS.get(value) or ORDERS.get(value)
    if asked:
        return asked.label.say(language)
    label = RECORDS[value].label if value in RECORDS else Text(str(value), str(value))
    return Text("修改{what}", "Change of {what}").fill(what=label).say(language)


PLACES = {
    "local": Text("仅在本机", "On this PC"),
    "waiting": Text("待发送", "Waiting"),
    "refused": Text("被退回", "Refused"),
    "conflict": Text("有冲突", "Conflict"),
    "proposal": Text("变更建议", "Proposal"),
    "leaving": Text("已移交他行", "Left the branch"),
    "centre": Text("总行已收", "At head office"),
}

_PLACE = (
    "CASE WHEN EXISTS (SELECT 1 FROM known k WHERE k.record_id = {t}.id AND k.gone) THEN 'leaving'"
    " WHEN {t}.version = 0 AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.record_id = {t}.id) THEN 'local'"
    " ELSE ifnull((SELECT CASE o.state WHEN 'pending' THEN 'waiting' WHEN 'sent' THEN 'waiting'"
    " WHEN 'blocked' THEN 'waiting' WHEN 'quarantine' THEN 'refused' ELSE o.state END"
    " FROM outbox o WHERE o.record_id = {t}.id AND o.state <> 'accepted' ORDER BY o.sequence DESC LIMIT 1), 'centre')"
    " END"
)


def _place(table: str) -> Column:
    return Column("place", Text("位置", "Where it is"), _PLACE.format(t=table), choices(PLACES), width=9)


CASES = Listing(
    "loan_case c LEFT JOIN farmer f ON f.institution_id = c.institution_id AND f.id = c.applicant_id"
    " LEFT JOIN enterprise e ON e.institution_id = c.institution_id AND e.id = c.applicant_id"
    " LEFT JOIN officer o ON o.institution_id = c.institution_id AND o.login = c.lead_officer",
    "c.id",
    (
        Column("number", Text("案件编号", "Case number"), "c.number", width=24),
        Column("applicant", Text("借款人", "Borrower"), "ifnull(f.full_name, e.full_name)", width=18),
        Column(
            "product",
            Text("产品", "Product"),
            "c.product",
            choices(
                {
                    "farmer_production": Text("农户生产经营贷款", "Farmer production"),
                    "sme_working": Text("小微企业流动资金贷款", "SME working capital"),
                }
            ),
            width=18,
        ),
        Column("amount", Text("申请金额（元）", "Amount (yuan)"), "c.amount", money, figure=True, width=14),
        Column("months", Text("期限（月）", "Months"), "c.months", figure=True, width=8),
        Column(
            "state",
            Text("状态", "State"),
            "c.state",
            choices({state.value: state.label for state in State}),
            width=12,
        ),
        Column("lead", Text("主办", "Lead"), "ifnull(o.full_name, c.lead_officer)", width=10),
        Column("changed", Text("最近办理", "Last step"), "c.changed_on", width=11),
        _place("c"),
    ),
)

FARMERS = Listing(
    "farmer f",
    "f.id",
    (
        Column("name", Text("姓名", "Name"), "f.full_name", width=12),
        Column(
            "number",
            Text("身份证号", "Resident ID"),
            "f.id_number",
            lambda value, _: mask_id(value or ""),
            width=20,
        ),
        Column("phone", Text("手机", "Phone"), "f.phone", lambda value, _: mask_phone(value or ""), width=13),
        Column("village", Text("行政村", "Village"), "f.village", width=16),
        Column(
            "area",
            Text("承包面积（亩）", "Land (mu)"),
            "f.contracted_area",
            lambda value, _: "" if value is None else f"{value / 10000:,.2f}",
            figure=True,
        ),
        Column(
            "income",
            Text("家庭年收入（元）", "Income (yuan)"),
            "f.yearly_income",
            money,
            figure=True,
            width=15,
        ),
        _place("f"),
    ),
)

ENTERPRISES = Listing(
    "enterprise e",
    "e.id",
    (
        Column("name", Text("企业名称", "Name"), "e.full_name", width=26),
        Column("code", Text("统一社会信用代码", "Credit code"), "e.credit_code", width=20),
        Column("representative", Text("法定代表人", "Representative"), "e.legal_representative", width=12),
        Column(
            "sales", Text("年销售收入（元）", "Sales (yuan)"), "e.yearly_sales", money, figure=True, width=16
        ),
        Column(
            "phone", Text("联系电话", "Phone"), "e.phone", lambda value, _: mask_phone(value or ""), width=13
        ),
        _place("e"),
    ),
)

COLLATERAL = Listing(
    "collateral k",
    "k.id",
    (
        Column("description", Text("押品名称", "Description"), "k.description", width=28),
        Column(
            "kind",
            Text("类型", "Kind"),
            "k.collateral_kind",
            choices(KIND_LABELS),
            width=14,
        ),
        Column("owner", Text("权利人", "Owner"), "k.owner_name", width=14),
        Column(
            "value",
            Text("最近估值（元）", "Value (yuan)"),
            "(SELECT v.value FROM valuation v WHERE v.collateral_id = k.id ORDER BY v.valued_on DESC LIMIT 1)",
            money,
            figure=True,
            width=14,
        ),
        Column(
            "registration",
            Text("登记编号", "Registration"),
            "(SELECT p.registration_number FROM pledge p WHERE p.collateral_id = k.id"
            " ORDER BY p.registered_on DESC LIMIT 1)",
            width=22,
        ),
        Column(
            "until",
            Text("登记到期", "Registered until"),
            "(SELECT min(p.registered_until) FROM pledge p WHERE p.collateral_id = k.id AND p.released_on IS NULL)",
            width=11,
        ),
        Column(
            "standing",
            Text("状态", "State"),
            "CASE WHEN k.seized THEN 'seized' WHEN NOT EXISTS (SELECT 1 FROM pledge p WHERE p.collateral_id = k.id"
            " AND p.released_on IS NULL) THEN 'free' ELSE 'secures' END",
            choices(
                {
                    "seized": Text("已查封", "Seized"),
                    "free": Text("未设定担保", "Secures nothing"),
                    "secures": Text("担保中", "Secures"),
                }
            ),
            width=10,
            tone=lambda standing: "problem" if standing == "seized" else "",
        ),
        _place("k"),
    ),
)

GUARANTEES = Listing(
    "guarantee g LEFT JOIN loan_case c ON c.institution_id = g.institution_id AND c.id = g.case_id"
    " LEFT JOIN farmer f ON f.institution_id = g.institution_id AND f.id = g.guarantor_id"
    " LEFT JOIN enterprise e ON e.institution_id = g.institution_id AND e.id = g.guarantor_id"
    " LEFT JOIN guarantee_group u ON u.institution_id = g.institution_id AND u.id = g.group_id",
    "g.id",
    (
        Column("guarantor", Text("保证人", "Guarantor"), "ifnull(f.full_name, e.full_name)", width=20),
        Column("case", Text("案件编号", "Case number"), "c.number", width=24),
        Column("amount", Text("保证金额（元）", "Amount (yuan)"), "g.amount", money, figure=True, width=15),
        Column(
            "liability",
            Text("保证方式", "Liability"),
            "g.liability",
            choices(
                {
                    "joint": Text("连带责任保证", "Joint and several"),
                    "general": Text("一般保证", "Subsidiary"),
                }
            ),
            width=16,
        ),
        Column("ends", Text("保证期间止", "Until"), "g.ends_on", width=11),
        Column("group", Text("联保小组", "Group"), "u.full_name", width=16),
        _place("g"),
    ),
    Filter("NOT g.dropped"),
)

VAULT = Listing(
    "vault_entry v LEFT JOIN collateral k ON k.institution_id = v.institution_id AND k.id = v.collateral_id"
    " LEFT JOIN loan_case c ON c.institution_id = v.institution_id AND c.id = v.case_id"
    " LEFT JOIN officer o ON o.institution_id = v.institution_id AND o.login = v.keeper"
    " LEFT JOIN officer s ON s.institution_id = v.institution_id AND s.login = v.second",
    "v.id",
    (
        Column("paper", Text("权证", "Paper"), "v.paper", width=18),
        Column("number", Text("权证号码", "Number"), "v.paper_number", width=26),
        Column("object", Text("押品", "Collateral"), "k.description", width=24),
        Column("case", Text("案件编号", "Case number"), "c.number", width=24),
        Column(
            "move",
            Text("现状", "Now"),
            "v.move",
            choices(
                {
                    "stored": Text("在库", "In the vault"),
                    "returned": Text("在库", "In the vault"),
                    "lent": Text("借出", "Lent out"),
                }
            ),
            width=9,
        ),
        Column("since", Text("自", "Since"), "v.moved_on", width=11),
        Column("person", Text("交接人", "Handed to or by"), "v.person", width=12),
        Column("keeper", Text("保管人", "Keeper"), "ifnull(o.full_name, v.keeper)", width=10),
        Column("second", Text("复核人", "Second person"), "ifnull(s.full_name, v.second)", width=12),
    ),
    Filter(
        "v.move <> 'handed_over' AND NOT EXISTS (SELECT 1 FROM vault_entry w WHERE w.collateral_id = v.collateral_id"
        " AND w.paper = v.paper AND w.paper_number = v.paper_number AND w.sequence > v.sequence)"
    ),
)

FILES = Listing(
    "paper_file p",
    "p.sha256",
    (
        Column(
            "title",
            Text("资料", "Paper"),
            "(SELECT a.title FROM attachment a WHERE a.sha256 = p.sha256"
            " AND a.institution_id = (SELECT min(institution_id) FROM attachment) LIMIT 1)",
            width=28,
        ),
        Column(
            "wanted",
            Text("方向", "Way"),
            "p.wanted",
            choices({"up": Text("上传", "Up"), "down": Text("取回", "Down")}),
            width=8,
        ),
        Column(
            "size",
            Text("大小", "Size"),
            "p.size",
            lambda size, _language: show_size(size),
            figure=True,
            width=10,
        ),
        Column("attempts", Text("失败次数", "Failures"), "p.attempts", figure=True, width=8),
        Column(
            "refused",
            Text("状态", "State"),
            "CASE WHEN p.refused THEN 'refused' ELSE 'waiting' END",
            choices({"waiting": Text("等待传输", "Waiting"), "refused": Text("需处理", "Needs you")}),
            width=10,
        ),
        Column("why", Text("原因", "Why"), "p.zh || char(31) || p.en", _either, width=60),
    ),
    Filter("p.wanted <> ''"),
    "p.refused DESC, p.urgency DESC, p.asked_at",
)
"""The contents of papers that wait to travel."""

OUTBOX = Listing(
    "outbox o LEFT JOIN search_entry s ON s.record_id = o.record_id",
    "o.sequence",
    (
        Column(
            "what",
            Text("事项", "What"),
            "ifnull(json_extract(o.body, '$.step'), o.record_kind)",
            _operation,
            width=16,
        ),
        Column("whose", Text("对象", "Whose"), "s.title", width=18),
        Column(
            "state",
            Text("状态", "State"),
            "o.state",
            choices(
                {
                    "pending": Text("待发送", "Waiting"),
                    "sent": Text("等待总行回答", "Unanswered"),
                    "accepted": Text("总行已受理", "Accepted"),
                    "refused": Text("被退回", "Refused"),
                    "conflict": Text("有冲突", "Conflict"),
                    "blocked": Text("等待前项处理", "Behind another"),
                    "quarantine": Text("已隔离", "Set aside"),
                    "proposal": Text("已存为变更建议", "Kept as a proposal"),
                }
            ),
            width=14,
        ),
        Column("why", Text("原因", "Why"), "json_array(o.zh, o.en)", in_words, width=40),
        Column("made", Text("录入时间", "Made"), "o.made_at", moment, width=12),
        Column("attempts", Text("发送次数", "Attempts"), "o.attempts", figure=True, width=8),
    ),
)
