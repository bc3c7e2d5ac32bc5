"""What a form sent: read field by field, each wrong one named, the page shown again as it was typed."""

from collections.abc import Mapping
from datetime import date, datetime, time

from flask import make_response, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.clock import SEOUL
from services.errors import BalgilError, Invalid
from services.texts import N_
from webapp.errors import detail_of, treatment_of

LONGEST = 2_000
MOST_PAGES = 10_000
MOST_FILE_BYTES = 11_000_000
# No minute of a day and no count: the service refuses it by the field's name, with all that is wrong.
NOTHING = -1
_YEARS = range(1950, 2201)
_HEX = set("0123456789abcdef")


def text(name: str) -> str:
    """A field's text without the room around it, empty when it was not sent; raises Invalid."""
    return _checked(name, request.form.get(name, "")).strip()


def long_text(name: str, longest: int) -> str:
    """A field of many lines, up to so many letters; raises Invalid."""
    return _checked(name, request.form.get(name, ""), longest)


def secret(name: str) -> str:
    """A password as it was typed, spaces and all; raises Invalid."""
    return _checked(name, request.form.get(name, ""))


def asked(name: str) -> str:
    """A parameter of the address, empty when it is not there; raises Invalid."""
    return _checked(name, request.args.get(name, "")).strip()


def is_ticked(name: str) -> bool:
    return request.form.get(name) == "yes"


def read_file(name: str) -> tuple[str, bytes]:
    """A file's name and content; raises Invalid for none. One that is too large is cut: it reads as wrong."""
    file = request.files.get(name)
    data = file.stream.read(MOST_FILE_BYTES) if file and file.filename else b""
    if not file or not data:
        raise _wrong(name, N_("파일을 골라 주세요."))
    return file.filename or "", data


def find_day(name: str) -> date | None:
    """A day, None for an empty field; raises Invalid."""
    return _parse_day(name, text(name))


def day(name: str) -> date:
    """A day; raises Invalid, for an empty field too."""
    found = find_day(name)
    if found is None:
        raise _wrong(name, N_("날짜를 골라 주세요."))
    return found


def asked_day(name: str, otherwise: date) -> date:
    """A day of the address; raises Invalid."""
    return _parse_day(name, asked(name)) or otherwise


def find_number(name: str) -> int | None:
    """An id, None for an empty field; raises Invalid."""
    return _parse_number(name, text(name))


def read_minute(name: str) -> int:
    """A time as minutes after midnight, NOTHING for what is none; raises Invalid for what is no text."""
    return to_minute(text(name))


def read_count(name: str, most_digits: int = 4) -> int:
    """A whole number, NOTHING for what is none; raises Invalid for what is no text."""
    return to_count(text(name), most_digits)


def to_minute(typed: str) -> int:
    """A time that was typed as minutes after midnight, NOTHING for what is none."""
    try:
        at = time.fromisoformat(typed)
    except ValueError:
        return NOTHING
    return at.hour * 60 + at.minute


def to_count(typed: str, most_digits: int = 4) -> int:
    """A whole number that was typed, NOTHING for what is none."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= most_digits else NOTHING


def read_id(value: str) -> bytes | None:
    """An id in hexadecimal, of up to 16 bytes; None for what is none."""
    is_hex = value.isascii() and len(value) <= 32 and len(value) % 2 == 0 and set(value) <= _HEX
    return bytes.fromhex(value) or None if is_hex else None


def numbers(name: str, most: int) -> list[int]:
    """Several ids under one name; raises Invalid for none, for too many and for what is none."""
    found = [_parse_number(name, _checked(name, value)) for value in request.form.getlist(name)]
    if not 0 < len(found) <= most:
        raise _wrong(name, N_("목록에서 골라 주세요."))
    return [number for number in found if number is not None]


def asked_number(name: str) -> int | None:
    """An id of the address, None for none; raises Invalid."""
    return _parse_number(name, asked(name))


def asked_page() -> int:
    """The page of a long list, from 1; raises Invalid for what is no number."""
    return min(max(asked_number("page") or 1, 1), MOST_PAGES)


def local_instant(name: str) -> datetime:
    """What a person chose as date and time, in Korea; raises Invalid."""
    try:
        found = datetime.fromisoformat(text(name)).replace(tzinfo=SEOUL)
    except ValueError:
        raise _wrong(name, N_("날짜와 시각을 골라 주세요.")) from None
    if found.year not in _YEARS:
        raise _wrong(name, N_("날짜를 확인해 주세요."))
    return found


def show_again(error: BalgilError, template: str, **facts: object) -> Response:
    """The page of a form that was refused, with what is wrong in words."""
    page = render_template(template, errors=words_of(error), error=error, **facts)
    return make_response(page, treatment_of(error).status)


def words_of(error: BalgilError) -> Mapping[str, str]:
    """What is wrong by field, in the reader's language; under `main` what no single field is to blame for."""
    if error.fields:
        return {name: gettext(sentence) for name, sentence in error.fields.items()}
    return {"main": detail_of(error)}


def _checked(name: str, value: str, longest: int = LONGEST) -> str:
    # PostgreSQL takes no NUL and no half of a surrogate pair.
    if len(value) > longest or "\x00" in value or not _is_unicode(value):
        raise _wrong(name, N_("받을 수 없는 글자가 있거나 너무 길어요."))
    return value


def _is_unicode(value: str) -> bool:
    return not any("\ud800" <= letter <= "\udfff" for letter in value)


def _parse_day(name: str, value: str) -> date | None:
    if not value:
        return None
    try:
        found = date.fromisoformat(value)
    except ValueError:
        raise _wrong(name, N_("날짜를 2026-09-29처럼 적어 주세요.")) from None
    if found.year not in _YEARS:
        raise _wrong(name, N_("날짜를 확인해 주세요."))
    return found


def _parse_number(name: str, value: str) -> int | None:
    if not value:
        return None
    if not value.isascii() or not value.isdigit() or len(value) > 18:
        raise _wrong(name, N_("목록에서 골라 주세요."))
    return int(value)


def _wrong(name: str, sentence: str) -> Invalid:
    return Invalid("invalid_field", sentence, fields={name: sentence})
