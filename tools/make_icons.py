"""Makes webapp/static/icons: `python -m tools.make_icons` after changing ICONS or mark.svg.

The sprite holds the line icons that pages use, from npm lucide-static; the pictures of the app are drawn from
our own mark.svg by a Chromium. It needs node, npm and Playwright; the product does not.
"""

import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tools.fetch_vendor import LIST, LOOK, STATIC, describe, install
from tools.prepare_tests import find_chromium

FOLDER = STATIC / "icons"
SPRITE = FOLDER / "sprite.svg"
PACKAGE = "lucide-static"
ICONS = (
    "bell", "book-open", "building-2", "camera", "check", "chevron-left", "chevron-right", "circle-alert",
    "clock", "cloud-off", "cloud-upload", "copy", "download", "eye", "file-spreadsheet", "file-text",
    "fingerprint", "flag", "flashlight", "history", "hourglass", "house", "image", "inbox", "info",
    "key-round", "languages", "laptop", "list-checks", "locate", "lock", "log-in", "log-out", "map-pin",
    "map-pin-off", "minus", "monitor", "network", "pencil", "phone-forwarded", "plus", "printer",
    "qr-code", "receipt-text", "refresh-cw", "scale", "scan-qr-code", "search", "settings",
    "shield-check", "smartphone", "stamp", "star", "trash-2", "undo-2", "upload", "user", "user-plus",
    "users", "utensils", "x",
)  # fmt: skip
# Ours: the two marks that lucide has only inside a circle, and a queue of one to four bars.
OWN = {
    "level-quiet": '<path d="M4 20v-4"/><path d="M9.3 20v.01"/>'
    '<path d="M14.7 20v.01"/><path d="M20 20v.01"/>',
    "level-normal": '<path d="M4 20v-4"/><path d="M9.3 20v-8"/>'
    '<path d="M14.7 20v.01"/><path d="M20 20v.01"/>',
    "level-busy": '<path d="M4 20v-4"/><path d="M9.3 20v-8"/><path d="M14.7 20V8"/><path d="M20 20v.01"/>',
    "level-packed": '<path d="M4 20v-4"/><path d="M9.3 20v-8"/><path d="M14.7 20V8"/><path d="M20 20V4"/>',
    "exclamation": '<path d="M12 3.5v11"/><path d="M12 20v.01"/>',
    "question": '<path d="M7 8a5 5 0 1 1 7.2 4.5c-1.5.7-2.2 1.5-2.2 2.8"/><path d="M12 20.5v.01"/>',
}
STYLE = "<style>* { margin: 0 } svg { display: block; width: 100vw; height: 100vh }</style>"
# (file, pixels, share of the picture that the drawing fills, rounded corners)
PICTURES = (
    ("icon-192.png", 192, 1.0, True),
    ("icon-512.png", 512, 1.0, True),
    ("icon-maskable-512.png", 512, 0.8, False),
    ("apple-touch-icon.png", 180, 0.9, False),
)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        install(Path(folder), [p for p in LOOK if p.name == PACKAGE])
        package = Path(folder) / "node_modules" / PACKAGE
        SPRITE.write_text(make_sprite(package / "icons"))
        (FOLDER / "LICENSE").write_text((package / "LICENSE").read_text())
    draw_pictures((FOLDER / "mark.svg").read_text())
    LIST.write_text(describe(), encoding="utf-8")
    print(f"{len(ICONS)} icons, {len(PICTURES)} pictures", file=sys.stderr)


def make_sprite(icons: Path) -> str:
    """One file; width, colour and joins of the lines are the style sheet's."""
    drawings = {name: strokes((icons / f"{name}.svg").read_text()) for name in ICONS} | OWN
    symbols = [f'<symbol id="{n}" viewBox="0 0 24 24">{drawings[n]}</symbol>' for n in sorted(drawings)]
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def strokes(svg: str) -> str:
    """What stands between <svg ...> and </svg>."""
    inside = re.sub(r"^.*?<svg.*?>|</svg>.*$", "", svg, flags=re.S)
    return re.sub(r"\s*\n\s*", "", inside).replace(" />", "/>")


def draw_pictures(mark: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        for name, size, share, is_round in PICTURES:
            page = browser.new_page(viewport={"width": size, "height": size})
            page.set_content(STYLE + place(mark, share, is_round))
            page.screenshot(path=FOLDER / name, omit_background=True)
        browser.close()


def place(mark: str, share: float, is_round: bool) -> str:
    """The drawing smaller on its ground, for systems that cut icons to their own shape."""
    ground = mark if is_round else mark.replace(' rx="112"', "")
    margin = 256 * (1 - share)
    moved = f'<g fill="#fff" transform="translate({margin} {margin}) scale({share})">'
    return ground.replace('<g fill="#fff">', moved, 1)


if __name__ == "__main__":
    main()
