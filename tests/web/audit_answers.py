"""What the interface of auditors answers and leaves behind."""

import io
from collections.abc import Callable
from typing import Any

from werkzeug.test import TestResponse

from services.access_log import list_looks
from tests.cast import Member
from tests.phones import Phone
from tests.web.conftest import Browser
from webapp.context import Parts

PhoneOf = Callable[[Member], Phone]

LOOK = {"id": "0a" * 16, "reason": "청구서의 목적지와 달라 보여요"}


def problem(response: TestResponse) -> tuple[str, int]:
    assert response.mimetype == "application/problem+json", response.text
    found = response.get_json()
    assert found["detail"]
    return found["code"], response.status_code


def looks(parts: Parts, member: Member) -> list[str]:
    with parts.database.reading() as session:
        return [look.what_kind for look in list_looks(session, member.staff_id)]


def upload(browser: Browser, *files: bytes, **fields: str) -> TestResponse:
    data: dict[str, Any] = {
        "files": [(io.BytesIO(data), f"{n}.pdf") for n, data in enumerate(files)],
        **fields,
    }
    return browser.client.post("/api/v1/audit-batches", data=data, content_type="multipart/form-data")
