"""The day's curve in a sentence: it never says less than the wait that is shown above it."""

from dataclasses import replace
from datetime import time

import pytest
from flask import Flask
from flask_babel import force_locale

from services import cafeteria
from services.cafeteria import Crowd, Wait
from services.cafeteria.crowd.chart import ChartStep
from services.clock import local_instant
from tests.factories import TODAY
from tests.web.cafeteria import make_cafeteria
from webapp.context import Parts
from webapp.pages.cafeteria.diner_words import say_essence

NOON = local_instant(TODAY, time(12))
CURVE = (ChartStep(720, seen_min=6.0), ChartStep(725, low_min=5.0, mid_min=14.0, high_min=20.0))


@pytest.fixture
def crowd(parts: Parts) -> Crowd:
    hall = make_cafeteria(parts.database, NOON)
    with parts.database.reading() as session:
        return cafeteria.load_crowd(session, hall, NOON)


@pytest.mark.parametrize(
    ("wait", "said"),
    [
        (Wait(11, 29), "가장 길었던 때는 12:00, 20분이에요."),
        (Wait(8, 12), "가장 길 때는 12:05쯤, 14분쯤일 것 같아요."),
        (None, "가장 길 때는 12:05쯤, 14분쯤일 것 같아요."),
    ],
)
def test_the_newest_estimate_is_part_of_the_day(
    app: Flask, crowd: Crowd, wait: Wait | None, said: str
) -> None:
    shown = replace(crowd, steps=CURVE, wait=wait, as_of=NOON if wait else None)
    with app.test_request_context(), force_locale("ko"):
        assert say_essence(shown) == said
