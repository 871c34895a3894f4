"""What a change of terms and a renewal may be (domain 2.4)."""

from collections.abc import Iterator
from datetime import date

from models.errors import Condition, RuleBroken
from models.lending.changes import longest_extension
from models.lending.classification import Tier
from models.lending.credit import LoanNote
from models.lending.dossier import Dossier
from models.lending.states import MONEY_OUT
from models.money import show_yuan
from models.postloan.parameters import care_parameter
from models.text import Text


def check_extension(dossier: Dossier, note: LoanNote, until: date | None, today: date) -> None:
    """Let an extension 展期 pass only if it is asked for in time and the rules allow its length and number.

    The limit counts all extensions together from the first maturity.

    Raises:
        RuleBroken: It is too late, too long, or one more than allowed.

    Source:
        贷款通则 (1996) art. 12; for personal loans the measures of 2024; farmers are extended once.
    """
    due, start = note.due_on or today, note.starts_on or today
    if today > due:
        raise RuleBroken(
            Text(
                "贷款已于{day}到期，展期须在到期日前申请；可改走重组。",
                "The loan fell due on {day}; an extension is asked for before that. It may be restructured.",
            ).fill(day=due),
            field="until",
        )
    if until is None or until <= due:
        raise RuleBroken(
            Text("展期到期日须晚于原到期日{day}。", "The new maturity must lie after {day}.").fill(day=due),
            field="until",
        )
    earlier = [each for each in dossier.aftercare.signed_changes if each.note_id == note.id]
    extended = [each for each in earlier if each.change == "extension"]
    farmer = dossier.case.applicant_kind == "farmer"
    times = int(care_parameter("extension", today)["farmer_times"])
    if farmer and len(extended) >= times:
        raise RuleBroken(
            Text(
                "农户贷款只能展期{times}次，本笔已展期。",
                "A farmer's loan is extended {times} time only; this one has been.",
            ).fill(times=times),
            field="until",
        )
    first = earlier[0].old_until if earlier and earlier[0].old_until else due
    last = longest_extension(start, first, personal=farmer)
    if until > last:
        raise RuleBroken(
            Text(
                "累计展期最迟到{last}，请缩短期限。",
                "All extensions together end by {last}; shorten this one.",
            ).fill(last=last),
            field="until",
        )


def extension_is_clean(dossier: Dossier, today: date) -> Iterator[Condition]:
    """Yield interest in arrears where the change to be signed is an extension: it begins with interest paid."""
    change = dossier.aftercare.open_change
    if change is None or change.change != "extension":
        return
    for note in dossier.notes:
        owed = dossier.aftercare.schedule(note).owed(today)
        interest = owed.interest + owed.compound + owed.penalty
        if interest:
            text = Text(
                "借据{number}尚欠利息罚息{amount}元，展期前请先结清。",
                "Note {number} owes {amount} yuan of interest and penalty; it is paid before an extension.",
            ).fill(number=note.number, amount=show_yuan(interest))
            yield Condition("loan.interest", text, "loan")


def loan_is_lost(dossier: Dossier, _today: date) -> Iterator[Condition]:
    """Yield each note that is not in the last tier: only a loss is written off."""
    for note in dossier.notes:
        if note.outstanding and Tier[note.tier or "PASS"] is not Tier.LOSS:
            text = Text(
                "借据{number}分类为“{tier}”，认定为“损失”后方可核销。",
                "Note {number} is in the tier “{tier}”; only a loss is written off.",
            ).fill(number=note.number, tier=Tier[note.tier or "PASS"].label)
            yield Condition("loan.tier", text, "loan")


def loan_is_overdue(dossier: Dossier, today: date) -> Iterator[Condition]:
    """Yield that nothing is overdue."""
    if not dossier.aftercare.days_overdue(dossier.notes, today):
        yield Condition("loan.overdue", Text("没有逾期款项。", "Nothing is overdue."), "loan")


def nothing_is_owed(dossier: Dossier, today: date) -> Iterator[Condition]:
    """Yield what each note still owes: principal, interest for the days used, penalty, costs."""
    for note in dossier.notes:
        owed = dossier.aftercare.schedule(note).pay_off(today)
        if owed.total:
            text = Text(
                "借据{number}尚欠{total}元（本金{principal}、利息{interest}、罚息复利{penalty}、费用{costs}）。",
                "Note {number} owes {total} yuan (principal {principal}, interest {interest}, "
                "penalty {penalty}, costs {costs}).",
            ).fill(
                number=note.number,
                total=show_yuan(owed.total),
                principal=show_yuan(owed.principal),
                interest=show_yuan(owed.interest),
                penalty=show_yuan(owed.penalty + owed.compound),
                costs=show_yuan(owed.costs),
            )
            yield Condition("loan.owed", text, "loan")


