"""For those who run the server: is it alive, is it ready, how is it."""

from flask import Blueprint, Response, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest

from services import migrate
from services.errors import Forbidden
from services.ledger import ledger_status
from webapp.access import public
from webapp.context import db, settings

blueprint = Blueprint("health", __name__)

LEDGER_SIZE = Gauge("balgil_ledger_size", "Leaves under the newest published head")
LEDGER_PENDING = Gauge("balgil_ledger_pending", "Records that have no place yet")
LEDGER_REFUSED = Gauge("balgil_ledger_refused", "Records that the application did not write")
LEDGER_TROUBLE = Gauge("balgil_ledger_trouble", "1 while something stops the sequencer")


@blueprint.get("/healthz")
@public
def show_health() -> Response:
    return jsonify(status="ok")


@blueprint.get("/readyz")
@public
def show_readiness() -> tuple[Response, int]:
    """Whether this node should get traffic; 503 names what is missing."""
    db().ping()
    if not migrate.is_current(db().engine):
        return jsonify(status="schema", ledger=None), 503
    with db().reading() as session:
        trouble = ledger_status(session).trouble_code
    return jsonify(
        status="ok" if trouble is None else "ledger", ledger=trouble
    ), 200 if trouble is None else 503


@blueprint.get("/metrics")
@public
def show_metrics() -> Response:
    token = settings().metrics_token
    if token and request.headers.get("Authorization") != f"Bearer {token.get_secret_value()}":
        raise Forbidden
    with db().reading() as session:
        status = ledger_status(session)
    LEDGER_SIZE.set(status.published_size)
    LEDGER_PENDING.set(status.pending)
    LEDGER_REFUSED.set(status.refused)
    LEDGER_TROUBLE.set(status.trouble_code is not None)
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)
