"""The library stays true: its form, its citations against the laws, its rates and its flow charts."""

import os
import re
from functools import cache
from pathlib import Path

import pytest

from services.laws import Place, Saying, find_citations, law_key, parse_law, read_saying
from services.manuals.rendering import find_flows
from services.manuals.sections import TITLES, Section
from services.manuals.starter import RATES, LibraryManual, list_library
from services.manuals.starter.library import FOLDER

# Full texts of laws may lie beside the repository; without them only the form of citations is looked at.
LAWS = (
    Path(os.environ.get("BALGIL_TEST_DATA", Path(__file__).resolve().parents[3] / "shared" / "data")) / "laws"
)
LAW_LINE = re.compile(r"- (「[^」]+」 제\d+조\S*): (\S.+[.])")
RATE = re.compile(r"\{\{(.*?)\}\}")
TYPED_AMOUNT = re.compile(r"\d[\d,.]*\s*[십백천만억]*\s*원(?![가-힣])|\d+\s*[천만]\s*원")
LONGEST_STEP = 14

MANUALS = list_library()
each_manual = pytest.mark.parametrize("manual", MANUALS, ids=lambda manual: manual.slug)


def test_there_are_forty_of_different_titles() -> None:
    titles = {manual.file.title for manual in MANUALS}
    assert len(titles) == len(MANUALS) >= 40


@each_manual
def test_a_manual_has_the_six_sections_in_order_and_all_its_facts(manual: LibraryManual) -> None:
    text = (FOLDER / f"{manual.slug}.md").read_text("utf-8")
    assert re.findall(r"^## (.*)$", text, re.M) == [TITLES[section] for section in Section]
    assert not manual.file.notes
    assert manual.file.department
    assert len(manual.file.keywords) >= 5
    assert 3_000 <= len(text) <= 7_000
    assert manual.file.sections[Section.TIPS].count("### ") >= 3
    assert "**확인 목록**\n\n- [ ] " in manual.file.sections[Section.MATERIALS]


@each_manual
def test_amounts_come_from_the_rate_tables_and_are_never_typed(manual: LibraryManual) -> None:
    text = "\n".join(manual.file.sections.values())
    assert not TYPED_AMOUNT.findall(text)
    assert set(RATE.findall(text)) <= {rate.name for rate in RATES}


@each_manual
def test_every_line_of_laws_cites_a_place_that_says_something(manual: LibraryManual) -> None:
    lines = manual.file.sections[Section.LAWS].split("\n")
    assert len(lines) >= 8
    assert len(set(lines)) == len(lines)
    for line in lines:
        found = LAW_LINE.fullmatch(line)
        assert found, line
        (citation,) = find_citations(found[1])
        assert citation.span, line
        assert _says(citation.law_title, citation.span.place), line


def test_most_citations_were_looked_up_in_the_laws() -> None:
    cited = [c for m in MANUALS for c in find_citations(m.file.sections[Section.LAWS])]
    known = [c for c in cited if law_key(c.law_title) in _laws()]
    assert not _laws() or len(known) > 0.9 * len(cited) > 350


@each_manual
def test_a_flow_chart_of_few_short_steps_leads_everywhere_from_its_first(manual: LibraryManual) -> None:
    (flow,) = find_flows(manual.file.sections[Section.PROCESS])
    assert 4 <= len(flow.nodes) <= 9
    assert all(len(node.name) <= LONGEST_STEP for node in flow.nodes)
    for place, node in enumerate(flow.nodes):
        labels = [edge.label for edge in flow.edges if edge.source == place]
        assert node.is_decision == (len(labels) > 1), node.name
        assert not node.is_decision or (all(labels) and len(set(labels)) == len(labels)), node.name
    reached, more = set[int](), {0}
    while more:
        reached |= more
        more = {edge.target for edge in flow.edges if edge.source in reached} - reached
    assert reached == set(range(len(flow.nodes)))


def test_rates_are_named_once_and_cite_what_they_rest_on() -> None:
    assert len({rate.name for rate in RATES}) == len(RATES)
    assert all(rate.won > 0 and rate.basis and rate.sure in "HML" for rate in RATES)


def _says(title: str, place: Place) -> bool:
    """Whether the newest text of a law has such a place; what is no law of those given is not looked up."""
    law = _laws().get(law_key(title))
    return law is None or (place.whole_article in law and law[place.whole_article].find(place) is not None)


@cache
def _laws() -> dict[str, dict[Place, Saying]]:
    """By title, the articles of the newest version of each law that is given."""
    found: dict[str, dict[Place, Saying]] = {}
    for folder in sorted(LAWS.glob("*/*")):
        law = parse_law(max(folder.glob("*.md")).read_bytes())
        places = [(Place(a.article, a.branch), a) for a in law.articles if a.part == "main"]
        found[law_key(law.title)] = {place: read_saying(place, a.heading, a.text) for place, a in places}
    return found
