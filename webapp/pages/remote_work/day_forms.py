"""The forms of a day's card, read without a script: what a phone's queue would have posted."""

from flask import request

from services.errors import Invalid
from services.remote_work import days
from services.texts import N_
from webapp.forms import long_text, text

LONGEST_TYPED = 4_000
NOTHING = -1


def read_id() -> bytes:
    """The id that the form was made with. Raises: Invalid `post_id`."""
    try:
        found = bytes.fromhex(text("post_id"))
    except ValueError:
        found = b""
    if len(found) != 16:
        raise Invalid("post_id", N_("화면이 오래되어 보내지 못했어요. 새로 고친 뒤 다시 해 주세요."))
    return found


def read_plan() -> days.PlanDraft:
    """The lines that were chosen, then those that were typed, each once."""
    picked = [_tidy(line) for line in request.form.getlist("pick")]
    lines = list(dict.fromkeys([*filter(None, picked), *_typed_lines("lines")]))
    return days.PlanDraft(read_id(), _version(), lines)


def read_result() -> days.ResultDraft:
    """Raises: Invalid for a count that is none."""
    done = set(request.form.getlist("done"))
    counts, notes = request.form.getlist("count"), request.form.getlist("note")
    planned = [
        days.DoneLine(place, str(place) in done, _count(count), _tidy(note))
        for place, (count, note) in enumerate(zip(counts, notes, strict=False))
    ]
    besides = [days.DoneLine(None, True, text=line) for line in _typed_lines("besides")]
    try:
        plan_id = bytes.fromhex(text("plan_id"))
    except ValueError:
        plan_id = b""
    return days.ResultDraft(read_id(), _version(), plan_id, [*planned, *besides])


def typed() -> dict[str, str]:
    """What stands in the fields of many lines, for a form that is shown again."""
    lines = [*request.form.getlist("pick"), request.form.get("lines", "")]
    return {"lines": "\n".join(filter(None, lines)), "besides": request.form.get("besides", "")}


def _typed_lines(name: str) -> list[str]:
    return [line for line in map(str.strip, long_text(name, LONGEST_TYPED).splitlines()) if line]


def _tidy(value: str) -> str:
    # PostgreSQL takes no NUL; what else is wrong with a line, the service says.
    return value.replace("\x00", "").strip()


def _version() -> int:
    version = text("version")
    return int(version) if version.isascii() and version.isdigit() and len(version) < 9 else NOTHING


def _count(value: str) -> int | None:
    value = value.strip()
    if not value:
        return None
    if not value.isascii() or not value.isdigit() or len(value) > 6:
        sentence = N_("건수는 숫자로 적어 주세요.")
        raise Invalid("count", sentence, fields={"main": sentence})
    return int(value)
