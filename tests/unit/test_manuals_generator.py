"""Made manuals: as many as wanted, the same each time, plausible, and with true citations."""

import re
from itertools import islice

import pytest

from services.laws import find_citations
from services.manuals.exchange import read_manual_file, write_manual_file
from services.manuals.sections import Section
from services.manuals.starter import RATES, MadeManual, list_library, make_manuals
from services.manuals.starter.sentences import with_particles

OF_ONE = list(make_manuals(582))


def test_an_organisation_has_582_of_different_titles_in_59_units() -> None:
    assert len({made.file.title for made in OF_ONE}) == 582
    assert len({made.unit for made in OF_ONE}) == 59
    assert not {made.file.title for made in OF_ONE} & {manual.file.title for manual in list_library()}


def test_the_same_seed_makes_the_same_and_another_seed_others() -> None:
    assert list(make_manuals(582)) == OF_ONE
    assert list(make_manuals(582, seed=2)) != OF_ONE


def test_a_manual_is_the_same_whatever_is_made_with_it() -> None:
    assert list(make_manuals(100)) == OF_ONE[:100]


def test_manuals_are_spread_evenly_over_institutions() -> None:
    made = list(make_manuals(1_000, institutions=7))
    counts = [sum(one.institution == number for one in made) for number in range(7)]
    assert sorted(counts) == [142, 143, 143, 143, 143, 143, 143]


def test_institutions_write_the_same_task_in_other_words() -> None:
    first, second = (one for one in make_manuals(2, institutions=2))
    assert first.file.title == second.file.title
    assert first.file.sections != second.file.sections


def test_more_than_a_city_has_to_do_still_makes_different_manuals() -> None:
    made = list(make_manuals(1_500))
    assert len({one.file.title for one in made}) == 1_500


def test_the_centres_of_an_organisation_can_be_named() -> None:
    made = make_manuals(200, centres=["새재동 행정복지센터"])
    named = [one.file.title for one in made if one.unit == "새재동 행정복지센터"]
    assert named
    assert all(title.startswith("새재동 ") for title in named)


def test_lengths_vary_and_names_are_filled_in() -> None:
    texts = ["\n".join(made.file.sections.values()) for made in OF_ONE]
    lengths = sorted(map(len, texts))
    assert lengths[-1] > 2.5 * lengths[0] > 2_000
    assert not [text for text in texts if re.search(r"(?<!\{)\{(?!\{)", text)]


@pytest.mark.parametrize("made", OF_ONE[::40], ids=lambda made: made.file.title)
def test_a_made_manual_is_a_file_like_any_other(made: MadeManual) -> None:
    read = read_manual_file(write_manual_file(made.file))
    assert not read.notes
    assert (read.title, read.sections) == (made.file.title, made.file.sections)


def test_all_lines_of_laws_are_the_librarys() -> None:
    known = {line for m in list_library() for line in m.file.sections[Section.LAWS].split("\n")}
    used = {line for made in OF_ONE for line in made.file.sections[Section.LAWS].split("\n")}
    assert used <= known
    assert len({citation.law_title for line in used for citation in find_citations(line)}) > 15


def test_rates_are_those_that_the_starter_knows() -> None:
    named = {
        name for made in islice(OF_ONE, 300) for name in re.findall(r"\{\{(.*?)\}\}", str(made.file.sections))
    }
    assert named
    assert named <= {rate.name for rate in RATES}


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("도로 점용", "도로 점용을 도로 점용은 도로 점용이 도로 점용과 도로 점용으로"),
        ("회계과", "회계과를 회계과는 회계과가 회계과와 회계과로"),
        ("교실", "교실을 교실은 교실이 교실과 교실로"),
        ("PDF", "PDF를 PDF는 PDF가 PDF와 PDF로"),
    ],
)
def test_particles_follow_the_last_sound(word: str, said: str) -> None:
    assert "{t을} {t은} {t이} {t과} {t으로}".format_map(with_particles("t", word)) == said
    assert (
        "{t를} {t는} {t가} {t와}".format_map(with_particles("t", word))
        == said.rsplit(" ", word.count(" ") + 1)[0]
    )
