"""My devices: which keys sign for me, how each came in, and how one goes."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from operator import attrgetter

from flask import Blueprint, flash, redirect, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from services import people
from services.clock import SEOUL
from services.errors import Invalid, NotFound
from services.people import DeviceState, DeviceView
from services.texts import N_
from webapp.access import signed_in
from webapp.context import current_person, db, ledger, now
from webapp.forms import local_instant, show_again, text
from webapp.pages.people.enrolments import confirmation_code, find_confirmers, read_enrolments
from webapp.pages.people.known_device import find_known_device
from webapp.visits import current_visit

blueprint = Blueprint("devices", __name__)
IN_USE = (DeviceState.PENDING, DeviceState.ACTIVE)
END_PAGE = "people/device_end.html"


@blueprint.get("/me/devices")
@signed_in
def list_devices() -> str:
    with db().reading() as session:
        devices = people.list_devices(session, current_person().staff_id)
        enrolments = read_enrolments(session, devices)
    return render_template(
        "people/devices.html",
        devices=[device for device in devices if device.state in IN_USE],
        ended=[device for device in devices if device.state not in IN_USE],
        enrolments=enrolments,
        code_of=confirmation_code,
        known=find_known_device(),
        active=" ".join(d.id.hex() for d in devices if d.state is DeviceState.ACTIVE),
    )


@blueprint.get("/me/devices/new")
@signed_in
def new_device() -> str:
    staff_id = current_person().staff_id
    with db().reading() as session:
        devices = people.list_devices(session, staff_id)
        has_passkey = bool(people.list_passkeys(session, staff_id))
        confirmers = find_confirmers(session, staff_id, now())
    label = current_visit().label
    active = [device for device in devices if device.state is DeviceState.ACTIVE]
    return render_template(
        "people/device_new.html",
        label=label,
        replaceable=[(device.id.hex(), device.label) for device in active],
        replaces=_guess_replaced(active, label),
        ended=" ".join(d.id.hex() for d in devices if d.state not in IN_USE),
        has_passkey=has_passkey,
        confirmers=confirmers,
    )


@blueprint.get("/me/devices/<hex(8):device_id>")
@signed_in
def show_device(device_id: bytes) -> str:
    return _render_device(_get_own(device_id), {})


@blueprint.post("/me/devices/<hex(8):device_id>/label")
@signed_in
def rename_device(device_id: bytes) -> str | Response:
    device = _get_own(device_id)
    try:
        with db().writing() as session:
            people.rename_device(session, current_person().staff_id, device.id, text("label"))
    except Invalid as error:
        return Response(_render_device(device, error.fields), 422)
    flash(gettext("기기 이름을 바꿨어요."), "ok")
    return redirect(f"/me/devices/{device_id.hex()}", 303)


@blueprint.post("/me/devices/<hex(8):device_id>/cancellation")
@signed_in
def cancel_enrolment(device_id: bytes) -> Response:
    with db().writing() as session:
        people.cancel_enrolment(session, current_person().staff_id, device_id, now())
    flash(gettext("기기 등록을 취소했어요. 내가 시작한 등록이 아니었다면 비밀번호를 바꿔 주세요."), "info")
    return redirect("/me/devices", 303)


@blueprint.get("/me/devices/<hex(8):device_id>/end")
@signed_in
def ask_end(device_id: bytes) -> str:
    device = _get_own(device_id)
    return render_template(END_PAGE, device=device, errors={}, at=now().astimezone(SEOUL))


@blueprint.post("/me/devices/<hex(8):device_id>/end")
@signed_in
def end_device(device_id: bytes) -> Response:
    device = _get_own(device_id)
    try:
        is_lost = _end(device)
    except (Invalid, NotFound) as error:
        return show_again(error, END_PAGE, device=device, at=now().astimezone(SEOUL))
    if is_lost:
        flash(
            gettext(
                "분실을 신고하고 다른 곳에서 모두 로그아웃했어요. 이어서 지금 쓰는 기기를 등록할 수 있어요."
            ),
            "ok",
        )
        return redirect("/me/devices/new", 303)
    flash(gettext("기기 사용을 끝냈어요. 그 기기로 남긴 증빙은 그대로 유효해요."), "ok")
    return redirect("/me/devices", 303)


def _end(device: DeviceView) -> bool:
    """Whether it was lost; the sentence for one that was not says less, and so does the ledger."""
    staff_id, at = current_person().staff_id, now()
    reason = text("reason")
    if reason == "lost":
        since_at = _lost_since(at)
        with db().writing() as session:
            people.revoke_device(session, ledger(), device.id, lost_since_at=since_at, by_id=staff_id, now=at)
            # Whoever holds the phone may be signed in on it.
            people.end_other_sessions(session, staff_id, current_person().session_id)
    elif reason == "unused":
        with db().writing() as session:
            people.retire_device(session, ledger(), device.id, by_id=staff_id, now=at)
    else:
        sentence = N_("어느 쪽인지 골라 주세요.")
        raise Invalid("reason", sentence, fields={"reason": sentence})
    return reason == "lost"


def _lost_since(at: datetime) -> datetime:
    """A minute that was typed stands for its beginning; just now is now."""
    since_at = local_instant("lost_since_at")
    return at if timedelta(0) <= at - since_at < timedelta(minutes=1) else since_at


def _get_own(device_id: bytes) -> DeviceView:
    with db().reading() as session:
        device = people.find_device(session, device_id)
    if device is None or device.staff_id != current_person().staff_id:
        raise NotFound("device_not_found", N_("그런 기기가 없어요."))
    return device


def _render_device(device: DeviceView, errors: Mapping[str, str]) -> str:
    staff_id = current_person().staff_id
    with db().reading() as session:
        enrolment = read_enrolments(session, [device]).get(device.id)
        others = [d for d in people.list_devices(session, staff_id) if d.state is DeviceState.ACTIVE]
        confirmers = find_confirmers(session, staff_id, now())
    return render_template(
        "people/device.html",
        device=device,
        enrolment=enrolment,
        others=[other for other in others if other.id != device.id],
        confirmers=confirmers,
        code=confirmation_code(device),
        errors=errors,
    )


def _guess_replaced(active: list[DeviceView], label: str) -> str:
    """The device that this browser was: what its cookie says, else the newest with this browser's name."""
    known = find_known_device()
    same = [device for device in active if device.id.hex() == known]
    named = sorted((d for d in active if d.label == label), key=attrgetter("created_at"))
    return next((device.id.hex() for device in [*same, *reversed(named)]), "")
