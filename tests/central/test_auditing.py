"""What the auditor reads, and that nobody else does."""

import argparse
import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import text
from sqlalchemy.dialects import postgresql, sqlite

from central import command, inspection
from central.auditing import Wanted, _page
from central.demo import INSTITUTION
from central.store import Store
from models.compliance.audit import AuditEntry, verify
from models.identity import new_id
from models.lending.limits import Limit, LimitEntry
from tests.central.bank import Bank
from tests.central.intruder import unguard

AUDITOR = "xuqing"


def trail(bank: Bank, query: str = "", login: str = AUDITOR) -> Any:
    response = bank.get(login, f"/v1/audit?{query}")
    assert response.status_code == 200, response.text
    return response.json()


@pytest.mark.parametrize("path", ["/v1/audit", "/v1/audit/same-device", "/v1/audit/verification"])
def test_only_an_auditor_reads_and_whoever_else_tries_is_noted(bank: Bank, path: str) -> None:
    for login in ("wangjun", "mali"):
        refused = bank.get(login, path)
        assert refused.status_code == 403
        assert refused.headers["content-type"] == "application/problem+json"
        assert "稽核岗" in refused.json()["zh"]
    assert bank.client.get(path).status_code == 401
    tried = trail(bank, "action=refused")["entries"]
    assert [each["officer"] for each in tried] == ["mali", "wangjun"]


def test_the_newest_entry_comes_first_and_pages_follow_without_gap(bank: Bank) -> None:
    for _ in range(7):
        bank.clock.move(seconds=1)
        bank.farmer()
    whole = trail(bank, "limit=500")["entries"]
    pages, after = [], 0
    while after is not None:
        page = trail(bank, f"limit=3&after={after}&action=facts.create")
        pages += page["entries"]
        after = page["next"]
    assert pages == [each for each in whole if each["action"] == "facts.create"]
    assert [each["sequence"] for each in pages] == sorted((each["sequence"] for each in pages), reverse=True)
    assert {each["name"] for each in pages} == {"王军"}


def test_every_filter_narrows(bank: Bank) -> None:
    farmer = bank.farmer()
    bank.clock.move(days=1)
    bank.sit_down("lixue", "PC-7")
    bank.farmer("lixue")
    subject = quote(f"farmer {farmer}")
    for query, officers in (
        ("officer=lixue", {"lixue"}),
        (f"subject={subject}", {"wangjun"}),
        ("device=PC-7", {"lixue"}),
        ("action=facts.create&first=2026-03-11", {"lixue"}),
        ("action=facts.create&last=2026-03-10", {"wangjun"}),
        ("action=facts.create&first=2026-03-10&last=2026-03-11", {"wangjun", "lixue"}),
        ("officer=lixue&action=log_in&device=PC-7", {"lixue"}),
        ("officer=nobody", set()),
    ):
        assert {each["officer"] for each in trail(bank, query)["entries"]} == officers, query


def test_a_day_ends_at_midnight_in_china(bank: Bank) -> None:
    bank.clock.at = bank.clock.at.replace(hour=15, minute=59, second=59)
    bank.farmer()
    bank.clock.move(seconds=1)
    bank.sit_down("xuqing", "HQ")
    assert len(trail(bank, "action=facts.create&last=2026-03-10")["entries"]) == 1
    assert trail(bank, "action=facts.create&first=2026-03-11")["entries"] == []


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=501",
        "after=-1",
        "first=x",
        "action=A%00",
        "device=%00",
        "officer=a%20b",
        "last=9999-99-99",
    ],
)
def test_a_wrong_question_is_a_problem(bank: Bank, query: str) -> None:
    response = bank.get(AUDITOR, f"/v1/audit?{query}")
    assert response.status_code == 422, response.text
    assert response.json()["zh"]


def test_the_last_day_of_all_is_no_error(bank: Bank) -> None:
    assert trail(bank, "first=0001-01-02&last=9999-12-31")["entries"]


def test_reading_is_noted_with_what_was_asked(bank: Bank) -> None:
    trail(bank, "officer=wangjun&first=2026-03-01")
    (noted,) = trail(bank, "action=audit.read")["entries"]
    assert noted["officer"] == AUDITOR
    assert noted["detail"] == {"officer": "wangjun", "first": "2026-03-01", "entries": 0}


def test_what_a_step_did_can_be_read(bank: Bank) -> None:
    case = bank.case_at_review(amount=20_000_000)
    entries = trail(bank, f"subject={quote(f'loan_case {case}')}")["entries"]
    signed = next(each for each in entries if each["action"] == "case.sign_survey")
    assert (signed["detail"]["before"], signed["detail"]["state"]) == ("INVESTIGATING", "REVIEWING")
    created = entries[-1]
    assert created["detail"]["values"]["amount"] == [None, 20_000_000]
    assert "purpose" not in created["detail"]["values"]


