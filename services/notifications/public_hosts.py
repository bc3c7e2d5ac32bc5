"""Connections to hosts of the public internet, and to no others.

Whoever is signed in may name the address to which this server posts. A name is resolved once, each of its
addresses is judged, and the connection goes to one that was judged: a name cannot mean another host at the
second look.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final
from urllib.parse import SplitResult

READ_S: Final = 5.0
MOST_ADDRESSES: Final = 2
PORTS: Final = {"https": 443, "http": 80}
_TRANSLATED: Final = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"))
# What is given out of IPv6; all else, as `fec0::`, is of old or of the own network.
_GIVEN_OUT: Final = ip_network("2000::/3")


class ForbiddenHost(Exception):
    """The name stands for a host within the own network."""


def open_public(url: SplitResult, *, any_host: bool) -> socket.socket:
    """A socket to the first address of a host that answers. Raises: ForbiddenHost; OSError."""
    port = url.port or PORTS[url.scheme]
    failure = OSError("no address answers")
    for address in resolve_public(url.hostname or "", port, any_host=any_host)[:MOST_ADDRESSES]:
        try:
            return socket.create_connection((address, port), READ_S)
        except OSError as error:
            failure = error
    raise failure


def resolve_public(host: str, port: int, *, any_host: bool = False) -> list[str]:
    """The addresses of a host. Raises: ForbiddenHost when one of them is not public; OSError."""
    entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    found = list(dict.fromkeys(str(entry[4][0]) for entry in entries))
    if not any_host and not all(map(is_public, found)):
        raise ForbiddenHost(host)
    return found


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet; one that stands for another is judged as that."""
    ip = ip_address(address.partition("%")[0])
    inner = _find_inner(ip) if isinstance(ip, IPv6Address) else None
    if inner is not None:
        return is_public(str(inner))
    if isinstance(ip, IPv6Address) and ip not in _GIVEN_OUT:
        return False
    return ip.is_global and not ip.is_multicast


def _find_inner(ip: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 one stands for: mapped, 6to4, or translated (RFC 6052, RFC 8215)."""
    if any(ip in network for network in _TRANSLATED):
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour


@contextmanager
def hanging_up(connected: socket.socket, after_s: float) -> Iterator[socket.socket]:
    """Ends a connection after so long: each read has its limit, not how many there are."""
    spare = connected.dup()  # TLS takes the socket over; this one hangs up all the same
    ending = threading.Timer(after_s, _shut, [spare])
    ending.daemon = True
    ending.start()
    try:
        yield connected
    finally:
        ending.cancel()
        _shut(spare)
        spare.close()
        connected.close()


def _shut(connected: socket.socket) -> None:
    with suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)
