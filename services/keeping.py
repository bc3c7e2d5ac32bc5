"""How long what is kept of people is kept, subject by subject, and its destruction when that time is over.

The periods are settings: an organisation has its own schedule of retention. What the ledger holds stays;
where a leaf commits to something that goes, another leaf says that it was destroyed and by which rule.
"""

from datetime import datetime, timedelta

from services import handovers, laws, leave, meetings, notifications
from services.clock import instant_of, local_day
from services.db import Database
from services.ledger import Appender
from services.manuals import materials, texts, tips, use
from services.portions import work_off
from services.remote_work import days, seats
from services.settings import Settings


def destroy_what_is_over(database: Database, ledger: Appender, settings: Settings, now: datetime) -> None:
    """One round, by any number of workers; each subject in a transaction of its own: nobody waits long."""
    today = local_day(now)
    with database.writing() as session:
        notifications.destroy_old_notices(session, now - timedelta(days=settings.notice_days))
    with database.writing() as session:
        seats.destroy_old_bookings(session, today - timedelta(days=settings.seat_booking_days))
    with database.writing() as session:
        laws.destroy_old_uploads(session, now)
    with database.writing() as session:
        leave.destroy_old_imports(session, today - timedelta(days=settings.leave_import_days))
    with database.writing() as session:
        texts.destroy_old_drafts(session, now - timedelta(days=settings.manual_draft_days))
    with database.writing() as session:
        tips.destroy_old_questions(session, now - timedelta(days=settings.manual_question_days))
    with database.writing() as session:
        use.close_months(session, tips.get_tip_rules(session, today).fewest_shown, now)
    files_before = now - timedelta(days=settings.manual_file_days)
    meetings_before = instant_of(today - timedelta(days=settings.meeting_days), 0)
    texts_before = today - timedelta(days=settings.remote_text_days)
    handovers_before = today - timedelta(days=settings.handover_days)
    work_off(database, lambda session: materials.destroy_removed_materials(session, files_before))
    work_off(
        database, lambda session: handovers.destroy_old_handovers(session, ledger, handovers_before, now)
    )
    work_off(database, lambda session: meetings.destroy_old_meetings(session, ledger, meetings_before, now))
    work_off(database, lambda session: days.destroy_old_texts(session, ledger, texts_before, now))
