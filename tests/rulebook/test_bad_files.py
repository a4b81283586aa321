"""The project's own broken files, one fault each: told once, at its own line and column, with its code and its mend."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec import Struct
from small_workspace import Small, adopt, rule, small

from pxcommission.problem_codes import CODES
from pxcommission.problem_codes_files import FILES
from pxcommission.problems import Mend, Problem, Weight
from pxcommission.rulebook.rulebook import read_rulebook

FOLDER = Path(__file__).parent / "bad_files"
PATHS = {
    "rule": "rules/rules.yaml",
    "contract": "contracts/acute/contract.yaml",
    "ladder": "rules/ladders/a-ladder.yaml",
    "vocabulary": "rules/vocabulary/words.yaml",
    "workspace": "workspace.yaml",
}
# Codes of what is no fault within a file, or can't be shown in a small one; other tests have them.
ELSEWHERE = {"PX003", "PX021", "PX022", "PX043", "PX050", "PX052", "PX053", "PX055", "PX056", "PX057", "PX058", "PX059"}


class BadFile(Struct, frozen=True):
    """A broken file: what it is, where its fault stands, and what is said of it."""

    file: str
    kind: str
    line: int
    column: int
    code: str
    words: tuple[str, ...]


def bad_files() -> list[BadFile]:
    listed = json.loads((FOLDER / "manifest.json").read_text("utf-8"))
    return [BadFile(**{**one, "words": tuple(one["words"])}) for one in listed]


EVERY = pytest.mark.parametrize("bad", bad_files(), ids=lambda bad: bad.file)


def workspace_with(bad: BadFile, folder: Path) -> Small:
    space = small(folder).rules(rule()).contract(adopt())
    (folder / PATHS[bad.kind]).write_bytes((FOLDER / bad.file).read_bytes())
    return space


def errors_of(space: Small, bad: BadFile) -> list[Problem]:
    found = read_rulebook(space.folder)[1]
    return [problem for problem in found if problem.weight is Weight.ERROR and problem.file == PATHS[bad.kind]]


@EVERY
def test_a_fault_is_told_once_with_its_place_its_code_and_its_mend(bad: BadFile, tmp_path: Path) -> None:
    (problem,) = errors_of(workspace_with(bad, tmp_path), bad)
    assert (problem.line, problem.column, problem.code) == (bad.line, bad.column, bad.code), problem.text
    assert all(word.lower() in problem.text.lower() for word in bad.words), problem.text
    assert problem.fix
    assert problem.code in CODES


@EVERY
def test_a_mend_that_is_offered_ends_the_problem(bad: BadFile, tmp_path: Path) -> None:
    space = workspace_with(bad, tmp_path)
    (problem,) = errors_of(space, bad)
    if problem.mend is None:
        return
    path = tmp_path / PATHS[bad.kind]
    path.write_text(mended(path.read_text("utf-8"), problem.mend), encoding="utf-8")
    assert problem.text not in [left.text for left in errors_of(space, bad)]


def mended(text: str, mend: Mend) -> str:
    lines = text.split("\n")
    line, at = lines[mend.line - 1], mend.column - 1
    assert line[at : at + len(mend.old)] == mend.old
    lines[mend.line - 1] = line[:at] + mend.new + line[at + len(mend.old) :]
    return "\n".join(lines)


def test_every_broken_file_is_listed_and_every_code_of_the_shape_of_files_is_shown() -> None:
    assert sorted(bad.file for bad in bad_files()) == sorted(path.name for path in FOLDER.glob("*.yaml"))
    assert {entry.code for entry in FILES} == {bad.code for bad in bad_files()} | ELSEWHERE
    assert len(bad_files()) >= 60


def test_a_problem_that_comes_before_one_that_ends_the_reading_is_told_too(tmp_path: Path) -> None:
    space = small(tmp_path).rules(
        rule().replace("severity: major", "severity: major\n    severity: minor") + "  - id X\n    a: b\n"
    )
    found = [problem.code for problem in read_rulebook(space.folder)[1] if problem.file == "rules/rules.yaml"]
    assert found == ["PX016", "PX008"]


@EVERY
def test_what_only_advises_can_be_left_out_and_every_error_stays(bad: BadFile, tmp_path: Path) -> None:
    space = workspace_with(bad, tmp_path)
    every = [problem for problem in read_rulebook(space.folder)[1] if problem.weight is Weight.ERROR]
    found = read_rulebook(space.folder, advice=False)[1]
    assert [problem for problem in found if problem.weight is Weight.ERROR] == every
