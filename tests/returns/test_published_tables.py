"""Tables of published files found by their headings, and the shares in them."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from written_files import write_csv

from pxcommission.problems import ProblemsFound
from pxcommission.returns.collected import Collected
from pxcommission.returns.numbers import NotANumber
from pxcommission.returns.opening import open_file
from pxcommission.returns.published import READERS
from pxcommission.returns.published_tables import exact_share, fit_of, table_with, year_in_name

HEADERS = (
    ["Location ID", "Provider ID", "Location Latest Overall Rating", "Publication Date", "Location safe rating"],
    ["TrustCode", "TrustName", "n_tpat", "meanq45", "q1_band"],
    ["Organisation Code", "Organisation Name", "Site Code", "Cleanliness", "Condition Appearance and Maintenance"],
    ["Practice_Code", "received", "Q28_12pct", "Q3_12pct", "Q89_12pct"],
    ["Organisation Code", "Total number of written complaints\nreceived", "Upheld", "Partially upheld", "Not upheld"],
)
CELLS = st.sampled_from(["RZ1", "RZ101", "Z99901", "England", "Good", "Inadequate", "98.08%", "0.5", "-97", "12", "*", "N/A",
                         "", "6/26/2025 12:00:00 AM", "30/09/2021", "much worse"]) | st.text(max_size=6)  # fmt: skip
NAMES = st.sampled_from(["IP20 2024-25.csv", "PLACE-2019.csv", "GPPS_2023.csv", "plain.csv"])


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(HEADERS), st.lists(st.lists(CELLS, min_size=5, max_size=5), max_size=4), NAMES)
def test_whatever_stands_in_the_cells_only_problems_escape(header: list[str], rows: list[list[str]], name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write_csv(
            Path(folder) / name, [header, *[[c.replace("\x00", "") for c in row] for row in rows]], "utf-8-sig"
        )
        try:
            found = Collected(name)
            book = open_file(path, name, found)
            for one in READERS:
                if one.recognises(book).fits:
                    for figure in one.read(book, found):
                        assert figure.numerator is None or figure.numerator >= 0
                        assert not figure.value or 0 <= Decimal(figure.value) <= 1
        except ProblemsFound as stopped:
            assert all(problem.message for problem in stopped.problems)


@given(st.integers(0, 10_000))
def test_a_printed_percentage_is_its_share_exactly(hundredths: int) -> None:
    assert exact_share(f"{hundredths / 100:.2f}%", percent_sign=True) * 10_000 == hundredths


@given(st.decimals(0, 1, allow_nan=False, allow_infinity=False, places=15))
def test_a_fraction_is_read_with_all_its_decimals(share: Decimal) -> None:
    assert exact_share(format(share, "f"), percent_sign=False) == share


@pytest.mark.parametrize("wrong", ["101%", "-1%", "1e-2", "９８%", "nan", "", "0,5", "50 %%"])
def test_what_is_no_share_is_not_read(wrong: str) -> None:
    with pytest.raises(NotANumber):
        exact_share(wrong, percent_sign=False)


def test_headings_are_found_below_notices_whatever_their_capitals_and_line_breaks(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "x 2024.csv", [["Notice", ""], ["Trust\nCode ", "SCORE"], ["RZ1", "1"]])
    book = open_file(path, path.name, Collected("x"))
    table, missing = table_with(book, ("trust code", "score"))
    assert table is not None and not missing and (table.header, list(table.rows())) == (2, [3])
    assert fit_of("A table", "two headings", book, ("trust code", "ward")).lacking == ("headings: ward",)
    assert year_in_name(book) == 2024
