"""Paper for tests: pages with codes on them, scans of them, and files that nobody should hand in."""

import io
import random
import struct
import zlib
from collections.abc import Sequence

import pypdfium2
import qrcode
from PIL import Image, ImageFilter

A4_AT_200_DPI = (1654, 2339)
A_CODE_AT_200_DPI = 217  # 27.5 mm


def draw_code(text: str) -> Image.Image:
    """The symbol as it is printed: alphanumeric, M, four modules of margin."""
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=4, box_size=4)
    code.add_data(text)
    code.make()
    picture: Image.Image = code.make_image().get_image().convert("L")
    return picture


def draw_page(*texts: str, size: tuple[int, int] = A4_AT_200_DPI) -> Image.Image:
    """A page with these codes below each other."""
    page = Image.new("L", size, 255)
    for number, text in enumerate(texts):
        code = draw_code(text)
        width = round(A_CODE_AT_200_DPI * code.width / (code.width - 32))
        page.paste(code.resize((width, width), Image.Resampling.LANCZOS), (300, 300 + 400 * number))
    return page


def scan(page: Image.Image) -> Image.Image:
    """The page as a bad scanner sees it: turned, blurred, speckled."""
    source = random.Random(1)
    turned = page.rotate(1.7, resample=Image.Resampling.BICUBIC, fillcolor=255)
    blurred = turned.filter(ImageFilter.GaussianBlur(0.8))
    for _ in range(3_000):
        blurred.putpixel((source.randrange(page.width), source.randrange(page.height)), source.randrange(256))
    return blurred


def as_pdf(*pages: Image.Image) -> bytes:
    out = io.BytesIO()
    pages[0].save(out, "PDF", resolution=200, save_all=True, append_images=pages[1:])
    return out.getvalue()


def as_image(page: Image.Image, form: str = "PNG", pages: Sequence[Image.Image] = ()) -> bytes:
    out = io.BytesIO()
    more = {"save_all": True, "append_images": list(pages)} if pages else {}
    page.save(out, form, **more)
    return out.getvalue()


def locked_pdf() -> bytes:
    """A PDF that says it is encrypted with a password that nobody knows."""
    pdf = as_pdf(draw_page("BG1:"))
    lock = (
        b"/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -44 "
        b"/O <"
        + b"28" * 32
        + b"> /U <"
        + b"1f" * 32
        + b"> >> /ID [<"
        + b"00" * 16
        + b"> <"
        + b"00" * 16
        + b">]"
    )
    return pdf.replace(b"trailer\n<<", b"trailer\n<< " + lock, 1)


def giant_page_pdf() -> bytes:
    """One page of a hundred metres a side."""
    document = pypdfium2.PdfDocument.new()
    document.new_page(283_465, 283_465)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def many_pages_pdf(count: int) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _ in range(count):
        document.new_page(595, 842)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def bomb_png(side: int = 30_000) -> bytes:
    """A few kilobytes that would be hundreds of megabytes of pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(side // 8 + 1)) for _ in range(side)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def flate_bomb_pdf() -> bytes:
    """A page whose content unpacks to half a gigabyte of strokes."""
    line = zlib.compress(b"0 0 m 595 842 l S\n" * 30_000_000, 9)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(line) + line + b"\nendstream",
    ]
    out, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    start = len(out)
    return (
        out
        + b"xref\n0 5\n0000000000 65535 f \n"
        + table
        + b"trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % start
    )
