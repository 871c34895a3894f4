"""Thresholds of loan care, with the day from which each holds."""

from datetime import date

from models.parameters import Entry, in_force, parameter_file
from models.text import Text


def care_parameter(name: str, on: date) -> Entry:
    """Return the version of a threshold that holds on a day.

    Raises:
        RuleBroken: No version goes back so far.
    """
    return in_force(parameter_file("postloan")[name], on, Text(name, name))
