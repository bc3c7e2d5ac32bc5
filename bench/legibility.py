"""How well the symbol of an evidence survives paper: the share read at each printed width.

Each symbol is turned a little, shrunk to what a 200 dpi scan keeps of its width, blurred, given noise and
saved as a JPEG; then zxing-cpp reads it, as the server does. Baseline: an 18-Q symbol of random text, what
the evidence would be with uncompacted fields and more error correction, on the same paper and just as wide.
"""

import io
import random
from collections.abc import Iterator

import numpy as np
import qrcode
import zxingcpp
from PIL import Image, ImageFilter
from qrcode.constants import ERROR_CORRECT_M, ERROR_CORRECT_Q
from qrcode.util import MODE_ALPHA_NUM, QRData

from bench import Result, say
from bench._evidences import draw_payload, seal
from services.crypto.base45 import ALPHABET
from services.trips.evidence import to_qr_text

WIDTHS_MM = (12, 15, 18, 20, 25, 30, 35)
ROUNDS = 40
SCAN_DPI = 200
MARGIN, MODULE_PX = 4, 8
OURS = (11, ERROR_CORRECT_M)
DENSE, DENSE_CHARACTERS = (18, ERROR_CORRECT_Q), 574


def run() -> Iterator[Result]:
    for width_mm in WIDTHS_MM:
        source = random.Random(width_mm)
        read = dense_read = 0
        for _ in range(ROUNDS):
            seed = source.randrange(2**32)
            read += is_read(to_qr_text(seal(draw_payload(source))), OURS, width_mm, seed)
            dense_read += is_read(draw_text(source), DENSE, width_mm, seed)
        say(f"{width_mm} mm: {read} and {dense_read} of {ROUNDS}")
        yield Result("legibility", f"{width_mm}mm", read / ROUNDS, "share", dense_read / ROUNDS)


def draw_text(source: random.Random) -> str:
    return "".join(source.choices(ALPHABET.decode(), k=DENSE_CHARACTERS))


def is_read(text: str, form: tuple[int, int], width_mm: float, seed: int) -> bool:
    """Whether the symbol of `text`, printed `width_mm` wide without its margin, is read after the scan."""
    version, correction = form
    code = qrcode.QRCode(version, correction, box_size=1, border=MARGIN)
    code.add_data(QRData(text, mode=MODE_ALPHA_NUM))
    code.make(fit=False)
    modules = np.array(code.get_matrix())
    scanned = scan(modules, width_mm / (len(modules) - 2 * MARGIN), random.Random(seed))
    return any(found.text == text for found in zxingcpp.read_barcodes(scanned))


def scan(modules: np.ndarray, module_mm: float, source: random.Random) -> Image.Image:
    """What a scanner makes of printed modules; the same source damages two symbols alike."""
    ink = np.where(np.kron(modules, np.ones((MODULE_PX, MODULE_PX))), 30, 235).astype(np.uint8)
    page = Image.fromarray(ink).rotate(
        source.uniform(-4, 4), Image.Resampling.BICUBIC, expand=True, fillcolor=235
    )
    scale = module_mm * SCAN_DPI / 25.4 / MODULE_PX
    small = page.resize([max(1, round(side * scale)) for side in page.size], Image.Resampling.BOX)
    blurred = small.filter(ImageFilter.GaussianBlur(source.uniform(0.4, 0.9)))
    return to_jpeg(add_noise(blurred, source), quality=source.randint(45, 75))


def add_noise(image: Image.Image, source: random.Random) -> Image.Image:
    noise = np.random.default_rng(source.randrange(2**32)).normal(0, source.uniform(6, 16), image.size[::-1])
    return Image.fromarray(np.clip(np.asarray(image) + noise, 0, 255).astype(np.uint8))


def to_jpeg(image: Image.Image, quality: int) -> Image.Image:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality)
    return Image.open(file)
