"""Files as people upload them, and as nobody should."""

import io
import struct
import zipfile
import zlib

from PIL import Image, PngImagePlugin


def png(size: tuple[int, int] = (40, 30), colour: str = "white") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, format="PNG")
    return out.getvalue()


def photograph() -> bytes:
    """A JPEG that says where it was taken."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (35.0, 41.0, 12.0), 3: "E", 4: (127.0, 54.0, 33.0)})
    Image.new("RGB", (64, 48), "blue").save(out, format="JPEG", exif=exif)
    return out.getvalue()


def twofold_photograph() -> bytes:
    """As phones take them: a second picture inside, and the place in XMP instead of EXIF."""
    out = io.BytesIO()
    place = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><exif:GPSLatitude>35,41.2N</exif:GPSLatitude></x:xmpmeta>'
    picture, depth = Image.new("RGB", (64, 48), "blue"), Image.new("RGB", (32, 24), "red")
    picture.save(out, format="MPO", save_all=True, append_images=[depth], xmp=place)
    return out.getvalue()


def noted_picture(format: str) -> bytes:
    """A picture without EXIF that says all the same where it was taken."""
    out, picture = io.BytesIO(), Image.new("RGB", (64, 48), "blue")
    place = "<x:xmpmeta>GPSLatitude 35,41.2N</x:xmpmeta>"
    notes = PngImagePlugin.PngInfo()
    notes.add_itxt("XML:com.adobe.xmp", place)
    notes.add_text("Comment", "GPSLatitude")
    picture.save(out, format=format, xmp=place.encode(), pnginfo=notes)
    return out.getvalue()


def pdf(pages: int = 2) -> bytes:
    out = io.BytesIO()
    first, *rest = [Image.new("RGB", (210, 297), "white") for _ in range(pages)]
    first.save(out, format="PDF", save_all=True, append_images=rest)
    return out.getvalue()


def package(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def docx(**more: bytes) -> bytes:
    return package({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"} | more)


def written_docx(*paragraphs: str) -> bytes:
    body = "".join(f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>" for words in paragraphs)
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    document = f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
    return docx(**{"word/document.xml": document.encode()})


def hwpx(**more: bytes) -> bytes:
    return package({"mimetype": b"application/hwp+zip", "Contents/content.hpf": b"<hpf/>", **more})


def bomb() -> bytes:
    return docx(**{"word/media/a.bin": b"\0" * 130_000_000})


def hwp() -> bytes:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    return head + "FileHeader".encode("utf-16-le") + bytes(44) + b"HWP Document File" + bytes(200)


def old_word() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "WordDocument".encode("utf-16-le") + bytes(200)


def wide_png() -> bytes:
    """A small file that says it is a picture of 60,000 by 60,000."""
    data = bytearray(png())
    data[16:24] = struct.pack(">II", 60_000, 60_000)
    data[29:33] = struct.pack(">I", zlib.crc32(data[12:29]))
    return bytes(data)
