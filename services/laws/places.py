"""Where in a law something stands: `제8조의2제1항제3호의2가목`, and ranges of such places."""

import re
from dataclasses import dataclass, replace

from services.texts import compose

# 목 are counted 가, 나, 다 ... and, past 하, 거, 너, 더 ...
SUBITEMS = "가나다라마바사아자차카타파하거너더러머버서어저처커터퍼허"
_DOTS = re.compile("[ㆍ·・‧•∙⋅᛫]")
_PLACE = (
    r"제(\d{1,4})조(?:의(\d{1,2}))?(?:제(\d{1,3})항)?(?:제(\d{1,3})호(?:의(\d{1,2}))?)?"
    rf"(?:([{SUBITEMS}])목)?"
)
_SPAN = re.compile(rf"{_PLACE}(?:부터{_PLACE}까지)?")


@dataclass(frozen=True, order=True)
class Place:
    """An article, or a part of one; what is 0 or empty is not named."""

    article: int
    branch: int = 0
    paragraph: int = 0
    item: int = 0
    item_branch: int = 0
    subitem: str = ""

    def __str__(self) -> str:
        article = f"제{self.article}조" + (f"의{self.branch}" if self.branch else "")
        paragraph = f"제{self.paragraph}항" if self.paragraph else ""
        item = f"제{self.item}호" + (f"의{self.item_branch}" if self.item_branch else "") if self.item else ""
        return article + paragraph + item + (f"{self.subitem}목" if self.subitem else "")

    @property
    def whole_article(self) -> "Place":
        return Place(self.article, self.branch)

    def widen(self) -> "Place":
        """The part around it; an article stays what it is."""
        if self.subitem:
            return replace(self, subitem="")
        if self.item:
            return replace(self, item=0, item_branch=0)
        return replace(self, paragraph=0)


@dataclass(frozen=True)
class Span:
    """One place, or all from it to another one."""

    place: Place
    until: Place | None = None

    def __str__(self) -> str:
        return f"{self.place}부터{self.until}까지" if self.until else str(self.place)


def parse_span(text: str) -> Span | None:
    """Reads what `str` of a span wrote; None for anything else."""
    found = _SPAN.fullmatch(text)
    if found is None:
        return None
    first, last = _to_place(found.groups()[:6]), found.groups()[6:]
    return Span(first, _to_place(last) if last[0] else None)


def law_key(title: str) -> str:
    """A law's title as it is compared: without spaces and middle dots, which people write as they like."""
    composed = compose(_DOTS.sub("", title))
    return "".join(composed.split()).casefold()[:200]


def _to_place(parts: tuple[str | None, ...]) -> Place:
    article, branch, paragraph, item, item_branch, subitem = parts
    return Place(
        article=int(article or 0),
        branch=int(branch or 0),
        paragraph=int(paragraph or 0),
        item=int(item or 0),
        item_branch=int(item_branch or 0),
        subitem=subitem or "",
    )
