"""Markdown of manuals becomes safe HTML, plain text and flow charts, whatever people paste."""

import re
import time
from html.parser import HTMLParser

import pytest

from services.errors import Invalid
from services.laws import find_citations
from services.manuals import rendering
from services.manuals.rendering import Amount, Link, Resolvers, parse_flow
from services.manuals.rendering.layout import lay_out

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[눌러 보세요](javascript:alert(1))",
    "[눌러 보세요](JaVaScRiPt:alert(1))",
    "[눌러 보세요](data:text/html;base64,PHNjcmlwdD4=)",
    "[눌러 보세요](vbscript:x)",
    "[눌러 보세요](//evil.example/x)",
    "![그림](https://evil.example/a.png)",
    "![그림](//evil.example/a.png)",
    "![그림](/manuals/../../x.png)",
    "![그림](/manuals/%2E%2e/sign-out)",
    "![그림](/manuals//evil.example/x.png)",
    "![그림](data:image/svg+xml;base64,PHN2Zz4=)",
    '<a href="https://a.kr" onclick="x()">링크</a>',
    '<figure data-flow="0"></figure>',
    "<style>*{display:none}</style>",
    "`<b onmouseover=x>`",
    '[a](https://a.kr "x\\" onclick=\\"y")',
    "{{<script>alert(1)</script>}}",
    "```흐름\n<script>alert(1)</script> -> <b onclick=x>\n```",
    "| <svg onload=x> |\n|---|\n| <iframe src=x> |",
]


