"""Operations as they come over the wire."""

from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import RuleBroken
from models.identity import new_id
from models.sync.operations import Answer, Command, Facts, hash_of, read_operation
from tests.outcome import outcome

FACTS = Facts(new_id(), "farmer", new_id(), 3, {"village": ("前进村", "红星村")})
COMMAND = Command(new_id(), "submit", new_id(), {"comment": None})


@pytest.mark.parametrize("operation", [FACTS, COMMAND], ids=["facts", "command"])
def test_an_operation_arrives_as_it_was_sent(operation: Facts | Command) -> None:
    assert read_operation(operation.body()) == operation
    assert hash_of(read_operation(operation.body())) == hash_of(operation)


@pytest.mark.parametrize("operation", [FACTS, COMMAND], ids=["facts", "command"])
@pytest.mark.parametrize("bad", [None, 1, True, "x", [], {}, -1, [[]], {"village": 1}, {"village": ["x"]}])
def test_a_malformed_part_is_refused(operation: Facts | Command, bad: Any) -> None:
    body = operation.body()
    for name in body:
        broken = {**body, name: bad}
        read, refusal = outcome(partial(read_operation, broken))
        # A few parts may rightly hold such a value; then it must arrive as it was sent.
        assert (refusal and refusal.text.zh) == "操作内容格式不正确。" or read.body() == broken


@pytest.mark.parametrize("operation", [FACTS, COMMAND], ids=["facts", "command"])
def test_a_missing_part_is_refused(operation: Facts | Command) -> None:
    for name in operation.body():
        with pytest.raises(RuleBroken):
            read_operation({key: value for key, value in operation.body().items() if key != name})


@given(
    st.recursive(st.none() | st.text() | st.integers(), lambda x: st.lists(x) | st.dictionaries(st.text(), x))
)
def test_anything_else_is_refused(body: Any) -> None:
    with pytest.raises(RuleBroken):
        read_operation(body)


def test_the_fingerprint_tells_a_repeat_from_another_operation() -> None:
    other = Facts(FACTS.op, "farmer", FACTS.record_id, 3, {"village": ("前进村", "东风村")})
    assert hash_of(FACTS) != hash_of(other)


def test_an_answer_arrives_as_it_was_sent() -> None:
    answer = Answer(new_id(), "conflict", "有冲突", "conflict", {"theirs": {"village": "东风村"}})
    assert Answer.read(answer.body()) == answer


@pytest.mark.parametrize(
    "bad", [None, 1, "x", [], {}, {"status": "maybe"}, {"op": "x", "status": "accepted"}]
)
def test_another_answer_is_refused(bad: Any) -> None:
    with pytest.raises(RuleBroken):
        Answer.read(bad)
