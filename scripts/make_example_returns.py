"""Write the example contracts' returns: national publications and what the providers sent, all values invented.

Deterministic: the same files, byte for byte, whenever and wherever it runs. `python scripts/make_example_returns.py [FOLDER]`
writes under FOLDER (the repository's `contracts/` unless given): `published/`, and `returns/` of each example contract. What
is planted in the figures, and how it should be read, stands in `contracts/README.md`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from example_returns import emergency_waits, fft_layouts, fft_workbooks, local_returns
from example_returns.package_bytes import csv_bytes
from example_returns.sharing import MONTHS, QUARTERS

from pxcommission.periods import MONTH_NAMES, month_of

CONTRACTS = Path(__file__).resolve().parent.parent / "contracts"
THURSDAY = 3
FFT_FROM_2025 = 12  # maternity, outpatient and transport answers are contracted for from April 2025
MACRO_CSV_MONTHS = (4, 10, 13, 16)
WAITS_AS_CSV = (1, 4, 7, 10, 13, 17, 20)
WAITS_IN_BOTH = (14,)
REVISED_MONTH, REVISED_ON = 15, date(2025, 11, 13)

Written = tuple[str, bytes, date]


def published_files() -> Iterator[Written]:
    """Every national publication: its name, its bytes and the day it came out."""
    for month, first in enumerate(MONTHS):
        yield from _fft_files(month, thursday_by(month_of(first).end + timedelta(weeks=6)))
        yield from _waits_files(month, thursday_from(month_of(first).end + timedelta(days=10)))


def _fft_files(month: int, published: date) -> Iterator[Written]:
    yield _fft_name(fft_layouts.INPATIENT, month), fft_workbooks.inpatient(month), published
    if month in MACRO_CSV_MONTHS:
        first = MONTHS[month]
        name = f"FFT_AE_csv_{MONTH_NAMES[first.month - 1][:3]}-{first:%y}.csv"
        yield name, fft_workbooks.macro_csv(month), published
    else:
        yield _fft_name(fft_layouts.EMERGENCY, month), fft_workbooks.emergency(month), published
    if month >= FFT_FROM_2025:
        yield _fft_name(fft_layouts.MATERNITY, month), fft_workbooks.maternity(month), published
        yield _fft_name(fft_layouts.OUTPATIENT, month), fft_workbooks.outpatient(month), published
        yield _fft_name(fft_layouts.PATIENT_TRANSPORT, month), fft_workbooks.patient_transport(month), published


def _fft_name(layout: fft_layouts.BookLayout, month: int) -> str:
    first = MONTHS[month]
    return f"friends-and-family-test-{layout.file_name}-data-{MONTH_NAMES[first.month - 1].lower()}-{first.year}.xlsx"


def _waits_files(month: int, published: date) -> Iterator[Written]:
    first = MONTHS[month]
    label = f"{MONTH_NAMES[first.month - 1]}-{first.year}"
    if month in WAITS_AS_CSV or month in WAITS_IN_BOTH:
        yield f"Monthly-AE-{label}.csv", emergency_waits.monthly_csv(month), published
    if month in WAITS_AS_CSV:
        return
    earlier = month == REVISED_MONTH
    yield f"{label}-AE-by-provider.xlsx", emergency_waits.workbook(month, published, first_edition=earlier), published
    if earlier:
        revised = emergency_waits.workbook(month, published, REVISED_ON)
        yield f"{label}-AE-by-provider-revised-{REVISED_ON:%d%m%y}.xlsx", revised, REVISED_ON


def thursday_by(day: date) -> date:
    """The last Thursday on or before a day."""
    return day - timedelta(days=(day.weekday() - THURSDAY) % 7)


def thursday_from(day: date) -> date:
    """The first Thursday on or after a day."""
    return day + timedelta(days=(THURSDAY - day.weekday()) % 7)


# The day each quarter's return reached the commissioner; None: see NOT_THERE, or nobody recorded anything.
COMPLAINTS_RECEIVED = (
    "2024-07-19",
    "2024-10-18",
    "2025-01-22",
    "2025-04-22",
    "2025-07-18",
    "2025-10-28",
    "2026-01-22",
    "2026-04-21",
)
QUALITY_RECEIVED = (
    "2024-07-18",
    "2024-10-17",
    "2025-01-21",
    "2025-04-22",
    "2025-07-17",
    "2025-10-17",
    "2026-01-21",
    "2026-04-20",
)
EXPERIENCE_RECEIVED = (
    "2024-07-17",
    None,
    "2025-01-20",
    "2025-04-17",
    "2025-07-16",
    "2025-10-20",
    "2026-01-20",
    "2026-04-17",
)
TRANSPORT_RECEIVED = (
    "2024-07-19",
    None,
    "2025-01-22",
    "2025-04-23",
    "2025-07-21",
    "2025-10-21",
    "2026-01-22",
    "2026-04-22",
)
NOT_THERE = {"performance": {1: "2024-11-04"}}
OPENDOCUMENT_FROM = 4
BY = "Contract analyst"
RECEIVED_COLUMNS = ("return", "period", "file", "received", "looked_for_on", "by")


def local_files(contract: str) -> Iterator[tuple[str, bytes]]:
    """What one provider sent, by file name, with `received.csv`."""
    lines: list[tuple[str, ...]] = []
    for report, number, name, data, received in _returns_of(contract):
        period = QUARTERS[number]
        if received is not None:
            yield name, data
            lines.append((report, period, name, received, "", BY))
        elif number in NOT_THERE.get(report, {}):
            lines.append((report, period, "", "", NOT_THERE[report][number], BY))
    yield "received.csv", csv_bytes([RECEIVED_COLUMNS, *lines])


def _returns_of(contract: str) -> Iterator[tuple[str, int, str, bytes, str | None]]:
    for number, quarter in enumerate(QUARTERS):
        key = quarter.replace("/", "-").replace(" ", "-")
        match contract:
            case "example-acute":
                complaints = local_returns.complaints_csv(number)
                yield "complaints", number, f"complaints-{key}.csv", complaints, COMPLAINTS_RECEIVED[number]
                quality = local_returns.quality_workbook(number)
                yield "quality", number, f"quality-{key}.xlsx", quality, QUALITY_RECEIVED[number]
            case "example-community":
                experience = local_returns.experience_workbook(number)
                yield "experience", number, f"experience-{key}.xlsx", experience, EXPERIENCE_RECEIVED[number]
            case _:
                ods = number >= OPENDOCUMENT_FROM
                data = local_returns.transport_ods(number) if ods else local_returns.transport_workbook(number)
                name = f"performance-{key}.{'ods' if ods else 'xlsx'}"
                yield "performance", number, name, data, TRANSPORT_RECEIVED[number]


def write(folder: Path) -> list[Path]:
    """Every file, written under a folder; the paths."""
    paths = []
    days: list[tuple[str, str]] = []
    for name, data, published in published_files():
        paths.append(_write(folder / "published" / name, data))
        days.append((name, published.isoformat()))
    days.sort(key=lambda line: (line[1], line[0]))
    paths.append(_write(folder / "published" / "published.csv", csv_bytes([("file", "published"), *days])))
    for contract in ("example-acute", "example-community", "example-transport"):
        paths += [_write(folder / contract / "returns" / name, data) for name, data in local_files(contract)]
    return paths


def _write(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


if __name__ == "__main__":
    written = write(Path(sys.argv[1]) if len(sys.argv) > 1 else CONTRACTS)
    print(f"{len(written)} files, {sum(path.stat().st_size for path in written):,} bytes")
