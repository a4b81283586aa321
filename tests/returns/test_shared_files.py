"""The real and synthetic sample files beside the repository, against their expected values; skipped where absent."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import python_calamine
from absent_parts import SHARED
from written_files import reread

from pxcommission.evidence.observations import Level, Observation, Reading, Status
from pxcommission.problems import ProblemsFound
from pxcommission.returns.collected import Collected
from pxcommission.returns.csv_text import decoded
from pxcommission.returns.recognise import load_mappings
from pxcommission.returns.sheets import address

AE_WORKBOOKS = (
    "Monthly-AE-April-2019-revised-220720-632O5.xls",
    "March-2022-AE-by-provider-1SaO5.xls",
    "June-2025-AE-by-provider-3euC4-1.xlsx",
)
SYNTHETIC = "fft/SYNTHETIC-friends-and-family-test-ae-data-july-2025.xlsx"
ANSWERS = ("Very Good", "Good", "Neither Good nor Poor", "Poor", "Very Poor", "Don't Know")


def expected(shared: Path, name: str) -> dict[str, Any]:
    files: dict[str, Any] = json.loads((shared / "data/expected.json").read_text(encoding="utf-8"))["files"]
    found: dict[str, Any] = files[name]
    return found


def of(reading: Reading, measure: str) -> dict[str, Observation]:
    return {one.provider: one for one in reading.observations if one.measure == measure}


def cells_of(path: Path, sheet: str) -> dict[str, object]:
    """Every cell of a sheet by its address, read apart from the product's readers."""
    rows: list[list[Any]]
    if path.suffix == ".csv":
        rows = [list(row) for row in csv.reader(decoded(path.read_bytes(), "x", Collected("x")).splitlines())]
    else:
        workbook = python_calamine.CalamineWorkbook.from_path(path)
        rows = [list(row) for row in workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)]
    return {address(r, c): value for r, row in enumerate(rows, start=1) for c, value in enumerate(row, start=1)}


def assert_every_address_leads_back(reading: Reading, path: Path) -> None:
    cells = {sheet: cells_of(path, sheet) for sheet in {one.sheet for one in reading.observations}}
    for one in reading.observations:
        if one.status is Status.REPORTED and not one.value:
            numbers = [one.numerator] if one.unit == "count" else [one.numerator, one.denominator]
            assert reread(cells[one.sheet], one.cell) == numbers, one
        elif one.value:
            assert abs(Fraction(str(cells[one.sheet][one.cell])) - Fraction(one.value)) < Fraction(1, 10**12)


@pytest.mark.parametrize("name", AE_WORKBOOKS)
def test_each_real_ae_workbook_holds_what_is_expected(shared: Path, read: Callable[..., Reading], name: str) -> None:
    wanted = expected(shared, f"ae/{name}")
    reading = read(shared / "data/ae" / name)
    attendances, within, over_12 = (
        of(reading, f"emergency_{m}") for m in ("attendances", "within_4_hours", "over_12_hours")
    )
    assert reading.file_sha256 == wanted["sha256"]
    assert {one.sheet for one in reading.observations} == {wanted["provider_sheet"]}
    assert len(attendances) - 1 == wanted["providers"]
    assert attendances["ENG"].numerator == wanted["england_total_attendances"]
    assert within["ENG"].numerator == wanted["england_lt4"]
    assert (within["ENG"].denominator or 0) - (within["ENG"].numerator or 0) == wanted["england_gt4"]
    assert over_12["ENG"].numerator == wanted["england_gt12_dta"]
    assert sum(one.numerator or 0 for code, one in attendances.items() if code != "ENG") == wanted["provider_sum_total"]
    assert (
        sorted(c for c, one in within.items() if one.status is Status.NOT_MEASURED)
        == wanted["providers_with_activity_but_dash"]
    )
    assert (
        sorted(c for c, one in within.items() if one.status is Status.ZERO_DENOMINATOR)
        == wanted["providers_zero_denominator"]
    )
    assert dict(Counter(str(len(code)) for code in attendances if code != "ENG")) == wanted["code_lengths"]
    for code, sample in wanted["sample"].items():
        assert attendances[code].numerator == sample["total"]
        share = within[code].fraction
        assert (round(float(share), 6) if share is not None else None) == sample["pct4"]
    days = {"9th May 2019": "2019-05-09", "13th August 2020": "2020-08-13", "14th April 2022": "2022-04-14"}
    days |= {"12th May 2022": "2022-05-12", "10th July 2025": "2025-07-10"}
    assert str(reading.published) == days[wanted["published"]]
    assert (str(reading.revised) if reading.revised else None) == days.get(wanted["revised"] or "")
    assert "nhs.net" not in repr(reading)
    assert_every_address_leads_back(reading, shared / "data/ae" / name)


