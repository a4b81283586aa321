"""What lint says of a contract's dates, names and lists."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_workspace import adopt, rule, small

from pxcommission.authoring.linting import every_problem
from pxcommission.problems import Problem


def problems(folder: Path, adopted: str = "", more: str = "", judged_over: str = "quarter") -> list[Problem]:
    space = small(folder).rules(rule(judged_over=judged_over)).contract(adopted or adopt(), more)
    return [p for p in every_problem(space.folder)[1] if p.file.startswith("contracts/")]


def codes(found: list[Problem]) -> list[tuple[str, str]]:
    return [(p.code, str(p.weight)) for p in found if p.code not in ("PX179", "PX180")]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("2024-04-01: at least 90%", []),
        ("2024-04-01: at least 90%, 2025-04-01: at least 91%", []),
        ("2024-04-02: at least 90%", [("PX165", "warning")]),
        ("2024-07-01: at least 90%", [("PX165", "warning")]),
        ("2025-04-01: at least 90%", [("PX165", "note")]),
        ("2027-03-31: at least 90%", [("PX165", "warning")]),
        ("2027-04-01: at least 90%", [("PX166", "warning")]),
        ("2024-03-31: at least 90%", [("PX166", "warning")]),
        ("2024-04-01: at least 90%, 2028-03-31: at least 91%", [("PX166", "warning")]),
        ("2024-04-01: at least 90%, 2028-04-02: at least 91%", [("PX169", "warning")]),
        ("2024-04-01: at least 90%, 2025-04-01: at least 90%", [("PX167", "warning")]),
        ("2025-04-01: at least 90%, 2024-04-01: at least 90%", [("PX167", "warning")]),
        ("2024-04-01: at least 90%, 2025-05-01: at least 91%", [("PX168", "note")]),
        ("2024-04-01: at least 90%, 2025-07-02: at least 91%", [("PX168", "note")]),
    ],
)
def test_dated_lines_are_checked_to_the_day(tmp_path: Path, lines: str, expected: list[tuple[str, str]]) -> None:
    assert codes(problems(tmp_path, adopt(threshold=lines))) == expected


@pytest.mark.parametrize(
    ("judged_over", "day", "within"),
    [
        ("month", "2025-05-01", False),
        ("month", "2025-05-02", True),
        ("quarter", "2025-07-01", False),
        ("rolling 12 months", "2025-07-01", False),
        ("rolling 12 months", "2025-08-01", True),
        ("year", "2025-07-01", True),
        ("year", "2025-04-01", False),
    ],
)
def test_a_line_within_a_period_is_noted_by_the_requirements_own_length(
    tmp_path: Path, judged_over: str, day: str, within: bool
) -> None:
    lines = f"2024-04-01: at least 90%, {day}: at least 91%"
    found = codes(problems(tmp_path, adopt(threshold=lines), judged_over=judged_over))
    assert found == ([("PX168", "note")] if within else [])


def change(start: str, end: str, signed: str = "2024-04-01") -> str:
    return (
        f"variations:\n  - {{requirement: GOOD, from: {start}, to: {end}, threshold: at least 80%, document: V, "
        f"signed: {signed}, reason: R}}"
    )


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (change("2025-07-01", "2025-09-30"), []),
        (change("2025-07-01", "2025-09-30", "2025-07-01"), []),
        (change("2025-07-01", "2025-09-30", "2025-07-02"), [("PX171", "note")]),
        (change("2025-09-30", "2025-07-01"), [("PX173", "error")]),
        (change("2024-03-31", "2024-06-30", "2024-03-01"), [("PX170", "warning")]),
        (change("2027-01-01", "2027-04-30"), [("PX170", "warning")]),
        (change("2027-01-01", "2072-03-31"), [("PX169", "warning")]),
        ("waivers:\n  - {requirement: GOOD, service: emergency, from: 2025-07-01, to: 2025-09-30, reason: R, source: S, approved_by: Lead}",
         [("PX174", "error")]),
        ("waivers:\n  - {requirement: GOOD, service: inpatient, from: 2025-07-01, to: 2025-09-30, reason: R, source: S, approved_by: Lead}", []),
        ("approvals: [notice, withhold, contract-performance-notice]", []),
        ("approvals: [notise]", [("PX103", "error")]),
        ("monitored: [GOOD]", [("PX161", "error")]),
        ("meetings: {review: [2025-08-27, 2205-08-27]}", [("PX169", "warning")]),
    ],
)  # fmt: skip
def test_changes_and_lists_of_a_contract_are_checked(
    tmp_path: Path, more: str, expected: list[tuple[str, str]]
) -> None:
    assert codes(problems(tmp_path, more=more)) == expected


def test_a_signature_for_a_stage_nobody_takes_is_told_where_it_stands(tmp_path: Path) -> None:
    space = small(tmp_path).rules(rule()).contract(adopt())
    path = tmp_path / "contracts" / "acute" / "contract.yaml"
    path.write_text(path.read_text("utf-8").replace("notice: Chief", "notice: Chief Nurse, notise: Chief"), "utf-8")
    found = [p for p in every_problem(space.folder)[1] if p.code == "PX103"]
    assert [p.message for p in found] == ["unknown stage to sign 'notise'; did you mean 'notice'?"]
    assert found[0].line == 13


def test_an_undated_threshold_is_shown_with_a_day(tmp_path: Path) -> None:
    adopted = "  - use: GOOD\n    clause: Schedule 4\n    threshold: at least 90%\n"
    (found,) = [p for p in problems(tmp_path, adopted) if p.code == "PX182"]
    assert "`2025-04-01: at least 90%`" in found.fix and found.line == 19


def test_the_ladder_for_returns_is_looked_up_and_its_stages_may_be_signed(tmp_path: Path) -> None:
    assert codes(problems(tmp_path, adopt(), "ladder_for_returns: missing\n")) == [("PX102", "error")]
    assert codes(problems(tmp_path, adopt(), "ladder_for_returns: a-ladder\n")) == []


RETURNS_LADDER = """\
title: Missing returns
owner: Head of contracting
stages:
  - {id: chased, name: Question for the review meeting, document: meeting-paper}
  - {id: reminder, name: Reminder of a return, document: missing-return}
rules:
  - {id: late, when: in_breach, propose: chased}
  - {id: later, when: in_breach and breaches_in_a_row >= 2, propose: reminder}
"""


def with_returns_ladder(folder: Path, signed_by: str) -> list[Problem]:
    space = small(folder).rules(rule()).contract(adopt(), "ladder_for_returns: returns\n")
    space.write("rules/ladders/returns.yaml", RETURNS_LADDER)
    path = folder / "contracts" / "acute" / "contract.yaml"
    path.write_text(path.read_text("utf-8").replace("notice: Chief Nurse", f"notice: Chief Nurse{signed_by}"), "utf-8")
    return [p for p in every_problem(space.folder)[1] if p.code in ("PX103", "PX177")]


def test_a_letter_of_the_ladder_for_returns_needs_its_signatory(tmp_path: Path) -> None:
    found = with_returns_ladder(tmp_path, "")
    assert [(p.code, p.message) for p in found] == [
        ("PX177", "the `signed_by` for reminder is missing, so the ladder's letters could not be addressed or signed")
    ]


def test_a_signatory_for_a_letter_of_the_ladder_for_returns_is_right(tmp_path: Path) -> None:
    assert with_returns_ladder(tmp_path, ", reminder: Chief Nurse") == []
