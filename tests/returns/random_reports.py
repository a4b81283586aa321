"""Random local reports: the figures of a few measures, written out in each layout people use, as csv or as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
from hypothesis import strategies as st
from msgspec import Struct
from written_files import write_csv

from pxcommission.periods import Period, read_period
from pxcommission.vocabulary.models import Vocabulary

MEASURES = (
    "complaints_answered_in_time", "survey_privacy", "outpatients_seen_within_30_minutes", "mixed_sex_breaches",
    "care_plans_agreed", "interpreters_provided", "discharge_letters_in_24_hours", "night_moves", "crisis_calls_answered",
)  # fmt: skip
LAYOUTS = ("list", "long", "wide rows", "wide units", "two rows of headings")
Figure = tuple[str, Period, str, int, int | None]


class Report(Struct, frozen=True):
    """A provider's report: its figures by ward, period and measure; the ward is empty for the whole provider."""

    wards: tuple[str, ...]
    periods: tuple[Period, ...]
    measures: tuple[str, ...]
    figures: frozenset[Figure]

    def of(self, ward: str, period: Period, measure: str) -> tuple[int, int | None]:
        """The numerator and denominator of one figure."""
        return next((n, d) for w, p, m, n, d in self.figures if (w, p, m) == (ward, period, measure))


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """A report of one to three wards (or of none), one to three months of a year, and two to four measures."""
    wards = draw(st.sampled_from([("",), ("Ash", "Beech"), ("Ash", "Beech", "Cedar")]))
    first = draw(st.integers(4, 9))
    months = [read_period(f"2025-{first + i:02d}") for i in range(draw(st.integers(1, 3)))]
    measures = draw(st.lists(st.sampled_from(MEASURES), min_size=2, max_size=4, unique=True))
    figures = set()
    for ward in wards:
        for month in months:
            for measure in measures:
                below = draw(st.integers(1, 900))
                above = draw(st.integers(0, below))
                is_count = measure in ("mixed_sex_breaches", "night_moves")
                assert month is not None
                figures.add((ward, month, measure, above, None if is_count else below))
    periods = tuple(month for month in months if month is not None)
    return Report(wards, periods, tuple(measures), frozenset(figures))


def written(report: Report, layout: str, folder: Path, kind: str, vocabulary: Vocabulary, messy: bool) -> Path:
    """The report as a file of this kind in this layout; `messy` has capitals, line breaks and no-break spaces in headings."""
    rows = {
        "list": _list,
        "long": _long,
        "wide rows": _wide_rows,
        "wide units": _wide_units,
        "two rows of headings": _two_rows,
    }[layout](report, vocabulary)
    headings = 2 if layout in ("wide units", "two rows of headings") else 1
    if messy:
        rows = [[_messy(cell) if i < headings else cell for cell in row] for i, row in enumerate(rows)]
    path = folder / f"report.{kind}"
    if kind == "csv":
        return write_csv(path, rows)
    workbook = openpyxl.Workbook()
    sheet: Any = workbook.active
    sheet.title = "Return"
    sheet["A1"], sheet["A2"] = "Quality report of an invented trust", "Sent each quarter"
    for number, row in enumerate(rows, start=4):
        for column, value in enumerate(row, start=1):
            if value != "":
                sheet.cell(number, column, value)
    workbook.save(path)
    return path


def _messy(cell: object) -> object:
    return (
        cell.upper().replace(" ", "\n", 1).replace(" ", "\u00a0", 1)
        if isinstance(cell, str) and "/" not in cell
        else cell
    )


def _parts(measure: str, vocabulary: Vocabulary) -> list[str]:
    known = vocabulary.measures[measure]
    if known.unit == "count":
        return [known.name]
    return [str(known.numerator).replace("_", " "), str(known.denominator).replace("_", " ")]


def _numbers(figure: tuple[int, int | None]) -> list[int]:
    return [number for number in figure if number is not None]


def _units(report: Report, ward: str) -> list[object]:
    return ["RZ1", *([ward] if report.wards != ("",) else []), "inpatient"]


def _unit_headings(report: Report) -> list[object]:
    return ["Trust code", *(["Ward"] if report.wards != ("",) else []), "Service"]


def _list(report: Report, vocabulary: Vocabulary) -> list[list[object]]:
    header = [*_unit_headings(report), "Month", *(part for m in report.measures for part in _parts(m, vocabulary))]
    return [header] + [
        [*_units(report, ward), period.label, *(n for m in report.measures for n in _numbers(report.of(ward, period, m)))]
        for ward in report.wards for period in report.periods
    ]  # fmt: skip


def _long(report: Report, vocabulary: Vocabulary) -> list[list[object]]:
    rows: list[list[object]] = [[*_unit_headings(report), "Month", "Measure", "Numerator", "Denominator"]]
    for ward in report.wards:
        for period in report.periods:
            for measure in report.measures:
                above, below = report.of(ward, period, measure)
                name = vocabulary.measures[measure].name
                rows.append([*_units(report, ward), period.label, name, above, "" if below is None else below])
    return rows


def _wide_rows(report: Report, vocabulary: Vocabulary) -> list[list[object]]:
    header: list[object] = [*_unit_headings(report), "Indicator", *(period.label for period in report.periods)]
    rows = [header]
    for ward in report.wards:
        for measure in report.measures:
            for i, part in enumerate(_parts(measure, vocabulary)):
                numbers = [_numbers(report.of(ward, period, measure))[i] for period in report.periods]
                rows.append([*_units(report, ward), part, *numbers])
    return rows


def _wide_units(report: Report, vocabulary: Vocabulary) -> list[list[object]]:
    parts = [part for measure in report.measures for part in _parts(measure, vocabulary)]
    above: list[object] = ["" for _ in _unit_headings(report)]
    below: list[object] = list(_unit_headings(report))
    for period in report.periods:
        above += [period.label, *([""] * (len(parts) - 1))]
        below += parts
    rows = [above, below]
    for ward in report.wards:
        numbers = [n for p in report.periods for m in report.measures for n in _numbers(report.of(ward, p, m))]
        rows.append([*_units(report, ward), *numbers])
    return rows


def _two_rows(report: Report, vocabulary: Vocabulary) -> list[list[object]]:
    above: list[object] = ["" for _ in [*_unit_headings(report), "Month"]]
    below: list[object] = [*_unit_headings(report), "Month"]
    for measure in report.measures:
        parts: Sequence[str] = _parts(measure, vocabulary)
        above += [vocabulary.measures[measure].name, *([""] * (len(parts) - 1))]
        below += ["Number", "Out of"][: len(parts)]
    return [above, below, *_list(report, vocabulary)[1:]]
