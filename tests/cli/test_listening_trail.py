"""From a discussion group to a changed threshold to an improvement's result, as a quality lead follows it on the command line."""

from __future__ import annotations

import csv
import io
import json
import random
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cli.conftest import Ran
from small_workspace import Small, adopt, figure, month, rule, small

from pxcommission.assessment.small_numbers_record import tables_shared
from pxcommission.listening.entries import Entry, Said
from pxcommission.listening.recording import Draft, When, record
from pxcommission.periods import add_months

Run = Callable[..., Ran]
BY = ("--by", "Quality lead")
THEMES = (
    "title: Themes\nthemes:\n"
    "  timeliness: {name: Timeliness of care, category: Access, source: this test}\n"
    "  food: {name: Food and drink, category: Place, source: this test}\n"
)
SAID = "we waited from noon until the evening and nobody ever told us the reason"
GROUP, COMMENT = "discussion-group-0001", "comment-0001"


def written(folder: Path) -> Small:
    """A contract with a threshold for inpatients, 15 months at 86% and 12 at 94.5%, a discussion group and a comment."""
    made = small(folder).rules(rule(), rule("ED", service="emergency"))
    made.contract(adopt() + adopt("ED"))
    made.write("rules/vocabulary/themes.yaml", THEMES)
    drawn, begun = random.Random(8), date(2024, 4, 1)
    figures = []
    for at, share in enumerate([0.86] * 15 + [0.945] * 12):
        count = sum(drawn.random() < share for _ in range(200))
        figures.append(figure(count, 200, month(f"{add_months(begun, at):%Y-%m}")))
    return made.load(*figures, name="answers.csv", received="2026-07-10")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """The workspace, with what was heard in May and June 2025."""
    folder = written(tmp_path_factory.mktemp("trail") / "workspace").folder
    (folder / "rules/letters").mkdir()
    shutil.copy(root / "rules/letters/you-said-we-did.docx", folder / "rules/letters")
    group = heard("discussion-group", "timeliness", date(2025, 5, 12), listener="Healthwatch Example", people=8)
    record(folder, [Draft(group, Said(SAID))], When("Lead", date(2025, 5, 13), date(2025, 5, 13)))
    comment = heard("comment", "food", date(2025, 6, 2))
    record(folder, [Draft(comment, Said("the soup was cold"))], When("Lead", date(2025, 6, 2), date(2025, 6, 2)))
    return folder


