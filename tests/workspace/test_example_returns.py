"""The shipped returns: made by the script, read without a warning, and holding the stories the README tells."""

from __future__ import annotations

import csv
import hashlib
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from pxcommission.evidence.observations import Level, Observation, Reading, Status

MOST_BYTES, MOST_FILES = 4_000_000, 150
JULY, AUGUST, SEPTEMBER = date(2025, 7, 1), date(2025, 8, 1), date(2025, 9, 1)
DEMO = (JULY, AUGUST, SEPTEMBER)


def parts(path: Path) -> dict[str, tuple[str, tuple[int, ...]]]:
    """What a file holds: each part's hash and date for a package, so that another zlib makes no difference."""
    if path.suffix in (".xlsx", ".ods"):
        with zipfile.ZipFile(path) as package:
            return {
                entry.filename: (hashlib.sha256(package.read(entry)).hexdigest(), entry.date_time)
                for entry in package.infolist()
            }
    return {"": (hashlib.sha256(path.read_bytes()).hexdigest(), ())}


@pytest.fixture(scope="module")
def made(root: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The script run twice, with different hash seeds and time zones."""
    folders = []
    for seed, zone in (("1", "UTC"), ("2", "Pacific/Auckland")):
        folder = tmp_path_factory.mktemp("made")
        command = [sys.executable, str(root / "scripts" / "make_example_returns.py"), str(folder)]
        environment = {"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(root)}
        subprocess.run(command, check=True, env=environment, capture_output=True)
        folders.append(folder)
    return folders[0], folders[1]


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_the_script_writes_the_same_bytes_every_time(made: tuple[Path, Path]) -> None:
    first, second = made
    assert names(first) == names(second)
    assert [name for name in names(first) if (first / name).read_bytes() != (second / name).read_bytes()] == []


def test_the_shipped_returns_are_those_the_script_writes(
    made: tuple[Path, Path], root: Path, returns: list[Path]
) -> None:
    contracts = root / "contracts"
    assert [name for name in names(made[0]) if parts(made[0] / name) != parts(contracts / name)] == []
    assert {path.relative_to(contracts).as_posix() for path in returns} <= set(names(made[0]))


def test_packages_are_dated_1980_and_name_nobody(returns: list[Path]) -> None:
    for path in (path for path in returns if path.suffix in (".xlsx", ".ods")):
        with zipfile.ZipFile(path) as package:
            assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}, path.name
            core = package.read("docProps/core.xml") if path.suffix == ".xlsx" else b""
            assert b"lastModifiedBy" not in core, path.name


def test_the_examples_stay_small(returns: list[Path]) -> None:
    assert len(returns) < MOST_FILES
    assert sum(path.stat().st_size for path in returns) < MOST_BYTES


def test_every_file_is_recognised_and_read_without_an_error_or_warning(readings: dict[str, Reading]) -> None:
    said = {note.message.partition("(verified: ")[2] for reading in readings.values() for note in reading.notes}
    assert said == {"false)"}  # the shipped mappings are of invented layouts, and say so
    readers = {reading.reader.split("/")[0] for reading in readings.values()}
    assert readers == {"fft-workbook", "fft-csv", "ae-workbook", "ae-csv", "mapped"}
    mapped = {reading.mapping for reading in readings.values() if reading.mapping}
    assert len(mapped) == 4


def test_every_publication_has_its_day_after_the_month_it_tells_of(root: Path, readings: dict[str, Reading]) -> None:
    with (root / "contracts/published/published.csv").open(newline="") as lines:
        days = {row["file"]: date.fromisoformat(row["published"]) for row in csv.DictReader(lines)}
    assert set(days) == {path.name for path in (root / "contracts/published").iterdir()} - {"published.csv"}
    for name, published in days.items():
        weeks = (published - readings[name].months[1]).days / 7
        assert 1 <= weeks <= 6 or "revised" in name, name


def test_every_return_received_is_there_and_every_one_there_was_received(root: Path) -> None:
    for table in (root / "contracts").glob("*/returns/received.csv"):
        with table.open(newline="") as lines:
            received = {row["file"] for row in csv.DictReader(lines) if row["received"]}
        assert received == {path.name for path in table.parent.iterdir()} - {"received.csv"}


def test_england_is_the_sum_of_its_providers(readings: dict[str, Reading]) -> None:
    for name, reading in readings.items():
        if not reading.reader.startswith(("fft-workbook", "ae-")):
            continue
        counts = ("fft_responses", "emergency_attendances", "emergency_over_12_hours")
        for measure, touchpoint in {(o.measure, o.touchpoint) for o in reading.observations if o.measure in counts}:
            same = [o for o in reading.observations if (o.measure, o.touchpoint) == (measure, touchpoint)]
            england = [o.numerator for o in same if o.level is Level.ENGLAND and o.provider == "ENG"]
            assert england == [sum(o.numerator or 0 for o in same if o.level is Level.PROVIDER)], (name, measure)


def every(readings: dict[str, Reading]) -> Iterable[Observation]:
    return (one for reading in readings.values() for one in reading.observations)


def quarter_of(
    readings: dict[str, Reading], level: Level, measure: str, service: str, **unit: str
) -> tuple[int | None, int | None]:
    """Numerator and denominator of the demo's quarter, added; None where a month has no count."""
    keys = {"provider": "RZ1", "site": "", "ward": "", "touchpoint": ""} | unit
    found = [
        one
        for one in every(readings)
        if (one.level, one.measure, one.service) == (level, measure, service)
        and one.start in DEMO
        and all(getattr(one, key) == value for key, value in keys.items())
    ]
    assert len({one.start for one in found}) == len(found)
    numerators, denominators = [one.numerator for one in found], [one.denominator for one in found]
    return (
        None if None in numerators else sum(n for n in numerators if n is not None),
        None if None in denominators else sum(d for d in denominators if d is not None),
    )


PLANTED = [
    ("inpatient answers", Level.PROVIDER, "inpatient", {}, (1549, 1760)),
    ("the site with the shortfall", Level.SITE, "inpatient", {"site": "RZ101"}, (924, 1100)),
    ("one of its wards", Level.WARD, "inpatient", {"site": "RZ101", "ward": "Birch"}, (96, 132)),
    ("another", Level.WARD, "inpatient", {"site": "RZ101", "ward": "Acute Medical Unit"}, (167, 220)),
    ("one answer short", Level.PROVIDER, "outpatient", {}, (3007, 3200)),
    ("a shortfall at birth", Level.PROVIDER, "maternity", {"touchpoint": "birth"}, (178, 210)),
    ("12 of 20", Level.PROVIDER, "maternity", {"touchpoint": "postnatal community"}, (12, 20)),
    ("a month of no answers between two", Level.PROVIDER, "patient transport", {"provider": "RZ6"}, (72, 78)),
]


@pytest.mark.parametrize(("story", "level", "service", "unit", "expected"), PLANTED, ids=[line[0] for line in PLANTED])
def test_the_planted_figures_of_the_quarter_are_exact(
    readings: dict[str, Reading],
    story: str,
    level: Level,
    service: str,
    unit: dict[str, str],
    expected: tuple[int, int],
) -> None:
    assert quarter_of(readings, level, "fft_positive", service, **unit) == expected


def test_inpatient_answers_are_below_the_level_in_all_eight_quarters(readings: dict[str, Reading]) -> None:
    totals = dict.fromkeys(range(8), (0, 0))
    for one in every(readings):
        acute = one.level is Level.PROVIDER and one.provider in ("RZ1", "RZ7")
        if acute and (one.measure, one.service) == ("fft_positive", "inpatient"):
            number = ((one.start.year - 2024) * 12 + one.start.month - 4) // 3
            before = totals[number]
            totals[number] = (before[0] + (one.numerator or 0), before[1] + (one.denominator or 0))
    for number, (positive, responses) in totals.items():
        assert (94 if number < 4 else 95) * responses - 100 * positive > 200, number


def statuses(readings: dict[str, Reading], month: date, site: str, ward: str) -> tuple[str, Status, bool]:
    """The status of a unit's positive answers in a month, and whether a percentage stays."""
    level = Level.WARD if ward else Level.SITE
    found = [
        one
        for one in every(readings)
        if (one.level, one.site, one.ward, one.start) == (level, site, ward, month)
        and (one.measure, one.service) == ("fft_positive", "inpatient")
    ]
    return f"{month:%b} {site} {ward}".strip(), found[0].status, bool(found[0].value)


def test_small_numbers_are_hidden_at_both_levels_and_down_the_tree(readings: dict[str, Reading]) -> None:
    assert [
        statuses(readings, JULY, "RZ104", "Cottage Ward"),
        statuses(readings, JULY, "RZ104", "Garden Ward"),
        statuses(readings, JULY, "RZ104", ""),
        statuses(readings, AUGUST, "RZ104", ""),
        statuses(readings, AUGUST, "RZ102", ""),
        statuses(readings, AUGUST, "RZ102", "Oak"),
        statuses(readings, AUGUST, "RZ102", "Ash"),
        statuses(readings, SEPTEMBER, "RZ104", "Garden Ward"),
    ] == [
        ("Jul RZ104 Cottage Ward", Status.SUPPRESSED, False),
        ("Jul RZ104 Garden Ward", Status.REPORTED, True),
        ("Jul RZ104", Status.REPORTED, False),
        ("Aug RZ104", Status.SUPPRESSED, False),
        ("Aug RZ102", Status.REPORTED, True),
        ("Aug RZ102 Oak", Status.REPORTED, False),
        ("Aug RZ102 Ash", Status.REPORTED, True),
        ("Sep RZ104 Garden Ward", Status.ZERO_DENOMINATOR, False),
    ]


def test_antenatal_answers_of_the_acute_provider_are_missing_in_august_only(readings: dict[str, Reading]) -> None:
    months = {
        one.start
        for one in every(readings)
        if (one.provider, one.touchpoint, one.level) == ("RZ1", "antenatal", Level.PROVIDER) and one.start in DEMO
    }
    assert months == {JULY, SEPTEMBER}


def test_the_restated_month_changes_from_short_to_met(readings: dict[str, Reading]) -> None:
    def share(name: str) -> tuple[float, date | None]:
        reading = readings[name]
        found = next(
            one for one in reading.observations if (one.provider, one.measure) == ("RZ1", "emergency_within_4_hours")
        )
        assert found.fraction is not None
        return float(found.fraction), reading.revised

    first, revised = share("July-2025-AE-by-provider.xlsx"), share("July-2025-AE-by-provider-revised-131125.xlsx")
    assert first[0] < 0.76 <= revised[0]
    assert (first[1], revised[1]) == (None, date(2025, 11, 13))


def test_june_2025_is_the_same_in_workbook_and_csv(readings: dict[str, Reading]) -> None:
    def figures(name: str) -> set[tuple[str, str, int | None, int | None]]:
        return {(o.provider, o.measure, o.numerator, o.denominator) for o in readings[name].observations}

    assert figures("June-2025-AE-by-provider.xlsx") == figures("Monthly-AE-June-2025.csv")


def test_the_provider_says_why_and_what_it_does(readings: dict[str, Reading]) -> None:
    said = {
        (statement.requirement, statement.start)
        for reading in readings.values()
        for statement in reading.statements
        if statement.reason and statement.action
    }
    assert said == {
        ("CMP-ANSWERED", JULY),
        ("INTERPRETER", date(2025, 4, 1)),
        ("INTERPRETER", JULY),
        ("MSA-NONE", AUGUST),
        ("SUR-OVERALL", JULY),
    }
