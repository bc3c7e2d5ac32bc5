"""Tables of materials: the forms and papers that go with a manual."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base, BigId

LONGEST_NAME, LONGEST_NOTE, LONGEST_FILENAME = 100, 200, 150
_STAFF = "staff.id"


class Material(Base):
    """One form or paper of a manual, whatever version it has come to; what was taken off keeps them all until
    it is destroyed.
    """

    __tablename__ = "manual_materials"
    __table_args__ = (
        CheckConstraint("(removed_at IS NULL) = (removed_by_id IS NULL)", name="removed"),
        Index("ix_manual_materials_manual", "manual_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    manual_id: Mapped[int] = mapped_column(BigId, ForeignKey("manuals.id"))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    added_at: Mapped[datetime]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey(_STAFF))
    removed_at: Mapped[datetime | None]
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey(_STAFF))


class MaterialContent(Base):
    """The bytes of a file, once, however many manuals and versions hold it; `kind` is what they are.

    `words` is what a text file says. They are apart from the versions so that no list reads them.
    """

    __tablename__ = "manual_material_contents"

    sha256: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    size_bytes: Mapped[int]
    data: Mapped[bytes] = mapped_column(LargeBinary)
    words: Mapped[str] = mapped_column(Text)


class MaterialPreview(Base):
    """A page of a file as a picture that was drawn here: nothing of the file itself is in it."""

    __tablename__ = "manual_material_previews"
    __table_args__ = (CheckConstraint("page >= 1", name="page"),)

    sha256: Mapped[bytes] = mapped_column(ForeignKey("manual_material_contents.sha256"), primary_key=True)
    page: Mapped[int] = mapped_column(primary_key=True)
    width: Mapped[int]
    height: Mapped[int]
    data: Mapped[bytes] = mapped_column(LargeBinary)


class MaterialVersion(Base):
    """What a material was from a day on; the highest number is the one that holds."""

    __tablename__ = "manual_material_versions"
    __table_args__ = (CheckConstraint("number >= 1", name="number"),)

    material_id: Mapped[int] = mapped_column(BigId, ForeignKey("manual_materials.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    filename: Mapped[str] = mapped_column(String(LONGEST_FILENAME))
    sha256: Mapped[bytes] = mapped_column(ForeignKey("manual_material_contents.sha256"), index=True)
    note: Mapped[str] = mapped_column(String(LONGEST_NOTE))
    added_at: Mapped[datetime]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey(_STAFF))
