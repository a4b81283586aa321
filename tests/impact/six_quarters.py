"""Six quarters of one requirement whose outcomes are known by heart: 95, 89, 88, 80, 91 and 92 of 100."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from small_workspace import Small, adopt, quarter_figures, rule, small

from pxcommission.impact.as_if import given_place, own_periods, requirement_asked, threshold_now
from pxcommission.impact.replayed import newest_day
from pxcommission.impact.sweeps import Sweep, sweep
from pxcommission.impact.threshold_range import thresholds_between, with_current
from pxcommission.impact.what_if import WhatIf, what_if
from pxcommission.inference.engines import Engine
from pxcommission.rulebook.condition_text import read_condition
from pxcommission.rulebook.ladders import PlacedCondition
from pxcommission.rulebook.thresholds import PlacedThreshold, read_threshold
from pxcommission.workspace import open_workspace

QUARTERS = ("2024/25 Q1", "2024/25 Q2", "2024/25 Q3", "2024/25 Q4", "2025/26 Q1", "2025/26 Q2")
GOOD = (95, 89, 88, 80, 91, 92)
AS_AT = date(2026, 1, 31)


def six_quarters(folder: Path, adopted: str = adopt(), more: str = "") -> Small:
    """The contract ACUTE with GOOD adopted at 90%, a rule WATCHED that nothing adopts, and the six quarters loaded."""
    made = small(folder).rules(
        rule(), rule("WATCHED", "usual_threshold: at least 91%"), rule("ALL", "require: positive == responses")
    )
    made.contract(adopted, more)
    figures = [f for good, quarter in zip(GOOD, QUARTERS, strict=True) for f in quarter_figures(good, 100, quarter)]
    return made.load(*figures, published="2025-12-01")


def tried(
    space: Small, threshold: str | None = None, needs: str | None = None, name: str = "GOOD", engine: Engine = "durable",
    count: int | None = None,
) -> WhatIf:  # fmt: skip
    """What a threshold would have come to for GOOD in ACUTE, over all its periods or the last so many."""
    workspace = open_workspace(space.folder)
    contract = workspace.rulebook.contracts["ACUTE"]
    requirement = requirement_asked(workspace.rulebook, contract, name)
    read = read_threshold(threshold) if threshold else None
    placed = PlacedThreshold(read, given_place("threshold")) if read else None
    condition = PlacedCondition(needs, read_condition(needs), given_place("needs")) if needs else None
    periods = own_periods(requirement, contract, newest_day(workspace.store, AS_AT), count)
    return what_if(workspace.rulebook, workspace.store, workspace.receipts, contract, requirement, placed, condition,
                   periods, AS_AT, engine)  # fmt: skip


def swept(space: Small, first: str, last: str, step: str, name: str = "GOOD", engine: Engine = "durable") -> Sweep:
    """GOOD in ACUTE at every threshold, over all its periods."""
    workspace = open_workspace(space.folder)
    rulebook, contract = workspace.rulebook, workspace.rulebook.contracts["ACUTE"]
    requirement = requirement_asked(rulebook, contract, name)
    measure = rulebook.vocabulary.measures[requirement.measure]
    periods = own_periods(requirement, contract, newest_day(workspace.store, AS_AT), None)
    current = threshold_now(rulebook, contract, requirement, periods[-1].end, AS_AT)
    between = thresholds_between(first, last, step, current, measure.better, measure.unit == "proportion")
    return sweep(rulebook, workspace.store, workspace.receipts, contract, requirement, with_current(between, current), current,
                 periods, AS_AT, engine)  # fmt: skip


def outcomes(found: WhatIf) -> Sequence[tuple[str, str, str]]:
    """Period, outcome now and outcome then; `-` where it is not asked."""
    return [
        (
            row.finding.period.label,
            row.now.outcome.value if row.now else "-",
            row.then.outcome.value if row.then else "-",
        )
        for row in found.rows
    ]
