"""How the terms of a document become words: what a value is decides how paper writes it.

An amount gives ``{amount}`` and ``{amount_words}``, so that digits and words cannot differ; a day gives
``{due}`` and ``{due_words}``; a party gives its name and ``{borrower_id}``, ``{borrower_address}`` …; what may be
missing gives a condition of the same name.
"""

import inspect
import types
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from operator import attrgetter
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from models.documents.terms import Account, Lender, PartyLine, SecuredDebt
from models.documents.units import FEN, MU, PERCENT
from models.lending.amount_words import write_amount
from models.lending.date_words import write_date
from models.money import show_yuan
from printing.figures import day, money, mu, percent, short_day
from printing.secured import debt_words

Say = Callable[[Any], str]
_PARTY = ("address", "phone", "representative")


def words_of(terms: Any) -> dict[str, str]:
    """Return every word that *terms* give a template, by name."""
    said: dict[str, str] = {}
    owner: Any = type(terms)
    for name, parts in _sayings(owner).items():
        value = getattr(terms, name)
        if value is not None:
            said |= {word: say(value) for word, say in parts.items()}
    return said


def conditions_of(terms: Any) -> dict[str, bool]:
    """Return the conditions of *terms*: what is true, and what there is of what may be missing."""
    owner: Any = type(terms)
    return {name: bool(getattr(terms, name)) for name in _conditional(owner)}


@cache
def _conditional(owner: Any) -> Sequence[str]:
    return [
        name
        for name, hint in get_type_hints(owner).items()
        if hint is bool or get_origin(hint) in (tuple, Union, types.UnionType)
    ]


def words_known(terms: Any) -> frozenset[str]:
    """Return the names of all words that terms of this class can give."""
    return frozenset(word for parts in _sayings(terms).values() for word in parts)


def cell(value: Any, unit: str) -> str:
    """Return a value as a column of a table shows it; nothing where there is none."""
    if value is None:
        return ""
    if isinstance(value, date):
        return short_day(value)
    if unit == FEN:
        return show_yuan(value)
    if isinstance(value, tuple):
        return "\n".join(map(str, value)) or "/"
    return _plain(value, unit)


@cache
def units_of(owner: Any) -> Mapping[str, str]:
    """Return the unit of each field of a dataclass or named tuple, empty where it counts nothing."""
    return {name: _unit(hint) for name, hint in get_type_hints(owner, include_extras=True).items()}


@cache
def _sayings(owner: Any) -> Mapping[str, Mapping[str, Say]]:
    """Return the words that each field, and each sum that a property makes of them, turns into."""
    hints = dict(get_type_hints(owner, include_extras=True))
    for name, each in inspect.getmembers(owner, lambda member: isinstance(member, property)):
        hints[name] = get_type_hints(each.fget, include_extras=True)["return"]
    return {name: _parts(name, _unit(hint), _kind(hint)) for name, hint in hints.items()}


def _unit(hint: Any) -> str:
    return str(get_args(hint)[1]) if get_origin(hint) is Annotated else ""


def _kind(hint: Any) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        return next(each for each in get_args(hint) if each is not type(None))
    return hint


def _parts(name: str, unit: str, kind: Any) -> Mapping[str, Say]:
    if kind in _WHOLES:
        return _WHOLES[kind](name)
    if unit == FEN:
        return {name: money, f"{name}_words": write_amount}
    if get_origin(kind) is tuple:
        return _parts_of_list(name, get_args(kind)[0])
    return {} if kind is bool else {name: lambda value: _plain(value, unit)}


def _parts_of_account(name: str) -> Mapping[str, Say]:
    base = name.removesuffix("_account")
    number = f"{base}_number" if base == name else name
    return {
        f"{base}_holder": attrgetter("holder"),
        number: attrgetter("number"),
        f"{base}_bank": attrgetter("bank"),
    }


def _parts_of_lender(name: str) -> Mapping[str, Say]:
    return {name: attrgetter("name")} | {f"{name}_{part}": attrgetter(part) for part in _PARTY}


def _parts_of_party(name: str) -> Mapping[str, Say]:
    identity = {f"{name}_id": attrgetter("id_number"), f"{name}_id_kind": attrgetter("id_kind")}
    return {**_parts_of_lender(name), **identity}


def _parts_of_day(name: str) -> Mapping[str, Say]:
    return {name: day, f"{name}_words": write_date}


def _parts_of_list(name: str, kind: Any) -> Mapping[str, Say]:
    counted: dict[str, Say] = {f"{name}_count": lambda value: str(len(value))}
    if kind is str:
        counted[name] = lambda value: "、".join(value) or "/"
    return counted


def _plain(value: Any, unit: str) -> str:
    if unit == PERCENT:
        return percent(value)
    return mu(value) if unit == MU else str(value)


_WHOLES: Mapping[Any, Callable[[str], Mapping[str, Say]]] = {
    SecuredDebt: lambda _name: debt_words(),
    Account: _parts_of_account,
    Lender: _parts_of_lender,
    PartyLine: _parts_of_party,
    date: _parts_of_day,
}
