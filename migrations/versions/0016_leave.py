"""Leave."""

revision = "0016_leave"
down_revision = "0015_approval_lines"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