def test_the_real_ae_csv_file_gives_what_its_workbook_gives(shared: Path, read: Callable[..., Reading]) -> None:
    wanted = expected(shared, "ae/Monthly-AE-June-2025-1-1.csv")
    path = shared / "data/ae/Monthly-AE-June-2025-1-1.csv"
    text, workbook = read(path), read(shared / "data/ae" / AE_WORKBOOKS[2])

    def figures(reading: Reading) -> set[tuple[object, ...]]:
        return {(one.provider, one.measure, one.numerator, one.denominator, one.status) for one in reading.observations}

    assert figures(text) == figures(workbook)
    england = of(text, "emergency_within_4_hours")["ENG"]
    assert england.denominator == wanted["total_attendances_incl_booked"]
    assert of(text, "emergency_over_12_hours")["ENG"].numerator == wanted["over12_dta"]
    assert_every_address_leads_back(text, path)


def test_a_cut_down_copy_of_the_real_ae_csv_file_is_refused(
    shared: Path, tmp_path: Path, refused: Callable[..., str]
) -> None:
    lines = (shared / "data/ae/Monthly-AE-June-2025-1-1.csv").read_text(encoding="utf-8").splitlines()
    (tmp_path / "cut.csv").write_text("\n".join([*lines[:27], lines[-1]]), encoding="utf-8")
    assert "rows are missing" in refused(tmp_path / "cut.csv")


def test_every_unit_of_the_synthetic_fft_workbook_is_as_in_its_truth(
    shared: Path, read: Callable[..., Reading]
) -> None:
    reading = read(shared / "data" / SYNTHETIC)
    levels = {"icb": Level.ICB, "trust": Level.PROVIDER, "site": Level.SITE}
    found = {(one.level, one.icb, one.provider, one.site, one.measure): one for one in reading.observations}
    with (shared / "data/fft/truth_ae_jul25.csv").open(encoding="utf-8", newline="") as stream:
        truth = list(csv.DictReader(stream))
    for row in truth:
        key = (levels[row["level"]], row["icb"], row["trust"], row["site"])
        assert_as_in_truth({m: found.pop((*key, m)) for m in ("fft_positive", "fft_negative", "fft_responses")}, row)
    assert {level for level, *_ in found} == {Level.ENGLAND}
    england = {one.measure: one for one in found.values()}
    wanted = expected(shared, SYNTHETIC)["england"]
    assert england["fft_responses"].numerator == wanted["responses"]
    assert round(float(england["fft_positive"].fraction or 0), 6) == wanted["share_positive"]
    flagged = {note.sheet for note in reading.notes if "not to be trusted" in note.message}
    assert flagged == {"Trusts", "Sites"}
    assert_every_address_leads_back(reading, shared / "data" / SYNTHETIC)


def assert_as_in_truth(figures: dict[str, Observation], row: dict[str, str]) -> None:
    """One unit's three figures against what was hidden or not."""
    total = int(row["total"])
    assert figures["fft_responses"].numerator == total
    for measure, answers in (("fft_positive", ANSWERS[:2]), ("fft_negative", ANSWERS[3:5])):
        one, count = figures[measure], sum(int(row[answer]) for answer in answers)
        assert one.denominator == total
        if row["first_level"] == "1":
            assert (one.status, one.numerator, one.value) == (Status.SUPPRESSED, None, "")
        elif row["second_level"] == "1":
            assert (one.status, one.numerator) == (Status.REPORTED, None)
            assert abs(Fraction(one.value) - Fraction(count, total)) < Fraction(1, 10_000)
        elif total == 0:
            assert one.status is Status.ZERO_DENOMINATOR
        else:
            assert (one.status, one.numerator) == (Status.REPORTED, count)


