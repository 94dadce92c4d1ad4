"""The first sheet of a spreadsheet, row by row, as text. Formulas stay formulas, so that they can be refused."""

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pwa.imports.files import check_size, check_zip
from pwa.imports.record import ImportFileError

MOST_COLUMNS = 200


def sheet_rows(file: Path) -> Iterator[list[str]]:
    """Each row of the first sheet; an `ImportFileError` if the file is broken, too big, or has no sheet."""
    # Only this format needs it, and it takes 0.2 s to import.
    import openpyxl

    check_size(file)
    check_zip(file)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and print areas that it does not read
        try:
            book = openpyxl.load_workbook(file, read_only=True)
            try:
                for row in book.worksheets[0].iter_rows(values_only=True, max_col=MOST_COLUMNS):
                    yield [_text(cell) for cell in row]
            finally:
                book.close()
        except ImportFileError:
            raise
        except Exception as error:  # it raises whatever zip, XML and its own parts do
            what = " ".join(str(error).split())[:80]
            raise ImportFileError(f"{file}: found {what or type(error).__name__}, expected a whole XLSX.") from None


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    # A formula over many cells is an object; only that it is one counts.
    return str(cell) if isinstance(cell, str | int | float) else f"={type(cell).__name__}"
