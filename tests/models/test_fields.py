"""Fields of all records and all kinds of collateral."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.collateral.base import kinds
from models.errors import RuleBroken
from models.fields import Field, at_least, between, fields_of
from models.records import RECORDS
from models.sync.wire import canonical, pack, pack_record, unpack, unpack_values
from tests import factories
from tests.outcome import outcome


def _every_field() -> Iterator[tuple[str, str, Field]]:
    owners: dict[str, Any] = {**RECORDS, **kinds()}
    for owner, described in owners.items():
        for name, each in fields_of(described).items():
            yield owner, name, each


FIELDS = list(_every_field())
NAMES = [f"{owner}.{name}" for owner, name, _ in FIELDS]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=4,
)
HOSTILE = [
    [],
    {},
    [[]],
    True,
    -1,
    10**400,
    1.5,
    float("nan"),
    "\ud800",
    "\x00",
    "x" * 100_000,
    "'; DROP TABLE",
]


@pytest.mark.parametrize(("owner", "name", "each"), FIELDS, ids=NAMES)
def test_hostile_values_are_refused_by_the_name_of_the_field(owner: str, name: str, each: Field) -> None:
    for packed in HOSTILE:
        _is_a_value_or_a_refusal(name, each, packed)


@pytest.mark.parametrize(("owner", "name", "each"), FIELDS, ids=NAMES)
@given(packed=JSON)
def test_whatever_arrives_is_a_value_or_a_refusal(owner: str, name: str, each: Field, packed: Any) -> None:
    _is_a_value_or_a_refusal(name, each, packed)


def _is_a_value_or_a_refusal(name: str, each: Field, packed: Any) -> None:
    value, refusal = outcome(lambda: unpack(name, each, packed))
    if refusal:
        assert refusal.field == name
        assert refusal.text.zh
    else:
        assert unpack(name, each, pack(each, value)) == value


@pytest.mark.parametrize(("owner", "name", "each"), FIELDS, ids=NAMES)
def test_nothing_typed_is_nothing(owner: str, name: str, each: Field) -> None:
    assert each.read("   ") == ("" if each.is_text else None)
    assert unpack(name, each, None) == ("" if each.is_text else None)


def test_a_rule_speaks_for_typed_and_for_sent_values_alike() -> None:
    income = fields_of(RECORDS["farmer"])["yearly_income"]
    with pytest.raises(RuleBroken, match="不能小于0"):
        income.read("-1")
    with pytest.raises(RuleBroken, match="不能小于0") as refusal:
        unpack("yearly_income", income, -1)
    assert refusal.value.field == "yearly_income"


def test_limits_belong_to_what_is_allowed() -> None:
    assert at_least(1)(1) is None
    assert at_least(1)(0) is not None
    assert between(Decimal(0), Decimal(36))(Decimal(36)) is None
    assert between(Decimal(0), Decimal(36))(Decimal("36.000001")) is not None


def test_a_record_arrives_as_it_was_sent() -> None:
    sent = factories.farmer(note="第一行\n第二行")
    values = unpack_values(type(sent), pack_record(sent))
    assert {name: getattr(sent, name) or "" for name in values} == {k: v or "" for k, v in values.items()}


def test_fields_of_a_newer_program_are_left_out() -> None:
    assert unpack_values(RECORDS["farmer"], {"full_name": "王军", "shoe_size": 42}) == {"full_name": "王军"}


def test_the_hashed_form_depends_on_no_order_and_keeps_chinese() -> None:
    assert canonical({"b": 1, "a": "王"}) == canonical({"a": "王", "b": 1}) == '{"a":"王","b":1}'.encode()


@pytest.mark.parametrize(("owner", "name", "each"), FIELDS, ids=NAMES)
def test_every_field_is_labelled_in_both_languages(owner: str, name: str, each: Field) -> None:
    assert each.label.zh.strip()
    assert each.label.en.strip()
    assert each.group.zh.strip()
    assert each.unit is None or (each.unit.zh and each.unit.en)
