"""Contracts written and changed with the commands alone, as a contract manager would, at a terminal or from a script."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
ACUTE = "contracts/example-acute/contract.yaml"
NAME = ("--by", "Contract manager")
ON = ("--as-at", "2026-01-10")
NEW = (
    "contract", "new", "--pattern", "community", "--id", "NORTH", "--reference", "NC-1", "--provider", "North Health",
    "--provider-ods", "RZ55", "--commissioner", "Example Integrated Care Board", "--commissioner-ods", "QZ1",
    "--from", "2026-04-01", "--to", "2028-03-31",
)  # fmt: skip
RAISED = ("contract", "set-threshold", "EXAMPLE-ACUTE", "FFT-OP-POSITIVE", "at least 95%", "--from", "2026-04-01",
          "--document", "Variation 4", "--signed", "2025-12-12", "--reason", "agreed for 2026/27")  # fmt: skip


@pytest.fixture
def space(tmp_path: Path, root: Path) -> Path:
    """The shipped rules and contracts without their returns."""
    shutil.copytree(root / "rules", tmp_path / "rules")
    for path in (root / "contracts").glob("*/*.yaml"):
        (tmp_path / path.relative_to(root)).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, tmp_path / path.relative_to(root))
    shutil.copy(root / "workspace.yaml", tmp_path)
    return tmp_path


def tree(folder: Path) -> dict[str, bytes]:
    files = (p for p in folder.rglob("*") if p.is_file() and ".pxcommission" not in p.parts)
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in files}


def typed(space: Path, answers: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, its answers piped in."""
    command = [sys.executable, "-m", "pxcommission.cli.main", "--workspace", str(space), *arguments]
    return subprocess.run(command, input=answers, capture_output=True, text=True, timeout=120)


def test_a_contract_from_nothing_a_level_changed_and_both_taken_back(run: Run, space: Path) -> None:
    at = ("--workspace", space, *NAME, *ON)
    before = tree(space)
    adopted = ("--all-usual", "--requirement", "COM-FIRST-VISIT=at least 92%@Schedule 4, one")
    ran = run(*NEW, *adopted, "--yes", *at)
    assert ran.code == 0 and "change 1" in ran.out and "Next: pxcommission contract lint NORTH" in ran.out
    text = (space / "contracts/north/contract.yaml").read_text("utf-8")
    assert "  - use: COM-FIRST-VISIT\n    clause: Schedule 4, one\n    threshold: {2026-04-01: at least 92%}\n" in text

    linted = run("contract", "lint", "NORTH", *at)
    assert linted.code == 0 and "the clause of FFT-COM-POSITIVE is still to be filled in" in linted.out
    assert "COM-FIRST-VISIT is still" not in linted.out
    assert "begins on 1 April 2026" in run("contract", "show", "NORTH", *at).out

    level = ("contract", "set-threshold", "NORTH", "COM-FIRST-VISIT", "at least 94%", "--from", "2026-10-01")
    ran = run(*level, "--document", "Variation 1", "--reason", "two good quarters", "--yes", *at)
    assert ran.code == 0
    shown = json.loads(
        run("contract", "show", "NORTH", "--format", "json", "--workspace", space, "--as-at", "2026-11-01").out
    )
    asked = {one["requirement"]: (one["asked"], one["why"]) for one in shown["adopted"]}
    assert asked["COM-FIRST-VISIT"] == ("at least 94%", "since 1 October 2026")

    assert run("rules", "undo", "--yes", *at).code == 0
    assert (space / "contracts/north/contract.yaml").read_text("utf-8") == text
    assert "Taken back." in run("rules", "undo", "--yes", *at).out
    assert tree(space) == before
    ran = run("rules", "undo", "--yes", *at)
    assert ran.code == 2 and "no change to undo" in ran.err


