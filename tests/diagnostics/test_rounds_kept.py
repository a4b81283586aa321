"""Rounds are only ever added to: corrections, actions and withdrawals are entries of their own, and each day keeps what it knew."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from diagnostics.assessments_written import FULL, TODAY, diagnostic, key, recorded, when

from pxcommission.diagnostics.actions import actions_of
from pxcommission.diagnostics.entries import Answer, Progress, Round, as_kept, from_kept
from pxcommission.diagnostics.recording import record_presented, record_progress, withdraw_entry
from pxcommission.diagnostics.rounds import DIAGNOSTICS, diagnostics_on, rounds_of
from pxcommission.diagnostics.verified import verify_diagnostics
from pxcommission.listening.log import FIRST, LOG, alone
from pxcommission.problems import ExitCode, ProblemsFound

Lines = list[dict[str, Any]]


def only(folder: Path, day: str = "2026-01-31") -> Round:
    (found,) = rounds_of(folder, date.fromisoformat(day))
    return found


def progressed(folder: Path, on: str, status: str, due: str = "", note: str = "") -> str:
    step = Progress(date.fromisoformat(on), status, note, date.fromisoformat(due) if due else None)
    return record_progress(folder, key(), "LEAD-1", step, "", when(on))


def test_a_correction_leaves_every_earlier_day_as_it_was(tmp_path: Path) -> None:
    diagnostic(tmp_path)
    recorded(tmp_path, FULL, "2025-07-01")
    recorded(tmp_path, {"LEAD-2": {"rating": "1", "evidence": "The agenda"}}, "2025-08-01")
    assert only(tmp_path, "2025-07-31").answers["LEAD-2"].rating == 0
    assert only(tmp_path).answers["LEAD-2"].rating == 1
    assert rounds_of(tmp_path, date(2025, 6, 30)) == ()
    assert only(tmp_path).whole_on == date(2025, 7, 1)


def test_a_round_is_whole_on_the_day_its_last_indicator_was_answered(tmp_path: Path) -> None:
    diagnostic(tmp_path)
    recorded(tmp_path, {name: FULL[name] for name in ("LEAD-1", "LEAD-2")}, "2025-07-01")
    assert (only(tmp_path).open, only(tmp_path).whole_on) == (("COLL-1",), None)
    recorded(tmp_path, {"COLL-1": FULL["COLL-1"]}, "2025-07-20")
    assert (only(tmp_path).whole, only(tmp_path).whole_on) == (True, date(2025, 7, 20))
    recorded(tmp_path, {"LEAD-2": FULL["LEAD-2"]}, "2025-11-20")
    assert only(tmp_path).assessed_on == date(2025, 7, 20)  # an amendment does not move the day of the assessment


def test_an_action_moves_on_with_its_first_date_kept(tmp_path: Path) -> None:
    diagnostic(tmp_path)
    recorded(tmp_path, FULL, "2025-07-01")
    progressed(tmp_path, "2025-10-01", "in progress", due="2026-01-15", note="The post is advertised")
    found = only(tmp_path).answers["LEAD-1"]
    assert (found.due, found.first_due, found.status) == (date(2026, 1, 15), date(2025, 11, 30), "in progress")
    assert [one.statement for one in actions_of([only(tmp_path)]) if one.overdue(TODAY)] == ["LEAD-1"]
    progressed(tmp_path, "2026-01-20", "done")
    progressed(tmp_path, "2026-01-25", "done", note="Looked at again")
    assert only(tmp_path).answers["LEAD-1"].finished_on == date(2026, 1, 20)
    assert [one.finished for one in actions_of([only(tmp_path)])] == [True]


def test_an_action_moved_after_its_date_had_passed_stays_overdue(tmp_path: Path) -> None:
    diagnostic(tmp_path)
    recorded(tmp_path, FULL, "2025-07-01")
    progressed(tmp_path, "2025-12-10", "in progress", due="2026-03-31", note="moved")
    found = only(tmp_path).answers["LEAD-1"]
    assert (found.first_due, found.due, found.judged_due) == (date(2025, 11, 30), date(2026, 3, 31), date(2025, 11, 30))
    assert found.overdue(TODAY)


def test_another_rating_leaves_the_action_with_its_history(tmp_path: Path) -> None:
    diagnostic(tmp_path)
    recorded(tmp_path, FULL, "2025-07-01")
    progressed(tmp_path, "2025-08-01", "done")
    recorded(tmp_path, {"LEAD-1": {**FULL["LEAD-1"], "rating": "1", "status": "done"}}, "2025-09-01")
    found = only(tmp_path).answers["LEAD-1"]
    assert (found.rating, found.finished_on, len(found.progress)) == (1, date(2025, 8, 1), 2)


def test_an_entry_that_was_withdrawn_counts_no_more_and_stays_in_the_log(tmp_path: Path) -> None:
    diagnostic(tmp_path)
    recorded(tmp_path, FULL, "2025-07-01")
    slip = recorded(tmp_path, {"LEAD-2": {"rating": "1", "evidence": "The agenda"}}, "2025-08-01").entry
    withdraw_entry(tmp_path, slip, "meant for another round", when("2025-09-01"))
    assert only(tmp_path).answers["LEAD-2"].rating == 0
    assert only(tmp_path, "2025-08-15").answers["LEAD-2"].rating == 1
    for entry, code in (
        (slip, ExitCode.REFUSED),
        ("diagnostic-0003", ExitCode.REFUSED),
        ("diagnostic-9", ExitCode.USAGE),
    ):
        with pytest.raises(ProblemsFound) as found:
            withdraw_entry(tmp_path, entry, "again", when("2025-09-02"))
        assert found.value.exit_code is code
    assert set(diagnostics_on(tmp_path).withdrawn) == {slip}


def test_what_was_presented_stands_with_every_rater_of_the_round(tmp_path: Path) -> None:
    diagnostic(tmp_path)
    for rater in ("board", "ward"):
        recorded(tmp_path, FULL, "2025-07-01", rater=rater)
    recorded(tmp_path, FULL, "2024-07-01", label="2024-25")
    record_presented(tmp_path, "RZ1", "first", "2025-26", date(2025, 9, 25), "Item 7", when())
    assert [(one.round, one.rater, len(one.presented)) for one in rounds_of(tmp_path, TODAY)] == [
        ("2024-25", "board", 0), ("2025-26", "board", 1), ("2025-26", "ward", 1),
    ]  # fmt: skip


def test_only_one_command_writes_at_a_time_and_not_in_the_way_of_listening(tmp_path: Path) -> None:
    diagnostic(tmp_path)
    with alone(tmp_path):
        recorded(tmp_path, FULL)
    with alone(tmp_path, DIAGNOSTICS), pytest.raises(ProblemsFound, match="writing to the self-assessments"):
        recorded(tmp_path, FULL, rater="ward")
    assert not (tmp_path / LOG).exists()


def test_an_answer_is_kept_and_read_as_it_was_written() -> None:
    answer = Answer(2, "", "Minutes", "Chief Nurse", "Name a deputy", date(2026, 1, 1), "done")
    assert from_kept(as_kept(answer)) == answer
    with pytest.raises(ValueError, match="a key"):
        from_kept({"score": 3})


def chained_anew(folder: Path, change: Callable[[Lines], Any]) -> None:
    """The log with its lines changed and every hash made to fit again."""
    path = folder / DIAGNOSTICS.file
    lines: Lines = [json.loads(text) for text in path.read_bytes().splitlines()]
    change(lines)
    before, out = FIRST, b""
    for line in lines:
        text = json.dumps({**line, "before": before}, ensure_ascii=False, sort_keys=True).encode()
        before, out = hashlib.sha256(text).hexdigest(), out + text + b"\n"
    path.write_bytes(out)


def written(folder: Path) -> None:
    """A log in which everything was done once."""
    diagnostic(folder)
    recorded(folder, FULL)
    progressed(folder, "2025-08-01", "done")
    slip = record_presented(folder, "RZ1", "first", "2025-26", date(2025, 9, 25), "Item 7", when())
    withdraw_entry(folder, slip, "another round", when())


def test_a_log_as_it_was_written_is_whole_and_a_changed_line_is_told(tmp_path: Path) -> None:
    written(tmp_path)
    found = verify_diagnostics(tmp_path)
    assert (found.lines, found.problems) == (4, ())
    path = tmp_path / DIAGNOSTICS.file
    path.write_bytes(path.read_bytes().replace(b"Minutes of June", b"Minutes of July", 1))
    assert [one.line for one in verify_diagnostics(tmp_path).problems] == [2]
    with pytest.raises(ProblemsFound) as broken:
        rounds_of(tmp_path, TODAY)
    assert broken.value.exit_code is ExitCode.AUDIT_BROKEN


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda lines: lines.pop(0), "diagnostic-0002 comes where diagnostic-0001 is expected: a line is gone or was put in"),
        (lambda lines: lines[1].update(statement="LEAD-2", status="finished"), "'finished' is no status"),
        (lambda lines: lines[2].update(round="2030-31"), "it speaks of a round that nobody answered in before it"),
        (lambda lines: lines[3].update(entry="diagnostic-0009"), "it speaks of diagnostic-0009, which was never recorded before it"),
        (lambda lines: lines[0]["answers"].update({"LEAD-9": {"rating": 1}}), "it answers LEAD-9, which its edition does not have"),
        (lambda lines: lines[0]["answers"]["LEAD-2"].pop("rating"),
         "LEAD-2 has neither a rating nor a reason why it was not assessed, or both"),
        (lambda lines: lines[0].update(act="scores"), "'scores' is no act that this version of the program knows"),
        (lambda lines: lines[0].pop("answers"), "this line lacks what its act has to say, or says it in another form"),
        (lambda lines: lines[0].update(by=""), "nobody is named as having recorded it"),
    ],
)  # fmt: skip
def test_a_log_that_was_written_anew_shows_by_what_its_lines_say(
    tmp_path: Path, change: Callable[[Lines], Any], told: str
) -> None:
    written(tmp_path)
    chained_anew(tmp_path, change)
    assert told in [one.message for one in verify_diagnostics(tmp_path).problems]
