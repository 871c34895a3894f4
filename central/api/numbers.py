"""Addresses of the numbers: whether none is missing and none stands twice."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from central import numbers
from central.api.asking import HasActor, HasSnapshot

router = APIRouter(tags=["numbers"])


@router.get("/v1/numbers")
def account(
    actor: HasActor, session: HasSnapshot, year: Annotated[int, Query(ge=2000, le=2999)]
) -> dict[str, Any]:
    """Give the account of the contract numbers of a year to an auditor or an administrator."""
    return numbers.read(session, actor, year)
