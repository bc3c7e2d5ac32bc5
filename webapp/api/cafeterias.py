"""How crowded a cafeteria is: told by the kitchen, by diners and by sensors; asked by whoever is hungry."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, Response, request

from services import cafeteria
from services.errors import SignedOut
from services.texts import N_
from webapp.access import public, roles, signed_in
from webapp.api.crowd_bodies import (
    CrowdAnswer,
    KitchenLevel,
    LevelReceipt,
    LobbyAnswer,
    QueueReceipt,
    QueueReport,
    ReadingsReceipt,
    SensorReadings,
    ServedReceipt,
    Withdrawn,
)
from webapp.context import current_person, db, lunch_now
from webapp.crowd_watch import LOBBY, crowd_watch, send_answer
from webapp.limits import hold_back, limited
from webapp.openapi import endpoint
from webapp.pages.cafeteria.demo_lunch import to_lunch_time
from webapp.pages.cafeteria.report_marks import current_mark

blueprint = Blueprint("api_cafeterias", __name__)

MOST_BYTES = 32_000
SENSOR_RATE, ADDRESS_RATE = "60 per minute", "600 per minute"
BEARER = "Bearer "


def for_sensor(view: Callable[..., Any]) -> Callable[..., Any]:
    """Opens by the key of a sensor of this cafeteria, before anything of the body is read."""

    @wraps(view)
    def call(cafeteria_id: int, **path: Any) -> Any:
        key = read_key()
        with db().glancing() as session:
            sensor = cafeteria.verify_sensor(session, cafeteria_id, key)
        hold_back(SENSOR_RATE, "sensor", str(sensor.id))
        return view(cafeteria_id=cafeteria_id, sensor=sensor, **path)

    return call


def read_key() -> str:
    """The sensor's key (RFC 6750). Raises: SignedOut `sensor_key`."""
    given = request.headers.get("Authorization", "")
    if not given.startswith(BEARER):
        raise SignedOut("sensor_key", N_("센서 키가 맞지 않아요."))
    return given.removeprefix(BEARER).strip()


@blueprint.before_request
def take_little() -> None:
    request.max_content_length = MOST_BYTES


@blueprint.get("/cafeterias/<id:cafeteria_id>")
@signed_in
@endpoint(None, CrowdAnswer, summary="How crowded it is now; ask again with the ETag for a 304")
def show_crowd(cafeteria_id: int) -> Response:
    watch = crowd_watch()
    answer = watch.answer(cafeteria_id)
    watch.admit(request.headers.get("Cookie"), current_person())
    return send_answer(answer)


@blueprint.get("/cafeterias/<id:cafeteria_id>/level")
@public
@endpoint(None, LobbyAnswer, summary="The level alone, for everybody")
def show_level(cafeteria_id: int) -> Response:
    return send_answer(crowd_watch().answer(cafeteria_id, LOBBY))


@blueprint.post("/cafeterias/<id:cafeteria_id>/readings")
@public
@limited(ADDRESS_RATE)
@for_sensor
@endpoint(SensorReadings, ReadingsReceipt, summary="What a sensor has counted; repeats are harmless")
def post_readings(cafeteria_id: int, sensor: cafeteria.SensorView, body: SensorReadings) -> ReadingsReceipt:
    at = lunch_now()
    batch = to_lunch_time(body.to_batch(), at)
    with db().writing() as session:
        taken = cafeteria.record_sensor_readings(session, sensor, batch, at)
    return ReadingsReceipt(taken=taken.taken, known=taken.known)


@blueprint.post("/cafeterias/<id:cafeteria_id>/levels")
@roles("cafeteria_manager", "administrator")
@endpoint(KitchenLevel, LevelReceipt, summary="The kitchen's tap; a repeat gets the first answer")
def post_level(cafeteria_id: int, body: KitchenLevel) -> LevelReceipt:
    level, at = body.to_level(), lunch_now()
    repeat_id = body.to_id()
    with db().writing() as session:
        taken_at = cafeteria.record_level(session, cafeteria_id, level, repeat_id, at)
    return LevelReceipt(level=level.value, as_of=taken_at.isoformat())


@blueprint.post("/cafeterias/<id:cafeteria_id>/queue-reports")
@signed_in
@endpoint(QueueReport, QueueReceipt, summary="Somebody stands in the queue; the report names nobody")
def post_queue_report(cafeteria_id: int, body: QueueReport) -> QueueReceipt:
    mark, at = current_mark(), lunch_now()
    report_id = body.to_id()
    with db().writing() as session:
        joined_at = cafeteria.join_queue(session, cafeteria_id, report_id, mark, at)
    return QueueReceipt(joined_at=joined_at.isoformat())


@blueprint.post("/cafeterias/<id:cafeteria_id>/queue-reports/<hex(16):report_id>/serving")
@signed_in
@endpoint(None, ServedReceipt, summary="The same person was served; how long that took")
def post_serving(cafeteria_id: int, report_id: bytes) -> ServedReceipt:
    mark, at = current_mark(), lunch_now()
    with db().writing() as session:
        waited = cafeteria.leave_queue(session, cafeteria_id, report_id, at, mark)
    return ServedReceipt(wait_s=int(waited.total_seconds()))


@blueprint.post("/cafeterias/<id:cafeteria_id>/queue-reports/<hex(16):report_id>/withdrawal")
@signed_in
@endpoint(None, Withdrawn, summary="The first tap was a mistake; repeats are harmless")
def post_withdrawal(cafeteria_id: int, report_id: bytes) -> Withdrawn:
    mark, at = current_mark(), lunch_now()
    with db().writing() as session:
        cafeteria.withdraw_report(session, cafeteria_id, report_id, at, mark)
    return Withdrawn(id=report_id.hex())
