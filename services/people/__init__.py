"""People: who works where, what they may do, how they sign in, and which devices speak for them."""

from services.people.assignments import assign_person, end_assignments
from services.people.challenges import Credential
from services.people.confirmation import (
    DeviceToConfirm,
    confirm_device,
    confirm_with_device,
    enrol_demo_devices,
    list_devices_to_confirm,
)
from services.people.consent import ConsentState, ConsentView, current_consent, list_consents, record_consent
from services.people.deputies import (
    Deputyship,
    appoint_deputy,
    end_deputy,
    list_deputies,
    list_principals,
    load_deputies,
    tell_deputies,
)
from services.people.devices import (
    DeviceState,
    DeviceView,
    devices_by_id,
    find_device,
    list_devices,
    rename_device,
    retire_device,
    revoke_device,
)
from services.people.enrolment import (
    EnrolmentQuestion,
    NewDevice,
    begin_enrolment,
    cancel_enrolment,
    complete_enrolment,
)
from services.people.enrolment_proof import (
    Enrolment,
    ProofKind,
    SecondKind,
    confirmation_message,
    enrolment_challenge,
    possession_message,
    verify_enrolment,
)
from services.people.first_administrator import create_first_administrator, has_administrator
from services.people.hashing import hash_password
from services.people.leads import Leadership, find_lead, list_led, load_leadership
from services.people.leaving import end_service, resume_service
from services.people.names import initials_of, normalise_number
from services.people.notices import NOTICES, NoticeKind
from services.people.passkeys import (
    Options,
    PasskeyView,
    begin_passkey,
    begin_passkey_sign_in,
    complete_passkey,
    complete_passkey_sign_in,
    list_passkeys,
    remove_passkey,
    rename_passkey,
)
from services.people.password_rules import check_password_rules
from services.people.passwords import (
    IssuedPassword,
    change_password,
    issue_first_passwords,
    issue_passwords,
    set_password,
    withdraw_password,
)
from services.people.persons import (
    Person,
    count_staff,
    find_person,
    find_person_by_number,
    get_person,
    ids_by_number,
    list_members,
    list_persons,
    list_workplaces,
    list_workplaces_on,
    names_of,
    numbers_of,
    search_persons,
    select_ids,
)
from services.people.postings import Posting, Whereabouts, list_postings, list_whereabouts
from services.people.projections import (
    compare_enrolled,
    compare_retired,
    compare_revoked,
    find_unproven_devices,
)
from services.people.roles import (
    GRANTED_ROLES,
    Grant,
    Role,
    end_role,
    grant_role,
    list_grants,
    list_holders,
    list_roles,
)
from services.people.sessions import (
    BrowserSession,
    SignedIn,
    end_other_sessions,
    end_session,
    find_session,
    list_live_sessions,
    list_sessions,
    touch_session,
)
from services.people.sign_in import NewSession, Visit, sign_in_with_password
from services.people.staff import (
    LANGUAGES,
    NewPerson,
    choose_language,
    create_person,
    create_persons,
    update_person,
)
from services.people.staff_file import (
    Change,
    Fate,
    Field,
    ImportPlan,
    ImportView,
    MissingPerson,
    RowFate,
    apply_import,
    failing_rows_file,
    get_failing_rows,
    get_plan,
    list_imports,
    plan_import,
    read_number,
    store_plan,
    undo_last_import,
    usual_width,
)
from services.people.staff_list import (
    StaffFilter,
    StaffPage,
    Standing,
    count_members,
    count_standing,
    list_staff,
)
from services.people.statements import StatementProof, begin_statement, complete_statement
from services.people.tidy import tidy_people
from services.people.unit_lines import (
    UnitAbove,
    institution_of,
    list_gone_units,
    list_line,
    list_line_ids,
    names_of_units,
)
from services.people.units import (
    UnitKind,
    UnitView,
    change_unit,
    close_unit,
    create_unit,
    find_unit,
    get_unit,
    list_units,
    list_units_below,
)
from services.people.webauthn_answers import RelyingParty

# fmt: off
__all__ = [
    "GRANTED_ROLES", "LANGUAGES", "NOTICES", "BrowserSession", "Change", "ConsentState", "ConsentView",
    "Credential", "Deputyship", "DeviceState", "DeviceToConfirm", "DeviceView", "Enrolment",
    "EnrolmentQuestion", "Fate", "Field", "Grant", "ImportPlan", "ImportView", "IssuedPassword",
    "Leadership", "MissingPerson", "NewDevice", "NewPerson", "NewSession", "NoticeKind", "Options",
    "PasskeyView", "Person", "Posting", "ProofKind", "RelyingParty", "Role", "RowFate", "SecondKind",
    "SignedIn", "StaffFilter", "StaffPage", "Standing", "StatementProof", "UnitAbove", "UnitKind",
    "UnitView", "Visit", "Whereabouts", "apply_import", "appoint_deputy", "assign_person",
    "begin_enrolment", "begin_passkey", "begin_passkey_sign_in", "begin_statement", "cancel_enrolment",
    "change_password", "change_unit", "check_password_rules", "choose_language", "close_unit",
    "compare_enrolled", "compare_retired", "compare_revoked", "complete_enrolment", "complete_passkey",
    "complete_passkey_sign_in", "complete_statement", "confirm_device", "confirm_with_device",
    "confirmation_message", "count_members", "count_staff", "count_standing", "create_first_administrator",
    "create_person", "create_persons", "create_unit", "current_consent", "devices_by_id", "end_assignments",
    "end_deputy", "end_other_sessions", "end_role", "end_service", "end_session", "enrol_demo_devices",
    "enrolment_challenge", "failing_rows_file", "find_device", "find_lead", "find_person",
    "find_person_by_number", "find_session", "find_unit", "find_unproven_devices", "get_failing_rows",
    "get_person", "get_plan", "get_unit", "grant_role", "has_administrator", "hash_password",
    "ids_by_number", "initials_of", "institution_of", "issue_first_passwords", "issue_passwords",
    "list_consents",
    "list_deputies", "list_devices", "list_devices_to_confirm", "list_gone_units", "list_grants",
    "list_holders", "list_imports", "list_led", "list_line", "list_line_ids", "list_live_sessions",
    "list_members",
    "list_passkeys", "list_persons", "list_postings", "list_principals", "list_roles", "list_sessions",
    "list_staff", "list_units", "list_units_below", "list_whereabouts", "list_workplaces",
    "list_workplaces_on", "load_deputies", "load_leadership", "names_of", "names_of_units",
    "normalise_number", "numbers_of", "plan_import", "possession_message", "read_number", "record_consent",
    "remove_passkey", "rename_device", "rename_passkey", "resume_service", "retire_device", "revoke_device",
    "search_persons", "select_ids", "set_password", "sign_in_with_password", "store_plan", "tell_deputies",
    "tidy_people", "touch_session", "undo_last_import", "update_person", "usual_width", "verify_enrolment",
    "withdraw_password",
]
