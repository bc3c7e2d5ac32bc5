"""Instant meetings."""

revision = "0021_meetings"
down_revision = "0020_seats"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
