"""A table by key loses no entry, and the tables of steps and orders are made so."""

from dataclasses import dataclass

import pytest

from models.approval.orders import ORDERS
from models.approval.steps import STEPS, decision, intake, loan, papers, payout, security, signing
from models.keyed import keyed


@dataclass(frozen=True)
class Entry:
    key: str
    role: str


def test_two_entries_with_one_key_are_refused() -> None:
    assert list(keyed([Entry("sign", "a"), Entry("seal", "b")])) == ["sign", "seal"]
    with pytest.raises(ValueError, match="'sign'"):
        keyed([Entry("sign", "a"), Entry("sign", "b")])


def test_every_step_is_in_the_table_and_none_is_an_order_too() -> None:
    parts = (intake, decision, signing, papers, security, payout, loan)
    assert len(STEPS) == sum(len(part.STEPS) for part in parts)
    assert STEPS.keys().isdisjoint(ORDERS)
