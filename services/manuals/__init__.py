"""Work manuals: the one face of its rooms for web and worker: `from services.manuals import texts`."""

from services.manuals.sections import Section

__all__ = ["Section"]
