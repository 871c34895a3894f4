"""Fifty drawdowns at once under one revolving limit: the limit holds, the loser hears why, the ledger ends at zero."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from central import operations
from central.auth import actor_named
from central.demo import INSTITUTION
from models.identity import new_id
from models.lending.credit import LoanNote
from models.lending.limits import Limit, LimitEntry
from models.sync.operations import Command
from tests.central.bank import SURVEY, Bank
from tests.central.test_case_life import sign

CEILING, FIRST, PIECE = 10_000_000, 1_000_000, 2_000_000
ASKING = 50
REASONS = ("已有一笔用信申请待放款", "没有待放款的用信申请", "元，不足本次")


def drawn_once(bank: Bank) -> UUID:
    """Return an unsecured revolving case of 100,000 yuan of which 10,000 were paid out."""
    case = bank.case_at_review(**SURVEY, revolving=True, amount=CEILING)
    bank.take("zhaomin", "pass_review", case, comment="同意")
    bank.take("sunlei", "approve", case, comment="同意")
    sign(bank, case)
    bank.take("wangjun", "request_payout", case)
    bank.take("wuhao", "disburse", case, amount=FIRST)
    return case


def books(bank: Bank, case: UUID) -> tuple[int, int, int]:
    """Return what the limit says is used, what its ledger sums to, and what is owed on the notes."""
    with bank.store.reading() as session:
        limit = session.scalars(select(Limit).where(Limit.case_id == case)).one()
        entered = select(func.coalesce(func.sum(LimitEntry.amount), 0)).where(LimitEntry.limit_id == limit.id)
        owed = select(func.coalesce(func.sum(LoanNote.outstanding), 0)).where(LoanNote.case_id == case)
        return limit.used or 0, int(session.scalar(entered) or 0), int(session.scalar(owed) or 0)


def told(answer: dict[str, Any]) -> str:
    missing = (answer.get("details") or {}).get("missing", ())
    return str(answer["zh"]) + "".join(each["zh"] for each in missing)


def test_fifty_drawdowns_at_once_never_exceed_the_limit(bank: Bank) -> None:
    case = drawn_once(bank)
    with bank.store.reading() as session:
        lead, desk = (actor_named(session, INSTITUTION, login) for login in ("wangjun", "wuhao"))

    def draw(_place: int) -> list[dict[str, Any]]:
        asked = Command(new_id(), "request_draw", case, {"amount": PIECE})
        paid = Command(new_id(), "draw", case, {})
        return [
            operations.take(bank.store, who, [command], bank.clock)[0]
            for who, command in ((lead, asked), (desk, paid))
        ]

    with ThreadPoolExecutor(10) as pool:
        answers = [answer for pair in pool.map(draw, range(ASKING)) for answer in pair]
    lost = [told(each) for each in answers if each["status"] != "accepted"]
    assert len(lost) > ASKING
    assert not [why for why in lost if not any(reason in why for reason in REASONS)]
    used, entered, owed = books(bank, case)
    assert used == entered == owed
    assert FIRST + PIECE <= used <= CEILING
    assert (used - FIRST) % PIECE == 0


def test_what_was_drawn_and_repaid_sums_to_nothing_and_may_be_drawn_again(bank: Bank) -> None:
    case = drawn_once(bank)
    bank.take("wangjun", "request_draw", case, amount=CEILING - FIRST)
    bank.take("wuhao", "draw", case)
    assert books(bank, case) == (CEILING, CEILING, CEILING)
    refused = bank.step("wangjun", "request_draw", case, amount=1)
    assert (refused.status, "可用0.00元" in refused.zh) == ("refused", True)
    bank.take("wangjun", "confirm_payment", case, paid_on="2026-03-10")
    for place, note in enumerate(bank.records("loan_note")):
        paid = {"reference": f"HX{place}", "paid_on": "2026-03-10", "note_id": note["id"]}
        bank.take("wuhao", "record_repayment", case, principal=note["values"]["principal"], **paid)
    assert books(bank, case) == (0, 0, 0)
    bank.take("wangjun", "request_draw", case, amount=CEILING)
