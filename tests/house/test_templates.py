"""Templates are small, parse, hold no script or style of their own, and name what people press."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader
from jinja2.nodes import Assign, Name

from tools.make_icons import SPRITE

FOLDER = Path(__file__).resolve().parents[2] / "webapp" / "templates"
TEMPLATES = sorted(FOLDER.rglob("*.html"))
ICONS = set(re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text()))
LINES = 100
EVERYWHERE = {"display", "language", "lunch_time", "person", "recovery", "request", "session", "settings"}


def name_of(path: Path) -> str:
    return path.relative_to(FOLDER).as_posix()


class Inline(HTMLParser):
    """Collects what the content policy forbids, and controls that nothing names."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "style" or "style" in given or (tag == "script" and "src" not in given):
            self.found.append(f"<{tag}> with a style or script of its own")
        self.found += [f"<{tag} {name}>" for name in given if name.startswith("on")]
        if tag == "img" and "alt" not in given:
            self.found.append("<img> without alt")
        if (given.get("href") or "").startswith("javascript:"):
            self.found.append(f"<{tag}> with a script for an address")


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_parses_and_is_small(path: Path) -> None:
    environment = Environment(loader=FileSystemLoader(FOLDER), extensions=["jinja2.ext.i18n"])
    environment.parse(path.read_text())
    assert path.read_text().count("\n") < LINES


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_page_leaves_the_names_that_all_pages_read(path: Path) -> None:
    """What a page sets at its top is seen by the frame around it as well."""
    page = Environment(extensions=["jinja2.ext.i18n"]).parse(path.read_text())
    sets = [top.target for top in page.body if isinstance(top, Assign)]
    named = {target.name for target in sets if isinstance(target, Name)}
    assert named & EVERYWHERE == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_holds_no_script_and_no_style(path: Path) -> None:
    parser = Inline()
    parser.feed(without_jinja(path.read_text()))
    assert parser.found == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_names_what_people_press(path: Path) -> None:
    """A link or button has words, or a label; what Jinja puts there counts as words."""
    text = without_jinja(path.read_text(), words="words")
    for tag, attributes, inside in re.findall(r"<(a|button)\b([^>]*)>(.*?)</\1>", text, re.S):
        words = re.sub(r"<svg.*?</svg>|<[^>]+>", "", inside, flags=re.S).strip()
        assert words or "aria-label" in attributes, f"<{tag}{attributes}>"


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_uses_icons_that_exist(path: Path) -> None:
    named = re.findall(
        r'(?:\bicon\(|icon_name=|icon_link\([^,]+, |icon_button\([^,]+, )"([^"]+)"', path.read_text()
    )
    assert set(named) - ICONS == set()


def without_jinja(text: str, words: str = "") -> str:
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}", "", text, flags=re.S)
    return re.sub(r"\{\{.*?\}\}", words, text, flags=re.S)
