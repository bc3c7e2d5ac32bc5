"""What is searched in trials: the library, and made manuals beside it up to a number."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice

from services.manuals import rendering
from services.manuals.exchange import ManualFile
from services.manuals.search import Entry, Passage
from services.manuals.sections import Section
from services.manuals.starter import list_library, make_manuals

UPDATED_ON = date(2026, 9, 1)
UNITS = 77


def library_entries() -> dict[str, Entry]:
    """The texts that people wrote, by slug; their ids begin at 1."""
    return {
        manual.slug: to_entry(number, 1, number % UNITS, manual.file)
        for number, manual in enumerate(list_library(), 1)
    }


def fill_up(known: Mapping[str, Entry], total: int) -> Sequence[Entry]:
    """The library and so many made manuals that there are `total`."""
    written = {entry.title for entry in known.values()}
    made = (manual.file for manual in make_manuals(total) if manual.file.title not in written)
    numbered = enumerate(islice(made, total - len(known)), len(known) + 1)
    return [*known.values(), *(to_entry(number, 1, number % UNITS, file) for number, file in numbered)]


def many_entries(total: int, institutions: int) -> Iterator[Entry]:
    """Manuals of many institutions, each with ids of its own range of one sequence."""
    for number, manual in enumerate(make_manuals(total, institutions), 1):
        yield to_entry(
            number, manual.institution + 1, manual.institution * UNITS + number % UNITS, manual.file
        )


def to_entry(number: int, institution_id: int, unit_id: int, file: ManualFile) -> Entry:
    passages = [
        Passage(section.value, rendering.to_plain(text))
        for section in Section
        if (text := file.sections[section])
    ]
    return Entry(number, institution_id, unit_id, file.title, file.keywords, passages, UPDATED_ON)
