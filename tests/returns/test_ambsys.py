"""NHS England's ambulance systems indicators, written here in the published layout."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from written_files import reread, write_csv

from pxcommission.evidence.observations import Level, Observation, Reading, Status
from pxcommission.returns.sheets import address

CODES = ["A1", "A2", "A3", "A5", "A7", "A8", "A24", "A25", "A10", "A30", "A31", "A17", "A53", "A54", "A55", "A56", "A5"]
HEADER = ["Year", "Month", "Region", "Org Code", "Org Name", *CODES]
FIGURES: list[object] = [1000, 5000, 5, ".", 900, 80, 36_010, 450, 500, 1_000_000, 2000, 100, 450, 50, 300, 800, "."]
OTHER: list[object] = [500, 1000, 2, ".", 400, 20, 9_000, 450, 200, 200_000, 1000, 40, 200, 60, 100, 360, "."]
ENGLAND: list[object] = [
    1500,
    6000,
    4,
    ".",
    1300,
    100,
    45_010,
    450,
    700,
    1_200_000,
    1714,
    140,
    650,
    110,
    400,
    1160,
    ".",
]
Row = list[object]


def month(year: int, number: int) -> list[Row]:
    return [
        [year, number, "Eng", "Eng", "England", *ENGLAND],
        [year, number, "Example Region", "Y90", "Example Region", *FIGURES],
        [year, number, "Y90", "RZ1", "EXAMPLE AMBULANCE SERVICE", *FIGURES],
        [year, number, "Y90", "RZ2", "EXAMPLE ISLAND NHS TRUST", *OTHER],
    ]


def written(path: Path, rows: Sequence[Row]) -> Path:
    return write_csv(path, [HEADER, *rows])


def of(reading: Reading, measure: str, start: date = date(2026, 5, 1)) -> dict[str, Observation]:
    return {one.provider: one for one in reading.observations if one.measure == measure and one.start == start}


def test_services_and_england_are_read_and_a_region_is_no_provider(
    tmp_path: Path, read: Callable[..., Reading]
) -> None:
    reading = read(written(tmp_path / "x.csv", [*month(2026, 4), *month(2026, 5)]))
    assert {one.provider for one in reading.observations} == {"ENG", "RZ1", "RZ2"}
    assert of(reading, "ambulance_incidents")["ENG"].level is Level.ENGLAND
    seconds = of(reading, "ambulance_category_2_seconds")["RZ1"]
    assert (seconds.numerator, seconds.unit, seconds.cell, seconds.service) == (1_000_000, "count", "O8", "ambulance")
    taken = of(reading, "ambulance_taken_to_emergency_department")["RZ1"]
    assert (taken.numerator, taken.denominator, taken.cell) == (450, 900, "R8/J8")
    assert "known only second-hand" in "".join(note.message for note in reading.notes)


def test_every_address_reread_gives_its_numerator_and_denominator(tmp_path: Path, read: Callable[..., Reading]) -> None:
    rows: list[Row] = [[*HEADER], *month(2026, 5)]
    cells: dict[str, object] = {
        address(r, c): value for r, row in enumerate(rows, start=1) for c, value in enumerate(row, start=1)
    }
    reading = read(written(tmp_path / "x.csv", rows[1:]))
    assert reading.observations
    for one in reading.observations:
        assert reread(cells, one.cell) == ([one.numerator] if one.unit == "count" else [one.numerator, one.denominator])


def test_a_dot_is_missing_and_not_zero(tmp_path: Path, read: Callable[..., Reading]) -> None:
    rows = month(2026, 5)
    rows[2][HEADER.index("A17")] = "."
    rows[2][HEADER.index("A8")] = "."
    reading = read(written(tmp_path / "x.csv", rows))
    assert of(reading, "ambulance_resolved_by_telephone")["RZ1"].status is Status.MISSING
    assert of(reading, "ambulance_category_1_incidents")["RZ1"].status is Status.MISSING


def test_a_month_that_is_cut_is_left_out_and_named(tmp_path: Path, read: Callable[..., Reading]) -> None:
    rows = [*month(2026, 3), *month(2026, 4), *month(2026, 5)[:2]]
    reading = read(written(tmp_path / "x.csv", rows))
    assert reading.months == (date(2026, 3, 1), date(2026, 4, 30))
    assert "May 2026 is incomplete: 2 rows, other months have up to 4" in "".join(n.message for n in reading.notes)


def test_a_mean_that_is_not_seconds_over_incidents_leaves_the_figure_out(
    tmp_path: Path, read: Callable[..., Reading]
) -> None:
    rows = month(2026, 5)
    rows[2][HEADER.index("A31")] = 1500
    reading = read(written(tmp_path / "x.csv", rows))
    assert set(of(reading, "ambulance_category_2_seconds")) == {"ENG", "RZ2"}
    assert "A31 is not A30 over A10" in "".join(note.message for note in reading.notes)


def test_services_that_do_not_add_up_to_england_are_pointed_out(tmp_path: Path, read: Callable[..., Reading]) -> None:
    reading = read(written(tmp_path / "x.csv", [*month(2026, 4), *month(2026, 5)[:3]]))
    assert "May 2026: England has 1,300 incidents, the services add up to 900" in "".join(
        note.message for note in reading.notes
    )


def test_a_month_that_stands_twice_is_refused(tmp_path: Path, refused: Callable[..., str]) -> None:
    assert "Eng stands twice for May 2026" in refused(written(tmp_path / "x.csv", month(2026, 5) * 2))


def test_words_in_a_coded_column_are_refused_with_their_cell(tmp_path: Path, refused: Callable[..., str]) -> None:
    rows = month(2026, 5)
    rows[3][HEADER.index("A7")] = "about 400"
    assert "!J5: error: A7: 'about 400' is not a number" in refused(written(tmp_path / "x.csv", rows))
