"""`pxcommission rules lint` as a commissioner meets it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from small_workspace import adopt, rule, small

Run = Callable[..., Any]


@pytest.fixture
def space(tmp_path: Path) -> Path:
    """A small workspace with a misspelt word, a warning and notes."""
    text = rule().replace("aspect: overall", "aspect: overalll").replace("at least 90%", "at least 0%")
    small(tmp_path).rules(text).contract(adopt())
    return tmp_path


def test_a_problem_says_where_what_how_and_the_first_time_why(run: Run, space: Path) -> None:
    (space / "rules" / "more.yaml").write_text(
        "title: More\nowner: Lead\nrequirements:\n" + rule("OTHER").replace("service: inpatient", "service: inpatent")
    )
    ran = run("rules", "lint", "--workspace", space)
    assert ran.code == 3
    assert ran.err == (
        "rules/more.yaml:7:14: error[PX100]: unknown service 'inpatent'; did you mean 'inpatient'?\n"
        "  why: A measure, service or aspect under a misspelt name can never have a figure, so the requirement would never be judged.\n"
        "rules/rules.yaml:6:13: error[PX100]: unknown aspect 'overalll'; did you mean 'overall'?\n"
    )
    assert "rules/rules.yaml:10:22: warning[PX120]: " in ran.out and "\n  fix: write the level" in ran.out
    assert "note[" not in ran.out
    last = ran.out.splitlines()[-1]
    assert last.startswith("7 files, 2 requirements, 1 contract: 2 errors, 3 warnings, ")
    assert last.endswith(" notes (--notes shows them); --fix can mend 2 of them")


def test_notes_are_shown_when_asked_for_and_warnings_can_be_made_to_count(run: Run, tmp_path: Path) -> None:
    small(tmp_path).rules(rule()).contract(adopt())
    assert "note[PX179]" in run("rules", "lint", "--notes", "--workspace", tmp_path).out
    assert run("rules", "lint", "--workspace", tmp_path).code == 0
    assert run("rules", "lint", "--strict", "--workspace", tmp_path).code == 3


def test_only_what_was_asked_for_is_shown_and_counts(run: Run, space: Path) -> None:
    ran = run("rules", "lint", "contracts", "--workspace", space)
    assert ran.code == 0 and "0 errors" in ran.out and "in what was asked for" in ran.out
    assert run("rules", "lint", space / "rules" / "rules.yaml", "--workspace", space).code == 3
    assert run("rules", "lint", "no-such-file", "--workspace", space).code == 2


def test_json_has_every_problem_with_its_place_code_and_reason(run: Run, space: Path) -> None:
    listed = json.loads(run("rules", "lint", "--format", "json", "--workspace", space).out)
    (wrong,) = [one for one in listed if one["weight"] == "error"]
    assert (wrong["file"], wrong["line"], wrong["column"], wrong["code"]) == ("rules/rules.yaml", 6, 13, "PX100")
    assert wrong["place"] == "rules/rules.yaml:6:13" and wrong["why"] and wrong["can_be_mended"] is True
    assert any(one["weight"] == "note" for one in listed)


def test_for_github_each_problem_is_one_line_of_its_own_kind(run: Run, space: Path) -> None:
    lines = run("rules", "lint", "--format", "github", "--workspace", space).out.splitlines()
    assert lines[1] == (
        "::error file=rules/rules.yaml,line=6,col=13,title=PX100::unknown aspect 'overalll'; did you mean 'overall'?"
    )
    assert any(line.startswith("::warning file=rules/rules.yaml,line=10,col=22,title=PX120::") for line in lines)
    assert any("'at least 0%25'" in line for line in lines) and not any(line.startswith("::notice") for line in lines)


def test_fix_shows_the_change_writes_it_and_looks_again(run: Run, space: Path) -> None:
    path = space / "rules" / "rules.yaml"
    before = path.read_bytes()
    shown = run("rules", "lint", "--fix", "--dry-run", "--workspace", space)
    assert "-    aspect: overalll\n+    aspect: overall\n" in shown.out and "would change" in shown.out
    assert shown.code == 3 and path.read_bytes() == before
    ran = run("rules", "lint", "--fix", "--workspace", space)
    assert "1 file mended" in ran.out and "0 errors" in ran.out and ran.code == 0
    assert path.read_bytes() == before.replace(b"overalll\n", b"overall\n")
    assert "nothing here can be mended safely" in run("rules", "lint", "--fix", "--workspace", space).out
    assert run("rules", "lint", "--dry-run", "--workspace", space).code == 2


def test_the_shipped_workspace_has_neither_errors_nor_warnings(run: Run, root: Path) -> None:
    ran = run("rules", "lint", "--strict", "--workspace", root)
    assert (ran.code, ran.err) == (0, ""), ran.out
