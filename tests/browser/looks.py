"""How pages are looked at: by eyes (pictures) and by axe.

A page is loaded once for each language and then put into every look of it: theme, width and size of letters
are what a page takes up as it stands, and loading it was the larger part of looking at it.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.chromium import DESK, PHONE

AXE = Path(__file__).parent / "axe" / "axe.min.js"
PICTURES = Path(__file__).resolve().parents[1] / "screenshots"


@dataclass(frozen=True)
class Look:
    """One way to look at a page."""

    width: int = PHONE["width"]
    theme: str = "light"
    language: str = "ko"
    text_size: str = "normal"

    def __str__(self) -> str:
        size = "" if self.text_size == "normal" else f"-{self.text_size}"
        return f"{self.width}-{self.theme}-{self.language}{size}"


# Every page is looked at in all of these.
LOOKS = (
    Look(),
    Look(theme="dark"),
    Look(language="en"),
    Look(width=DESK["width"]),
    Look(width=DESK["width"], theme="dark", language="en"),
    Look(text_size="largest"),
)
# Only another language needs the server.
LANGUAGES = ("ko", "en")
# What is on its way to a new colour or size has arrived, and what draws itself anew has done so.
SETTLED = """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
  .then(() => Promise.allSettled(document.getAnimations()
    .filter((one) => one instanceof CSSTransition).map(({ finished }) => finished)))
  .then(() => true)"""


def open_look(browser: Browser, url: str, look: Look) -> BrowserContext:
    """A fresh browser that looks so; no worker, so that every page is the server's."""
    context = browser.new_context(
        viewport={"width": look.width, "height": PHONE["height"]},
        color_scheme=look.theme,
        locale="ko-KR" if look.language == "ko" else "en-GB",
        timezone_id="Asia/Seoul",
        service_workers="block",
    )
    chosen = {"language": look.language, "text_size": look.text_size}
    context.add_cookies([{"name": name, "value": value, "url": url} for name, value in chosen.items()])
    return context


def look_at(page: Page, name: str, language: str) -> dict[str, list[str]]:
    """Puts an open page into every look of its language; the faults by look. Takes pictures unless in CI."""
    found = {}
    for look in LOOKS:
        if look.language == language:
            put_into(page, look)
            if not os.environ.get("CI"):  # nobody's eyes
                take_picture(page, f"{name}-{look}")
            found[str(look)] = find_faults(page)
    return {look: faults for look, faults in found.items() if faults}


def put_into(page: Page, look: Look) -> None:
    """Changes theme, width and size of letters as a person's own device or choice would."""
    page.set_viewport_size({"width": look.width, "height": PHONE["height"]})
    page.emulate_media(color_scheme="dark" if look.theme == "dark" else "light")
    page.evaluate("(size) => { document.documentElement.dataset.textSize = size }", look.text_size)
    page.evaluate(SETTLED)
    await_fonts(page)


def unfold(page: Page) -> None:
    """Opens all that is folded together."""
    for summary in page.query_selector_all("main details:not([open]) > summary"):
        summary.click()


def take_picture(page: Page, name: str) -> Path:
    """The whole page in its own letters, as one sees it who scrolls; into tests/screenshots, which is not
    committed."""
    await_fonts(page)
    size = page.viewport_size or PHONE
    height = page.evaluate("() => document.documentElement.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": max(height, size["height"])})
    path = PICTURES / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path, full_page=True)
    page.set_viewport_size(size)
    return path


def await_fonts(page: Page) -> None:
    """Until the letters on the page are its own."""
    page.evaluate("() => document.fonts.ready.then(() => true)")


def find_faults(page: Page) -> list[str]:
    """All that is not in order on a page: nothing on a good one."""
    overflow = [f"{pixels} px too wide"] if (pixels := find_overflow(page)) else []
    return [
        *overflow,
        *find_cut_text(page),
        *find_squeezed_text(page),
        *find_small_targets(page),
        *find_axe_violations(page),
    ]


def find_axe_violations(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA and best practice: rule and elements; nothing on a good page."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text())
    # All that passed would be told as well, node by node: most of axe's time, and megabytes for nothing.
    found: list[str] = page.evaluate(
        """() => axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations.flatMap(
          ({ id, nodes }) => nodes.map((node) => `${id}: ${node.target} ${node.failureSummary}`)))"""
    )
    return found


def find_overflow(page: Page) -> int:
    """By how many CSS pixels the page is wider than the screen: 0."""
    return int(
        page.evaluate("() => { const e = document.documentElement; return e.scrollWidth - e.clientWidth }")
    )


def find_cut_text(page: Page) -> list[str]:
    """Elements whose text is cut off by their own box."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('main *, nav *, header *')].filter((element) => {
          if (element.classList.contains('unseen') || element instanceof SVGElement) return false
          const { overflowX, overflowY } = getComputedStyle(element)
          const { scrollWidth, clientWidth, scrollHeight, clientHeight } = element
          const clips = [overflowX, overflowY].some((way) => way === 'hidden' || way === 'clip')
          return clips && (scrollWidth > clientWidth + 1 || scrollHeight > clientHeight + 1)
        }).map((element) => element.outerHTML.slice(0, 120))"""
    )
    return found


def find_squeezed_text(page: Page) -> list[str]:
    """Words that stand below each other a letter or two a line, because what is beside them took the room."""
    found: list[str] = page.evaluate(
        """() => {
          const words = ':is(p, b, span, h2, h3, dt, dd, label, td, th)'
          const linesOf = (element) => {
            const range = document.createRange()
            range.selectNodeContents(element)
            const boxes = [...range.getClientRects()].filter(({ width }) => width > 0)
            return new Set(boxes.map(({ top }) => Math.round(top))).size
          }
          return [...document.querySelectorAll(`main ${words}`)].filter((element) => {
            const isShown = element.checkVisibility() && !element.closest('.unseen, svg')
            const isOwn = [...element.childNodes].some(({ nodeType, data }) => nodeType === 3 && data.trim())
            const lines = isShown && isOwn ? linesOf(element) : 0
            return lines > 2 && element.textContent.trim().length / lines < 3
          }).map((element) => element.outerHTML.slice(0, 120))
        }"""
    )
    return found


def find_small_targets(page: Page) -> list[str]:
    """Links and controls under 44 px that do not stand within a sentence."""
    found: list[str] = page.evaluate(
        """() => {
          const controls = 'a, button, select, summary, input:not([type=hidden])'
          const inText = 'p a, li a:not(.rows a, .places a), .skip, .choice input'
          return [...document.querySelectorAll(controls)].filter((element) => {
            const { width, height } = element.getBoundingClientRect()
            const isShown = width > 0 && height > 0 && element.checkVisibility()
            const isAlone = element.parentElement.textContent.trim() === element.textContent.trim()
            const isText = element.matches(inText) && !isAlone
            return isShown && !isText && (height < 43.5 || width < 43.5)
          }).map((element) => element.outerHTML.slice(0, 120))
        }"""
    )
    return found