def test_a_new_level_changes_only_its_lines(run: Run, space: Path) -> None:
    before = (space / ACUTE).read_bytes().splitlines()
    assert run(*RAISED, "--yes", "--workspace", space, *NAME).code == 0
    after = (space / ACUTE).read_bytes().splitlines()
    assert [line for line in before if line not in after] == [
        b"    threshold: {2025-04-01: at least 94%}     # first agreed for 2025/26"
    ]
    new = [line for line in after if line not in before]
    assert new == [
        b"      2025-04-01: at least 94%                # first agreed for 2025/26",
        b"      2026-04-01: at least 95%                # Variation 4, signed 12 December 2025: agreed for 2026/27",
    ]


def test_without_a_terminal_nothing_is_written_unless_yes_is_said(run: Run, space: Path) -> None:
    before = tree(space)
    ran = run(*RAISED, "--workspace", space, *NAME)
    assert ran.code == 0 and "+      2026-04-01: at least 95%" in ran.out
    assert "Nothing was written; add --yes" in ran.out
    ran = run(*RAISED, "--dry-run", "--workspace", space)
    assert ran.code == 0 and ran.out.endswith("Nothing was written.\n")
    assert tree(space) == before


def test_a_change_has_somebody_who_made_it(run: Run, space: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PXCOMMISSION_USER", raising=False)
    before = tree(space)
    for command in (RAISED, (*NEW, "--all-usual"), ("rules", "undo")):
        ran = run(*command, "--yes", "--workspace", space)
        assert ran.code == 2 and "--by NAME" in ran.err
    assert tree(space) == before


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("set-threshold", "EXAMPLE-ACUTE", "FFT-OP-POSITIVE", "at least 95", "--from", "2026-04-01"), 3, "share in per cent"),
        (("set-threshold", "EXAMPLE-ACUTE", "FFT-OP-POSITIVE", "none", "--from", "2025-04-01"), 6, "already"),
        (("set-threshold", "EXAMPLE-ACUTE", "FFT-OP-POSITIVE", "none", "--from", "2029-04-01"), 6, "outside the contract"),
        (("set-threshold", "EXAMPLE-ACUTE", "FFT-OP-POSITIV", "none", "--from", "2026-04-01"), 2, "did you mean"),
        (("set-threshold", "EXAMPLE-ACUT", "FFT-OP-POSITIVE", "none", "--from", "2026-04-01"), 2, "did you mean"),
        (("set-threshold", "EXAMPLE-ACUTE", "FFT-OP-POSITIVE", "--from", "2026-04-01"), 2, "say what is asked"),
        (("set-threshold", "EXAMPLE-ACUTE", "FFT-OP-POSITIVE", "none"), 2, "from which day"),
        (("set-threshold", "EXAMPLE-ACUTE", "FFT-OP-POSITIVE", "none", "--from", "1 April"), 2, "not a date"),
        (("set-threshold", "EXAMPLE-ACUTE", "FFT-OP-POSITIVE", "--path", "2026=none"), 2, "is not a quarter"),
        (("set-threshold", "EXAMPLE-ACUTE", "FFT-OP-POSITIVE", "at least 90%", "--from", "2026-01-01", "--to", "2026-03-31"), 2, "--signed"),
    ],
)  # fmt: skip
def test_what_can_not_be_is_told_and_nothing_is_written(
    run: Run, space: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    before = tree(space)
    ran = run("contract", *arguments, "--reason", "why", "--document", "Minute 3", "--yes", "--workspace", space, *NAME)
    assert (ran.code, said in ran.err) == (code, True), ran.err
    assert tree(space) == before


LEVEL = ("set-threshold", "EXAMPLE-ACUTE", "FFT-OP-POSITIVE", "at least 90%")
WAIVED = ("waive", "EXAMPLE-ACUTE", "FFT-OP-POSITIVE", "--source", "Minute 3", "--approved-by", "Head of contracting")


@pytest.mark.parametrize(
    ("arguments", "option"),
    [
        (("waive", "--from", "", "--to", "2026-03-31"), "--from"),
        (("waive", "--from", "2026-01-01", "--to", ""), "--to"),
        (("set-threshold", "--from", ""), "--from"),
        (("set-threshold", "--from", "2026-01-01", "--to", "", "--signed", "2026-01-01"), "--to"),
        (("set-threshold", "--from", "2026-04-01", "--signed", ""), "--signed"),
        (("adopt", "--from", ""), "--from"),
        (("roll-forward", "--to", ""), "--to"),
        (("show", "--as-at", ""), "--as-at"),
        (("rules export", "--on", ""), "--on"),
        (("rules show", "--on", ""), "--on"),
    ],
)  # fmt: skip
def test_an_empty_day_is_never_taken_for_another(
    run: Run, space: Path, arguments: tuple[str, ...], option: str
) -> None:
    why, before = ("--reason", "why"), tree(space)
    command, *days = arguments
    named = {
        "waive": ("contract", *WAIVED, *why), "set-threshold": ("contract", *LEVEL, *why, "--document", "Minute 3"),
        "adopt": ("contract", "adopt", "EXAMPLE-ACUTE", "CLINIC-LETTER", "--clause", "Schedule 4"),
        "roll-forward": ("contract", "roll-forward", "EXAMPLE-ACUTE"), "show": ("contract", "show", "EXAMPLE-ACUTE"),
        "rules export": ("rules", "export", "EXAMPLE-ACUTE", space / "schedule.xlsx"),
        "rules show": ("rules", "show", "EXAMPLE-ACUTE"),
    }[command]  # fmt: skip
    writes = () if command in ("show", "rules export", "rules show") else ("--yes", *NAME)
    ran = run(*named, *days, *writes, "--workspace", space)
    assert ran.code == 2 and f"{option}: the day is empty; write 2026-04-01" in ran.err, ran.err
    assert tree(space) == before


@pytest.mark.parametrize("days", [("0001-01-01", "2026-03-31"), ("2026-01-01", "9999-12-31")])
def test_a_waiver_lies_within_the_term(run: Run, space: Path, days: tuple[str, str]) -> None:
    before = tree(space)
    at = ("--reason", "why", "--yes", "--workspace", space, *NAME)
    ran = run("contract", *WAIVED, "--from", days[0], "--to", days[1], *at)
    assert ran.code == 6 and "outside the contract's term" in ran.err
    assert tree(space) == before


def test_a_threshold_is_said_as_an_argument_or_by_its_option(run: Run, space: Path) -> None:
    at = ("--from", "2026-04-01", "--reason", "why", "--document", "Minute 3", "--workspace", space, *NAME)
    named = ("contract", "set-threshold", "EXAMPLE-ACUTE", "FFT-OP-POSITIVE")
    by_argument, by_option = run(*named, "at least 95%", *at), run(*named, "--threshold", "at least 95%", *at)
    assert by_argument.code == 0 and by_argument.out == by_option.out
    ran = run(*named, "at least 95%", "--threshold", "at least 96%", *at)
    assert ran.code == 2 and "say the threshold once" in ran.err


def test_a_text_with_a_character_nobody_sees_is_refused(run: Run, space: Path) -> None:
    ran = run(
        "contract",
        "adopt",
        "EXAMPLE-ACUTE",
        "CLINIC-LETTER",
        "--clause",
        "SC\u202e1",
        "--yes",
        "--workspace",
        space,
        *NAME,
    )
    assert ran.code == 2 and "can't be seen" in ran.err


def test_the_change_as_json_says_whether_it_was_written(run: Run, space: Path) -> None:
    shown = json.loads(run(*RAISED, "--format", "json", "--workspace", space, *NAME, *ON).out)
    assert (shown["written"], shown["change"], shown["files"]) == (False, None, [ACUTE])
    assert "+      2026-04-01: at least 95%" in shown["difference"]
    shown = json.loads(run(*RAISED, "--yes", "--format", "json", "--workspace", space, *NAME, *ON).out)
    assert (shown["written"], shown["change"], shown["by"], shown["on"]) == (True, 1, "Contract manager", "2026-01-10")
    undone = json.loads(run("rules", "undo", "--yes", "--format", "json", "--workspace", space, *NAME).out)
    assert (undone["undone"], undone["files"]) == (True, [ACUTE])


def test_adopting_reminds_of_a_figure_nobody_is_asked_for(run: Run, space: Path) -> None:
    clause = ("--clause", "Schedule 4, local quality requirement 14")
    ran = run("contract", "adopt", "EXAMPLE-ACUTE", "CLINIC-LETTER", *clause, "--yes", "--workspace", space, *NAME, *ON)
    assert ran.code == 0 and "threshold: {2026-01-10: at least 90%}" in ran.out
    assert "To settle: no report the provider owes brings clinic_letters_in_seven_days" in ran.out


def test_a_contract_is_carried_into_its_next_year(run: Run, space: Path) -> None:
    ran = run("contract", "roll-forward", "EXAMPLE-ACUTE", "--to", "2028-03-31", "--yes", "--workspace", space, *NAME)
    assert ran.code == 0 and "To settle: " in ran.out
    text = (space / ACUTE).read_text("utf-8")
    assert "term: {from: 2024-04-01, to: 2028-03-31}" in text and "title: Acute services 2024/25 to 2027/28\n" in text


def test_the_contracts_are_listed(run: Run, space: Path) -> None:
    listed = json.loads(run("contract", "list", "--format", "json", "--workspace", space, *ON).out)
    assert [one["contract"] for one in listed] == ["EXAMPLE-ACUTE", "EXAMPLE-COMMUNITY", "EXAMPLE-TRANSPORT"]
    assert listed[0]["standing"] == "in force until 31 March 2027"
    assert run("contract", "list", "--format", "csv", "--workspace", space).out.count("\n") == 4


def test_a_contract_is_shown_with_what_is_varied_waived_and_owed(run: Run, space: Path) -> None:
    ran = run("contract", "show", "EXAMPLE-ACUTE", "--format", "json", "--workspace", space, "--as-at", "2025-08-01")
    shown = json.loads(ran.out)
    asked = {one["requirement"]: (one["asked"], one["why"]) for one in shown["adopted"]}
    assert asked["FFT-AE-POSITIVE"] == ("at least 72%", "Variation 3, until 31 December 2025")
    assert asked["OP-SEEN-IN-THIRTY-MINUTES"][0] == "waived for outpatient"
    assert asked["CMP-ACKNOWLEDGED"][0] == "acknowledged in time equal to acknowledgements due"
    assert [(one["report"], one["period"], one["due"]) for one in shown["owed"]] == [
        ("complaints", "2025/26 Q2", "2025-10-21"),
        ("quality", "2025/26 Q2", "2025-10-21"),
    ]
    assert shown["standing"] == "in force until 31 March 2027" and shown["form"] == "full-length-2025-26"
    assert any("still to be agreed: ACCESSIBLE-INFORMATION" in odd for odd in shown["odd"])


def test_lint_of_one_contract_tells_its_problems_and_not_those_of_others(run: Run, space: Path) -> None:
    other = space / "contracts/example-transport/contract.yaml"
    other.write_text(other.read_text("utf-8").replace("use: PTS-ARRIVAL", "use: PTS-ARIVAL"), "utf-8")
    assert run("contract", "lint", "EXAMPLE-ACUTE", "--workspace", space).code == 0
    ran = run("contract", "lint", "EXAMPLE-TRANSPORT", "--workspace", space)
    assert ran.code == 3 and "PTS-ARIVAL" in ran.err


def test_a_new_requirement_is_written_with_tests_that_pass(run: Run, space: Path) -> None:
    before = (space / "rules/complaints.yaml").read_bytes()
    given = ("--measure", "complaints_answered_in_time", "--service", "all", "--threshold", "at least 85%")
    ran = run(
        "rules", "new", "CMP-QUICK", *given, "--file", "rules/complaints.yaml", "--yes", "--workspace", space, *NAME
    )
    assert ran.code == 0 and "To settle: its source" in ran.out
    assert (space / "rules/complaints.yaml").read_bytes().startswith(before)
    tested = run("rules", "test", "CMP-QUICK", "--workspace", space)
    assert tested.code == 0 and "4" in tested.out
    assert run("rules", "undo", "--yes", "--workspace", space, *NAME).code == 0
    assert (space / "rules/complaints.yaml").read_bytes() == before


def test_a_requirement_of_one_contract_is_written_and_adopted_in_one_change(run: Run, space: Path) -> None:
    given = ("--measure", "survey_privacy", "--service", "outpatient", "--threshold", "at least 80%")
    ran = run("rules", "new", "OWN-ONE", *given, "--contract", "EXAMPLE-ACUTE", "--clause", "SC17", "--yes",
              "--workspace", space, *NAME, *ON)  # fmt: skip
    assert ran.code == 0
    assert "title: Requirements of EXAMPLE-ACUTE alone" in (
        space / "contracts/example-acute/requirements.yaml"
    ).read_text("utf-8")
    assert "  - use: OWN-ONE\n    clause: SC17\n    threshold: {2024-04-01: at least 80%}\n" in (
        space / ACUTE
    ).read_text("utf-8")


def test_missing_options_are_named_where_nobody_can_be_asked(run: Run, space: Path) -> None:
    ran = run("contract", "new", "--pattern", "hospice", "--format", "json", "--workspace", space, *NAME)
    assert ran.code == 2 and "--id, --reference, --provider" in ran.err
    ran = run("rules", "new", "X-ONE", "--format", "json", "--workspace", space, *NAME)
    assert ran.code == 2 and "--measure, --service, --threshold, --file" in ran.err


ANSWERS = """\
hospis
hospice
HOLLY-HOUSE
HH-2026-1
Holly House Hospice
RZ80
Head of care
notices@holly.example
Example Integrated Care Board
QZ1


2026-04-01
2025-03-31
2028-03-31

at least 99%
Schedule 4, local quality requirement 1
n
w
all
y
"""


def test_a_contract_is_written_from_answers_that_are_piped_in(space: Path) -> None:
    ran = typed(space, ANSWERS, "contract", "new", *NAME)
    assert ran.returncode == 0, ran.stderr
    assert "one of: acute" in ran.stdout and "can't end before it begins" in ran.stdout
    text = (space / "contracts/holly-house/contract.yaml").read_text("utf-8")
    assert "title: Hospice care 2026/27 to 2027/28\n" in text
    assert "    clause: Schedule 4, local quality requirement 1\n    threshold: {2026-04-01: at least 99%}\n" in text
    assert "HOSPICE-FAMILIES-ASKED" not in text and "  - HOSPICE-BEREAVEMENT\n" in text.partition("monitored:")[2]
    assert '  - use: CMP-ANSWERED\n    clause: "to be filled in: the library names SC16"\n' in text


def test_answers_that_end_too_soon_write_nothing(run: Run, space: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tree(space)
    monkeypatch.setattr("sys.stdin", io.StringIO("hospice\n"))
    ran = run("contract", "new", *NAME, "--workspace", space)
    assert ran.code == 2 and "the answers ended at" in ran.err
    monkeypatch.setattr("sys.stdin", io.StringIO(ANSWERS.removesuffix("y\n")))
    ran = run("contract", "new", *NAME, "--workspace", space)
    assert ran.code == 2 and "the answers ended" in ran.err
    kept = ".pxcommission/unfinished-contract.json"
    assert kept in ran.err
    assert {name: data for name, data in tree(space).items() if not name.endswith(kept)} == before


@pytest.mark.skipif(os.name != "posix", reason="needs a terminal of this system")
@pytest.mark.parametrize(("answer", "written"), [("y\n", True), ("n\n", False), ("\n", False)])
def test_at_a_terminal_it_asks_before_it_writes(space: Path, answer: str, written: bool) -> None:
    import pty

    before = tree(space)
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "pxcommission.cli.main", "--workspace", str(space), "--no-color", *RAISED, *NAME]
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True)
    os.close(theirs)
    shown = _read_until(ours, b"[y/N]")
    os.write(ours, answer.encode())
    shown += _read_until(ours, b"\n\n")
    assert process.wait(timeout=60) == 0
    os.close(ours)
    assert b"at least 95%" in shown
    assert (b"Written: " in shown, tree(space) != before) == (written, written)


def _read_until(terminal: int, end: bytes) -> bytes:
    shown = b""
    while not shown.endswith(end) and end not in shown:
        try:
            data = os.read(terminal, 4096)
        except OSError:
            break
        if not data:
            break
        shown += data
    return shown