def securities_are_released(dossier: Dossier, _today: date) -> Iterator[Condition]:
    """Yield each security that still stands, and each paper of it that the bank still holds."""
    for security in dossier.securities:
        name = security.collateral.description
        if not security.released:
            text = Text("{name}尚未解除担保。", "{name} is not released yet.")
            yield Condition("loan.registration", text.fill(name=name), "collateral")
        for paper in security.papers_held:
            held = Text("{name}的“{paper}”尚未交还。", "“{paper}” of {name} is not handed back yet.")
            yield Condition("loan.paper", held.fill(name=name, paper=paper.paper), "collateral")


def a_tier_waits(dossier: Dossier, _today: date) -> Iterator[Condition]:
    """Yield that no proposed tier waits to be confirmed."""
    last = {each.note_id: each for each in dossier.aftercare.tiers}
    if all(each.confirmed for each in last.values()):
        yield Condition("loan.tier", Text("没有待认定的分类。", "No tier waits to be confirmed."), "loan")


def a_signal_is_open(dossier: Dossier, _today: date) -> Iterator[Condition]:
    """Yield that no warning is open."""
    if not dossier.aftercare.open_signals:
        yield Condition("loan.signal", Text("没有未解除的预警。", "No warning is open."), "loan")


def something_is_paid(dossier: Dossier, _today: date) -> Iterator[Condition]:
    """Yield that no payment is booked."""
    if all(each.void for each in dossier.aftercare.repayments):
        yield Condition("loan.payment", Text("没有已入账的还款。", "No payment is booked."), "loan")


def no_change_is_open(dossier: Dossier, _today: date) -> Iterator[Condition]:
    """Yield that a change of terms is on its way already."""
    if dossier.aftercare.open_change:
        yield Condition(
            "loan.change",
            Text("另一项条件变更尚在办理。", "Another change of terms is on its way."),
            "loan",
        )


def renewal_is_sound(dossier: Dossier, today: date) -> Iterator[Condition]:
    """Yield what speaks against renewing 续贷 the case that this one names.

    Source:
        Notice on renewal of loans to small firms (2024): asked for before maturity, lawful business, no misuse,
        no interest in arrears.
    """
    if dossier.case.renews is None:
        return
    old = dossier.renewed
    if old is None:
        yield _against("unknown", Text("找不到被续贷的案件。", "The renewed case is not known."))
        return
    if old.case.applicant_id != dossier.case.applicant_id:
        yield _against("borrower", Text("续贷须为同一借款人。", "A renewal is for the same borrower."))
    if old.state not in MONEY_OUT:
        yield _against(
            "owed", Text("原贷款已无余额，无需续贷。", "The old loan owes nothing; none is renewed.")
        )
    yield from _old_loan_is_sound(old, today)


def _old_loan_is_sound(old: Dossier, today: date) -> Iterator[Condition]:
    care = old.aftercare
    for note in old.notes:
        if note.outstanding and note.due_on and note.due_on < today:
            text = Text(
                "原借据已于{day}到期，续贷须在到期前申请。",
                "The old note fell due on {day}; a renewal is asked for before that.",
            )
            yield _against("late", text.fill(day=note.due_on))
        if care.schedule(note).days_overdue(today):
            yield _against("arrears", Text("原贷款有逾期欠息。", "The old loan is in arrears."))
        if Tier[note.tier or "PASS"] > Tier.PASS:
            text = Text(
                "原贷款五级分类为“{tier}”，不能续贷。", "The old loan's tier is “{tier}”; no renewal."
            )
            yield _against("tier", text.fill(tier=Tier[note.tier].label))
    if care.has_signal("misuse", "evasion", "bankruptcy", "impaired"):
        yield _against(
            "signal",
            Text("原贷款有重大风险预警，不能续贷。", "The old loan has a grave warning; no renewal."),
        )


def _against(code: str, text: Text) -> Condition:
    return Condition(f"renewal.{code}", text, "case")
