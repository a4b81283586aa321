"""Edits of a schedule read back: exactly these edits, or a problem at its cell; history is never edited."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from absent_parts import skip_or_fail
from filled_schedules import AS_AT, Filled
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_workspace import adopt, rule, small

from pxcommission.authoring.changes import difference_text, write_changes
from pxcommission.authoring.schedule_edits import NewClause, NewRequirement, NewThreshold
from pxcommission.authoring.schedule_import import ReviewedImport
from pxcommission.packs.plain_text import one_line
from pxcommission.problems import ExitCode, ProblemsFound, Weight
from pxcommission.rulebook.contracts import Adopted, Contract
from pxcommission.rulebook.rulebook import Rulebook, load_rulebook
from pxcommission.strict_models import read_model

OWN = '  - id: OWN\n    statement: All letters are answered.\n    aspect: overall\n    service: inpatient\n    measure: answers_positive\n    judged_over: quarter\n    require: positive == responses\n    severity: minor\n    source: {document: this test, verified: false}\n    question_to_provider: Why?\n'  # fmt: skip
ADOPTED = """\
  - use: GOOD                                  # the first of all
    clause: Schedule 4
    threshold:
      2024-04-01: at least 90%                 # agreed in the tender
      2025-04-01: at least 92%
  - use: LATE
    clause: SC16
    threshold: {2024-04-01: at most 5}         # one line
  - use: OWN
    clause: SC12
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    made = small(tmp_path / "workspace")
    made.rules(
        rule(), rule("LATE", "usual_threshold: at most 5", "late_letters"), OWN, OWN.replace("id: OWN", "id: OWN-TOO"),
        rule("OTHER"), rule("WATCHED"),
        rule("BIRTH", service="maternity\n    touchpoint: each"),
    )  # fmt: skip
    made.contract(ADOPTED, "monitored: [WATCHED]")
    return made.folder


@pytest.fixture
def filled(workspace: Path) -> Filled:
    return Filled(workspace, "ACUTE")


def difference(reviewed: ReviewedImport) -> list[str]:
    """The lines that change, with their + or -."""
    assert reviewed.change is not None
    lines = difference_text([reviewed.change]).splitlines()
    return [line for line in lines if line[0] in "+-" and not line.startswith(("+++", "---"))]


def problems(filled: Filled) -> dict[str, str]:
    """What is said of each cell when an import is refused."""
    with pytest.raises(ProblemsFound) as refused:
        filled.review()
    assert refused.value.exit_code is ExitCode.RETURNS_WRONG
    assert all(problem.fix for problem in refused.value.problems)
    return {problem.place.removeprefix("schedule.xlsx!"): problem.message for problem in refused.value.problems}


def place(filled: Filled, requirement: str, heading: str) -> str:
    return f"Requirements!{filled.cell(requirement, heading).coordinate}"


def test_an_untouched_schedule_changes_nothing(filled: Filled) -> None:
    reviewed = filled.review()
    assert (reviewed.edits, reviewed.change, reviewed.notes) == ((), None, ())


def test_a_changed_threshold_becomes_a_new_dated_line_with_its_reason(filled: Filled) -> None:
    reviewed = filled.change("GOOD", "at least 95%").review()
    assert reviewed.edits == (NewThreshold("GOOD", "at least 95%", date(2026, 4, 1), "two wards moved", "Variation 4"),)
    assert difference(reviewed) == ["+      2026-04-01: at least 95%                # Variation 4: two wards moved"]


@pytest.mark.parametrize(
    "day", [date(2026, 4, 1), datetime.fromisoformat("2026-04-01"), "2026-04-01", "1 April 2026", "1st Apr 2026", 46113]
)
def test_a_day_is_read_however_a_spreadsheet_program_saved_it(filled: Filled, day: object) -> None:
    (edit,) = filled.change("GOOD", "at least 95%", day).review().edits
    assert isinstance(edit, NewThreshold) and edit.since == date(2026, 4, 1)


