"""Why a figure of a plan is what it is: the sentence an officer can check with a calculator."""

from decimal import ROUND_HALF_UP, Decimal

from models.lending.days import DayBasis
from models.lending.plan import InterestPart, Plan, Row, RowKind, exact_interest
from models.lending.rounding import Residue
from models.lending.terms import Method
from models.money import show_yuan
from models.text import Text

_PLACES = Decimal("0.000001")
_PART = Text(
    "{begin} 至 {end} 共 {days} 天：{balance} × {rate}% × {share}",
    "{begin} to {end}, {days} days: {balance} × {rate} % × {share}",
)
_INTEREST = Text(
    "利息 {interest} = {parts} = {exact}，{mode}", "Interest {interest} = {parts} = {exact}, {mode}"
)
_NO_INTEREST = Text("本行利息为零", "No interest in this row")
_LEVEL = Text(
    "本金 {principal} = 每期等额 {level} - 利息 {interest}",
    "Principal {principal} = equal instalment {level} - interest {interest}",
)
_ON_TOP = Text(
    "本金 {principal} 按整期每期等额 {level} 计，本期利息按实际天数另计",
    "Principal {principal} as in a whole period of the equal instalment {level}; interest by actual days",
)
_LAST = Text("末期本金 {principal} 为全部剩余本金", "The last principal {principal} is all that was left")
_PLAIN = Text("本金 {principal}", "Principal {principal}")
_PREPAID = Text("提前归还本金 {principal}", "Principal {principal} repaid early")
_END = Text("本行应还 {total}，余额 {balance}。", "To pay {total}, leaving {balance}.")


def explain_row(plan: Plan, row: Row) -> Text:
    """Return the parts of a row as a sentence: days, balance, rate, rounding, principal and balance."""
    sentence = _join(Text("；", "; "), [_interest_text(plan, row), _principal_text(plan, row)])
    end = _END.fill(total=show_yuan(row.total), balance=show_yuan(row.balance))
    return Text(f"{sentence.zh}；{end.zh}", f"{sentence.en}. {end.en}")


def share_text(part: InterestPart) -> str:
    """Return the share of a year or a period as it is written by hand: 1/12, 92/360."""
    if part.basis is DayBasis.PERIOD and part.share[0] == part.share[1]:
        return "1"
    return f"{part.share[0]}/{part.share[1]}"


def _interest_text(plan: Plan, row: Row) -> Text:
    if not row.parts:
        return _NO_INTEREST
    numerator, denominator = exact_interest(row.parts)
    exact = (Decimal(numerator) / denominator / 100).quantize(_PLACES, ROUND_HALF_UP)
    parts = _join(Text(" + ", " + "), [_part_text(part) for part in row.parts])
    return _INTEREST.fill(
        interest=show_yuan(row.interest), parts=parts, exact=f"{exact:,f}", mode=_mode_text(plan)
    )


def _mode_text(plan: Plan) -> Text:
    settings = plan.terms.settings
    spread = plan.terms.method is Method.FLAT and settings.residue in (Residue.SPREAD, Residue.CARRY)
    if spread:
        return Text("各期合计取整后分摊", "the rounded sum is spread over the periods")
    return settings.interest.mode.label


def _part_text(part: InterestPart) -> Text:
    return _PART.fill(
        begin=part.begin,
        end=part.end,
        days=part.days,
        balance=show_yuan(part.balance),
        rate=part.rate,
        share=share_text(part),
    )


def _principal_text(plan: Plan, row: Row) -> Text:
    if row.kind is RowKind.PREPAYMENT:
        text = _PREPAID
    elif row is plan.rows[-1]:
        text = _LAST
    elif row.level:
        text = _LEVEL if row.total == row.level else _ON_TOP
    else:
        text = _PLAIN
    words = {"principal": row.principal, "level": row.level, "interest": row.interest}
    return text.fill(**{name: show_yuan(fen) for name, fen in words.items()})


def _join(between: Text, texts: list[Text]) -> Text:
    return Text(between.zh.join(text.zh for text in texts), between.en.join(text.en for text in texts))
