"""Published files with one cell gone wrong: read or refused with the project's own error, never anything else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import test_ambsys
import test_fft_eras
import test_rtt_extract
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from written_files import write_csv

from pxcommission.evidence.observations import Reading
from pxcommission.problems import ProblemsFound

FILES: dict[str, list[list[object]]] = {
    "ambsys": [[*test_ambsys.HEADER], *test_ambsys.month(2026, 4), *test_ambsys.month(2026, 5)],
    "rtt": [
        [*test_rtt_extract.HEADINGS, *test_rtt_extract.WEEKS, *test_rtt_extract.TOTALS],
        *test_rtt_extract.extract(),
    ],
    "long": [
        [*test_fft_eras.LONG_HEADER],
        test_fft_eras.long_row("March 2020"),
        test_fft_eras.long_row("July 2022"),
    ],
    "cancelled": [
        ["Year", "Period Name", "Org Code", "Org Name", "Cancelled Operations", "Breaches Of Standard"],
        ["2022-23", "JUNE", "RZ1", "EXAMPLE NORTH", 10, 2],
        ["2022-23", "JUNE", "RZ2", "EXAMPLE SOUTH", 7, 1],
    ],
}
ODD = st.one_of(
    st.sampled_from(
        [
            "",
            "-",
            "*",
            ".",
            "NA",
            "England",
            "TOTAL",
            "-1",
            "1.5",
            "9" * 13,
            "٣",
            "１２",
            "2026-13-01",
            "\u202e",
            "Y63",
            "\x00",
        ]
    ),
    st.text(max_size=12),
    st.integers(-5, 10**13),
)


@pytest.mark.parametrize("kind", sorted(FILES))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_one_odd_cell_never_escapes_the_projects_own_error(
    tmp_path: Path, read: Callable[..., Reading], kind: str, data: st.DataObject
) -> None:
    rows = [list(row) for row in FILES[kind]]
    row = data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.integers(0, len(rows[row]) - 1))
    rows[row][column] = data.draw(ODD)
    path = write_csv(
        tmp_path / "x.csv", [[str(value).encode("utf-8", "replace").decode() for value in row] for row in rows]
    )
    try:
        reading = read(path)
    except ProblemsFound as stopped:
        assert stopped.problems
    else:
        assert all(one.numerator is None or one.numerator >= 0 for one in reading.observations)
