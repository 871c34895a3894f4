"""The lists of the clerk's desk: contracts to be printed, and copies that are out."""

from datetime import datetime
from typing import Any

from app.lists import Column, Filter, Listing, choices
from models.days import CHINA
from models.documents.blank_forms import FORMS, MOVES
from models.documents.printed_copy import STATE_LABELS
from models.text import Language, Text
from printing.documents import documents

TITLES = {key: kind.title for key, kind in documents().items()}
_TOTAL = (
    "CASE k.document "
    + " ".join(f"WHEN '{key}' THEN {kind.copies}" for key, kind in documents().items())
    + " END"
)
_OUT = (
    "(SELECT count(*) FROM printed_copy p WHERE p.contract_id = k.id AND p.state NOT IN ('void', 'lost')"
    " AND NOT (p.wish = 'reprint' AND p.allowed_by <> ''))"
)
_ASKED = (
    "(SELECT min(p.wish) FROM printed_copy p WHERE p.contract_id = k.id AND p.wish <> '' AND p.allowed_by = ''"
    " AND p.state NOT IN ('void', 'lost'))"
)
_STATE = (
    f"CASE WHEN {_ASKED} IS NOT NULL THEN 'asked' WHEN {_OUT} >= {_TOTAL} THEN 'out'"
    f" WHEN {_OUT} > 0 THEN 'part' ELSE 'due' END"
)
STATES = {
    "due": Text("待打印", "To print"),
    "part": Text("部分已出", "Partly out"),
    "asked": Text("申请待批", "Asked for"),
    "out": Text("各份已出", "All out"),
}

CONTRACTS = Listing(
    "contract k JOIN loan_case c ON c.institution_id = k.institution_id AND c.id = k.case_id"
    " LEFT JOIN farmer f ON f.institution_id = c.institution_id AND f.id = c.applicant_id"
    " LEFT JOIN enterprise e ON e.institution_id = c.institution_id AND e.id = c.applicant_id",
    "k.id",
    (
        Column("state", Text("状态", "State"), _STATE, choices(STATES), width=9),
        Column("number", Text("合同编号", "Contract number"), "k.number", width=25),
        Column("borrower", Text("借款人", "Borrower"), "ifnull(f.full_name, e.full_name)", width=16),
        Column("document", Text("文书", "Document"), "k.document", choices(TITLES), width=20),
        Column("out", Text("已出份数", "Copies out"), _OUT, figure=True, width=8),
        Column("issued", Text("出具日期", "Issued"), "k.issued_on", width=11),
    ),
    fixed=Filter("c.state = 'SIGNING' AND k.void_on IS NULL AND k.signed_on IS NULL"),
)
DUE = Filter(f"{_STATE} IN ('due', 'part')")
ASKED = Filter(f"{_STATE} = 'asked'")
ALL = Filter("1")

COPIES_OUT = Listing(
    "printed_copy p LEFT JOIN officer o ON o.institution_id = p.institution_id AND o.login = p.printed_by",
    "p.id",
    (
        Column("number", Text("合同编号", "Contract number"), "p.number", width=25),
        Column("document", Text("文书", "Document"), "p.document", choices(TITLES), width=20),
        Column("copy", Text("第几份", "Copy"), "p.copy", figure=True, width=7),
        Column(
            "state",
            Text("状态", "State"),
            "p.state",
            choices({state.value: label for state, label in STATE_LABELS.items()}),
            width=10,
        ),
        Column("who", Text("打印人", "Printed by"), "ifnull(o.full_name, p.printed_by)", width=9),
        Column("reason", Text("重打原因", "Reason"), "p.reason", width=20),
    ),
    fixed=Filter("p.state IN ('issued', 'signed', 'sealed')"),
)


def _moment(value: Any, _language: Language) -> str:
    """Show a moment, which the store keeps in microseconds, by the clock on the wall."""
    return f"{datetime.fromtimestamp(value / 1_000_000, CHINA):%Y-%m-%d %H:%M}" if value else ""


FORM_MOVES = Listing(
    "form_move m LEFT JOIN officer o ON o.institution_id = m.institution_id AND o.login = m.done_by"
    " LEFT JOIN officer h ON h.institution_id = m.institution_id AND h.login = m.holder",
    "m.id",
    (
        Column("day", Text("时间", "At"), "m.done_at", _moment, width=15),
        Column("form", Text("凭证", "Form"), "m.form", choices(FORMS), width=12),
        Column(
            "move",
            Text("事项", "Move"),
            "m.move",
            choices({each.value: text for each, text in MOVES.items()}),
            width=8,
        ),
        Column("first", Text("起号", "First"), "m.first", figure=True, width=10),
        Column("last", Text("止号", "Last"), "m.last", figure=True, width=10),
        Column("holder", Text("领用人", "Holder"), "ifnull(h.full_name, m.holder)", width=9),
        Column("number", Text("业务编号", "Number"), "m.number", width=22),
        Column("reason", Text("原因", "Reason"), "m.reason", width=18),
        Column("who", Text("经办人", "By"), "ifnull(o.full_name, m.done_by)", width=9),
    ),
    first="m.done_at DESC, m.id DESC",
)
