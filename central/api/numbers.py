"""Addresses of the numbers: whether none is missing and none stands twice."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from central import numbers
from central.api import examples
from central.api.asking import HasActor, HasSnapshot
from central.api.shapes import answers

router = APIRouter(tags=["numbers"])


@router.get("/v1/numbers", response_model=None, responses=answers("Numbers", examples.NUMBERS))
def account(
    actor: HasActor,
    session: HasSnapshot,
    year: Annotated[int, Query(ge=2000, le=2999)],
    after: Annotated[int, Query(ge=0, le=2**31 - 1, description="``next`` of the page before")] = 0,
    limit: Annotated[int, Query(ge=1, le=numbers.MOST_MISSING)] = numbers.MOST_MISSING,
) -> dict[str, Any]:
    """Give the account of the contract numbers of a year to an auditor or an administrator, missing ones in pages."""
    return numbers.read(session, actor, year, (after, limit))
