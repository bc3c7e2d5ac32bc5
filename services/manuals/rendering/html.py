"""Markdown as HTML that is safe on a page of this house.

Invariants
- What people wrote never becomes markup of its own: HTML in it shows as text, and what the parser made is
  cleaned once more by another library.
- Nothing is fetched from elsewhere: pictures are those of this house; of others the words for them stand.
- No style, no script, no event: the content policy would stop them, and nothing relies on it.
"""

import re
from collections.abc import Sequence
from functools import cache
from html import escape

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from services.errors import Invalid
from services.manuals.rendering.drawing import draw_flow
from services.manuals.rendering.flow import LANGUAGES, parse_flow
from services.manuals.rendering.parser import RESOLVERS, get_parser
from services.manuals.rendering.resolvers import PLAIN, Resolvers
from services.texts import N_

LARGEST_BYTES = 200_000
MOST_FLOWS = 10
_TAGS = {
    *("p", "br", "hr", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code", "em", "strong"),
    *("s", "a", "img", "table", "thead", "tbody", "tr", "th", "td", "div", "span", "mark", "figure"),
}
_ATTRIBUTES = {
    "a": {"href", "title", "class"},
    "img": {"src", "alt", "loading"},
    "ol": {"start"},
    "li": {"class"},
    "th": {"class", "scope"},
    "td": {"class"},
    "div": {"class", "tabindex", "role"},
    "span": {"class", "role", "aria-label", "title"},
    "mark": {"class"},
    "figure": {"data-flow"},
}
# Browsers read `%2e%2e` as the way up.
_OWN_PICTURE = re.compile(r"/manuals(?:/[A-Za-z0-9_-]+)+")
_SCHEMES = {"http", "https", "mailto", "tel"}


def to_html(text: str, resolvers: Resolvers = PLAIN) -> str:
    """A section as HTML, from `h3` downwards.

    Raises: Invalid `section_too_long` beyond 200,000 bytes.
    """
    if len(text) > LARGEST_BYTES or len(text.encode(errors="replace")) > LARGEST_BYTES:
        raise Invalid("section_too_long", N_("너무 긴 글이라 보여 드릴 수 없어요."))
    pictures: list[str] = []
    made = _get_renderer().render(text, {RESOLVERS: resolvers, "pictures": pictures})
    clean = nh3.clean(
        made,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
    )
    for place, picture in enumerate(pictures):
        clean = clean.replace(f'<figure data-flow="{place}"></figure>', picture, 1)
    return clean


class _Renderer(RendererHTML):
    """The words of the page's own language come from the resolvers; all else is CommonMark's."""

    def heading_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f"<{_lower(tokens[idx].tag)}>"

    def heading_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f"</{_lower(tokens[idx].tag)}>\n"

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        language = tokens[idx].info.split(maxsplit=1)[0] if tokens[idx].info.strip() else ""
        pictures: list[str] = env["pictures"]
        flow = parse_flow(tokens[idx].content) if language in LANGUAGES else None
        if flow is None or len(pictures) >= MOST_FLOWS:
            return f"<pre><code>{escape(tokens[idx].content)}</code></pre>\n"
        pictures.append(draw_flow(flow))
        return f'<figure data-flow="{len(pictures) - 1}"></figure>\n'

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        token = tokens[idx]
        words = escape(self.renderInlineAsText(token.children or [], options, env))
        source = str(token.attrs.get("src", ""))
        if _OWN_PICTURE.fullmatch(source):
            return f'<img src="{escape(source)}" alt="{words}" loading="lazy">'
        return f'<span class="no-picture">{words}</span>'

    def amount(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        resolvers: Resolvers = env[RESOLVERS]
        name = tokens[idx].content
        found = resolvers.find_amount(name)
        if found is None:
            return f'<mark class="amount-missing">{escape(name)} ({escape(resolvers.missing)})</mark>'
        title = " · ".join(part for part in (name, found.basis) if part)
        return f'<span class="amount" title="{escape(title)}">{escape(found.text)}</span>'

    def task_box(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        resolvers: Resolvers = env[RESOLVERS]
        is_done = bool(tokens[idx].meta["is_done"])
        words = resolvers.task_words[0 if is_done else 1]
        state = "task-box is-done" if is_done else "task-box"
        return f'<span class="{state}" role="img" aria-label="{escape(words)}"></span>'

    def table_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        # What is wider than a phone is moved within its own frame, with a keyboard as well.
        return '<div class="table-scroll" tabindex="0" role="group"><table>\n'

    def table_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</table></div>\n"


@cache
def _get_renderer() -> MarkdownIt:
    parser = get_parser()
    parser.renderer = _Renderer(parser)
    return parser


def _lower(tag: str) -> str:
    """The page itself has the first two levels."""
    return f"h{max(3, int(tag[1]))}"
