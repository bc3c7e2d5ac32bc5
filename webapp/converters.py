"""Ids in addresses: bytes as hexadecimal digits, the numbers of rows, days, the levels of tiles, articles."""

from datetime import date

from flask import Flask
from werkzeug.routing import BaseConverter, IntegerConverter, Map, ValidationError

from services.laws import Place
from services.manuals import citing


class HexConverter(BaseConverter):
    """`<hex(16):evidence_id>`: exactly that many bytes as lower-case digits; no other spelling."""

    def __init__(self, url_map: Map, size: int) -> None:
        super().__init__(url_map)
        self.regex = f"[0-9a-f]{{{2 * size}}}"

    def to_python(self, value: str) -> bytes:
        return bytes.fromhex(value)

    def to_url(self, value: bytes) -> str:
        return value.hex()


class RowIdConverter(IntegerConverter):
    """`<id:staff_id>`: a number that a database's 64 bits can hold; a larger one is nobody's."""

    # Python refuses to read thousands of digits with an error of its own.
    regex = "[0-9]{1,19}"

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=2**63 - 1)


class TileLevelConverter(BaseConverter):
    """`<level:level>`: 0 to 63 without a leading zero, as C2SP tlog-tiles spells it."""

    regex = "[0-9]|[1-5][0-9]|6[0-3]"

    def to_python(self, value: str) -> int:
        return int(value)


class DayConverter(BaseConverter):
    """`<day:on>`: a day such as `2026-11-25`; no other spelling, and none that the calendar lacks."""

    regex = "20[0-9]{2}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValidationError from None

    def to_url(self, value: date) -> str:
        return value.isoformat()


class ArticleConverter(BaseConverter):
    """`<article:place>`: an article of a law, `8` or `8-2` for 제8조의2; no other spelling."""

    regex = "[1-9][0-9]{0,3}(?:-[1-9][0-9]?)?"

    def to_python(self, value: str) -> Place:
        article, _, branch = value.partition("-")
        return Place(int(article), int(branch or 0))

    def to_url(self, value: Place) -> str:
        return citing.slug_of(value)


def init_converters(app: Flask) -> None:
    app.url_map.converters.update(
        article=ArticleConverter,
        day=DayConverter,
        hex=HexConverter,
        id=RowIdConverter,
        level=TileLevelConverter,
    )