def test_every_site_month_of_the_synthetic_panel_is_as_in_its_truth(shared: Path, read: Callable[..., Reading]) -> None:
    folder = shared / "data/fft/synthetic_panel"
    with (folder / "truth_panel.csv").open(encoding="utf-8", newline="") as stream:
        truth = {(row["period"], row["site"]): row for row in csv.DictReader(stream) if row["submitted"] == "1"}
    counted: Counter[str] = Counter()
    for path in sorted(folder.glob("FFT_AE_csv_*.csv")):
        reading = read(path)
        assert_every_address_leads_back(reading, path)
        by_site: dict[str, dict[str, Observation]] = {}
        for one in reading.observations:
            by_site.setdefault(one.site, {})[one.measure] = one
        for site, figures in by_site.items():
            row = truth.pop((f"{figures['fft_positive'].start:%Y-%m}", site))
            assert_as_in_truth(figures, row)
            counted["rows"] += 1
            counted["responses"] += figures["fft_responses"].numerator or 0
    wanted = expected(shared, "fft/synthetic_panel")
    assert not truth
    assert (counted["rows"], counted["responses"]) == (wanted["site_months"], wanted["total_responses"])


def test_the_same_file_under_another_name_has_the_same_id(shared: Path, read: Callable[..., Reading]) -> None:
    folder = shared / "data/fft/synthetic_panel"
    assert read(folder / "FFT_AE_csv_Jul-25.csv").id == read(folder / "150825_101502_FFT_AE_csv_Jul-25.csv").id


def test_every_official_template_is_recognised_and_has_no_rows(shared: Path, read: Callable[..., Reading]) -> None:
    paths = sorted((shared / "data/fft/templates").glob("*.xlsx"))
    assert len(paths) == 9
    for path in paths:
        with pytest.raises(ProblemsFound, match="no rows: the workbook has headings"):
            read(path)


def test_a_file_of_another_kind_is_not_recognised(shared: Path, refused: Callable[..., str]) -> None:
    assert "not recognised. Nearest: " in refused(shared / "data/fft/truth_ae_jul25.csv")


# The corpus writes periods and measures of its own; a mapping spells them in this project's words. What is left to the
# commands that know the contract: whether a measure is absent from a return.
SPELT = """
measures: {fft_ip_response_rate: complaints_answered_in_time, complaints_response_rate: complaints_acknowledged_in_time}
periods: {2025-Q1: 2025/26 Q1, 2025-Q2: 2025/26 Q2}
"""
DETECTED = ("returns_csv/semicolon.csv",)  # the manifest lets it be accepted by detection, with a note
ELSEWHERE = {"returns_csv/missing_measure.csv": "known only with the contract"}


def bad_cases(kind: str) -> list[Any]:
    manifest = SHARED / "bad" / "manifest.json"
    if not manifest.is_file():
        return [pytest.param(None, marks=pytest.mark.skip(reason="the corpus of bad files is not here"))]
    cases = [case for case in json.loads(manifest.read_text(encoding="utf-8")) if case["kind"] == kind]
    return [pytest.param(case, id=case["id"]) for case in cases if case["file"] not in ELSEWHERE]


@pytest.mark.parametrize("case", [*bad_cases("return_csv"), *bad_cases("return_xlsx")])
def test_each_bad_return_meets_its_outcome(
    shared: Path, tmp_path: Path, read: Callable[..., Reading], case: dict[str, Any]
) -> None:
    from datetime import date

    mapping = (Path(__file__).parents[2] / "rules/mappings/provider-quarterly-return.yaml").read_text(encoding="utf-8")
    (tmp_path / "corpus.yaml").write_text(mapping + SPELT, encoding="utf-8")
    try:
        reading = read(
            shared / "bad" / case["file"], mappings=load_mappings(tmp_path, "maps"), received=date(2025, 12, 31)
        )
        outcome, said = "accepted", "\n".join(note.text for note in reading.notes)
    except ProblemsFound as stopped:
        outcome, said = "refused", str(stopped)
    allowed = {"must_error": ("refused",), "must_neutralise": ("accepted", "refused")}.get(
        case["outcome"], ("accepted",)
    )
    if case["file"] in DETECTED:
        allowed = ("accepted", "refused")
    assert outcome in allowed, said
    if not (case["outcome"] == "must_neutralise" and outcome == "accepted"):
        assert [word for word in case["error_must_mention"] if word.lower() not in said.lower()] == []
    if case["outcome"] == "must_accept":
        assert [note for note in reading.notes if note.weight != "note"] == []
