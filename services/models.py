"""Every table in one metadata: for migrations and for tests that compare the two."""

import services.access_log
import services.approvals.models
import services.audit.models
import services.ledger.models
import services.people.models
import services.trips.models  # noqa: F401
from services.db import Base

__all__ = ["Base"]
