"""Loading is fast enough: beside openpyxl in one run, and for a whole year of the Friends and Family Test."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from absent_parts import ROOT

from pxcommission.evidence.observations import Level, Observation, Origin, Reading, Status
from pxcommission.evidence.store import EvidenceStore

BENCHMARK = str(ROOT / "benchmarks" / "loading.py")


def said_by(*options: str) -> str:
    return subprocess.run([sys.executable, BENCHMARK, *options], capture_output=True, text=True, check=True).stdout


@pytest.mark.stress
def test_a_return_of_50_000_rows_loads_four_times_faster_than_openpyxl_reads_it() -> None:
    said = said_by("--rows", "50000", "--times", "5")
    print(said)
    assert float(said.rsplit("; ", 1)[1].split()[0]) >= 4, said


@pytest.mark.stress
def test_a_year_of_every_fft_service_loads_within_90_seconds_and_a_gigabyte() -> None:
    said = said_by("--year")
    print(said)
    words = said.replace(",", "").split()
    assert float(words[words.index("in") + 1]) < 90, said
    assert float(words[-2]) < 1024, said


def test_a_small_return_loads_side_by_side_with_openpyxl() -> None:
    assert "times faster" in said_by("--rows", "500", "--times", "1")


def reading(number: int) -> Reading:
    from datetime import date

    one = Observation(
        Level.PROVIDER, "", "RZ1", "", "", "all", "", "m", date(2025, 4, 1), date(2025, 4, 30), number, None, "", "count",
        Status.REPORTED, "", "A1",
    )  # fmt: skip
    return Reading(f"{number:064x}", f"{number}.csv", f"{number:064x}", "r/1", "kind", Origin.LOCAL, (one,))


def test_the_log_is_read_once_and_what_others_append_is_seen(tmp_path: Path) -> None:
    first, second = EvidenceStore(tmp_path), EvidenceStore(tmp_path)
    first.add(reading(1))
    assert [line.file for line in second.log()] == ["1.csv"]
    first.add(reading(2))
    assert [line.file for line in second.log()] == ["1.csv", "2.csv"]
    (first.folder / "log.jsonl").unlink()
    assert second.log() == []
    first.add(reading(3))
    assert [line.file for line in second.log()] == ["3.csv"]