@pytest.mark.parametrize("day", ["01/04/2026", "soon", "", 7, True])
def test_what_is_no_day_is_refused_at_its_cell(filled: Filled, day: object) -> None:
    if day == "":
        filled.cell("GOOD", "In force from").value = None
        filled.put("GOOD", Threshold="at least 95%", Reason="r", Document="d")
    else:
        filled.change("GOOD", "at least 95%", day)
    assert list(problems(filled)) == [place(filled, "GOOD", "In force from")]


@pytest.mark.parametrize("day", [date(2025, 4, 1), date(2024, 4, 1), date(2024, 9, 1)])
def test_a_threshold_without_a_later_day_is_refused_since_history_is_never_edited(filled: Filled, day: date) -> None:
    said = problems(filled.change("GOOD", "at least 95%", day))
    assert "history is never edited" in said[place(filled, "GOOD", "In force from")]


def test_another_day_for_the_same_threshold_is_refused(filled: Filled) -> None:
    said = problems(filled.put("GOOD", In_force_from=date(2026, 4, 1)))
    assert said == {place(filled, "GOOD", "In force from"): "GOOD: the day was changed, but not the threshold; history is never edited"}  # fmt: skip


def test_a_day_outside_the_term_is_refused(filled: Filled) -> None:
    said = problems(filled.change("GOOD", "at least 95%", date(2027, 4, 1)))
    assert "outside the contract's term" in said[place(filled, "GOOD", "In force from")]


def test_a_day_that_has_a_line_already_is_refused(workspace: Path) -> None:
    early = Filled(workspace, "ACUTE", on=date(2024, 12, 31)).change("GOOD", "at least 95%", date(2025, 4, 1))
    assert problems(early) == {place(early, "GOOD", "In force from"): "GOOD has a line for 2025-04-01 already: at least 92%"}  # fmt: skip


def test_a_day_before_today_is_allowed_and_warned_of(filled: Filled) -> None:
    (warning,) = filled.change("GOOD", "at least 95%", date(2025, 10, 1)).review().notes
    assert "judged anew" in warning.message


@pytest.mark.parametrize(
    ("value", "mend"),
    [(0.95, "at least 95%"), (95, "at least 95%"), ("95%", "at least 95%"), ("95", "at least 95%")],
)
def test_a_number_for_a_threshold_is_refused_with_the_sentence_to_write(
    filled: Filled, value: object, mend: str
) -> None:
    filled.change("GOOD", value)
    with pytest.raises(ProblemsFound) as refused:
        filled.review()
    (problem,) = refused.value.problems
    assert (problem.cell, problem.fix) == (filled.cell("GOOD", "Threshold").coordinate, f"write the sentence: {mend}")


def test_a_percentage_typed_into_a_number_cell_is_told_as_typed(filled: Filled) -> None:
    filled.change("GOOD", 0.955).cell("GOOD", "Threshold").number_format = "0.0%"
    with pytest.raises(ProblemsFound) as refused:
        filled.review()
    assert refused.value.problems[0].fix == "write the sentence: at least 95.5%"


def test_a_count_that_is_better_low_is_told_so(filled: Filled) -> None:
    filled.change("LATE", 3)
    with pytest.raises(ProblemsFound) as refused:
        filled.review()
    assert refused.value.problems[0].fix == "write the sentence: at most 3"


@pytest.mark.parametrize("sentence", ["at lest 95%", "at least 101%", "at most 4%", "at least 5", "roughly all"])
def test_a_sentence_that_is_no_threshold_or_does_not_suit_is_refused(filled: Filled, sentence: str) -> None:
    assert list(problems(filled.change("GOOD", sentence))) == [place(filled, "GOOD", "Threshold")]


def test_a_misspelt_sentence_is_mended_with_its_own_number(filled: Filled) -> None:
    said = problems(filled.change("GOOD", "at lest 91%"))
    assert "did you mean 'at least 91%'?" in said[place(filled, "GOOD", "Threshold")]


