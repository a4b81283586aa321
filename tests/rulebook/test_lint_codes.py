"""Every code is registered and used, and its example shows it: the lines before have the problem, the lines after don't."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import pytest
from small_workspace import FORM

from pxcommission.authoring.linting import every_problem
from pxcommission.problem_codes import CODES, ProblemCode

VOCABULARY = """\
title: Words
measures:
  fft_positive: {name: Friends and Family Test answers very good or good, unit: proportion, numerator: positive, denominator: responses, better: higher, feedback: fft, kind: view}
  fft_negative: {name: Friends and Family Test answers poor or very poor, unit: proportion, numerator: negative, denominator: responses, better: lower, feedback: fft, kind: view}
  complaints_received: {name: Complaints received, unit: count, better: neither, feedback: complaints, kind: fact}
  complaints_over_six_months_unexplained: {name: Complaints open over six months, unit: count, better: lower, feedback: complaints, kind: fact}
  complaints_acknowledged_in_time: {name: Complaints acknowledged, unit: proportion, numerator: acknowledged_in_time, denominator: acknowledgements_due, better: higher, feedback: complaints, kind: fact}
  emergency_attendances: {name: Attendances, unit: count, better: neither, feedback: waits, kind: fact}
  emergency_within_4_hours: {name: Seen within four hours, unit: proportion, numerator: within_4_hours, denominator: four_hour_attendances, better: higher, feedback: waits, kind: fact, comparable: true}
services:
  inpatient: {name: Inpatient care}
  outpatient: {name: Outpatient care}
  emergency: {name: Emergency care}
  maternity: {name: Maternity care, touchpoints: [antenatal, birth]}
aspects: {overall: {name: Overall, covers: all of it, source: this test}}
feedback: {fft: {name: Friends and Family Test}, complaints: {name: Complaints}, waits: {name: Waits}}
wording: {failed: {say: what was found, why: it blames, also: [fail]}}
"""
RULE = """\
id: FFT-IP-POSITIVE
statement: Inpatients describe their care as good.
aspect: overall
service: inpatient
measure: fft_positive
judged_over: quarter
usual_threshold: at least 95%
severity: major
source: {document: NHS Standard Contract, clause: SC37, verified: false}
question_to_provider: What changed?
tests:
  - {name: exactly at threshold, given: {positive: 95, responses: 100}, expect: met}
  - {name: one response short, given: {positive: 94, responses: 100}, expect: breach}
  - {name: nobody answered, given: {positive: 0, responses: 0}, expect: not assessed, reason: zero denominator}
"""
NEGATIVE = """\
id: FFT-IP-NEGATIVE
measure: fft_negative
usual_threshold: at most 5%
tests: []
"""
EMERGENCY = """\
id: FFT-AE-POSITIVE
service: emergency
"""
ACKNOWLEDGED = """\
id: CMP-ACKNOWLEDGED
service: all
measure: complaints_acknowledged_in_time
require: acknowledged_in_time == acknowledgements_due
usual_threshold:
tests: []
"""
LADDER = """\
title: Ladder
owner: Head of contracting
stages:
  - {id: query, name: Question for the review meeting, document: meeting-paper}
  - {id: challenge, name: Challenge letter, document: challenge}
  - {id: notice, name: GC9 Contract Performance Notice, step: contract-performance-notice}
rules:
  - {id: not-met, when: in_breach, propose: query}
  - {id: repeated, when: in_breach and breaches_in_a_row >= 2, propose: challenge}
  - {id: recovered, when: met_in_a_row >= 2, step_down: true}
tests: []
"""
CONTRACT = """\
contract: ACUTE
contract_reference: REF-1
title: A contract
general_conditions: {2024-04-01: full-length-2025-26}
term: {from: 2024-04-01, to: 2027-03-31}
co_ordinating_commissioner: {name: Example Commissioner, ods: QZ9, representative: Head of contracting, notices_to: a@commissioner.example}
provider:
  name: Example Provider
  ods: RZ1
  representative: Director of contracting
  notices_to: a@provider.example
signed_by: {challenge: Chief Nurse, notice: Chief Nurse}
approvals: [notice, withhold]
services: [inpatient, emergency]
ladder: local-then-gc9
requirements:
  - {use: FFT-IP-POSITIVE, clause: Schedule 4, threshold: {2024-04-01: at least 95%}}
  - {use: FFT-AE-POSITIVE, clause: Schedule 4, threshold: {2024-04-01: at least 78%}}
  - {use: CMP-ACKNOWLEDGED, clause: SC16}
