"""Materials of manuals: files with versions, their type told by content, shown as pictures drawn here."""

from services.manuals.materials.destruction import destroy_removed_materials
from services.manuals.materials.files import (
    MOST_MATERIALS,
    add_material,
    add_version,
    put_back_material,
    remove_material,
    rename_material,
    restore_version,
)
from services.manuals.materials.looking import ENDINGS, MOST_BYTES, LookedAt, Picture, look_at_file
from services.manuals.materials.notices import NOTICES
from services.manuals.materials.stored import (
    MaterialFile,
    MaterialView,
    Preview,
    Sheet,
    VersionView,
    get_material,
    list_materials,
    list_materials_of,
    list_versions,
    load_file,
    load_page,
    load_preview,
)

__all__ = [
    "ENDINGS",
    "MOST_BYTES",
    "MOST_MATERIALS",
    "NOTICES",
    "LookedAt",
    "MaterialFile",
    "MaterialView",
    "Picture",
    "Preview",
    "Sheet",
    "VersionView",
    "add_material",
    "add_version",
    "destroy_removed_materials",
    "get_material",
    "list_materials",
    "list_materials_of",
    "list_versions",
    "load_file",
    "load_page",
    "load_preview",
    "look_at_file",
    "put_back_material",
    "remove_material",
    "rename_material",
    "restore_version",
]