def test_a_changed_threshold_needs_its_reason_and_its_document(filled: Filled) -> None:
    said = problems(filled.put("GOOD", Threshold="at least 95%", In_force_from=date(2026, 4, 1)))
    assert list(said) == [place(filled, "GOOD", "Reason"), place(filled, "GOOD", "Document")]


def test_a_reason_without_a_change_is_refused(filled: Filled) -> None:
    assert list(problems(filled.put("GOOD", Reason="because"))) == [place(filled, "GOOD", "Reason")]


def test_a_changed_clause_replaces_the_text_in_its_place(filled: Filled) -> None:
    reviewed = filled.put("OWN", Clause="SC12, row 3").put("LATE", Clause="=SUM(A1)").review()
    assert reviewed.edits == (NewClause("LATE", "=SUM(A1)"), NewClause("OWN", "SC12, row 3"))
    assert difference(reviewed) == ["-    clause: SC16", "+    clause: =SUM(A1)", "-    clause: SC12", "+    clause: SC12, row 3"]  # fmt: skip


def test_an_empty_clause_is_refused(filled: Filled) -> None:
    filled.cell("GOOD", "Clause").value = None
    assert list(problems(filled)) == [place(filled, "GOOD", "Clause")]


def test_a_new_row_adopts_a_requirement_under_its_clause(filled: Filled) -> None:
    filled.adopt(Requirement_id="OTHER", Threshold="at least 80%", In_force_from=date(2026, 4, 1), Clause="SC37",
                 Reason="asked for by patients", Document="Minute 3")  # fmt: skip
    reviewed = filled.review()
    assert reviewed.edits == (
        NewRequirement("OTHER", "SC37", "at least 80%", date(2026, 4, 1), "asked for by patients", "Minute 3"),
    )
    assert difference(reviewed) == [
        "+  # Minute 3: asked for by patients",
        "+  - use: OTHER",
        "+    clause: SC37",
        "+    threshold: {2026-04-01: at least 80%}",
    ]


def test_adopting_what_was_monitored_takes_it_from_the_monitored(filled: Filled) -> None:
    filled.adopt(Requirement_id="WATCHED", Threshold="at least 80%", In_force_from=date(2026, 4, 1), Clause="SC37")
    assert "-monitored: [WATCHED]" in difference(filled.review())


def test_an_adoption_from_a_past_day_is_warned_of_and_says_why(filled: Filled) -> None:
    row = {"Threshold": "at least 80%", "In_force_from": date(2025, 4, 1), "Clause": "SC37"}
    filled.adopt(Requirement_id="OTHER", **row, Reason="in the signed schedule", Document="Schedule 4")
    (warning,) = filled.review().notes
    assert (
        warning.message
        == "OTHER: 'at least 80%' holds from 2025-04-01, so periods that ended since then are judged anew"
    )
    assert warning.weight is Weight.WARNING and "what-if" in warning.fix
    assert filled.review(as_at=date(2025, 3, 31)).notes == ()


def test_an_adoption_from_a_past_day_needs_its_reason_and_document(filled: Filled) -> None:
    filled.adopt(Requirement_id="OTHER", Threshold="at least 80%", In_force_from=AS_AT, Clause="SC37")
    filled.adopt(Requirement_id="OWN-TOO", Clause="SC12")
    assert list(problems(filled).values()) == [
        "OTHER: what is adopted from a day that is past needs its reason",
        "OTHER: what is adopted from a day that is past needs its document",
        "OWN-TOO: what is adopted from a day that is past needs its reason",
        "OWN-TOO: what is adopted from a day that is past needs its document",
    ]


def test_a_rule_of_its_own_is_adopted_for_the_whole_term_and_that_is_said(filled: Filled) -> None:
    filled.adopt(Requirement_id="OWN-TOO", Clause="SC12", Reason="in the signed schedule", Document="Schedule 4")
    (warning,) = filled.review().notes
    assert (
        warning.message == "OWN-TOO: its rule holds from 2024-04-01, so periods that ended since then are judged anew"
    )


