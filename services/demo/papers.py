"""Papers as travellers hand them in: an evidence sheet of a simulated tap."""

from datetime import datetime

from services import trips
from services.clock import SEOUL
from services.demo.catalogue import ORGANISATION
from services.demo.play import Printed
from services.people import Person
from services.trips import BANDS_M


def draw_paper(printed: Printed, person: Person, printed_at: datetime) -> bytes:
    """The sheet as PDF."""
    tap = printed.tap
    rows = [
        ("곳", _say_place(printed)),
        ("오차", f"± {tap.accuracy_m} m"),
        ("찍은 때", _say_instant(tap.at)),
        ("출장자", f"{person.name} ({person.number})"),
    ]
    sheet = trips.Sheet(
        title="출장 증빙지",
        organisation=ORGANISATION,
        language="ko",
        rows=rows,
        qr_text=printed.text,
        symbol_alt="증빙 QR 코드",
        symbol_caption=f"{tap.at.astimezone(SEOUL):%H:%M}",
        notes=["시범 자료입니다. 실제 기록이 아닙니다."],
        footer=f"{ORGANISATION} 발길 · {_say_instant(printed_at)} 출력",
    )
    return trips.render_sheet(sheet, printed_at)


def _say_place(printed: Printed) -> str:
    destination = printed.tap.destination
    nearest = trips.nearest_destination(printed.tap.point, [destination] if destination else [])
    if nearest is None:
        return "목적지 없이 찍음"
    side, band_m = ("안", nearest.band_m) if nearest.band_m else ("밖", BANDS_M[-1])
    return f"{nearest.destination.name}에서 {trips.length_in_words(band_m)} {side}"


def _say_instant(at: datetime) -> str:
    local = at.astimezone(SEOUL)
    return f"{local.year}. {local.month}. {local.day}. {local:%H:%M:%S}"
