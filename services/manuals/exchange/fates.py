"""What a file or row would do: a new manual, a new text of one that is here, nothing, or nothing because
something is wrong."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from services.manuals.exchange.incoming import Incoming
from services.manuals.personal_data import find_personal_data, never_kept
from services.manuals.sections import TITLES, Section
from services.manuals.tasks import ManualView
from services.people import Person, UnitKind, UnitView
from services.sheets import Remark
from services.texts import N_, squeeze

# What a list calls all neighbourhood centres at once.
ALL_CENTRES = {"행정복지센터", "주민센터", "동주민센터", "읍면동", "전체동", "모든동"}


class Fate(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    FAILING = "failing"


@dataclass(frozen=True)
class RowFate:
    """`changed` are the sections that would say something else; `manual_id` is None for a new manual."""

    incoming: Incoming
    fate: Fate
    unit_id: int | None = None
    unit_name: str = ""
    owner_id: int | None = None
    owner_name: str = ""
    shared_with: tuple[int, ...] = ()
    manual_id: int | None = None
    base: int = 0
    changed: tuple[Section, ...] = ()
    reasons: tuple[Remark, ...] = ()
    notes: tuple[Remark, ...] = ()

    @property
    def place(self) -> str:
        return self.incoming.path


@dataclass(frozen=True)
class Here:
    """What the files are held against. `units` and `people` are the institution's; `by_place` and `by_code`
    are its open manuals, by unit and title, and by unit and code; `texts` are what they say now."""

    units: Sequence[UnitView]
    people: Mapping[str, Person]
    leads: Mapping[int, Person]
    by_place: Mapping[tuple[int, str], ManualView]
    by_code: Mapping[tuple[int, str], ManualView]
    texts: Mapping[int, Mapping[Section, str]]
    usual_unit_id: int | None = None


class Judge:
    """Tells the fates in the order of the files; a second one for the same task is not taken."""

    def __init__(self, here: Here) -> None:
        self._here = here
        self._by_name: dict[str, list[UnitView]] = {}
        for unit in here.units:
            self._by_name.setdefault(squeeze(unit.name), []).append(unit)
        self._taken: dict[tuple[object, ...], str] = {}

    def judge(self, incoming: Incoming) -> RowFate:
        problems = list(incoming.problems)
        if problems:
            return RowFate(incoming, Fate.FAILING, reasons=tuple(problems), notes=incoming.notes)
        unit = self._find_unit(incoming, problems)
        owner = self._find_owner(incoming, problems)
        shared = self._find_shared(incoming, problems)
        notes = [*incoming.notes, *_look_for_personal_data(incoming, problems)]
        if unit is None or problems:
            name = unit.name if unit else incoming.department
            return RowFate(
                incoming, Fate.FAILING, unit_name=name, reasons=tuple(problems), notes=tuple(notes)
            )
        return self._judge_readable(
            incoming, unit, owner, [each for each in shared if each != unit.id], notes
        )

    def _judge_readable(
        self, incoming: Incoming, unit: UnitView, owner: Person | None, shared: list[int], notes: list[Remark]
    ) -> RowFate:
        known = self._find_known(incoming, unit)
        if twice := self._take(incoming, unit, known):
            return RowFate(incoming, Fate.FAILING, unit_name=unit.name, reasons=(twice,), notes=tuple(notes))
        changed = self._changes(incoming, known)
        owner, more = self._choose_owner(unit, owner, known)
        if known is None:
            fate = Fate.NEW
        else:
            more += _tell_frame(incoming, owner, shared, known)
            fate = Fate.CHANGED if changed or more else Fate.UNCHANGED
        return RowFate(
            incoming,
            fate,
            unit_id=unit.id,
            unit_name=unit.name,
            owner_id=owner.id if owner else None,
            owner_name=owner.name if owner else known.owner_name if known else "",
            shared_with=tuple(sorted(set(shared))),
            manual_id=known.id if known else None,
            base=known.number if known else 0,
            changed=changed,
            notes=(*notes, *more),
        )

    def _find_known(self, incoming: Incoming, unit: UnitView) -> ManualView | None:
        """The unit's manual of that title; else that of the code, which then gets another title."""
        by_place = self._here.by_place.get((unit.id, squeeze(incoming.title)))
        return by_place or self._here.by_code.get((unit.id, incoming.code))

    def _take(self, incoming: Incoming, unit: UnitView, known: ManualView | None) -> Remark | None:
        """Why it is not taken: another of this upload is the same task, by title, by code or here."""
        keys: set[tuple[object, ...]] = {("title", unit.id, squeeze(incoming.title))}
        keys |= {("code", unit.id, incoming.code)} if incoming.code else set()
        keys |= {("manual", known.id)} if known else set()
        first = next((self._taken[key] for key in keys if key in self._taken), None)
        if first is not None:
            return Remark("manual_twice", N_("같은 업무가 이 안에 또 있어요: %(path)s"), {"path": first})
        self._taken |= dict.fromkeys(keys, incoming.path)
        return None

    def _changes(self, incoming: Incoming, known: ManualView | None) -> tuple[Section, ...]:
        """A section that the file leaves empty stays as it is: an import takes no text away."""
        now = self._here.texts.get(known.id, {}) if known else {}
        given = {section: incoming.sections.get(section.value, "") for section in Section}
        return tuple(s for s in Section if given[s] and given[s] != now.get(s, ""))

    def _find_unit(self, incoming: Incoming, problems: list[Remark]) -> UnitView | None:
        """The unit that the file names; else the folder it lies in; else the one that was chosen for all."""
        named = [incoming.department] if incoming.department else incoming.folders
        for name in named:
            found = self._by_name.get(squeeze(name), [])
            if len(found) > 1:
                sentence = N_("같은 이름의 부서가 여럿이에요: %(name)s")
                problems.append(Remark("unit_ambiguous", sentence, {"name": name}))
                return None
            if found:
                return found[0]
        usual = next((unit for unit in self._here.units if unit.id == self._here.usual_unit_id), None)
        if usual is not None and not incoming.department:
            return usual
        if incoming.department:
            sentence = N_("그런 부서가 없어요: %(name)s")
            problems.append(Remark("unit_unknown", sentence, {"name": incoming.department}))
        else:
            problems.append(
                Remark(
                    "unit_missing", N_("부서를 알 수 없어요. 파일이나 폴더 이름, 목록에 부서를 적어 주세요.")
                )
            )
        return None

    def _find_owner(self, incoming: Incoming, problems: list[Remark]) -> Person | None:
        if not incoming.owner_number:
            return None
        person = self._here.people.get(incoming.owner_number)
        if person is None:
            sentence = N_("지금 근무하는 직원의 번호가 아니에요: %(number)s")
            problems.append(Remark("owner_unknown", sentence, {"number": incoming.owner_number}))
        return person

    def _find_shared(self, incoming: Incoming, problems: list[Remark]) -> list[int]:
        found: list[int] = []
        for name in incoming.shared_by:
            if squeeze(name) in ALL_CENTRES:
                found += [u.id for u in self._here.units if u.kind is UnitKind.NEIGHBOURHOOD_CENTRE]
                continue
            units = self._by_name.get(squeeze(name), [])
            if len(units) != 1:
                sentence = N_("함께 쓰는 부서를 찾지 못했어요: %(name)s")
                problems.append(Remark("shared_unknown", sentence, {"name": name}))
            found += [unit.id for unit in units]
        return found

    def _choose_owner(
        self, unit: UnitView, owner: Person | None, known: ManualView | None
    ) -> tuple[Person | None, list[Remark]]:
        """Nobody named: the one who has it keeps it, else the unit's lead; nothing comes without an owner."""
        if owner is not None or known is not None:
            return owner, []
        lead = self._here.leads.get(unit.id)
        if lead is None:
            return None, [Remark("owner_missing", N_("담당자가 없어요. 반영한 뒤 담당을 정해 주세요."))]
        sentence = N_("담당자를 적지 않아 %(name)s님에게 맡겨요.")
        return lead, [Remark("owner_lead", sentence, {"name": lead.name})]