def test_a_new_row_that_is_not_whole_is_refused_cell_by_cell(filled: Filled) -> None:
    filled.adopt(Requirement_id="OTHR").adopt(Requirement_id="GOOD", Clause="x").adopt(Requirement_id="OTHER")
    said = problems(filled)
    assert list(said.values()) == [
        "there is no requirement 'OTHR'; did you mean 'OTHER'?",
        "GOOD is adopted already",
        "OTHER: an obligation names its clause",
        "OTHER: an adopted requirement has a threshold",
    ]


def test_a_filled_row_without_an_id_is_refused(filled: Filled) -> None:
    (message,) = problems(filled.adopt(Clause="SC12")).values()
    assert message == "a row at the end is filled in, but not which requirement it adopts"


@pytest.mark.parametrize(
    "heading",
    ["Quality Requirement", "Varied or set aside", "Method of Measurement", "Consequence / applicable process",
     "Applicable Service", "Severity", "Source", "Verified"],
)  # fmt: skip
def test_an_edit_of_a_cell_for_reading_is_refused_with_where_it_is_changed(filled: Filled, heading: str) -> None:
    filled.cell("GOOD", heading).value = "something else"
    assert list(problems(filled)) == [place(filled, "GOOD", heading)]


def test_a_requirement_judged_by_its_own_rule_takes_no_threshold(filled: Filled) -> None:
    said = problems(filled.put("OWN", Threshold="at least 90%", Reason="why"))
    assert list(said) == [place(filled, "OWN", "Threshold"), place(filled, "OWN", "Reason")]


def test_a_deleted_row_is_refused_with_how_to_drop_a_requirement(filled: Filled) -> None:
    filled.book["Requirements"].delete_rows(filled.cell("LATE", "Threshold").row)
    with pytest.raises(ProblemsFound) as refused:
        filled.review()
    (problem,) = refused.value.problems
    assert problem.message == "rows are missing: 2 of 3 came back, without LATE"
    assert "waiver" in problem.fix


def test_a_changed_id_is_named_with_what_it_was(filled: Filled) -> None:
    cell = filled.cell("LATE", "Requirement id")
    cell.value = "OTHER"
    assert problems(filled) == {f"Requirements!{cell.coordinate}": "the id was changed from LATE to OTHER"}


def test_a_row_that_stands_twice_is_refused(filled: Filled) -> None:
    sheet = filled.book["Requirements"]
    row = filled.cell("GOOD", "Requirement id").row
    for cell in sheet[row]:
        sheet.cell(20, cell.column).value = cell.value
    assert set(problems(filled)) == {f"Requirements!A{row}", "Requirements!A20"}


def test_rows_in_another_order_are_the_same_rows(filled: Filled) -> None:
    sheet = filled.book["Requirements"]
    first, second = ([cell.value for cell in sheet[number]] for number in (5, 6))
    for number, values in ((5, second), (6, first)):
        for column, value in enumerate(values, start=1):
            sheet.cell(number, column).value = value
    assert filled.review().change is None


def test_a_formula_in_a_cell_to_edit_is_refused(filled: Filled) -> None:
    said = problems(filled.change("GOOD", 'FORMULA="at least "&"95%"'))
    assert list(said) == [place(filled, "GOOD", "Threshold")]


def test_a_text_longer_than_a_line_can_keep_is_refused(filled: Filled) -> None:
    filled.change("GOOD", "at least 95%").put("GOOD", Reason="why " * 100).put("LATE", Clause="x" * 2001)
    assert list(problems(filled)) == [place(filled, "GOOD", "Reason"), place(filled, "LATE", "Clause")]


@pytest.mark.parametrize("sheet", ["History", "Monitored", "Library", "How to use"])
def test_an_edit_in_a_sheet_for_reading_is_refused_at_its_cell(filled: Filled, sheet: str) -> None:
    filled.book[sheet]["B5"] = "something else"
    assert list(problems(filled)) == [f"{sheet}!B5"]


