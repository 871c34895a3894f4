"""Whoever needs more than one branch takes them in one order, so that nobody waits for somebody who waits for them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import get_ident
from time import sleep
from typing import Any
from uuid import UUID

import pytest

from central import admin, feed, operations, schema, store
from central.demo import BRANCH, HEAD_OFFICE, INSTITUTION
from central.files.objects import Folder
from central.files.proving import ask_again
from central.store import Store
from models.identity import new_id
from models.sync.operations import Command
from tests.central.bank import FARMER, OTHER_BRANCH, Bank, creation, id_number
from tests.central.cluster import Cluster
from tests.central.files.sender import Sender, hash_of, scan
from tests.central.test_feed import actor
from tests.central.test_powers import LIMIT

CONTENT = scan(1000)
Work = Callable[[], Any]
AtOnce = Callable[..., list[Any]]


@pytest.fixture
def bank(postgresql: Store, tmp_path: Path) -> Bank:
    return Bank(postgresql, Folder(tmp_path / "files"))


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> AtOnce:
    """Do several things at once, each of which takes a moment between its first branch, head office aside, and the next."""
    lock, first = feed.lock_branch, set[int]()

    def take_a_moment(*told: Any) -> Any:
        branch = lock(*told)
        if branch.branch_id != HEAD_OFFICE and get_ident() not in first:
            first.add(get_ident())
            sleep(0.5)
        return branch

    def do(*works: Work) -> list[Any]:
        monkeypatch.setattr(feed, "lock_branch", take_a_moment)
        with ThreadPoolExecutor(len(works)) as pool:
            done = [pool.submit(each) for each in works]
            return [each.result() for each in done]

    return do


def command(bank: Bank, login: str, step: str, subject: UUID, **arguments: Any) -> Work:
    who, asked = actor(bank, login), Command(new_id(), step, subject, arguments)
    return lambda: operations.take(bank.store, who, [asked], bank.clock)[0]["status"]


def limit_of_head_office(bank: Bank) -> UUID:
    limit = new_id()
    bank.take("zhenghua", "open_limit", limit, **LIMIT)
    return limit


def test_a_step_on_a_limit_of_head_office_and_a_hand_over(bank: Bank, at_once: AtOnce) -> None:
    case, farmer = bank.case(limit_id=str(limit_of_head_office(bank))), bank.farmer()
    step = command(bank, "wangjun", "submit", case)
    move = command(bank, "weiguo", "transfer_farmer", farmer, officer="qianduo", comment="客户迁居")
    assert at_once(step, move) == ["accepted", "accepted"]


def test_a_step_on_a_limit_of_head_office_and_a_block_that_is_given_back(bank: Bank, at_once: AtOnce) -> None:
    case, block = bank.case(limit_id=str(limit_of_head_office(bank))), new_id()
    bank.take("zhoufang", "reserve_numbers", block, series="contract", year=2026, count=2)
    step = command(bank, "wangjun", "submit", case)
    closing = command(bank, "zhoufang", "close_block", block, comment="不再使用")
    assert at_once(step, closing) == ["accepted", "accepted"]


def test_an_officer_who_is_moved_and_a_hand_over_the_other_way(bank: Bank, at_once: AtOnce) -> None:
    farmer = bank.farmer("qianduo")

    def move() -> str:
        with bank.store.writing() as session:
            admin.move_officer(session, INSTITUTION, "lixue", OTHER_BRANCH, bank.clock())
        return "moved"

    handing = command(bank, "weiguo", "transfer_farmer", farmer, officer="wangjun", comment="客户迁居")
    assert at_once(move, handing) == ["moved", "accepted"]


def test_papers_that_are_asked_for_again_and_a_hand_over(bank: Bank, at_once: AtOnce) -> None:
    for login in ("wangjun", "qianduo"):
        Sender(bank, login).file(CONTENT)
    farmer = bank.farmer("qianduo")

    def ask() -> int:
        return ask_again(bank.store, INSTITUTION, hash_of(CONTENT), bank.clock())

    handing = command(bank, "weiguo", "transfer_farmer", farmer, officer="wangjun", comment="客户迁居")
    assert at_once(ask, handing) == [2, "accepted"]


def test_who_waits_too_long_for_a_branch_hears_that_it_is_busy(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "WAIT_SECONDS", 1)
    ours = Store(cluster.new_database())
    schema.migrate(ours.engine)
    bank = Bank(ours, Folder(tmp_path / "files"))
    bank.headers("wangjun")
    with ThreadPoolExecutor(1) as pool:
        with bank.store.writing() as session:
            feed.lock_branch(session, INSTITUTION, BRANCH)
            asked = pool.submit(
                bank.post, "wangjun", creation("farmer", {**FARMER, "id_number": id_number(1)})
            )
            try:
                answer = asked.result(timeout=10)
            except TimeoutError:
                answer = None
        asked.result(timeout=10)
    assert answer is not None
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    ours.close()
