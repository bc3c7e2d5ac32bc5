"""Tables that people hand in (.xlsx, .csv), read where a hostile file can hurt nobody; and those they get."""

from services.sheets.process import Cell, Grid, Row
from services.sheets.reader import read_grids, read_table
from services.sheets.writer import Value, write_csv, write_xlsx

__all__ = ["Cell", "Grid", "Row", "Value", "read_grids", "read_table", "write_csv", "write_xlsx"]