def _tell_frame(
    incoming: Incoming, owner: Person | None, shared: Sequence[int], known: ManualView
) -> list[Remark]:
    """What would change of a known manual beside its text."""
    notes = []
    if owner is not None and owner.id != known.owner_id:
        notes.append(Remark("owner_changed", N_("담당자가 바뀌어요: %(name)s"), {"name": owner.name}))
    if set(shared) - set(known.shared_with):
        notes.append(Remark("shared_more", N_("함께 쓰는 부서를 더해요.")))
    if incoming.title != known.title:
        sentence = N_("지금 이름: %(title)s. 이 이름으로 바꿔요.")
        notes.append(Remark("renamed", sentence, {"title": known.title}))
    if _changes_words(incoming, known):
        notes.append(Remark("frame_changed", N_("찾는 말이나 시기를 바꿔요.")))
    return notes


def changes_frame(incoming: Incoming, known: ManualView) -> bool:
    """Whether what stands beside the text is told otherwise; what a file does not tell stays."""
    return incoming.title != known.title or _changes_words(incoming, known)


def _changes_words(incoming: Incoming, known: ManualView) -> bool:
    given = ((incoming.keywords, known.keywords), (incoming.season, known.months))
    return any(new and new != old for new, old in given)


def _look_for_personal_data(incoming: Incoming, problems: list[Remark]) -> Iterable[Remark]:
    """What the law lets nobody keep stays out; what may be somebody's is told."""
    notes = []
    for section in Section:
        text = incoming.sections.get(section.value, "")
        found = find_personal_data(text, phones=section is not Section.CONTACTS) if text else []
        refused = never_kept(found)
        for finding in refused[:1] or found[:1]:
            facts = {"section": TITLES[section], "shown": finding.shown}
            if refused:
                sentence = N_("%(section)s에 둘 수 없는 개인정보로 보이는 글이 있어요: %(shown)s")
                problems.append(Remark("personal_data", sentence, facts))
            else:
                sentence = N_("%(section)s에 개인정보로 보이는 글이 있어요: %(shown)s")
                notes.append(Remark("personal_data_maybe", sentence, facts))
    return notes
