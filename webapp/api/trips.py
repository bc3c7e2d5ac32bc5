"""What a phone needs to know before a tap, so that the tap itself needs no network."""

import hashlib

from flask import Blueprint, jsonify, request
from pydantic import BaseModel
from werkzeug.wrappers import Response

from services import ledger as ledgers
from services import people, trips
from services.clock import to_millis
from services.crypto import base64url
from webapp.access import signed_in
from webapp.api.evidences import accepts_captures
from webapp.context import current_person, db, keys, now, settings
from webapp.openapi import Body, endpoint

blueprint = Blueprint("api_trips", __name__)


class KitKey(Body):
    """The audit key that captures are sealed to: its id in hexadecimal, its public half in base64url."""

    id: str
    public_key: str


class KitDevice(Body):
    """An own device and how far its enrolment has come."""

    id: str
    state: str


class KitDestination(Body):
    """A place to go; without a point only its name is known."""

    name: str
    lat_e7: int | None
    lon_e7: int | None
    radius_m: int


class KitTrip(Body):
    """A trip that may carry captures, whether the lead has decided already or not."""

    id: str
    title: str
    purpose: str
    starts_at_ms: int
    ends_at_ms: int
    destinations: list[KitDestination]


class KitSettings(Body):
    """How long a tap measures, and when it is content."""

    good_accuracy_m: int
    poor_accuracy_m: int
    capture_seconds: int


class CaptureKit(Body):
    """Everything that a capture needs. `consent` is null before the first decision.

    `accepts_captures` is false while the server's keys have no tested backup.
    """

    owner: str
    name: str
    origin: str
    audit_key: KitKey
    log_keys: list[str]
    consent: str | None
    devices: list[KitDevice]
    trips: list[KitTrip]
    settings: KitSettings
    accepts_captures: bool


@blueprint.get("/capture-kit")
@signed_in
@endpoint(None, CaptureKit, summary="What a capture needs to know beforehand")
def show_capture_kit() -> Response:
    person = current_person()
    with db().reading() as session:
        consent = people.current_consent(session, person.staff_id)
        devices = people.list_devices(session, person.staff_id)
        open_trips = trips.list_open_trips(session, person.staff_id, now())
        log_keys = ledgers.list_key_texts(session, keys().pending_key)
    key_id, public_key = keys().audit_public()
    kit = CaptureKit(
        owner=person.number,
        name=person.name,
        origin=settings().origin,
        audit_key=KitKey(id=key_id.hex(), public_key=base64url.encode(public_key)),
        log_keys=log_keys,
        consent=consent.state.value if consent else None,
        devices=[KitDevice(id=device.id.hex(), state=device.state.value) for device in devices],
        trips=[to_kit_trip(trip) for trip in open_trips],
        settings=KitSettings(
            good_accuracy_m=settings().good_accuracy_m,
            poor_accuracy_m=settings().poor_accuracy_m,
            capture_seconds=settings().capture_seconds,
        ),
        accepts_captures=accepts_captures(),
    )
    return answer_if_changed(kit)


def to_kit_trip(trip: trips.TripView) -> KitTrip:
    return KitTrip(
        id=trip.id.hex(),
        title=trip.title,
        purpose=trip.purpose,
        starts_at_ms=to_millis(trip.starts_at),
        ends_at_ms=to_millis(trip.ends_at),
        destinations=[to_kit_destination(destination) for destination in trip.destinations],
    )


def to_kit_destination(destination: trips.DestinationPlan) -> KitDestination:
    point = destination.point
    return KitDestination(
        name=destination.name,
        lat_e7=point.lat_e7 if point else None,
        lon_e7=point.lon_e7 if point else None,
        radius_m=destination.radius_m,
    )


def answer_if_changed(model: BaseModel) -> Response:
    """The content with its ETag, or 304 to whoever has it already; kept by that person's browser alone."""
    response = jsonify(model.model_dump(mode="json"))
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Cookie"
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:32])
    return response.make_conditional(request)
