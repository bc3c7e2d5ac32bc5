"""The planner's rules: shares, exclusions, minimum staffing, floors and groups of an outbreak."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.clock import local_day
from services.errors import BalgilError, Conflict, Invalid, NotFound
from services.remote_work import rotation
from services.texts import N_
from webapp.access import roles
from webapp.context import current_person, db, now
from webapp.errors import treatment_of
from webapp.forms import asked_number, day, find_day, find_number, text, words_of
from webapp.pages.people.staff_number import find_by_number
from webapp.pages.remote_work import rotation_words as words
from webapp.pages.remote_work.rotation_forms import read_post, read_share
from webapp.pages.remote_work.rotation_rules import count_groups, load_outbreaks, load_posts, load_rules
from webapp.writing import write_and_tell

blueprint = Blueprint("remote_work_rotation_rules", __name__)
REFUSALS = (Invalid, Conflict, NotFound)
RULES, POSTS, OUTBREAKS = (f"/remote-work/rotation/{name}" for name in ("rules", "posts", "outbreaks"))
Render = Callable[[Mapping[str, str]], str]


@blueprint.get(RULES)
@roles("administrator")
def list_rules() -> str:
    return _render_rules({})


@blueprint.post(f"{RULES}/shares")
@roles("administrator")
def set_share() -> Response:
    by_id, at = current_person().staff_id, now()

    def work(session: Any) -> object:
        unit_id, share = find_number("unit_id"), read_share()
        return rotation.set_share(session, unit_id, share, day("from_on"), text("basis"), by_id, at)

    return _change(work, _render_rules, RULES, N_("비율을 정했어요. 다음 순환부터 지켜요."))


@blueprint.post(f"{RULES}/shares/<id:share_id>/removal")
@roles("administrator")
def remove_share(share_id: int) -> Response:
    return _remove(lambda s: rotation.remove_share(s, share_id), RULES, N_("비율을 지웠어요."))


@blueprint.post(f"{RULES}/exclusions")
@roles("administrator")
def exclude_person() -> Response:
    by_id, at = current_person().staff_id, now()

    def work(session: Any) -> object:
        staff_id = find_by_number(session, "number", local_day(at))
        from_on = day("excluded_from_on")
        return rotation.exclude_person(session, staff_id, from_on, find_day("until_on"), by_id, at)

    return _change(work, _render_rules, RULES, N_("순환에서 뺐어요. 다음 순환부터 빠져요."))


@blueprint.post(f"{RULES}/exclusions/<id:exclusion_id>/removal")
@roles("administrator")
def end_exclusion(exclusion_id: int) -> Response:
    return _remove(
        lambda s: rotation.end_exclusion(s, exclusion_id), RULES, N_("다음 순환부터 다시 들어가요.")
    )


@blueprint.get(POSTS)
@roles("administrator")
def list_posts() -> str:
    return _render_posts({})


@blueprint.post(POSTS)
@roles("administrator")
def set_post() -> Response:
    """A new one, or another shape for the one that the form names."""
    by_id, at = current_person().staff_id, now()

    def work(session: Any) -> object:
        return rotation.set_post(session, read_post(session), by_id, at, find_number("post_id"))

    return _change(work, _render_posts, POSTS, N_("최소 인원을 정했어요. 다음 순환부터 지켜요."))


@blueprint.post(f"{POSTS}/<id:post_id>/removal")
@roles("administrator")
def remove_post(post_id: int) -> Response:
    return _remove(lambda s: rotation.remove_post(s, post_id), POSTS, N_("최소 인원을 지웠어요."))


@blueprint.get(OUTBREAKS)
@roles("administrator")
def list_outbreaks() -> str:
    return _render_outbreaks({})


@blueprint.post(OUTBREAKS)
@roles("administrator")
def declare_outbreak() -> Response:
    by_id, at = current_person().staff_id, now()

    def work(session: Any) -> object:
        groups = find_number("groups") or 0
        return rotation.declare_outbreak(session, day("from_on"), day("until_on"), groups, by_id, at)

    return _change(work, _render_outbreaks, OUTBREAKS, N_("조를 나눴어요. 다음 순환부터 서로 만나지 않아요."))


@blueprint.post(f"{OUTBREAKS}/<id:outbreak_id>/groups")
@roles("administrator")
def set_group(outbreak_id: int) -> Response:
    at = now()

    def work(session: Any) -> object:
        staff_id = find_by_number(session, "number", local_day(at))
        rotation.set_group(session, outbreak_id, staff_id, find_number("group_number"))
        return None

    return _change(work, _render_outbreaks, OUTBREAKS, N_("조를 바꿨어요."))


@blueprint.post(f"{OUTBREAKS}/<id:outbreak_id>/removal")
@roles("administrator")
def end_outbreak(outbreak_id: int) -> Response:
    return _remove(lambda s: rotation.end_outbreak(s, outbreak_id), OUTBREAKS, N_("조 나누기를 끝냈어요."))


@blueprint.post(f"{OUTBREAKS}/floors")
@roles("administrator")
def set_floor() -> Response:
    def work(session: Any) -> object:
        unit_id = find_number("unit_id") or 0
        rotation.set_floor(session, unit_id, text("floor"), day("floor_from_on"))
        return None

    return _change(work, _render_outbreaks, OUTBREAKS, N_("층을 정했어요."))


def _change(work: Callable[[Any], object], render: Render, back: str, done: str) -> Response:
    try:
        db().write(work)
    except REFUSALS as error:
        return _again(render(words_of(error)), error)
    flash(gettext(done), "ok")
    return redirect(back, 303)


def _remove(work: Callable[[Any], object], back: str, done: str) -> Response:
    return write_and_tell(work, back, gettext(done), (Conflict, NotFound))


def _again(page: str, error: BalgilError) -> Response:
    return make_response(page, treatment_of(error).status)


def _render_rules(errors: Mapping[str, str]) -> str:
    with db().reading() as session:
        page = load_rules(session, now())
    return render_template("remote_work/rotation/rules.html", page=page, words=words, errors=errors)


def _render_posts(errors: Mapping[str, str]) -> str:
    with db().reading() as session:
        page = load_posts(session, asked_number("post"), now())
    return render_template("remote_work/rotation/posts.html", page=page, words=words, errors=errors)


def _render_outbreaks(errors: Mapping[str, str]) -> str:
    with db().reading() as session:
        page = load_outbreaks(session, now())
    return render_template(
        "remote_work/rotation/outbreaks.html",
        page=page,
        words=words,
        count_groups=count_groups,
        errors=errors,
    )
