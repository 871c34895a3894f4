"""Identities are made offline, sort by the time they were made, and never meet."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from models.identity import new_id


def test_identities_of_one_program_come_in_order() -> None:
    made = [new_id() for _ in range(10_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert {each.version for each in made} == {7}
    assert {each.variant for each in made} == {"specified in RFC 4122"}


def test_a_clock_that_is_set_back_breaks_no_order(monkeypatch: pytest.MonkeyPatch) -> None:
    before = new_id()
    monkeypatch.setattr("models.identity.time.time_ns", lambda: 0)
    assert new_id() > before


def test_threads_never_get_the_same() -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _turn: new_id(), range(8_000)))
    assert len(set(made)) == len(made)
