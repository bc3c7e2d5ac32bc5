"""A language model that says what a test tells it to: an OpenAI-compatible endpoint of this machine."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

from services.manuals.tips import Endpoint


class Model:
    """An OpenAI-compatible endpoint of this machine, and what it was sent."""

    def __init__(self, said: str) -> None:
        self.sent: list[tuple[str, str, dict[str, object]]] = []
        self.status, self.body = 200, self.saying(said)
        model = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                model.sent.append((self.path, self.headers.get("Authorization", ""), body))
                self.send_response(model.status)
                if model.status == 302:
                    self.send_header("Location", "http://127.0.0.1:9/")
                self.send_header("Content-Length", str(len(model.body)))
                self.end_headers()
                self.wfile.write(model.body)

            def log_message(self, *_: object) -> None:
                return

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.endpoint = Endpoint(f"http://127.0.0.1:{self.server.server_port}/v1", "model-1", "secret")

    @staticmethod
    def saying(text: object) -> bytes:
        return json.dumps({"choices": [{"message": {"content": text}}]}).encode()


@contextmanager
def running_model(said: str) -> Iterator[Model]:
    model = Model(said)
    thread = threading.Thread(target=model.server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield model
    finally:
        model.server.shutdown()
        model.server.server_close()
        thread.join()
