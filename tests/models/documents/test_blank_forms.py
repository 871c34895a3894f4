"""Blank forms: whatever is done with them, each that came in is in one place."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.approval.order import Ordering, give_order
from models.approval.orders import ORDERS
from models.approval.roles import Role
from models.base import Record
from models.documents.blank_forms import VAULT, FormCount, FormMove, Move, stock_after
from models.errors import LendingError, NotAllowed, RuleBroken
from models.identity import new_id
from tests import factories
from tests.factories import BRANCH, NOW, POWERS, TODAY

CLERK, DISBURSER, KEEPER = Role.CONTRACT_CLERK, Role.DISBURSER, Role.BRANCH_MANAGER


class Branch:
    """A branch whose moves are kept in a list."""

    def __init__(self) -> None:
        self.moves: list[FormMove] = []

    def give(self, key: str, role: Role, subject: Record | None = None, **told: Any) -> Record:
        doing = Ordering(
            actor=factories.actor(role),
            today=TODAY,
            subject_id=new_id(),
            subject=subject,
            home=BRANCH,
            arguments={"form": "loan_note", **told},
            officers=factories.COLLEAGUES,
            powers=POWERS,
            belongings=factories.nobodys,
            stock=lambda _form: stock_after(self.moves),
            at=NOW,
        )
        give_order(ORDERS[key], doing)
        made = doing.made[0] if doing.made else subject
        if isinstance(made, FormMove):
            self.moves.append(made)
        assert made is not None
        return made

    @property
    def places(self) -> tuple[int, int, int, int, int]:
        """What came in, and what is in the vault, in hands, used and spoiled."""
        stock = stock_after(self.moves)
        counts = [stock.count(*moves) for moves in (VAULT, (Move.HANDED_OUT,), (Move.USED,), (Move.SPOILED,))]
        vault, hands, used, spoiled = counts
        return stock.received, vault, hands, used, spoiled


def filled() -> Branch:
    branch = Branch()
    branch.give("receive_forms", KEEPER, first=1, last=100)
    branch.give("hand_out_forms", KEEPER, first=1, last=20, holder="zhoufang")
    return branch


def test_forms_are_followed_from_the_parcel_to_the_file() -> None:
    branch = filled()
    branch.give("use_form", CLERK, first=1, last=1, number="JJ-1")
    branch.give("spoil_forms", CLERK, first=2, last=3, comment="打印错位")
    branch.give("return_forms", KEEPER, first=15, last=20)
    assert branch.places == (100, 86, 11, 1, 2)
    branch.give("hand_out_forms", KEEPER, first=15, last=16, holder="wuhao")
    branch.give("use_form", DISBURSER, first=15, last=15, number="JJ-2")
    assert branch.places == (100, 84, 12, 2, 2)


@pytest.mark.parametrize(
    ("key", "role", "told", "said"),
    [
        ("receive_forms", KEEPER, {"first": 100, "last": 101}, "received before"),
        ("receive_forms", KEEPER, {"first": 201, "last": 200}, "Last is not before"),
        ("receive_forms", KEEPER, {"first": 101, "last": 20_000}, "at a time"),
        ("hand_out_forms", KEEPER, {"first": 20, "last": 21, "holder": "wuhao"}, "20: Handed out"),
        ("hand_out_forms", KEEPER, {"first": 100, "last": 101, "holder": "wuhao"}, "never received"),
        ("hand_out_forms", KEEPER, {"first": 21, "last": 22, "holder": "nobody"}, "no such colleague"),
        ("use_form", CLERK, {"first": 21, "last": 21, "number": "JJ-1"}, "21: Received"),
        ("use_form", DISBURSER, {"first": 1, "last": 1, "number": "JJ-1"}, "1: Handed out"),
        ("use_form", CLERK, {"first": 1, "last": 1}, "fill in"),
        ("spoil_forms", CLERK, {"first": 1, "last": 1}, "fill in"),
        ("return_forms", KEEPER, {"first": 21, "last": 21}, "21: Received"),
    ],
)
def test_what_cannot_be_is_refused(key: str, role: Role, told: dict[str, Any], said: str) -> None:
    branch = filled()
    with pytest.raises(RuleBroken, match=said):
        branch.give(key, role, **told)
    assert len(branch.moves) == 2


def test_two_people_count() -> None:
    branch = filled()
    with pytest.raises(RuleBroken, match="99 were found, the books say 100"):
        branch.give("count_forms", CLERK, found=99)
    count = branch.give("count_forms", CLERK, found=100)
    assert isinstance(count, FormCount)
    with pytest.raises(NotAllowed, match="second person"):
        branch.give("confirm_count", CLERK, count)
    branch.give("confirm_count", KEEPER, count)
    assert (count.counted_by, count.confirmed_by, count.expected) == ("zhoufang", "sunlei", 100)
    with pytest.raises(RuleBroken, match="confirmed already"):
        branch.give("confirm_count", KEEPER, count)


_DEEDS = st.tuples(
    st.sampled_from(
        ["receive_forms", "hand_out_forms", "hand_out_forms", "return_forms", "use_form", "spoil_forms"]
    ),
    st.integers(1, 30),
    st.integers(0, 12),
    st.sampled_from([("zhoufang", CLERK), ("wuhao", DISBURSER)]),
)


@given(st.lists(_DEEDS, max_size=30))
def test_every_form_that_came_in_is_in_one_place(deeds: list[Any]) -> None:
    branch = Branch()
    branch.give("receive_forms", KEEPER, first=1, last=10)
    mirror = dict.fromkeys(range(1, 11), Move.RECEIVED)
    for key, first, more, (holder, role) in deeds:
        told = {"first": first, "last": first + more, "holder": holder, "number": "JJ-1", "comment": "错"}
        who = role if key in ("use_form", "spoil_forms") else KEEPER
        try:
            made = branch.give(key, who, **told)
        except LendingError:
            continue
        assert isinstance(made, FormMove)
        mirror.update(dict.fromkeys(range(first, first + more + 1), Move(made.move)))
    received, vault, hands, used, spoiled = branch.places
    assert received == vault + hands + used + spoiled == len(mirror)
    assert used == list(mirror.values()).count(Move.USED)
    assert vault == sum(move in VAULT for move in mirror.values())
