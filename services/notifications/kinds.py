"""What can be told. Each subject names its own kinds; `services/notice_kinds.py` puts them together."""

from dataclasses import dataclass
from enum import StrEnum


class Topic(StrEnum):
    """What a person can switch on and off as one."""

    ACCOUNT = "account"
    APPROVALS = "approvals"
    TRIPS = "trips"
    REMOTE_WORK = "remote_work"
    ROTATION = "rotation"
    SEATS = "seats"
    HOURS = "hours"
    MEETINGS = "meetings"
    MANUALS = "manuals"
    CAFETERIA = "cafeteria"


@dataclass(frozen=True)
class Kind:
    """A sentence with named places for the facts, and where a tap on it leads.

    A fact whose name ends in `_on` is a day and in `_at` an instant, both in ISO form: each reader sees them
    in her own language; `days` are those from `from_on` to `until_on`. `path` may hold named places too.
    What is urgent (a meeting that begins now) is carried in quiet hours too.
    """

    code: str
    topic: Topic
    sentence: str
    path: str
    icon: str = "bell"
    is_urgent: bool = False
