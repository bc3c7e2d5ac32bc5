"""Enrolment of this browser's key, and the signature by which an earlier device lets a new one in."""

from typing import Any

from flask import Blueprint, jsonify, request
from werkzeug.wrappers import Response

from services import people
from services.crypto import base64url
from services.errors import NotFound
from services.people import DeviceView, NewDevice
from webapp.access import signed_in
from webapp.context import current_person, db, ledger, now, relying_party, settings
from webapp.openapi import Body, endpoint
from webapp.pages.people.device_ids import read_device_id
from webapp.pages.people.known_device import remember_device

blueprint = Blueprint("api_devices", __name__)
MOST_BYTES = 40_000


class EnrolmentStart(Body):
    """The new key, 65 bytes in base64url; whether this phone is to get a passkey of its own."""

    public_key: str
    with_new_passkey: bool = False


class EnrolmentOptions(Body):
    """`assertion` is for `credentials.get`, `registration` for `credentials.create`."""

    proof: str
    options: dict[str, Any]


class EnrolmentAnswer(Body):
    """The passkey's answer, the new key's own signature, and which earlier device it takes the place of."""

    public_key: str
    credential: dict[str, Any]
    possession: str
    label: str
    replaces: str | None = None


class DeviceAnswer(Body):
    """A device and how far its enrolment has come."""

    id: str
    state: str


class DeviceSignature(Body):
    """An earlier device's signature over the new device's enrolment."""

    device: str
    signature: str


@blueprint.before_request
def take_little() -> None:
    request.max_content_length = MOST_BYTES


@blueprint.post("/devices/options")
@signed_in
@endpoint(EnrolmentStart, EnrolmentOptions, summary="Asks a passkey over a new device key")
def begin_enrolment(body: EnrolmentStart) -> EnrolmentOptions:
    with db().writing() as session:
        question = people.begin_enrolment(
            session,
            current_person().staff_id,
            base64url.decode(body.public_key),
            origin=settings().origin,
            party=relying_party(),
            now=now(),
            with_new_passkey=body.with_new_passkey,
        )
    return EnrolmentOptions(proof=question.proof.value, options=dict(question.options))


@blueprint.post("/devices")
@signed_in
@endpoint(EnrolmentAnswer, DeviceAnswer, status=201, summary="Enrols a device; it waits for a second yes")
def complete_enrolment(body: EnrolmentAnswer) -> Response:
    device = NewDevice(
        public_key=base64url.decode(body.public_key),
        credential=body.credential,
        possession=base64url.decode(body.possession),
        label=body.label,
        replaces_id=read_device_id(body.replaces) if body.replaces else None,
    )
    staff_id = current_person().staff_id
    with db().writing() as session:
        made = people.complete_enrolment(session, staff_id, device, party=relying_party(), now=now())
    response = jsonify(to_answer(made).model_dump())
    response.status_code = 201
    return remember_device(response, made.id)


@blueprint.get("/devices/<hex(8):device_id>")
@signed_in
@endpoint(None, DeviceAnswer, summary="How far the enrolment of an own device has come")
def show_device(device_id: bytes) -> DeviceAnswer:
    with db().reading() as session:
        device = people.find_device(session, device_id)
    if device is None or device.staff_id != current_person().staff_id:
        raise NotFound("device_not_found")
    return to_answer(device)


@blueprint.post("/devices/<hex(8):device_id>/confirmations")
@signed_in
@endpoint(DeviceSignature, DeviceAnswer, summary="An earlier device of the same person lets a new one in")
def confirm_device(device_id: bytes, body: DeviceSignature) -> DeviceAnswer:
    with db().writing() as session:
        device = people.confirm_with_device(
            session,
            ledger(),
            current_person().staff_id,
            device_id,
            by_device_id=read_device_id(body.device),
            signature=base64url.decode(body.signature),
            now=now(),
        )
    return to_answer(device)


def to_answer(device: DeviceView) -> DeviceAnswer:
    return DeviceAnswer(id=device.id.hex(), state=device.state.value)
