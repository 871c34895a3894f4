"""Thresholds of lending, with the day from which each holds."""

from datetime import date
from decimal import Decimal

from models.parameters import Entry, in_force, parameter_file
from models.text import Text


def lending_parameter(name: str, on: date) -> Entry:
    """Return the version of a lending threshold that holds on a day.

    Raises:
        RuleBroken: No version goes back so far.
    """
    return in_force(parameter_file("lending")[name], on, Text(name, name))


def rate_warnings(yearly: Decimal, on: date) -> tuple[Text, ...]:
    """Return what to know about a yearly rate in percent: nothing, or that it is very high."""
    line = Decimal(lending_parameter("rate_warning", on)["percent"])
    if yearly <= line:
        return ()
    return (
        Text(
            "年利率 {rate}% 高于 {line}%，请复核是否合规。",
            "The yearly rate of {rate} % is above {line} %; please check that it is lawful.",
        ).fill(rate=yearly, line=line),
    )
