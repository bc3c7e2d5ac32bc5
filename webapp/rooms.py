"""Every room of the house that has a door to the web."""

from flask import Blueprint

from webapp.api import audit_batches as api_audit_batches
from webapp.api import cafeterias as api_cafeterias
from webapp.api import devices as api_devices
from webapp.api import evidences as api_evidences
from webapp.api import meta
from webapp.api import passkeys as api_passkeys
from webapp.api import trips as api_trips
from webapp.api import verdicts as api_verdicts
from webapp.views import (
    approvals,
    audit,
    calendar,
    capture,
    evidences,
    health,
    home,
    ledger,
    me,
    notices,
    preferences,
    pwa,
    trips,
)
from webapp.views.admin import holidays as admin_holidays
from webapp.views.admin import home as admin_home
from webapp.views.admin import imports as admin_imports
from webapp.views.admin import lunch_rules as admin_lunch_rules
from webapp.views.admin import person as admin_person
from webapp.views.admin import staff as admin_staff
from webapp.views.admin import units as admin_units
from webapp.views.cafeteria import count as cafeteria_count
from webapp.views.cafeteria import history as cafeteria_history
from webapp.views.cafeteria import kitchen as cafeteria_kitchen
from webapp.views.cafeteria import lobby as cafeteria_lobby
from webapp.views.cafeteria import lunch as cafeteria_lunch
from webapp.views.cafeteria import manage as cafeteria_manage
from webapp.views.cafeteria import menu as cafeteria_menu
from webapp.views.cafeteria import menu_edit as cafeteria_menu_edit
from webapp.views.cafeteria import poster as cafeteria_poster
from webapp.views.cafeteria import sensors as cafeteria_sensors
from webapp.views.cafeteria import slot_plans as cafeteria_slot_plans
from webapp.views.cafeteria import slots as cafeteria_slots
from webapp.views.cafeteria import swaps as cafeteria_swaps
from webapp.views.people import (
    confirmations,
    consent,
    deputies,
    devices,
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
    passkeys.blueprint,
    points.blueprint,
    sessions.blueprint,
    sign_in.blueprint,
]
ADMINISTRATION: list[Blueprint] = [
    admin_holidays.blueprint,
    admin_home.blueprint,
    admin_imports.blueprint,
    admin_lunch_rules.blueprint,
    admin_person.blueprint,
    admin_staff.blueprint,
    admin_units.blueprint,
]
CAFETERIA: list[Blueprint] = [
    cafeteria_count.blueprint,
    cafeteria_history.blueprint,
    cafeteria_kitchen.blueprint,
    cafeteria_lobby.blueprint,
    cafeteria_lunch.blueprint,
    cafeteria_manage.blueprint,
    cafeteria_menu.blueprint,
    cafeteria_menu_edit.blueprint,
    cafeteria_poster.blueprint,
    cafeteria_sensors.blueprint,
    cafeteria_slot_plans.blueprint,
    cafeteria_slots.blueprint,
    cafeteria_swaps.blueprint,
]
PAGES: list[Blueprint] = [
    *PEOPLE,
    *ADMINISTRATION,
    *CAFETERIA,
    approvals.blueprint,
    audit.blueprint,
    calendar.blueprint,
    capture.blueprint,
    evidences.blueprint,
    health.blueprint,
    home.blueprint,
    ledger.blueprint,
    me.blueprint,
    notices.blueprint,
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
    api_cafeterias.blueprint,
    meta.blueprint,
]
