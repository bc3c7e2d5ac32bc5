"""A small RTSP camera (RFC 2326, RFC 2435): Motion JPEG over the connection itself, behind a password."""

import socketserver
import struct
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import cv2

from services.cafeteria.camera.pixels import Pixels

USER = "balgil:열쇠"
MOST_IN_A_PACKET, JPEG, TICKS = 1200, 26, 90_000
SDP = "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=camera\r\nt=0 0\r\nm=video 0 RTP/AVP 26\r\na=control:track1\r\n"


def split_jpeg(picture: Pixels) -> tuple[bytes, bytes]:
    """The two quantisation tables and the scan, which is all that goes over the line."""
    data, tables, at = cv2.imencode(".jpg", picture)[1].tobytes(), b"", 2
    while True:
        kind, length = struct.unpack(">xBH", data[at : at + 4])
        if kind == 0xDB:
            tables += b"".join(data[start + 1 : start + 65] for start in range(at + 4, at + 2 + length, 65))
        at += 2 + length
        if kind == 0xDA:
            return tables, data[at:-2]


def make_packets(picture: Pixels, at_s: float, first: int) -> Iterator[bytes]:
    """One picture as RTP packets, each framed for the connection."""
    (high, wide), (tables, scan) = picture.shape[:2], split_jpeg(picture)
    for place, start in enumerate(range(0, len(scan), MOST_IN_A_PACKET)):
        piece = scan[start : start + MOST_IN_A_PACKET]
        is_last = start + len(piece) == len(scan)
        head = struct.pack(
            ">BBHII", 0x80, JPEG | 0x80 * is_last, (first + place) & 0xFFFF, round(at_s * TICKS), 1
        )
        head += struct.pack(">IBBBB", start, 1, 255, wide // 8, high // 8)
        if start == 0:
            head += struct.pack(">HH", 0, len(tables)) + tables
        yield struct.pack(">BBH", 0x24, 0, len(head) + len(piece)) + head + piece


class Handler(socketserver.StreamRequestHandler):
    pictures: Callable[[], Iterator[Pixels]]
    rate: float
    stopping: threading.Event

    def handle(self) -> None:
        while request := self.rfile.readline().decode():
            method, address = request.split()[:2]
            headers = dict(self.read_headers())
            wanted = "Basic " + b64encode(USER.encode()).decode()
            if headers.get("authorization") != wanted and method != "OPTIONS":
                self.answer(headers, "WWW-Authenticate: Basic realm=camera\r\n", status="401 Unauthorized")
            elif method == "DESCRIBE":
                self.answer(headers, f"Content-Base: {address}/\r\nContent-Type: application/sdp\r\n", SDP)
            elif method == "SETUP":
                self.answer(headers, "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\nSession: 1\r\n")
            elif method == "PLAY":
                self.answer(headers, "Session: 1\r\n")
                self.play()
                return
            else:
                self.answer(headers, "Public: DESCRIBE, SETUP, PLAY\r\n")

    def read_headers(self) -> Iterator[tuple[str, str]]:
        while line := self.rfile.readline().decode().strip():
            name, _, value = line.partition(":")
            yield name.lower(), value.strip()

    def answer(self, headers: dict[str, str], more: str = "", body: str = "", status: str = "200 OK") -> None:
        head = f"RTSP/1.0 {status}\r\nCSeq: {headers['cseq']}\r\n{more}Content-Length: {len(body)}\r\n\r\n"
        self.wfile.write((head + body).encode())

    def play(self) -> None:
        first = 0
        for number, picture in enumerate(self.pictures()):
            for packet in make_packets(picture, number / self.rate, first):
                first += 1
                try:
                    self.wfile.write(packet)
                except OSError:
                    return
            if self.stopping.wait(1 / self.rate):
                return


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


@contextmanager
def rtsp_camera(pictures: Callable[[], Iterator[Pixels]], rate: float = 10) -> Iterator[str]:
    """Plays them to one viewer after another, `rate` a second, each from the beginning."""
    stopping = threading.Event()
    parts = {"pictures": staticmethod(pictures), "rate": rate, "stopping": stopping}
    handler = type("Playing", (Handler,), parts)
    with Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"rtsp://balgil:%EC%97%B4%EC%87%A0@127.0.0.1:{server.server_address[1]}/stream2"
        finally:
            stopping.set()
            server.shutdown()
            thread.join()
