"""One table: from an error's class to its status, and to what a phone's outbox does about it.

`outbox` in a problem: `park` keeps the entry until a person acts, `pause` stops the queue until the next
sign-in, `retry` sends again by itself, later and later.
"""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from flask import (
    Flask,
    Response,
    current_app,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
)
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException, InternalServerError

from services.errors import (
    BalgilError,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    NotYet,
    SignedOut,
    TooMany,
    Unavailable,
)
from services.texts import N_


@dataclass(frozen=True)
class Treatment:
    status: HTTPStatus
    outbox: str


TREATMENTS: dict[type[BalgilError], Treatment] = {
    Invalid: Treatment(HTTPStatus.UNPROCESSABLE_ENTITY, "park"),
    NotFound: Treatment(HTTPStatus.NOT_FOUND, "park"),
    SignedOut: Treatment(HTTPStatus.UNAUTHORIZED, "pause"),
    Forbidden: Treatment(HTTPStatus.FORBIDDEN, "park"),
    Conflict: Treatment(HTTPStatus.CONFLICT, "park"),
    NotYet: Treatment(HTTPStatus.CONFLICT, "retry"),
    TooMany: Treatment(HTTPStatus.TOO_MANY_REQUESTS, "retry"),
    Unavailable: Treatment(HTTPStatus.SERVICE_UNAVAILABLE, "retry"),
}
FALLBACK = Treatment(HTTPStatus.INTERNAL_SERVER_ERROR, "retry")

# What werkzeug and the libraries raise by themselves, in our words.
HTTP_ERRORS: dict[int, BalgilError] = {
    400: Invalid("bad_request", N_("요청이 온전하지 않아요. 새로 고친 뒤 다시 해 주세요.")),
    403: Forbidden(),
    404: NotFound(),
    405: Invalid("method_not_allowed", N_("이 주소에서는 할 수 없는 일이에요.")),
    413: Invalid("too_large", N_("보낸 내용이 너무 커요.")),
    415: Invalid("unsupported_media_type", N_("받을 수 없는 형식이에요.")),
    429: TooMany(),
    503: Unavailable(),
}


def treatment_of(error: BalgilError) -> Treatment:
    return next((TREATMENTS[kind] for kind in type(error).__mro__ if kind in TREATMENTS), FALLBACK)


def init_errors(app: Flask) -> None:
    app.register_error_handler(BalgilError, answer)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(CSRFError, _answer_csrf)
    app.register_error_handler(DBAPIError, _answer_database)


def answer(error: BalgilError, status: int | None = None) -> Response:
    """The page or the problem JSON of an error."""
    treatment = treatment_of(error)
    status = status or int(treatment.status)
    # Who asks, and in which language, may be just what cannot be found out now.
    g.is_person_unknown = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    if wants_json():
        return _problem(error, status, treatment)
    if isinstance(error, SignedOut) and request.method in ("GET", "HEAD"):
        return _ask_to_sign_in()
    page = render_template("errors/error.html", error=error, status=status, detail=detail_of(error))
    return make_response(page, status)


def _ask_to_sign_in() -> Response:
    """The sign-in page, which leads back to where the person wanted to go."""
    path = request.full_path.rstrip("?")
    query = "" if path == "/" else f"?{urlencode({'next': path})}"
    return make_response(redirect(f"/sign-in{query}", 302))


def wants_json() -> bool:
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], default="text/html")
    return request.path.startswith("/api/") or best == "application/json"


def detail_of(error: BalgilError) -> str:
    """The error's sentence in the reader's language."""
    return str(gettext(error.sentence, **error.params))


def _problem(error: BalgilError, status: int, treatment: Treatment) -> Response:
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": error.code,
        "detail": detail_of(error),
        "outbox": treatment.outbox,
    }
    if isinstance(error, Conflict) and error.current is not None:
        body["current"] = dict(error.current)
    if error.fields:
        body["fields"] = {name: gettext(sentence) for name, sentence in error.fields.items()}
    response = jsonify(body)
    response.status_code = status
    response.mimetype = "application/problem+json"
    if "retry_after_s" in error.params:
        response.headers["Retry-After"] = str(error.params["retry_after_s"])
    return response


def _answer_http(error: HTTPException) -> Response:
    status = error.code or 500
    if 300 <= status < 400:
        return make_response(error.get_response())
    if isinstance(error, InternalServerError):
        return answer(BalgilError("internal"), 500)
    return answer(HTTP_ERRORS.get(status, BalgilError("http")), status)


def _answer_csrf(_error: CSRFError) -> Response:
    return answer(Invalid("csrf", N_("화면이 오래되어 보내지 못했어요. 새로 고친 뒤 다시 해 주세요.")), 400)


def _answer_database(error: DBAPIError) -> Response:
    current_app.logger.error("database: %s", type(error.orig).__name__)
    return answer(
        Unavailable(
            "database", N_("저장소가 잠시 바빠요. 보낸 내용은 아직 저장되지 않았어요. 곧 다시 해 주세요.")
        )
    )
