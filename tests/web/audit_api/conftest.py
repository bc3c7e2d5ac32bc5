"""A capture that the server has, and the auditor who asks about it."""

import pytest

from tests.cast import Cast
from tests.clocks import HandClock
from tests.phones import Tap
from tests.web.audit_answers import PhoneOf
from tests.web.conftest import Browser, ClientAs, Sequencer


@pytest.fixture
def tap(phone_of: PhoneOf, cast: Cast, clock: HandClock, sequencer: Sequencer) -> Tap:
    phone = phone_of(cast.traveller)
    sequencer.run()
    clock.advance(minutes=1)
    return phone.tap(clock.now())


@pytest.fixture
def sent(tap: Tap, client_as: ClientAs, cast: Cast, sequencer: Sequencer) -> Tap:
    client_as(cast.traveller).api("POST", "evidences", tap.body(cast.traveller.number))
    sequencer.run()
    return tap


@pytest.fixture
def auditor(client_as: ClientAs, cast: Cast) -> Browser:
    return client_as(cast.auditor)
