"""Flexible hours and duty days."""

revision = "0017_flexible_hours"
down_revision = "0016_leave"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
