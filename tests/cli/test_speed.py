"""The times promised to the people at the keyboard; measured in `make stress`, where nothing else should run."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

RUN = [sys.executable, "-m", "pxcommission.cli.main"]


def best_of(times: int, command: list[str], folder: Path) -> float:
    """The best wall-clock time of some runs, in seconds."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        found.append(time.perf_counter() - start)
    return min(found)


@pytest.mark.stress
def test_stress_help_and_check_answer_in_time(loaded: Path) -> None:
    shown = best_of(5, [*RUN, "--help"], loaded)
    checked = best_of(3, [*RUN, "check", "2025/26-Q2", "--as-at", "2025-11-20"], loaded)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"\n--help {shown * 1000:.0f} ms; check of the shipped workspace {checked:.2f} s; at most {peak} MB")
    assert shown < 0.25
    assert checked < 3


@pytest.mark.stress
def test_stress_a_ward_level_workbook_is_read_in_time(tmp_path: Path) -> None:
    book = tmp_path / "wards.xlsx"
    _write_wards(book, 7000)
    code = (
        "import resource, sys, time\n"
        "from pathlib import Path\n"
        "from pxcommission.returns.recognise import read_file\n"
        "from pxcommission.vocabulary.models import Vocabulary\n"
        "taken = []\n"
        "for _ in range(3):\n"
        "    start = time.perf_counter()\n"
        "    reading = read_file(Path(sys.argv[1]), 'wards.xlsx', Vocabulary(), ())\n"
        "    taken.append(time.perf_counter() - start)\n"
        "taken = min(taken)\n"
        "print(len(reading.observations), taken, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(book)], check=True, capture_output=True, text=True)
    count, taken, peak = done.stdout.split()
    print(f"\n7,000 wards: {count} observations in {float(taken):.2f} s and {peak} MB")
    assert int(count) > 20_000 and float(taken) < 2 and int(peak) < 300


def _write_wards(path: Path, count: int) -> None:
    """An inpatient workbook in NHS England's layout with so many wards; every figure invented."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    notes = book.create_sheet("Notes")
    notes.append([])
    notes.append(["Inpatient Friends and Family Test (FFT) Data - July 2025"])
    kinds = ["Very Good", "Good", "Neither Good nor Poor", "Poor", "Very Poor", "Don't Know"]
    shares = ["Total Responses", "Total Eligible", "Percentage Positive", "Percentage Negative"]
    for name, ids in (("ICB", 2), ("Trusts", 3), ("Sites", 5), ("Wards", 6)):
        words = [["ICB Code", "ICB Name"], ["ICB Code", "Trust Code", "Trust Name"],
                 ["ICB Code", "Trust Code", "Trust Name", "Site Code", "Site Name"],
                 ["ICB Code", "Trust Code", "Trust Name", "Site Code", "Site Name", "Ward Name"]][(2, 3, 5, 6).index(ids)]  # fmt: skip
        sheet = book.create_sheet(name)
        for _ in range(9):
            sheet.append([])
        ends = ["First Speciality", "Second Speciality"] if name == "Wards" else []
        sheet.append([*words, *shares, "Breakdown of Responses", *[None] * 5, *ends])
        sheet.append([*[None] * (ids + 4), *kinds])
        rows = count if name == "Wards" else 1
        sheet.append(["England (including Independent Sector Providers)", *[None] * (ids - 1), *_figures(rows)])
        sheet.append(["England (excluding Independent Sector Providers)", *[None] * (ids - 1), *_figures(rows)])
        sheet.append(["Selection (excluding suppressed data)"])
        for number in range(rows):
            names = [
                "QZ1",
                "EXAMPLE ICB",
                f"RZ{number // 40:03d}",
                "EXAMPLE TRUST",
                f"RZ{number // 40:03d}1",
                "EXAMPLE SITE",
            ]
            unit = {2: names[:2], 3: [names[0], *names[2:4]], 5: [names[0], *names[2:]]}.get(ids)
            sheet.append(
                [*(unit or [names[0], *names[2:], f"Ward {number}"]), *_figures(1), *(["-", "-"] if ends else [])]
            )
        sheet.append(["-"] * (ids + 10))
    book.save(path)


def _figures(times: int) -> list[float]:
    return [50 * times, 200 * times, 0.94, 0.02, 40 * times, 7 * times, 1 * times, 1 * times, 0, 1 * times]
