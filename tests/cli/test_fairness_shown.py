"""`check --fairness` as a head of contracting reads it."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from small_workspace import adopt, quarter_figures, rule, small

Run = Callable[..., Any]


@pytest.fixture
def space(tmp_path: Path) -> Path:
    """Two contracts: one five cases short in two quarters, the other one case short."""
    made = small(tmp_path).rules(rule()).contract(adopt()).contract(adopt(), name="TRUST", ods="RZ2")
    for code, positive in (("RZ1", 85), ("RZ2", 89)):
        figures = [
            one for q in ("2025/26 Q1", "2025/26 Q2") for one in quarter_figures(positive, 100, q, provider=code)
        ]
        made.load(*figures, name=f"{code}.csv", received="2025-11-10")
    return made.folder


def check(run: Run, folder: Path, *more: str) -> Any:
    return run("check", "2025/26-Q2", "--fairness", "--workspace", folder, "--as-at", "2026-01-31", *more)


def test_each_group_is_told_with_steps_figures_and_a_sentence(run: Run, space: Path) -> None:
    out = check(run, space).out
    assert (
        "GOOD, inpatient (not met in two periods running; not distinguishable from the level): different steps" in out
    )
    assert "  ACUTE, 2025/26 Q2: 85 of 100, short by 5, against at least 90%: Challenge letter, proposed\n" in out
    told = " ".join(out.split())
    assert (
        "In short: ACUTE led to a challenge letter. TRUST to a question for the review meeting: short by one case only; by 5 in ACUTE."
        in told
    )
    assert "A difference is a question for you, not for a provider" in told


def test_json_and_csv_have_a_member_for_each_contract(run: Run, space: Path) -> None:
    document = json.loads(check(run, space, "--format", "json").out)
    (group,) = document["groups"]
    assert (document["contracts"], document["note"], group["unexplained"]) == (["ACUTE", "TRUST"], "", False)
    rows = list(csv.DictReader(io.StringIO(check(run, space, "--format", "csv").out)))
    assert [(row["contract"], row["step"], row["reasons"]) for row in rows] == [
        ("ACUTE", "Challenge letter, proposed", ""),
        ("TRUST", "Question for the review meeting, proposed", "short by one case only; by 5 in ACUTE"),
    ]
    assert [member["contract"] for member in group["members"]] == ["ACUTE", "TRUST"]


def test_one_contract_alone_is_said_and_is_no_error(run: Run, space: Path) -> None:
    done = check(run, space, "--contract", "TRUST")
    assert done.code == 0
    assert "Only TRUST was checked: there is no other contract to compare it with." in done.out


def test_findings_as_junit_are_not_mixed_up_with_fairness(run: Run, space: Path) -> None:
    done = check(run, space, "--format", "junit")
    assert done.code == 2
    assert "this command has: text, json, csv" in done.err