def _fill_the_trail(bank: Bank) -> None:
    """Write thousands of entries that differ in everything one can ask for: over a handful, any index costs the same."""
    bank.farmer()
    told = {
        "sequence": "e.sequence + n.each",
        "at": "e.at - n.each",
        **{name: f"e.{name} || n.each" for name in ("officer", "action", "subject", "device")},
    }
    names = AuditEntry.__table__.columns.keys()
    values = ", ".join(told.get(name, f"e.{name}") for name in names)
    into = f"INSERT INTO audit_entry ({', '.join(names)})"
    series = "WITH RECURSIVE n(each) AS (SELECT 1 UNION ALL SELECT each + 1 FROM n WHERE each < 3000)"
    last = "(SELECT * FROM audit_entry ORDER BY sequence DESC LIMIT 1) e"
    with bank.store.writing() as session:
        session.execute(text(f"{series} {into} SELECT {values} FROM {last}, n"))  # noqa: S608 - names of ours
        session.execute(text("ANALYZE audit_entry"))


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (Wanted(), "ix_audit_entry_at"),
        (Wanted(officer="wangjun"), "ix_audit_entry_officer"),
        (Wanted(action="refused"), "ix_audit_entry_action"),
        (Wanted(subject="farmer 1"), "ix_audit_entry_subject"),
        (Wanted(device="PC-1"), "ix_audit_entry_device"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_filter_is_backed_by_an_index_and_nothing_is_sorted(
    bank: Bank, wanted: Wanted, index: str
) -> None:
    wanted = Wanted(first=bank.clock.at.date(), **{k: v for k, v in vars(wanted).items() if v})
    _fill_the_trail(bank)
    with bank.store.reading() as session:
        question = _page(session, INSTITUTION, wanted, 1).limit(101)
        if bank.store.engine.name == "postgresql":
            # A few thousand rows are soon sorted: only whether an index fits is asked.
            session.execute(text("SET LOCAL enable_seqscan = off"))
            session.execute(text("SET LOCAL enable_bitmapscan = off"))
            words = question.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})
            plan = "\n".join(row[0] for row in session.execute(text(f"EXPLAIN {words}".replace(":", r"\:"))))
            assert "Sort" not in plan, plan
        else:
            words = question.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
            plan = "\n".join(str(row) for row in session.execute(text(f"EXPLAIN QUERY PLAN {words}")))
            assert "TEMP B-TREE" not in plan, plan
    assert index in plan, plan


def _through_review(bank: Bank, reviewer_sits_at: str) -> Any:
    case = bank.case_at_review()
    bank.sit_down("zhaomin", reviewer_sits_at)
    bank.take("zhaomin", "pass_review", case, comment="同意")
    return case


def test_two_duties_from_one_device_are_reported(bank: Bank) -> None:
    case = _through_review(bank, "测试机")
    found = bank.get(AUDITOR, "/v1/audit/same-device").json()["cases"]
    assert [(each["subject"], each["device"]) for each in found] == [(f"loan_case {case}", "测试机")]
    assert [(part["officer"], part["duty"]) for part in found[0]["parts"]] == [
        ("wangjun", "survey"),
        ("wangjun", "survey"),
        ("wangjun", "survey"),
        ("lixue", "survey"),
        ("zhaomin", "review"),
    ]
    assert bank.get(AUDITOR, "/v1/audit/same-device?first=2026-03-11").json()["cases"] == []


def test_the_report_comes_in_pages_the_latest_case_first(bank: Bank) -> None:
    cases = []
    for _ in range(3):
        bank.clock.move(seconds=1)
        cases.append(f"loan_case {_through_review(bank, '测试机')}")
    bank.case_at_review()
    whole = bank.get(AUDITOR, "/v1/audit/same-device").json()
    assert ([each["subject"] for each in whole["cases"]], whole["next"]) == (cases[::-1], None)
    pages: list[list[str]] = []
    after: int | None = 0
    while after is not None:
        page = bank.get(AUDITOR, f"/v1/audit/same-device?after={after}&limit=2").json()
        pages.append([each["subject"] for each in page["cases"]])
        after = page["next"]
    # The latest pair of officers has one duty: it is looked at, and nothing is to be said of it.
    assert pages == [[cases[2]], [cases[1], cases[0]], []]


def test_two_duties_from_two_devices_are_nothing_to_report(bank: Bank) -> None:
    _through_review(bank, "审查机")
    assert bank.get(AUDITOR, "/v1/audit/same-device").json()["cases"] == []


def test_a_colleague_of_the_same_duty_may_share_the_device(bank: Bank) -> None:
    bank.case_at_review()
    assert bank.get(AUDITOR, "/v1/audit/same-device").json()["cases"] == []


def test_verification_names_what_somebody_with_every_right_has_done(bank: Bank) -> None:
    bank.farmer()
    sound = bank.get(AUDITOR, "/v1/audit/verification").json()
    assert sound["findings"] == []
    assert sound["entries"] > 3
    with bank.store.writing() as session:
        unguard(session.connection())
        session.execute(text("UPDATE audit_entry SET officer = 'lixue' WHERE sequence = 2"))
    found = bank.get(AUDITOR, "/v1/audit/verification").json()["findings"]
    assert [each["zh"][:13] for each in found] == ["审计记录第2条内容被改动（"]
    assert "Audit entry 2 was changed" in found[0]["en"]


