"""The card of a remote day, as a phone posts to it: plan, start, end, result; each answer is the card.

Every post bears the phone's id: a repeat changes nothing. Where another device has written since the
`version` that a post names, the answer is 409 `changed_elsewhere` with the card as `current`.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from flask import Blueprint, request
from pydantic import TypeAdapter, ValidationError

from services.errors import Conflict
from services.remote_work import days
from webapp.access import signed_in
from webapp.api.crowd_bodies import InstantText
from webapp.api.remote_day_bodies import (
    CardAnswer,
    PhonePost,
    PlanPost,
    ResultPost,
    read_instant,
    to_card_answer,
)
from webapp.context import current_person, db, ledger, now
from webapp.openapi import endpoint

blueprint = Blueprint("api_remote_days", __name__)

SENT_AT = "Balgil-Sent-At"
MOST_BYTES = 64_000
# Both were written for the same revision: the phone shows the two.
SHOWN_BESIDE = ("changed_elsewhere", "plan_changed")

_instant: TypeAdapter[str] = TypeAdapter(InstantText)


@blueprint.before_request
def take_little() -> None:
    request.max_content_length = MOST_BYTES


@blueprint.get("/remote-days/<day:on>")
@signed_in
@endpoint(None, CardAnswer, summary="My card of a day")
def show_card(on: date) -> CardAnswer:
    with db().reading() as session:
        card = days.load_card(session, current_person().staff_id, on, now())
    return to_card_answer(card)


@blueprint.post("/remote-days/<day:on>/plan")
@signed_in
@endpoint(PlanPost, CardAnswer, summary="Puts my plan of a day before the lead; a change is a new draft")
def post_plan(on: date, body: PlanPost) -> CardAnswer:
    draft = body.to_draft(phone_times(body))
    return change_card(on, lambda session, me, at: days.submit_plan(session, ledger(), me, on, draft, at))


@blueprint.post("/remote-days/<day:on>/start")
@signed_in
@endpoint(PhonePost, CardAnswer, summary="Work begins; the first tap counts")
def post_start(on: date, body: PhonePost) -> CardAnswer:
    mark_id, times = body.to_id(), phone_times(body)
    return change_card(
        on, lambda session, me, at: days.start_day(session, ledger(), me, on, mark_id, at, times)
    )


@blueprint.post("/remote-days/<day:on>/end")
@signed_in
@endpoint(PhonePost, CardAnswer, summary="Work ends; the first tap counts")
def post_end(on: date, body: PhonePost) -> CardAnswer:
    mark_id, times = body.to_id(), phone_times(body)
    return change_card(
        on, lambda session, me, at: days.end_day(session, ledger(), me, on, mark_id, at, times)
    )


@blueprint.post("/remote-days/<day:on>/result")
@signed_in
@endpoint(ResultPost, CardAnswer, summary="Puts my result of a day before the lead; a change is a new draft")
def post_result(on: date, body: ResultPost) -> CardAnswer:
    draft = body.to_draft(phone_times(body))
    return change_card(on, lambda session, me, at: days.submit_result(session, ledger(), me, on, draft, at))


def phone_times(body: PhonePost) -> days.PhoneTimes:
    """What the phone says of its time; a header that is none says nothing, and refuses nothing."""
    try:
        sent_at = read_instant(_instant.validate_python(request.headers.get(SENT_AT, "")))
    except ValidationError:
        sent_at = None
    return days.PhoneTimes(read_instant(body.made_at), sent_at)


def change_card(on: date, work: Callable[[Any, int, datetime], object]) -> CardAnswer:
    """The card afterwards. Raises: what `work` does, with the card where the phone must show both."""
    me, at = current_person().staff_id, now()

    def change(session: Any) -> CardAnswer:
        work(session, me, at)
        return to_card_answer(days.load_card(session, me, on, at))

    try:
        return db().write(change)
    except Conflict as error:
        if error.code in SHOWN_BESIDE:
            error.current = show_current(on, me, at)
        raise


def show_current(on: date, staff_id: int, at: datetime) -> dict[str, object]:
    with db().reading() as session:
        return to_card_answer(days.load_card(session, staff_id, on, at)).model_dump(mode="json")
