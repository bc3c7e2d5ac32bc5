"""One inbox for the lead: what waits, with one tap each, who has not reported, and where cover is at risk."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext
from sqlalchemy.orm import Session

from services import approvals, cafeteria, people
from services.approvals import Inbox
from services.clock import local_day
from services.remote_work import rotation
from webapp.context import current_person, lunch_now, now
from webapp.pages.approvals.cards import ApprovalCard, DoneLine, make_card, make_done_lines
from webapp.pages.approvals.subjects import words_of_kind
from webapp.pages.approvals.watch import Watch, load_watch


@dataclass(frozen=True)
class Filter:
    """One kind of what waits, or all of it."""

    label: str
    count: int
    href: str
    is_current: bool


@dataclass(frozen=True)
class Group:
    label: str
    cards: Sequence[ApprovalCard]


@dataclass(frozen=True)
class ApprovalPage:
    """`devices` counts the colleagues' devices that wait for a second yes, `swaps` the lunch slots that
    another department wants to swap, `turns` the days at home: all have a page of their own."""

    inbox: Inbox
    kind: str | None
    filters: Sequence[Filter]
    groups: Sequence[Group]
    done: Sequence[DoneLine]
    watch: Watch
    devices: int
    swaps: int
    turns: int

    @property
    def green(self) -> list[int]:
        """What can be approved at once: what she sees, and nothing beyond it."""
        return [card.request.id for group in self.groups for card in group.cards if card.request.is_green]

    def url(self, page: int) -> str:
        return f"/approvals?page={page}" + (f"&kind={self.kind}" if self.kind else "")


def load_approval_page(session: Session, kind: str | None, page: int) -> ApprovalPage:
    staff_id, at = current_person().staff_id, now()
    inbox = approvals.load_inbox(session, staff_id, at, kind=kind, page=page)
    done = approvals.list_done(session, staff_id)
    on = local_day(at)
    requests = [*(each.request for each in inbox.waiting), *(request for _, request in done)]
    leads = {each.holder.acted_for_id for each in inbox.waiting if each.holder.acted_for_id}
    persons = people.list_persons(session, {request.requester_id for request in requests} | leads, on)
    cards = [make_card(each.request, each.holder, persons) for each in inbox.waiting]
    return ApprovalPage(
        inbox=inbox,
        kind=kind,
        filters=_make_filters(inbox, kind),
        groups=_group(cards),
        done=make_done_lines(session, done, persons, at),
        watch=load_watch(session),
        devices=len(people.list_devices_to_confirm(session, staff_id, at, approvals.load_lineup)),
        swaps=cafeteria.count_swaps_waiting(session, staff_id, lunch_now()),
        turns=rotation.count_swaps_waiting(session, staff_id, at),
    )


def _group(cards: Sequence[ApprovalCard]) -> list[Group]:
    labels = dict.fromkeys(card.label for card in cards)
    return [Group(label, [card for card in cards if card.label == label]) for label in labels]


def _make_filters(inbox: Inbox, kind: str | None) -> list[Filter]:
    """Nothing to choose from where only one kind waits."""
    if len(inbox.counts) < 2 and kind is None:
        return []
    of_kind = [
        Filter(gettext(words_of_kind(code).label), count, f"/approvals?kind={code}", code == kind)
        for code, count in sorted(inbox.counts.items())
    ]
    return [Filter(gettext("전체"), inbox.total, "/approvals", kind is None), *of_kind]
