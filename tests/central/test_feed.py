"""The change feed: no gap, no skip, and the order of the commits, however many write."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from central import feed, operations
from central.auth import actor_named
from central.demo import BRANCH, INSTITUTION
from central.store import Store
from central.tables import Change
from models.approval.roles import Actor
from models.compliance.audit import verify
from models.records import RECORDS
from models.sync.digest import mark, tally
from models.sync.operations import Facts
from tests.central.bank import FARMER, Bank, creation, id_number

WRITERS = 20
EACH = 10


def actor(bank: Bank, login: str = "wangjun") -> Actor:
    with bank.store.reading() as session:
        return actor_named(session, INSTITUTION, login)


def test_pages_lead_through_the_whole_feed(bank: Bank) -> None:
    for _ in range(7):
        bank.farmer()
    seen: list[int] = []
    since, more = 0, True
    while more:
        page = bank.feed(since=since, limit=3)
        assert len(page["changes"]) <= 3
        seen += [each["seq"] for each in page["changes"]]
        since, more = page["next"], page["more"]
    assert seen == list(range(1, 14))
    assert since == bank.get("wangjun", "/v1/digest").json()["head"]


def test_only_the_latest_change_of_a_record_is_kept(bank: Bank) -> None:
    farmer = bank.farmer()
    before = bank.feed()["next"]
    for base, crops in enumerate(("玉米", "大豆", "水稻"), start=1):
        old = bank.record("farmer", farmer)["values"]["crops"]
        bank.change("wangjun", "farmer", farmer, base=base, crops=(old, crops))
    page = bank.feed(since=before)
    assert [(each["id"], each["version"]) for each in page["changes"]] == [(str(farmer), 4)]
    assert page["next"] == before + 3


def test_a_cursor_beyond_the_feed_is_gone(bank: Bank) -> None:
    head = bank.feed()["next"]
    page = bank.feed(since=head)
    assert (page["changes"], page["next"], page["more"]) == ([], head, False)
    assert bank.get("wangjun", f"/v1/changes?since={head + 1}").status_code == 410
    assert bank.get("wangjun", "/v1/changes?since=-1").status_code == 422
    assert bank.get("wangjun", "/v1/changes?since=x").status_code == 422


def test_the_digest_changes_with_every_write(bank: Bank) -> None:
    digests = set()
    for _ in range(3):
        bank.farmer()
        digests.add(bank.get("wangjun", "/v1/digest").json()["tallies"]["farmer"])
    assert len(digests) == 3


def follow(store: Store, who: Actor, done: threading.Event) -> list[tuple[str, int]]:
    """Return what a workstation learns that reads while others write."""
    learnt: list[tuple[str, int]] = []
    since = 0
    while True:
        last = done.is_set()
        with store.reading() as session:
            page = feed.page(session, who, BRANCH, since, random.Random(since).randint(1, 9))  # noqa: S311 - no secret.
        learnt += [(each["id"], each["version"]) for each in page["changes"]]
        since = page["next"]
        if last and not page["more"]:
            return learnt


def test_twenty_writers_at_once_leave_no_gap_and_no_reader_skips(bank: Bank) -> None:
    officers = [actor(bank, "wangjun"), actor(bank, "lixue"), actor(bank, "qianduo")]
    shared = bank.farmer()
    done = threading.Event()

    def write(writer: int) -> None:
        who = officers[writer % 3]
        for turn in range(EACH):
            values = {**FARMER, "id_number": id_number(100 + writer * EACH + turn)}
            operations.take(bank.store, who, [creation("farmer", values)], bank.clock)
            if writer % 3 != 2:
                note = Facts(creation("x", {}).op, "farmer", shared, 0, {"note": (None, f"{writer}/{turn}")})
                operations.take(bank.store, who, [note], bank.clock)

    with ThreadPoolExecutor(WRITERS + 2) as pool:
        readers = [pool.submit(follow, bank.store, officers[0], done) for _ in range(2)]
        writers = [pool.submit(write, writer) for writer in range(WRITERS)]
        wait(writers)
        done.set()
        for each in writers:
            each.result()
        learnt = [each.result() for each in readers]

    with bank.store.reading() as session:
        head = feed.head_of(session, officers[0], BRANCH)
        places = list(session.scalars(select(Change.seq).where(Change.branch_id == BRANCH)))
        records = {
            (each["id"], each["version"])
            for each in feed.page(session, officers[0], BRANCH, 0, 5000)["changes"]
        }
        verify(session, INSTITUTION)
    assert max(places) == head == sum(version for _, version in records)
    assert len(places) == len(set(places))
    for known in learnt:
        assert records <= set(known)


def versions(bank: Bank) -> tuple[dict[Any, int], dict[Any, int]]:
    """Return the versions by the feed and by the tables."""
    by_feed = {(each["kind"], each["id"]): each["version"] for each in bank.feed(limit=5000)["changes"]}
    by_table = {}
    with bank.store.reading() as session:
        for kind, record in RECORDS.items():
            for each in session.scalars(select(record).where(record.branch_id == BRANCH)):
                by_table[kind, str(each.id)] = each.version
    return by_feed, by_table


def counted(bank: Bank, branch: str = BRANCH) -> dict[str, str]:
    """Return the tallies of a branch, read from the records themselves."""
    with bank.store.reading() as session:
        found = {
            kind: tally(
                mark(each) for each in session.scalars(select(record).where(record.branch_id == branch))
            )
            for kind, record in RECORDS.items()
        }
    return {kind: each.write() for kind, each in found.items() if each.records}


ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(["create", "change", "submit", "withdraw", "begin_survey", "repeat"]),
        st.sampled_from(["wangjun", "lixue", "zhaomin", "qianduo"]),
        st.integers(0, 3),
        st.integers(0, 4),
    ),
    max_size=12,
)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(actions=ACTIONS)
def test_any_sequence_of_operations_leaves_the_feed_equal_to_the_records(bank: Bank, actions: Any) -> None:
    cases = [bank.case()]
    sent: list[Any] = []
    for action, login, which, base in actions:
        case = cases[which % len(cases)]
        if action == "create" and login in {"wangjun", "lixue"}:
            cases.append(bank.case(login))
        elif action == "repeat" and sent:
            who, operation, answer = sent[which % len(sent)]
            assert bank.ask(who, operation) == answer
        elif action == "change":
            operation = Facts(
                creation("x", {}).op, "loan_case", case, base, {"purpose": ("x", f"用途{which}")}
            )
            sent.append((login, operation, bank.ask(login, operation)))
        elif action in {"submit", "withdraw", "begin_survey"}:
            more = {
                "submit": {},
                "withdraw": {"comment": "撤回"},
                "begin_survey": {"second_officer": "lixue"},
            }
            bank.step(login, action, case, **more[action])
        by_feed, by_table = versions(bank)
        assert by_feed == by_table
        assert bank.feed(limit=5000)["tallies"] == counted(bank)
    head = bank.feed(limit=5000)["next"]
    assert head == sum(by for by in versions(bank)[1].values())
