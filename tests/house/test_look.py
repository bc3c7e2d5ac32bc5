"""The tokens: one set of colours a theme, readable in both."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "webapp" / "static" / "css"
TOKENS = (CSS / "tokens.css").read_text()
TEXT_RATIO, EDGE_RATIO = 4.5, 3.0
# (words or marks, ground): every pair that the style sheets put on each other.
TEXTS = [
    *((ink, ground) for ink in ("ink", "ink-2", "ink-3", "primary-strong") for ground in ("paper", "ground")),
    *((tone, f"{tone}-tint") for tone in ("ok", "warn", "bad", "unsure")),
    *((tone, ground) for tone in ("ok", "warn", "bad") for ground in ("paper", "ground")),
    ("primary-strong", "primary-tint"),
    ("primary-strong", "primary-tint-2"),
    ("on-primary", "primary"),
    ("on-primary", "primary-strong"),
    ("ink-2", "unsure-tint"),
    ("ink-3", "line"),
    ("ink-3", "paper-press"),
    ("paper", "ink"),
]
EDGES = [("edge", "paper"), ("edge", "ground"), ("primary", "paper"), ("primary-strong", "ground")]


def blocks(selector: str) -> dict[str, str]:
    body = re.search(re.escape(selector) + r"\s*\{(.*?)\}", TOKENS, re.S)
    assert body, selector
    return dict(re.findall(r"--([a-z0-9-]+):\s*([^;]+);", body[1]))


LIGHT = blocks(":root")
WISHED = blocks(':root:not([data-theme="light"])')
CHOSEN = blocks(':root[data-theme="dark"]')
THEMES = {"light": LIGHT, "dark": LIGHT | CHOSEN}


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance of #rrggbb."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_dark_theme_is_the_same_by_wish_and_by_choice() -> None:
    assert WISHED == CHOSEN


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("ink", "ground"), TEXTS)
def test_words_are_readable(theme: str, ink: str, ground: str) -> None:
    assert contrast(THEMES[theme][ink], THEMES[theme][ground]) >= TEXT_RATIO


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_edges_are_visible(theme: str, edge: str, ground: str) -> None:
    assert contrast(THEMES[theme][edge], THEMES[theme][ground]) >= EDGE_RATIO


@pytest.mark.parametrize("sheet", sorted(CSS.glob("*.css")), ids=lambda path: path.name)
def test_no_text_is_smaller_than_13_pixels(sheet: Path) -> None:
    sizes = re.findall(r"font-size:\s*([0-9.]+)(rem|px|em)?", sheet.read_text())
    assert [size for size in sizes if float(size[0]) < {"rem": 0.8125, "px": 13}.get(size[1], 0)] == []


@pytest.mark.parametrize("sheet", sorted(CSS.glob("*.css")), ids=lambda path: path.name)
def test_colours_are_tokens(sheet: Path) -> None:
    if sheet.name in ("tokens.css", "fonts.css"):
        return
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b", sheet.read_text()) == []
