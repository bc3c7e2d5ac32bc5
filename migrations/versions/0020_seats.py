"""Smart-work centres: seats and bookings."""

revision = "0020_seats"
down_revision = "0019_rotation"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
