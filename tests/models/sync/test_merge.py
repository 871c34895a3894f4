"""Merging by field: what a machine may decide, and what people must."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.collateral.object import Collateral
from models.errors import Conflict, RuleBroken
from models.fields import fields_of
from models.identity import new_id
from models.party.farmer import Farmer, HouseholdMember
from models.sync.merge import changes_between, merge, put, write
from models.sync.operations import Facts
from models.sync.wire import pack_record
from tests import factories
from tests.outcome import outcome


def _change(record: Any, base: int, **changes: tuple[Any, Any]) -> Facts:
    named = {name.replace("__", "."): pair for name, pair in changes.items()}
    return Facts(new_id(), record.kind, record.id, base, named)


def _land() -> Collateral:
    return factories.security(factories.case()).collateral


def test_a_field_that_one_side_changed_is_taken() -> None:
    farmer = factories.farmer(version=3, phone="19900000009")
    merge(farmer, _change(farmer, 2, village=("前进村", "红星村")))
    assert (farmer.village, farmer.phone) == ("红星村", "19900000009")


def test_the_same_value_from_both_sides_is_taken() -> None:
    farmer = factories.farmer(version=3, village="红星村")
    merge(farmer, _change(farmer, 2, village=("前进村", "红星村")))
    assert farmer.village == "红星村"


def test_different_values_are_for_people_to_decide() -> None:
    farmer = factories.farmer(version=3, village="东风村")
    with pytest.raises(Conflict) as conflict:
        merge(farmer, _change(farmer, 2, village=("前进村", "红星村"), crops=("", "玉米")))
    assert conflict.value.theirs == {"village": "东风村"}
    assert "行政村" in conflict.value.text.zh
    assert farmer.village == "东风村"
    assert not farmer.crops


def test_what_the_officer_saw_counts_at_whichever_version() -> None:
    farmer = factories.farmer(version=3, village="东风村")
    with pytest.raises(Conflict) as conflict:
        merge(farmer, _change(farmer, 3, village=("前进村", "红星村")))
    assert conflict.value.theirs == {"village": "东风村"}


def test_a_guarded_field_is_disputed_as_soon_as_the_record_moved_on() -> None:
    farmer = factories.farmer(version=3)
    other = factories.resident_id(77)
    with pytest.raises(Conflict) as conflict:
        merge(farmer, _change(farmer, 2, id_number=(farmer.id_number, other)))
    assert conflict.value.theirs == {"id_number": farmer.id_number}


def test_a_guarded_field_of_the_version_that_was_seen_is_taken() -> None:
    farmer, other = factories.farmer(version=3), factories.resident_id(77)
    merge(farmer, _change(farmer, 3, id_number=(farmer.id_number, other)))
    assert farmer.id_number == other


def test_facts_of_a_collateral_merge_one_by_one() -> None:
    land = _land()
    land.version = 3
    merge(land, _change(land, 2, facts__area=("120.0000", "118.5000")))
    merge(land, _change(land, 2, facts__parcel_name=(None, "北大排")))
    assert land.facts["area"] == "118.5000"
    assert land.facts["parcel_name"] == "北大排"
    with pytest.raises(Conflict):
        merge(land, _change(land, 2, facts__area=("120.0000", "90.0000")))


def test_an_emptied_fact_is_gone() -> None:
    land = _land()
    put(land, "facts.area", None)
    assert "area" not in land.facts


@pytest.mark.parametrize("name", ["state", "number", "lead_officer", "nonsense", "facts", "facts.area", ""])
def test_what_only_a_command_may_change_is_refused(name: str) -> None:
    case = factories.case(version=1)
    with pytest.raises(RuleBroken) as refusal:
        merge(case, Facts(new_id(), "loan_case", case.id, 1, {name: (None, "DISBURSED")}))
    assert refusal.value.field == name


def test_a_new_collateral_gets_its_kind_before_its_facts() -> None:
    made = factories.security(factories.case()).collateral
    changes = changes_between({}, pack_record(made))
    blank = Collateral(**factories.HOME)
    write(blank, Facts(new_id(), "collateral", blank.id, 0, changes))
    assert blank.facts == made.facts


def test_what_did_not_change_is_no_change() -> None:
    packed = pack_record(_land())
    assert changes_between(packed, packed) == {}
    assert changes_between({"note": None}, {"note": ""}) == {}


FREE = [name for name, each in fields_of(Farmer).items() if each.kind.name in {"text", "lines"}]
EDITS = st.dictionaries(st.sampled_from(FREE), st.sampled_from(["甲", "乙", "丙"]), max_size=4)


@given(first=EDITS, second=EDITS)
def test_changes_of_different_fields_commute(first: dict[str, str], second: dict[str, str]) -> None:
    second = {name: value for name, value in second.items() if name not in first}
    assert _after(first, second) == _after(second, first)


def _after(*edits: dict[str, str]) -> dict[str, Any]:
    farmer = factories.farmer(id_number="239901198003150016", phone="19900000001", version=1)
    seen = pack_record(farmer)
    for edit in edits:
        changes = {name: (seen[name], value) for name, value in edit.items()}
        merge(farmer, Facts(new_id(), "farmer", farmer.id, 1, changes))
        farmer.version += 1
    return pack_record(farmer)


@given(first=EDITS, second=EDITS)
def test_nothing_that_was_merged_is_lost(first: dict[str, str], second: dict[str, str]) -> None:
    farmer = factories.farmer(version=1)
    seen = pack_record(farmer)
    disputed = {name for name in first.keys() & second.keys() if first[name] != second[name]}
    merge(farmer, Facts(new_id(), "farmer", farmer.id, 1, {n: (seen[n], v) for n, v in first.items()}))
    farmer.version += 1
    late = Facts(new_id(), "farmer", farmer.id, 1, {n: (seen[n], v) for n, v in second.items()})
    _none, refusal = outcome(lambda: merge(farmer, late))
    if isinstance(refusal, Conflict):
        assert refusal.theirs.keys() <= disputed
    kept = first if refusal else second
    assert {name: getattr(farmer, name) for name in kept} == kept


PARCELS = [f"23990110100200{number:05d}" for number in range(1, 6)]
LISTS = st.lists(st.sampled_from(PARCELS), unique=True, max_size=5)


def _packed(parcels: list[str]) -> Any:
    return parcels[0] if len(parcels) == 1 else parcels


@given(seen=LISTS, mine=LISTS, theirs=LISTS, base=st.sampled_from([2, 3]))
def test_lists_are_merged_by_their_elements(
    seen: list[str], mine: list[str], theirs: list[str], base: int
) -> None:
    """What either side added is there, what either side took out is gone, and nothing else has changed."""
    land = _land()
    land.facts = {**land.facts, "parcel_code": _packed(theirs)}
    land.version = 3
    merge(land, _change(land, base, facts__parcel_code=(_packed(seen), _packed(mine))))
    held = land.facts.get("parcel_code") or []
    merged = [held] if isinstance(held, str) else held
    assert len(merged) == len(set(merged))
    added = (set(mine) | set(theirs)) - set(seen)
    taken_out = (set(seen) - set(mine)) | (set(seen) - set(theirs))
    if set(mine) == set(theirs):
        assert set(merged) == set(theirs)
    else:
        assert set(merged) == (set(seen) | added) - taken_out


@given(seen=LISTS, first=LISTS, second=LISTS)
def test_the_order_in_which_two_changed_lists_arrive_does_not_matter(
    seen: list[str], first: list[str], second: list[str]
) -> None:
    assert _parcels_after(seen, first, second) == _parcels_after(seen, second, first)


def _parcels_after(seen: list[str], *edits: list[str]) -> set[str]:
    land = _land()
    land.facts = {**land.facts, "parcel_code": _packed(seen)}
    land.version = 1
    for edit in edits:
        merge(land, _change(land, 1, facts__parcel_code=(_packed(seen), _packed(edit))))
        land.version += 1
    held = land.facts.get("parcel_code") or []
    return {held} if isinstance(held, str) else set(held)


@pytest.mark.parametrize("bad", [7, {"x": 1}, True])
def test_a_list_that_is_none_is_refused(bad: Any) -> None:
    land = _land()
    land.version = 3
    with pytest.raises(RuleBroken):
        merge(land, _change(land, 2, facts__parcel_code=(None, bad)))


def test_household_members_are_records_of_their_own() -> None:
    """Two officers who each add a member never meet: each member has an identity of its own."""
    assert "farmer_id" in fields_of(HouseholdMember)
    assert not any(each.kind.elements for each in fields_of(Farmer).values())
