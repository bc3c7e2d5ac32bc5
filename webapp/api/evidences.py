"""What phones hand in and ask for: the beacon, evidences, and their place in the ledger.

An id that is not the asker's own gets the same answer as one that does not exist.
"""

from flask import Blueprint, request

from services import trips
from services.clock import to_millis
from services.crypto import base64url
from services.errors import Malformed, Unavailable
from services.keys import has_tested_backup
from services.ledger import Prover
from services.texts import N_
from webapp.access import public, signed_in
from webapp.context import current_person, db, keys, ledger, now, opening_keys, settings
from webapp.openapi import Body, endpoint
from webapp.pages.trips.inclusion import find_inclusion

blueprint = Blueprint("api_evidences", __name__)

MOST_BYTES = 16_000
MOST_CONTEXT_CHARACTERS = 6_000


class BeaconAnswer(Body):
    """The newest published tree head: a capture that names its size and root was not made before it.

    `root` is its first 8 bytes in base64url, `note` the whole head as a signed C2SP checkpoint.
    """

    origin: str
    size: int
    root: str
    at_ms: int
    note: str


class EvidenceUpload(Body):
    """One sealed evidence, as its QR holds it or in the form for copying; its sealed context in base64url.

    `owner` is the staff number that the phone's queue keeps it for.
    """

    text: str
    owner: str
    context: str | None = None


class EvidenceReceipt(Body):
    """The acknowledgement: what it names is durably kept."""

    id: str
    received_at: str


class EvidenceAnswer(Body):
    """An own evidence and its place in the ledger: all that is needed to verify it without the server.

    `index` and what follows are null until the ledger has it, or where it was destroyed. `salt`, `blob` and
    the hashes of `proof`, from the leaf upwards, are base64url; `checkpoint` is a signed note.
    """

    id: str
    received_at: str
    has_context: bool
    destroyed_at: str | None = None
    index: int | None = None
    salt: str | None = None
    blob: str | None = None
    proof: list[str] | None = None
    checkpoint: str | None = None


@blueprint.before_request
def take_little() -> None:
    request.max_content_length = MOST_BYTES


@blueprint.get("/beacon")
@public
@endpoint(None, BeaconAnswer, summary="The newest tree head")
def show_beacon() -> BeaconAnswer:
    with db().reading() as session:
        head = Prover(session, keys().pending_key).newest(settings().origin)
    if head is None:
        raise Unavailable("no_head", N_("원장이 아직 시작되지 않았어요. 잠시 뒤에 다시 해 주세요."))
    size, root = head.beacon
    return BeaconAnswer(
        origin=head.origin,
        size=size,
        root=base64url.encode(root),
        at_ms=to_millis(head.at),
        note=head.note.decode(),
    )


@blueprint.post("/evidences")
@signed_in
@endpoint(
    EvidenceUpload, EvidenceReceipt, status=201, summary="Hands in one evidence; repeats get the first answer"
)
def post_evidence(body: EvidenceUpload) -> tuple[EvidenceReceipt, int]:
    refuse_without_backup()
    person = current_person()
    signer = trips.Signer(person.staff_id, person.number)
    upload = trips.Upload(body.text, decode_context(body.context), body.owner)
    opened = trips.open_upload(opening_keys(), signer, upload)
    with db().glancing() as session:
        arrival = trips.verify_upload(session, opened.origin, opened)
    appender, at = ledger(), now()
    receipt = db().write(
        lambda session: trips.receive_first(session, appender, arrival, at),
        lambda session: trips.receive_again(session, appender, arrival, at),
    )
    answer = EvidenceReceipt(id=receipt.id.hex(), received_at=receipt.received_at.isoformat())
    return answer, 201 if receipt.is_first else 200


@blueprint.get("/evidences/<hex(16):evidence_id>")
@signed_in
@endpoint(None, EvidenceAnswer, summary="An own evidence and the proof of its place in the ledger")
def show_evidence(evidence_id: bytes) -> EvidenceAnswer:
    with db().reading() as session:
        kept = trips.get_kept(session, evidence_id, current_person().staff_id)
        place = find_inclusion(session, kept.record_id)
    destroyed_at = kept.destroyed_at or (place.purged_at if place else None)
    answer = EvidenceAnswer(
        id=kept.id.hex(),
        received_at=kept.received_at.isoformat(),
        has_context=kept.has_context,
        destroyed_at=destroyed_at.isoformat() if destroyed_at else None,
    )
    if destroyed_at or place is None:
        return answer
    return answer.model_copy(
        update={
            "index": place.index,
            "salt": base64url.encode(place.salt),
            "blob": base64url.encode(place.blob),
            "proof": [base64url.encode(node) for node in place.path],
            "checkpoint": place.head.note.decode(),
        }
    )


def refuse_without_backup() -> None:
    """Real captures wait until the keys that open them were backed up: a lost key is a lost proof."""
    if not accepts_captures():
        raise Unavailable(
            "keys_not_backed_up",
            N_("키 백업을 확인하기 전이라 증빙을 받지 않아요. 정보담당에게 알려 주세요."),
        )


def accepts_captures() -> bool:
    return settings().is_demo or has_tested_backup(settings())


def decode_context(text: str | None) -> bytes | None:
    if text is None:
        return None
    if len(text) > MOST_CONTEXT_CHARACTERS:
        raise Malformed("context_too_long")
    return base64url.decode(text)
