"""Tables that people hand in (.xlsx, .csv), read where a hostile file can hurt nobody."""

from services.sheets.process import Cell, Row
from services.sheets.reader import read_table

__all__ = ["Cell", "Row", "read_table"]
