"""Rotation: rules, wishes, plans, balances, swaps."""

revision = "0019_rotation"
down_revision = "0018_remote_days"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
