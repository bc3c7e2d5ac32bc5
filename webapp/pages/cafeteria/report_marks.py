"""Whose budget of queue reports pays: a keyed hash of the day and the person, which no report bears."""

import hmac
from datetime import date

from services.clock import local_day
from webapp.context import current_person, keys, lunch_now

PURPOSE = b"balgil-queue-reports-v1"


def current_mark() -> bytes:
    """Raises: SignedOut."""
    return report_mark(keys().session_secret, current_person().staff_id, local_day(lunch_now()))


def report_mark(secret: bytes, staff_id: int, on: date) -> bytes:
    """32 bytes. A key of its own is derived first: the secret also signs cookies."""
    key = hmac.digest(secret, PURPOSE, "sha256")
    return hmac.digest(key, f"{on.isoformat()} {staff_id}".encode(), "sha256")
