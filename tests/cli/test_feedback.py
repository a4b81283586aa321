"""Listening through the command line, as an experience lead does it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pxcommission.assessment.small_numbers_attacked import attacker
from pxcommission.assessment.small_numbers_record import RECORD, tables_shared

Run = Callable[..., Any]
LEAD = ("--by", "Patient experience lead")
GROUP = ("--provider", "RZ1", "--on", "2025-07-03", "--service", "inpatient", "--listener", "Healthwatch Example", "--aspect",
         "information", "--theme", "kept-informed", "--theme", "Timeliness of care", "--sentiment", "mixed", "--people", "9")  # fmt: skip
STORY = ("--provider", "RZ1", "--on", "3 July 2025", "--service", "inpatient", "--listener", "Lead", "--aspect", "respect",
         "--theme", "staff-manner", "--sentiment", "positive")  # fmt: skip


@pytest.fixture
def space(tmp_path: Path, root: Path) -> Path:
    """The shipped rules and one contract, with nothing loaded."""
    shutil.copytree(root / "rules", tmp_path / "rules")
    (tmp_path / "contracts/example-acute").mkdir(parents=True)
    shutil.copy(root / "contracts/example-acute/contract.yaml", tmp_path / "contracts/example-acute")
    shutil.copy(root / "workspace.yaml", tmp_path)
    return tmp_path


def added(run: Run, space: Path, kind: str, *options: str) -> Any:
    return run("feedback", "add", kind, *options, "--workspace", space, *LEAD)


def test_entries_are_recorded_listed_and_counted_by_theme(run: Run, space: Path) -> None:
    assert added(run, space, "discussion group", *GROUP).out == "discussion-group-0001: recorded\n"
    assert added(run, space, "patient-story", *STORY, "--said", "They listened").code == 0
    listed = json.loads(run("feedback", "list", "--workspace", space, "--format", "json").out)
    assert [one["id"] for one in listed] == ["discussion-group-0001", "patient-story-0001"]
    assert "listened" not in json.dumps(listed)
    counts = json.loads(run("feedback", "themes", "--workspace", space, "--format", "json").out)
    assert {"theme": "timeliness", "aspect": "information", "positive": "0", "negative": "0", "mixed": "1", "neutral": "0",
            "all": "1"} in counts  # fmt: skip
    shared = json.loads(
        run(
            "feedback", "themes", "--for", "public", "--period", "2025/26-Q2", "--workspace", space, "--format", "json"
        ).out
    )
    assert all(one["all"] == "*" for one in shared)
    assert run("feedback", "list", "--format", "csv", "--workspace", space).out.startswith("id,")


def test_what_was_shared_before_is_remembered_so_that_a_later_table_gives_nothing_away(run: Run, space: Path) -> None:
    for number in range(9):
        assert added(run, space, "patient-story", *STORY, "--said", f"They listened, {number}").code == 0
    assert added(run, space, "discussion group", *GROUP).code == 0
    asked = ("feedback", "themes", "--for", "public", "--period", "2025/26-Q2", "--workspace", space)
    assert run(*asked[:4], "--workspace", space).code == 2
    assert run(*asked, "--kind", "patient-story", "--provider", "RZ1").code == 2
    assert "Nothing was recorded." in run(*asked, "--dry-run").out
    assert tables_shared(space) == ()
    assert "Recorded as shared" in run(*asked).out
    assert "recorded as shared before" in run(*asked).out
    assert "Recorded as shared" in run(*asked, "--kind", "patient-story").out
    shared = tables_shared(space)
    assert len(shared) == 2 and attacker(shared) == ()
    (space / RECORD).write_text("{}\n")
    ran = run(*asked)
    assert (ran.code, "shared.jsonl:1:1: error: this line of the record of shared tables is damaged" in ran.err) == (
        5,
        True,
    )


def test_nobody_named_and_every_missing_answer_are_said(run: Run, space: Path) -> None:
    assert run("feedback", "add", "patient-story", *STORY, "--workspace", space).code == 2
    ran = added(run, space, "patient-story", "--provider", "rz1", "--on", "2025-07-32")
    assert ran.code == 2
    for option in ("--provider", "--on", "--service", "--listener", "--aspect", "--theme", "--sentiment"):
        assert f"{option}: error" in ran.err
    assert "choose one; one of: respect, co-ordination" in ran.err and "`feedback themes --all` lists them" in ran.err
    assert "1 if you leave it blank" not in added(run, space, "discussion-group").err
    assert "did you mean 'patient-story'" in added(run, space, "patient-storie").err
    assert "has no --people" in added(run, space, "comment", "--people", "3").err


def test_what_is_written_of_quotations_in_letters_is_true(root: Path) -> None:
    read_by_letters = any(
        "quotations_for" in path.read_text("utf-8") for path in (root / "pxcommission/packs").rglob("*.py")
    )
    assert read_by_letters
    for name in ("README.md", "docs/how-to/listen.md"):
        assert "do not print quotations yet" not in " ".join((root / name).read_text("utf-8").split())


def test_the_same_entry_is_not_recorded_twice_unless_a_reference_tells_them_apart(run: Run, space: Path) -> None:
    said = ("--said", "They listened")
    assert added(run, space, "patient-story", *STORY, *said).code == 0
    again = added(run, space, "patient-story", *STORY, *said)
    assert again.code == 6 and "patient-story-0001 says exactly this already; nothing was recorded" in again.err
    assert "--reference 2" in again.err and again.out == ""
    assert added(run, space, "patient-story", *STORY, "--said", "They laughed").out == "patient-story-0002: recorded\n"
    assert added(run, space, "patient-story", *STORY, *said, "--reference", "2").code == 0
    assert len(json.loads(run("feedback", "list", "--workspace", space, "--format", "json").out)) == 3


def test_an_entry_recorded_in_error_is_withdrawn_with_a_reason_and_can_still_be_shown(run: Run, space: Path) -> None:
    added(run, space, "patient-story", *STORY)
    at = ("--workspace", space, *LEAD)
    assert run("feedback", "withdraw", "patient-story-0001", *at).code == 2
    assert run("feedback", "withdraw", "patient-story-0001", "--reason", "Ring 01632 960123", *at).code == 2
    assert run("feedback", "withdraw", "patient-story-0001", "--reason", "not ours", "--workspace", space).code == 2
    gone = run("feedback", "withdraw", "patient-story-0001", "--reason", "not ours", *at)
    assert gone.code == 0 and gone.out.startswith("patient-story-0001: withdrawn; it counts no more from ")
    assert run("feedback", "withdraw", "patient-story-0001", "--reason", "not ours", *at).code == 6
    assert run("feedback", "correct", "patient-story-0001", "--ward", "4", *at).code == 6
    assert json.loads(run("feedback", "list", "--workspace", space, "--format", "json").out) == []
    shown = run("feedback", "show", "patient-story-0001", "--workspace", space).out
    assert "withdrawn      by Patient experience lead on" in shown and "not ours; it counts no more" in shown
    assert "asked" not in shown
    as_json = json.loads(run("feedback", "show", "patient-story-0001", "--workspace", space, "--format", "json").out)
    assert (as_json["withdrawn_by"], as_json["reason"]) == ("Patient experience lead", "not ours")
    assert added(run, space, "patient-story", *STORY).out == "patient-story-0002: recorded\n"


def test_a_code_no_contract_knows_is_warned_of_wherever_it_is_recorded(run: Run, space: Path) -> None:
    known = added(run, space, "patient-story", *STORY)
    assert known.code == 0 and "no contract here knows" not in known.err
    ran = added(run, space, "patient-story", *STORY, "--provider", "XX9", "--site", "RZ999")
    assert ran.code == 0 and "no contract here knows the provider code XX9" in ran.err
    assert "feedback correct patient-story-0002 --provider ODS" in ran.err
    ran = run(
        "feedback", "complete", "complaint", "--provider", "XX9", "--period", "2025/26-Q2", "--workspace", space, *LEAD
    )
    assert ran.code == 0 and "no contract here knows the provider code XX9" in ran.err
    contract = (space / "contracts/example-acute/contract.yaml").read_text("utf-8")
    assert "RZ101" in contract
    ran = added(run, space, "patient-story", *STORY, "--site", "RZ999")
    assert "no contract here names the site RZ999" in ran.err
    assert "did you mean RZ101?" in added(run, space, "patient-story", *STORY, "--site", "RZ1O1").err
    assert (
        run(
            "feedback", "correct", "patient-story-0002", "--provider", "RZ1", "--site", "", "--workspace", space, *LEAD
        ).err
        == ""
    )


def test_personal_details_are_warned_of_without_being_repeated(run: Run, space: Path) -> None:
    ran = added(run, space, "patient-story", *STORY, "--said", "Ring 01632 960123")
    assert ran.code == 0 and "telephone" in ran.err and "960123" not in ran.out + ran.err
    assert "it is kept in patient-story-0001; `feedback correct patient-story-0001 --said" in ran.err


def test_a_complaint_is_corrected_quoted_and_forgotten(run: Run, space: Path) -> None:
    said = space / "said.txt"
    said.write_text("Nobody told me why I waited.", "utf-8")
    received = ("--provider", "RZ1", "--on", "2025-07-03", "--service", "inpatient", "--theme", "timeliness")
    assert added(run, space, "complaint", *received, "--said-from", str(said)).code == 0
    name, at = "complaint-0001", ("--workspace", space, *LEAD)
    assert run("feedback", "quote", name, "--passage", "Nobody told me why", *at).code == 6
    changed = run(
        "feedback", "correct", name, "--answered", "2025-08-12", "--outcome", "upheld", "--consent", "anonymously", *at
    )
    assert changed.out == f"{name}: corrected\n"
    assert run("feedback", "correct", name, "--outcome", "upheld", *at).out == f"{name}: unchanged\n"
    assert run("feedback", "quote", name, "--passage", "Nobody told me why", *at).code == 0
    assert "Nobody told me why" in run("feedback", "quotations", "--workspace", space).out
    assert "I waited" not in run("feedback", "show", name, "--workspace", space).out
    assert "I waited" in run("feedback", "show", name, "--words", "--workspace", space).out
    assert run("feedback", "forget", name, *at).code == 2
    gone = run("feedback", "forget", name, "--reason", "asked by the person", *at)
    assert gone.code == 0 and "quotation-0001" in gone.out and "notes, copies and backups" in gone.out
    assert "No passage" in run("feedback", "quotations", "--workspace", space).out
    assert "removed on" in run("feedback", "show", name, "--words", "--workspace", space).out


def test_a_register_of_complaints_decides_a_requirement_and_explain_names_the_cells(run: Run, space: Path) -> None:
    form = space / "complaints-q2.xlsx"
    assert run("feedback", "template", "complaint", form, "--provider", "RZ1", "--workspace", space).code == 0
    assert run("feedback", "template", "complaint", form, "--workspace", space).code == 2
    book = openpyxl.load_workbook(form)
    sheet = book["Entries"]
    heads = {str(cell.value).removesuffix(" *"): cell.column for cell in sheet[7]}
    for row, (on, acknowledged) in enumerate(
        (("2025-07-01", "2025-07-03"), ("2025-08-01", "2025-08-08"), ("2025-09-01", "2025-09-02")), 9
    ):
        answers = {
            "Reference": row,
            "Received on": on,
            "Service": "inpatient",
            "Acknowledged on": acknowledged,
            "Themes": "Discharge",
        }
        for head, value in answers.items():
            sheet.cell(row, heads[head]).value = value
    sheet["B4"] = "2025/26 Q2"
    book.save(form)
    at = ("--workspace", space, "--as-at", "2025-10-20")
    loaded = run("feedback", "load", form, *at, *LEAD)
    assert loaded.code == 0 and "3 new" in loaded.out and "complete for 2025/26 Q2" in loaded.out
    assert "3 already there" in run("feedback", "load", form, *at, *LEAD).out
    explained = run("explain", "EXAMPLE-ACUTE", "CMP-ACKNOWLEDGED", "--period", "2025/26-Q2", *at).out
    assert "66.7% (2 of 3), short by 1 (from the listening register)" in explained
    assert "complaints-q2.xlsx!Entries!A10" in explained
    shown = run("returns", "show", "--measure", "complaints_received", "--format", "csv", *at).out
    assert ",complaints-q2.xlsx,Entries,A9" in shown
    earlier = run(
        "explain",
        "EXAMPLE-ACUTE",
        "CMP-ACKNOWLEDGED",
        "--period",
        "2025/26-Q2",
        "--workspace",
        space,
        "--as-at",
        "2025-10-19",
    )
    assert "listening register" not in earlier.out


def test_a_period_is_complete_once_and_only_when_it_is_over(run: Run, space: Path) -> None:
    asked = (
        "feedback",
        "complete",
        "complaint",
        "--provider",
        "RZ1",
        "--period",
        "2025/26-Q2",
        "--workspace",
        space,
        *LEAD,
    )
    assert "not over" in run(*asked, "--as-at", "2025-09-30").err
    assert run(*asked, "--as-at", "2025-10-01").out.startswith("complete-0001: the complaint register of RZ1")
    assert "already recorded by Patient experience lead" in run(*asked, "--as-at", "2025-10-02").out


def test_a_measure_that_counts_an_unknown_theme_is_an_error_with_its_place(run: Run, space: Path) -> None:
    words = space / "rules/vocabulary/own.yaml"
    words.write_text(
        "title: Own\nmeasures:\n  waits_told:\n    {name: Waits told, unit: count, better: lower, feedback: accounts, kind: view,\n"
        "     counted_from: {register: comment, rule: heard, theme: timelines}}\n",
        "utf-8",
    )
    ran = run("rules", "lint", "--workspace", space)
    assert ran.code == 3 and "unknown theme 'timelines'" in ran.out + ran.err


def test_a_period_recorded_as_complete_by_mistake_is_listed_and_withdrawn(run: Run, space: Path) -> None:
    at = ("--workspace", space, *LEAD)
    said = run("feedback", "complete", "complaint", "--provider", "RZ1", "--period", "2025/26-Q2", *at)
    assert "pxcommission feedback withdraw complete-0001" in said.out
    assert "complete-0001  complaint of RZ1, 2025/26 Q2" in run("feedback", "list", "--complete", *at).out
    assert run("feedback", "withdraw", "complete-0001", *at).code == 2
    gone = run("feedback", "withdraw", "complete-0001", "--reason", "two were with the ward", *at)
    assert gone.out.startswith("complete-0001: withdrawn; the complaint register of RZ1 for 2025/26 Q2 is not complete")
    assert run("feedback", "withdraw", "complete-0001", "--reason", "again", *at).code == 6
    assert (
        "see `pxcommission feedback list --complete`"
        in run("feedback", "withdraw", "complete-0007", "--reason", "none", *at).err
    )
    (row,) = json.loads(run("feedback", "list", "--complete", "--format", "json", *at).out)
    assert (row["id"], row["withdrawn_by"], row["reason"]) == (
        "complete-0001", "Patient experience lead", "two were with the ward",
    )  # fmt: skip