def test_a_lost_check_stamp_or_heading_is_refused(filled: Filled) -> None:
    filled.put("GOOD", Check="mine")
    assert problems(filled) == {place(filled, "GOOD", "Check"): "the check of GOOD was changed"}
    filled.book["Requirements"]["C4"] = "Level"
    assert list(problems(filled)) == ["Requirements!C4"]
    filled.book["Requirements"]["A3"] = ""
    assert list(problems(filled)) == ["Requirements!A3"]


def test_every_problem_is_told_in_one_pass(filled: Filled) -> None:
    filled.change("GOOD", 0.95).change("LATE", "at most 3%").put("OWN", Threshold="none", Severity="critical")
    assert len(problems(filled)) == 4


def test_edits_still_apply_when_the_contract_changed_elsewhere_since(filled: Filled, workspace: Path) -> None:
    path = workspace / "contracts/acute/contract.yaml"
    path.write_text(path.read_text().replace("clause: SC16", "clause: SC16, row 2"))
    reviewed = filled.change("GOOD", "at least 95%").review()
    assert reviewed.contract_changed_since
    assert difference(reviewed) == ["+      2026-04-01: at least 95%                # Variation 4: two wards moved"]


def test_an_edit_of_lines_that_changed_since_is_refused_by_name(filled: Filled, workspace: Path) -> None:
    path = workspace / "contracts/acute/contract.yaml"
    path.write_text(path.read_text().replace("2025-04-01: at least 92%", "2025-04-01: at least 93%"))
    said = problems(filled.change("GOOD", "at least 95%").change("LATE", "at most 3"))
    assert said == {place(filled, "GOOD", "Threshold"): "the contract's lines for GOOD were changed since this workbook was made"}  # fmt: skip


def test_a_requirement_adopted_since_is_not_missing_and_one_dropped_since_is_passed_over(
    filled: Filled, workspace: Path
) -> None:
    path = workspace / "contracts/acute/contract.yaml"
    path.write_text(path.read_text().replace("use: LATE", "use: OTHER").replace("at most 5}", "at least 5%}"))
    (note,) = filled.review().notes
    assert note.message == "LATE is no longer in the contract; its row is passed over"


def test_the_words_of_a_rule_may_change_between_export_and_import(filled: Filled, workspace: Path) -> None:
    path = workspace / "rules/rules.yaml"
    path.write_text(path.read_text().replace("Patients describe", "All patients describe"))
    assert len(filled.change("GOOD", "at least 95%").review().edits) == 1


def test_a_schedule_of_another_contract_is_refused(filled: Filled, workspace: Path) -> None:
    small(workspace).contract(adopt(), name="OTHER")
    filled.contract = "OTHER"
    assert list(problems(filled)) == ["Requirements!A3"]


def test_a_change_written_and_exported_again_leaves_nothing_to_change(filled: Filled, workspace: Path) -> None:
    reviewed = filled.change("LATE", "at most 3").review()
    assert reviewed.change is not None
    write_changes(workspace, [reviewed.change], "import", "Lead", AS_AT)
    assert Filled(workspace, "ACUTE", on=date(2026, 6, 30)).cell("LATE", "Threshold").value == "at most 3"
    assert Filled(workspace, "ACUTE", on=date(2026, 6, 30)).review().change is None


