"""One push to one browser: encrypted for it alone (RFC 8291), signed by this server (RFC 8292), posted.

What it says is the same for everybody: that there is something new. Push services of other countries see the
address, the time and a constant length; what there is to read stays here, in the inbox.
"""

import json
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from time import monotonic
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from services.crypto import base64url
from services.notifications.public_hosts import ForbiddenHost, hanging_up, open_public

MESSAGE: Final = json.dumps({"n": 1}).ljust(64).encode()
TTL: Final = timedelta(hours=12)
SIGNED_FOR: Final = timedelta(hours=12)
# A push service keeps one waiting message of this name, the newest.
COLLAPSE: Final = "balgil-notices"
DEADLINE_S: Final = 10.0
LONGEST_RETRY_AFTER: Final = timedelta(hours=1)
_LATER: Final = {408, 425, 429}


class Fate(StrEnum):
    SENT = "sent"
    GONE = "gone"  # the browser takes no more pushes at this address
    LATER = "later"
    REFUSED = "refused"  # this message, and the same again would be


@dataclass(frozen=True)
class Target:
    """A browser's address and keys."""

    endpoint: str
    public_key: bytes
    secret: bytes


@dataclass(frozen=True)
class Outcome:
    """`is_hung` says that there was no answer for so long that the deadline ended it."""

    fate: Fate
    retry_after: timedelta = timedelta()
    why: str = ""
    is_hung: bool = False


@dataclass(frozen=True)
class PushSender:
    """What posts pushes: `key` signs them, `subject` (https: or mailto:) is whom a push service may ask."""

    key: EllipticCurvePrivateKey
    subject: str
    any_host: bool = False
    deadline_s: float = DEADLINE_S

    def send(self, target: Target, now: datetime, *, is_urgent: bool) -> Outcome:
        """Posts one push, within the deadline whatever the other side does; never raises for its sake."""
        url = urlsplit(target.endpoint)
        began = monotonic()
        try:
            headers, body = self._seal(target, url, now, is_urgent=is_urgent)
            return self._post(url, headers, body)
        except ForbiddenHost:
            return Outcome(Fate.GONE, why="not a public host")
        except (OSError, HTTPException, ValueError) as error:
            is_hung = isinstance(error, TimeoutError) or monotonic() - began >= self.deadline_s
            return Outcome(Fate.LATER, why=type(error).__name__, is_hung=is_hung)

    def _seal(
        self, target: Target, url: SplitResult, now: datetime, *, is_urgent: bool
    ) -> tuple[Mapping[str, str], bytes]:
        # Imported here: the web process never sends, and these bring megabytes with them.
        from py_vapid import Vapid02
        from pywebpush import WebPusher

        vapid: Any = Vapid02  # the library says nothing of its types
        keys = {"p256dh": base64url.encode(target.public_key), "auth": base64url.encode(target.secret)}
        body = WebPusher({"endpoint": target.endpoint, "keys": keys}).encode(MESSAGE)["body"]
        claims: dict[str, Any] = {
            "aud": f"{url.scheme}://{url.netloc}",
            "sub": self.subject,
            "exp": int((now + SIGNED_FOR).timestamp()),
        }
        headers = {
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(int(TTL.total_seconds())),
            "Urgency": "high" if is_urgent else "normal",
            "Topic": COLLAPSE,
            **vapid(self.key).sign(claims),
        }
        return headers, bytes(body)

    def _post(self, url: SplitResult, headers: Mapping[str, str], body: bytes) -> Outcome:
        """Neither follows a redirection nor reads an answer's body: neither is asked for."""
        with hanging_up(open_public(url, any_host=self.any_host), self.deadline_s) as plain:
            connection = self._speak_http(url, plain)
            path = f"{url.path or '/'}?{url.query}" if url.query else url.path or "/"
            connection.request("POST", path, body, dict(headers))
            answer = connection.getresponse()
            connection.close()
            return _judge(answer.status, answer.getheader("Retry-After"))

    def _speak_http(self, url: SplitResult, plain: socket.socket) -> HTTPConnection:
        host = url.hostname or ""
        if url.scheme != "https":
            connection = HTTPConnection(host, url.port)
            connection.sock = plain
        else:
            connection = HTTPSConnection(host, url.port, context=self._tls)
            connection.sock = self._tls.wrap_socket(plain, server_hostname=host)
        return connection

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return ssl.create_default_context()


def _judge(status: int, retry_after: str | None) -> Outcome:
    why = str(status)
    if 200 <= status < 300:
        return Outcome(Fate.SENT)
    if status in (404, 410):
        return Outcome(Fate.GONE, why=why)
    if status in _LATER or status >= 500:
        return Outcome(Fate.LATER, _read_seconds(retry_after), why)
    return Outcome(Fate.REFUSED, why=why)


def _read_seconds(retry_after: str | None) -> timedelta:
    """Seconds alone: a date would need the other side's clock to be right."""
    seconds = int(retry_after) if retry_after and retry_after.isascii() and retry_after.isdigit() else 0
    return min(timedelta(seconds=min(seconds, 10**6)), LONGEST_RETRY_AFTER)