def stretches(bank: Bank, limit: int) -> list[dict[str, Any]]:
    """Return the answers of a verification that asks for stretch after stretch."""
    told: list[dict[str, Any]] = []
    after: int | None = 0
    while after is not None:
        response = bank.get(AUDITOR, f"/v1/audit/verification?after={after}&limit={limit}")
        assert response.status_code == 200, response.text
        told.append(response.json())
        after = told[-1]["next"]
    return told


def test_the_trail_is_verified_stretch_by_stretch(bank: Bank) -> None:
    for _ in range(5):
        bank.farmer()
    told = stretches(bank, 4)
    assert [each["next"] for each in told[:3]] == [4, 8, 12]
    assert all(each["findings"] == [] for each in told)
    noted = trail(bank, "action=audit.verify")["entries"]
    assert len(noted) == 2
    with bank.store.writing() as session:
        unguard(session.connection())
        session.execute(text("UPDATE audit_entry SET officer = 'lixue' WHERE sequence = 6"))
        session.execute(text("DELETE FROM audit_entry WHERE sequence = 8"))
    _limit(bank, 700, 1_000)
    found = [[each["zh"][:12] for each in answer["findings"]] for answer in stretches(bank, 4)]
    assert found[:2] == [[], ["审计记录第6条内容被改动", "审计记录缺少第8条。"]]
    assert found[-1][-1].startswith("额度“测试额度”")
    assert sum(map(len, found)) == 3
    asked = bank.get(AUDITOR, f"/v1/audit/verification?after={2**31 - 1}").json()
    assert (asked["next"], len(asked["findings"])) == (None, 1)


def _limit(bank: Bank, used: int, *amounts: int) -> Limit:
    limit = Limit(
        institution_id=INSTITUTION,
        branch_id="2399010000",
        title="测试额度",
        ceiling=10_000,
        used=used,
        version=1,
    )
    with bank.store.writing() as session:
        session.add(limit)
        session.add_all(
            LimitEntry(
                institution_id=INSTITUTION,
                branch_id="2399010000",
                limit_id=limit.id,
                amount=amount,
                cause="x",
            )
            for amount in amounts
        )
    return limit


def test_the_command_line_verifies_every_bank(bank: Bank, capsys: pytest.CaptureFixture[str]) -> None:
    url = bank.store.engine.url.render_as_string(hide_password=False)
    _limit(bank, 700, 1_000, -300)
    assert inspection.verify(url, as_json=False) == 0
    assert capsys.readouterr().out.startswith(f"✓ {INSTITUTION} ")
    wrong = _limit(bank, 700, 1_000)
    with bank.store.writing() as session:
        unguard(session.connection())
        session.execute(text("DELETE FROM audit_entry WHERE sequence = 3"))
    assert inspection.verify(url, as_json=False) == 1
    said = capsys.readouterr().out
    assert "审计记录缺少第3条。" in said
    assert f"（{wrong.id}）已占用7.00元，与流水合计10.00元不符" in said
    assert inspection.verify(url, as_json=True) == 1
    (found,) = json.loads(capsys.readouterr().out)
    assert found["findings"][0]["en"] == "Audit entry 3 is missing."


def test_an_entry_of_no_limit_is_named(bank: Bank, capsys: pytest.CaptureFixture[str]) -> None:
    stray = LimitEntry(
        institution_id=INSTITUTION, branch_id="2399010000", limit_id=new_id(), amount=1, cause="x"
    )
    with bank.store.writing() as session:
        session.add(stray)
    assert inspection.verify(bank.store.engine.url.render_as_string(hide_password=False), as_json=False) == 1
    assert str(stray.id) in capsys.readouterr().out


def test_the_command_line_reports_and_notes_it(bank: Bank, capsys: pytest.CaptureFixture[str]) -> None:
    url = bank.store.engine.url.render_as_string(hide_password=False)
    case = _through_review(bank, "测试机")
    assert inspection.same_device(url, (None, None), as_json=False) == 0
    said = capsys.readouterr().out
    assert f"loan_case {case}" in said
    assert "审查·审查通过" in said
    assert trail(bank, "action=audit.same_device")["entries"][0]["officer"] == "admin"


def test_a_verification_that_was_broken_off_is_no_success(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(inspection, "part_of", interrupted)
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    url = bank.store.engine.url.render_as_string(hide_password=False)
    assert command.run(parser.parse_args(["verify", "--database", url])) == 130


def test_a_database_that_is_none_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    url = f"sqlite:///{tmp_path / 'nothing.db'}"
    assert command.run(parser.parse_args(["verify", "--database", url])) == 1
    assert "读不到中心数据库" in capsys.readouterr().err


def test_a_database_without_a_bank_is_not_called_whole(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    assert inspection.verify(store.engine.url.render_as_string(hide_password=False), as_json=False) == 1
    assert "没有任何机构" in capsys.readouterr().err


def test_the_trail_is_whole_after_all_this(bank: Bank, store: Store) -> None:
    _through_review(bank, "测试机")
    trail(bank)
    with store.reading() as session:
        assert verify(session, INSTITUTION) > 10