def test_libreoffice_may_have_saved_it(filled: Filled, tmp_path: Path) -> None:
    if shutil.which("soffice") is None:
        skip_or_fail("LibreOffice (soffice) is absent")
    import subprocess

    filled.change("GOOD", "at least 95%").put("OWN", Clause="=1+1").book.save(filled.path)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path), str(filled.path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    from openpyxl import load_workbook

    filled.book = load_workbook(tmp_path / "schedule.xlsx")
    assert filled.review().edits == (
        NewThreshold("GOOD", "at least 95%", date(2026, 4, 1), "two wards moved", "Variation 4"),
        NewClause("OWN", "=1+1"),
    )


TEXTS = st.builds(
    lambda start, text: one_line(start + text, 120),
    st.sampled_from(["", "=", "+", "-", "@", "#", "'", '"', "{", "- ", "a: "]),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"]), min_size=1, max_size=40),
).filter(bool)  # fmt: skip


CONTRACTS = ["EXAMPLE-ACUTE", "EXAMPLE-COMMUNITY", "EXAMPLE-TRANSPORT"]


@pytest.fixture(scope="module")
def shipped(root: Path) -> Rulebook:
    return load_rulebook(root)


@pytest.mark.parametrize("contract", CONTRACTS)
@given(data=st.data())
@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
def test_random_edits_of_the_cells_that_may_be_edited_come_back_as_exactly_these(
    data: st.DataObject, contract: str, shipped: Rulebook, tmp_path: Path
) -> None:
    comes_back(data, contract, shipped, tmp_path)


@pytest.mark.stress
@pytest.mark.parametrize("contract", CONTRACTS)
@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_stress_random_edits_come_back_as_exactly_these(
    data: st.DataObject, contract: str, shipped: Rulebook, tmp_path: Path
) -> None:
    comes_back(data, contract, shipped, tmp_path)


def comes_back(data: st.DataObject, contract: str, shipped: Rulebook, folder: Path) -> None:
    """Edits drawn, written into cells, read back: the same edits, these lines alone, and every comment."""
    filled = Filled(folder, contract, loaded=shipped)
    found = shipped.contracts[contract]
    expected = [
        edit for line in found.contract.requirements for edit in edited(data, filled, line, found.contract.term.to)
    ]
    reviewed = filled.review()
    assert list(reviewed.edits) == expected
    if not expected:
        assert reviewed.change is None
        return
    assert reviewed.change is not None and reviewed.change.after is not None
    (folder / "contract.yaml").write_bytes(reviewed.change.after)
    after = read_model(folder / "contract.yaml", "contract.yaml", Contract)
    for old, new in zip(found.contract.requirements, after.requirements, strict=True):
        own = [edit for edit in expected if edit.requirement == old.use]
        clauses = [edit.clause for edit in own if isinstance(edit, NewClause)]
        assert (new.use, new.clause) == (old.use, clauses[0] if clauses else old.clause)
        dated = {edit.since: edit.threshold for edit in own if isinstance(edit, NewThreshold)}
        assert lines_of(new) == lines_of(old) | dated
    assert [v.reason for v in after.variations] == [v.reason for v in found.contract.variations]
    before = (shipped.folder / found.file).read_text("utf-8")
    kept = reviewed.change.after.decode("utf-8")
    assert all(line.partition(" # ")[2] in kept for line in before.splitlines() if " # " in line)
    gone = [line for line in difference(reviewed) if line.startswith("-")]
    assert all(line.startswith(("-    clause: ", "-    threshold: {")) for line in gone)


def edited(data: st.DataObject, filled: Filled, line: Adopted, last: date) -> Iterator[NewClause | NewThreshold]:
    """What is drawn for one requirement, written into its cells."""
    wanted = data.draw(st.sampled_from(["nothing", "nothing", "threshold", "clause", "both"]))
    if wanted in ("clause", "both"):
        clause = data.draw(TEXTS)
        filled.put(line.use, Clause=clause)
        if clause != line.clause:
            yield NewClause(line.use, clause)
    now = line.line_in_force(AS_AT)
    if wanted in ("threshold", "both") and now and now[1].threshold.text != "to be agreed":
        day, reason, document = data.draw(st.dates(date(2026, 2, 1), last)), data.draw(TEXTS), data.draw(TEXTS)
        filled.put(line.use, Threshold="to be agreed", In_force_from=day, Reason=reason, Document=document)
        yield NewThreshold(line.use, "to be agreed", day, reason, document)


def lines_of(line: Adopted) -> dict[date, str]:
    return {day: placed.threshold.text for day, placed in line.threshold.items()}
