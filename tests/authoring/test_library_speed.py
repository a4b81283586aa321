"""Reading is quick: a large library while one waits for a key, the shipped one with its lint and tests in a blink."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from time import process_time

import pytest
from small_workspace import Small, adopt, small

from pxcommission.authoring.linting import every_problem
from pxcommission.authoring.rule_tests import results_of, try_rules
from pxcommission.problems import ProblemsFound, Weight
from pxcommission.rulebook.rulebook import read_rulebook
from pxcommission.yaml_text import LARGEST_FILE, read_yaml_text

REQUIREMENT = """
  - id: GEN-{n:04d}
    statement: Patients of group {n} who answer the survey describe their care as very good or good.
    why: Of the answers given in the quarter; an answer of neither counts among the responses.
    aspect: overall
    key_question: caring
    service: inpatient
    level: provider
    measure: answers_positive
    judged_over: quarter
    usual_threshold: at least 95%
    needs: responses >= 30
    severity: major
    source: {{document: NHS Standard Contract, clause: SC37, verified: false, note: The level is illustrative.}}
    question_to_provider: What do patients say has changed, and what are you doing about it, ward by ward?
    tests:
      - {{name: exactly at threshold, given: {{positive: 190, responses: 200}}, expect: met}}
      - {{name: one response short, given: {{positive: 189, responses: 200}}, expect: breach}}
      - {{name: too few to judge, given: {{positive: 12, responses: 20}}, expect: not assessed, reason: too few responses}}
      - {{name: suppressed, given: {{positive: suppressed, responses: 4}}, expect: not assessed, reason: suppressed}}
"""


def generated(folder: Path, count: int, a_file: int = 100) -> Small:
    """A library of so many requirements in the house style, with four tests each, all adopted by one contract."""
    space = small(folder)
    for first in range(0, count, a_file):
        numbers = range(first, min(first + a_file, count))
        text = "title: Subject\nowner: Lead\n\nrequirements:\n" + "".join(REQUIREMENT.format(n=n) for n in numbers)
        space.write(f"rules/subject-{first:04d}.yaml", text)
    return space.contract("".join(adopt(f"GEN-{n:04d}") for n in range(count)))


@pytest.mark.parametrize(("count", "seconds"), [(400, 0.5), (600, 0.8)])
def test_a_large_library_loads_while_one_waits(tmp_path: Path, count: int, seconds: float) -> None:
    space = generated(tmp_path, count)
    taken = []
    for _ in range(3):
        began = process_time()
        rulebook, problems = read_rulebook(space.folder)
        taken.append(process_time() - began)
    assert (len(rulebook.requirements), [p for p in problems if p.weight is Weight.ERROR]) == (count, [])
    assert min(taken) < seconds, taken


def test_six_hundred_requirements_stand_in_one_file(tmp_path: Path) -> None:
    rulebook, _ = read_rulebook(generated(tmp_path, 600, a_file=600).folder)
    assert len(rulebook.requirements) == 600


def test_the_shipped_library_is_linted_and_tested_in_three_seconds(root: Path) -> None:
    every_problem(root)
    began = process_time()
    rulebook, _ = every_problem(root)
    assert results_of(try_rules(rulebook))
    assert process_time() - began < 3.0


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
