"""`rules test`, `rules explain`, `rules show` and `rules reference`, as a user runs them."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path

import pytest
from small_workspace import Small, adopt, rule, small

Run = Callable[..., object]

TESTS = """    tests:
      - {name: exactly at threshold, given: {positive: 90, responses: 100}, expect: met}
      - {name: one response short, given: {positive: 89, responses: 100}, expect: breach}
      - {name: hidden, given: {positive: suppressed, responses: 3}, expect: not assessed, reason: suppressed}
"""
WRONG = "      - {name: a slip, given: {positive: 89, responses: 100}, expect: met}\n"
MORE = """variations:
  - {requirement: GOOD, from: 2025-07-01, to: 2025-12-31, threshold: at least 80%, document: Variation 1, signed: 2025-06-20, reason: Two wards moved.}
waivers:
  - {requirement: LETTERS, from: 2025-09-01, to: 2025-10-31, reason: A new system., source: Minute 7, approved_by: Head of contracting}
reports_due:
  letters: {clause: Schedule 6A, every: quarter, due: 15 operational days after period end, measures: [late_letters], severity: minor}
"""


@pytest.fixture
def space(tmp_path: Path) -> Small:
    """One requirement with tests, one judged by a condition, one monitored; a variation, a waiver, a report due."""
    letters = rule("LETTERS", "require: late_letters <= 3", "late_letters", service="all", judged_over="month")
    watched = rule("WATCHED", "usual_threshold: at most 5%", "answers_negative", service="[inpatient, emergency]")
    made = small(tmp_path).rules(rule() + TESTS, letters, watched)
    lines = adopt(threshold="2024-04-01: at least 85%, 2025-04-01: at least 90%, 2026-04-01: at least 92%")
    return made.contract(lines + adopt("LETTERS", ""), "monitored: [WATCHED]\n" + MORE)


def test_the_tests_of_a_rule_file_are_run_and_counted(run: Run, space: Small) -> None:
    ran = run("rules", "test", "--workspace", space.folder)
    assert (ran.code, ran.out, ran.err) == (0, "3 tests: 3 as expected, 0 not\n", "")


def test_running_the_tests_needs_no_columns(space: Small) -> None:
    """Polars alone takes as long to load as every test of the library takes to run."""
    code = (
        "import sys; from pathlib import Path; from pxcommission.authoring.rule_tests import try_rules, results_of\n"
        "from pxcommission.rulebook.rulebook import load_rulebook\n"
        f"results_of(try_rules(load_rulebook(Path({str(space.folder)!r})))); print('polars' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_difference_is_one_line_with_its_place_and_a_way_to_mend_it(run: Run, space: Small) -> None:
    space.rules(rule() + TESTS + WRONG).contract(adopt())
    ran = run("rules", "test", "--workspace", space.folder)
    assert ran.code == 3 and ran.out == "4 tests: 3 as expected, 1 not\n"
    first, fix = ran.err.splitlines()
    assert first == "rules/rules.yaml:18: GOOD, 'a slip': expect: expected met; got breach"
    assert fix.startswith("  fix: if the rule is right, write `expect: breach` (1 short); if the test is right, mend")


def test_junit_has_the_difference_why_the_rule_exists_and_the_fix(run: Run, space: Small) -> None:
    space.rules(rule() + TESTS + WRONG).contract(adopt())
    ran = run("rules", "test", "--workspace", space.folder, "--format", "junit")
    suite = ElementTree.fromstring(ran.out)
    assert (suite.get("tests"), suite.get("failures")) == ("4", "1")
    failure = suite.find("testcase/failure")
    assert failure is not None and failure.get("message") == "expect: expected met; got breach"
    place, why, fix = (failure.text or "").splitlines()
    assert place == "rules/rules.yaml:18" and why == "why the rule exists: Patients describe their care as good."
    assert fix.startswith("fix: if the rule is right")


def test_only_the_rules_that_are_named_are_tested(run: Run, space: Small) -> None:
    assert run("rules", "test", "GOOD", "a-ladder", "--workspace", space.folder).out.startswith("3 tests")
    assert run("rules", "test", "LETTERS", "--workspace", space.folder).out.startswith("0 tests")
    ran = run("rules", "test", "GODO", "--workspace", space.folder)
    assert ran.code == 2 and "did you mean 'GOOD'?" in ran.err


def test_coverage_lists_what_no_test_shows_and_can_fail_the_run(run: Run, space: Small) -> None:
    ran = run("rules", "test", "GOOD", "--coverage", "--workspace", space.folder)
    assert ran.code == 0
    assert ran.out.splitlines() == [
        "rules/rules.yaml:4: GOOD: no test where nothing was counted (zero denominator)",
        "3 tests: 3 as expected, 0 not",
        "3 of 4 branches (75%)",
    ]
    ran = run("rules", "test", "GOOD", "--fail-under", "90", "--workspace", space.folder)
    assert ran.code == 3 and ran.err == "coverage is 75%, under 90%\n"
    assert run("rules", "test", "GOOD", "--fail-under", "75", "--workspace", space.folder).code == 0


def test_json_has_every_result_and_what_no_test_shows(run: Run, space: Small) -> None:
    told = json.loads(run("rules", "test", "GOOD", "--coverage", "--format", "json", "--workspace", space.folder).out)
    assert (told["tests"], told["differences"]) == (3, 0)
    assert told["results"][0]["name"] == "exactly at threshold"
    assert told["coverage"]["per_cent"] == 75
    assert told["coverage"]["not_exercised"] == [
        {"file": "rules/rules.yaml", "line": 4, "subject": "GOOD", "no_test_where": "nothing was counted (zero denominator)"}
    ]  # fmt: skip


def explained(run: Run, space: Small, *arguments: str) -> dict[str, list[str]]:
    asked = ("--format", "json", "--workspace", space.folder, "--as-at", "2025-09-30")
    ran = run("rules", "explain", *arguments, *asked)
    assert ran.code == 0, ran.err
    return {section["heading"]: section["lines"] for section in json.loads(ran.out)["sections"]}


def test_a_requirement_is_explained_with_its_tests_as_worked_examples(run: Run, space: Small) -> None:
    told = explained(run, space, "GOOD")
    assert told["Source"] == ["this test; not checked against the signed text."]
    assert told["Measured by"] == [
        "Positive answers. Positive divided by responses, in per cent, added over the quarter. "
        "Counts are added; percentages are never averaged."
    ]
    assert told["Judged by"] == ["Usually at least 90%; each contract agrees its own."]
    assert told["Worked examples"] == [
        "90 of 100 (90.0%) is met: exactly at threshold",
        "89 of 100 (89.0%) is not met, one case short: one response short",
        "positive suppressed, responses 3 is not assessed (suppressed): hidden",
    ]
    assert told["Contracts on 30 September 2025"][0] == (
        "ACUTE: Schedule 4: at least 80% (since 1 July 2025 by Variation 1, signed 20 June 2025: Two wards moved.) "
        "[contracts/acute/contract.yaml:25]"
    )
    assert told["The provider is asked"] == ["What changed?"]


def test_a_contracts_own_dated_lines_are_shown_with_it(run: Run, space: Small) -> None:
    told = explained(run, space, "GOOD", "--contract", "ACUTE")["Contracts on 30 September 2025"]
    assert told[1] == (
        "its lines: from 1 April 2024: at least 85%; from 1 April 2025: at least 90%; from 1 April 2026: at least 92%"
    )


def test_a_ladder_a_measure_and_a_form_are_explained_too(run: Run, space: Small) -> None:
    ladder = explained(run, space, "a-ladder")
    assert ladder["Rules"][1] == (
        "A challenge letter is proposed when it is in breach and at least 2 cases short and at least 2 periods in "
        "breach running (repeated)."
    )
    assert ladder["Step down"] == [
        "One stage down, with thanks, when at least 2 periods met running; below the question for the review meeting the case ends."
    ]
    measure = explained(run, space, "answers_positive")
    assert measure["Requirements on it"] == ["GOOD."]
    form = explained(run, space, "a-form")
    assert form["Numbers"] == [
        "contract management meeting within: 10 operational days (GC9.6; not checked)"
    ] and form["Contracts"] == ["ACUTE."]  # fmt: skip


def test_an_unknown_id_is_met_with_the_nearest_of_every_kind(run: Run, space: Small) -> None:
    for wrong, near in (
        ("GODO", "GOOD"),
        ("a-lader", "a-ladder"),
        ("answers_postive", "answers_positive"),
        ("a-forn", "a-form"),
    ):
        ran = run("rules", "explain", wrong, "--workspace", space.folder)
        assert ran.code == 2 and f"did you mean '{near}'?" in ran.err
    assert run("rules", "explain", "good", "--workspace", space.folder).code == 0
    assert run("rules", "explain", "GOOD", "--contract", "ACTUE", "--workspace", space.folder).code == 2


def shown(run: Run, space: Small, on: str, *more: str) -> str:
    return str(
        run("rules", "show", "ACUTE", "--on", on, *more, "--as-at", "2025-09-30", "--workspace", space.folder).out
    )


def test_a_contracts_rulebook_on_a_day_says_what_holds_why_and_what_changes_next(run: Run, space: Small) -> None:
    told = shown(run, space, "2025-09-30")
    assert told.startswith("ACUTE  A contract\n  In force on 30 September 2025\n")
    assert "  GOOD  at least 80%\n      inpatient; provider; by quarter; major\n" in told
    assert "since 1 July 2025 by Variation 1, signed 20 June 2025: Two wards moved." in told
    assert "  LETTERS  late letters at most 3\n" in told and "set aside for all: A new system. (Minute 7;" in told
    assert "Monitored (watched and discussed; no obligation)\n  WATCHED  at most 5%\n" in told
    assert "  letters: every quarter, 15 operational days after period end (Schedule 6A; minor)\n" in told
    assert told.split("What changes next\n")[1].splitlines() == [
        "  1 November 2025: LETTERS: no longer set aside",
        "  1 January 2026: GOOD: Variation 1 has ended; the contract's line holds again: at least 90%",
        "  1 April 2026: GOOD: at least 92% (before: at least 90%)",
        "  1 April 2027: contract: its term has ended",
    ]
    assert max(map(len, told.splitlines())) <= 100


@pytest.mark.parametrize(
    ("on", "threshold", "why"),
    [
        ("2024-06-30", "at least 85%", "the contract's line of 1 April 2024"),
        ("2025-06-30", "at least 90%", "the contract's line of 1 April 2025"),
        ("2025-12-31", "at least 80%", "since 1 July 2025 by Variation 1, signed 20 June 2025: Two wards moved."),
        ("2026-01-01", "at least 90%", "the contract's line of 1 April 2025"),
        ("2026-04-01", "at least 92%", "the contract's line of 1 April 2026"),
        ("2027-04-01", "not in force", "it holds from 1 April 2024 to 31 March 2027"),
    ],
)
def test_the_threshold_is_that_of_the_day(run: Run, space: Small, on: str, threshold: str, why: str) -> None:
    rows = list(csv.DictReader(io.StringIO(shown(run, space, on, "--format", "csv"))))
    assert [row["requirement"] for row in rows] == ["GOOD", "LETTERS", "WATCHED"]
    assert (rows[0]["threshold"], rows[0]["why"]) == (threshold, why)
    assert [row["adopted"] for row in rows] == ["obligation", "obligation", "monitored"]
    assert rows[2]["service"] == "inpatient, emergency"


def test_a_variation_signed_later_is_not_yet_known(run: Run, space: Small) -> None:
    asked = ("--on", "2025-09-30", "--format", "json", "--workspace", space.folder)
    told = json.loads(run("rules", "show", "ACUTE", *asked, "--as-at", "2025-06-01").out)
    assert told["requirements"][0]["threshold"] == "at least 90%"
    assert [change["of"] for change in told["changes_next"]] == ["LETTERS", "GOOD", "contract"]


def test_a_day_outside_the_term_says_so_and_a_wrong_day_is_a_usage_error(run: Run, space: Small) -> None:
    assert "Its term runs from 1 April 2024 to 31 March 2027: not on this day." in shown(run, space, "2027-04-01")
    ran = run("rules", "show", "ACUTE", "--on", "tomorrow", "--workspace", space.folder)
    assert ran.code == 2 and ran.err == "error: --on tomorrow: not a date; write year-month-day, such as 2025-04-01\n"


def test_the_reference_is_written_once_checked_and_never_removes_a_file(run: Run, space: Small) -> None:
    def reference(*more: str) -> object:
        return run("rules", "reference", *more, "--workspace", space.folder)

    assert reference("--check").code == 3
    assert "of them changed" in reference().out
    assert reference("--check").code == 0 and "0 of them changed" in reference().out
    notes = space.folder / "docs" / "reference" / "requirements" / "notes.md"
    notes.write_text("mine\n", encoding="utf-8")
    ran = reference()
    assert ran.code == 0 and "notes.md: nothing writes this any more; remove it" in ran.err
    assert notes.read_text(encoding="utf-8") == "mine\n" and reference("--check").code == 3
