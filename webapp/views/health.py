"""For those who run the server: is it alive, is it ready, how is it."""

import hmac
import math
from collections.abc import Collection, Iterable
from datetime import datetime

from flask import Blueprint, Response, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest

from services import cafeteria, ledger, migrate
from services.clock import local_day
from services.errors import BalgilError, Forbidden
from webapp.access import public
from webapp.context import db, lunch_now, now, settings

blueprint = Blueprint("health", __name__)

NOTHING_YET = math.nan

LEDGER_SIZE = Gauge("balgil_ledger_size", "Leaves under the newest published head")
LEDGER_PENDING = Gauge("balgil_ledger_pending", "Records that have no place yet")
LEDGER_REFUSED = Gauge("balgil_ledger_refused", "Records that the application did not write")
LEDGER_TROUBLE = Gauge("balgil_ledger_trouble", "1 while something stops the sequencer")
LEDGER_HEAD_AGE = Gauge(
    "balgil_ledger_head_age_seconds", "Since the newest head was signed: grows without a worker"
)
LEDGER_CHECK_AGE = Gauge("balgil_ledger_check_age_seconds", "Since the last complete check of the ledger")
LEDGER_FINDINGS = Gauge("balgil_ledger_findings", "What the last complete check of the ledger found wrong")
CROWD_CHECK_AGE = Gauge(
    "balgil_cafeteria_check_age_seconds",
    "Since the answer for watchers was last compared with what is known: grows without a worker",
    ["cafeteria"],
)


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
    trouble = _find_trouble()
    return jsonify(
        status="ok" if trouble is None else "ledger", ledger=trouble
    ), 200 if trouble is None else 503


def _find_trouble() -> str | None:
    """Why nothing should be built on the ledger now, as a stable code.

    The guard file is compared each time: a database can be put back while a process runs.
    """
    try:
        start = ledger.verify_node(db(), ledger.Guard(settings().guard_path), settings().origin)
        if start.size == 0:
            raise ledger.LedgerNotOpen
        with db().reading() as session:
            return ledger.ledger_status(session).trouble_code
    except BalgilError as error:
        return error.code


@blueprint.get("/metrics")
@public
def show_metrics() -> Response:
    token = settings().metrics_token
    given = request.headers.get("Authorization", "").encode()
    if token and not hmac.compare_digest(given, f"Bearer {token.get_secret_value()}".encode()):
        raise Forbidden
    with db().reading() as session:
        status = ledger.ledger_status(session)
        cafeterias = cafeteria.list_cafeterias(session, local_day(lunch_now()))
        heads = cafeteria.list_snapshot_heads(session)
    LEDGER_SIZE.set(status.published_size)
    LEDGER_PENDING.set(status.pending)
    LEDGER_REFUSED.set(status.refused)
    LEDGER_TROUBLE.set(status.trouble_code is not None)
    LEDGER_HEAD_AGE.set(_age_s(status.head_at))
    LEDGER_CHECK_AGE.set(_age_s(status.checked_at))
    LEDGER_FINDINGS.set(NOTHING_YET if status.findings is None else status.findings)
    _note_crowd_checks({each.id for each in cafeterias}, heads)
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)


def _note_crowd_checks(open_ids: Collection[int], heads: Iterable[cafeteria.SnapshotHead]) -> None:
    CROWD_CHECK_AGE.clear()
    for head in heads:
        if head.cafeteria_id in open_ids:
            age_s = (lunch_now() - head.checked_at).total_seconds()
            CROWD_CHECK_AGE.labels(str(head.cafeteria_id)).set(age_s)


def _age_s(at: datetime | None) -> float:
    return (now() - at).total_seconds() if at else NOTHING_YET
