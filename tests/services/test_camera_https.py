"""The connection to the server is verified: a stranger's certificate gets neither counts nor the key."""

import ipaddress
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from services.cafeteria.camera.counts import make_reading
from services.cafeteria.camera.refusal import Refusal
from services.cafeteria.camera.server import Server
from services.cafeteria.camera.settings import read_settings
from tests.camera import KEY, write_settings


@dataclass(frozen=True)
class SecureServer:
    port: int
    certificate: Path
    paths: list[str]


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """Self-signed, for localhost and not for 127.0.0.1."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "x")]),
    )
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now - timedelta(days=1))
    builder = builder.not_valid_after(now + timedelta(days=1))
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.9"))]
    builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    certificate = builder.sign(key, hashes.SHA256())
    pem, secret = folder / "server.pem", folder / "server.key"
    pem.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return pem, secret


@contextmanager
def serving(folder: Path) -> Iterator[SecureServer]:
    pem, secret = make_certificate(folder)
    context, paths = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), []
    context.load_cert_chain(pem, secret)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            paths.append(self.path)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Nothing on the terminal."""

    class Quiet(ThreadingHTTPServer):
        def get_request(self):
            connection, address = super().get_request()
            return context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False), address

        def handle_error(self, *args: object) -> None:
            """A client that hangs up is what is tested."""

    with Quiet(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield SecureServer(server.server_address[1], pem, paths)
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("host", "is_trusted", "fate"),
    [("localhost", True, "taken"), ("localhost", False, "later"), ("127.0.0.1", True, "later")],
    ids=["ours", "unknown-issuer", "another-name"],
)
def test_only_a_verified_server_gets_counts(tmp_path: Path, host: str, is_trusted: bool, fate: str) -> None:
    with serving(tmp_path) as server:
        top = f'ca_file = "{server.certificate}"' if is_trusted else ""
        address = f"https://{host}:{server.port}"
        settings = read_settings(write_settings(tmp_path / "c.toml", "0", address, top=top))
        now = datetime.now(UTC)
        answer = Server(settings, KEY).post([make_reading(3, now)], now)
    assert answer.fate == fate
    assert len(server.paths) == (fate == "taken")


@pytest.mark.parametrize("make", ["missing", "no-certificate"])
def test_certificates_that_cannot_be_read_are_named_before_anything_starts(tmp_path: Path, make: str) -> None:
    path = tmp_path / "authority.pem"
    if make == "no-certificate":
        path.write_text("no certificate")
    top, file = f'ca_file = "{path}"', tmp_path / "c.toml"
    with pytest.raises(Refusal) as refusal:
        Server(read_settings(write_settings(file, "0", "https://balgil.example", top=top)), KEY)
    assert refusal.value.params["field"] == "ca_file"
