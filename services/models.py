"""Every table in one metadata: for migrations and for tests that compare the two."""

import services.absences.models
import services.access_log
import services.approvals.models
import services.audit.models
import services.cafeteria.crowd.models
import services.cafeteria.forecast.models
import services.cafeteria.meals.models
import services.cafeteria.models
import services.cafeteria.slots.models
import services.calendars.models
import services.handovers.models
import services.laws.models
import services.leave.models
import services.ledger.models
import services.manuals.citing.models
import services.manuals.exchange.models
import services.manuals.materials.models
import services.manuals.tasks.models
import services.manuals.texts.models
import services.manuals.tips.models
import services.manuals.use.models
import services.meetings.models
import services.notifications.models
import services.people.models
import services.rates.models
import services.remote_work.days.models
import services.remote_work.hours.models
import services.remote_work.rotation.models
import services.remote_work.seats.models
import services.trips.models
import services.workdays.models  # noqa: F401
from services.db import Base

__all__ = ["Base"]
