"""A mail server of this test alone (RFC 5321, as little of it as one mail needs)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread

POLL_S = 0.02


@dataclass
class MailBag:
    """What arrived; `refuses`: by address the code that it is refused with; `hangs_up_at`: addresses at
    which the connection ends; `is_down`: hangs up at once; `at_mail`: what happens while a mail is taken."""

    mails: list[EmailMessage] = field(default_factory=list)
    refuses: dict[str, int] = field(default_factory=dict)
    hangs_up_at: set[str] = field(default_factory=set)
    is_down: bool = False
    at_mail: Callable[[], None] = lambda: None
    port: int = 0


class MailServer(ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, bag: MailBag) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.bag = bag
        bag.port = self.server_address[1]


class Talk(StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        if self.server.bag.is_down:
            return
        self._say("220 test")
        while line := self.rfile.readline().decode().strip():
            if line.partition("<")[2].partition(">")[0] in self.server.bag.hangs_up_at:
                return
            self._say(self._answer(line))

    def _answer(self, line: str) -> str:
        command = line[:4].upper()
        if command == "RCPT":
            code = self.server.bag.refuses.get(line.partition("<")[2].partition(">")[0])
            return f"{code} no" if code else "250 ok"
        if command == "DATA":
            self._say("354 go on")
            self.server.bag.mails.append(self._read_mail())
            self.server.bag.at_mail()
        return "221 bye" if command == "QUIT" else "250 ok"

    def _read_mail(self) -> EmailMessage:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        mail = message_from_bytes(b"".join(lines), policy=policy.default)
        assert isinstance(mail, EmailMessage)
        return mail

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def running_mail_server() -> Iterator[MailBag]:
    bag = MailBag()
    server = MailServer(bag)
    Thread(target=server.serve_forever, args=[POLL_S], daemon=True).start()
    try:
        yield bag
    finally:
        server.shutdown()
        server.server_close()
