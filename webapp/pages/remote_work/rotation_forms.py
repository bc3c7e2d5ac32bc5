"""The planner's forms: shares, posts, exclusions, outbreaks."""

import re

from flask import request
from sqlalchemy.orm import Session

from services import people
from services.errors import Invalid
from services.remote_work import rotation
from services.texts import N_
from webapp.forms import day, find_day, find_number, long_text, text

LONGEST_NUMBERS = 4_000


def read_dial_share() -> rotation.Share:
    """`1/3` as the buttons of the dial send it. Raises: Invalid."""
    found = re.fullmatch(r"([0-9])/([0-9]{1,2})", request.form.get("share", ""))
    if found is None:
        sentence = N_("1/5, 1/3, 1/2 가운데 골라 주세요.")
        raise Invalid("share", sentence, fields={"share": sentence})
    return rotation.Share(int(found[1]), int(found[2]))


def read_share() -> rotation.Share:
    """So many of so many days; none of any for an essential unit. Raises: Invalid."""
    parts, of_parts = find_number("parts"), find_number("of_parts")
    if parts is None or of_parts is None:
        sentence = N_("며칠 가운데 며칠인지 숫자로 적어 주세요.")
        raise Invalid("share", sentence, fields={"parts": sentence})
    return rotation.Share(parts, of_parts)


def read_post(session: Session) -> rotation.PostPlan:
    """Raises: Invalid; who is named by a number that nobody has is named in the sentence."""
    unit_id = find_number("unit_id")
    if unit_id is None:
        sentence = N_("부서나 팀을 골라 주세요.")
        raise Invalid("post", sentence, fields={"unit_id": sentence})
    least = find_number("least_present") or 0
    members = _read_members(session)
    return rotation.PostPlan(unit_id, text("name"), least, day("from_on"), find_day("until_on"), members)


def _read_members(session: Session) -> tuple[int, ...]:
    sent = [each for each in re.split(r"[\s,;]+", long_text("numbers", LONGEST_NUMBERS)) if each]
    known = people.ids_by_number(session) if sent else {}
    try:
        return tuple(known[people.normalise_number(each)] for each in dict.fromkeys(sent))
    except (Invalid, KeyError):
        sentence = N_("없는 직원번호가 있어요. 한 줄에 하나씩 적어 주세요.")
        raise Invalid("post", sentence, fields={"numbers": sentence}) from None
