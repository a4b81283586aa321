"""Workbooks and tables as the same bytes for the same content: sorted parts, the year 1980, no clock."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence

from openpyxl import Workbook

NO_TIME = (1980, 1, 1, 0, 0, 0)
STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")


def workbook_bytes(workbook: Workbook) -> bytes:
    """An xlsx package of a workbook."""
    workbook.properties.creator = "pxcommission example data"
    made = io.BytesIO()
    workbook.save(made)
    with zipfile.ZipFile(made) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    core = "docProps/core.xml"
    parts[core] = STAMP.sub(rb"\g<1>1980-01-01T00:00:00Z\2", parts[core])
    return package_bytes(parts, first="[Content_Types].xml")


def package_bytes(parts: Mapping[str, bytes], first: str, stored: Sequence[str] = ()) -> bytes:
    """A zip package: the part named `first`, then the others by name; `stored` ones are not compressed."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name in sorted(parts, key=lambda part: (part != first, part)):
            entry = zipfile.ZipInfo(name, NO_TIME)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            entry.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            package.writestr(entry, parts[name], compresslevel=9)
    return made.getvalue()


def csv_bytes(rows: Iterable[Sequence[object]], encoding: str = "utf-8", line_end: str = "\n") -> bytes:
    """A csv file of these rows."""
    made = io.StringIO()
    csv.writer(made, lineterminator=line_end).writerows(rows)
    return made.getvalue().encode(encoding)
