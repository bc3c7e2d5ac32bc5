"""One cafeteria's crowd as pages show it: what is in view, and the facts from which scripts go on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from services.cafeteria import Crowd
from services.clock import local_day
from webapp.pages.cafeteria.crowd_words import (
    find_view,
    minute_of,
    say_age,
    say_hint,
    say_queue,
    say_sources,
    say_usual,
    say_wait,
)
from webapp.pages.cafeteria.diner_words import say_essence


@dataclass(frozen=True)
class CrowdFace:
    crowd: Crowd
    at: datetime

    @cached_property
    def view(self) -> str:
        return find_view(self.crowd, self.at)

    @property
    def on(self) -> date:
        return local_day(self.at)

    @property
    def path(self) -> str:
        """Where scripts ask, below /api/v1/."""
        return f"cafeterias/{self.crowd.id}"

    @property
    def across(self) -> float:
        """The place of the present minute in the chart, in percent from the left."""
        return self.crowd.chart.across(minute_of(self.at))

    @property
    def has_now(self) -> bool:
        """Whether the chart shows the present minute."""
        return self.crowd.chart.from_minute <= minute_of(self.at) <= self.crowd.chart.until_minute

    @property
    def facts(self) -> Mapping[str, Any]:
        """Enough to grow old without the server."""
        crowd = self.crowd
        return {
            "state": crowd.state,
            "level": crowd.level,
            "confidence": crowd.confidence,
            "as_of": crowd.as_of.isoformat() if crowd.as_of else None,
            "stale_after_s": crowd.stale_after_s,
        }

    @property
    def scale(self) -> Mapping[str, Any]:
        """The chart's, with the wait of now: its place moves with the time."""
        crowd, chart = self.crowd, self.crowd.chart
        wait = {"low_min": crowd.wait.low_min, "high_min": crowd.wait.high_min} if crowd.wait else None
        return {
            "from": chart.from_minute,
            "until": chart.until_minute,
            "top": chart.top_min,
            "wait": wait,
        }

    @property
    def says(self) -> Mapping[str, str]:
        """The parts that change, in words."""
        crowd = self.crowd
        return {
            "wait": say_wait(crowd.wait) if crowd.wait else "",
            "age": say_age(crowd.as_of, self.at) if crowd.as_of else "",
            "sources": say_sources(crowd.sources),
            "queue": say_queue(crowd),
            "hint": say_hint(crowd),
            "usual": say_usual(crowd, minute_of(self.at)),
            "essence": say_essence(crowd),
        }


def make_face(crowd: Crowd, at: datetime) -> CrowdFace:
    return CrowdFace(crowd, at)
