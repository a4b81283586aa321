"""Random worlds: contracts with random requirements and thresholds, and random figures of every status, origin and edition."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

from msgspec import Struct
from small_workspace import Small, adopt, figure, reading, rule, small

from pxcommission.assessment.findings import Finding
from pxcommission.evidence.observations import Level, Observation, Status
from pxcommission.evidence.store import EvidenceStore
from pxcommission.periods import Period, read_period

JUDGED_BY = (
    "usual_threshold: at least 90%",
    "usual_threshold: at least 90%\n    needs: responses >= 30",
    "require: positive == responses",
    "require: positive >= 3 and 10 * positive >= 9 * responses",
    "require: answers_positive >= 90 or negative == 0",
    "require: change(positive) >= 0",
    "require: total(positive, 2) >= 100\n    needs: responses >= 5",
)
FLOORS = (
    "at least 90%",
    "more than 90%",
    "at least 33.3%",
    "better than England",
    "not worse than the same quarter last year",
    "to be agreed",
    "all",
)
CEILINGS = ("at most 5%", "at most 95.25%", "less than 99%")
QUARTERS = tuple(q for q in map(read_period, ("2024/25 Q2", "2025/26 Q1", "2025/26 Q2")) if q)
MONTHS = tuple(m for q in QUARTERS for m in q.months)


class World(Struct, frozen=True):
    """Contract files by name, and every figure with the edition it stands in: (origin, day known, figure)."""

    rules: tuple[str, ...]
    contracts: tuple[tuple[str, str, str, str], ...]  # name, ods, adopted, provider lines
    figures: tuple[tuple[str, str, Observation], ...]


def random_world(seed: int, contracts: int = 12) -> World:
    """The world of a seed."""
    rng = random.Random(seed)
    rules = [rule(f"R{n}", judged_by) for n, judged_by in enumerate(JUDGED_BY)]
    rules.append(rule("R7", "usual_threshold: at most 5%", measure="answers_negative", judged_over="month"))
    rules.append(rule("R8", "usual_threshold: at most 3", measure="late_letters"))
    rules = [
        r.replace("    severity", f"    partial: {rng.choice(['allowed', 'not allowed'])}\n    severity") for r in rules
    ]
    rules.append(rule("R9").replace("    severity", "    level: [site, ward]\n    severity"))
    made, figures = [], []
    for number in range(contracts):
        ods = f"RZ{number:02d}"
        chosen = rng.sample(range(10), 3)
        adopted = "".join(adopt(f"R{n}", _threshold(rng, n)) for n in chosen)
        sites = rng.random() < 0.5
        made.append((f"C{number}", ods, adopted, f"sites: [{ods}1, {ods}2]" if sites else ""))
        figures += _figures(rng, ods, sites)
    figures += [("published", "2025-11-01", _england(rng, month)) for month in MONTHS]
    return World(tuple(rules), tuple(made), tuple(figures))


def _threshold(rng: random.Random, number: int) -> str:
    if number in (2, 3, 4, 5, 6):
        return ""
    sentence = "at most 3" if number == 8 else rng.choice(CEILINGS if number == 7 else FLOORS)
    return f"2024-04-01: {sentence}"


def _figures(rng: random.Random, ods: str, sites: bool) -> Iterator[tuple[str, str, Observation]]:
    units = [("", "")] if rng.random() < 0.9 else []
    units += [(f"{ods}1", ""), (f"{ods}2", "")] if sites else []
    units += [(f"{ods}1", "Ward A")] if rng.random() < 0.5 else []
    for measure in ("answers_positive", "answers_negative", "late_letters"):
        for site, ward in units:
            for month in MONTHS:
                for origin in rng.choice([["published"]] * 4 + [["local"]] * 4 + [["local", "published"]] * 4 + [[]]):
                    for day in rng.choice([["2025-11-01"], ["2025-11-01", "2025-12-01"]]):
                        yield origin, day, _one(rng, ods, site, ward, measure, month)


def _one(rng: random.Random, ods: str, site: str, ward: str, measure: str, month: Period) -> Observation:
    status = rng.choices(list(Status), weights=[90, 3, 2, 1, 1, 1, 1])[0]
    denominator = rng.choice([0, 1, 9, 10, 30, 100, 300, 1000])
    edge = int(denominator * Fraction(9, 10)) + rng.choice([-1, 0, 0, 1])
    numerator = rng.choice([max(0, min(denominator, edge)), rng.randint(0, denominator)])
    if measure == "late_letters":
        counted = rng.randint(0, 4) if status is Status.REPORTED else None
        return figure(counted, None, month, provider=ods, site=site, ward=ward, measure=measure, status=status)
    if status is Status.REPORTED and denominator == 0:
        status = Status.ZERO_DENOMINATOR
    known = status in (Status.REPORTED, Status.ZERO_DENOMINATOR)
    return figure(numerator if known else None, denominator if known else None, month, provider=ods, site=site, ward=ward,
                  measure=measure, status=status)  # fmt: skip


def _england(rng: random.Random, month: Period) -> Observation:
    return figure(rng.randint(8000, 9500), 10000, month, provider="ENG", level=Level.ENGLAND)


@contextmanager
def workspace(world: World) -> Iterator[Small]:
    """A workspace of the world in a folder that goes away afterwards."""
    folder = Path(tempfile.mkdtemp())
    try:
        space = small(folder).rules(*world.rules)
        for name, ods, adopted, provider in world.contracts:
            space.contract(adopted, name=name, ods=ods, provider=provider)
        yield space
    finally:
        shutil.rmtree(folder)


def findings_of(space: Small, figures: Sequence[tuple[str, str, Observation]], parts: int = 1) -> dict[str, Finding]:
    """Every finding of 2025/26 Q2 by id, with the figures loaded as one file per origin and day, or split over more."""
    from datetime import date

    from pxcommission.quarter import check_quarter
    from pxcommission.workspace import open_workspace

    store_folder = space.folder / ".pxcommission"
    shutil.rmtree(store_folder, ignore_errors=True)
    store = EvidenceStore(space.folder)
    for origin in ("published", "local"):
        for day in ("2025-11-01", "2025-12-01"):
            chosen = [o for where, when, o in figures if (where, when) == (origin, day)]
            for part in range(parts):
                piece = tuple(chosen[part::parts])
                if piece:
                    dates = {"published": day} if origin == "published" else {"received": day}
                    store.add(reading(piece, f"{origin}-{day}-{part}.csv", **dates))
    opened = open_workspace(space.folder)
    contracts = tuple(opened.rulebook.contracts.values())
    checked = check_quarter(opened, QUARTERS[-1], date(2026, 1, 31), contracts, "durable")
    return {finding.id: finding for one in checked for finding in one.findings}


def scaled(figures: Sequence[tuple[str, str, Observation]], times: int) -> list[tuple[str, str, Observation]]:
    """The figures with every count so many times as large."""
    return [
        (origin, day, o._replace(numerator=_times(o.numerator, times), denominator=_times(o.denominator, times)))
        for origin, day, o in figures
    ]


def _times(value: int | None, times: int) -> int | None:
    return None if value is None else value * times
