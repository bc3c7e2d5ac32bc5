"""Who comes to a meeting: asked again and again by the pages of those who were called."""

import json
from hashlib import sha256
from typing import Literal

from flask import Blueprint, Response, request

from services import meetings
from webapp.access import signed_in
from webapp.context import current_person, db
from webapp.openapi import Body, endpoint
from webapp.pages.meetings.meeting_page import group_members

blueprint = Blueprint("api_meetings", __name__)


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
    with db().glancing() as session:
        meeting = meetings.load_meeting(session, meeting_id, current_person().staff_id)
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
    data = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    response = Response(data, mimetype="application/json")
    response.set_etag(sha256(data).hexdigest()[:22])
    response.cache_control.private, response.cache_control.no_cache = True, True
    response.make_conditional(request)
    return response
