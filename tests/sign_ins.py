"""Signing in with a password in few words."""

from datetime import datetime, timedelta

import pytest

from services import people
from services.db import Database
from services.errors import BalgilError
from tests.factories import NOW, NUMBERS, PASSWORD, visit

LIFETIME = timedelta(days=30)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
WRONG = "this is not the password"


def sign_in(
    database: Database,
    number: str = NUMBERS["traveller"],
    password: str = PASSWORD,
    where: people.Visit | None = None,
    now: datetime = NOW,
) -> people.NewSession:
    return people.sign_in_with_password(
        database, number, password, where or visit(), now=now, lifetime=LIFETIME
    )


def refusal_of(*arguments: object, **keywords: object) -> BalgilError:
    with pytest.raises(BalgilError) as refusal:
        sign_in(*arguments, **keywords)  # type: ignore[arg-type]
    return refusal.value
