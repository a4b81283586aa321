"""Rows read because they are like rows before come to exactly what the readers of single rows make of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from loading import HEADINGS as OF_A_RETURN
from openpyxl import Workbook

from pxcommission.evidence.observations import Reading
from pxcommission.problems import ProblemsFound
from pxcommission.returns import mapped

HEADINGS = (*OF_A_RETURN, "comment")
USUAL: dict[str, list[object]] = {
    "provider_code": ["RZ1", "RZ1", "RZ2"],
    "period": ["2025-04", "2025-05"],
    "measure": ["fft_positive", "fft_responses", "complaints_answered_in_time"],
    "service": ["inpatient", "all"],
    "ward": ["", "Ward 1", "Ward 2", "Ward 3"],
    "comment": ["", "", "fine"],
    "submitted_on": ["2025-07-01"],
}
ODD: dict[str, list[object]] = {
    "provider_code": ["rz1", "RZ1\u00a0", "?"],
    "period": ["2025/26 Q1", "April 2025", "x"],
    "measure": ["mistake", " fft_positive", "FFT_positive"],
    "numerator": ["*", "", "n/a", "12", "1,300", "007", "３", True, "=1+1", 7.5, -1, 10**12, 0],
    "denominator": ["*", "", "12", "1,300", 7.5, -1, 10**12, 0, False],
    "value": [0, 30, 30.0, 33.3, 33.333333333333336, 0.333, 100, 1e-7, -3, "30", "33.3%", "x", "33.3.", True],
    "service": ["Inpatient ", "nowhere", ""],
    "ward": ["ward 2", 1, True, "Ward\u200b1"],
    "comment": ["call 01632 960001"],
    "submitted_on": ["1 July 2025", ""],
}


@st.composite
def tables(draw: st.DrawFn) -> list[list[object]]:
    """Rows of which most repeat the words of others; in some tables one column holds odd things."""
    odd = draw(st.sampled_from([None, None, *ODD]))

    def one_of(name: str) -> object:
        usual = USUAL.get(name, [5, 8, 30])
        return draw(st.sampled_from([*usual, *ODD[name]] if name == odd else usual))

    made: list[list[object]] = []
    for number in range(draw(st.integers(1, 14))):
        out_of = draw(st.integers(1, 40))
        got = draw(st.integers(0, out_of))
        row = {name: one_of(name) for name in USUAL} | {"numerator": got, "denominator": out_of}
        row["ward"] = row["ward"] and f"{row['ward']}.{number // 2}" if odd != "ward" else row["ward"]
        row["value"] = draw(st.sampled_from(["", round(100 * got / out_of, draw(st.sampled_from([0, 1, 3, 14])))]))
        if odd in ("numerator", "denominator", "value"):
            row[odd] = one_of(odd)
        made.append([row[name] for name in HEADINGS])
    return made


def outcome(read: Callable[..., Reading], path: Path) -> object:
    try:
        found = read(path)
    except ProblemsFound as stopped:
        return stopped.problems
    return found.observations, sorted(note.text for note in found.notes)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=tables())
def test_reading_rows_alike_changes_nothing(
    tmp_path: Path, read: Callable[..., Reading], kind: str, table: list[list[object]]
) -> None:
    assert_alike(tmp_path, read, kind, table)


@pytest.mark.stress
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@settings(max_examples=1_000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=tables())
def test_reading_rows_alike_changes_nothing_in_many_returns(
    tmp_path: Path, read: Callable[..., Reading], kind: str, table: list[list[object]]
) -> None:
    assert_alike(tmp_path, read, kind, table)


def assert_alike(tmp_path: Path, read: Callable[..., Reading], kind: str, table: list[list[object]]) -> None:
    path = written(tmp_path / f"x.{kind}", table)
    usual = outcome(read, path)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(mapped, "rows_alike", lambda *_: None)
        assert outcome(read, path) == usual


def written(path: Path, table: list[list[object]]) -> Path:
    if path.suffix == ".csv":
        lines = [",".join(f'"{value}"' for value in row) for row in (HEADINGS, *table)]
        path.write_text("\n".join(lines), encoding="utf-8")
        return path
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(HEADINGS)
    for number, row in enumerate(table, start=2):
        sheet.append(row)
        if number % 3 == 0:
            sheet.cell(number, 6).number_format = "0.0%"
    workbook.save(path)
    return path


def test_the_rows_of_an_ordinary_return_are_read_that_way(tmp_path: Path, read: Callable[..., Reading]) -> None:
    start = ["RZ1", "2025-04", "fft_positive"]
    table = [[*start, 30 + n, 100, 30.0 + n, "2025-07-01", "inpatient", f"Ward {n}", ""] for n in range(60)]
    single = []
    with pytest.MonkeyPatch.context() as patched:
        usual = mapped.row_observations
        patched.setattr(mapped, "row_observations", lambda *given: single.append(given) or usual(*given))
        assert len(read(written(tmp_path / "x.csv", table)).observations) == 60
    assert single == []
