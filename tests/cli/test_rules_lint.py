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
    assert last.startswith("7 files, 2 requirements, 1 contract: 2 errors, 4 warnings, ")
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
    assert lines[2] == (
        "::error file=rules/rules.yaml,line=6,col=13,title=PX100::unknown aspect 'overalll'; did you mean 'overall'?"
    )
    assert any(line.startswith("::warning file=rules/rules.yaml,line=10,col=22,title=PX120::") for line in lines)
    assert any("'at least 0%25'" in line for line in lines) and not any(line.startswith("::notice") for line in lines)


def fix(run: Run, space: Path, *more: str) -> Any:
    return run("--by", "Rule owner", "rules", "lint", "--fix", "--workspace", space, *more)


def test_fix_shows_the_change_writes_it_and_looks_again(run: Run, space: Path) -> None:
    path = space / "rules" / "rules.yaml"
    before = path.read_bytes()
    shown = run("rules", "lint", "--fix", "--dry-run", "--workspace", space)
    assert "-    aspect: overalll\n+    aspect: overall\n" in shown.out and "Nothing was written." in shown.out
    assert shown.code == 3 and path.read_bytes() == before
    ran = fix(run, space, "--yes")
    assert "Written: rules/rules.yaml (change 1;" in ran.out and "0 errors" in ran.out and ran.code == 0
    assert path.read_bytes() == before.replace(b"overalll\n", b"overall\n")
    assert "nothing here can be mended safely" in fix(run, space).out
    assert run("rules", "lint", "--dry-run", "--workspace", space).code == 2
    assert run("rules", "lint", "--yes", "--workspace", space).code == 2


def test_fix_asks_who_makes_the_change_and_writes_only_when_told_to(run: Run, space: Path) -> None:
    path = space / "rules" / "rules.yaml"
    before = path.read_bytes()
    unnamed = run("rules", "lint", "--fix", "--yes", "--workspace", space)
    assert (unnamed.code, path.read_bytes()) == (2, before) and "give --by NAME" in unnamed.err
    unasked = fix(run, space)
    assert (unasked.code, path.read_bytes()) == (3, before) and "add --yes to write it without asking" in unasked.out
    fix(run, space, "--yes")
    record = json.loads((space / ".pxcommission" / "changes" / "0001" / "change.json").read_text("utf-8"))
    assert (record["what"], record["by"]) == ("rules lint --fix: 1 file mended", "Rule owner")
    assert run("--by", "Rule owner", "rules", "undo", "--yes", "--workspace", space).code == 0
    assert path.read_bytes() == before


def test_a_file_whose_mend_would_show_a_new_error_is_left_and_the_others_are_mended(run: Run, space: Path) -> None:
    text = rule("OTHER").replace("severity: major", "severty: major").replace("aspect: overall", "aspect: whatever")
    other = space / "rules" / "more.yaml"
    other.write_text("title: More\nowner: Lead\nrequirements:\n" + text)
    ran = fix(run, space, "--yes")
    assert "rules/more.yaml is left as it is" in ran.err and "unknown aspect 'whatever'" in ran.err
    assert "severty" in other.read_text() and "overalll" not in (space / "rules" / "rules.yaml").read_text()


def test_for_a_program_only_the_problems_are_printed_to_it(run: Run, space: Path) -> None:
    ran = fix(run, space, "--yes", "--format", "json")
    assert all(one["weight"] != "error" for one in json.loads(ran.out)) and "+    aspect: overall" in ran.err


def test_the_shipped_workspace_has_neither_errors_nor_warnings(run: Run, root: Path) -> None:
    ran = run("rules", "lint", "--strict", "--workspace", root)
    assert (ran.code, ran.err) == (0, ""), ran.out
