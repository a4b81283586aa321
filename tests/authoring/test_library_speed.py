"""Reading is quick: a large library while one waits for a key, the shipped one with its lint and tests in a blink."""

from __future__ import annotations

import itertools
import re
import shutil
import subprocess
import sys
from pathlib import Path
from time import process_time

import pytest

from pxcommission.authoring.linting import every_problem
from pxcommission.authoring.rule_tests import results_of, try_rules
from pxcommission.problems import ProblemsFound, Weight
from pxcommission.rulebook.rulebook import read_rulebook
from pxcommission.yaml_text import LARGEST_FILE, read_yaml_text

LEAST, SECONDS = 411, 0.5
"""How many requirements load while one waits for a key, and within which time."""


def repeated(root: Path, folder: Path, least: int, one_file: bool = False) -> Path:
    """The shipped workspace with its rules repeated under new ids until there are so many requirements; no contracts."""
    shutil.copytree(root / "rules", folder / "rules")
    shutil.copy(root / "workspace.yaml", folder)
    ids: list[str] = []
    texts = {path.name: path.read_text("utf-8") for path in sorted((root / "rules").glob("*.yaml"))}
    together = "title: Every rule\nowner: Lead\n\nrequirements:\n"
    for copy in itertools.count(1):
        for name, text in texts.items():
            if len(ids) >= least:
                break
            again = re.sub(r"^(  - id: )([A-Z0-9-]+)", rf"\1R{copy}-\2", text, flags=re.MULTILINE)
            ids += re.findall(r"^  - id: ([A-Z0-9-]+)", again, flags=re.MULTILINE)
            together += again.split("\nrequirements:\n", 1)[1].rstrip() + "\n"
            if not one_file:
                (folder / "rules" / f"r{copy}-{name}").write_text(again, encoding="utf-8")
        if len(ids) >= least:
            break
    for name in texts:
        (folder / "rules" / name).unlink()
    if one_file:
        (folder / "rules" / "every.yaml").write_text(together, encoding="utf-8")
    return folder


def test_a_library_of_hundreds_loads_while_one_waits(tmp_path: Path, root: Path) -> None:
    folder = repeated(root, tmp_path, LEAST)
    taken = []
    for _ in range(5):
        began = process_time()
        rulebook, problems = read_rulebook(folder)
        taken.append(process_time() - began)
    assert len(rulebook.requirements) >= LEAST and not [p for p in problems if p.weight is Weight.ERROR]
    assert min(taken) * LEAST / len(rulebook.requirements) < SECONDS, taken


def test_six_hundred_requirements_stand_in_one_file(tmp_path: Path, root: Path) -> None:
    rulebook, _ = read_rulebook(repeated(root, tmp_path, 600, one_file=True))
    assert len(rulebook.requirements) >= 600


def test_the_shipped_library_is_linted_and_tested_in_three_seconds(root: Path) -> None:
    taken = []
    for _ in range(2):
        began = process_time()
        rulebook, _ = every_problem(root)
        results = results_of(try_rules(rulebook))
        taken.append(process_time() - began)
    assert len(results) > 150 and min(taken) < 2.5, f"{taken} s for {len(results)} tests"


WORST = {
    "texts in brackets": "a: [" + "a," * (LARGEST_FILE // 2 - 4) + "a]\n",
    "mappings": "a: [" + "{a: 1}," * (LARGEST_FILE // 7 - 2) + "a]\n",
    "lists in lists": "a: [" + "[]," * (LARGEST_FILE // 3 - 2) + "a]\n",
}


@pytest.mark.stress
@pytest.mark.parametrize("worst", sorted(WORST))
def test_the_largest_file_that_is_read_stays_within_five_seconds_and_400_megabytes(worst: str) -> None:
    assert len(WORST[worst]) <= LARGEST_FILE
    code = (
        "import resource, sys, time; from pxcommission.yaml_text import read_yaml_text; began = time.process_time();"
        "read_yaml_text(sys.stdin.read(), 'a.yaml');"
        "print(time.process_time() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
    )
    ended = subprocess.run([sys.executable, "-c", code], input=WORST[worst], capture_output=True, text=True, check=True)
    seconds, megabytes = map(float, ended.stdout.split())
    assert (seconds < 5, megabytes < 400) == (True, True), ended.stdout


def test_a_text_of_many_problems_ends_soon() -> None:
    for text in ("a: 1\n" * 100_000, "a: [" + "!x," * 100_000 + "]\n", "a: [" + "“x”," * 50_000 + "]\n"):
        began = process_time()
        with pytest.raises(ProblemsFound) as found:
            read_yaml_text(text, "a.yaml")
        assert len(found.value.problems) <= 101
        assert process_time() - began < 1.0
