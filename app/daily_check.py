"""The daily check of important paper: printed copies and blank forms, each accounted for, by two people."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases import officers
from app.papers.parties import bank_on
from app.print_desk import count_copies, register_terms
from app.templates import template_on
from models.approval.roles import Actor, Officer
from models.days import business_day
from models.documents.blank_forms import FORMS, VAULT, FormCount, FormMove, Move, Stock, moves_of, stock_after
from models.documents.servicing import DailyCheckTerms, FormLine, MoveLine
from models.errors import RuleBroken
from models.text import Text
from printing import Rendered, render

_WIDE = 8


def daily_check(session: Session, actor: Actor, today: date) -> Rendered:
    """Return the sheet of a branch's daily check, to be signed by the two who counted.

    Raises:
        RuleBroken: A kind of form that is in stock was not counted today by two people.
    """
    number = f"{actor.branch_id}-{today:%Y%m%d}"
    template = template_on(session, actor.institution_id, "daily_check", today)
    terms = check_terms(session, actor, today)
    return render("daily_check", terms, number=number, copy=None, draft=False, template=template)


def check_terms(session: Session, actor: Actor, today: date) -> DailyCheckTerms:
    """Return what the sheet of the daily check says.

    Raises:
        RuleBroken: A kind of form that is in stock was not counted today by two people.
    """
    colleagues = officers(session, actor.institution_id)
    copies = count_copies(session, actor.institution_id, actor.branch_id)
    counts = _counts_of(session, actor, today)
    lines: list[FormLine] = []
    moves: list[MoveLine] = []
    for form, name in FORMS.items():
        made = moves_of(session, actor.institution_id, actor.branch_id, form)
        if made:
            lines.append(_form_line(name, stock_after(made), counts.get(form)))
            moves += [_move_line(each, colleagues) for each in made if _day(each) == today]
    first = next(iter(counts.values()), None)
    return DailyCheckTerms(
        lender=bank_on(today)[0],
        day=today,
        issued=copies.issued,
        filed=copies.filed,
        handed=copies.handed,
        voided=copies.void,
        lost=copies.lost,
        outside=len(copies.outside),
        forms=tuple(lines),
        moves=tuple(moves),
        clerk=_name(colleagues, first.counted_by) if first else actor.name,
        checker=_name(colleagues, first.confirmed_by) if first else "/",
    )


def _form_line(name: Text, stock: Stock, count: FormCount | None) -> FormLine:
    if count is None:
        raise RuleBroken(
            Text(
                "{form}今天还没有双人清点，请先清点并由第二人复点。",
                "{form}: not counted by two people today; count, and let a second person confirm.",
            ).fill(form=name)
        )
    return FormLine(
        name.zh,
        stock.received,
        stock.count(*VAULT),
        stock.count(Move.HANDED_OUT),
        stock.count(Move.USED),
        stock.count(Move.SPOILED),
        count.found or 0,
        count.reason or "/",
    )


def print_register(session: Session, actor: Actor, start: date, end: date) -> Rendered:
    """Return the register of prints of a period: contracts copy by copy, then the other papers printed here."""
    colleagues = officers(session, actor.institution_id)
    terms = register_terms(
        session, actor, bank_on(end)[0], (start, end), lambda login: _name(colleagues, login)
    )
    number = f"{actor.branch_id}-{start:%Y%m%d}-{end:%Y%m%d}"
    template = template_on(session, actor.institution_id, "print_register", end)
    return render("print_register", terms, number=number, copy=None, draft=False, template=template)


def uncounted(session: Session, actor: Actor, today: date) -> list[Text]:
    """Return the kinds of forms that two people still have to count today."""
    counted = _counts_of(session, actor, today)
    return [
        name
        for form, name in FORMS.items()
        if form not in counted and moves_of(session, actor.institution_id, actor.branch_id, form)
    ]


def _counts_of(session: Session, actor: Actor, today: date) -> dict[str, FormCount]:
    """Return the confirmed count of each form on that day, the last one where there are several."""
    rows = select(FormCount).where(
        FormCount.institution_id == actor.institution_id,
        FormCount.branch_id == actor.branch_id,
        FormCount.counted_on == today,
        FormCount.confirmed_by != "",
    )
    return {each.form: each for each in session.scalars(rows.order_by(FormCount.id))}


def _move_line(move: FormMove, colleagues: Mapping[str, Officer]) -> MoveLine:
    words = [_name(colleagues, move.holder) if move.holder else "", move.number, move.reason]
    return MoveLine(
        FORMS[move.form].zh,
        Move(move.move).label.zh,
        f"{move.first:0{_WIDE}d}—{move.last:0{_WIDE}d}",
        (move.last or 0) - (move.first or 0) + 1,
        _name(colleagues, move.done_by),
        "，".join(filter(None, words)) or "/",
    )


def _day(move: FormMove) -> date | None:
    return business_day(move.done_at) if move.done_at else None


def _name(colleagues: Mapping[str, Officer], login: str) -> str:
    return colleagues[login].full_name if login in colleagues else login


def stock_rows(session: Session, actor: Actor) -> list[tuple[Text, list[int]]]:
    """Return each form that was ever received with what came in, and what is in the vault, in hands, used, spoiled."""
    rows = []
    for form, name in FORMS.items():
        stock = stock_after(moves_of(session, actor.institution_id, actor.branch_id, form))
        counts = [stock.count(*moves) for moves in (VAULT, (Move.HANDED_OUT,), (Move.USED,), (Move.SPOILED,))]
        if stock.received:
            rows.append((name, [stock.received, *counts]))
    return rows


def count_to_confirm(session: Session, actor: Actor, today: date) -> UUID | None:
    """Return a colleague's count of today that nobody has confirmed yet."""
    rows = select(FormCount.id).where(
        FormCount.institution_id == actor.institution_id,
        FormCount.branch_id == actor.branch_id,
        FormCount.counted_on == today,
        FormCount.confirmed_by == "",
        FormCount.counted_by != actor.login,
    )
    return session.scalars(rows.order_by(FormCount.id)).first()
