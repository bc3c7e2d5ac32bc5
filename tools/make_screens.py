"""The README's picture: four phones side by side, out of what the tests of the looks have photographed.

python -m tools.make_screens    after `pytest tests/browser -k looks`
"""

from pathlib import Path

from PIL import Image, ImageDraw

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "tests" / "screenshots"
TARGET = ROOT / "docs" / "pictures" / "screens.png"
NAMES = ("capture-home", "capture-measuring", "capture-result", "audit-genuine")
LOOK = "360-light-ko"
WIDTH, HEIGHT, GAP, RADIUS = 360, 800, 28, 18
BAR = 65
GROUND = "#dfe3e8"
COLOURS = 128


def main() -> None:
    phones = [to_phone(Image.open(PICTURES / f"{name}-{LOOK}.png").convert("RGB")) for name in NAMES]
    sheet = Image.new("RGB", (len(phones) * (WIDTH + GAP) + GAP, HEIGHT + 2 * GAP), GROUND)
    for place, phone in enumerate(phones):
        sheet.paste(phone, (GAP + place * (WIDTH + GAP), GAP), round_corners())
    sheet.quantize(COLOURS).save(TARGET, optimize=True)


def to_phone(picture: Image.Image) -> Image.Image:
    """What one sees of a page without scrolling: of a long one its top, and the bar at the foot."""
    phone = picture.crop((0, 0, WIDTH, HEIGHT))
    if picture.height > HEIGHT:
        phone.paste(picture.crop((0, picture.height - BAR, WIDTH, picture.height)), (0, HEIGHT - BAR))
    return phone


def round_corners() -> Image.Image:
    mask = Image.new("L", (WIDTH, HEIGHT), 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, WIDTH - 1, HEIGHT - 1), RADIUS, fill=255)
    return mask


if __name__ == "__main__":
    main()
