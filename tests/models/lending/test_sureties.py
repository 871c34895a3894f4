"""Guarantees among many cases: what counts, what comes to an end, and circles over any number of people."""

from datetime import date
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from models.lending.case import LoanCase
from models.lending.credit import LoanNote
from models.lending.dossier import Dossier
from models.lending.dossiers import dossiers
from models.lending.guarantee import GroupMember, GuaranteeGroup
from models.lending.states import State
from models.lending.sureties import Edge, path
from models.party.farmer import Farmer
from tests import factories
from tests.factories import HOME, INSTITUTION, TODAY, YUAN


def person(session: Session, name: str) -> tuple[Farmer, LoanCase]:
    farmer = factories.farmer(full_name=name, marital="single")
    case = factories.case(farmer)
    session.add_all([farmer, case])
    return farmer, case


def answers(session: Session, giver: Farmer, of: LoanCase, **more: object) -> None:
    session.add(factories.guarantee(of, giver, **more))
    session.flush()


def read(session: Session, case: LoanCase) -> Dossier:
    return Dossier.load(session, INSTITUTION, case.id)


def test_a_circle_of_two_is_named(session: Session) -> None:
    (wang, of_wang), (li, of_li) = person(session, "王"), person(session, "李")
    answers(session, li, of_wang)
    assert read(session, of_wang).sureties[0].circle == ()
    answers(session, wang, of_li)
    assert read(session, of_wang).sureties[0].circle == ("王", "李", "王")
    assert read(session, of_li).sureties[0].circle == ("李", "王", "李")


def test_a_circle_through_a_chain_is_named(session: Session) -> None:
    names = ["甲", "乙", "丙", "丁"]
    people = [person(session, name) for name in names]
    for (giver, _), (_, of) in pairwise(people):
        answers(session, giver, of)
    first, last = people[0], people[-1]
    assert read(session, last[1]).sureties[0].circle == ()
    answers(session, last[0], first[1])
    assert read(session, first[1]).sureties[0].circle == ("甲", "乙", "丙", "丁", "甲")


def test_nobody_guarantees_themselves(session: Session) -> None:
    wang, of_wang = person(session, "王")
    answers(session, wang, of_wang)
    assert read(session, of_wang).sureties[0].circle == ("王", "王")


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.REJECTED])
def test_what_ended_makes_no_circle_and_no_burden(session: Session, state: State) -> None:
    (wang, of_wang), (li, of_li) = person(session, "王"), person(session, "李")
    answers(session, li, of_wang)
    answers(session, wang, of_li)
    of_li.state = state
    assert read(session, of_wang).sureties[0].circle == ()
    _third, of_third = person(session, "赵")
    answers(session, wang, of_third)
    assert read(session, of_third).sureties[0].given == 0


def test_a_repaid_loan_and_a_guarantor_taken_off_free_the_guarantor(session: Session) -> None:
    (wang, of_wang), (_li, of_li), (_zhao, of_zhao) = (person(session, name) for name in "王李赵")
    del of_wang
    answers(session, wang, of_li)
    answers(session, wang, of_zhao, dropped=True)
    _qian, of_qian = person(session, "钱")
    answers(session, wang, of_qian)
    assert read(session, of_qian).sureties[0].given == 100_000 * YUAN
    assert read(session, of_zhao).sureties == []
    of_li.state = State.DISBURSED
    session.add(LoanNote(**HOME, case_id=of_li.id, outstanding=0))
    assert read(session, of_qian).sureties[0].given == 0


def test_members_of_a_group_answer_for_each_other(session: Session) -> None:
    group = GuaranteeGroup(**HOME, full_name="联保一组", agreed_on=TODAY)
    session.add(group)
    people = [person(session, name) for name in "王李赵"]
    for farmer, _ in people:
        session.add(GroupMember(**HOME, group_id=group.id, member_kind="farmer", member_id=farmer.id, cap=1))
    for giver, _ in people:
        for taker, of in people:
            if giver is not taker:
                answers(session, giver, of, group_id=group.id)
    found = read(session, people[0][1]).sureties
    assert [each.circle for each in found] == [(), ()]
    assert [len(each.members) for each in found] == [3, 3]
    assert found[0].given_in_group == found[0].given == 100_000 * YUAN


def test_what_somebody_answers_for_counts_as_exposure(session: Session) -> None:
    (wang, of_wang), (_li, of_li) = person(session, "王"), person(session, "李")
    of_wang.changed_on = date(2026, 3, 1)
    answers(session, wang, of_li)
    assert read(session, of_wang).other_exposure == 100_000 * YUAN


def test_a_batch_reads_what_single_reading_reads(session: Session) -> None:
    (wang, of_wang), (li, of_li) = person(session, "王"), person(session, "李")
    answers(session, li, of_wang)
    answers(session, wang, of_li)
    given = factories.security(of_wang)
    session.add_all([given.collateral, given.valuation, given.pledge])
    session.flush()
    wanted = [of_li.id, UUID(int=5), of_wang.id]
    found = list(dossiers(session, INSTITUTION, wanted))
    assert [each.case for each in found] == [of_li, of_wang]
    assert found == [read(session, of_li), read(session, of_wang)]


POINTS = [UUID(int=number) for number in range(6)]
EDGES = st.lists(st.builds(Edge, st.sampled_from(POINTS), st.sampled_from(POINTS)), max_size=12)


@given(EDGES, st.sampled_from(POINTS), st.sampled_from(POINTS))
def test_a_path_follows_edges_from_end_to_end(edges: list[Edge], start: UUID, end: UUID) -> None:
    found = path(edges, start, end)
    reached = {edge.taker for edge in edges if edge.giver == start}
    while True:
        more = {edge.taker for edge in edges if edge.giver in reached} - reached
        if not more:
            break
        reached |= more
    assert bool(found) == (end in reached)
    if found:
        assert (found[0], found[-1]) == (start, end)
        assert all(any(edge[:2] == step for edge in edges) for step in pairwise(found))
        assert len(found) <= len(POINTS) + 1
