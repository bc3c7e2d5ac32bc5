"""Decisions as the phone's queue sends them: each with its own id and the version that was on the screen."""

from typing import Annotated, Any, Literal

from flask import Blueprint
from pydantic import Field

from services import approvals, people
from services.approvals import Decision, Request
from services.errors import Conflict
from webapp.access import signed_in
from webapp.context import current_person, db, desk, now
from webapp.openapi import Body, endpoint

blueprint = Blueprint("api_approvals", __name__)

PostId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


class DecisionBody(Body):
    """`version` is that of the request on the screen; a refusal has a reason."""

    id: PostId
    version: Annotated[int, Field(ge=0, le=2**31 - 1)]
    decision: Literal["approve", "refuse"]
    reason: Annotated[str, Field(max_length=2000)] = ""


class UndoBody(Body):
    id: PostId


class RequestState(Body):
    """How a request stands; `decided_by` is a name, null while it waits."""

    request: int
    title: str
    state: str
    version: int
    step: int
    decided_by: str | None
    decided_at: str | None
    as_deputy: bool
    reason: str


@blueprint.post("/approvals/<id:request_id>/decision")
@signed_in
@endpoint(DecisionBody, RequestState, summary="Approves or refuses; a repeat gets the first answer")
def post_decision(request_id: int, body: DecisionBody) -> RequestState:
    decision = Decision(body.decision == "approve", body.reason, body.version, bytes.fromhex(body.id))
    staff_id, at = current_person().staff_id, now()
    try:
        with db().writing() as session:
            decided = approvals.decide_request(session, desk(), request_id, staff_id, decision, at)
            return to_state(decided, _name_of(session, decided))
    except Conflict as error:
        raise _with_current(error, request_id, staff_id) from None


@blueprint.post("/approvals/<id:request_id>/undo")
@signed_in
@endpoint(UndoBody, RequestState, summary="Takes one's own decision back within five minutes")
def post_undo(request_id: int, body: UndoBody) -> RequestState:
    staff_id, at = current_person().staff_id, now()
    try:
        with db().writing() as session:
            undone = approvals.undo_decision(session, desk(), request_id, staff_id, at)
            return to_state(undone, _name_of(session, undone))
    except Conflict as error:
        raise _with_current(error, request_id, staff_id) from None


def to_state(request: Request, decided_by: str | None) -> RequestState:
    return RequestState(
        request=request.id,
        title=request.title,
        state=request.state,
        version=request.version,
        step=request.step,
        decided_by=decided_by,
        decided_at=request.decided_at.isoformat() if request.decided_at else None,
        as_deputy=request.as_deputy,
        reason=request.reason,
    )


def _with_current(error: Conflict, request_id: int, staff_id: int) -> Conflict:
    """The same, with what the server holds, for whoever may see it."""
    with db().reading() as session:
        request = approvals.find_request(session, request_id, staff_id, now())
        current = to_state(request, _name_of(session, request)).model_dump() if request else None
    return Conflict(error.code, error.sentence, fields=error.fields, current=current, **error.params)


def _name_of(session: Any, request: Request) -> str | None:
    names = people.names_of(session, [request.decided_by_id]) if request.decided_by_id else {}
    return names.get(request.decided_by_id or 0)
