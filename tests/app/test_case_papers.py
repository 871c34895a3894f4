"""Every paper that the records of a case fill says what the records say, or names what is missing."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

import printing
from app.case_papers import case_paper
from app.papers import care, intake
from app.papers.catalogue import PAPERS, Needed, needed_papers
from app.papers.occasion import Occasion
from models.approval.records import CaseEvent
from models.base import Base
from models.errors import RuleBroken
from models.lending.case import LoanCase
from models.lending.credit import LoanNote
from models.lending.dossier import Dossier
from models.lending.dossiers import dossiers
from models.lending.states import State
from models.money import show_yuan
from models.postloan.records import ArchiveFile, PostCheck, Repayment, TermChange, WarningSignal
from models.sample import Size, sample
from printing.documents import documents
from printing.figures import day
from tests import factories
from tests.factories import BRANCH, HOME, INSTITUTION, NOW, TODAY, YUAN
from tests.printing.reading import flat, whole_text

ACTOR = factories.actor()
TOLD: dict[str, Any] = {
    "body": "股东会",
    "held_on": date(2026, 3, 1),
    "place": "公司会议室",
    "members": 2,
    "votes": "单志远 60% 同意\n赵堃 40% 同意",
    "agent": "周芳",
    "agent_number": "239901199005050027",
    "agent_phone": "19900000066",
    "reference": "TS-2026-0007",
    "received_on": date(2026, 3, 2),
    "way": "营业网点",
    "claim": "认为多收利息",
    "facts_found": "经核对没有多收",
    "answer": "已出示流水并说明",
    "handler": "何静",
    "right": "更正",
    "photos": "P-01",
    "incomes": "粮食销售 30000 28500 过磅单、银行流水、产量测算",
    "risks": "春涝；地块排水良好",
    "met": "借款人及配偶",
    "requirements": "十五日内检查用途",
    "hours": "9:10至9:50",
    "identity": "核验原件一致",
    "answers": "借款做什么？买种子。\n谁来还？我自己。",
    "reason_class": "income",
    "reason": "核实的收入不足以还本付息",
    "person": "李老四",
    "person_number": "239901196001010018",
    "person_phone": "19900000067",
    "address": "向阳村二组",
    "starts_on": date(2024, 1, 1),
    "payee_bank": "测试县农村商业银行",
    "proof": "购销合同 FS-7",
}


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A branch with every sort of case, in a plain file."""
    engine = create_engine(f"sqlite:///{tmp_path_factory.mktemp('papers')}/records.db")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        made = sample(Size.S, 1, institution_id=INSTITUTION, branch_id=BRANCH, today=TODAY)
        session.add_all(made)
        session.commit()
        yield session
    engine.dispose()


@pytest.fixture(scope="module")
def needed(bank: Session) -> dict[str, list[tuple[Dossier, Needed]]]:
    """By document, the cases of the branch that may need it."""
    found: dict[str, list[tuple[Dossier, Needed]]] = {}
    ids = list(bank.scalars(select(LoanCase.id)))
    for dossier in dossiers(bank, INSTITUTION, ids):
        for each in needed_papers(dossier):
            found.setdefault(each.paper.document, []).append((dossier, each))
    return found


def told_for(document: str) -> dict[str, Any]:
    return {name: TOLD[name] for name in PAPERS[document].asked}


def says(document: str, dossier: Dossier, subject: UUID | None) -> list[str]:
    """Return what the paper must say of the records, besides the borrower."""
    case, one = dossier.case, {each.pledge.id: each for each in dossier.securities}
    money = {each.id: each for each in dossier.notes}
    words: dict[str, Any] = {
        "application": lambda: [show_yuan(case.amount or 0), case.purpose, case.repayment_source],
        "survey_report": lambda: [case.survey[:20], case.visited_place, f"{case.months}个月"],
        "approval_form": lambda: [show_yuan(dossier.facility.limit or 0)] if dossier.facility else [],
        "registration_application": lambda: [one[subject].collateral.owner_name],  # type: ignore[index] # a pledge
        "debtor_notice": lambda: [one[subject].facts.debtor_name],  # type: ignore[index,attr-defined] # a receivable
        "contractor_consent": lambda: ["李老四", one[subject].facts.issuer_name],  # type: ignore[index,attr-defined] # land
        "due_notice": lambda: [day(money[subject].due_on)],  # type: ignore[index,arg-type] # a note
        "settlement_certificate": lambda: [show_yuan(sum(each.principal or 0 for each in dossier.notes))],
        "mortgage_release": lambda: [one[subject].pledge.registration_number],  # type: ignore[index] # a pledge
        "payment_order": lambda: [dossier.drawdowns[-1].payee_name, dossier.drawdowns[-1].payee_account],
        "release_form": lambda: [show_yuan(dossier.drawdowns[-1].amount or 0)],
    }
    return list(words.get(document, list)())


