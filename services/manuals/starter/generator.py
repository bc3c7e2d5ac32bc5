"""Made manuals: as many as a large organisation, or all 226 governments, would have, for trials of size.

Deterministic by seed: the same manual is made whichever others are made with it. Departments, tasks and
sentences stand in `words/`; the lines of laws are the library's own, so every citation is true.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from services.manuals.exchange import ManualFile
from services.manuals.sections import Section
from services.manuals.starter.library import list_library
from services.manuals.starter.sentences import with_particles

WORDS = Path(__file__).parent / "words"
SEED = 20261121
CENTRE = "행정복지센터"
SIZES = (0, 1, 1, 2, 3, 4)
REVIEW_MONTHS = (6, 12, 12, 12, 24)
DEADLINES = ((5, 2), (7, 3), (10, 3), (14, 5), (15, 5), (20, 7), (30, 10))
RATES = {
    "far": "{{근무지내 출장 4시간 이상}}",
    "near": "{{근무지내 출장 4시간 미만}}",
    "fee": "{{위원회 참석수당}}",
    "lecture": "{{강사료}}",
    "copy": "{{주민등록 등본 수수료}}",
}


@dataclass(frozen=True)
class Kind:
    """What tasks that end in the same words have in common."""

    words: Sequence[str]
    keywords: Sequence[str]
    overview: Sequence[str]
    steps: Sequence[Sequence[str]]
    decision: Sequence[str]
    tips: Sequence[Sequence[str]]
    materials: Sequence[str]
    checks: Sequence[str]
    laws: Sequence[str]


@dataclass(frozen=True)
class Words:
    """All that manuals are made of."""

    departments: Mapping[str, Sequence[str]]
    neighbourhoods: Sequence[str]
    centre_tasks: Sequence[str]
    common: Mapping[str, Sequence[Any]]
    kinds: Mapping[str, Kind]
    places: Sequence[str]
    laws_of_units: Mapping[str, Sequence[str]]

    def laws_of(self, kind: Kind, unit: str) -> Sequence[str]:
        """The files of the library whose laws such a manual cites."""
        return [*kind.laws, *self.laws_of_units.get(CENTRE if unit.endswith(CENTRE) else unit, ())]


@dataclass(frozen=True)
class MadeManual:
    """`institution` counts from 0; `unit` is the department or neighbourhood centre that keeps the manual."""

    institution: int
    unit: str
    file: ManualFile


def make_manuals(
    total: int,
    institutions: int = 1,
    seed: int = SEED,
    centres: Sequence[str] = (),
    sizes: Sequence[int] = SIZES,
) -> Iterator[MadeManual]:
    """So many manuals, spread evenly over institutions, and over the departments of each.

    `centres` are the names of the neighbourhood centres; without them there are 18. `sizes`, 0 to 4, are what
    each takes one of: the least is some 1,300 letters, the largest more than 3,000.
    """
    words = _load_words()
    tasks = _list_tasks(words, centres)
    for institution in range(institutions):
        count = total // institutions + (institution < total % institutions)
        for place in range(count):
            unit, task = tasks[place % len(tasks)]
            round_number = place // len(tasks)
            title = task if not round_number else f"{task} 사후 관리 {round_number}"
            # Not a secret; one number a manual, so that any part can be made without the rest.
            chance = random.Random((seed << 40) + (institution << 20) + place)  # noqa: S311
            kind = words.kinds[task.rsplit(" ", 1)[1]]
            file = _make(words, kind, unit, title, chance.choice(sizes), chance)
            yield MadeManual(institution, unit, file)


@cache
def _load_words() -> Words:
    tasks = _read("tasks.yaml")
    phrases = _read("phrases.yaml")
    kinds = {
        word: kind for kind in (Kind(**facts) for facts in phrases["kinds"].values()) for word in kind.words
    }
    laws: dict[str, list[str]] = {}
    for slugs, units in tasks["laws"].items():
        for unit in units:
            laws.setdefault(unit, []).extend(slugs.split())
    return Words(
        tasks["departments"],
        tasks["neighbourhoods"],
        tasks["centres"],
        phrases["common"],
        kinds,
        phrases["places"],
        laws,
    )


def _read(name: str) -> Any:
    return yaml.safe_load((WORDS / name).read_text("utf-8"))  # type: ignore[no-untyped-call]


@cache
def _law_lines(slugs: tuple[str, ...]) -> Sequence[str]:
    """The lines of these files of the library, one for each place of a law."""
    lines: dict[str, str] = {}
    for manual in list_library():
        for line in manual.file.sections[Section.LAWS].split("\n") if manual.slug in slugs else ():
            lines.setdefault(line.split(":")[0], line)
    return [line for line in lines.values() if line]


def _list_tasks(words: Words, centres: Sequence[str]) -> list[tuple[str, str]]:
    """Unit and task, first every unit's first task, then every unit's second: a few go round all units."""
    lists = {unit: list(tasks) for unit, tasks in words.departments.items()}
    for centre in centres or [f"{name} {CENTRE}" for name in words.neighbourhoods]:
        name = centre.removesuffix(CENTRE).strip()
        lists[centre] = [f"{name} {task}" for task in words.centre_tasks]
    longest = max(map(len, lists.values()))
    return [(unit, tasks[at]) for at in range(longest) for unit, tasks in lists.items() if at < len(tasks)]


def _make(words: Words, kind: Kind, unit: str, title: str, size: int, chance: random.Random) -> ManualFile:
    laws = chance.sample(_law_lines(tuple(words.laws_of(kind, unit))), chance.randint(3, 8))
    month = chance.randint(1, 12)
    facts = _facts(words, unit, title, month, laws[0], chance)
    sections = {
        Section.OVERVIEW: _overview(words, kind, size, chance),
        Section.PROCESS: _process(words, kind, size, chance),
        Section.LAWS: "\n".join(laws),
        Section.CONTACTS: _contacts(words, chance),
        Section.TIPS: _tips(words, kind, size, chance),
        Section.MATERIALS: _materials(kind),
    }
    # The lines of laws are the library's and hold no names to fill in.
    filled = {section: text.format_map(facts) for section, text in sections.items()}
    keywords = [*title.split(), *chance.sample(kind.keywords, 3)]
    season = sorted({month, month % 12 + 1}) if chance.random() < 0.7 else []
    months = chance.choice(REVIEW_MONTHS)
    return ManualFile(title, unit, [], list(dict.fromkeys(keywords)), season, months, filled)


def _facts(
    words: Words, unit: str, title: str, month: int, law_line: str, chance: random.Random
) -> Mapping[str, object]:
    days, fewer = chance.choice(DEADLINES)
    target = title.rsplit(" ", 1)[0]
    return {
        **RATES,
        **with_particles("t", target),
        **with_particles("n", title),
        **with_particles("u", unit),
        "we": chance.choice(("우리 시", "우리 기관")),
        "law": law_line[2 : law_line.index("」") + 1],
        "place": chance.choice(words.places),
        "d": days,
        "d2": fewer,
        "k": chance.choice((12, 18, 24, 37, 45, 60, 84, 120, 210, 340)),
        "m": month,
        "h": chance.randint(8, 17),
    }


def _overview(words: Words, kind: Kind, size: int, chance: random.Random) -> str:
    sentences = [chance.choice(kind.overview), *chance.sample(words.common["overview"], 1 + size)]
    rows = {name: f"| {name} | {fact} |" for name, fact in chance.sample(words.common["facts"], 4 + size)}
    return " ".join(sentences) + "\n\n| 항목 | 내용 |\n|---|---|\n" + "\n".join(rows.values())


def _process(words: Words, kind: Kind, size: int, chance: random.Random) -> str:
    steps = list(kind.steps) if size or chance.random() < 0.5 else list(kind.steps[:5])
    names = [step[0] for step in steps]
    question, is_so, is_not, mend = kind.decision
    chart = [
        f"{' -> '.join(names[:3])} -> {question}",
        f"{question} -> {names[3]}: {is_so}",
        f"{question} -> {mend}: {is_not}",
        f"{mend} -> {names[1]}",
        " -> ".join(names[3:]),
    ]
    lines = [
        f"{number}. **{name}**: {' '.join(chance.sample(says, min(len(says), 1 + size)))}"
        for number, (name, *says) in enumerate(steps, 1)
    ]
    audits = [f"- {line}" for line in chance.sample(words.common["audits"], 1 + size)]
    says = [f"- {line}" for line in chance.sample(words.common["says"], 1 + size // 2)]
    parts = ["```흐름\n" + "\n".join(chart) + "\n```", "\n".join(lines)]
    if size:
        parts += [
            "**감사와 점검에서 자주 나오는 것**",
            "\n".join(audits),
            "**이렇게 말한다**",
            "\n".join(says),
        ]
    return "\n\n".join(parts)


def _contacts(words: Words, chance: random.Random) -> str:
    rows = [f"| {name} | {what} |" for name, what in chance.sample(words.common["contacts"], 5)]
    return "| 기관·부서 | 무엇을 묻나 |\n|---|---|\n" + "\n".join(rows)


def _tips(words: Words, kind: Kind, size: int, chance: random.Random) -> str:
    cases = [*chance.sample(kind.tips, min(3, 1 + size)), *chance.sample(words.common["tips"], 1 + 2 * size)]
    return "\n\n".join(f"### {title}\n\n상황: {story}" for title, story in cases)


def _materials(kind: Kind) -> str:
    forms = "\n".join(f"- {line}" for line in kind.materials)
    checks = "\n".join(f"- [ ] {line}" for line in kind.checks)
    return f"{forms}\n\n**확인 목록**\n\n{checks}"
