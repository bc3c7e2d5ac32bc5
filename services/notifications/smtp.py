"""The organisation's mail server, named by one address in the settings.

`smtps://user:password@host` speaks TLS from the start, `smtp://host` after STARTTLS, which must then be
there (on this machine itself it need not); `smtp+plain://host` never does, and carries no password.
"""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

PORTS: Final = {"smtps": 465, "smtp": 587, "smtp+plain": 25}
PATIENCE_S: Final = 20.0
LOCAL: Final = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, repr=False)
class MailServer:
    host: str
    port: int
    scheme: str
    user: str = ""
    password: str = ""


def parse_mail_server(address: str) -> MailServer:
    """What the setting says; the settings have refused what is none, and a password without TLS."""
    url = urlsplit(address)
    user, password = unquote(url.username or ""), unquote(url.password or "")
    return MailServer(url.hostname or "", url.port or PORTS[url.scheme], url.scheme, user, password)


@contextmanager
def connected(server: MailServer) -> Iterator[smtplib.SMTP]:
    """An open connection, signed in where there is a user. Raises: OSError; smtplib.SMTPException."""
    tls = ssl.create_default_context()
    if server.scheme == "smtps":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=PATIENCE_S, context=tls)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=PATIENCE_S)
    try:
        _protect(connection, server, tls)
        if server.user:
            connection.login(server.user, server.password)
        yield connection
    finally:
        with suppress(smtplib.SMTPException, OSError):
            connection.quit()


def _protect(connection: smtplib.SMTP, server: MailServer, tls: ssl.SSLContext) -> None:
    connection.ehlo()
    is_needed = server.scheme == "smtp" and (server.user or server.host not in LOCAL)
    if is_needed or (server.scheme == "smtp" and connection.has_extn("starttls")):
        connection.starttls(context=tls)
        connection.ehlo()
