"""`pxcommission diagnostic …` as people use it: forms out and in, answers by hand, the board, actions, comparison, mistakes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from cli.conftest import Ran
from diagnostics.assessments_written import FULL, diagnostic, fill, saved

from pxcommission.diagnostics.form import HEADER
from pxcommission.diagnostics.rounds import DIAGNOSTICS

BY = ("--by", "Head of experience")
In = Callable[..., Ran]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("commands")
    diagnostic(folder)
    return folder


@pytest.fixture
def px(run: In, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[In]:
    """Run a command in a workspace of its own, on a day."""
    folder = tmp_path / "workspace"
    shutil.copytree(made, folder)
    monkeypatch.chdir(folder)
    yield lambda *arguments, as_at="2026-01-31": run("--as-at", as_at, "diagnostic", *arguments)


def filled(name: str, on: str = "2025-07-01") -> None:
    """Fill the form in this folder and save it."""
    path = Path(name)
    book = openpyxl.load_workbook(BytesIO(path.read_bytes()))
    book["Guidance"]["B9"].value = on
    for sheet in book.worksheets[1:]:
        for row in range(HEADER + 1, sheet.max_row + 1):
            fill(sheet, row, FULL.get(str(sheet.cell(row, 1).value), {}))
    path.write_bytes(saved(book))


def answered(
    px: In, rater: str = "board", rating: str = "1", label: str = "2025-26", as_at: str = "2025-07-01"
) -> None:
    ran = px("answer", "RZ1", "LEAD-1", "--round", label, "--rater", rater, "--rating", rating, "--evidence",
             f"Minutes of {label}", *BY, as_at=as_at)  # fmt: skip
    assert ran.code == 0, ran.err


def test_a_form_is_written_filled_and_taken_in(px: In) -> None:
    out = px("new", "RZ1", "--round", "2025-26", "--name", "Example Provider", as_at="2025-07-02")
    assert out.out.splitlines()[0] == "diagnostic-RZ1-2025-26-board.xlsx: 3 indicators in 2 areas"
    filled("diagnostic-RZ1-2025-26-board.xlsx")
    assert px("import", "diagnostic-RZ1-2025-26-board.xlsx", "--dry-run").out.endswith("Nothing was recorded.\n")
    assert not (Path.cwd() / DIAGNOSTICS.file).exists()
    taken = px("import", "diagnostic-RZ1-2025-26-board.xlsx", *BY)
    assert taken.out.splitlines() == [
        "diagnostic-RZ1-2025-26-board.xlsx: RZ1, 2025-26, board: 3 new",
        "  recorded as diagnostic-0001; see pxcommission diagnostic show RZ1 --round '2025-26'",
    ]
    assert "3 as before" in px("import", "diagnostic-RZ1-2025-26-board.xlsx", *BY).out
    shown = px("show", "RZ1").out
    assert "board: 2 established; Minutes of June" in shown
    assert "action: Name a deputy (Chief Nurse, due 2025-11-30, in progress, overdue)" in shown
    assert "board: not assessed (We have no wards)" in shown


def test_a_wrong_form_is_refused_with_its_cell_and_a_right_one_beside_it_is_kept(px: In) -> None:
    for rater in ("board", "ward"):
        px("new", "RZ1", "--round", "2025-26", "--rater", rater)
        filled(f"diagnostic-RZ1-2025-26-{rater}.xlsx")
    path = Path("diagnostic-RZ1-2025-26-board.xlsx")
    book = openpyxl.load_workbook(path)
    book["LEAD Leadership"]["G5"].value = None
    path.write_bytes(saved(book))
    ran = px("import", "diagnostic-RZ1-2025-26-board.xlsx", "diagnostic-RZ1-2025-26-ward.xlsx", *BY)
    assert ran.code == 4
    assert "board.xlsx!LEAD Leadership!G5: error: Evidence: the rating 2 needs evidence" in ran.err
    assert [one["rater"] for one in json.loads(px("list", "--format", "json").out)] == ["ward"]


def test_an_indicator_is_answered_corrected_and_shown_as_data(px: In) -> None:
    answered(px)
    again = px("answer", "RZ1", "lead-1", "--round", "2025-26", "--rating", "2", "--evidence", "Two names", *BY)
    assert again.out.splitlines() == [
        "LEAD-1: 2 established (changed)", "  Two names",
        "recorded as diagnostic-0002; 2 of 3 indicators are not answered yet",
    ]  # fmt: skip
    px("answer", "RZ1", "COLL-1", "--round", "2025-26", "--not-assessed", "We have no wards", *BY)
    (one,) = json.loads(px("show", "RZ1", "--format", "json").out)
    assert one["answers"]["COLL-1"]["not_assessed"] == "We have no wards"
    assert (one["rated"], one["not_assessed"], one["not_answered"]) == (1, 1, ["LEAD-2"])


def test_a_higher_rating_needs_evidence_of_its_own(px: In) -> None:
    answered(px)
    ran = px("answer", "RZ1", "LEAD-1", "--round", "2025-26", "--rating", "2", *BY)
    assert ran.code == 2 and "--evidence: error: Evidence: the rating 2 needs evidence" in ran.err
    lower = px("answer", "RZ1", "LEAD-1", "--round", "2025-26", "--rating", "0", *BY)
    assert lower.code == 0 and "Minutes of 2025-26" in lower.out


def test_the_board_its_minute_and_the_actions_are_on_record(px: In) -> None:
    px("answer", "RZ1", "LEAD-1", "--round", "2025-26", "--rating", "0", "--action", "Name a deputy", "--owner", "Chief Nurse",
       "--due", "2025-11-30", "--status", "not started", *BY, as_at="2025-07-01")  # fmt: skip
    ran = px("presented", "RZ1", "--round", "2025-26", "--on", "2025-09-25", "--minute", "Item 7: discussed", *BY)
    assert "presented to the board on 2025-09-25: Item 7: discussed" in ran.out
    assert "counts as presented once one has" in ran.out
    assert px("presented", "RZ1", "--on", "2025-09-25", "--minute", "Item 7", *BY).code == 6
    assert px("presented", "RZ1", "--on", "2025-06-01", "--minute", "Item 7", *BY).code == 6
    late = px("action", "RZ1", "LEAD-1", "--due", "2026-03-31", "--note", "The post is advertised", *BY)
    assert "2025-11-30 had passed, so the action still counts as not done by its date" in late.out
    overdue = px("actions", "RZ1", "--overdue").out
    assert overdue.startswith(
        "LEAD-1, 2025-26, board: not started, due 2026-03-31 (first 2025-11-30), OVERDUE; Chief Nurse"
    )
    px("action", "RZ1", "LEAD-1", "--status", "done", "--note", "Named", *BY)
    assert px("actions", "RZ1", "--overdue").out == "No action is overdue.\n"
    assert px("actions", "RZ1").out.splitlines() == [
        "LEAD-1, 2025-26, board: done, due 2026-03-31 (first 2025-11-30); Chief Nurse", "  Name a deputy",
        "  - 2026-01-31 not started: The post is advertised", "  - 2026-01-31 done: Named",
    ]  # fmt: skip


def test_rounds_and_raters_are_compared_in_words_and_as_data(px: In) -> None:
    answered(px, rating="1", label="2024-25", as_at="2024-07-01")
    answered(px, rating="2")
    answered(px, rater="ward", rating="1")
    out = px("compare", "RZ1").out
    assert "board: 2024-25 to 2025-26: 1 partial to 2 established (up 1)" in out
    assert "evidence: Minutes of 2025-26" in out
    assert "LEAD-1, 2025-26: board 2 established, ward 1 partial (1 apart)" in out
    assert "2025-26, ward: 1 partial, 1 not answered yet" in out
    document = json.loads(px("compare", "RZ1", "--format", "json").out)
    assert document["indicators"][0]["movements"][0] == {
        "rater": "board", "from": "2024-25", "to": "2025-26", "before": 1, "after": 2, "steps": 1, "why_not": "",
        "evidence": "Minutes of 2025-26",
    }  # fmt: skip


def test_a_slip_is_taken_back_and_listed_with_its_reason(px: In) -> None:
    answered(px)
    assert px("withdraw", "diagnostic-0001", "--reason", "of another trust", *BY).out.startswith(
        "diagnostic-0001 counts no more"
    )
    assert px("list").out.startswith("Nothing is recorded")
    assert "  withdrawn: of another trust" in px("list", "--entries").out.splitlines()


def test_a_period_is_complete_once_it_is_over_and_only_once(px: In) -> None:
    assert px("complete", "RZ1", "--period", "2025/26", *BY).code == 2
    assert (
        px("complete", "RZ1", "--period", "2025/26-Q3", *BY).out.splitlines()[0]
        == "RZ1: everything of 2025/26 Q3 is here"
    )
    assert "already" in px("complete", "RZ1", "--period", "2025/26-Q3", *BY).out


def test_the_log_is_verified_with_the_others(px: In, run: In) -> None:
    answered(px)
    assert ".pxcommission/diagnostics: 1 line, the chain is whole" in run("audit", "verify").out
    path = Path.cwd() / DIAGNOSTICS.file
    path.write_bytes(path.read_bytes().replace(b"diagnostic-0001", b"diagnostic-0002"))
    assert run("audit", "verify").code == 7


def test_another_edition_is_entered_from_a_spreadsheet(px: In, run: In) -> None:
    assert px("framework", "new", "later.xlsx", "--from", "first").code == 0
    book = openpyxl.load_workbook("later.xlsx")
    book["Framework"]["B2"], book["Framework"]["B4"] = "later", "a later edition"
    book["Indicators"]["C5"] = "Three directors answer for it: by name, with deputies."
    Path("later.xlsx").write_bytes(saved(book))
    assert px("framework", "enter", "later.xlsx", "--dry-run").out.endswith("Nothing was written.\n")
    entered = px("framework", "enter", "later.xlsx", "--yes", *BY)
    assert "Written: rules/frameworks/later.yaml" in entered.out
    assert "Three directors answer for it" in px("framework", "show", "later").out
    assert [one["id"] for one in json.loads(px("framework", "list", "--format", "json").out)] == ["first", "later"]
    assert px("framework", "enter", "later.xlsx", "--yes", *BY).code == 2
    answered_in = px("answer", "RZ1", "LEAD-1", "--framework", "later", "--round", "2025-26", "--rating", "0", *BY)
    assert answered_in.code == 0, answered_in.err
    assert run("rules", "lint", "rules/frameworks").code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("new", "rz1", "--round", "2025-26"), 2, "write it like RZ1"),
        (("new", "RZ1"), 2, "say which round"),
        (("new", "RZ1", "--round", "2025-26", "--rater", "boards"), 2, "did you mean 'board'?"),
        (("new", "RZ1", "--round", "2025-26", "--framework", "fist"), 2, "did you mean 'first'?"),
        (("new", "RZ1", "--round", "2025-26", "--file", "form.csv"), 2, "ends in .xlsx"),
        (("import", "none.xlsx", *BY), 4, "can't be read"),
        (("import", "none.xlsx"), 2, "--by NAME"),
        (("answer", "RZ1", "LEAD-1", "--round", "2025-26", *BY), 2, "say what holds"),
        (("answer", "RZ1", "LEAD-4", "--round", "2025-26", "--rating", "0", *BY), 2, "did you mean 'LEAD-2'?"),
        (("answer", "RZ1", "LEAD-1", "--round", "2025-26", "--rating", "0", "--on", "2026-02-01", *BY), 2, "lies after"),
        (("answer", "RZ1", "--round", "2025-26", *BY), 2, "say which indicator"),
        (("show", "RZ1"), 2, "nothing is recorded of RZ1"),
        (("compare", "RZ1"), 2, "diagnostic new RZ1"),
        (("action", "RZ1", "LEAD-1", "--status", "done", *BY), 2, "nothing is recorded of RZ1"),
        (("withdraw", "diagnostic-0001", "--reason", "a slip", *BY), 2, "no such entry"),
        (("withdraw", "diagnostic-0001", *BY), 2, "say why"),
        (("presented", "RZ1", "--on", "2025-09-25", *BY), 2, "--minute"),
        (("framework", "show", "fist"), 2, "did you mean 'first'?"),
        (("framework", "new", "form.txt"), 2, "ends in .xlsx"),
        (("list", "--format", "csv"), 2, "not supported"),
    ],
    ids=lambda one: "-".join(one[:2]) if isinstance(one, tuple) else "",
)  # fmt: skip
def test_a_mistake_is_told_with_the_way_to_mend_it(px: In, arguments: tuple[str, ...], code: int, told: str) -> None:
    ran = px(*arguments)
    assert (ran.code, told in ran.err + ran.out) == (code, True), ran.err
    assert not (Path.cwd() / DIAGNOSTICS.file).exists()


def test_a_code_that_nobody_knows_is_told_and_taken_all_the_same(px: In) -> None:
    ran = px("answer", "RZ9", "LEAD-1", "--round", "2025-26", "--rater", "board", "--rating", "0", *BY)
    assert ran.code == 0 and "names RZ9; is the code right?" in ran.err
    assert "is the code right" not in px("answer", "RZ9", "LEAD-1", "--round", "2025-26", "--rater", "board", "--rating", "1",
                                         "--evidence", "Minutes", "--name", "Example Provider", *BY).err  # fmt: skip
    assert "names RZ8; is the code right?" in px("complete", "RZ8", "--period", "2024/25", *BY).err
