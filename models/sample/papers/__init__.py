"""Synthetic terms for every document, for tests, test prints and the preview of templates."""

from collections.abc import Mapping

from models.sample.papers.contracts import CONTRACTS
from models.sample.papers.decisions import DECISIONS
from models.sample.papers.servicing import SERVICING
from models.sample.papers.undertakings import UNDERTAKINGS

TERMS: Mapping[str, object] = {**CONTRACTS, **UNDERTAKINGS, **DECISIONS, **SERVICING}
