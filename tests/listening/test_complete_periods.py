"""A period recorded as complete: month by month or at once, for each kind by itself, and withdrawn when it was a mistake."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from listening.registers_written import add, complaint, complete, filled_form, listening, load, when
from listening.test_counting import of, story_workspace

from pxcommission.listening.log import LOG
from pxcommission.listening.recording import Completion, already_complete, withdraw_complete
from pxcommission.listening.register import registers_on
from pxcommission.periods import read_period
from pxcommission.problems import ExitCode, ProblemsFound

MONTHS = ("2025-07", "2025-08", "2025-09")
QUARTER = read_period("2025/26 Q2")


def test_three_complete_months_are_a_complete_quarter_for_what_is_counted_by_quarter(tmp_path: Path) -> None:
    made = listening(tmp_path)
    for month in MONTHS[:2]:
        complete(made, "complaint", month)
    assert of(made, "unexplained") == {}
    complete(made, "complaint", MONTHS[2], day="2026-01-20")
    assert of(made, "unexplained") == {"2025-07": (0, None)}
    assert of(made, "unexplained", as_at=date(2026, 1, 19)) == {}
    assert of(made, "complaints_received") == dict.fromkeys(MONTHS, (0, None))


def test_one_kind_complete_at_once_and_the_other_month_by_month_are_complete_together(tmp_path: Path) -> None:
    made = listening(tmp_path)
    complete(made, "patient-story", "2025/26 Q2")
    complete(made, "experience-diary", "2025-07")
    assert of(made, "stories_negative") == {"2025-07": (0, 0)}
    for month in MONTHS[1:]:
        complete(made, "experience-diary", month)
    assert of(made, "stories_negative") == dict.fromkeys(MONTHS, (0, 0))


def test_a_complete_register_of_complaints_does_not_make_that_of_pals_complete(tmp_path: Path) -> None:
    made = story_workspace(tmp_path)
    words = tmp_path / "rules/vocabulary/words.yaml"
    words.write_text(words.read_text().replace("register: complaint, rule: ack", "register: [complaint, pals-concern], rule: ack"))  # fmt: skip
    add(made, "complaint", *(complaint(f"{month}-03", acknowledged=f"{month}-04") for month in MONTHS))
    for month in MONTHS:
        complete(made, "complaint", month)
    (finding,) = made.check().findings
    assert (finding.outcome, finding.final) == ("met", False)
    assert finding.awaiting == ("complaint and pals-concern register, 2025/26 Q2: incomplete",)
    complete(made, "pals-concern", "2025/26 Q2")
    assert made.check().findings[0].final


@settings(max_examples=15, deadline=None)
@given(st.permutations(["2025/26 Q2", *MONTHS]), st.integers(0, 4))
def test_a_quarter_is_complete_exactly_when_each_of_its_months_is(
    tmp_path_factory: pytest.TempPathFactory, said: list[str], count: int
) -> None:
    made = listening(tmp_path_factory.mktemp("complete"))
    for period in said[:count]:
        complete(made, "complaint", period)
    whole = "2025/26 Q2" in said[:count] or count > 2
    assert QUARTER is not None
    assert bool(of(made, "unexplained")) == whole
    covering = already_complete(registers_on(made.folder), Completion("complaint", "RZ1", QUARTER))
    assert (covering is not None) == whole


def test_a_period_withdrawn_is_not_complete_from_that_day_and_stays_on_record(tmp_path: Path) -> None:
    made = story_workspace(tmp_path)
    add(made, "complaint", *(complaint(f"{month}-03", acknowledged=f"{month}-04") for month in MONTHS))
    name = complete(made, "complaint", "2025/26 Q2")
    before = (tmp_path / LOG).read_bytes()
    withdraw_complete(tmp_path, name, "two were still with the ward", when("2026-01-20", "Complaints lead"))
    assert (tmp_path / LOG).read_bytes().startswith(before)
    assert made.check(as_at="2026-01-19").findings[0].final
    assert not made.check(as_at="2026-01-20").findings[0].final
    (gone,) = registers_on(tmp_path).undone
    assert (gone.complete.id, gone.by, gone.reason) == (name, "Complaints lead", "two were still with the ward")
    with pytest.raises(ProblemsFound) as found:
        withdraw_complete(tmp_path, name, "again", when("2026-01-21"))
    assert found.value.exit_code is ExitCode.REFUSED
    with pytest.raises(ProblemsFound) as found:
        withdraw_complete(tmp_path, "complete-0009", "none", when("2026-01-21"))
    assert found.value.exit_code is ExitCode.USAGE
    assert complete(made, "complaint", "2025/26 Q2", day="2026-01-25") == "complete-0002"
    assert made.check().findings[0].final


def test_the_same_file_does_not_bring_back_a_period_that_was_withdrawn_and_another_file_does(tmp_path: Path) -> None:
    made = listening(tmp_path)
    labels = {"B3": "RZ1", "B4": "2025/26 Q2"}
    data = filled_form(made, "complaint", complaint("2025-07-03", reference="C1"), labels=labels)
    assert load(made, "a.xlsx", data).complete == ("complete-0001",)
    withdraw_complete(tmp_path, "complete-0001", "August was not in it", when("2026-01-20"))
    assert load(made, "a.xlsx", data).complete == ()
    more = complaint("2025-08-03", reference="C2")
    later = filled_form(made, "complaint", complaint("2025-07-03", reference="C1"), more, labels=labels)
    assert load(made, "b.xlsx", later).complete == ("complete-0002",)
