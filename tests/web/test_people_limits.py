"""How often one address may ask, and a storage that is not there."""

import pytest

from services.errors import Refused
from services.settings import Settings
from tests.cast import Cast
from tests.clocks import HandClock
from tests.web.conftest import ClientAs
from webapp import create_app


def test_one_address_does_not_use_up_anothers(client_as: ClientAs, cast: Cast) -> None:
    busy, quiet = client_as(None), client_as(None)
    for _ in range(601):
        last = busy.api("POST", "sign-in/options")
    assert last.status_code == 429
    assert last.headers["Retry-After"] == "60"
    other = {"REMOTE_ADDR": "198.51.100.7"}
    assert quiet.api("POST", "sign-in/options", environ_overrides=other).status_code == 200


@pytest.mark.parametrize("storage", ["nonsense", "nowhere://host"])
def test_a_storage_that_is_not_there_refuses_to_start(
    settings: Settings, clock: HandClock, storage: str
) -> None:
    with pytest.raises(Refused) as refused:
        create_app(settings.model_copy(update={"limiter_storage": storage}), clock)
    assert refused.value.code == "limiter_storage"
