"""The organisation in words: roles, kinds of units, and what a staff file changes."""

from collections.abc import Mapping

from flask_babel import gettext

from services.people import Change, Fate, Field, Role, UnitKind, UnitView
from services.texts import N_

ROLES: Mapping[Role, str] = {
    Role.STAFF: N_("직원"),
    Role.TEAM_LEAD: N_("팀장"),
    Role.AUDITOR: N_("감사 담당"),
    Role.MANUAL_EDITOR: N_("매뉴얼 담당"),
    Role.CAFETERIA_MANAGER: N_("구내식당 담당"),
    Role.ADMINISTRATOR: N_("관리자"),
}
KINDS: Mapping[UnitKind, str] = {
    UnitKind.INSTITUTION: N_("기관"),
    UnitKind.DEPARTMENT: N_("부서"),
    UnitKind.NEIGHBOURHOOD_CENTRE: N_("읍·면·동"),
    UnitKind.TEAM: N_("팀"),
}
FATES: Mapping[Fate, tuple[str, str, str]] = {
    Fate.NEW: (N_("새 직원"), "ok", "plus"),
    Fate.CHANGED: (N_("바뀜"), "info", "pencil"),
    Fate.UNCHANGED: (N_("그대로"), "neutral", "minus"),
    Fate.FAILING: (N_("반영 못 함"), "bad", "x"),
}
FIELDS: Mapping[Field, str] = {
    Field.NUMBER: N_("직원번호"),
    Field.NAME: N_("이름"),
    Field.DEPARTMENT: N_("부서"),
    Field.TEAM: N_("팀"),
    Field.TITLE: N_("직위"),
    Field.GRADE: N_("직급"),
    Field.LEAD: N_("부서장"),
    Field.ROLES: N_("역할"),
    Field.EMAIL: N_("전자우편"),
    Field.FROM: N_("시행일"),
    Field.LEFT: N_("마지막 근무일"),
}


def role_choices(roles: tuple[Role, ...]) -> list[tuple[str, str]]:
    """Pairs of code and word, for a field."""
    return [(role.value, gettext(ROLES[role])) for role in roles]


def unit_choices(units: list[UnitView]) -> list[tuple[int, str]]:
    """The tree of a day as a list, each unit indented under the one above."""
    return [(unit.id, "\u00a0\u00a0" * unit.depth + unit.name) for unit in units]


def say_change(change: Change) -> str:
    """One field from what to what, in the reader's language."""
    before, after = _say_value(change.field, change.before), _say_value(change.field, change.after)
    field = gettext(FIELDS[change.field])
    return f"{field}: {before} → {after}" if before else f"{field}: {after}"


def _say_value(field: Field, value: str) -> str:
    if field is Field.LEAD:
        return gettext(N_("예")) if value else gettext(N_("아니요"))
    if field is Field.ROLES:
        return ", ".join(gettext(ROLES[Role(role)]) for role in value.split(",") if role) or "–"
    return value
