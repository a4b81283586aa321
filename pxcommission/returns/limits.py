"""The most that is read of each kind of file: one table, printed with every refusal that rests on it and in `docs/mappings.md`.

A file that a provider sends is held to the small limits; the larger ones are for the csv files NHS England publishes.
"""

from __future__ import annotations

from msgspec import Struct

MB = 1024**2


class Limits(Struct, frozen=True):
    """The most that is read of one kind of file; 0 where a limit has no meaning for it."""

    kind: str
    file: int
    unpacked: int
    ratio: int
    parts: int = 0
    part: int = 0
    sheets: int = 0
    rows: int = 0
    columns: int = 0
    cells: int = 0
    styles: int = 0
    merged: int = 0
    text: int = 0
    values: int = 0
    depth: int = 0

    @property
    def told(self) -> str:
        """One sentence with every limit that has a meaning for this kind of file."""
        return f"Limits of {self.kind}: " + ", ".join(
            f"{_size(getattr(self, name), unit)} {words}" for name, unit, words in _WORDS if getattr(self, name)
        )


_WORDS = (
    ("file", "MB", "as sent"),
    ("unpacked", "MB", "unpacked"),
    ("ratio", "", "times the packed size"),
    ("parts", "", "parts"),
    ("part", "MB", "a part"),
    ("sheets", "", "sheets"),
    ("rows", "", "rows"),
    ("columns", "", "columns"),
    ("cells", "", "cells"),
    ("styles", "", "styles"),
    ("merged", "", "merged cells"),
    ("text", "", "characters in a cell"),
    ("values", "", "values"),
    ("depth", "", "levels inside one another"),
)
RATIO_FROM = MB
"""A part may unpack to this much whatever its ratio."""
TAG = 64 * 1024
"""The longest XML tag of a workbook, in bytes."""
LONGEST_LINE = 8 * MB
CUT_OFF_ROWS = (65_536, 1_048_576)
"""Limits of older spreadsheets: a file with exactly so many rows may have been cut off."""

WORKBOOK = Limits(
    "a workbook",
    file=20 * MB,
    unpacked=100 * MB,
    ratio=200,
    parts=2_000,
    part=60 * MB,
    sheets=64,
    rows=200_000,
    columns=256,
    cells=4_000_000,
    styles=65_000,
    merged=50_000,
)
RETURN_CSV = Limits(
    "a csv file a provider sends",
    file=20 * MB,
    unpacked=20 * MB,
    ratio=200,
    rows=200_000,
    columns=256,
    cells=4_000_000,
    text=32 * 1024,
)
PUBLISHED_CSV = Limits(
    "a published csv file",
    file=250 * MB,
    unpacked=250 * MB,
    ratio=200,
    rows=1_048_576,
    columns=2_000,
    cells=60_000_000,
    text=32 * 1024,
)
JSON = Limits("a JSON document", file=20 * MB, unpacked=0, ratio=0, text=256 * 1024, values=1_000_000, depth=40)
TABLE = (WORKBOOK, RETURN_CSV, PUBLISHED_CSV, JSON)


def with_limits(advice: str, limits: Limits) -> str:
    """The advice of a refusal, followed by the row of the table it rests on."""
    return f"{advice}. {limits.told}" if advice else limits.told


def too_large(advice: str) -> str:
    """The advice for a workbook that is too large: of a large publication, the csv file is read instead."""
    csv = "a publication as large as this (the RTT extract, the CQC directory) is read as csv: load its csv file, or save it as one"
    return with_limits(f"{advice}; {csv}", WORKBOOK)


def markdown_table() -> str:
    """The whole table as it stands in the documentation."""
    lines = ["| at most | " + " | ".join(row.kind for row in TABLE) + " |", "|---" * (len(TABLE) + 1) + "|"]
    for name, unit, words in _WORDS:
        cells = [_size(getattr(row, name), unit) if getattr(row, name) else "" for row in TABLE]
        lines.append(f"| {words} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _size(number: int, unit: str) -> str:
    return f"{number // MB:,} MB" if unit == "MB" else f"{number:,}"
