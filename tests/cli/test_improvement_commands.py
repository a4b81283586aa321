"""What `improvement` refuses, corrects and writes: mistakes are told, nothing is recorded by them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from cli.conftest import Ran
from openpyxl import load_workbook
from small_workspace import VOCABULARY, Small, adopt, figure, month, rule, small

from pxcommission.cases.register import open_register
from pxcommission.periods import add_months

Run = Callable[..., Ran]
BY = ("--by", "Quality lead")
START = ("--action", "hourly rounds", "--start", "2026-01-01", "--expect", "more good answers")
ON = ("--as-at", "2025-12-20")
LATER = ("--as-at", "2026-12-20")
ID = "ACUTE/GOOD/inpatient/improvement-1"
BEFORE = (178, 182, 180, 176, 184, 181, 179, 183, 177, 180, 182, 178)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A year of figures at two sites before January 2026 and nine months after it: better at the first site alone."""
    monkeypatch.delenv("PXCOMMISSION_DATABASE_URL", raising=False)
    monkeypatch.delenv("PXCOMMISSION_USER", raising=False)
    made = small(tmp_path / "workspace")
    words = VOCABULARY.replace("services:", "  letters_sent: {name: Letters sent, unit: count, better: neither, feedback: register, kind: fact}\nservices:")  # fmt: skip
    made.write("rules/vocabulary/words.yaml", words)
    sent = "condition: letters_sent >= 1"
    made.rules(rule(), rule("SENT", judged_by=sent.replace("condition", "require"), measure="letters_sent"))
    made.contract(adopt() + adopt("SENT", threshold=""), provider="sites: [{ods: RZ101, name: North}, {ods: RZ102, name: South}]")  # fmt: skip
    _load(made, "RZ101", (*BEFORE, *[194] * 9))
    _load(made, "RZ102", (*reversed(BEFORE), *BEFORE[:9]))
    return made.folder


def _load(made: Small, site: str, each: tuple[int, ...]) -> None:
    """The figures in two files: those before the action, and those after it."""
    named = [f"{add_months(date(2025, 1, 1), at):%Y-%m}" for at in range(len(each))]
    figures = [figure(count, 200, month(name), site=site) for name, count in zip(named, each, strict=True)]
    made.load(*figures[:12], name=f"{site}-before.csv", received="2025-12-15")
    made.load(*figures[12:], name=f"{site}-after.csv", received="2026-10-10")


def start(run: Run, folder: Path, *more: str, case: str = "GOOD") -> Ran:
    return run("improvement", "start", case, *START, "--workspace", folder, *(more or (*ON, *BY)))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--action", "Mrs Smith of 12 High Street, NHS number 943 476 5919"), "personal details"),
        (("--involved", "patients,friends"), "--involved friends: unknown"),
        (("--expected-change", "-3"), "the worse way"),
        (("--baseline-from", "2026-02-01"), "not before the start"),
        (("--comparator", "ACUTE"), "the comparator is the unit itself"),
    ],
)
def test_a_registration_that_can_not_be_is_refused_and_nothing_is_recorded(
    run: Run, folder: Path, more: tuple[str, ...], said: str
) -> None:
    refused = start(run, folder, *more, *ON, *BY)
    assert refused.code == 2 and said in refused.err
    assert open_register(folder, None).events() == ()


def test_a_measure_without_a_better_way_is_refused(run: Run, folder: Path) -> None:
    refused = start(run, folder, *ON, *BY, case="SENT")
    assert refused.code == 2 and "neither more nor less" in refused.err


def test_nobody_named_records_nothing(run: Run, folder: Path) -> None:
    assert start(run, folder, *ON).code == 2
    assert "Nothing was recorded" in start(run, folder, *ON, "--dry-run").out


def test_what_is_registered_before_any_figure_is_known_is_pre_registered(run: Run, folder: Path) -> None:
    begun = ("improvement", "start", "GOOD", "--action", "rounds", "--start", "2090-01-01", "--expect", "better")
    made = json.loads(run(*begun, "--workspace", folder, *BY, "--format", "json").out)
    assert (made["id"], made["recorded"], "figures_known" in made["details"]) == (ID, True, False)
    shown = json.loads(run("improvement", "review", ID, "--workspace", folder, "--format", "json").out)
    assert shown["pre_registered"] and shown["verdict"] == "too early" and not shown["recorded"]


def test_a_site_is_judged_beside_one_where_nothing_was_done(run: Run, folder: Path) -> None:
    more = ("--site", "RZ101", "--comparator", "RZ102", "--expected-change", "7", *ON, *BY)
    assert "compared with ACUTE/RZ102" in start(run, folder, *more).out
    seen = run("improvement", "review", ID, *LATER, "--workspace", folder)
    assert "verdict: improved" in seen.out and "beyond the comparator's" in seen.out
    assert "association in time" not in seen.out and "rests on both having moved alike" in seen.out


