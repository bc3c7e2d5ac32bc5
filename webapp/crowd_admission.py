"""Which cookies the access rule has admitted: so many, for a minute, and longer only if confirmed."""

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice, takewhile

ADMITTED_S = 60.0
# Of several processes each is asked by the same page only now and then.
UNUSED_S = 300.0
# Sessions are looked up again in good time, many at once.
CONFIRM_AFTER_S, MOST_AT_ONCE = 20.0, 500
MOST = 20_000
MOST_OF_ONE, LONGEST = 8, 4_096


@dataclass(slots=True)
class _Admission:
    staff_id: int
    session_id: int
    confirmed_at: float
    used_at: float


class Admissions:
    """By the whole `Cookie` header: no second way of reading cookies can differ from that of Flask.

    Kept in the order of their confirmation, the oldest first.
    """

    def __init__(self) -> None:
        self._known: OrderedDict[str, _Admission] = OrderedDict()
        self._of: defaultdict[int, OrderedDict[str, None]] = defaultdict(OrderedDict)
        self._lock = threading.Lock()

    def holds(self, cookies: str | None, at: float) -> bool:
        """Whether it was admitted or confirmed within the last minute. Takes no lock: every request asks."""
        admission = self._known.get(cookies) if cookies else None
        if admission is None or at >= admission.confirmed_at + ADMITTED_S:
            return False
        admission.used_at = at
        return True

    def admit(self, cookies: str, staff_id: int, session_id: int, at: float) -> None:
        """Notes it; the oldest of all, and of one person, make room."""
        if len(cookies) > LONGEST:
            return
        with self._lock:
            self._drop(cookies)
            self._known[cookies] = _Admission(staff_id, session_id, at, at)
            own = self._of[staff_id]
            own[cookies] = None
            if len(own) > MOST_OF_ONE:
                self._drop(next(iter(own)))
            if len(self._known) > MOST:
                self._drop(next(iter(self._known)))

    def list_unconfirmed(self, at: float) -> set[int]:
        """Some of the sessions that are to be looked up again; cookies that nobody uses are dropped."""
        with self._lock:
            old = list(islice(self._older_than(at - CONFIRM_AFTER_S), MOST_AT_ONCE))
            for cookies, admission in old:
                if at >= admission.used_at + UNUSED_S:
                    self._drop(cookies)
        return {one.session_id for _, one in old if at < one.used_at + UNUSED_S}

    def confirm(self, asked: Collection[int], live: Collection[int], at: float) -> None:
        """Of the sessions that were looked up, those that live go on; the others end here."""
        with self._lock:
            for cookies, admission in list(self._older_than(at - CONFIRM_AFTER_S)):
                if admission.session_id in live:
                    admission.confirmed_at = at
                    self._known.move_to_end(cookies)
                elif admission.session_id in asked:
                    self._drop(cookies)

    def forget(self, staff_id: int) -> None:
        with self._lock:
            for cookies in list(self._of.get(staff_id, ())):
                self._drop(cookies)

    def __len__(self) -> int:
        return len(self._known)

    def _older_than(self, at: float) -> Iterator[tuple[str, _Admission]]:
        return takewhile(lambda item: item[1].confirmed_at <= at, self._known.items())

    def _drop(self, cookies: str) -> None:
        admission = self._known.pop(cookies, None)
        if admission is None:
            return
        own = self._of[admission.staff_id]
        own.pop(cookies, None)
        if not own:
            del self._of[admission.staff_id]
