"""Parameters of the bank and of the law: values with the day from which they hold, never constants."""

import tomllib
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from models.errors import NotFound
from models.text import Text


def parameters(name: str, on: date) -> dict[str, Any]:
    """Return the version of the table *name* that holds on that day.

    Raises:
        NotFound: No version had begun.
    """
    begun = [version for version in _versions(name) if version["from"] <= on]
    if not begun:
        raise NotFound(
            Text(
                "参数“{name}”在{on}没有生效版本。", "No version of the parameters “{name}” holds on {on}."
            ).fill(name=name, on=on)
        )
    return max(begun, key=lambda version: version["from"])


@cache
def _versions(name: str) -> list[dict[str, Any]]:
    text = (resources.files("resources") / "parameters" / f"{name}.toml").read_text(encoding="utf-8")
    versions: list[dict[str, Any]] = tomllib.loads(text)["version"]
    return versions
