"""The commands of a case as a contract manager types them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
CASE = "EXAMPLE-ACUTE/FFT-OP-POSITIVE/outpatient"
DAY = "2025-12-19"
NOTICE = ("case", "notice", CASE, "--own-part", "no: none", "--immediate-risk", "no", "--dated", DAY)


@pytest.fixture
def bare(tmp_path: Path, root: Path) -> Path:
    """The shipped workspace without any figures; no step needs a sign-off."""
    folder = tmp_path / "workspace"
    folder.mkdir()
    shutil.copytree(root / "rules", folder / "rules")
    shutil.copytree(root / "contracts" / "example-acute", folder / "contracts" / "example-acute")
    shutil.copy(root / "workspace.yaml", folder)
    contract = folder / "contracts" / "example-acute" / "contract.yaml"
    contract.write_text(contract.read_text().replace("approvals: [notice, withhold]", "approvals: [withhold]"))
    return folder


@pytest.fixture
def at(run: Run, bare: Path) -> Callable[..., Any]:
    """Run a command on a day, as the contract manager."""

    def command(day: str, *arguments: str | Path, by: str = "Contract manager") -> Any:
        return run(*arguments, "--workspace", bare, "--as-at", day, "--by", by)

    return command


def notice_file(bare: Path) -> Path:
    from docx import Document

    made = Document()
    made.add_paragraph("GC9 Contract Performance Notice of 19 December 2025")
    made.add_paragraph("We propose to meet by 7 January 2026.")
    made.save(str(bare.parent / "notice.docx"))
    return bare.parent / "notice.docx"


def test_who_records_must_be_named(run: Run, bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PXCOMMISSION_USER", raising=False)
    ran = run("case", "others", CASE, "--who", "CQC", "--what", "x", "--taken-into-account", "y", "--workspace", bare)
    assert (ran.code, "give --by NAME" in ran.err) == (2, True)


def test_reading_makes_no_register(at: Callable[..., Any], bare: Path) -> None:
    assert at(DAY, "case", "list").out.startswith("No case is open.")
    assert at(DAY, "case", "show", "FFT-OP-POSITIVE").code == 0
    assert at(DAY, "case", "timeline", CASE).code == 0
    assert not (bare / ".pxcommission" / "register.sqlite").exists()


def test_an_unknown_and_an_ambiguous_case_are_met_kindly(at: Callable[..., Any]) -> None:
    unknown, ambiguous = at(DAY, "case", "show", "FFT-OP-POSTIVE"), at(DAY, "case", "show", "EXAMPLE-ACUTE")
    assert (unknown.code, "did you mean 'FFT-OP-POSITIVE'" in unknown.err) == (2, True)
    assert (ambiguous.code, "fits" in ambiguous.err and "write one of" in ambiguous.err) == (2, True)


def test_a_notice_that_still_says_draft_is_refused(at: Callable[..., Any], bare: Path) -> None:
    from docx import Document

    made = Document()
    made.add_paragraph("DRAFT of 19 December 2025. Not sent.")
    made.save(str(bare.parent / "draft.docx"))
    ran = at(DAY, *NOTICE, "--file", bare.parent / "draft.docx")
    assert (ran.code, "paragraph 1 still says that this is a draft" in ran.err) == (6, True)


def test_an_unverified_number_is_marked_and_a_late_service_warned_of(at: Callable[..., Any], bare: Path) -> None:
    ran = at("2025-12-22", *NOTICE, "--file", notice_file(bare), "--served", "2025-12-22", "--method", "post")
    assert ran.code == 0, ran.err
    text = " ".join(ran.out.split())
    assert "GC9.4; check against your signed contract" in text
    assert (
        "by 7 January 2026 (10 Operational Days from 19 December 2025, GC9.6; check against your signed contract)"
        in text
    )
    assert "served 3 days after its date: the periods of GC9 run from the date of the notice" in text


def test_a_dry_run_shows_the_same_and_records_nothing(at: Callable[..., Any], bare: Path) -> None:
    ran = at(DAY, *NOTICE, "--dry-run")
    assert (ran.code, "7 January 2026" in ran.out, "Nothing was recorded (--dry-run)." in ran.out) == (0, True, True)
    assert not (bare / ".pxcommission" / "register.sqlite").exists()


def test_a_step_that_the_form_forbids_is_refused_with_clause_and_what_is_allowed(at: Callable[..., Any]) -> None:
    ran = at(DAY, "case", "meeting", CASE)
    assert ran.code == 6
    assert "GC9.6: Contract Management Meeting starts from 'notice issued'" in ran.err
    assert "on 19 December 2025 the form allows: GC9 Contract Performance Notice" in ran.err


def test_a_step_the_form_does_not_have_is_refused_with_the_nearest(at: Callable[..., Any]) -> None:
    ran = at(DAY, "case", "step", CASE, "decide-on-plans")
    assert (ran.code, "did you mean 'decide-on-plan'" in ran.err) == (6, True)


def test_a_later_breach_is_added_to_the_open_notice(at: Callable[..., Any], bare: Path) -> None:
    finding = f"{CASE}////provider/2025/26 Q3"
    assert at(DAY, "case", "evidence", CASE, "--finding", finding).code == 6
    assert at(DAY, *NOTICE, "--file", notice_file(bare)).code == 0
    assert at("2026-02-02", "case", "evidence", CASE, "--finding", finding, "--figures", "92.1%").code == 0
    assert json.loads(at("2026-02-02", "case", "show", CASE, "--format", "json").out)["evidence"] == [finding]


def test_what_was_sent_is_undone_only_as_never_sent(at: Callable[..., Any], bare: Path) -> None:
    assert at(DAY, *NOTICE, "--file", notice_file(bare)).code == 0
    ran = at("2025-12-22", "case", "undo", CASE, "--reason", "wrong provider")
    assert (ran.code, "can't be un-sent" in ran.err) == (6, True)
    assert at("2025-12-22", "case", "undo", CASE, "--reason", "kept in the drawer", "--never-sent").code == 0
    rows = json.loads(at("2025-12-22", "case", "timeline", CASE, "--format", "json").out)["events"]
    assert [row["state"] for row in rows] == ["undone by event 2", "counts"]
    assert at("2025-12-22", *NOTICE, "--file", notice_file(bare)).code == 0


def test_decisions_agreements_and_flags_stand_in_the_case(at: Callable[..., Any]) -> None:
    for command in (
        (
            "decide",
            CASE,
            "hold",
            "--reason",
            "new clinics",
            "--approver",
            "Head of contracting",
            "--until",
            "2026-01-31",
        ),
        (
            "others",
            CASE,
            "--who",
            "CQC",
            "--what",
            "inspection in October",
            "--taken-into-account",
            "we wait for its report",
        ),
        (
            "agree-instead",
            CASE,
            "--plan",
            "sdip",
            "--milestone",
            "A1|Second supplier|Head of access|2026-01-30",
            "--reason",
            "agreed",
        ),
        ("flag", CASE, "dispute", "--ground", "the figure is disputed"),
    ):
        ran = at(DAY, "case", *command)
        assert ran.code == 0, ran.err
    shown = json.loads(at(DAY, "case", "show", CASE, "--format", "json").out)
    assert [one["kind"] for one in shown["events"]] == ["decided", "action by others", "agreed instead", "flagged"]
    assert shown["flags"] == ["dispute"]
    assert [one["by"] for one in shown["due"]] == ["2026-01-30", "2026-01-31"]


def test_a_sign_off_names_what_is_still_missing(at: Callable[..., Any]) -> None:
    ran = at(DAY, "approve", CASE, "--step", "withhold", "--month", "2025-10", "--per-cent", "2", "--role", "Contract manager",
             "--evidence", "my note")  # fmt: skip
    assert (ran.code, "still needed: two sign-offs by two different people" in " ".join(ran.out.split())) == (0, True)
    ran = at(DAY, "approve", CASE, "--step", "witholding", "--role", "x", "--evidence", "y")
    assert (ran.code, "neither a stage nor a step" in ran.err) == (2, True)


def test_a_day_that_has_not_come_is_not_recorded(at: Callable[..., Any]) -> None:
    ran = at(DAY, "case", "respond", CASE, "--position", "accepts", "--summary", "yes", "--on", "2025-12-20")
    assert (ran.code, "this day has not come yet" in ran.err) == (2, True)


@pytest.mark.parametrize("command", ["list", "show", "issue", "notice", "withhold", "undo", "import"])
def test_every_command_has_examples(run: Run, command: str) -> None:
    ran = run("case", command, "--help")
    assert (ran.code, "Example" in ran.out) == (0, True)
