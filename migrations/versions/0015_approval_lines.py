"""Approvals: lines of steps, rules, standing deputies, undo."""

revision = "0015_approval_lines"
down_revision = "0014_absences"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