SELDOM = frozenset({"extension", "file_index", "rejection_notice", "guarantor_notice", "renewal"})
"""What the sample may have no case for; each has a test of its own below."""


@pytest.mark.parametrize("document", sorted(PAPERS))
def test_a_paper_says_what_the_records_say(
    document: str, bank: Session, needed: dict[str, list[tuple[Dossier, Needed]]]
) -> None:
    printed, lacking = 0, set()
    for dossier, each in needed.get(document, [])[:40]:
        try:
            made = case_paper(
                bank, ACTOR, dossier.case.id, (document, each.subject), told_for(document), TODAY
            )
        except RuleBroken as refused:
            lacking.add(refused.text.zh)
            continue
        text = whole_text(made.rendered.pdf)
        assert dossier.applicant
        if document not in {"bureau_person", "bureau_firm", "privacy_consent", "single_statement"}:
            assert flat(dossier.applicant.full_name) in text
        elif each.name:
            assert flat(each.name) in text
        for word in says(document, dossier, each.subject):
            assert flat(str(word)) in text, word
        printed += 1
        if printed == 3:
            break
    assert printed or document in SELDOM, lacking
    assert all("缺少" in why or "不能" in why or "没有" in why or "尚未" in why for why in lacking), lacking


def test_every_document_is_reached_from_somewhere() -> None:
    numbered = {"loan_contract", "revolving_contract", "farmland_mortgage", "real_property_mortgage"}
    numbered |= {"movables_mortgage", "receivable_pledge", "ip_pledge", "equity_pledge", "revenue_pledge"}
    numbered |= {"deposit_pledge", "maximum_mortgage", "maximum_guarantee", "guarantee"}
    drafts = {"cost_sheet", "repayment_plan", "loan_note", "print_register", "daily_check"}
    assert set(documents()) - numbered - drafts - {"maximum_pledge"} == set(PAPERS)


def with_money_out(state: State, *, days_late: int = 0) -> Dossier:
    """Return a guaranteed case of 100,000 yuan whose note of a year fell due so many days ago."""
    dossier = factories.farmer_dossier(state)
    due = TODAY - timedelta(days=days_late)
    dossier.case.number = "AJ-23990100-2026-000001-1"
    dossier.sureties = [factories.surety(dossier.case)]
    dossier.notes = [
        LoanNote(
            **HOME,
            case_id=dossier.case.id,
            number="JJ-23990100-2025-000001-2",
            principal=100_000 * YUAN,
            outstanding=100_000 * YUAN,
            rate=Decimal("4.35"),
            method="BULLET",
            starts_on=due.replace(year=due.year - 1),
            due_on=due,
            unpaid_since=due,
            tier="PASS",
        )
    ]
    return dossier


def text_of(document: str, now: Occasion) -> str:
    terms = PAPERS[document].make(now)
    return whole_text(printing.render(document, terms, number="AJ-1", copy=None, draft=False).pdf)


def test_a_guarantor_is_told_what_is_owed_and_until_when_he_answers() -> None:
    dossier = with_money_out(State.OVERDUE, days_late=30)
    (surety,) = dossier.sureties
    text = text_of("guarantor_notice", Occasion(dossier, TODAY, surety.guarantee.id))
    for said in (surety.name, dossier.applicant.full_name, "100,000.00", day(surety.guarantee.ends_on)):  # type: ignore[union-attr,arg-type] # the factory gives both
        assert said in text
    assert "30" in text_of("demand_notice", Occasion(dossier, TODAY, dossier.notes[0].id))


def test_nobody_is_asked_to_pay_what_is_not_overdue() -> None:
    dossier = with_money_out(State.PERFORMING, days_late=-30)
    with pytest.raises(RuleBroken, match="Nothing is owed"):
        care.demand_notice(Occasion(dossier, TODAY, dossier.notes[0].id))
    with pytest.raises(RuleBroken, match="not settled"):
        care.settlement_certificate(Occasion(dossier, TODAY))


