"""Remote work: the one face of its rooms for web and worker: `from services.remote_work import days`."""

from services.remote_work import days, hours, muster, rotation, seats

__all__ = ["days", "hours", "muster", "rotation", "seats"]
