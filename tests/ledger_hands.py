"""What an administrator of the database does to a ledger behind the back of the application."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Update, update

from services.ledger.models import LedgerRecord
from tests.factories import Ledger

STRANGER = Ed25519PrivateKey.from_private_bytes(b"\x0a" * 32)


def execute(ledger: Ledger, statement: object, **params: object) -> None:
    with ledger.database.writing() as session:
        session.execute(statement, params)  # type: ignore[call-overload]


def leaf(index: int) -> Update:
    return update(LedgerRecord).where(LedgerRecord.leaf_index == index)
