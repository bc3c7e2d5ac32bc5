"""Hours: ordinary and flexible, and the days on which everybody keeps the ordinary ones."""

from services.remote_work.hours.hours import Hours, hours_of

__all__ = ["Hours", "hours_of"]
