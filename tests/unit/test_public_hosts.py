"""Whoever is signed in may name an address: this server connects to the public internet alone."""

import socket
from urllib.parse import urlsplit

import pytest

from services.notifications.public_hosts import ForbiddenHost, is_public, open_public, resolve_public


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fc00::1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "64:ff9b:1::a00:1",
        "fec0::1",
        "::127.0.0.1",
        "::ffff:0:127.0.0.1",
    ],
)
def test_addresses_of_the_own_network_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8"])
def test_addresses_of_the_internet_are(address: str) -> None:
    assert is_public(address)


def test_a_name_that_stands_for_this_machine_is_forbidden() -> None:
    with pytest.raises(ForbiddenHost):
        resolve_public("localhost", 443)
    assert resolve_public("localhost", 443, any_host=True)


def test_a_name_with_one_address_of_the_own_network_is_forbidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """And it is asked once: at a second look it could stand for another host."""
    asked = []

    def answer(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (at, port)) for at in ("8.8.8.8", "10.0.0.8")]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    with pytest.raises(ForbiddenHost):
        open_public(urlsplit("https://push.example/1"), any_host=False)
    assert asked == ["push.example"]
