"""Trips: one's own by what matters first, a new one, and each with its taps on a timeline and a map."""

from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from services import trips
from services.errors import Conflict, Invalid, NotFound
from webapp.access import signed_in
from webapp.context import current_person, db, now, settings
from webapp.forms import asked_page, words_of
from webapp.pages.approvals.drafts import find_put_aside, is_put_aside, put_aside
from webapp.pages.trips.cards import group_cards
from webapp.pages.trips.form import Row, TripForm, empty_form, form_like, new_trip_id, read_form, to_plan
from webapp.pages.trips.form_page import list_known_places, list_still_here, load_form_page
from webapp.pages.trips.trip_page import load_free_taps, load_trip_page
from webapp.pages.trips.words import say_distance, vehicle_options

blueprint = Blueprint("trips", __name__)
MOST_TRIPS = 60

blueprint.app_template_global("say_distance")(say_distance)


@blueprint.get("/trips")
@signed_in
def list_trips() -> str:
    staff_id, page = current_person().staff_id, asked_page()
    with db().reading() as session:
        found = trips.list_trips(session, staff_id, MOST_TRIPS + 1, offset=(page - 1) * MOST_TRIPS)
        free = load_free_taps(session, staff_id)
    earlier = page + 1 if len(found) > MOST_TRIPS else None
    groups = group_cards(found[:MOST_TRIPS], now())
    return render_template("trips/trips.html", groups=groups, free=free, page=page, earlier=earlier)


@blueprint.get("/trips/new")
@signed_in
def new_trip() -> str:
    return _show_form(_first_form())


@blueprint.post("/trips")
@signed_in
def save_trip() -> str | Response | tuple[str, int]:
    """Keeps the trip, or what there is of it as a draft; two buttons of the form only get the form back."""
    form = read_form(request.form)
    if request.form.get("do") == "destination":
        further = Row(radius=str(settings().destination_radius_m))
        return _show_form(replace(form, rows=[*form.rows, further][: trips.MOST_DESTINATIONS]))
    if request.form.get("do") == "companions":
        return _show_form(form)
    try:
        if is_put_aside():
            return put_aside(trips.APPROVAL_KIND, form.trip_id, form.purpose)
        trip = _plan(form)
    except Invalid as error:
        return _show_form(replace(form, wrong=dict(words_of(error)))), 422
    except Conflict as error:
        # This form has made a trip with its id before: who changes it and sends again wants another.
        return _show_form(replace(form, trip_id=new_trip_id(), wrong=dict(words_of(error)))), 409
    flash(gettext("출장을 올렸어요. 팀장이 확인하면 여기에 보여요."), "ok")
    if trip.approval and "overlaps" in trip.approval.cautions:
        flash(
            gettext("같은 때에 본인이나 동행의 다른 출장이 있어요. 잘못 올렸다면 이 출장을 취소해 주세요."),
            "warn",
        )
    return redirect(f"/trips/{trip.id.hex()}", 303)


@blueprint.get("/trips/<hex(8):trip_id>")
@signed_in
def show_trip(trip_id: bytes) -> str:
    with db().reading() as session:
        page = load_trip_page(session, trip_id)
    return render_template("trips/trip.html", page=page)


@blueprint.post("/trips/<hex(8):trip_id>/cancellation")
@signed_in
def cancel_trip(trip_id: bytes) -> Response:
    with db().writing() as session:
        trips.cancel_trip(session, trip_id, current_person().staff_id, now())
    flash(gettext("출장을 취소했어요. 찍은 증빙은 그대로 있어요."), "ok")
    return redirect(f"/trips/{trip_id.hex()}", 303)


def _first_form() -> TripForm:
    """An empty form, or one that is filled with a draft or an earlier trip of the person's."""
    if draft := find_put_aside(trips.APPROVAL_KIND):
        return read_form(draft)
    radius_m, at = settings().destination_radius_m, now()
    try:
        earlier = bytes.fromhex(request.args.get("like", ""))
        with db().reading() as session:
            trip = trips.get_trip(session, earlier, current_person().staff_id)
            form = form_like(trip, current_person().staff_id, at, radius_m)
            return replace(form, companion_ids=list_still_here(session, form.companion_ids))
    except (ValueError, NotFound):
        return empty_form(at, radius_m)


def _plan(form: TripForm) -> trips.TripView:
    staff_id, at = current_person().staff_id, now()
    with db().reading() as session:
        known = list_known_places(session, staff_id)
        plan, unreadable = to_plan(form, known, settings().destination_radius_m, at)
        if unreadable:
            wrong = trips.find_wrong(session, staff_id, plan, at)
            raise Invalid("invalid_trip", fields=wrong | unreadable)
    return db().write(lambda session: trips.plan_trip(session, staff_id, plan, at))


def _show_form(form: TripForm) -> str:
    with db().reading() as session:
        page = load_form_page(session, form, current_person())
    return render_template(
        "trips/new.html",
        page=page,
        form=form,
        vehicles=vehicle_options(),
        most_destinations=trips.MOST_DESTINATIONS,
    )
