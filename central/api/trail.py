"""Addresses of the trail: workstations show theirs, auditors read the bank's."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from central import auditing, workstation_trails
from central.api import examples
from central.api.asking import PLAIN, HasActor, HasCentre
from central.api.shapes import answers
from models.compliance.sealed import unseal

_NAME_OR_NONE = r"^[0-9A-Za-z._@-]*$"
router = APIRouter(tags=["audit"])


class DaysQuery(BaseModel):
    """Which days are asked for, both included."""

    first: date | None = None
    last: date | None = None


class TrailQuery(DaysQuery):
    """Which entries of the trail are asked for, and which page of them; see ``central.auditing``."""

    officer: str = Field(default="", pattern=_NAME_OR_NONE, max_length=40)
    action: str = Field(default="", pattern=r"^[a-z_.]*$", max_length=40)
    subject: str = Field(default="", pattern=PLAIN, max_length=200)
    device: str = Field(default="", pattern=PLAIN, max_length=100)
    after: int = Field(default=0, ge=0, le=2**31 - 1, description="the entry after which the page begins")
    limit: int = Field(default=100, ge=1, le=auditing.LONGEST_PAGE)


class SameDeviceQuery(DaysQuery):
    """Which days are asked for, and which page of the cases."""

    after: int | None = Field(
        default=None,
        ge=0,
        le=2**31 - 1,
        description="``next`` of the page before, 0 begins; without it all are given",
    )
    limit: int = Field(
        default=100,
        ge=1,
        le=auditing.LONGEST_PAGE,
        description="among how many cases with several officers is looked",
    )


class StretchQuery(BaseModel):
    """Which stretch of the trail is to be verified."""

    after: int | None = Field(
        default=None,
        ge=0,
        le=2**31 - 1,
        description="``next`` of the stretch before, 0 begins; without it the whole trail",
    )
    limit: int = Field(default=auditing.LONGEST_STRETCH, ge=1, le=auditing.LONGEST_STRETCH)


class TrailForm(BaseModel):
    """What a workstation shows of its own trail; ``models.compliance.sealed`` says how an entry looks."""

    chain: UUID
    entries: list[dict[str, Any]] = Field(max_length=workstation_trails.MOST_AT_ONCE)
    instead_of: str | None = Field(
        default=None,
        max_length=64,
        description="the hash that the centre has just answered, where these entries do not go on from it; "
        "empty before it was asked, missing from a release that is not asked back",
    )


@router.post("/v1/trail", response_model=None, responses=answers("KnownTrail", examples.TRAIL))
def take_trail(form: TrailForm, actor: HasActor, centre: HasCentre) -> dict[str, Any]:
    """Take in what a workstation noted since it last showed its trail, the last known entry first.

    The answer is the length and the last hash of what the centre knows now. Where that is not the last entry shown,
    nothing was taken in: it did not go on from what is known. Sent again *instead of* that hash, it is.
    """
    shown = [unseal(actor.institution_id, body) for body in form.entries]
    return workstation_trails.take_in(
        centre.store, actor, form.chain, shown, centre.clock(), instead_of=form.instead_of
    )


@router.get("/v1/audit", response_model=None, responses=answers("TrailPage", examples.AUDIT))
def read_trail(actor: HasActor, centre: HasCentre, query: Annotated[TrailQuery, Query()]) -> dict[str, Any]:
    """Give a page of the audit trail to an auditor, the newest entry first; the reading is noted."""
    wanted = auditing.Wanted(
        query.first, query.last, query.officer, query.action, query.subject, query.device
    )
    return auditing.read(centre.store, actor, wanted, (query.after, query.limit), centre.clock())


@router.get(
    "/v1/audit/same-device", response_model=None, responses=answers("SameDevice", examples.SAME_DEVICE)
)
def same_device(
    actor: HasActor, centre: HasCentre, query: Annotated[SameDeviceQuery, Query()]
) -> dict[str, Any]:
    """Give the cases whose incompatible duties were taken by different officers on one device, the latest first."""
    wanted = auditing.Wanted(query.first, query.last)
    page = None if query.after is None else (query.after, query.limit)
    return auditing.same_device(centre.store, actor, wanted, page, centre.clock())


@router.get(
    "/v1/audit/verification", response_model=None, responses=answers("Verification", examples.VERIFICATION)
)
def verify_trail(
    actor: HasActor, centre: HasCentre, query: Annotated[StretchQuery, Query()]
) -> dict[str, Any]:
    """Verify a stretch of the audit trail, and the ledgers of the limits with the last one."""
    page = None if query.after is None else (query.after, query.limit)
    return auditing.verification(centre.store, actor, page, centre.clock())