monitored: [FFT-IP-NEGATIVE]
reports_due: {}
variations: []
waivers: []
"""
EXAMPLES = [entry for entry in CODES.values() if entry.code >= "PX1" and entry.wrong]


def entries(text: str) -> dict[str, str]:
    """The lines of each key at the left edge."""
    found: dict[str, str] = {}
    for block in re.split(r"^(?=\S)", text, flags=re.M):
        if block.strip():
            found[block.split(":")[0]] = block.rstrip("\n") + "\n"
    return found


def with_lines(base: str, lines: str) -> str:
    """The base with the keys of `lines` in place of its own; a key without a value is left out."""
    merged = {**entries(base), **entries(lines)}
    return "".join(block for key, block in merged.items() if block.strip() != f"{key}:")


def as_entry(rule: str) -> str:
    indented = "".join(f"    {line}\n" for line in rule.splitlines())
    return "  - " + indented[4:]


def codes_of(folder: Path, entry: ProblemCode, lines: str) -> Counter[str]:
    def written(kind: str, base: str) -> str:
        return with_lines(base, lines) if entry.file == kind else base

    own = written("rule", RULE)
    if "require:" in lines:
        own = with_lines(own, "usual_threshold:")
    rules = [own, *(with_lines(RULE, other) for other in (NEGATIVE, EMERGENCY, ACKNOWLEDGED))]
    files = {
        "workspace.yaml": "format: 1\n",
        "rules/vocabulary/words.yaml": VOCABULARY,
        "rules/rules.yaml": "title: Rules\nowner: Lead\nrequirements:\n" + "".join(map(as_entry, rules)),
        "rules/ladders/local-then-gc9.yaml": written("ladder", LADDER),
        "rules/contract-forms/full-length-2025-26.yaml": written("form", FORM + "in_force_to: 2026-03-31\n"),
        "contracts/acute/contract.yaml": written("contract", CONTRACT),
    }
    if entry.file == "vocabulary":
        files["rules/vocabulary/more.yaml"] = f"title: More words\n{lines}\n"
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Counter(problem.code for problem in every_problem(folder)[1])


@pytest.mark.parametrize("entry", EXAMPLES, ids=lambda entry: entry.code)
def test_the_example_of_a_code_has_the_problem_before_and_not_after(tmp_path: Path, entry: ProblemCode) -> None:
    others = codes_of(tmp_path / "before", ProblemCode("", "", ""), "")
    wrong, mended = (
        codes_of(tmp_path / name, entry, lines) for name, lines in (("wrong", entry.wrong), ("mended", entry.mended))
    )
    assert wrong[entry.code] > mended[entry.code]
    assert mended[entry.code] <= others[entry.code]


def test_every_problem_of_the_examples_has_a_code_that_is_registered(tmp_path: Path) -> None:
    for number, entry in enumerate(EXAMPLES):
        assert codes_of(tmp_path / str(number), entry, entry.wrong).keys() <= CODES.keys(), entry.code


def test_the_workspace_of_the_examples_itself_has_no_error(tmp_path: Path) -> None:
    codes_of(tmp_path, ProblemCode("", "", ""), "")
    problems = [problem.text for problem in every_problem(tmp_path)[1] if problem.weight == "error"]
    assert problems == []


def codes_in_the_program(root: Path) -> set[str]:
    found: set[str] = set()
    for path in (root / "pxcommission").rglob("*.py"):
        if not path.name.startswith("problem_code"):
            constants = (n.value for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Constant))
            found |= {text for text in constants if isinstance(text, str) and re.fullmatch(r"PX[01][0-9]{2}", text)}
    return found


def test_the_registry_has_every_code_the_program_uses_and_no_other(root: Path) -> None:
    assert codes_in_the_program(root) == {code for code in CODES if re.fullmatch(r"PX[01][0-9]{2}", code)}


def test_every_entry_of_the_registry_says_why_in_whole_sentences() -> None:
    for code, entry in CODES.items():
        assert code == entry.code and entry.title and entry.why.endswith("."), code
        assert (bool(entry.wrong) == bool(entry.mended) and entry.wrong != entry.mended) or not entry.wrong, code
