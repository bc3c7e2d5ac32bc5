"""A capture and the browser of who made it."""

import pytest

from tests.cast import Cast
from tests.clocks import HandClock
from tests.phones import Tap
from tests.web.conftest import Browser, ClientAs
from tests.web.problems import PhoneOf


@pytest.fixture
def browser(client_as: ClientAs, cast: Cast) -> Browser:
    return client_as(cast.traveller)


@pytest.fixture
def tap(phone_of: PhoneOf, cast: Cast, clock: HandClock) -> Tap:
    return phone_of(cast.traveller).tap(clock.now())


@pytest.fixture
def body(tap: Tap, cast: Cast) -> dict[str, str]:
    return tap.body(cast.traveller.number)
