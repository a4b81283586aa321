"""A file checked and opened: a workbook's sheets, a csv file's rows (also inside a zip archive), or a JSON document."""

from __future__ import annotations

from pathlib import Path

from pxcommission.returns.collected import Collected, refused
from pxcommission.returns.csv_text import open_csv
from pxcommission.returns.json_document import open_json
from pxcommission.returns.preflight import Kind, check_file
from pxcommission.returns.sheets import Book, open_workbook


def open_file(path: Path, shown: str, found: Collected) -> Book:
    """The file as a book; raises ProblemsFound (exit code 4) for what must not or can't be opened, notes go to `found`."""
    try:
        checked = check_file(path, shown, found)
        match checked.kind:
            case Kind.CSV:
                return open_csv(path, shown, checked, found)
            case Kind.JSON:
                return open_json(path, shown, checked)
            case Kind.XLSX | Kind.XLSB | Kind.XLS | Kind.ODS:
                return open_workbook(path, shown, checked)
    except (FileNotFoundError, IsADirectoryError, PermissionError) as wrong:
        raise refused(shown, f"the file can't be read: {wrong.strerror}", "check its name and place") from None
