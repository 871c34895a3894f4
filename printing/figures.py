"""How figures are written on paper: amounts, rates, days, areas."""

from datetime import date
from decimal import Decimal

from models.lending.date_words import show_date
from models.money import show_yuan


def money(fen: int) -> str:
    """Return *fen* as ``￥300,000.00``."""
    return f"￥{show_yuan(fen)}"


def day(value: date) -> str:
    """Return *value* as ``2026年3月10日``."""
    return show_date(value)


def short_day(value: date) -> str:
    """Return *value* as a column of days shows it: ``2026-03-10``."""
    return value.isoformat()


def percent(value: Decimal) -> str:
    """Return *value* percent with at least two decimals: ``4.35%``, ``3.125%``."""
    plain = f"{value.normalize():f}"
    decimals = len(plain.partition(".")[2])
    return f"{value:.{max(decimals, 2)}f}%"


def mu(value: Decimal) -> str:
    """Return an area in mu with two decimals: ``36.50``."""
    return f"{value:,.2f}"