class Markup(HTMLParser):
    """The tags of a page with their attributes, as a browser reads them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_paste_never_becomes_markup(text: str) -> None:
    for tag, attributes in Markup(rendering.to_html(text)).tags:
        assert tag not in ("script", "style", "iframe", "b", "img", "object", "form")
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        address = (attributes.get("href") or attributes.get("src") or "").lower()
        assert "evil.example" not in address
        assert not address.startswith(("javascript:", "data:", "vbscript:", "//"))


def test_pictures_of_this_house_are_shown_and_others_are_words() -> None:
    html = rendering.to_html("![현장 사진](/manuals/7/materials/3)\n\n![남의 그림](http://a.example/b.png)")
    assert '<img src="/manuals/7/materials/3" alt="현장 사진" loading="lazy">' in html
    assert '<span class="no-picture">남의 그림</span>' in html


def test_a_page_keeps_its_own_headings_and_lines_end_where_people_ended_them() -> None:
    html = rendering.to_html("# 큰 제목\n\n#### 작은 제목\n\n첫 줄\n둘째 줄")
    assert "<h3>큰 제목</h3>" in html
    assert "<h4>작은 제목</h4>" in html
    assert re.search(r"첫 줄<br ?/?>\s*둘째 줄", html)


def test_tables_name_their_alignment_and_move_in_a_frame_of_their_own() -> None:
    html = rendering.to_html("| 구분 | 금액 |\n|---|--:|\n| 등본 | 1 |")
    assert '<div class="table-scroll" tabindex="0" role="group"><table>' in html
    assert '<td class="is-right">1</td>' in html
    assert "style=" not in html


def test_a_box_to_tick_says_whether_it_is_ticked() -> None:
    html = rendering.to_html("- [ ] 신분증\n- [x] 신청서", Resolvers(task_words=("done", "open")))
    assert '<li class="task"><span class="task-box" role="img" aria-label="open"></span>신분증</li>' in html
    assert 'class="task-box is-done" role="img" aria-label="done"></span>신청서' in html
    assert "[ ]" not in html


def test_amounts_are_those_of_the_day_and_a_missing_one_is_marked() -> None:
    known = {"일비": Amount("25,000원", "공무원 여비 규정 별표 2")}
    resolvers = Resolvers(find_amount=known.get, missing="확인 필요")
    text = "하루 {{일비}}, 밤에 {{ 숙박비 상한 서울 }}"
    html = rendering.to_html(text, resolvers)
    assert '<span class="amount" title="일비 · 공무원 여비 규정 별표 2">25,000원</span>' in html
    assert '<mark class="amount-missing">숙박비 상한 서울 (확인 필요)</mark>' in html
    assert rendering.to_plain(text, resolvers) == "하루 25,000원, 밤에 숙박비 상한 서울"
    assert rendering.find_amount_names(text) == ["일비", "숙박비 상한 서울"]
    assert "{{일비}}" in rendering.to_html("`{{일비}}`", resolvers)


def test_citations_become_links_outside_of_links_and_code() -> None:
    def find(text: str) -> list[Link]:
        return [Link(m.start(), m.end(), "/laws/1", "제16조") for m in re.finditer("제16조", text)]

    html = rendering.to_html("- 제16조: 숙박비, `제16조`, [제16조](https://a.kr)", Resolvers(find_links=find))
    assert html.count('href="/laws/1"') == 1
    assert '<a href="/laws/1" class="citation" title="제16조"' in html


@pytest.mark.parametrize(
    ("text", "linked"),
    [
        ("「**지방회계법**」 제3조", ["제3조"]),
        ("**「지방회계법」** 제3조, *제4조*", ["제3조", "제4조"]),
        ("[「지방회계법」](https://a.kr) 제3조", ["제3조"]),
        ("「지방회계법」 [제3조](https://a.kr)", ["「지방회계법」"]),
        ("`「지방회계법」` 제3조와 `제4조`", ["제3조"]),
        ("「**지방회계법**」", ["지방회계법"]),
        ("| 법령 | 조문 |\n|---|---|\n| 「지방회계법」 | **제3조**: 지출 |", ["제3조"]),
        ("「지방회계법」\n제3조", ["「지방회계법」"]),
    ],
)
def test_a_citation_goes_through_marks_and_cells(text: str, linked: list[str]) -> None:
    def find(line: str) -> list[Link]:
        return [Link(found.start, found.end, "/laws/1") for found in find_citations(line)]

    html = rendering.to_html(text, Resolvers(find_links=find))
    links = re.findall('<a href="/laws/1"[^>]*>([^<]*)</a>', html)
    assert links == linked
    assert re.sub("<[^>]*>", "", html).split() == rendering.to_plain(text).replace(" · ", " ").split()


def test_a_long_line_of_marks_and_citations_is_done_in_time() -> None:
    def find(line: str) -> list[Link]:
        return [Link(match.start(), match.end(), "/laws/1") for match in re.finditer("가나", line)]

    started = time.process_time()
    html = rendering.to_html("*가*나 " * 20_000, Resolvers(find_links=find))
    assert html.count("<a ") == 20_000
    assert time.process_time() - started < 20


def test_a_link_that_leads_nowhere_safe_is_left_out() -> None:
    resolvers = Resolvers(find_links=lambda _text: [Link(0, 2, "javascript:x")])
    assert "<a" not in rendering.to_html("가나다", resolvers)


FLOW = """출장 신청 -> 출장 -> 정산 신청 -> 증빙 확인?
증빙 확인? -> 지급: 맞음
증빙 확인? -> 보완 요청: 빠진 것이 있음
보완 요청 → 정산 신청"""


def test_a_flow_chart_is_read_from_text() -> None:
    flow = parse_flow(FLOW)
    assert flow
    assert [node.name for node in flow.nodes] == [
        "출장 신청",
        "출장",
        "정산 신청",
        "증빙 확인",
        "지급",
        "보완 요청",
    ]
    assert [node.name for node in flow.nodes if node.is_decision] == ["증빙 확인"]
    assert "증빙 확인? (빠진 것이 있음) → 보완 요청" in flow.sentences()
    assert parse_flow("") is None
    assert parse_flow("\n".join(f"{n} -> {n + 1}" for n in range(50))) is None


def test_a_flow_chart_is_a_picture_with_its_words_beside_it() -> None:
    html = rendering.to_html(f"```흐름\n{FLOW}\n```")
    assert html.count("<rect") == 5
    assert html.count('class="flow-decision"') == 1
    assert html.count('class="flow-way"') == 6
    assert "<li>증빙 확인? (맞음) → 지급</li>" in html
    assert "style" not in html
    assert ">맞음</text>" in html


def test_steps_do_not_stand_on_one_another() -> None:
    many = """가? -> 나: 하나
        가? -> 다
        가? -> 라: 셋
        나 -> 마
        다 -> 마
        라 -> 가?: 다시
        가? -> 마
        마 -> 바사아자차카타파하거너더러"""
    flow = parse_flow(many)
    assert flow
    layout = lay_out(flow)
    for index, box in enumerate(layout.boxes):
        assert box.width / 2 <= box.x <= layout.width - box.width / 2
        assert box.y + box.height / 2 <= layout.height
        for other in layout.boxes[index + 1 :]:
            apart_x = abs(box.x - other.x) >= (box.width + other.width) / 2
            apart_y = abs(box.y - other.y) >= (box.height + other.height) / 2
            assert apart_x or apart_y
    for way in layout.ways:
        assert all(0 <= x <= layout.width and 0 <= y <= layout.height for x, y in way.points)


@pytest.mark.parametrize("unit", ["![[", "{{", "_a_", "> ", "<"])
def test_a_long_text_of_marks_is_done_in_time(unit: str) -> None:
    text = (unit * 60_000)[:60_000]
    started = time.process_time()
    rendering.to_html(text)
    assert time.process_time() - started < 20


def test_a_text_of_five_megabytes_is_refused() -> None:
    with pytest.raises(Invalid):
        rendering.to_html("가" * 1_700_000)


def test_plain_text_has_a_line_for_each_thing() -> None:
    text = (
        "### 상황\n\n**굵은** [링크](https://a.kr)\n\n| 가 | 나 |\n|---|---|\n| 1 | 2 |\n\n- [ ] 하나\n- 둘"
    )
    assert rendering.to_plain(text).split("\n") == ["상황", "굵은 링크", "가 · 나", "1 · 2", "하나", "둘"]
