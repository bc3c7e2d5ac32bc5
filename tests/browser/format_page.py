"""An empty page under the product's content policy that can import the modules of webapp/static."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from playwright.sync_api import Browser, Page

STATIC = Path(__file__).resolve().parents[2] / "webapp" / "static"
POLICY = (
    "default-src 'none'; connect-src 'self'; script-src 'self'; style-src 'self'; worker-src 'self'; "
    "require-trusted-types-for 'script'; trusted-types balgil"
)
# Under X25519's name nothing is found, as in a browser of 2023.
WITHOUT_X25519 = """(() => {
  const { generateKey } = SubtleCrypto.prototype
  SubtleCrypto.prototype.generateKey = function (algorithm, ...rest) {
    if (algorithm.name === 'X25519') return Promise.reject(new DOMException('none', 'NotSupportedError'))
    return generateKey.call(this, algorithm, ...rest)
  }
})()"""


class _Handler(SimpleHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path != "/":
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(b"<!doctype html><html lang=ko><title>format</title>")

    def log_message(self, *_: Any) -> None:
        """Says nothing: the test reads what the page asked for."""


@contextmanager
def served_static() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=STATIC)) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://localhost:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def opened_page(browser: Browser, init_script: str = "") -> Iterator[Page]:
    with served_static() as url, browser.new_context() as context:
        page = context.new_page()
        if init_script:
            page.add_init_script(init_script)
        page.goto(url)
        yield page
