"""The decision columns of the escalation workbook, filled in and read back."""

import io
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from recorded import CASE, Q2, record
from small_workspace import Small, adopt, quarter_figures, rule, small

from pxcommission.cases.decisions_workbook import WorkbookHeading, decisions_in, heading_of
from pxcommission.cases.kinds import Decided
from pxcommission.packs.workbook import workbook_bytes
from pxcommission.problems import ExitCode, ProblemsFound

AS_AT = "2025-11-20"


@pytest.fixture
def workspace(tmp_path: Path) -> Small:
    made = small(tmp_path).rules(rule()).contract(adopt())
    return made.load(*quarter_figures(80, 100, "2025/26 Q1"), *quarter_figures(80, 100), received="2025-10-10")


def filled(workspace: Small, **cells: object) -> Path:
    """The pack's workbook with the first proposal's columns filled in; `Case` and others may be overwritten too."""
    book = load_workbook(io.BytesIO(workbook_bytes([workspace.check(as_at=AS_AT)])))
    sheet = book["Proposals"]
    for cell in sheet[4]:
        if cell.value in cells:
            sheet.cell(5, cell.column).value = cells[cell.value]
    path = workspace.folder / "escalation-workbook.xlsx"
    book.save(path)
    return path


def read(workspace: Small, path: Path, as_at: str = AS_AT):
    return decisions_in(path, path.name, [workspace.check(as_at=as_at)])


def refused(workspace: Small, path: Path, as_at: str = AS_AT) -> list[tuple[str | None, str]]:
    with pytest.raises(ProblemsFound) as found:
        read(workspace, path, as_at)
    assert found.value.exit_code is ExitCode.RETURNS_WRONG
    return [(problem.cell, problem.message) for problem in found.value.problems]


def test_the_cover_says_what_the_workbook_is_of(workspace):
    run = workspace.check(as_at=AS_AT).run
    assert heading_of(filled(workspace), "book.xlsx") == WorkbookHeading(("ACUTE",), "2025/26 Q2", run)


def test_a_workbook_as_made_decides_nothing(workspace):
    found = read(workspace, filled(workspace))
    assert (found.decisions, found.undecided, found.recorded) == ((), (CASE,), ())


@pytest.mark.parametrize("until", [date(2025, 12, 20), "2025-12-20", "20/12/2025", "20 December 2025"])
def test_a_hold_is_read_with_reason_owner_and_day(workspace, until):
    path = filled(workspace, Decision="hold", Reason="counted again", Owner="Chief Nurse", Until=until)
    (one,) = read(workspace, path).decisions
    wanted = Decided(decision="hold", reason="counted again", approver="Chief Nurse", until=date(2025, 12, 20), findings=(Q2,))  # fmt: skip
    assert (one.case, one.stage, one.decided, one.cell) == (CASE, "challenge", wanted, "H5")


def test_to_issue_is_an_intent_and_no_event(workspace):
    (one,) = read(workspace, filled(workspace, Decision="Issue", Owner="Head of contracting")).decisions
    assert (one.case, one.stage, one.decided, one.owner) == (CASE, "challenge", None, "Head of contracting")


def test_a_workbook_of_an_earlier_day_is_read_while_its_figures_stand(workspace):
    path = filled(workspace, Decision="not pursued", Reason="one ward", Owner="Chief Nurse")
    (one,) = read(workspace, path, "2025-11-28").decisions
    assert one.decided is not None and one.decided.decision == "not pursued"


@pytest.mark.parametrize(
    ("cells", "cell", "said"),
    [
        ({"Decision": "hol"}, "H5", "'hol' is no decision; did you mean 'hold'?"),
        ({"Decision": "not pursued", "Owner": "Chief Nurse"}, "I5", "'not pursued' needs a reason"),
        ({"Decision": "not pursued", "Reason": "one ward"}, "J5", "'not pursued' needs an owner"),
        ({"Decision": "hold", "Reason": "x", "Owner": "y"}, "K5", "'hold' needs the day until which it holds"),
        ({"Decision": "hold", "Reason": "x", "Owner": "y", "Until": "soon"}, "K5", "'soon' is not a day"),
        ({"Decision": "hold", "Reason": "x", "Owner": "y", "Until": "2025-11-19"}, "K5", "the day 19 November 2025 has passed"),
        ({"Reason": "x"}, "H5", "a reason stands here, but nothing is decided"),
        ({"Decision": "issue", "Case": "OTHER/GOOD/inpatient"}, "N5", "'OTHER/GOOD/inpatient' is no case of ACUTE"),
        ({"Decision": "issue", "Case": "ACUTE/BAD/inpatient"}, "N5", "'ACUTE/BAD/inpatient' is no case of ACUTE"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_cell(workspace, cells, cell, said):
    assert (cell, said) in refused(workspace, filled(workspace, **cells))


def test_every_problem_is_said_in_one_pass(workspace):
    assert len(refused(workspace, filled(workspace, Decision="hold"))) == 3


def test_a_row_decided_on_a_figure_that_has_changed_is_named(workspace):
    path = filled(workspace, Decision="issue")
    workspace.load(*quarter_figures(81, 100), name="later.csv", received="2025-11-25")
    said = refused(workspace, path, "2025-11-28")
    assert ("M5", f"the figure of {Q2} was 80 of 100; it is 81 of 100 now") in said


def test_a_row_whose_step_is_no_longer_proposed_is_named_with_why(workspace):
    path = filled(workspace, Decision="issue")
    hold = Decided(decision="hold", reason="wait", approver="Chief Nurse", until=date(2026, 1, 1))
    record(workspace.folder, ("2025-11-21", hold))
    ((cell, said),) = refused(workspace, path, "2025-11-28")
    assert cell == "D5" and said.startswith(f"nothing is proposed for {CASE} any more: held until 1 January 2026")


def test_a_decision_read_twice_is_recorded_once(workspace):
    path = filled(workspace, Decision="hold", Reason="counted again", Owner="Chief Nurse", Until=date(2025, 12, 20))
    (one,) = read(workspace, path).decisions
    record(workspace.folder, ("2025-11-20", one.decided))
    found = read(workspace, path)
    assert (found.decisions, found.recorded) == ((), (CASE,))


def test_another_workbook_is_refused(workspace, tmp_path):
    other = tmp_path / "note.xlsx"
    other.write_text("not a workbook")
    assert "not a workbook" in refused(workspace, other)[0][1]
    from openpyxl import Workbook

    Workbook().save(other)
    with pytest.raises(ProblemsFound):
        read(workspace, other)
