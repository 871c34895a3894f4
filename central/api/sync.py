"""Addresses of sync: operations go in, the feed comes out, digests are compared."""

import json
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from central import feed, marks, operations, problems, wire_1
from central import picture as blocks
from central.api import examples
from central.api.asking import HasActor, HasCentre, HasReader, HasWire
from central.api.shapes import answers
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
    """Operations in the order in which they were done."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.OPERATIONS]})

    operations: list[dict[str, Any]] = Field(max_length=operations.MOST_AT_ONCE)


@router.post("/v1/operations", responses=answers("Answers", examples.ANSWERS))
def take_operations(form: OperationsForm, actor: HasActor, centre: HasCentre) -> Any:
    """Take operations in order, each in its own transaction, and answer each."""
    wanted: list[Operation] = []
    for place, body in enumerate(form.operations):
        try:
            canonical(body)
            wanted.append(read_operation(body))
        except (RuleBroken, ValueError, RecursionError):
            return _malformed(place, body)
    answered = operations.take(centre.store, actor, wanted, centre.clock)
    count_answers(answered)
    if not centre.near.has_standby:
        return {"answers": answered}
    with centre.store.reading() as session:
        return {"answers": answered, "heads": feed.heads_of(session, actor)}


def _malformed(place: int, body: dict[str, Any]) -> JSONResponse:
    sentence = Text(
        "第{place}项操作的内容格式不正确，本次请求未处理。",
        "Operation {place} is malformed; this request was not carried out.",
    ).fill(place=place + 1)
    op = json.dumps(body.get("op"))[1:-1][:36] if isinstance(body.get("op"), str) else None
    return problems.problem(HTTPStatus.UNPROCESSABLE_ENTITY, sentence, op=op)


@router.get("/v1/changes", responses=answers("Changes", examples.CHANGES))
def changes(
    reader: HasReader,
    wire: HasWire,
    since: Annotated[int, Query(ge=0, le=2**62)] = 0,
    limit: Annotated[int, Query(ge=1, le=feed.LONGEST_PAGE)] = 500,
) -> Response:
    """Give the changes of a branch, the actor's own if none is named, after a place in its feed."""

    def page(session: Session) -> dict[str, Any]:
        return feed.page(session, reader.actor, reader.branch, since, limit, departures=wire > 1)

    return _json(reader.ask(page, since))


@router.get("/v1/picture", responses=answers("Picture", examples.PICTURE))
def picture(
    reader: HasReader,
    kind: KindQuery = "",
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=blocks.LARGEST_BLOCK)] = blocks.LARGEST_BLOCK,
) -> Response:
    """Give a block of everything that a branch holds, what follows a kind and an identity."""

    def block(session: Session) -> bytes:
        return blocks.block(session, reader.actor, reader.branch, (kind, after), limit)

    return Response(reader.ask(block), media_type="application/json")


class RecordsForm(BaseModel):
    """Which records are asked for again."""

    branch: str = Field(pattern=r"^[0-9]{1,12}$")
    kind: Kind
    ids: list[UUID] = Field(max_length=feed.LONGEST_PAGE)
    at_least: int | None = Field(default=None, ge=0, le=2**62, description="as of the feed")


@router.post("/v1/records", responses=answers("Records", examples.RECORDS))
def records(form: RecordsForm, actor: HasActor, centre: HasCentre) -> Response:
    """Give records that are not the same at a workstation; what the branch does not hold is left out."""
    again = partial(feed.again, actor=actor, branch_id=form.branch, kind=form.kind, ids=form.ids)
    return _json({"changes": centre.near.ask(actor, form.branch, form.at_least, again)})


@router.get("/v1/digest", response_model=None, responses=answers("Digest", examples.DIGEST))
def digest(
    reader: HasReader,
    wire: HasWire,
    kind: KindQuery = "",
    tail: Annotated[str, Query(pattern=r"^[0-9a-f]{0,12}$")] = "",
) -> dict[str, Any]:
    """Give the tallies of what a branch, the actor's own if none is named, holds; or those below a tail."""

    def tallied(session: Session) -> dict[str, Any]:
        asked = (session, reader.actor, reader.branch)
        if wire == 1:
            return wire_1.state(*asked)
        if not kind:
            return feed.state(*asked)
        feed.head_of(*asked)
        return marks.below(session, (reader.actor.institution_id, reader.branch), kind, tail)

    return reader.ask(tallied)


def _json(body: Any) -> Response:
    # The framework would look at every value again before it writes it.
    return Response(
        json.dumps(body, ensure_ascii=False, separators=(",", ":")), media_type="application/json"
    )
