"""Where a meeting's video room is: an address that a setting makes of the room's name."""

import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit

from services.settings import ROOM_PLACE
from webapp.context import settings

ROOM_BYTES = 16


@dataclass(frozen=True)
class RoomLink:
    url: str
    host: str


def new_room() -> str:
    """A name that nobody guesses, and that says nothing of the meeting."""
    return f"balgil-{secrets.token_hex(ROOM_BYTES)}"


def find_room(room: str) -> RoomLink | None:
    """None where the organisation has no video rooms."""
    template = settings().meeting_url
    if not template:
        return None
    url = template.replace(ROOM_PLACE, room)
    return RoomLink(url, urlsplit(url).hostname or "")
