"""Thresholds and tables with effective dates, read from the packaged parameter files."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from models.errors import RuleBroken
from models.text import Text

Entry = Mapping[str, Any]
"""One version of a parameter: its values and the day ``since`` which it holds."""


@cache
def parameter_file(name: str) -> Mapping[str, Any]:
    """Return the contents of a packaged parameter file, by its name without the suffix."""
    return tomllib.loads((resources.files("resources") / "parameters" / f"{name}.toml").read_text("utf-8"))


def in_force(versions: Sequence[Entry], on: date, what: Text) -> Entry:
    """Return the version of a parameter that holds on a day.

    Raises:
        RuleBroken: No version goes back so far.
    """
    held = [entry for entry in versions if entry["since"] <= on]
    if not held:
        raise RuleBroken(
            Text("{on} 没有可用的参数：{what}。", "There is no parameter for {on}: {what}.").fill(
                on=on, what=what
            ),
            field="on",
        )
    return max(held, key=lambda entry: entry["since"])


def parameters(name: str, on: date) -> Entry:
    """Return the version of a whole parameter file that holds on a day.

    Raises:
        RuleBroken: No version goes back so far.
    """
    return in_force(parameter_file(name)["version"], on, Text(name, name))
