"""Tables that people hand in (.xlsx, .csv), read where a hostile file can hurt nobody; and those they get."""

from services.sheets.cells import CellError, Remark, cell_error, parse_day, read_date, read_text
from services.sheets.columns import Columns, match_columns
from services.sheets.process import MAX_LONG_TEXT, Cell, Grid, Row
from services.sheets.reader import read_grids, read_long_table, read_table
from services.sheets.writer import Value, write_csv, write_xlsx

__all__ = [
    "MAX_LONG_TEXT",
    "Cell",
    "CellError",
    "Columns",
    "Grid",
    "Remark",
    "Row",
    "Value",
    "cell_error",
    "match_columns",
    "parse_day",
    "read_date",
    "read_grids",
    "read_long_table",
    "read_table",
    "read_text",
    "write_csv",
    "write_xlsx",
]
