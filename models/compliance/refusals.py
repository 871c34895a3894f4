"""What the trail keeps of a refusal: enough to understand it, and nothing that was typed."""

from typing import Any

from models.errors import GateClosed, LendingError

_LONGEST = 40


def told(step: str, refusal: LendingError) -> dict[str, Any]:
    """Return what is noted of a refused step or order: its sentence, and the codes of what was missing.

    The sentences of steps and orders name states, duties, amounts and limits, but nobody's data.
    """
    detail: dict[str, Any] = {
        "step": step[:_LONGEST],
        "why": type(refusal).__name__,
        "zh": refusal.text.zh,
        "en": refusal.text.en,
    }
    if isinstance(refusal, GateClosed):
        detail["missing"] = [each.code for each in refusal.missing]
    return detail


def hinted(refusal: LendingError) -> dict[str, Any]:
    """Return what is noted of a refused fact: its field alone, for the sentence may quote it or name a customer."""
    return {"step": "facts", "why": type(refusal).__name__, "field": refusal.field}
