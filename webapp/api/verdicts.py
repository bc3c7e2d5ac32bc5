"""Verdicts, closer looks and restorations: for auditors, each noted where the traveller can read it."""

from collections.abc import Sequence
from typing import Annotated

from flask import Blueprint, Response
from pydantic import Field

from services import audit
from services.audit import Item, LookRequest, Restoration, Verdict
from services.errors import Invalid
from services.texts import N_
from webapp.access import roles
from webapp.context import current_person, db, keys, ledger, now, opening_keys
from webapp.openapi import Body, endpoint
from webapp.pages.audit.verdict_answers import PlaceAnswer, VerdictAnswer, answer_place, answer_verdict

blueprint = Blueprint("api_verdicts", __name__)

Text = Annotated[str, Field(min_length=1, max_length=audit.LONGEST_TEXT)]
Claim = Annotated[str, Field(max_length=audit.LONGEST_CLAIM)]


class TextInClaim(Body):
    """A code, and the number of the claim that it was found in."""

    text: Text
    claim: Claim | None = None


class VerdictRequest(Body):
    """Codes as they were scanned or pasted, at most 500; a plain text is one without a claim."""

    texts: Annotated[list[Text | TextInClaim], Field(min_length=1, max_length=audit.MOST_AT_ONCE)]


class VerdictsAnswer(Body):
    """A verdict for each text, in their order."""

    verdicts: list[VerdictAnswer]


class LookBody(Body):
    """A wish to see the exact point; `id` is 32 hexadecimal digits made on the device."""

    id: Annotated[str, Field(pattern="^[0-9a-f]{32}$")]
    text: Text
    reason: Annotated[str, Field(max_length=1_000)]


class RestorationBody(Body):
    """An auditor's confirmation that this code stands on paper before her; `document` is its number."""

    text: Text
    confirmed: bool
    document: Annotated[str, Field(max_length=200)] = ""


class RestorationAnswer(Body):
    """`is_first` is false when the server had the evidence already."""

    id: str
    received_at: str
    is_first: bool


def audit_keys() -> audit.Keys:
    """What opens codes, and proves what the ledger says of them."""
    return audit.Keys(opening_keys(), keys().pending_key)


def send_verdicts(verdicts: Sequence[Verdict]) -> Response:
    """`VerdictsAnswer`, put into words one verdict after the other: five hundred at once take much memory."""
    parts = [answer_verdict(verdict).model_dump_json().encode() for verdict in verdicts]
    return Response(b'{"verdicts":[' + b",".join(parts) + b"]}", mimetype="application/json")


@blueprint.post("/verdicts")
@roles("auditor")
@endpoint(VerdictRequest, VerdictsAnswer, summary="Judges up to 500 codes")
def post_verdicts(body: VerdictRequest) -> Response:
    items = [Item(given) if isinstance(given, str) else Item(given.text, given.claim) for given in body.texts]
    with db().reading() as session:
        verdicts = audit.judge_texts(session, audit_keys(), items, now())
    # What is told of somebody is noted before it is told.
    if any(verdict.seen for verdict in verdicts):
        with db().writing() as session:
            audit.log_verdicts(session, verdicts, current_person().staff_id, now())
    return send_verdicts(verdicts)


@blueprint.post("/verdicts/closer-looks")
@roles("auditor")
@endpoint(LookBody, PlaceAnswer, summary="The exact point of a code, for a stated reason")
def post_closer_look(body: LookBody) -> PlaceAnswer:
    wanted = LookRequest(bytes.fromhex(body.id), body.text, body.reason)
    viewer_id = current_person().staff_id
    place = db().write(
        lambda session: audit.look_closer(session, ledger(), audit_keys(), wanted, viewer_id, now())
    )
    return answer_place(place)


@blueprint.post("/evidences/restorations")
@roles("auditor")
@endpoint(
    RestorationBody, RestorationAnswer, status=201, summary="Restores a genuine evidence from its paper"
)
def post_restoration(body: RestorationBody) -> tuple[RestorationAnswer, int]:
    if not body.confirmed:
        sentence = N_("되살리기를 확인해 주세요.")
        raise Invalid("not_confirmed", sentence, fields={"confirmed": sentence})
    auditor_id, wanted = current_person().staff_id, Restoration(body.text, body.document)
    restored = db().write(
        lambda session: audit.restore_evidence(session, ledger(), audit_keys(), wanted, auditor_id, now())
    )
    answer = RestorationAnswer(
        id=restored.evidence_id.hex(),
        received_at=restored.received_at.isoformat(),
        is_first=restored.is_first,
    )
    return answer, 201 if restored.is_first else 200
