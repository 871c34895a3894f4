"""The account of the numbers: whether each that was given is a contract, is void, or is held back in a block."""

from bisect import bisect_right
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from central.tables import NumberCounter
from models.approval.roles import Actor, Role
from models.documents.contract import Contract
from models.documents.number_account import NumberAccount, account
from models.documents.number_block import NumberBlock, VoidNumber, unused
from models.errors import NotAllowed
from models.text import Text

READERS = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})
SERIES = "contract"
MOST_MISSING = 1_000


def account_of(session: Session, institution_id: str, year: int) -> NumberAccount:
    """Return the account of the contract numbers of a year, over every branch of the bank."""
    last = session.get(NumberCounter, (institution_id, SERIES, year))
    prefix = f"HT-{institution_id}-{year:04d}-%"
    contracts = session.execute(
        select(Contract.number, Contract.void_on).where(
            Contract.institution_id == institution_id, Contract.number.like(prefix)
        )
    ).all()
    void = select(VoidNumber.number).where(
        VoidNumber.institution_id == institution_id, VoidNumber.number.like(prefix)
    )
    blocks = select(NumberBlock).where(
        NumberBlock.institution_id == institution_id,
        NumberBlock.series == SERIES,
        NumberBlock.year == year,
        NumberBlock.closed_on.is_(None),
    )
    return account(
        last.last if last else 0,
        [number for number, void_on in contracts if not void_on],
        [*(number for number, void_on in contracts if void_on), *session.scalars(void)],
        [number for block in session.scalars(blocks) for number in unused(session, block)],
    )


def read(session: Session, actor: Actor, year: int, page: tuple[int, int]) -> dict[str, Any]:
    """Return the account of a year for whoever answers for it, with a page of the numbers that are missing.

    Args:
        session: Reads one state of the database.
        actor: Who reads.
        year: Whose numbers.
        page: Behind which missing number the page begins, and how many it names at most.

    Raises:
        NotAllowed: The reader is neither an auditor nor an administrator.
    """
    if not READERS & actor.roles:
        raise NotAllowed(
            Text("编号核对由稽核岗或者系统管理员查询。", "Auditors and administrators read the account.")
        )
    found = account_of(session, actor.institution_id, year)
    after, limit = page
    missing = found.missing[bisect_right(found.missing, after) :]
    return {
        "year": year,
        "last": found.last,
        "contracts": found.contracts,
        "void": found.void,
        "held": found.held,
        "missing": list(missing[:limit]),
        "missing_in_all": len(found.missing),
        "next": missing[limit - 1] if len(missing) > limit else None,
        "doubled": list(found.doubled),
        "balanced": found.balanced,
    }