@pytest.fixture
def space(tmp_path: Path, base: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace of the test's own."""
    for name in ("PXCOMMISSION_DATABASE_URL", "PXCOMMISSION_USER"):
        monkeypatch.delenv(name, raising=False)
    return Path(shutil.copytree(base, tmp_path / "workspace"))


def heard(kind: str, theme: str, on: date, **more: Any) -> Entry:
    """An account of inpatient care."""
    about = {"aspect": "overall", "sentiment": "negative", "consent": "anonymously", **more}
    return Entry(kind=kind, provider="RZ1", on=on, service="inpatient", themes=(theme,), **about)


def linked(run: Run, folder: Path, *about: str, feedback: str = GROUP, on: str = "2025-06-10") -> Ran:
    """Link a decision to what was heard."""
    why = ("--why", "people want to know how long it takes", "--on", on)
    return run("listening", "link", "--feedback", feedback, *about, *why, "--workspace", folder, *BY)


def trail(run: Run, folder: Path, *more: str, as_at: str = "2026-07-15") -> Ran:
    return run("listening", "trail", "--as-at", as_at, "--workspace", folder, *more)


def test_a_discussion_group_leads_to_a_changed_threshold_and_an_improvement_that_shows(space: Path, run: Run) -> None:
    changed = run(
        "contract", "set-threshold", "ACUTE", "GOOD", "at least 92%", "--from", "2025-07-01", "--document", "Variation 4",
        "--reason", "people told us how long they wait", "--yes", "--as-at", "2025-06-12", "--workspace", space, *BY,
    )  # fmt: skip
    assert changed.code == 0, changed.err
    made = linked(run, space, "--requirement", "acute/good")
    assert made.code == 0, made.err
    assert "ACUTE/decision-1" in made.out and "at least 90% → at least 92%" in made.out
    assert SAID not in made.out

    started = run(
        "improvement", "start", "ACUTE", "GOOD", "inpatient", "--action", "a nurse tells everyone how long it takes",
        "--start", "2025-07-01", "--expect", "more patients call their care good", "--as-at", "2025-06-20",
        "--workspace", space, *BY,
    )  # fmt: skip
    assert started.code == 0, started.err
    assert linked(run, space, "--improvement", "GOOD", on="2025-06-21").code == 0

    early = json.loads(trail(run, space, "--format", "json", as_at="2025-07-02").out)
    assert [effect["verdict"] for effect in early["decisions"][0]["effects"]] == ["too early", "not measured yet"]
    told = trail(run, space)
    line = next(n for n, text in enumerate((space / "contracts/acute/contract.yaml").read_text().split("\n"), 1) if "92%" in text)  # fmt: skip
    for part in (
        f"{GROUP}: discussion group of 12 May 2025, Inpatient care (RZ1)", "8 people", "heard by Healthwatch Example",
        "10 June 2025, recorded by Quality lead", f"contracts/acute/contract.yaml:{line}: at least 90% → at least 92%, from 1 July 2025",
        "Variation 4: people told us how long they wait", "improved:", "not met (at least 90%); newest since it 2026/27 Q1",
    ):  # fmt: skip
        assert part in " ".join(told.out.split()), part
    assert "Heard, no decision recorded: what was decided on these? (1 comment)" in told.out
    assert "Decisions without feedback" not in told.out
    assert "nobody ever told us" not in told.out

    assert run("improvement", "review", "GOOD", "--as-at", "2026-07-15", "--workspace", space, *BY).code == 0
    page = run("listening", "page", "2025/26-Q1", "--as-at", "2026-07-15", "--out", space / "out", "--workspace", space)
    assert page.code == 0, page.err
    said = (space / "out/you-said-we-did-RZ1-2025-26-Q1/you-said-we-did-RZ1-2025-26-Q1.html").read_text("utf-8")
    assert "Effective: it became better" in said and "The newest result reaches this level." in said
    assert "From 1 July 2025: at least 92% (before: at least 90%)" in said
    assert "“Food and drink”. Nothing is recorded yet as decided or done about this." in said


def test_words_that_were_removed_leave_the_trail_standing(space: Path, run: Run) -> None:
    assert linked(run, space, "--decision", "Waiting times are told to everyone").code == 0
    gone = run("feedback", "forget", GROUP, "--reason", "asked by the people", "--as-at", "2025-08-01", "--workspace", space, *BY)  # fmt: skip
    assert gone.code == 0
    found = json.loads(trail(run, space, "--format", "json").out)
    (decision,) = found["decisions"]
    assert decision["feedback"][0]["words"] == "words removed on 1 August 2025"
    assert decision["effect_told"][0].startswith("not measured yet")
    withdrawn = run("feedback", "withdraw", GROUP, "--reason", "recorded twice", "--as-at", "2025-08-02", "--workspace", space, *BY)  # fmt: skip
    assert withdrawn.code == 0
    assert "withdrawn on 2 August 2025: recorded twice" in " ".join(trail(run, space).out.split())
    assert linked(run, space, "--decision", "Another one").code == 6


def test_everything_wrong_with_a_link_is_told_at_once(space: Path, run: Run) -> None:
    two = ("--feedback", "coment-0001", "--requirement", "ACUTE/GOD")
    wrong = linked(run, space, *two, on="2025-05-01")
    assert wrong.code == 2
    for part in ("did you mean 'comment-0001'", "after the decision of 1 May 2025", "did you mean 'GOOD'"):
        assert part in wrong.err
    no_line = linked(run, space, "--requirement", "ACUTE/GOOD", "--from", "2025-10-01")
    assert no_line.code == 2 and "set-threshold ACUTE GOOD" in no_line.err and "2024-04-01" in no_line.err
    assert "did you mean 'ACUTE'" in linked(run, space, "--requirement", "ACUT/GOOD").err
    assert linked(run, space, "--decision", "One", "--specification", "Two").code == 2
    assert linked(run, space).code == 2
    assert "no registered action" in linked(run, space, "--improvement", "GOOD").err
    assert linked(run, space, "--concern", "CONCERN-OVERALL").code == 2
    assert linked(run, space, "--decision", "One", "--from", "2025-07-01").code == 2
    unnamed = run("listening", "link", "--feedback", GROUP, "--decision", "One", "--why", "two", "--workspace", space)
    assert unnamed.code == 2 and "--by" in unnamed.err
    assert not (space / ".pxcommission/register.sqlite").exists()


def test_peoples_words_are_never_copied_into_a_decision(space: Path, run: Run) -> None:
    copied = linked(run, space, "--decision", "Nobody ever told us the reason, so we tell it")
    assert copied.code == 2 and f"repeats what was said in {GROUP}" in copied.err
    assert "from noon" not in copied.err
    ahead = linked(run, space, "--decision", "Say why people wait", on="2030-01-01")
    assert ahead.code == 2


def test_an_action_in_peoples_own_words_is_not_linked_since_a_page_would_print_it(space: Path, run: Run) -> None:
    copied = run(
        "improvement", "start", "ACUTE", "GOOD", "inpatient", "--action", f"we heard: {SAID}", "--start", "2025-07-01",
        "--expect", "more patients call their care good", "--as-at", "2025-06-20", "--workspace", space, *BY,
    )  # fmt: skip
    assert copied.code == 0, copied.err
    refused = linked(run, space, "--improvement", "GOOD", on="2025-06-21")
    assert refused.code == 2 and "repeats what was said in" in refused.err


def test_a_link_is_taken_back_by_a_further_event_and_its_name_is_not_given_again(space: Path, run: Run) -> None:
    dry = linked(run, space, "--decision", "Say why people wait", "--dry-run")
    assert "Nothing was recorded" in dry.out
    assert linked(run, space, "--decision", "Say why people wait").code == 0
    assert linked(run, space, "--decision", "Say why people wait").code == 6
    assert "no decision is linked under" in run("listening", "unlink", "decision-7", "--reason", "x", "--workspace", space, *BY).err  # fmt: skip
    undone = run("listening", "unlink", "decision-1", "--reason", "the wrong group", "--workspace", space, *BY)
    assert undone.code == 0, undone.err
    assert json.loads(trail(run, space, "--format", "json", as_at="2031-01-01").out)["decisions"] == []
    again = linked(run, space, "--decision", "Say why people wait")
    assert "ACUTE/decision-2" in again.out
    told = run("case", "timeline", "LISTENING-TRAIL", "--workspace", space).out
    assert "decision-1 rests on discussion-group-0001" in told and "undone by event 2" in told
    assert run("audit", "verify", "--workspace", space).code == 0
    assert run("due", "--workspace", space).code == 0 and run("case", "list", "--all", "--workspace", space).code == 0


def test_a_line_that_is_gone_from_the_contract_is_told_and_the_rest_stands(space: Path, run: Run) -> None:
    assert linked(run, space, "--requirement", "ACUTE/GOOD").code == 0
    file = space / "contracts/acute/contract.yaml"
    file.write_text(file.read_text().replace("2024-04-01: at least 90%", "2024-05-01: at least 90%", 1))
    told = trail(run, space)
    assert told.code == 0
    assert "warning: ACUTE/decision-1: ACUTE/GOOD has no line from 1 April 2024" in told.err
    assert "not found in the rulebook now" in told.out


def test_the_trail_is_narrowed_and_given_as_a_table(space: Path, run: Run) -> None:
    assert linked(run, space, "--decision", "Say why people wait").code == 0
    assert linked(run, space, "--specification", "Meals are hot", feedback=COMMENT).code == 0
    rows = list(csv.DictReader(io.StringIO(trail(run, space, "--format", "csv").out)))
    assert [(row["decision"], row["feedback"]) for row in rows] == [("ACUTE/decision-1", GROUP), ("ACUTE/decision-2", COMMENT)]  # fmt: skip
    of_comment = json.loads(trail(run, space, "--feedback", COMMENT, "--format", "json").out)
    assert [one["what"] for one in of_comment["decisions"]] == ["specification: Meals are hot"]
    none = json.loads(trail(run, space, "--requirement", "acute/good", "--format", "json").out)
    assert none["decisions"] == none["heard_no_decision_recorded"] == []
    later = json.loads(trail(run, space, "--since", "2025-07-01", "--contract", "acute", "--format", "json").out)
    assert later["decisions"] == []
    assert "did you mean" in trail(run, space, "--requirement", "GOD").err
    assert trail(run, space, "--contract", "ACUT").code == 2


def test_a_released_page_is_the_same_again_and_its_counts_and_hash_are_recorded(space: Path, run: Run) -> None:
    page = ("listening", "page", "2025/26-Q1", "--as-at", "2025-08-01", "--workspace", space, "--out", space / "out")
    folder = space / "out/you-said-we-did-RZ1-2025-26-Q1"
    assert "written, draft" in run(*page).out
    draft = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert "unchanged, draft" in run(*page).out
    assert tables_shared(space) == ()
    assert run(*page, "--release").code == 2
    released = run(*page, "--release", *BY)
    assert "replaced, released" in released.out and "-kept-" in released.out
    assert len(tables_shared(space)) == 1
    made = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert b"DRAFT" in draft[f"{folder.name}.html"] and b"DRAFT" not in made[f"{folder.name}.html"]
    assert "unchanged, released" in run(*page, "--release", *BY).out
    over = run(*page)
    assert over.code == 6 and "a draft would take its place" in over.err
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == made
    assert run("case", "timeline", "LISTENING-TRAIL", "--workspace", space).out.count("released: you-said-we-did") == 1
    assert run("listening", "page", "2025-05", "--workspace", space).code == 2
    running = run(*page[:2], "2025/26-Q2", *page[3:], "--release", *BY)
    assert running.code == 2 and "is not over on 2025-08-01" in running.err
    assert "has not begun" in run(*page[:2], "2031/32-Q1", *page[3:]).err
    assert run(*page, "--quotation", "quotation-0009").code == 6
    assert "no contract is with it" in run(*page, "--provider", "RZ9").err
