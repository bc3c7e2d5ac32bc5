"""Every room of the house that has a door to the web."""

from flask import Blueprint

from webapp.api import audit_batches as api_audit_batches
from webapp.api import devices as api_devices
from webapp.api import evidences as api_evidences
from webapp.api import meta
from webapp.api import passkeys as api_passkeys
from webapp.api import trips as api_trips
from webapp.api import verdicts as api_verdicts
from webapp.views import (
    approvals,
    audit,
    capture,
    evidences,
    health,
    home,
    ledger,
    me,
    preferences,
    pwa,
    trips,
)
from webapp.views.admin import home as admin_home
from webapp.views.admin import imports as admin_imports
from webapp.views.admin import person as admin_person
from webapp.views.admin import staff as admin_staff
from webapp.views.admin import units as admin_units
from webapp.views.people import (
    confirmations,
    consent,
    deputies,
    devices,
    notices,
    passkeys,
    points,
    sessions,
    sign_in,
)

PEOPLE: list[Blueprint] = [
    confirmations.blueprint,
    consent.blueprint,
    deputies.blueprint,
    devices.blueprint,
    notices.blueprint,
    passkeys.blueprint,
    points.blueprint,
    sessions.blueprint,
    sign_in.blueprint,
]
ADMINISTRATION: list[Blueprint] = [
    admin_home.blueprint,
    admin_imports.blueprint,
    admin_person.blueprint,
    admin_staff.blueprint,
    admin_units.blueprint,
]
PAGES: list[Blueprint] = [
    *PEOPLE,
    *ADMINISTRATION,
    approvals.blueprint,
    audit.blueprint,
    capture.blueprint,
    evidences.blueprint,
    health.blueprint,
    home.blueprint,
    ledger.blueprint,
    me.blueprint,
    preferences.blueprint,
    pwa.blueprint,
    trips.blueprint,
]
API: list[Blueprint] = [
    api_devices.blueprint,
    api_passkeys.blueprint,
    api_evidences.blueprint,
    api_trips.blueprint,
    api_verdicts.blueprint,
    api_audit_batches.blueprint,
    meta.blueprint,
]
