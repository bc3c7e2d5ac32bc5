"""Who comes to a meeting: asked again and again by the pages of those who were called."""

import json
from typing import Literal

from flask import Blueprint, Response, current_app, request

from services import meetings
from webapp.access import signed_in
from webapp.context import current_person, db
from webapp.openapi import Body, endpoint
from webapp.pages.meetings.meeting_page import group_members

blueprint = Blueprint("api_meetings", __name__)
EXTENSION = "balgil_meeting_answers"
MOST_KEPT = 50


class MemberBody(Body):
    name: str
    place: str


class AnswersBody(Body):
    coming: list[MemberBody]
    ten_minutes: list[MemberBody]
    cannot: list[MemberBody]
    silent: list[MemberBody]


class MeetingAnswers(Body):
    """`minutes_version` counts how often the minutes were saved."""

    id: str
    state: Literal["open", "cancelled", "closed"]
    answers: AnswersBody
    minutes_version: int


@blueprint.get("/meetings/<hex(16):meeting_id>")
@signed_in
@endpoint(None, MeetingAnswers, summary="Who comes to a meeting; ask again with the ETag for a 304")
def show_answers(meeting_id: bytes) -> Response:
    """Several hundred ask every few seconds: one small statement each, and one answer for all of them."""
    staff_id = current_person().staff_id
    with db().glancing() as session:
        changes = str(meetings.find_changes(session, meeting_id, staff_id))
    response = Response(_find_answer(meeting_id, staff_id, changes), mimetype="application/json")
    response.set_etag(changes)
    response.cache_control.private, response.cache_control.no_cache = True, True
    response.make_conditional(request)
    return response


def _find_answer(meeting_id: bytes, staff_id: int, changes: str) -> bytes:
    """The same for everybody who was called, so each process keeps the newest one of a meeting."""
    kept: dict[bytes, tuple[str, bytes]] = current_app.extensions.setdefault(EXTENSION, {})
    known = kept.get(meeting_id)
    if known is None or known[0] != changes:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        known = kept[meeting_id] = (changes, _to_json(meeting_id, staff_id))
    return known[1]


def _to_json(meeting_id: bytes, staff_id: int) -> bytes:
    """As it is by now: perhaps newer than its tag, and then loaded once more, but never older."""
    with db().reading() as session:
        meeting = meetings.load_meeting(session, meeting_id, staff_id)
    answers = {
        name: [{"name": member.name, "place": member.place} for member in members]
        for name, members in group_members(meeting).items()
    }
    body = {
        "id": meeting.id.hex(),
        "state": meeting.state,
        "answers": answers,
        "minutes_version": meeting.minutes_version,
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
