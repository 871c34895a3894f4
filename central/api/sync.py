"""Addresses of sync: operations go in, the feed comes out, digests are compared."""

import json
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from central import feed, operations, problems
from central.api.asking import BranchQuery, HasActor, HasCentre, HasSnapshot
from central.metrics import count_answers
from models.errors import RuleBroken
from models.sync.operations import Operation, read_operation
from models.sync.wire import canonical
from models.text import Text

router = APIRouter(tags=["sync"])


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
    branch: BranchQuery = "",
    since: Annotated[int, Query(ge=0, le=2**62)] = 0,
    limit: Annotated[int, Query(ge=1, le=feed.LONGEST_PAGE)] = 500,
) -> dict[str, Any]:
    """Give the changes of a branch, the actor's own if none is named, after a place in its feed."""
    return feed.page(session, actor, branch or actor.branch_id, since, limit)


@router.get("/v1/digest")
def digest(actor: HasActor, session: HasSnapshot, branch: BranchQuery = "") -> dict[str, Any]:
    """Give the digest of what a branch, the actor's own if none is named, holds."""
    return feed.state(session, actor, branch or actor.branch_id)
