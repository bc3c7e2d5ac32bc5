"""A lean HTTP client for load: many connections in one process, requests prepared beforehand.

It sends only to this machine, a fixed number of requests, and stops by itself.
"""

import selectors
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

PATIENCE_S = 60.0


@dataclass
class Answers:
    """What came back: seconds for all, the statuses, and each answer's own seconds."""

    seconds: float
    statuses: dict[int, int] = field(default_factory=dict)
    latencies: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return sum(self.statuses.values()) / self.seconds


@dataclass
class _Connection:
    socket: socket.socket
    sent_at: float = 0.0
    buffer: bytes = b""


def post_request(path: str, body: bytes, headers: dict[str, str]) -> bytes:
    lines = [f"POST {path} HTTP/1.1", "Host: localhost", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def get_request(path: str, headers: dict[str, str]) -> bytes:
    lines = [
        f"GET {path} HTTP/1.1",
        "Host: localhost",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


def send_all(port: int, requests: Sequence[bytes], connections: int) -> Answers:
    """Sends every request once over so many connections, each with one request under way."""
    selector = selectors.DefaultSelector()
    waiting = iter(requests)
    answers = Answers(0.0)
    started = time.perf_counter()
    for _ in range(connections):
        connection = _Connection(socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S))
        connection.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(connection.socket, selectors.EVENT_READ, connection)
        _send_next(connection, waiting, selector)
    while selector.get_map():
        for key, _ in selector.select(PATIENCE_S):
            _receive(key.data, waiting, selector, answers)
    answers.seconds = time.perf_counter() - started
    return answers


def _send_next(connection: _Connection, waiting: object, selector: selectors.BaseSelector) -> None:
    request = next(waiting, None)  # type: ignore[call-overload]
    if request is None:
        selector.unregister(connection.socket)
        connection.socket.close()
        return
    connection.sent_at = time.perf_counter()
    connection.socket.sendall(request)


def _receive(
    connection: _Connection, waiting: object, selector: selectors.BaseSelector, answers: Answers
) -> None:
    data = connection.socket.recv(65_536)
    if not data:
        raise ConnectionError("the server closed a connection")
    connection.buffer += data
    head, separator, body = connection.buffer.partition(b"\r\n\r\n")
    if not separator or len(body) < _content_length(head):
        return
    status = int(head[9:12])
    answers.statuses[status] = answers.statuses.get(status, 0) + 1
    answers.latencies.append(time.perf_counter() - connection.sent_at)
    connection.buffer = b""
    _send_next(connection, waiting, selector)


def _content_length(head: bytes) -> int:
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            return int(value)
    return 0
