"""What people must be told: the inbox in the app, and what carries it to those who are elsewhere."""

from services.notifications.choices import (
    DEFAULTS,
    NIGHT,
    Choices,
    Quiet,
    Switch,
    load_choices,
    save_choices,
)
from services.notifications.kinds import Kind, Topic
from services.notifications.mail import MailCarrier
from services.notifications.mail_text import Letterhead
from services.notifications.notices import (
    NoticeView,
    Telling,
    count_unread_notices,
    destroy_old_notices,
    forget_notices,
    list_notices,
    mark_notices_read,
    notify,
    notify_all,
    settle_notices,
)
from services.notifications.push import PushCarrier
from services.notifications.push_message import PushSender
from services.notifications.routing import Carriers, Contact, Contacts, sort_notices
from services.notifications.smtp import MailServer, parse_mail_server
from services.notifications.subscriptions import list_subscribed, subscribe, unsubscribe
from services.notifications.words import Words, find_path, say

__all__ = [
    "DEFAULTS",
    "NIGHT",
    "Carriers",
    "Choices",
    "Contact",
    "Contacts",
    "Kind",
    "Letterhead",
    "MailCarrier",
    "MailServer",
    "NoticeView",
    "PushCarrier",
    "PushSender",
    "Quiet",
    "Switch",
    "Telling",
    "Topic",
    "Words",
    "count_unread_notices",
    "destroy_old_notices",
    "find_path",
    "forget_notices",
    "list_notices",
    "list_subscribed",
    "load_choices",
    "mark_notices_read",
    "notify",
    "notify_all",
    "parse_mail_server",
    "save_choices",
    "say",
    "settle_notices",
    "sort_notices",
    "subscribe",
    "unsubscribe",
]