def test_an_extension_says_old_and_new_terms() -> None:
    dossier = with_money_out(State.CHANGE_SIGNING, days_late=-10)
    note = dossier.notes[0]
    assert note.due_on
    change = TermChange(
        **HOME,
        case_id=dossier.case.id,
        note_id=note.id,
        change="extension",
        outcome="approved",
        reason="春涝减产",
        old_until=note.due_on,
        until=note.due_on.replace(month=note.due_on.month + 6),
        rate=Decimal("4.85"),
        method="",
    )
    dossier.aftercare.changes = [change]
    text = text_of("extension", Occasion(dossier, TODAY, change.id))
    for said in ("春涝减产", "4.85%", "展期6个月", day(note.due_on), dossier.sureties[0].name, note.number):
        assert said in text
    assert "担保人未签字" in text
    dossier.sureties, change.until = [], note.due_on + timedelta(days=100)
    change.reason = "春涝减产。"
    alone = text_of("extension", Occasion(dossier, TODAY, change.id))
    assert f"展期100天，自{day(note.due_on)}起至{day(change.until)}止" in alone
    assert change.until.isoformat() in alone  # The plan ends on that very day.
    assert "因春涝减产，不能" in alone
    assert "担保人未签字" not in alone


def test_a_renewal_names_the_loan_it_repays() -> None:
    old = with_money_out(State.PERFORMING, days_late=-10)
    dossier = factories.farmer_dossier(State.SIGNING)
    dossier.renewed = old
    text = text_of("renewal", Occasion(dossier, TODAY))
    assert "续贷（借新还旧）" in text
    assert day(old.notes[0].due_on) in text  # type: ignore[arg-type] # it has one


def test_a_refusal_gives_its_reason() -> None:
    dossier = factories.farmer_dossier(State.REJECTED)
    dossier.case.number = "AJ-23990100-2026-000001-1"
    dossier.events = [CaseEvent(**HOME, case_id=dossier.case.id, step="reject", at=NOW)]
    told = {"reason_class": "income", "reason": "核实的收入不足"}
    text = text_of("rejection_notice", Occasion(dossier, TODAY, told=told))
    assert "还款来源不足" in text
    assert "核实的收入不足" in text
    with pytest.raises(RuleBroken, match="class of reason, reason told"):
        intake.rejection_notice(Occasion(dossier, TODAY))


def test_a_file_index_lists_every_paper() -> None:
    dossier = with_money_out(State.RELEASED)
    papers = [
        {"n": 1, "title": "借款合同", "from": 1, "to": 6},
        {"n": 2, "title": "借据", "from": 7, "to": 7},
    ]
    dossier.aftercare.files = [
        ArchiveFile(
            **HOME,
            case_id=dossier.case.id,
            volume="2026-014/03",
            contents={"papers": papers},
            handed_over_by="wangjun",
            handed_over_at=NOW,
            received_by="",
        )
    ]
    text = text_of(
        "file_index", Occasion(dossier, TODAY, name=lambda login: {"wangjun": "王军"}.get(login, login))
    )
    for said in ("借款合同", "1—6", "借据", "2026-014", "03", "王军"):
        assert said in text


def test_a_check_says_what_was_seen() -> None:
    dossier = with_money_out(State.PERFORMING, days_late=-200)
    check = PostCheck(
        **HOME,
        case_id=dossier.case.id,
        note_id=dossier.notes[0].id,
        check="sowing",
        done_on=TODAY,
        place="向阳村北大地",
        met="王满仓",
        use_of_funds="发票齐全",
        business="已播种",
        collateral="完好",
        insurance="有效",
        findings="正常管理",
        result="sound",
        officer="wangjun",
    )
    dossier.aftercare.checks = [check]
    text = text_of("post_check", Occasion(dossier, TODAY, check.id))
    for said in ("春播检查", "向阳村北大地", "发票齐全", "已播种", "正常管理（正常）", "wangjun"):
        assert said in text
    dossier.notes[0].outstanding, check.done_on = 0, TODAY - timedelta(days=30)
    dossier.aftercare.signals = [
        WarningSignal(**HOME, case_id=dossier.case.id, noted_on=TODAY, description="账户被冻结")
    ]
    dossier.aftercare.repayments = [
        Repayment(
            **HOME,
            case_id=dossier.case.id,
            note_id=dossier.notes[0].id,
            paid_on=TODAY,
            principal=100_000 * YUAN,
            void=False,
        )
    ]
    earlier = text_of("post_check", Occasion(dossier, TODAY, check.id))
    assert "100,000.00" in earlier  # The loan as it stood on the day of the check.
    assert "账户被冻结" not in earlier
    check.findings = ""
    with pytest.raises(RuleBroken, match="Findings"):
        care.post_check(Occasion(dossier, TODAY, check.id))


def test_everything_that_is_missing_is_named() -> None:
    dossier = factories.farmer_dossier(State.DRAFT)
    dossier.case.purpose, dossier.case.months = "", None
    with pytest.raises(RuleBroken) as refused:
        intake.application(Occasion(dossier, TODAY))
    assert "期限" in refused.value.text.zh
    assert "借款用途" in refused.value.text.zh
