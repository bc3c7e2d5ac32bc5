"""What an auditor holds before the scanner: codes of a simulated phone, printed, rasterised, filmed."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import numpy as np
import pypdfium2
from PIL import Image
from playwright.sync_api import BrowserContext, Locator, Page, Playwright, expect

from services import trips
from services.crypto import base45
from services.ledger import Head, newest_head
from tests.audit_story import honest_context
from tests.browser.chromium import PHONE, launch, wait_until
from tests.browser.conftest import open_session
from tests.browser.phone import parts_of, staff_id_of
from tests.browser.server import Server
from tests.cast import Member
from tests.factories import NUMBERS
from tests.phones import Phone, Tap, make_phone

FRAME = (1280, 720)
HEAD_TRIES = 200
CAMERA_FLAGS = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


def simulated_phone(server: Server, who: str = "traveller") -> Phone:
    parts = parts_of(server)
    owner = Member(staff_id_of(server, who), NUMBERS[who], who)
    return make_phone(
        parts.database, parts.ledger, parts.keys, owner, parts.settings.origin, parts.clock.now()
    )


def take(server: Server, phone: Phone) -> Tap:
    """A capture now, honest in everything, that is nowhere but on the phone."""
    parts = parts_of(server)
    head = wait_for_head(server)
    tap = phone.tap(parts.clock.now(), beacon=head.beacon)
    context = json.dumps(honest_context(tap.payload)).encode()
    tap = phone.seal(replace(tap.payload, context_hash=trips.context_hash(context)), context)
    phone.previous = tap.id
    return tap


def wait_for_head(server: Server) -> Head:
    """The newest head; the worker publishes the first one a moment after the start."""
    for _ in range(HEAD_TRIES):
        with parts_of(server).database.reading() as session:
            head = newest_head(session)
        if head:
            return head
        Event().wait(0.1)
    raise AssertionError("the ledger was never opened")


def send(page: Page, server: Server, tap: Tap, who: str = "traveller") -> None:
    """Uploads it as its owner's phone does, and waits until the ledger has it."""
    open_session(page, server, who)
    page.goto(server.url)
    body = json.dumps(tap.body(NUMBERS[who]))
    upload = """async (body) => (await fetch('/api/v1/evidences', {
      method: 'POST', body, headers: { 'Content-Type': 'application/json' } })).status"""
    assert page.evaluate(upload, body) == 201
    address = json.dumps(f"/api/v1/evidences/{tap.id.hex()}")
    wait_until(page, f"async () => Boolean((await (await fetch({address})).json()).index !== null)")
    page.context.clear_cookies()


def alter(text: str) -> str:
    """The same code with one bit of its sealed part turned."""
    frame = bytearray(trips.parse_text(text))
    frame[-20] ^= 1
    return f"BG1:{base45.encode(bytes(frame))}"


def print_sheet(text: str) -> bytes:
    """The PDF that a traveller prints."""
    sheet = trips.Sheet(
        title="출장 증빙지",
        organisation="가람시",
        language="ko",
        rows=[("곳", "거창군청에서 48 m"), ("찍은 때", "2026. 11. 24. 15:02")],
        qr_text=text,
        symbol_alt="증빙 QR 코드",
        symbol_caption="1182",
        notes=[],
        footer="가람시 발길",
    )
    return trips.render_sheet(sheet, datetime.now(UTC))


def film(folder: Path, pdf: bytes) -> Path:
    """A film of the printed page, held before a camera so that its width fills the picture."""
    document = pypdfium2.PdfDocument(pdf)
    page = document[0].render(scale=2.2).to_pil().convert("L")
    path = folder / "page.y4m"
    path.write_bytes(as_film(cut_out(page)))
    return path


def cut_out(page: Image.Image) -> Image.Image:
    """The part of the page with the darkest ink, which is the symbol, in the camera's shape."""
    width, height = FRAME
    canvas = Image.new("L", (max(width, page.width), max(height, page.height)), 255)
    canvas.paste(page, ((canvas.width - page.width) // 2, 0))
    rows = (255 - np.asarray(canvas).astype(int)).sum(axis=1)
    weights = np.convolve(rows, np.ones(height), "valid")
    top = int(weights.argmax())
    left = (canvas.width - width) // 2
    return canvas.crop((left, top, left + width, top + height))


def as_film(picture: Image.Image, frames: int = 4) -> bytes:
    """YUV4MPEG2, 4:2:0, grey."""
    width, height = picture.size
    one = b"FRAME\n" + picture.tobytes() + bytes([128]) * (width * height // 2)
    return b"YUV4MPEG2 W%d H%d F10:1 Ip A1:1 C420jpeg\n" % (width, height) + one * frames


@contextmanager
def camera_sees(playwright: Playwright, film_path: Path) -> Iterator[BrowserContext]:
    """A browser before whose camera the film runs."""
    browser = launch(playwright, *CAMERA_FLAGS, f"--use-file-for-fake-video-capture={film_path}")
    context = browser.new_context(viewport=PHONE, locale="ko-KR", timezone_id="Asia/Seoul")
    try:
        yield context
    finally:
        context.close()
        browser.close()


def open_scanner(page: Page, server: Server, who: str = "auditor") -> None:
    open_session(page, server, who)
    page.goto(f"{server.url}/audit/scan")


def paste(page: Page, *texts: str) -> Locator:
    """Asks for these texts; the verdict that then stands on the screen."""
    page.get_by_label("글자로 확인").fill("\n".join(texts))
    page.get_by_role("button", name="확인하기").click()
    verdict = page.get_by_test_id("verdict")
    expect(verdict).to_be_visible(timeout=15_000)
    return verdict


def expect_verdict(page: Page, kind: str, timeout_s: float = 15) -> None:
    expect(page.get_by_test_id("verdict")).to_have_attribute("data-verdict", kind, timeout=timeout_s * 1000)
