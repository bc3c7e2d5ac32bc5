"""Posts readings to the product: counts, over a verified connection, and nothing else."""

import json
import ssl
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from services.cafeteria.camera.counts import Reading
from services.cafeteria.camera.refusal import Refusal
from services.cafeteria.camera.settings import CameraSettings
from services.cafeteria.camera.table import WRONG

TIMEOUT_S, MOST_ANSWER_BYTES, LONGEST_RETRY_S = 10.0, 64_000, 300.0
LATER = {408, 425, 429}
WRONG_KEY = {401, 403, 404}


@dataclass(frozen=True)
class Answer:
    """`fate`: taken, refused (never to be sent again), wrong_key, or later."""

    fate: str
    status: int | None = None
    retry_after_s: float = 0.0


class Server:
    def __init__(self, settings: CameraSettings, key: str) -> None:
        parts = urlsplit(settings.server)
        self._is_secure, self._host, self._port = parts.scheme == "https", parts.hostname or "", parts.port
        self._path = f"{parts.path}/api/v1/cafeterias/{settings.cafeteria}/readings"
        self._headers = {
            "Authorization": f"Bearer {key}",
            "Content-Type": "application/json",
            "Accept": "application/json",
        }
        self._trust = _read_trust(settings.ca_file) if self._is_secure else None

    def post(self, batch: list[Reading], now: datetime) -> Answer:
        """Never raises for what a network does. A redirect is not followed: the key would go with it."""
        readings = [reading.to_json() for reading in batch]
        body = json.dumps({"sent_at": now.isoformat(timespec="seconds"), "readings": readings}).encode()
        connection = self._connect()
        try:
            connection.request("POST", self._path, body, self._headers)
            response = connection.getresponse()
            response.read(MOST_ANSWER_BYTES)
        except (OSError, HTTPException):
            return Answer("later")
        finally:
            connection.close()
        return _judge(response.status, response.getheader("Retry-After") or "")

    def _connect(self) -> HTTPConnection:
        if self._trust is not None:
            return HTTPSConnection(self._host, self._port, timeout=TIMEOUT_S, context=self._trust)
        return HTTPConnection(self._host, self._port, timeout=TIMEOUT_S)


def _read_trust(ca_file: str | None) -> ssl.SSLContext:
    """Raises: Refusal when the file of certificates cannot be read."""
    try:
        return ssl.create_default_context(cafile=ca_file)
    except OSError as error:
        raise Refusal(WRONG, field="ca_file") from error


def _judge(status: int, retry_after: str) -> Answer:
    wait_s = min(float(retry_after), LONGEST_RETRY_S) if retry_after.isdecimal() else 0.0
    if status in (200, 201):
        return Answer("taken", status)
    if status in WRONG_KEY:
        return Answer("wrong_key", status)
    if 400 <= status < 500 and status not in LATER:
        return Answer("refused", status)
    return Answer("later", status, wait_s)
