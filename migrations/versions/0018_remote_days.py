"""Remote days: plans, results, pledges, call forwarding."""

revision = "0018_remote_days"
down_revision = "0017_flexible_hours"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
