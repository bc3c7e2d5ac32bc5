"""Browsers that take pushes: one address a sign-in, told by the browser, ended with the sign-in.

Invariants
- An address belongs to the person who told it last: on a shared PC nobody's pushes go to the next one.
- This server posts only where the rule of addresses lets it (`check_endpoint`), because whoever is signed in
  may name any address.
"""

from datetime import datetime
from hashlib import sha256
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.crypto.push_key import check_push_keys
from services.errors import Invalid
from services.notifications.models import LONGEST_ENDPOINT, PushSubscription
from services.notifications.public_hosts import is_public
from services.texts import N_

MOST_SUBSCRIPTIONS: Final = 10
_WRONG = N_("이 브라우저의 푸시 주소를 쓸 수 없어요.")


def subscribe(
    session: Session,
    staff_id: int,
    session_id: int,
    endpoint: str,
    keys: tuple[bytes, bytes],
    now: datetime,
    *,
    any_host: bool = False,
    is_renewal: bool = False,
) -> bool:
    """From now on this sign-in's browser is told by push; the same again changes nothing. Whether it is told.

    A renewal, which the browser asks for by itself, is for a sign-in that has subscribed: on a shared PC it
    may have been the last person's. `keys` are the browser's public key (65 bytes) and secret (16).
    The oldest go beyond ten of a person.
    Raises: Invalid `push_endpoint`; Malformed `push_key`, `push_secret`.
    """
    check_endpoint(endpoint, any_host=any_host)
    check_push_keys(*keys)
    digest = sha256(endpoint.encode()).digest()
    row = session.scalar(select(PushSubscription).where(PushSubscription.session_id == session_id))
    if row is None and is_renewal:
        return False
    taken = (PushSubscription.endpoint_hash == digest) & (PushSubscription.session_id != session_id)
    session.execute(delete(PushSubscription).where(taken))
    if row is None:
        row = PushSubscription(session_id=session_id, created_at=now, attempts=0)
        session.add(row)
    elif (row.endpoint_hash, row.public_key, row.secret) == (digest, *keys):
        return True
    # What waits for this browser waits on: it has a new address, and no new notices. It is tried at once, and
    # still as one that has failed: who names slow addresses one after the other takes no hands from others.
    row.staff_id, row.endpoint, row.endpoint_hash = staff_id, endpoint, digest
    row.host = (urlsplit(endpoint).hostname or "").rstrip(".")
    row.public_key, row.secret = keys
    row.retry_at, row.leased_until = None, None
    session.flush()
    _drop_oldest(session, staff_id)
    return True


def unsubscribe(session: Session, staff_id: int, session_id: int) -> None:
    """This sign-in's browser, of this person, is told by push no more."""
    mine = (PushSubscription.staff_id == staff_id) & (PushSubscription.session_id == session_id)
    session.execute(delete(PushSubscription).where(mine))


def list_subscribed(session: Session, staff_id: int) -> set[int]:
    """The sign-ins of a person whose browsers are told by push."""
    query = select(PushSubscription.session_id).where(PushSubscription.staff_id == staff_id)
    return set(session.scalars(query))


def check_endpoint(endpoint: str, *, any_host: bool = False) -> None:
    """Whether this server may post there: https, the usual port, a host with a public name.

    What the name stands for is looked up, and judged, when it is posted to. `any_host` is for tests, and for
    a push service within the own network. Raises: Invalid `push_endpoint`.
    """
    try:
        url = urlsplit(endpoint)
        port = url.port
    except ValueError:
        raise Invalid("push_endpoint", _WRONG) from None
    is_plain = endpoint.isascii() and endpoint.isprintable() and " " not in endpoint
    is_whole = bool(url.hostname) and url.username is None and url.password is None and not url.fragment
    if len(endpoint) > LONGEST_ENDPOINT or not is_plain or not is_whole:
        raise Invalid("push_endpoint", _WRONG)
    is_public = url.scheme == "https" and port in (None, 443) and _has_public_name(url.hostname or "")
    if not is_public and not (any_host and url.scheme in ("http", "https")):
        raise Invalid("push_endpoint", _WRONG)


def _has_public_name(host: str) -> bool:
    try:
        return is_public(host)
    except ValueError:
        return "." in host.strip(".") and not host.endswith((".localhost", ".local", ".internal"))


def _drop_oldest(session: Session, staff_id: int) -> None:
    query = (
        select(PushSubscription.id)
        .where(PushSubscription.staff_id == staff_id)
        .order_by(PushSubscription.id.desc())
        .offset(MOST_SUBSCRIPTIONS)
    )
    session.execute(delete(PushSubscription).where(PushSubscription.id.in_(list(session.scalars(query)))))