def test_charts_are_drawn_anew_only_after_a_recorded_shift(run: Run, folder: Path) -> None:
    start(run, folder, "--site", "RZ101", *ON, *BY)
    anew = ("improvement", "rebase", ID, "--reason", "the rule now", "--workspace", folder, *LATER, *BY)
    refused = run(*anew, "--on", "2026-01-01")
    assert refused.code == 6 and "no review is recorded" in refused.err
    run("improvement", "review", ID, *LATER, *BY, "--workspace", folder)
    assert "on trial" in run(*anew, "--on", "2026-01-01").out
    assert "withdrawn" in run(*anew, "--on", "2026-01-01", "--withdraw").out


def test_a_start_corrected_after_figures_were_known_is_no_pre_registration(run: Run, folder: Path) -> None:
    start(run, folder)
    words = ("improvement", "correct", ID, "--reason", "said better", "--workspace", folder, *LATER, *BY)
    assert "not pre-registered" not in run(*words, "--expect", "most say it is good").out
    assert "nothing would change" in run(*words).err
    moved = run(*words, "--start", "2026-02-01")
    assert "registered after 8 periods of figures were known: not pre-registered" in moved.out


def test_a_stopped_action_stays_in_the_report(run: Run, folder: Path) -> None:
    start(run, folder, "--site", "RZ101", *ON, *BY)
    run("improvement", "review", ID, *LATER, *BY, "--workspace", folder)
    ended = ("improvement", "stop", ID, "--reason", "the ward closed", "--workspace", folder, *LATER, *BY)
    assert run(*ended).code == 0 and run(*ended).code == 6
    out = folder / "what-worked.xlsx"
    assert "1 improved" in run("improvement", "report", *LATER, "--out", out, "--workspace", folder).out
    sheet = load_workbook(out).active
    assert sheet is not None and sheet["A4"].value == "Verdict" and sheet["A5"].value == "improved"
    table = run("improvement", "report", *LATER, "--format", "csv", "--workspace", folder).out
    assert "the ward closed" in table


def test_the_timeline_tells_it_and_undo_takes_it_back(run: Run, folder: Path) -> None:
    start(run, folder)
    assert "improvement-1 registered: hourly rounds" in run("case", "timeline", "GOOD", *ON, "--workspace", folder).out
    assert run("case", "undo", "GOOD", "--reason", "wrong case", *ON, *BY, "--workspace", folder).code == 0
    unknown = run("improvement", "show", ID, *ON, "--workspace", folder)
    assert unknown.code == 2 and "no registered action" in unknown.err


@pytest.mark.parametrize(
    ("change", "more", "said"),
    [
        ("11", (), "the level before the start is 90.09%, so it can increase by 9.9 points at most"),
        ("91", ("--direction", "decrease"), "so it can decrease by 90.09 points at most"),
        ("101", ("--site", "RZ9"), "101 points are more than a share can change by"),
    ],
)
def test_no_more_is_expected_than_the_level_leaves_room_for(
    run: Run, folder: Path, change: str, more: tuple[str, ...], said: str
) -> None:
    refused = start(run, folder, "--expected-change", change, *more, *ON, *BY)
    assert refused.code == 2 and said in refused.err
    assert open_register(folder, None).events() == ()


def test_what_the_level_just_leaves_room_for_may_be_expected_and_a_correction_is_held_to_it(
    run: Run, folder: Path
) -> None:
    assert start(run, folder, "--expected-change", "9.9", *ON, *BY).code == 0
    again = ("improvement", "correct", ID, "--reason", "more", "--workspace", folder, *ON, *BY)
    assert "at most" in run(*again, "--expected-change", "10.5").err


def test_a_worse_level_is_made_usual_by_name_of_an_office_alone(run: Run, folder: Path) -> None:
    start(run, folder, "--site", "RZ101", "--direction", "decrease", *ON, *BY)
    run("improvement", "review", ID, *LATER, *BY, "--workspace", folder)
    anew = (
        "improvement",
        "rebase",
        ID,
        "--reason",
        "the rule now",
        "--on",
        "2026-01-01",
        "--workspace",
        folder,
        *LATER,
        *BY,
    )
    refused = run(*anew)
    assert refused.code == 6 and "--worse-accepted-by" in refused.err
    made = run(*anew, "--worse-accepted-by", "Quality committee").out
    assert "a worse level, accepted by Quality committee" in " ".join(made.split())
    assert "after the same shift" in run(*anew).err
