"""Every room of the house that has a door to the web."""

from flask import Blueprint

from webapp.api import approvals as api_approvals
from webapp.api import audit_batches as api_audit_batches
from webapp.api import cafeterias as api_cafeterias
from webapp.api import devices as api_devices
from webapp.api import evidences as api_evidences
from webapp.api import manual_answers as api_manual_answers
from webapp.api import manual_pack as api_manual_pack
from webapp.api import manuals as api_manuals
from webapp.api import meetings as api_meetings
from webapp.api import meta
from webapp.api import notices as api_notices
from webapp.api import passkeys as api_passkeys
from webapp.api import remote_days as api_remote_days
from webapp.api import trips as api_trips
from webapp.api import verdicts as api_verdicts
from webapp.views import (
    audit,
    calendar,
    capture,
    evidences,
    handovers,
    health,
    home,
    leave,
    ledger,
    me,
    meetings,
    notice_settings,
    notices,
    preferences,
    pwa,
    trips,
)
from webapp.views.admin import approval_rules as admin_approval_rules
from webapp.views.admin import duty_days as admin_duty_days
from webapp.views.admin import holidays as admin_holidays
from webapp.views.admin import home as admin_home
from webapp.views.admin import hours_rules as admin_hours_rules
from webapp.views.admin import imports as admin_imports
from webapp.views.admin import leave_imports as admin_leave_imports
from webapp.views.admin import leave_kinds as admin_leave_kinds
from webapp.views.admin import leave_rules as admin_leave_rules
from webapp.views.admin import lunch_rules as admin_lunch_rules
from webapp.views.admin import manuals as admin_manuals
from webapp.views.admin import person as admin_person
from webapp.views.admin import rates as admin_rates
from webapp.views.admin import remote_rules as admin_remote_rules
from webapp.views.admin import staff as admin_staff
from webapp.views.admin import tip_rules as admin_tip_rules
from webapp.views.admin import units as admin_units
from webapp.views.approvals import inbox as approvals_inbox
from webapp.views.approvals import own as approvals_own
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
from webapp.views.laws import changes as law_changes
from webapp.views.laws import reading as law_reading
from webapp.views.laws import taking as law_taking
from webapp.views.manuals import edit as manuals_edit
from webapp.views.manuals import exports as manuals_exports
from webapp.views.manuals import front as manuals_front
from webapp.views.manuals import history as manuals_history
from webapp.views.manuals import imports as manuals_imports
from webapp.views.manuals import manual as manuals_manual
from webapp.views.manuals import materials as manuals_materials
from webapp.views.manuals import pack as manuals_pack
from webapp.views.manuals import questions as manuals_questions
from webapp.views.manuals import search_words as manuals_search_words
from webapp.views.manuals import settings as manuals_settings
from webapp.views.manuals import statistics as manuals_statistics
from webapp.views.manuals import tips as manuals_tips
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
from webapp.views.remote_work import before as remote_before
from webapp.views.remote_work import calls as remote_calls
from webapp.views.remote_work import day as remote_day
from webapp.views.remote_work import hours as remote_hours
from webapp.views.remote_work import rotation as remote_rotation
from webapp.views.remote_work import rotation_plans as remote_rotation_plans
from webapp.views.remote_work import rotation_rules as remote_rotation_rules
from webapp.views.remote_work import rotation_swaps as remote_rotation_swaps
from webapp.views.remote_work import rotation_wishes as remote_rotation_wishes
from webapp.views.remote_work import seat_check_in as remote_seat_check_in
from webapp.views.remote_work import seats as remote_seats
from webapp.views.remote_work import seats_emergencies as remote_seats_emergencies
from webapp.views.remote_work import seats_file as remote_seats_file
from webapp.views.remote_work import seats_manage as remote_seats_manage
from webapp.views.remote_work import seats_rules as remote_seats_rules
from webapp.views.remote_work import team as remote_team
from webapp.views.remote_work import wishes as remote_wishes

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
    admin_approval_rules.blueprint,
    admin_duty_days.blueprint,
    admin_holidays.blueprint,
    admin_home.blueprint,
    admin_hours_rules.blueprint,
    admin_imports.blueprint,
    admin_leave_imports.blueprint,
    admin_leave_kinds.blueprint,
    admin_leave_rules.blueprint,
    admin_lunch_rules.blueprint,
    admin_manuals.blueprint,
    admin_person.blueprint,
    admin_rates.blueprint,
    admin_remote_rules.blueprint,
    admin_staff.blueprint,
    admin_tip_rules.blueprint,
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
REMOTE_WORK: list[Blueprint] = [
    remote_before.blueprint,
    remote_calls.blueprint,
    remote_day.blueprint,
    remote_hours.blueprint,
    remote_rotation.blueprint,
    remote_rotation_plans.blueprint,
    remote_rotation_rules.blueprint,
    remote_rotation_swaps.blueprint,
    remote_rotation_wishes.blueprint,
    remote_team.blueprint,
    remote_wishes.blueprint,
    remote_seat_check_in.blueprint,
    remote_seats.blueprint,
    remote_seats_emergencies.blueprint,
    remote_seats_file.blueprint,
    remote_seats_manage.blueprint,
    remote_seats_rules.blueprint,
]
MANUALS: list[Blueprint] = [
    manuals_edit.blueprint,
    manuals_exports.blueprint,
    manuals_front.blueprint,
    manuals_history.blueprint,
    manuals_imports.blueprint,
    manuals_manual.blueprint,
    manuals_materials.blueprint,
    manuals_pack.blueprint,
    manuals_questions.blueprint,
    manuals_settings.blueprint,
    manuals_search_words.blueprint,
    manuals_statistics.blueprint,
    manuals_tips.blueprint,
]
LAWS: list[Blueprint] = [
    law_changes.blueprint,
    law_reading.blueprint,
    law_taking.blueprint,
]
PAGES: list[Blueprint] = [
    *PEOPLE,
    *ADMINISTRATION,
    *CAFETERIA,
    *REMOTE_WORK,
    *LAWS,
    *MANUALS,
    approvals_inbox.blueprint,
    approvals_own.blueprint,
    audit.blueprint,
    calendar.blueprint,
    capture.blueprint,
    evidences.blueprint,
    handovers.blueprint,
    health.blueprint,
    home.blueprint,
    leave.blueprint,
    ledger.blueprint,
    me.blueprint,
    meetings.blueprint,
    notice_settings.blueprint,
    notices.blueprint,
    preferences.blueprint,
    pwa.blueprint,
    trips.blueprint,
]
API: list[Blueprint] = [
    api_approvals.blueprint,
    api_devices.blueprint,
    api_passkeys.blueprint,
    api_evidences.blueprint,
    api_remote_days.blueprint,
    api_trips.blueprint,
    api_verdicts.blueprint,
    api_audit_batches.blueprint,
    api_cafeterias.blueprint,
    api_manual_answers.blueprint,
    api_manual_pack.blueprint,
    api_manuals.blueprint,
    api_meetings.blueprint,
    api_notices.blueprint,
    meta.blueprint,
]
