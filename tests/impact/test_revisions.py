"""Rulebooks of git revisions and folders: read as they were committed, refused in a sentence."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from absent_parts import skip_or_fail
from small_workspace import Small, adopt, rule, small

from pxcommission.impact.revisions import rulebook_named
from pxcommission.problems import ExitCode, ProblemsFound
from pxcommission.rulebook.differences import differences
from pxcommission.rulebook.rulebook import load_rulebook

RULES = "rules/rules.yaml"


def git(folder: Path, *arguments: str) -> None:
    if shutil.which("git") is None:
        skip_or_fail("git is not installed")
    who = ["-c", "user.name=Analyst", "-c", "user.email=analyst@commissioner.example", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True, capture_output=True)


@pytest.fixture
def space(tmp_path: Path) -> Small:
    """A workspace in a subfolder of a repository, committed with 90%, then with 92% and a tag, then changed to 95%."""
    made = small(tmp_path / "area").rules(rule()).contract(adopt())
    made.write("contracts/acute/returns/a.csv", "not,a,rule\n")
    made.write(".gitattributes", "*.yaml export-ignore\n")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "first")
    made.contract(adopt(threshold="2024-04-01: at least 92%"))
    git(tmp_path, "commit", "-qam", "second")
    git(tmp_path, "tag", "signed")
    return made.contract(adopt(threshold="2024-04-01: at least 95%"))


def threshold_at(space: Small, name: str) -> str:
    adopted = rulebook_named(space.folder, name).contracts["ACUTE"].contract.requirements[0]
    return next(iter(adopted.threshold.values())).threshold.text


def test_a_revision_a_branch_or_tag_and_a_folder_are_read_as_they_were(space: Small) -> None:
    assert threshold_at(space, "HEAD~1") == "at least 90%"
    assert threshold_at(space, "signed") == threshold_at(space, "HEAD") == "at least 92%"
    assert threshold_at(space, str(space.folder)) == "at least 95%"


def test_reading_a_revision_changes_nothing_in_the_workspace(space: Small) -> None:
    before = {path: path.read_bytes() for path in space.folder.rglob("*") if path.is_file()}
    now = load_rulebook(space.folder)
    assert [d.sentence for d in differences(rulebook_named(space.folder, "HEAD"), now)] == [
        "GOOD: the threshold is raised from at least 92% to at least 95% from 1 April 2024"
    ]
    assert {path: path.read_bytes() for path in space.folder.rglob("*") if path.is_file()} == before


def test_another_repository_set_by_a_hook_does_not_lead_astray(
    space: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    assert threshold_at(space, "HEAD~1") == "at least 90%"


@pytest.mark.parametrize("name", ["nope", "HEAD~9", "", "--all", "HEAD:area", "rules", "a\0b"])
def test_a_name_that_is_no_revision_is_refused(space: Small, name: str) -> None:
    with pytest.raises(ProblemsFound, match="neither a git revision of this workspace nor a folder") as found:
        rulebook_named(space.folder, name)
    assert found.value.exit_code is ExitCode.USAGE


def test_a_workspace_outside_git_says_so(tmp_path: Path) -> None:
    made = small(tmp_path).rules(rule()).contract(adopt())
    with pytest.raises(ProblemsFound, match="this workspace is not kept in git"):
        rulebook_named(made.folder, "HEAD")


def test_a_revision_before_the_workspace_was_one_says_so(space: Small, tmp_path: Path) -> None:
    git(tmp_path, "rm", "-q", "--cached", "area/workspace.yaml")
    git(tmp_path, "commit", "-qm", "third")
    with pytest.raises(ProblemsFound, match=r"it had no workspace\.yaml") as found:
        rulebook_named(space.folder, "HEAD")
    assert found.value.exit_code is ExitCode.USAGE


def test_mistakes_in_an_old_revision_are_named_with_it(space: Small, tmp_path: Path) -> None:
    text = (space.folder / RULES).read_text("utf-8")
    space.write(RULES, text.replace("severity: major", "severity: grave"))
    git(tmp_path, "commit", "-qam", "wrong")
    space.write(RULES, text)
    with pytest.raises(ProblemsFound) as found:
        rulebook_named(space.folder, "HEAD")
    assert found.value.exit_code is ExitCode.RULES_WRONG
    assert found.value.problems[0].file == f"HEAD:{RULES}"
