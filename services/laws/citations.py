"""Citations of laws in plain text, as officials and laws write them.

What is understood: 「제목」, also ｢제목｣ and 『제목』, with any number of places after it (제3조부터
제5조까지, 제18조의2제1항제3호가목, 제3조~제5조, lists with commas, dots, 및, 또는); a title of one word right
before its place (지방회계법 제3조); 같은 법, 같은 조, 같은 항, 같은 호, 동법, 동조, 영 and 규칙 of the law
named last; and places without a title in the text of a law itself. Places of addenda, tables and forms are
none of the law's articles and are left alone. So is what follows a bylaw (조례, 지침, 훈령 ...) without
brackets, or a title of several words (... 관한 법률 제3조): nobody knows where that begins.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from services.laws.places import SUBITEMS, Place, Span, law_key

_ITEM = rf"제(\d{{1,3}})호(?:의(\d{{1,2}}))?(?:\s*([{SUBITEMS}])목)?"
_PARAGRAPH = rf"제(\d{{1,3}})항(?:\s*{_ITEM})?"
# 동 is a syllable of many words: 노동법 is not 동법.
_SAME = r"(?:같은|(?<![가-힣])동)"
_DECREE = "시행령|시행규칙"
_TOKEN = re.compile(
    rf"""
    (?P<title>[「｢『](?P<name>[^」｣』\n]{{1,150}})[」｣』](?:\s*(?P<decree>{_DECREE})(?![가-힣]))?)
    |(?P<aside>(?:부칙|별표|별지)\s*(?:<[^>\n]{{0,40}}>)?\s*(?:제?\d+(?:조|호)?(?:의\d+)?)?)
    |(?P<bylaw>(?<![가-힣])(?:[가-힣]{{0,30}}?(?:조례|지침|예규|훈령|고시|내규|편람|규약)(?:\s*시행규칙)?
        |관한\s+(?:법률|규정|규칙)(?:\s*(?:{_DECREE}))?)\s*(?=제\d))
    |(?P<same_law>{_SAME}\s*(?P<what>법률?|영|규칙|규정)(?:\s*(?P<same_decree>{_DECREE}))?)(?![가-힣])
    |(?P<family>(?<![가-힣」])(?:이\s*)?(?P<member>법률?|영|시행령|규칙|시행규칙|규정)\s*(?=제\d{{1,4}}조))
    |(?P<plain>(?<![가-힣])(?P<word>[가-힣]{{1,30}}(?:(?<!방)법|법률|령|규정|규칙))
        (?:\s*(?P<word_decree>{_DECREE}))?(?=\s*제\d{{1,4}}조))
    |(?P<article>제(\d{{1,4}})조(?:의(\d{{1,2}}))?(?:\([^()\d\n]{{1,40}}\)(?=\s*제\d{{1,3}}[항호]))?
        (?:\s*{_PARAGRAPH}|\s*{_ITEM})?)
    |(?P<same_article>(?:같은\s*조|(?<![가-힣])동\s*조(?=\s*제\d))(?:\s*{_PARAGRAPH}|\s*{_ITEM})?)
    |(?P<same_paragraph>(?:같은\s*항|(?<![가-힣])동\s*항(?=\s*제\d))(?:\s*{_ITEM})?)
    |(?P<same_item>같은\s*호(?:\s*([{SUBITEMS}])목)?)
    |(?P<paragraph>(?<![가-힣]){_PARAGRAPH})
    |(?P<item>(?<![가-힣]){_ITEM})
    |(?P<subitem>(?<![가-힣])([{SUBITEMS}])목(?![가-힣]))
    """,
    re.X,
)
# Without one of these a line cites nothing, unless it is a law's own.
_HINT = re.compile(r"[「｢『]|제\d")
# What may stand between two places of one list.
_JOINT = re.compile(
    r"(?:\s|[,ㆍ·・‧]|및|또는|과|와|이나|나|부터|까지|본문|단서|전단|후단|각 호 외의 부분|\*"
    r"|\((?:이하|약칭)[^)\n]{0,40}\))*"
)
_FROM = re.compile(r"\s*(부터|내지|[~∼～〜])\s*")
_TO = re.compile(r"\s*까지")
_DECREES = ("시행령", "시행규칙")
OPENING = "「｢『"
LONGEST_JOINT = 80


@dataclass(frozen=True)
class Citation:
    """A law, or places of it, and the letters that say so: `text[start:end]`."""

    law_title: str
    span: Span | None
    start: int
    end: int

    @property
    def article(self) -> int | None:
        return self.span.place.article if self.span else None

    @property
    def branch(self) -> int:
        return self.span.place.branch if self.span else 0

    @property
    def paragraph(self) -> int:
        return self.span.place.paragraph if self.span else 0

    @property
    def item(self) -> int:
        return self.span.place.item if self.span else 0

    @property
    def subitem(self) -> str:
        return self.span.place.subitem if self.span else ""


def find_citations(
    text: str, default_law: str | None = None, default_article: Place | None = None
) -> list[Citation]:
    """Every citation, in the order of the text; none overlap.

    `default_law` is the law whose own text this is, `default_article` the article: 제2항 is then one of it.
    """
    found: list[Citation] = []
    for line in re.finditer(r"[^\n]+", text):
        if default_law is None and not _HINT.search(line[0]):
            continue
        reader = _Reader(line[0], line.start(), default_law, default_article)
        found += reader.read()
    return found


@dataclass
class _Reader:
    """Reads one line: a law that was named holds until its end."""

    line: str
    offset: int
    default_law: str | None
    default_article: Place | None
    law: str | None = None
    place: Place | None = None
    # Where the last citation ended, and where the title began that waits for its first place.
    end: int = -1
    title_start: int | None = None
    found: list[Citation] = field(default_factory=list)

    def read(self) -> list[Citation]:
        at = 0
        while token := _TOKEN.search(self.line, at):
            at = self._take(_outer(token), token, token.end())
        self._close_title()
        return self.found

    def _take(self, kind: str, token: re.Match[str], at: int) -> int:
        if kind in ("aside", "bylaw"):
            self._close_title()
            self.place = None
            if kind == "bylaw":
                self.law = self.title_start = None
                self.end = at
                return self._skip_places(at)
        elif kind == "title":
            self._name_law(_join(token["name"], token["decree"]), token.start(), at)
        elif kind == "plain":
            title = self._complete(_join(token["word"], token["word_decree"]))
            self._name_law(title, token.start(), at)
        elif kind in ("same_law", "family"):
            self._refer(kind, token, at)
        else:
            return self._cite(kind, token, at)
        return at

    def _skip_places(self, at: int) -> int:
        """What belongs to a law that nobody can look up here."""
        while (token := _TOKEN.match(self.line, at)) and _outer(token) in _PLACES:
            at = token.end()
        return at

    def _name_law(self, title: str, start: int, end: int) -> None:
        self._close_title()
        self.law, self.place = title, None
        self.title_start, self.end = start, end

    def _complete(self, word: str) -> str:
        """After 「공무원 여비 규정」, 여비규정 is that one."""
        is_known = self.law is not None and law_key(self.law).endswith(law_key(word))
        return self.law if self.law and is_known else word

    def _refer(self, kind: str, token: re.Match[str], at: int) -> None:
        title = None
        if kind == "same_law":
            if base := self.law or self.default_law:
                title = _relative(base, token["what"], token["same_decree"])
        else:
            # In a law's own text 법, 영 and 규칙 are those of its family, whatever was named before.
            bases = [base for base in (self.default_law, self.law) if base]
            titles = (_relative(base, token["member"], None) for base in bases)
            title = next((each for each in titles if each), None)
        self._close_title()
        self.law, self.place, self.end = title, None, at
        self.title_start = token.start() if title else None

    def _cite(self, kind: str, token: re.Match[str], at: int) -> int:
        is_joined = self._is_joined(token.start())
        base = self._base(kind, is_joined)
        law = self._law(is_joined)
        place = _place_of(kind, token, base)
        if law is None or place is None:
            self._close_title()
            return at
        start = token.start()
        if self.title_start is not None and is_joined:
            start = self.title_start
        else:
            self._close_title()
        self.title_start = None
        until, at = self._read_until(place, at)
        self.law, self.place, self.end = law, until or place, at
        self.found.append(Citation(law, Span(place, until), self.offset + start, self.offset + at))
        return at

    def _read_until(self, place: Place, at: int) -> tuple[Place | None, int]:
        """The other end of 제3조부터 제5조까지, or of 제3조~제5조, if this is the first."""
        joint = _FROM.match(self.line, at)
        token = _TOKEN.match(self.line, joint.end()) if joint else None
        if joint is None or token is None or _outer(token) not in _PLACES:
            return None, at
        close = _TO.match(self.line, token.end())
        if close is None and joint[1] == "부터":
            return None, at
        until = _place_of(_outer(token), token, place)
        end = close.end() if close else token.end()
        return (until, end) if until and until > place else (None, at)

    def _is_joined(self, start: int) -> bool:
        is_near = self.end >= 0 and start - self.end <= LONGEST_JOINT
        return is_near and _JOINT.fullmatch(self.line, self.end, start) is not None

    def _base(self, kind: str, is_joined: bool) -> Place | None:
        """The place that 제2항 or 제3호 without an article is a part of."""
        if kind.startswith("same_"):
            return self.place
        return self.place if is_joined else self.default_article

    def _law(self, is_joined: bool) -> str | None:
        if is_joined or self.default_law is None:
            return self.law
        return self.default_law

    def _close_title(self) -> None:
        """A title without a place cites the law as a whole."""
        if self.title_start is not None and self.law and self.line[self.title_start] in OPENING:
            start, end = self.offset + self.title_start, self.offset + self.end
            self.found.append(Citation(self.law, None, start, end))
        self.title_start = None


_OUTER = (
    "title",
    "aside",
    "bylaw",
    "same_law",
    "family",
    "plain",
    "article",
    "same_article",
    "same_paragraph",
    "same_item",
    "paragraph",
    "item",
    "subitem",
)

_PLACES = ("article", "paragraph", "item", "subitem")


def _outer(token: re.Match[str]) -> str:
    return next(name for name in _OUTER if token[name] is not None)


def _join(title: str, decree: str | None) -> str:
    tidy = " ".join(title.split())
    return f"{tidy} {decree}" if decree else tidy


def _relative(base: str, what: str, decree: str | None) -> str | None:
    """The law that 같은 법 시행령, 영 or 규칙 means beside another one."""
    root = re.sub(rf"\s*(?:{_DECREE})$", "", base)
    if what in ("법", "법률"):
        # What a decree calls 법 without being named after it stands in its first article: not known here.
        is_act = root.endswith(("법", "법률"))
        return (f"{root} {decree}" if decree else root) if is_act else None
    if what in _DECREES:
        return f"{root} {what}"
    if what == "규정":
        return root if root.endswith("규정") else None
    if what == "영":
        return root if root.endswith(("규정", "령")) else f"{root} 시행령"
    return base if base.endswith("규칙") else f"{root} 시행규칙"


def _place_of(kind: str, token: re.Match[str], base: Place | None) -> Place | None:
    numbers = re.findall(rf"제(\d+)(조|항|호)(?:의(\d+))?|([{SUBITEMS}])목", token[0])
    parts = dict(_read_numbers(numbers))
    if kind == "article":
        return Place(**parts)  # type: ignore[arg-type]
    if base is None:
        return None
    held = {"article": base.article, "branch": base.branch}
    if kind in ("same_paragraph", "same_item", "item", "subitem"):
        held["paragraph"] = base.paragraph
    if kind in ("same_item", "subitem"):
        held |= {"item": base.item, "item_branch": base.item_branch}
    return Place(**held | parts)  # type: ignore[arg-type]


def _read_numbers(numbers: list[tuple[str, str, str, str]]) -> Iterator[tuple[str, int | str]]:
    names = {"조": ("article", "branch"), "항": ("paragraph", ""), "호": ("item", "item_branch")}
    for number, unit, branch, subitem in numbers:
        if subitem:
            yield "subitem", subitem
            continue
        name, of_branch = names[unit]
        yield name, int(number)
        if of_branch and branch:
            yield of_branch, int(branch)
