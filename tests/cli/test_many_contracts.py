"""A check of more contracts than are assessed together: shown one by one, all of them or nothing."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from small_workspace import adopt, quarter_figures, rule, small

from pxcommission import quarter
from pxcommission.assessment.assess import ReadingsDifferError
from pxcommission.problems import ExitCode

CHECK = ("check", "2025/26-Q2", "--as-at", "2026-01-31", "--workspace")
NAMES = ("EAST", "NORTH", "SOUTH")
FORMATS = ("text", "csv", "json", "junit")


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of three contracts: one meets its level, two do not."""
    folder = tmp_path_factory.mktemp("three")
    made = small(folder).rules(rule())
    figures = []
    for number, name in enumerate(NAMES):
        made.contract(adopt(), name=name, ods=f"RZ{number}")
        figures += quarter_figures(95 - 10 * number, 100, provider=f"RZ{number}")
    made.load(*figures, published="2025-11-10")
    return folder


@pytest.mark.parametrize("form", FORMATS)
def test_parts_say_what_the_whole_says(three: Path, run: Any, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    whole = run(*CHECK, three, "--format", form, "--fail-on", "minor")
    monkeypatch.setattr(quarter, "TOGETHER", 1)
    assert run(*CHECK, three, "--format", form, "--fail-on", "minor") == whole
    assert whole.code == ExitCode.FINDINGS
    assert all(name in whole.out for name in NAMES)


def test_csv_has_its_headings_once(three: Path, run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quarter, "TOGETHER", 1)
    heading, *rows = csv.reader(io.StringIO(run(*CHECK, three, "--format", "csv").out))
    assert heading[0] == "id" and [row[1] for row in rows] == [*NAMES]


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_is_shown_where_a_later_part_goes_wrong(
    three: Path, run: Any, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    assess = quarter.assess

    def differing(rulebook: Any, store: Any, contracts: Any, *others: Any) -> Any:
        if contracts[0].id == "SOUTH":
            raise ReadingsDifferError("SOUTH: the columns say met, the plain reading says breach")
        return assess(rulebook, store, contracts, *others)

    monkeypatch.setattr(quarter, "TOGETHER", 1)
    monkeypatch.setattr(quarter, "assess", differing)
    done = run(*CHECK, three, "--format", form)
    assert (done.code, done.out) == (ExitCode.ENVIRONMENT, "")
    assert "nothing was written" in done.err and "SOUTH" in done.err


def test_a_part_is_let_go_before_the_next_is_assessed(three: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import date

    from pxcommission.periods import read_period
    from pxcommission.workspace import chosen_contracts, open_workspace

    assess, assessed = quarter.assess, []

    def counted(rulebook: Any, store: Any, contracts: Any, *others: Any) -> Any:
        assessed.append(contracts[0].id)
        return assess(rulebook, store, contracts, *others)

    monkeypatch.setattr(quarter, "TOGETHER", 1)
    monkeypatch.setattr(quarter, "assess", counted)
    workspace, period = open_workspace(three), read_period("2025/26-Q2")
    assert period is not None
    chosen = chosen_contracts(workspace.rulebook, [])
    found = quarter.checked_one_by_one(workspace, period, date(2026, 1, 31), chosen, "reference")
    assert next(found).contract.contract == "EAST" and assessed == ["EAST"]
    runs = {one.run for one in found}
    assert len(runs) == 1 and assessed == [*NAMES]


def test_json_counts_every_contract(three: Path, run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quarter, "TOGETHER", 2)
    document = json.loads(run(*CHECK, three, "--format", "json").out)
    assert [*document["counts"]["by_contract"]] == [*NAMES]
