"""The command line's words for the terms of a loan, shared by the commands that need a plan."""

import argparse
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from models.errors import RuleBroken
from models.lending.days import DayBasis
from models.lending.reading import parse_day, parse_rate, parse_whole
from models.lending.rounding import Mode, Residue, Rounding, RoundPer
from models.lending.terms import (
    Draw,
    Event,
    GraceInterest,
    Keep,
    Level,
    Method,
    Missed,
    Part,
    Prepayment,
    RateChange,
    Settings,
    Step,
    Terms,
    Unit,
)
from models.lending.working_days import Roll, RolledInterest, WorkingDays
from models.money import parse_yuan
from models.text import Text

Choice = TypeVar("Choice", bound=StrEnum)


def add_loan_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the terms of a loan to a command."""
    _add_terms(parser.add_argument_group("贷款条件 terms"))
    _add_events(parser.add_argument_group("变动 events"))
    _add_settings(parser.add_argument_group("计息约定 conventions"))


def loan_terms(arguments: argparse.Namespace) -> Terms:
    """Return the terms that the arguments of a command describe.

    Raises:
        RuleBroken: A value is not what its field asks for; the field is named.
    """
    method = Method(arguments.method)
    return Terms(
        method=method,
        rate=parse_rate(arguments.rate, field="rate"),
        start=parse_day(arguments.start, field="start"),
        principal=parse_yuan(arguments.principal, field="principal"),
        count=_whole(arguments.months, "months"),
        step=Step(parse_whole(arguments.every, field="every"), Unit(arguments.unit)),
        end=parse_day(arguments.end, field="end") if arguments.end else None,
        first_due=parse_day(arguments.first_due, field="first_due") if arguments.first_due else None,
        due_day=_whole(arguments.due_day, "due_day"),
        grace=_whole(arguments.grace, "grace") or 0,
        rest_months=frozenset(parse_whole(month, field="rest_months") for month in arguments.rest_month),
        parts=tuple(_part(text) for text in arguments.part),
        interest_months=frozenset(
            parse_whole(text, field="interest_month") for text in arguments.interest_month
        ),
        shares=_shares(arguments.share, "share"),
        interest_shares=_shares(arguments.interest_share, "interest_share"),
        instalment=parse_yuan(arguments.instalment, field="instalment") if arguments.instalment else None,
        events=_events(arguments),
        settings=_settings(arguments, method),
    )


def _add_terms(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--method", required=True, choices=[method.value for method in Method])
    group.add_argument("--principal", required=True, metavar="YUAN", help="贷款本金（元） / amount in yuan")
    group.add_argument("--rate", required=True, metavar="PERCENT", help="年利率%% / percent a year")
    group.add_argument("--start", required=True, metavar="DATE", help="起息日 / the day interest starts")
    group.add_argument(
        "--months", metavar="N", help="期数（默认按月） / steps of the term, months by default"
    )
    group.add_argument("--every", default="1", metavar="N", help="每几个单位一期 / units in a step")
    group.add_argument("--unit", default="MONTH", choices=[unit.value for unit in Unit])
    group.add_argument("--end", metavar="DATE", help="到期日 / maturity")
    group.add_argument("--first-due", metavar="DATE", help="首次还款日 / first due date")
    group.add_argument("--due-day", metavar="DAY", help="还款日或结息日 / day of the month")
    group.add_argument("--grace", metavar="N", help="只还息的期数 / first periods without principal")
    group.add_argument(
        "--rest-month", action="append", default=[], metavar="MONTH", help="不还本的月份 / season"
    )
    group.add_argument(
        "--part", action="append", default=[], metavar="DATE:YUAN", help="分期还本 / principal by date"
    )
    group.add_argument(
        "--interest-month", action="append", default=[], metavar="MONTH", help="结息月 / with --part"
    )
    group.add_argument(
        "--share", action="append", default=[], metavar="SHARE", help="各期还本比例 / of principal"
    )
    group.add_argument(
        "--interest-share", action="append", default=[], metavar="SHARE", help="等本等息各期利息比例"
    )
    group.add_argument("--instalment", metavar="YUAN", help="约定每期还款额 / agreed instalment")


def _add_events(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--draw", action="append", default=[], metavar="DATE:YUAN", help="再次支用 / further draw"
    )
    group.add_argument(
        "--new-rate", action="append", default=[], metavar="DATE:PERCENT", help="利率调整 / new rate"
    )
    group.add_argument(
        "--prepay", action="append", default=[], metavar="DATE:YUAN|ALL", help="提前还款 / prepayment"
    )
    group.add_argument(
        "--missed", action="append", default=[], metavar="DUE:UNTIL", help="未还的一期 / unpaid row"
    )
    group.add_argument(
        "--keep", default="TERM", choices=[keep.value for keep in Keep], help="提前还款后不变的 / kept"
    )


def _add_settings(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--day-basis", choices=[basis.value for basis in DayBasis])
    group.add_argument("--odd-basis", choices=[basis.value for basis in DayBasis])
    group.add_argument("--rounding", choices=[mode.value for mode in Mode])
    group.add_argument("--unit-fen", default="1", metavar="FEN", help="取整单位（分） / rounding unit in fen")
    group.add_argument(
        "--instalment-unit", metavar="FEN", help="每期额取整单位（分） / unit of the instalment"
    )
    group.add_argument("--instalment-rounding", choices=[mode.value for mode in Mode])
    group.add_argument("--residue", choices=[residue.value for residue in Residue])
    group.add_argument("--level", choices=[level.value for level in Level])
    group.add_argument("--round-per", choices=[per.value for per in RoundPer])
    group.add_argument("--grace-interest", choices=[grace.value for grace in GraceInterest])
    group.add_argument("--roll", choices=[roll.value for roll in Roll])
    group.add_argument("--rolled-interest", choices=[rolled.value for rolled in RolledInterest])
    group.add_argument("--calendar", default="CHINESE", choices=["CHINESE", "WEEKENDS", "NONE"])
    group.add_argument(
        "--closed", action="append", default=[], metavar="DATE", help="另定的休息日 / a day off"
    )
    group.add_argument(
        "--opened", action="append", default=[], metavar="DATE", help="另定的工作日 / a working day"
    )
    group.add_argument(
        "--last-day-counts", action="store_true", help="算尾不算头 / the last day counts, not the first"
    )
    group.add_argument(
        "--unsettled", action="store_true", help="提前还款时利息留待下期 / interest waits for the due date"
    )
    group.add_argument(
        "--interest-day-inclusive", action="store_true", help="结息日当天计入本期 / boundary day counted"
    )
    group.add_argument("--interest-free", action="store_true", help="免息贷款 / a loan free of interest")


def _settings(arguments: argparse.Namespace, method: Method) -> Settings:
    usual = Settings.usual(method)
    mode = Mode(arguments.rounding or Mode.HALF_UP)
    plain = Rounding(parse_whole(arguments.unit_fen, field="unit_fen"), mode)
    unit = parse_whole(arguments.instalment_unit or arguments.unit_fen, field="instalment_unit")
    return replace(
        usual,
        day_basis=_choice(DayBasis, arguments.day_basis, usual.day_basis),
        odd_basis=_choice(DayBasis, arguments.odd_basis, usual.odd_basis),
        interest=plain,
        principal=plain,
        instalment=Rounding(unit, _choice(Mode, arguments.instalment_rounding, mode)),
        residue=_choice(Residue, arguments.residue, usual.residue),
        level=_choice(Level, arguments.level, usual.level),
        round_per=_choice(RoundPer, arguments.round_per, usual.round_per),
        grace_interest=_choice(GraceInterest, arguments.grace_interest, usual.grace_interest),
        roll=_choice(Roll, arguments.roll, usual.roll),
        rolled_interest=_choice(RolledInterest, arguments.rolled_interest, usual.rolled_interest),
        working_days=_working_days(arguments),
        last_day_counts=arguments.last_day_counts,
        settle_prepaid=not arguments.unsettled,
        interest_day_inclusive=arguments.interest_day_inclusive,
        interest_free=arguments.interest_free,
    )


def _working_days(arguments: argparse.Namespace) -> WorkingDays:
    return WorkingDays(
        closed=frozenset(parse_day(text, field="closed") for text in arguments.closed),
        opened=frozenset(parse_day(text, field="opened") for text in arguments.opened),
        chinese=arguments.calendar == "CHINESE",
        weekends=arguments.calendar != "NONE",
    )


def _shares(texts: list[str], name: str) -> tuple[Decimal, ...]:
    return tuple(parse_rate(text, field=name) for text in texts)


def _choice(kind: type[Choice], word: str | None, usual: Choice) -> Choice:
    return kind(word) if word else usual


def _whole(text: str | None, name: str) -> int | None:
    return None if text is None else parse_whole(text, field=name)


def _events(arguments: argparse.Namespace) -> tuple[Event, ...]:
    events: list[Event] = []
    for text in arguments.draw:
        day, amount = _dated(text, "draw")
        events.append(Draw(parse_day(day, field="draw"), parse_yuan(amount, field="draw")))
    for text in arguments.new_rate:
        day, rate = _dated(text, "new_rate")
        events.append(RateChange(parse_day(day, field="new_rate"), parse_rate(rate, field="new_rate")))
    for text in arguments.prepay:
        day, amount = _dated(text, "prepay")
        sum_paid = None if amount.upper() == "ALL" else parse_yuan(amount, field="prepay")
        events.append(Prepayment(parse_day(day, field="prepay"), sum_paid, Keep(arguments.keep)))
    for text in arguments.missed:
        due, until = _dated(text, "missed")
        events.append(Missed(parse_day(due, field="missed"), parse_day(until, field="missed")))
    return tuple(events)


def _part(text: str) -> Part:
    day, amount = _dated(text, "part")
    return Part(parse_day(day, field="part"), parse_yuan(amount, field="part"))


def _dated(text: str, name: str) -> tuple[str, str]:
    day, colon, value = text.partition(":")
    if not colon:
        raise RuleBroken(
            Text("“{text}”应写作 日期:数值。", "Write “{text}” as DATE:VALUE.").fill(text=text[:40]),
            field=name,
        )
    return day, value
