"""Addresses of sync: operations go in, the feed comes out, digests are compared."""

import json
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from central import feed, marks, operations, problems, wire_1
from central import picture as blocks
from central.api.asking import BranchQuery, HasActor, HasCentre, HasSnapshot, HasWire
from central.metrics import count_answers
from models.errors import RuleBroken
from models.records import RECORDS
from models.sync.operations import Operation, read_operation
from models.sync.wire import canonical
from models.text import Text

router = APIRouter(tags=["sync"])
_KINDS = "|".join(RECORDS)
Kind = Annotated[str, Field(pattern=f"^({_KINDS})$")]
KindQuery = Annotated[str, Query(pattern=f"^({_KINDS})?$")]


class OperationsForm(BaseModel):
    """Operations in the order in which they were done; ``models.sync.operations`` says how each looks."""

    operations: list[dict[str, Any]] = Field(max_length=operations.MOST_AT_ONCE)


@router.post("/v1/operations")
def take_operations(form: OperationsForm, actor: HasActor, centre: HasCentre) -> Any:
    """Take operations in order, each in its own transaction, and answer each."""
    wanted: list[Operation] = []
    for place, body in enumerate(form.operations):
        try:
            canonical(body)
            wanted.append(read_operation(body))
        except (RuleBroken, UnicodeEncodeError, RecursionError):
            return _malformed(place, body)
    answers = operations.take(centre.store, actor, wanted, centre.clock)
    count_answers(answers)
    return {"answers": answers}


def _malformed(place: int, body: dict[str, Any]) -> JSONResponse:
    sentence = Text(
        "第{place}项操作的内容格式不正确，本次请求未处理。",
        "Operation {place} is malformed; this request was not carried out.",
    ).fill(place=place + 1)
    op = json.dumps(body.get("op"))[1:-1][:36] if isinstance(body.get("op"), str) else None
    return problems.problem(HTTPStatus.UNPROCESSABLE_ENTITY, sentence, op=op)


@router.get("/v1/changes")
def changes(
    actor: HasActor,
    session: HasSnapshot,
    wire: HasWire,
    branch: BranchQuery = "",
    since: Annotated[int, Query(ge=0, le=2**62)] = 0,
    limit: Annotated[int, Query(ge=1, le=feed.LONGEST_PAGE)] = 500,
) -> Response:
    """Give the changes of a branch, the actor's own if none is named, after a place in its feed."""
    return _json(feed.page(session, actor, branch or actor.branch_id, since, limit, departures=wire > 1))


@router.get("/v1/picture")
def picture(
    actor: HasActor,
    session: HasSnapshot,
    branch: BranchQuery = "",
    kind: KindQuery = "",
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=blocks.LARGEST_BLOCK)] = blocks.LARGEST_BLOCK,
) -> Response:
    """Give a block of everything that a branch holds, what follows a kind and an identity."""
    body = blocks.block(session, actor, branch or actor.branch_id, (kind, after), limit)
    return Response(body, media_type="application/json")


class RecordsForm(BaseModel):
    """Which records are asked for again."""

    branch: str = Field(pattern=r"^[0-9]{1,12}$")
    kind: Kind
    ids: list[UUID] = Field(max_length=feed.LONGEST_PAGE)


@router.post("/v1/records")
def records(form: RecordsForm, actor: HasActor, session: HasSnapshot) -> Response:
    """Give records that are not the same at a workstation; what the branch does not hold is left out."""
    return _json({"changes": feed.again(session, actor, form.branch, form.kind, form.ids)})


@router.get("/v1/digest")
def digest(
    actor: HasActor,
    session: HasSnapshot,
    wire: HasWire,
    branch: BranchQuery = "",
    kind: KindQuery = "",
    tail: Annotated[str, Query(pattern=r"^[0-9a-f]{0,12}$")] = "",
) -> dict[str, Any]:
    """Give the tallies of what a branch, the actor's own if none is named, holds; or those below a tail."""
    mine = branch or actor.branch_id
    if wire == 1:
        return wire_1.state(session, actor, mine)
    if not kind:
        return feed.state(session, actor, mine)
    feed.head_of(session, actor, mine)
    return marks.below(session, (actor.institution_id, mine), kind, tail)


def _json(body: Any) -> Response:
    # The framework would look at every value again before it writes it.
    return Response(
        json.dumps(body, ensure_ascii=False, separators=(",", ":")), media_type="application/json"
    )
