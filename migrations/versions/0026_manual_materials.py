"""Materials of manuals: files with versions, and pictures of their pages."""

import sqlalchemy as sa
from alembic import op

revision = "0026_manual_materials"
down_revision = "0025_manual_tips"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_materials()
    _create_contents()
    _create_previews()
    _create_versions()


def downgrade() -> None:
    op.drop_table("manual_material_versions")
    op.drop_table("manual_material_previews")
    op.drop_table("manual_material_contents")
    op.drop_table("manual_materials")


def _create_materials() -> None:
    op.create_table(
        "manual_materials",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("manual_id", BIG_ID, nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.Column("added_by_id", BIG_ID),
        sa.Column("removed_at", INSTANT),
        sa.Column("removed_by_id", BIG_ID),
        sa.CheckConstraint("(removed_at IS NULL) = (removed_by_id IS NULL)", name="removed"),
        sa.ForeignKeyConstraint(["manual_id"], ["manuals.id"], name="fk_manual_materials_manual_id_manuals"),
        *(
            sa.ForeignKeyConstraint([column], ["staff.id"], name=f"fk_manual_materials_{column}_staff")
            for column in ("added_by_id", "removed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_manual_materials"),
    )
    op.create_index("ix_manual_materials_manual", "manual_materials", ["manual_id"])


def _create_contents() -> None:
    op.create_table(
        "manual_material_contents",
        sa.Column("sha256", sa.LargeBinary(32), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_manual_material_contents"),
    )


def _create_previews() -> None:
    op.create_table(
        "manual_material_previews",
        sa.Column("sha256", sa.LargeBinary(32), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("page >= 1", name="page"),
        sa.ForeignKeyConstraint(
            ["sha256"],
            ["manual_material_contents.sha256"],
            name="fk_manual_material_previews_sha256_manual_material_contents",
        ),
        sa.PrimaryKeyConstraint("sha256", "page", name="pk_manual_material_previews"),
    )


def _create_versions() -> None:
    op.create_table(
        "manual_material_versions",
        sa.Column("material_id", BIG_ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(150), nullable=False),
        sa.Column("sha256", sa.LargeBinary(32), nullable=False),
        sa.Column("note", sa.String(200), nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.Column("added_by_id", BIG_ID),
        sa.CheckConstraint("number >= 1", name="number"),
        sa.ForeignKeyConstraint(
            ["material_id"],
            ["manual_materials.id"],
            name="fk_manual_material_versions_material_id_manual_materials",
        ),
        sa.ForeignKeyConstraint(
            ["sha256"],
            ["manual_material_contents.sha256"],
            name="fk_manual_material_versions_sha256_manual_material_contents",
        ),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["staff.id"], name="fk_manual_material_versions_added_by_id_staff"
        ),
        sa.PrimaryKeyConstraint("material_id", "number", name="pk_manual_material_versions"),
    )
    op.create_index("ix_manual_material_versions_sha256", "manual_material_versions", ["sha256"])
