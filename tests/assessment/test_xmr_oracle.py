"""Every case of NHSRplotthedots 0.2.2 and of the Making Data Count statements in the shared test data."""

from __future__ import annotations

import csv
import json
import math
from collections import defaultdict
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from absent_parts import SHARED, skip_or_fail
from msgspec.structs import replace

from pxcommission.assessment.statistics.profiles import MDC, PTD
from pxcommission.assessment.statistics.xmr import analyse, analyse_series
from pxcommission.assessment.statistics.xmr_series import Asked, Improvement, InputWrong, Point, Rebase, Series

SPC = SHARED / "spc"
FOLDER = SPC / "nhsrplotthedots"


def present(path: Path) -> Path:
    if not path.exists():
        skip_or_fail(f"{path} is not there")
    return path


@cache
def cases() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(present(FOLDER / "oracle_cases.json").read_text("utf-8"))
    return found


@cache
def rows(name: str) -> dict[str, list[dict[str, str]]]:
    by_case: dict[str, list[dict[str, str]]] = defaultdict(list)
    with present(FOLDER / name).open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            by_case[row["case_id"]].append(row)
    return by_case


def number(text: str) -> float | None:
    return None if text in ("", "NaN") else float(text)


def series_of(case: dict[str, Any]) -> list[Series]:
    options = case["options"]
    target, rebase = options.get("target"), options.get("rebase")
    facets: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows("oracle_input.csv")[case["case_id"]]:
        facets[row["facet"] or "no facet"].append(row)
    found = []
    for facet, given in facets.items():
        days = rebase.get(facet, []) if isinstance(rebase, dict) else rebase or []
        asked = Asked(
            Improvement(options.get("improvement_direction", "increase")),
            target.get(facet, math.nan) if isinstance(target, dict) else target,
            tuple(Rebase(date.fromisoformat(day)) for day in ([days] if isinstance(days, str) else days)),
            options.get("fix_after_n_points"),
        )
        dates = [date.fromisoformat(row["date"]) for row in given]
        trajectory = [number(row["trajectory"]) for row in given]
        found.append(Series(facet, dates, [number(row["value"]) for row in given], asked, trajectory))
    return found


def profile_of(case: dict[str, Any]):
    return PTD if case["options"].get("screen_outliers", True) else replace(PTD, screen=False)


def close(found: float | None, wanted: float | None) -> bool:
    return (
        found is wanted if found is None or wanted is None else math.isclose(found, wanted, rel_tol=1e-9, abs_tol=1e-12)
    )


def differs(point: Point, row: dict[str, str]) -> bool:
    said = {"TRUE": True, "FALSE": False, "": None}
    side = int(row["relative_to_mean"]) if row["relative_to_mean"] else None
    numbers = [(point.value, "value"), (point.mean, "mean"), (point.lpl, "lpl"), (point.upl, "upl")]
    return (
        not all(close(found, number(row[name])) for found, name in [*numbers, (point.trajectory, "trajectory")])
        or (point.date.isoformat(), point.rebase_group) != (row["date"], int(row["rebase_group"]))
        or (point.outside, point.relative_to_mean) != (said[row["outside_limits"]], side)
        or (point.close_to_limits, point.in_baseline) != (said[row["close_to_limits"]], row["fix_y"] != "")
        or (point.special_cause_type, point.point_type) != (row["special_cause_type"], row["point_type"])
        or point.special_cause != said[row["special_cause_flag"]]
    )


def test_every_point_and_icon_is_that_of_nhsrplotthedots() -> None:
    wrong: list[object] = []
    compared = 0
    for case in cases():
        if case.get("error"):
            continue
        expected: dict[str, list[dict[str, str]]] = defaultdict(list)
        for row in rows("oracle_points.csv")[case["case_id"]]:
            expected[row["facet"]].append(row)
        results = {result.name: result for result in analyse_series(series_of(case), profile_of(case))}
        assert set(results) == set(expected), case["case_id"]
        for facet in case["facets"]:
            result = results[facet["facet"]]
            icons = (result.variation, result.assurance)
            if icons != (facet["variation_icon"], facet["assurance_icon"]):
                wrong.append((case["case_id"], icons))
            pairs = list(zip(result.points, expected[facet["facet"]], strict=True))
            compared += len(pairs)
            wrong += [(case["case_id"], point) for point, row in pairs if differs(point, row)]
        if any(result.short_group for result in results.values()) != case["short_group_warning"]:
            wrong.append((case["case_id"], "short group"))
    assert not wrong
    assert compared > 5000


def test_what_the_package_stops_at_is_rejected_or_can_not_be_assessed() -> None:
    errors = [case for case in cases() if case.get("error")]
    assert errors
    for case in errors:
        if "missing value" in case["error"]:
            (result,) = analyse_series(series_of(case), profile_of(case))
            assert result.cannot_assess is not None and result.variation is None
        else:
            with pytest.raises(InputWrong):
                analyse_series(series_of(case), profile_of(case))


FLAGS = {"Above UCL": "outside", "Below LCL": "outside", "Common Cause": "common"}


def flag_of(cause: str) -> str:
    return "2of3" if cause.startswith("2 in 3") else FLAGS.get(cause, cause)


def test_every_case_of_the_making_data_count_statements_is_read_so() -> None:
    given = json.loads(present(SPC / "mdc_profile_expected.json").read_text("utf-8"))
    base = given["base12"]
    for case in given["cases"]:
        asked = Asked(
            Improvement(case.get("direction", "increase")), case.get("target"), fix_after=case.get("baseline")
        )
        if "flags_tail_mdc" in case:
            for profile, key in ((MDC, "flags_tail_mdc"), (PTD, "flags_tail_r")):
                result = analyse(days(12 + len(case["tail"])), [*base, *case["tail"]], asked, profile)
                assert [flag_of(point.special_cause_type) for point in result.points[12:]] == case[key], case["id"]
        elif "lpl" in case:
            result = analyse(days(13), [*base, 0.1], replace(asked, fix_after=12), MDC)
            assert result.points[-1].lpl == case["lpl"]
            assert result.assurance == case["assurance_mdc"]
        elif "series" in case:
            assert analyse(days(24), [100.0] * 24, asked, MDC).assurance == case["assurance_mdc"]
        elif "n" in case:
            result = analyse(days(case["n"]), base[: case["n"]], replace(asked, target=0), MDC)
            assert (result.variation, result.assurance, result.points[0].upl) == (None, None, None)
        else:
            pytest.fail(f"a case of a kind not known here: {case['id']}")


def days(number_of: int) -> list[date]:
    return [date(2022 + at // 12, at % 12 + 1, 1) for at in range(number_of)]
