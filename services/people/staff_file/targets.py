"""Into which unit a row puts its person: found by name on the day, or to be made."""

from dataclasses import dataclass
from datetime import date

from services.errors import Invalid
from services.people.names import normalise_name
from services.people.staff_file.base import Base
from services.people.staff_file.rows import StaffRow
from services.people.units import UnitKind, UnitView
from services.sheets import Remark
from services.texts import N_, squeeze

_CENTRE_ENDINGS = ("동", "읍", "면", "행정복지센터", "주민센터")


@dataclass(frozen=True)
class Target:
    """A unit: by its id, or by the names under which it will be made. `path` is for people."""

    unit_id: int | None
    department: str
    team: str
    path: str


def find_target(
    base: Base, row: StaffRow, on: date, *, creates_units: bool
) -> tuple[Target | None, Remark | None]:
    """The unit of a row on its day, or why there is none; neither when the row names no unit."""
    if not row.department:
        return None, _remark("team_alone", N_("부서 없이 팀만 적혀 있어요.")) if row.team else None
    units = base.units_on(on)
    departments = units.departments.get(squeeze(row.department), ())
    if len(departments) > 1:
        sentence = N_("‘%(unit)s’ 이름의 부서가 둘 이상이에요. 화면에서 직접 발령해 주세요.")
        return None, _remark("unit_ambiguous", sentence, unit=row.department)
    unit: UnitView | None = departments[0] if departments else None
    if unit is not None and row.team:
        unit = units.teams.get((unit.id, squeeze(row.team)))
    if unit is not None:
        return Target(unit.id, row.department, row.team, units.paths[unit.id]), None
    return _to_be_made(row, creates_units=creates_units)


def kind_of_new(name: str) -> UnitKind:
    """A guess from the name; an administrator can correct it."""
    return UnitKind.NEIGHBOURHOOD_CENTRE if name.endswith(_CENTRE_ENDINGS) else UnitKind.DEPARTMENT


def _to_be_made(row: StaffRow, *, creates_units: bool) -> tuple[Target | None, Remark | None]:
    path = f"{row.department} {row.team}".strip()
    if not creates_units:
        sentence = N_("‘%(unit)s’ 부서가 없어요. 부서를 먼저 만들거나 ‘없는 부서 만들기’를 골라 주세요.")
        return None, _remark("unit_unknown", sentence, unit=path)
    try:
        department = normalise_name(row.department)
        team = normalise_name(row.team) if row.team else ""
    except Invalid:
        return None, _remark("unit_name", N_("부서 이름으로 쓸 수 없어요: %(unit)s"), unit=path)
    return Target(None, department, team, f"{department} {team}".strip()), None


def _remark(code: str, sentence: str, **params: str) -> Remark:
    return Remark(code, sentence, params)
