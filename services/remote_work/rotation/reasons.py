"""Why a wish was not met, and which rules collide: in words, with what they are about."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from services.remote_work.rotation.gather import Gathered
from services.remote_work.rotation.solver.problem import ONE_DAY, Homes, between
from services.remote_work.rotation.solver.score import (
    find_breaches,
    lead_of,
    places_of,
    pools_of,
    presence_at,
    unmet,
    window_of,
)
from services.texts import N_

SENTENCES: Mapping[str, str] = {
    "post": N_("%(post)s에는 %(least)s명이 남아야 해서 그날은 재택할 수 없었어요."),
    "group": N_("감염 확산을 막으려고 다른 조와 층이나 점심 차례가 겹치지 않게 했어요."),
    "share": N_("그날은 우리 부서에서 이미 %(count)s명이 재택해요."),
    "share_office": N_("그날 재택할 차례를 채워야 했어요."),
    "fair": N_("이미 동료들만큼 재택해요. 하루를 더하면 차이가 하루보다 커져요."),
    "fair_office": N_("재택한 날이 동료들보다 적어서 이날 재택해요."),
    "together": N_("다른 사람의 희망이나 주마다 고른 횟수와 함께 지킬 수 없었어요."),
}
COLLISIONS: Mapping[str, str] = {
    "short": N_("%(post)s: %(on)s에 %(least)s명이 있어야 하는데, 모두 출근해도 %(there)s명이에요."),
    "post": N_("%(post)s: 날마다 %(least)s명이 있어야 해요."),
    "home": N_("%(name)s: 재택으로 고정한 날이 있어요."),
    "office": N_("%(name)s: 출근으로 고정한 날이 있어요."),
    "floor": N_("%(floor)s: 조가 다른 사람은 같은 날 출근할 수 없어요."),
    "lunch": N_("조가 다른 사람은 같은 점심 차례에 먹을 수 없어요."),
}


@dataclass(frozen=True)
class Reason:
    """A sentence with named places for its facts; `on` among them is a day in ISO form."""

    code: str
    sentence: str
    params: Mapping[str, Any] = field(default_factory=dict)


def explain_unmet(gathered: Gathered, homes: Homes) -> dict[int, list[dict[str, Any]]]:
    """For each person, by her place in the problem, her unmet wishes with the code of the reason."""
    return _Explainer(gathered, homes).explain()


def say_unmet(told: Mapping[str, Any]) -> Reason:
    """The sentence of what `explain_unmet` wrote down."""
    code = str(told["why"])
    return Reason(code, SENTENCES[code], dict(told.get("facts", {})))


def list_facts_of_collision(
    gathered: Gathered, rules: Sequence[tuple[str, int]], names: Mapping[int, str]
) -> list[dict[str, Any]]:
    """The colliding rules as they are written down: each a code with its facts."""
    about = dict(rules)
    if "short" in about:
        return [{"rule": "short", "facts": _facts_of_short(gathered, about["short"], about["day"])}]
    return [{"rule": kind, "facts": _facts_of_rule(gathered, kind, about, names)} for kind, about in rules]


def say_collision(told: Mapping[str, Any]) -> Reason:
    code = str(told["rule"])
    return Reason(code, COLLISIONS[code], dict(told.get("facts", {})))


def name_of_post(gathered: Gathered, post_id: int) -> str:
    post = gathered.posts[post_id]
    return " ".join(part for part in (gathered.units.name_of(post.unit_id), post.name) if part)


def _facts_of_rule(gathered: Gathered, kind: str, about: int, names: Mapping[int, str]) -> dict[str, Any]:
    if kind == "post":
        return {"post": name_of_post(gathered, about), "least": gathered.posts[about].least_present}
    if kind in ("home", "office"):
        return {"name": names.get(about, "")}
    return {"floor": gathered.floors[about]} if kind == "floor" else {}


def _facts_of_short(gathered: Gathered, post_id: int, day: int) -> dict[str, Any]:
    """How many a post has on a day on which even everybody is not enough."""
    post = next(each for each in gathered.problem.posts if each.id == post_id)
    there = sum(day in gathered.problem.persons[n].days for n in post.members) + post.beside[day]
    on = gathered.days[day].isoformat()
    return {"post": name_of_post(gathered, post_id), "on": on, "least": post.least, "there": there}


class _Explainer:
    """Looks at what stands directly in the way of each wish, the rules first."""

    def __init__(self, gathered: Gathered, homes: Homes) -> None:
        self.gathered, self.problem, self.homes = gathered, gathered.problem, homes
        self.present = {p.id: presence_at(self.problem, p.members, homes) for p in self.problem.posts}
        self.posts: dict[int, list[int]] = {}
        for number, post in enumerate(self.problem.posts):
            for member in post.members:
                self.posts.setdefault(member, []).append(number)
        self.at_home = Counter((p.pool, d) for p, home in self._each() for d in home)
        self.there = Counter((p.pool, d) for p, _ in self._each() for d in p.days)
        self.windows = {}
        for pool in pools_of(self.problem):
            leads = [lead_of(self.problem.persons[n], homes[n]) for n in pool]
            self.windows[self.problem.persons[pool[0]].pool] = window_of(leads)
        self.owners = {
            (kind, place, day): person.groups[day]
            for person, home in self._each()
            for day in person.days
            if day not in home
            for kind, place in places_of(person, day)
        }

    def explain(self) -> dict[int, list[dict[str, Any]]]:
        found: dict[int, list[dict[str, Any]]] = {}
        for number, (person, home) in enumerate(self._each()):
            for day in unmet(person, home):
                wanted = person.wishes[day]
                why, facts = self._why_not_home(number, day) if wanted else self._why_not_office(number, day)
                told = {"on": self.gathered.days[day].isoformat(), "why": why, "facts": facts}
                found.setdefault(number, []).append({**told, "want": "home" if wanted else "office"})
        return found

    def _each(self) -> list[tuple[Any, set[int]]]:
        return list(zip(self.problem.persons, self.homes, strict=True))

    def _why_not_home(self, number: int, day: int) -> tuple[str, dict[str, Any]]:
        person = self.problem.persons[number]
        for place in self.posts.get(number, ()):
            post = self.problem.posts[place]
            if self.present[post.id][day] + post.beside[day] <= post.least:
                name = name_of_post(self.gathered, post.id)
                return "post", {"post": name, "least": post.least}
        key = (person.pool, day)
        if self.at_home[key] >= between(self.there[key], person.parts, person.of)[1]:
            return "share", {"count": self.at_home[key]}
        lead = lead_of(person, self.homes[number]) + ONE_DAY
        return ("fair" if lead > self.windows[person.pool] + ONE_DAY else "together"), {}

    def _why_not_office(self, number: int, day: int) -> tuple[str, dict[str, Any]]:
        person = self.problem.persons[number]
        for kind, place in places_of(person, day):
            if self.owners.get((kind, place, day), person.groups[day]) != person.groups[day]:
                return "group", {}
        key = (person.pool, day)
        if self.at_home[key] <= between(self.there[key], person.parts, person.of)[0]:
            return "share_office", {}
        lead = lead_of(person, self.homes[number]) - ONE_DAY
        return ("fair_office" if lead < self.windows[person.pool] else "together"), {}


def check_solution(gathered: Gathered, homes: Homes) -> bool:
    """Whether what the child found keeps every rule: it is looked at again on this side."""
    return not any(find_breaches(gathered.problem, homes))


def days_by_letter(gathered: Gathered, number: int, homes: Homes) -> dict[date, str]:
    person = gathered.problem.persons[number]
    return {gathered.days[day]: "H" if day in homes[number] else "O" for day in person.days}
