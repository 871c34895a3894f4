"""Search over everything that has a name or a number."""

from collections.abc import Callable
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.database import Database
from app.search import RESULTS, match, pinyin_words, search
from models.base import Record
from models.documents.contract import Contract
from models.party.farmer import Farmer
from tests import factories
from tests.factories import HOME

Find = Callable[[str], list[str]]


@pytest.fixture
def find(database: Database) -> Find:
    return lambda typed: [hit.title for hit in search(database, typed)]


def _file(database: Database, *records: Record) -> None:
    database.run(lambda session: session.add_all(records))


NAMES = [
    "王满仓",
    "张三丰",
    "欧阳娜娜",
    "单志远",
    "曾国强",
    "阿依古丽·买买提",
    "王𬭎",
    "𠮷野花",
    "䶮㛃",
    "第2农场",
    "KM农机",
]


@pytest.fixture
def people(database: Database) -> Database:
    _file(database, *(factories.farmer(full_name=name) for name in NAMES))
    return database


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("满仓", "王满仓"),
        ("王满", "王满仓"),
        ("张三丰", "张三丰"),
        ("丰", "张三丰"),
        ("娜娜", "欧阳娜娜"),
        ("古丽", "阿依古丽·买买提"),
        ("古丽·买买提", "阿依古丽·买买提"),
        ("𬭎", "王𬭎"),
        ("王𬭎", "王𬭎"),
        ("𠮷野", "𠮷野花"),
        ("䶮", "䶮㛃"),
        ("zhangsanfeng", "张三丰"),
        ("zhang san feng", "张三丰"),
        ("Zhang San", "张三丰"),
        ("zsf", "张三丰"),
        ("ZSF", "张三丰"),
        ("shanzhi", "单志远"),
        ("szy", "单志远"),
        ("zenggq", None),
        ("zgq", "曾国强"),
        ("oynn", "欧阳娜娜"),
        ("王　满仓", "王满仓"),
        ("第2农场", "第2农场"),
        ("km", "KM农机"),
        ("KM农", "KM农机"),
    ],
)
def test_people_are_found_by_characters_pinyin_and_initials(
    people: Database, find: Find, typed: str, expected: str | None
) -> None:
    assert people
    assert find(typed) == ([expected] if expected else [])


def test_one_character_finds_everybody_who_has_it(people: Database, find: Find) -> None:
    assert people
    assert sorted(find("王")) == ["王满仓", "王𬭎"]


@pytest.mark.parametrize("typed", ["239901", "0016", "001X", "016", "199000", "0012"])
def test_numbers_are_found_by_their_beginning_and_their_tail(
    database: Database, find: Find, typed: str
) -> None:
    _file(
        database,
        factories.farmer(full_name="甲", id_number="239901198003150016", phone="19900000012"),
        factories.farmer(full_name="乙", id_number="23990119921108001X", phone="18800000000"),
    )
    expected = {"239901": {"甲", "乙"}, "001X": {"乙"}}.get(typed, {"甲"})
    assert set(find(typed)) == expected
    assert set(find(typed.lower())) == expected


def test_words_narrow_each_other(database: Database, find: Find) -> None:
    _file(
        database,
        factories.farmer(full_name="王军", village="前进村", phone="19900000001"),
        factories.farmer(full_name="王军", village="红星村", phone="19900000002"),
    )
    assert len(find("王军")) == 2
    assert len(find("王军 红星")) == 1
    assert len(find("wangjun 0001")) == 1
    assert find("王军 东风") == []


def test_firms_cases_contracts_and_objects_are_found(database: Database) -> None:
    firm = factories.enterprise()
    case = factories.case(firm, number="AJ-23990100-2026-000123-7")
    contract = Contract(**HOME, case_id=case.id, number="HT-23990100-2026-000456-1")
    _file(database, firm, case, factories.security(case).collateral, contract)
    found = {hit.record_kind: hit for hit in search(database, "丰谷")}
    assert found.keys() == {"enterprise", "loan_case"}
    assert found["enterprise"].record_id == firm.id
    for typed in ("HT-23990100-2026-000456-1", "ht-2399", "000456-1", "000456", "456"):
        assert [hit.record_kind for hit in search(database, typed)] == ["contract"], typed
    for typed in ("91239901MAT000018P", "91239901mat", "18P"):
        assert [hit.record_kind for hit in search(database, typed)] == ["enterprise"], typed
    assert [hit.record_kind for hit in search(database, "经营权")] == ["collateral"]


def test_a_case_is_found_by_its_borrower_whoever_came_first(database: Database) -> None:
    farmer = factories.farmer(full_name="赵铁柱")
    case = factories.case(farmer)
    _file(database, case)
    _file(database, farmer)
    assert {hit.record_kind for hit in search(database, "铁柱")} == {"farmer", "loan_case"}


def test_a_new_name_replaces_the_old_one_everywhere(database: Database, find: Find) -> None:
    farmer = factories.farmer(full_name="赵铁柱")
    _file(database, farmer, factories.case(farmer))

    def rename(session: Session) -> None:
        session.get_one(Farmer, (farmer.institution_id, farmer.id)).full_name = "赵金山"

    database.run(rename)
    assert find("铁柱") == []
    assert find("ztz") == []
    assert find("金山") == ["赵金山", "赵金山"]


HOSTILE = [
    '" OR *',
    "'; DROP TABLE farmer; --",
    "NEAR(a b)",
    "name:王",
    "*",
    '"',
    "()",
    "王*",
    "^王",
    "-",
    "AND",
    "\x00",
]


@pytest.mark.parametrize("typed", HOSTILE)
def test_hostile_words_are_only_words(people: Database, typed: str) -> None:
    assert len(search(people, typed)) <= 2
    assert len(people.read("SELECT id FROM farmer")) == len(NAMES)


@given(st.text())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
def test_whatever_is_typed_is_answered(people: Database, typed: str) -> None:
    assert isinstance(search(people, typed), list)


@given(st.sampled_from(NAMES[:9]), st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
def test_every_part_of_a_name_finds_it(people: Database, name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name) - 1))
    part = name[start : data.draw(st.integers(start + 1, len(name)))]
    if match(part):
        assert name in [hit.title for hit in search(people, part)]


def test_nothing_to_look_for_finds_nothing(people: Database) -> None:
    assert match(" ·—。") is None
    assert search(people, "") == []


def test_the_newest_come_first_and_not_too_many(database: Database) -> None:
    _file(database, *(factories.farmer(full_name=f"刘大{sign}") for sign in "一二三四五六七八九十" * 4))
    _file(database, factories.farmer(full_name="刘新来"))
    hits = search(database, "刘")
    assert len(hits) == RESULTS
    assert hits[0].title == "刘新来"
    assert isinstance(hits[0].record_id, UUID)


@pytest.mark.parametrize(
    ("name", "words"), [("单志远", "shanzhiyuan szy"), ("解放", "xiefang xf"), ("仇小军", "qiuxiaojun qxj")]
)
def test_a_surname_keeps_its_own_reading(name: str, words: str) -> None:
    assert pinyin_words(name) == words
