"""A file of a law: YAML between two lines of dashes, then the text in Markdown. Everything else is an error.

    # 제목, ## 제1장, ### 제1절, ##### 제8조의2 (제목), **①** paragraphs, `1\\.` items, `가\\.` 목, ## 부칙

A file is taken as a whole or not at all.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from html import unescape
from typing import Any

from services.errors import Malformed
from services.laws.models import LONGEST_HEADING, LONGEST_LINK, LONGEST_TITLE
from services.laws.structure import digest_of
from services.safe_yaml import read_yaml
from services.texts import N_, tidy_line

MOST_FILE_BYTES, MOST_FRONT_BYTES, MOST_ARTICLES = 4_000_000, 200_000, 5_000
_FRONT = re.compile(r"\ufeff?---[ \t]*\n(.*?)\n---[ \t]*\n", re.S)
_HEADING = re.compile(r"^(#{1,5})(?: +|(?=제\d))(.*?)\s*$")
_ARTICLE = re.compile(r"^제(\d{1,4})조(?:의(\d{1,2}))?\s*(?:\((.*)\))?\s*(.*)$")
# Between a chapter's title and its first article nothing else may stand.
_EMPTY = re.compile(r"(?:삭제\s*(?:<[^<>]*>)?\s*)*")
_NUMBER = re.compile(r"[0-9]{1,4}")
_ADDENDUM = re.compile(r"^부칙(?:\s|\(|<|$)")
_IMAGE = re.compile(r"</?img\b[^>\n]*>")
_BOX = re.compile(r"^\s*(?:[\u2500-\u257f]|\||\+-)")
_KEYS = ("제목", "법령ID", "법령구분", "공포일자", "공포번호", "시행일자")


@dataclass(frozen=True)
class ParsedArticle:
    """An article, or an addendum with its number in the order of the file."""

    part: str
    article: int
    branch: int
    chapter: str
    heading: str
    text: str

    @property
    def digest(self) -> bytes:
        return digest_of(self.heading, self.text)


@dataclass(frozen=True)
class ParsedAnnex:
    label: str
    title: str
    link: str


@dataclass(frozen=True)
class ParsedLaw:
    """One version of a law as its file says it."""

    number: str
    title: str
    kind: str
    ministry: str
    promulgated_on: date
    promulgation_number: str
    in_force_on: date
    source: str
    articles: tuple[ParsedArticle, ...]
    annexes: tuple[ParsedAnnex, ...]

    @property
    def digest(self) -> bytes:
        whole = sha256(self.title.encode())
        for each in self.articles:
            whole.update(f"{each.part} {each.article} {each.branch}\n{each.heading}\n{each.text}\n".encode())
        for annex in self.annexes:
            # Where it is kept is another address in every edition.
            whole.update(f"{annex.label}\n{annex.title}\n".encode())
        return whole.digest()


def parse_law(data: bytes) -> ParsedLaw:
    """Raises: Malformed with a sentence that says what is wrong, codes `law_*`."""
    if len(data) > MOST_FILE_BYTES:
        raise Malformed("law_too_large", N_("파일이 너무 커요(4 MB까지)."))
    try:
        text = data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise Malformed("law_not_utf8", N_("UTF-8 글이 아니에요.")) from None
    if "\x00" in text:
        raise Malformed("law_not_utf8", N_("UTF-8 글이 아니에요."))
    found = _FRONT.match(text)
    if found is None:
        raise Malformed("law_no_front", N_("앞머리(---로 둘러싼 제목, 공포일자, 시행일자)가 없어요."))
    front = _read_front(found[1])
    articles = tuple(_read_articles(text[found.end() :]))
    _check_articles(articles)
    return ParsedLaw(
        number=_line(front, "법령ID", 20),
        title=_line(front, "제목", LONGEST_TITLE),
        kind=_line(front, "법령구분", 40),
        ministry=_ministry(front.get("소관부처")),
        promulgated_on=_day(front, "공포일자"),
        promulgation_number=_line(front, "공포번호", 20),
        in_force_on=_day(front, "시행일자"),
        source=_link(front.get("출처")),
        articles=articles,
        annexes=tuple(_read_annexes(front.get("첨부파일"))),
    )


def _read_front(text: str) -> Mapping[str, Any]:
    if len(text.encode()) > MOST_FRONT_BYTES:
        raise Malformed("law_bad_front", N_("앞머리를 읽을 수 없어요."))
    try:
        # Numbers as they are written: 법령ID 003540 is no octal.
        front = read_yaml(text, keeps_numbers=True)
    except ValueError:
        raise Malformed("law_bad_front", N_("앞머리를 읽을 수 없어요.")) from None
    if not isinstance(front, dict):
        raise Malformed("law_bad_front", N_("앞머리를 읽을 수 없어요."))
    for key in _KEYS:
        if front.get(key) in (None, ""):
            raise Malformed("law_missing_key", N_("앞머리에 없는 항목이 있어요: %(key)s"), key=key)
    return front


def _line(front: Mapping[str, Any], key: str, longest: int) -> str:
    value = front[key]
    line = tidy_line(value) if isinstance(value, str) else ""
    if not 0 < len(line) <= longest:
        raise Malformed("law_bad_key", N_("앞머리의 항목을 읽을 수 없어요: %(key)s"), key=key)
    return line


def _day(front: Mapping[str, Any], key: str) -> date:
    value = front[key]
    # A date and time is a date to Python as well.
    if type(value) is not date or value.year not in range(1900, 2201):
        raise Malformed("law_bad_key", N_("앞머리의 항목을 읽을 수 없어요: %(key)s"), key=key)
    return value


def _ministry(value: object) -> str:
    names = value if isinstance(value, list) else [value]
    return ", ".join(tidy_line(name) for name in names if isinstance(name, str))[:LONGEST_TITLE]


def _link(value: object) -> str:
    """An address of a web page; anything else is none."""
    link = value.strip() if isinstance(value, str) else ""
    is_good = link.startswith(("https://", "http://")) and not re.search(r"[\s\"'<>]", link)
    return link if is_good and len(link) <= LONGEST_LINK else ""


def _read_annexes(value: object) -> Iterator[ParsedAnnex]:
    for each in _list_of(value):
        if not isinstance(each, dict):
            raise _bad_annexes()
        number, branch = (str(each.get(key) or "0").strip() for key in ("별표번호", "별표가지번호"))
        if not (_NUMBER.fullmatch(number) and _NUMBER.fullmatch(branch)):
            raise _bad_annexes()
        title = tidy_line(unescape(str(each.get("제목") or "")))[:LONGEST_HEADING]
        label = _say_annex(str(each.get("별표구분") or ""), int(number), int(branch))
        yield ParsedAnnex(label, title, _link(each.get("파일링크")))


def _list_of(value: object) -> list[object]:
    if value is None or isinstance(value, list):
        return value or []
    raise _bad_annexes()


def _bad_annexes() -> Malformed:
    return Malformed("law_bad_key", N_("앞머리의 항목을 읽을 수 없어요: %(key)s"), key="첨부파일")


def _say_annex(kind: str, number: int, branch: int) -> str:
    of_branch = f"의{branch}" if branch else ""
    if kind == "서식":
        return f"별지 제{number}호{of_branch}서식"
    return f"별표 {number or ''}{of_branch}".strip()


def _read_articles(body: str) -> Iterator[ParsedArticle]:
    """Sections in the order of the file; chapters are held until the next of their rank.

    Raises: Malformed for words that belong to no article: they would be lost.
    """
    chapters: dict[int, str] = {}
    main, _, addenda = body.partition("\n## 부칙")
    article: re.Match[str] | None = None
    lines: list[str] = []
    for line in [*main.split("\n"), None]:
        found = _HEADING.match(line) if line is not None else None
        if line is not None and found is None:
            lines.append(line)
            continue
        if article is not None:
            yield _make_article(article, chapters, lines)
        elif not _EMPTY.fullmatch(words := tidy_text("\n".join(lines))):
            raise Malformed("law_stray_text", N_("조문에 들지 않는 글이 있어요: %(words)s"), words=words[:60])
        if found is None:
            break
        rank, title = len(found[1]), tidy_line(found[2])
        article, lines = (_ARTICLE.match(title) if rank == 5 else None), []
        if rank == 5 and article is None:
            raise Malformed("law_stray_text", N_("조문에 들지 않는 글이 있어요: %(words)s"), words=title[:60])
        if 1 < rank < 5:
            chapters = {at: words for at, words in chapters.items() if at < rank} | {rank: title}
    yield from _read_addenda(f"부칙{addenda}")


def _make_article(found: re.Match[str], chapters: Mapping[int, str], lines: list[str]) -> ParsedArticle:
    number, branch, heading, rest = found.groups()
    return ParsedArticle(
        part="main",
        article=int(number),
        branch=int(branch or 0),
        chapter=" ".join(chapters[rank] for rank in sorted(chapters))[:LONGEST_HEADING],
        heading=tidy_line(heading or "")[:LONGEST_HEADING],
        text=tidy_text("\n".join([rest, *lines])),
    )


def _read_addenda(text: str) -> Iterator[ParsedArticle]:
    number, heading, lines = 0, "", []
    for line in [*text.split("\n"), "부칙"]:
        if not _ADDENDUM.match(line):
            lines.append(line)
            continue
        words = tidy_text("\n".join(lines))
        if words:
            number += 1
            yield ParsedArticle("addendum", number, 0, "", heading[:LONGEST_HEADING], words)
        heading, lines = tidy_line(line), []


def tidy_text(text: str) -> str:
    """Lines as they are read: without Markdown's marks, pictures and empty lines; drawn tables stay."""
    kept = []
    for line in unescape(_IMAGE.sub("", text)).split("\n"):
        if _BOX.match(line):
            kept.append(line.strip())
            continue
        plain = re.sub(r"\\([.)])", r"\1", line.replace("**", ""))
        plain = tidy_line(plain)
        if plain:
            kept.append(plain)
    return "\n".join(kept)


def _check_articles(articles: tuple[ParsedArticle, ...]) -> None:
    if not any(each.part == "main" for each in articles):
        raise Malformed("law_no_articles", N_("조문이 하나도 없어요."))
    if len(articles) > MOST_ARTICLES:
        raise Malformed("law_too_large", N_("조문이 너무 많아요."))
    seen: set[tuple[str, int, int]] = set()
    for each in articles:
        key = (each.part, each.article, each.branch)
        if key in seen:
            sentence = N_("제%(article)s조가 두 번 나와요.")
            number = f"{each.article}" if not each.branch else f"{each.article}조의{each.branch}"
            raise Malformed("law_article_twice", sentence, article=number)
        seen.add(key)
