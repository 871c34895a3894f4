"""The demonstration bank at the centre."""

from sqlalchemy import select

from central import demo, feed
from central.auth import actor_named
from central.demo import BRANCH, HEAD_OFFICE, INSTITUTION
from central.operations import take
from central.store import Store
from models.documents.numbers import read_number
from models.identity import new_id
from models.lending.case import LoanCase
from models.lending.states import State
from models.records import RECORDS
from models.sync.digest import read_tally
from models.sync.operations import Command
from tests.central.bank import Clock


def test_the_sample_is_in_the_feed_and_work_goes_on_from_it(store: Store) -> None:
    clock = Clock()
    clock.move(days=258)
    demo.seed(store, clock())
    demo.seed(store, clock())
    with store.reading() as session:
        manager = actor_named(session, INSTITUTION, "zhaomin")
        page = feed.page(session, manager, BRANCH, 0, 100_000)
        assert len(page["changes"]) == page["next"] > 7000
        changes = page["changes"] + feed.page(session, manager, HEAD_OFFICE, 0, 1000)["changes"]
        for kind, record in RECORDS.items():
            stored = {str(each.id) for each in session.scalars(select(record))}
            assert stored == {each["id"] for each in changes if each["kind"] == kind}
        tallies = feed.state(session, manager, BRANCH)["tallies"]
        assert sum(read_tally(each).records for each in tallies.values()) == page["next"]
        assert page["tallies"] == tallies
        cases = session.scalars(select(LoanCase)).all()
    reviewing = next(each.id for each in cases if each.state == State.REVIEWING)
    answer = take(store, manager, [Command(new_id(), "pass_review", reviewing, {"comment": "同意"})], clock)
    assert answer[0]["status"] == "accepted"


def test_the_next_number_follows_the_sample(store: Store) -> None:
    clock = Clock()
    clock.move(days=258)
    demo.seed(store, clock())
    with store.reading() as session:
        cases = session.scalars(select(LoanCase).where(LoanCase.branch_id == BRANCH)).all()
        last = max(read_number(each.number)[1:] for each in cases if each.number)
        mine = [each for each in cases if each.state == State.DRAFT]
        answers = []
        for case in mine:
            lead = actor_named(session, INSTITUTION, case.lead_officer)
            answers += take(store, lead, [Command(new_id(), "submit", case.id, {})], clock)
    assert {answer["status"] for answer in answers} == {"accepted", "refused"}
    with store.reading() as session:
        numbers = [read_number(each)[1:] for each in session.scalars(select(LoanCase.number)) if each]
    accepted = sum(answer["status"] == "accepted" for answer in answers)
    assert max(numbers) == (last[0], last[1] + accepted)
    assert len(numbers) == len(set(numbers))
