"""What is noted on a workstation reaches the bank's trail with the round; a cut trail is noticed there."""

from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, text, update

from app.audit_trail import PAGE, note, refusals_noted
from app.cases import request_step
from app.clock import today
from app.disclosure import disclose
from app.sync.client import CentreUnreachable
from app.workstation import Workstation
from central.tables import WorkstationTrail
from models.compliance.audit import AuditEntry, AuditHead
from models.errors import NotFound, RuleBroken
from models.identity import new_id
from tests.app.places import CentreProcess
from tests.app.sync.desks import open_desk, opened
from tests.app.sync.lossy import lossy_line
from tests.factories import INSTITUTION


@pytest.fixture
def desk(tmp_path: Path, centre: CentreProcess) -> Iterator[Workstation]:
    opened = open_desk(tmp_path, centre.address, "lixue")
    yield opened
    opened.close()


@pytest.fixture
def auditor(tmp_path: Path, centre: CentreProcess) -> Iterator[Workstation]:
    opened = open_desk(tmp_path / "head office", centre.address, "xuqing")
    yield opened
    opened.close()


def seen(auditor: Workstation, action: str) -> list[dict[str, Any]]:
    body = auditor.centre.audit("", {"action": action, "officer": "lixue", "limit": 500})
    return list(body["entries"])


def test_a_round_shows_what_was_noted_once(desk: Workstation, auditor: Workstation) -> None:
    disclose(desk.database, desk.actor, "farmer 1", "电话回访核对号码", ["phone", "id_number"])
    desk.rounds.run()
    desk.rounds.run()
    (noted,) = [each for each in seen(auditor, "unmask") if each["subject"] == "farmer 1"]
    assert (noted["detail"]["reason"], noted["device"]) == ("电话回访核对号码", "test")
    assert noted["detail"]["fields"] == ["id_number", "phone"]


def test_without_a_reason_nothing_is_shown_and_nothing_is_noted(desk: Workstation) -> None:
    with pytest.raises(RuleBroken) as refusal:
        disclose(desk.database, desk.actor, "farmer 1", " x ", ["phone"])
    assert refusal.value.field == "reason"
    with desk.database.session() as session:
        assert session.get(AuditHead, INSTITUTION) is None


def test_a_long_trail_goes_in_pages(desk: Workstation, auditor: Workstation) -> None:
    before = len(seen(auditor, "import"))
    for place in range(PAGE + 3):
        note(desk.database, desk.actor, "import", f"{place}.xlsx")
    desk.rounds.run()
    assert len(seen(auditor, "import")) == before + PAGE + 3


def test_a_trail_cut_behind_the_centres_back_is_noticed(desk: Workstation, auditor: Workstation) -> None:
    for place in range(4):
        note(desk.database, desk.actor, "export", f"{place}.xlsx")
    desk.rounds.run()
    before = len(seen(auditor, "trail.broken"))

    def cut(session: Any) -> None:
        # Whoever has the key of the store has every right over it.
        for (name,) in session.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            session.execute(text(f"DROP TRIGGER {name}"))
        session.execute(delete(AuditEntry).where(AuditEntry.sequence > 2))
        last = session.get_one(AuditEntry, (INSTITUTION, 2))
        session.execute(update(AuditHead).values(length=2, digest=last.digest))

    desk.database.run(cut)
    desk.rounds.run()
    found = seen(auditor, "trail.broken")
    assert len(found) == before + 1
    assert found[0]["detail"]["sequence"] == 3


def test_a_trail_that_comes_late_is_not_called_broken(desk: Workstation, auditor: Workstation) -> None:
    ask, sent = desk.centre.ask, []

    def noting(method: str, path: str, body: Any = None) -> dict[str, Any]:
        if path == "/v1/trail":
            sent.append(body)
        return ask(method, path, body)

    desk.centre.ask = noting  # type: ignore[method-assign] # watched on the way
    before = len(seen(auditor, "trail.broken"))
    for place in range(2):
        note(desk.database, desk.actor, "export", f"late {place}.xlsx")
        desk.rounds.run()
    ask("POST", "/v1/trail", sent[0])
    desk.rounds.run()
    assert len(seen(auditor, "trail.broken")) == before
    shown = [each["subject"] for each in seen(auditor, "export") if each["subject"].startswith("late")]
    assert sorted(shown) == ["late 0.xlsx", "late 1.xlsx"]


def test_a_centre_that_was_restored_is_shown_what_it_has_forgotten(
    desk: Workstation, auditor: Workstation, centre: CentreProcess
) -> None:
    before = len(seen(auditor, "trail.broken"))
    for place in range(2 * PAGE):
        note(desk.database, desk.actor, "export", f"forgotten {place}.xlsx")
    desk.rounds.run()
    with opened(centre) as store, store.writing() as books:
        known = books.scalars(select(WorkstationTrail).order_by(WorkstationTrail.seen_at.desc())).first()
        with desk.database.session() as session:
            earlier = session.get_one(AuditEntry, (INSTITUTION, PAGE + 7))
            assert known
            known.length, known.digest = earlier.sequence, earlier.digest
    note(desk.database, desk.actor, "export", "after.xlsx")
    desk.rounds.run()
    assert len(seen(auditor, "trail.broken")) == before
    again = Counter(each["subject"] for each in seen(auditor, "export"))
    assert again["after.xlsx"] == 1
    assert again[f"forgotten {2 * PAGE - 1}.xlsx"] == 2


@pytest.mark.parametrize(
    "answer", [b"{}", b'{"code": 401, "msg": "log in"}', b'{"length": 1, "digest": "0"}']
)
def test_what_answers_in_the_place_of_the_centre_has_seen_no_trail(
    tmp_path: Path, centre: CentreProcess, auditor: Workstation, answer: bytes
) -> None:
    before = len(seen(auditor, "trail.broken"))
    with lossy_line(centre.address) as line:
        desk = open_desk(tmp_path, line.address, "lixue")
        line.path = "/v1/trail"
        for place, instead in enumerate((answer, b"")):
            note(desk.database, desk.actor, "export", f"{answer!r} {place}")
            line.instead = instead
            with pytest.raises(CentreUnreachable) if instead else nullcontext():
                desk.rounds.run()
        desk.close()
    assert len(seen(auditor, "trail.broken")) == before
    assert len([each for each in seen(auditor, "export") if each["subject"].startswith(repr(answer))]) == 2


def test_what_is_refused_here_already_is_noted_too(desk: Workstation, auditor: Workstation) -> None:
    case = new_id()
    with (
        pytest.raises(NotFound),
        refusals_noted(desk.database, desk.actor, "submit", f"loan_case {case}"),
    ):
        desk.database.run(lambda session: request_step(session, desk.actor, case, "submit", {}, today()))
    desk.rounds.run()
    (noted,) = [each for each in seen(auditor, "refused") if each["subject"] == f"loan_case {case}"]
    assert (noted["detail"]["step"], noted["detail"]["why"]) == ("submit", "NotFound")
