"""What people must be told: the inbox in the app, and what carries it to those who are elsewhere."""

from services.notifications.kinds import Kind, Topic
from services.notifications.notices import (
    NoticeView,
    count_unread_notices,
    forget_notices,
    list_notices,
    mark_notices_read,
    notify,
)

__all__ = [
    "Kind",
    "NoticeView",
    "Topic",
    "count_unread_notices",
    "forget_notices",
    "list_notices",
    "mark_notices_read",
    "notify",
]
