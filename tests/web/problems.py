"""What the JSON interface answers when it refuses, and how many evidences it has kept."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select

from services.trips.models import Evidence
from tests.cast import Member
from tests.phones import Phone
from webapp.context import Parts

PhoneOf = Callable[[Member], Phone]


def count(parts: Parts) -> int:
    with parts.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Evidence)) or 0


def problem(response: Any) -> tuple[str, int, str]:
    assert response.mimetype == "application/problem+json", response.text
    found = response.get_json()
    assert found["status"] == response.status_code
    assert found["detail"]
    return found["code"], response.status_code, found["outbox"]
