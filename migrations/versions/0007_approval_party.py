"""Approvals: the others whom a request concerns, and whose lead decides when her own goes along."""

import sqlalchemy as sa
from alembic import op

revision = "0007_approval_party"
down_revision = "0006_audit"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("approval_requests", sa.Column("senior_id", BIG_ID))
    op.add_column("approval_requests", sa.Column("party", sa.JSON()))


def downgrade() -> None:
    op.drop_column("approval_requests", "party")
    op.drop_column("approval_requests", "senior_id")
