"""A workspace of any size for `growth.py` and `profile_check.py`: the shipped rules, 40 requirements, so many contracts and quarters.

Everything in it is invented and comes from a fixed seed; codes begin with an X and stand in no list.
"""

from __future__ import annotations

import random
import shutil
from datetime import date
from hashlib import sha256
from pathlib import Path

from pxcommission.evidence.observations import Level, Observation, Origin, Reading, Status
from pxcommission.evidence.store import EvidenceStore
from pxcommission.periods import Period, add_months, quarter_of

ROOT = Path(__file__).parents[1]
REQUIREMENTS = 40
ASPECTS = 12
FIRST_QUARTER = date(2021, 4, 1)
KNOWN = date(2026, 12, 31)
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"


def make_workspace(
    folder: Path, contracts: int, quarters: int, requirements: int = REQUIREMENTS, seed: int = 1
) -> list[Period]:
    """A workspace with its evidence loaded; the quarters it has figures for, oldest first."""
    any_number = random.Random(seed)
    shutil.copytree(ROOT / "rules", folder / "rules")
    shutil.copy(ROOT / "workspace.yaml", folder / "workspace.yaml")
    _write(folder / "rules" / "vocabulary" / "benchmark.yaml", _vocabulary(requirements))
    _write(folder / "rules" / "benchmark.yaml", _rules(requirements))
    for number in range(contracts):
        name = f"contracts/bench-{number:05}/contract.yaml"
        _write(folder / name, _contract(number, requirements))
    spans = [quarter_of(add_months(FIRST_QUARTER, 3 * number)) for number in range(quarters)]
    store = EvidenceStore(folder)
    for span in spans:
        store.add(_reading(span, contracts, requirements, any_number))
    return spans


def code_of(number: int) -> str:
    """A provider's code: X and four letters or digits."""
    found = ""
    for _ in range(4):
        number, at = divmod(number, len(LETTERS))
        found = LETTERS[at] + found
    return f"X{found}"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _vocabulary(requirements: int) -> str:
    measures = "".join(
        f"  bench_{n}: {{name: Benchmark measure {n}, numerator: bench_good_{n}, denominator: bench_all_{n}, unit: proportion, "
        f"better: higher, feedback: bench_source_{n // ASPECTS % 4}, kind: fact}}\n"
        for n in range(requirements)
    )
    sources = "".join(f"  bench_source_{n}: {{name: Benchmark source {n}}}\n" for n in range(4))
    aspects = "".join(
        f"  bench_aspect_{n}: {{name: Benchmark aspect {n}, covers: part {n}, source: this benchmark}}\n"
        for n in range(ASPECTS)
    )
    return f"title: Words of the benchmark\nmeasures:\n{measures}feedback:\n{sources}aspects:\n{aspects}"


def _rules(requirements: int) -> str:
    every = "".join(
        f"  - id: BENCH-{n}\n    statement: What measure {n} counts is good.\n    aspect: bench_aspect_{n % ASPECTS}\n"
        f"    service: inpatient\n    measure: bench_{n}\n    judged_over: quarter\n    usual_threshold: at least 90%\n"
        f"    needs: bench_all_{n} >= 30\n    severity: {('minor', 'major', 'critical')[n % 3]}\n"
        "    source: {document: this benchmark, verified: false}\n    question_to_provider: What changed?\n"
        for n in range(requirements)
    )
    return f"title: Requirements of the benchmark\nowner: Nobody\nrequirements:\n{every}"


def _contract(number: int, requirements: int) -> str:
    adopted = "".join(
        f"  - {{use: BENCH-{n}, clause: 'Schedule 4, {n}', threshold: {{2021-04-01: at least {88 + (number + n) % 5}%}}}}\n"
        for n in range(requirements)
    )
    return (
        f"contract: BENCH-{number:05}\ncontract_reference: B-{number}\ntitle: Benchmark {number}\n"
        "general_conditions: {2021-04-01: full-length-2025-26}\nterm: {from: 2021-04-01, to: 2027-03-31}\n"
        "co_ordinating_commissioner: {name: Example Board, ods: QZ9, representative: Head of contracting, notices_to: a@board.example}\n"
        f"provider: {{name: Provider {number}, ods: {code_of(number)}, representative: Director, notices_to: a@provider.example}}\n"
        "signed_by: {challenge: Chief Nurse, notice: Chief Nurse}\nservices: [inpatient]\nladder: local-then-gc9\n"
        f"evidence: [published, local]\nrequirements:\n{adopted}"
    )


def _reading(span: Period, contracts: int, requirements: int, any_number: random.Random) -> Reading:
    figures = []
    for number in range(contracts):
        for measure in range(requirements):
            of = any_number.randint(25, 400)
            weak = (number * 31 + measure * 17) % 11 == 0
            figures.append(_observation(span, number, measure, _good(of, weak, any_number), of, len(figures)))
    name = f"benchmark-{span.key}.csv"
    hashed = sha256(name.encode()).hexdigest()
    return Reading(
        hashed, name, hashed, "benchmark/1", "benchmark", Origin.PUBLISHED, tuple(figures), published=span.end
    )


def _good(of: int, weak: bool, any_number: random.Random) -> int:
    share = 0.86 if weak else 0.95
    return max(0, min(of, round(any_number.gauss(of * share, (of * share * (1 - share)) ** 0.5))))


def _observation(span: Period, number: int, measure: int, good: int, of: int, at: int) -> Observation:
    code = code_of(number)
    return Observation(
        Level.PROVIDER, "", code, "", "", "inpatient", "", f"bench_{measure}", span.start, span.end, good, of, "",
        "proportion", Status.REPORTED, "", f"C{at + 2}", f"Provider {number}",
    )  # fmt: skip
