"""Patterns are checked for what they name; a slip in another file is told there, and nowhere else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pxcommission.authoring.linting import every_problem
from pxcommission.problems import Weight


@pytest.fixture
def library(tmp_path: Path, root: Path) -> Path:
    shutil.copytree(root / "rules", tmp_path / "rules")
    shutil.copy(root / "workspace.yaml", tmp_path)
    return tmp_path


def replaced(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def errors(folder: Path) -> list[tuple[str, str, str]]:
    return [(p.file, p.code, p.message) for p in every_problem(folder)[1] if p.weight is Weight.ERROR]


def test_one_typo_in_a_rule_file_is_one_error_there(library: Path) -> None:
    file = library / "rules/friends-and-family-test.yaml"
    replaced(file, "needs: responses >= 30", "needs: responses > = 30")
    found = every_problem(library)[1]
    said = [(p.file, p.code, p.fix) for p in found if p.weight is Weight.ERROR]
    assert said == [("rules/friends-and-family-test.yaml", "PX110", "write >= without a space in it")]


def test_an_unread_ladder_or_vocabulary_is_not_blamed_on_patterns(library: Path) -> None:
    for file in ("rules/ladders/local-then-gc9.yaml", "rules/vocabulary/services-and-aspects.yaml"):
        text = (library / file).read_text("utf-8")
        (library / file).write_text(text + "\nno_such_key: 1\n", "utf-8")
        assert {one[0] for one in errors(library)} == {file}
        (library / file).write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("FFT-IP-POSITIVE", "FFT-IP-POSTIVE", "PX101"),
        ("ladder: local-then-gc9", "ladder: local-then-gc", "PX102"),
        ("services: [inpatient", "services: [inpatint", "PX100"),
    ],
)
def test_a_name_that_does_not_exist_has_its_code(library: Path, old: str, new: str, code: str) -> None:
    replaced(library / "rules/contract-patterns/acute.yaml", old, new)
    assert {one[:2] for one in errors(library)} >= {("rules/contract-patterns/acute.yaml", code)}
