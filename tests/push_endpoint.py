"""A push service of this test alone: it checks who signed each push and for whom, and decrypts it as the
browser would (RFC 8292, RFC 8291, RFC 8188), with nothing but the standards' own formulas.
"""

import json
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from services.clock import Clock
from services.crypto import base64url, signing

LONGEST_EXP_S = 24 * 3600
POLL_S = 0.02


@dataclass(frozen=True)
class BrowserKeys:
    """What a browser makes when it subscribes."""

    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    secret: bytes = b"\x05" * 16

    @property
    def public(self) -> bytes:
        return self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def decrypt(self, body: bytes) -> bytes:
        """RFC 8291, 3.4, over a single record of RFC 8188."""
        salt, size, key_length = body[:16], int.from_bytes(body[16:20]), body[20]
        sender, record = body[21 : 21 + key_length], body[21 + key_length :]
        assert len(record) <= size
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        shared = self.private.exchange(ec.ECDH(), point)
        info = b"WebPush: info\x00" + self.public + sender
        input_key = HKDF(SHA256(), 32, self.secret, info).derive(shared)
        key = HKDF(SHA256(), 16, salt, b"Content-Encoding: aes128gcm\x00").derive(input_key)
        nonce = HKDF(SHA256(), 12, salt, b"Content-Encoding: nonce\x00").derive(input_key)
        padded = AESGCM(key).decrypt(nonce, record, None).rstrip(b"\x00")
        assert padded[-1:] == b"\x02"
        return padded[:-1]


@dataclass(frozen=True)
class Push:
    """One that was posted: to which path, and what it says."""

    path: str
    text: bytes
    headers: Mapping[str, str]
    claims: Mapping[str, Any]


@dataclass
class PushEndpoint:
    """`answers`: by path the status and headers that come instead of 201; `slow`: paths that never answer."""

    clock: Clock
    signer: bytes
    keys: BrowserKeys = field(default_factory=BrowserKeys)
    answers: dict[str, tuple[int, dict[str, str]]] = field(default_factory=dict)
    slow: set[str] = field(default_factory=set)
    dripping: set[str] = field(default_factory=set)
    pushes: list[Push] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    url: str = ""
    closing: Event = field(default_factory=Event)
    arrived: Event = field(default_factory=Event)

    def await_push(self, patience_s: float = 10) -> str:
        """The path of the first one that arrives."""
        assert self.arrived.wait(patience_s)
        return self.pushes[0].path

    def paths(self) -> list[str]:
        return sorted(push.path for push in self.pushes)

    def take(self, path: str, headers: Mapping[str, str], body: bytes) -> None:
        claims = self._check_signature(headers["Authorization"])
        assert headers["Content-Encoding"] == "aes128gcm"
        assert int(headers["TTL"]) > 0
        self.pushes.append(Push(path, self.keys.decrypt(body), headers, claims))
        self.arrived.set()

    def _check_signature(self, authorization: str) -> Mapping[str, Any]:
        scheme, _, rest = authorization.partition(" ")
        assert scheme.lower() == "vapid"
        parts = dict(part.strip().split("=", 1) for part in rest.split(","))
        assert base64url.decode(parts["k"]) == self.signer
        signed, _, signature = parts["t"].rpartition(".")
        signing.verify_signature(self.signer, signed.encode(), base64url.decode(signature))
        head, claims = (json.loads(base64url.decode(part)) for part in signed.split("."))
        assert head["alg"] == "ES256"
        assert claims["aud"] == self.url
        assert 0 < claims["exp"] - self.clock.now().timestamp() <= LONGEST_EXP_S
        assert claims["sub"].startswith(("mailto:", "https:"))
        return dict(claims)


@contextmanager
def running_endpoint(
    clock: Clock, signer: bytes, tls: ssl.SSLContext | None = None
) -> Iterator[PushEndpoint]:
    """`signer`: the public key that pushes must be signed with; `tls`: it speaks https with these keys."""
    endpoint = PushEndpoint(clock, signer)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(endpoint))
    server.daemon_threads = True
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    endpoint.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, args=[POLL_S], daemon=True)
    thread.start()
    try:
        yield endpoint
    finally:
        endpoint.closing.set()
        server.shutdown()
        server.server_close()
    assert endpoint.faults == []


def _handler(endpoint: PushEndpoint) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path in endpoint.slow:
                endpoint.closing.wait()
                return
            if self.path in endpoint.dripping:
                self._drip()
                return
            try:
                endpoint.take(self.path, self.headers, body)
            except Exception as error:
                endpoint.faults.append(repr(error))
            status, headers = endpoint.answers.get(self.path, (201, {}))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()

        def _drip(self) -> None:
            """A letter of the answer now and then: no single read lasts long."""
            while not endpoint.closing.wait(0.02):
                try:
                    self.wfile.write(b"H")
                    self.wfile.flush()
                except OSError:
                    return

        def log_message(self, *_: object) -> None:
            return

    return Handler
