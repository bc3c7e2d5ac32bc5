"""`make phone`: the product on one's own phone, over the local network, with TLS.

Position, keys, passkeys and offline work exist on secure pages only, and a page is secure to a browser that
trusts its certificate. So this makes a certificate authority of this machine's own, whose certificate the
phone installs once, and one certificate for this machine's name and address.
"""

import ipaddress
import os
import socket
import sys
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import qrcode
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PORT = 8443
VALID = timedelta(days=397)  # what browsers accept at the most


def main() -> int:
    folder = Path(os.environ.get("BALGIL_STATE_DIR", "var")) / "tls"
    address, name = find_address(), f"{socket.gethostname().split('.')[0].lower()}.local"
    make_certificates(folder, name, address)
    port = int(os.environ.get("PORT", PORT))
    serve_authority(folder / "authority.crt", port + 1)
    explain(f"http://{address}:{port + 1}/balgil.crt", f"https://{name}:{port}")
    os.environ.update(
        HOST="0.0.0.0",  # noqa: S104 - the whole point is that the phone can reach it
        PORT=str(port),
        BALGIL_PUBLIC_URL=f"https://{name}:{port}",
        BALGIL_TLS_CERTIFICATE=str(folder / "server.crt"),
        BALGIL_TLS_KEY=str(folder / "server.key"),
    )
    from webapp.serve import main as serve

    return serve()


def find_address() -> str:
    """This machine's address in its network; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a documentation address, RFC 5737
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def make_certificates(folder: Path, name: str, address: str) -> None:
    """The authority once, and a fresh certificate for today's name and address."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not (folder / "authority.key").exists():
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _sign(_name("Balgil on this machine"), key, _name("Balgil on this machine"), key, None)
        _write(folder / "authority", key, certificate)
    authority_key = serialization.load_pem_private_key((folder / "authority.key").read_bytes(), None)
    authority = x509.load_pem_x509_certificate((folder / "authority.crt").read_bytes())
    if not isinstance(authority_key, ec.EllipticCurvePrivateKey):
        raise TypeError("authority.key")
    key = ec.generate_private_key(ec.SECP256R1())
    names = [x509.DNSName(name), x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address(address))]
    _write(folder / "server", key, _sign(_name(name), key, authority.subject, authority_key, names))


def serve_authority(certificate: Path, port: int) -> None:
    """Hands out the authority's certificate, and nothing else, over plain http."""
    body = certificate.read_bytes()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/x-x509-ca-cert")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("", port), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()


def explain(certificate_url: str, url: str) -> None:
    print("1. 휴대전화로 이 QR을 열어 인증서를 설치하고 신뢰해 주세요. (Install and trust the certificate.)")
    _print_code(certificate_url)
    print("2. 그다음 이 주소를 열어 주세요. (Then open the product.)")
    _print_code(url)
    sys.stdout.flush()


def _print_code(text: str) -> None:
    code = qrcode.QRCode(border=2)
    code.add_data(text)
    code.print_ascii(invert=True)
    print(f"   {text}\n")


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _sign(
    subject: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer: x509.Name,
    issuer_key: ec.EllipticCurvePrivateKey,
    names: list[x509.GeneralName] | None,
) -> x509.Certificate:
    """A certificate for `names`, or an authority's own where there are none."""
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + VALID)
        .add_extension(x509.BasicConstraints(ca=names is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if names:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        builder = builder.add_extension(usage, critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def _write(stem: Path, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> None:
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    key_path = stem.with_suffix(".key")
    key_path.touch(mode=0o600)
    key_path.write_bytes(pem)
    stem.with_suffix(".crt").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


if __name__ == "__main__":
    sys.exit(main())
