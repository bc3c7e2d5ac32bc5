"""Whose a phone's post is: its queue may hold what somebody else has entered in the same browser.

The phone names the owner by her staff number in `Balgil-Owner`. Another person's session is refused, and an
answer names the owner again, by which the phone knows it from that of a portal on the way.
"""

from flask import Flask, Response, request

from services.errors import Conflict
from services.texts import N_
from webapp.context import find_person

HEADER = "Balgil-Owner"


def init_post_owner(app: Flask) -> None:
    """After the rules of access: who has no session is told to sign in, not that she is somebody else."""
    app.before_request(refuse_other_person)
    app.after_request(answer_owner)


def refuse_other_person() -> None:
    if not _is_named():
        return
    person = find_person()
    if person and person.number != request.headers[HEADER]:
        raise Conflict("other_person", N_("다른 사람이 적은 내용이에요. 그 사람이 로그인하면 보내요."))


def answer_owner(response: Response) -> Response:
    if _is_named() and response.status_code < 300 and (person := find_person()):
        response.headers[HEADER] = person.number
    return response


def _is_named() -> bool:
    return request.path.startswith("/api/") and HEADER in request.headers
