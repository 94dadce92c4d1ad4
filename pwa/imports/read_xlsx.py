"""The first sheet of a spreadsheet, row by row, as text. Formulas stay formulas, so that they can be refused."""

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pwa.imports.cleaning import quoted
from pwa.imports.files import check_size, check_zip
from pwa.imports.record import ImportFileError


def sheet_rows(file: Path) -> Iterator[list[str]]:
    """Each row of the first sheet; an `ImportFileError` if the file is broken, too big, or has no sheet."""
    # Only this format needs it, and it takes 0.2 s to import.
    import openpyxl

    check_size(file)
    check_zip(file)
    with file.open("rb") as opened, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and print areas that it does not read
        try:
            sheet = openpyxl.load_workbook(opened, read_only=True).worksheets[0]
            # What a file says of its own size may be wrong, and would cut it.
            sheet.reset_dimensions()
            width = 0
            for row in sheet.iter_rows(values_only=True):
                cells = [_text(cell) for cell in row]
                width = width or len(cells)
                while len(cells) > width and not cells[-1]:
                    cells.pop()
                yield cells + [""] * (width - len(cells))
        except Exception as error:  # it raises whatever zip, XML and its own parts do
            what = quoted(str(error), 80) or type(error).__name__
            raise ImportFileError(f"{file}: found {what}, expected a whole XLSX; get it again.") from None


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    # A formula over many cells is an object; only that it is one counts.
    return str(cell) if isinstance(cell, str | int | float) else f"={type(cell).__name__}"
