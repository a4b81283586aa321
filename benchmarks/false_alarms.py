"""How often each way of reading a share calls a concern: when nothing is wrong, and when something is.

    .venv/bin/python benchmarks/false_alarms.py [REPETITIONS]

Prints the tables of docs/explanation/small-numbers.md. Each repetition is one service for 48 months: 24 of history, 24 watched.
A month's positive answers are binomial; the target is 95%. The seed is fixed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from pxcommission.assessment.statistics.attribute_charts import p_prime_chart
from pxcommission.assessment.statistics.intervals import exact_limits, wilson_limits
from pxcommission.assessment.statistics.xmr_arrays import analyse_many
from pxcommission.assessment.statistics.xmr_icons import VARIATIONS

TARGET = 0.95
RESPONSES = (5, 10, 20, 100)
HISTORY, WATCHED = 24, 24
SCENES: Mapping[str, tuple[float, float]] = {
    "Nothing is wrong: the true share is the target, 95%, all along": (0.95, 0.95),
    "The true share is 93% all along (2 points below)": (0.93, 0.93),
    "The true share is 90% all along (5 points below)": (0.90, 0.90),
    "The true share falls from 95% to 93% when watching begins": (0.95, 0.93),
    "The true share falls from 95% to 90% when watching begins": (0.95, 0.90),
}
READINGS = (
    "below target (red)",
    "XmR concern",
    "XmR concern that may be shown",
    "P′ below its limit",
    "clearly below (Wilson)",
    "clearly below (exact interval)",
    "clearly below and XmR concern",
    "clearly below, by quarter",
)


def main(repetitions: int) -> None:
    """Print a table for each scene."""
    for number, (title, (before, after)) in enumerate(SCENES.items()):
        print(f"### {title}\n")
        print("| responses a month | a concern is called | " + " | ".join(READINGS) + " |")
        print("|---|---|" + "---|" * len(READINGS), flush=True)
        for responses in RESPONSES:
            dice = np.random.default_rng([20_260, number, responses])
            called = concerns(dice, responses, before, after, repetitions)
            for line in rows(responses, called):
                print(line, flush=True)
        print()


def concerns(dice: Any, responses: int, before: float, after: float, repetitions: int) -> dict[str, Any]:
    """For each reading, whether each repetition (rows) calls a concern in each judgement (columns: months, or quarters)."""
    truth = np.repeat([before, after], [HISTORY, WATCHED])
    positive = dice.binomial(responses, truth, size=(repetitions, HISTORY + WATCHED))
    watched = positive[:, HISTORY:]
    xmr, shown, p_prime = charts(positive, responses)
    clearly = wilson_limits(watched, responses)[1] < TARGET
    exactly = exact_limits(watched, responses)[1] < TARGET
    quarters = watched.reshape(repetitions, WATCHED // 3, 3).sum(axis=2)
    red = watched * 20 < 19 * responses
    by_quarter = wilson_limits(quarters, 3 * responses)[1] < TARGET
    return dict(zip(READINGS, (red, xmr, shown, p_prime, clearly, exactly, clearly & shown, by_quarter), strict=True))


def charts(positive: Any, responses: int) -> tuple[Any, Any, Any]:
    """What each chart says of its last point, drawn anew each month from everything known by then."""
    concern = VARIATIONS.index("concern_low")
    xmr, shown, p_prime = (np.zeros((len(positive), WATCHED), dtype=bool) for _ in range(3))
    for month in range(WATCHED):
        known = positive[:, : HISTORY + month + 1]
        chart = analyse_many(known / responses)
        xmr[:, month] = chart.variation == concern
        shown[:, month] = xmr[:, month] & (chart.cannot_assess == 0)
        limits = p_prime_chart(known, np.full(known.shape, responses))
        p_prime[:, month] = limits.values[:, -1] < limits.lower[:, -1]
    return xmr, shown, p_prime


def rows(responses: int, called: Mapping[str, Any]) -> Iterator[str]:
    """Three lines of the table: by judgement, at least once in 12 months, and in 24; per cent with standard error."""
    yield _row(responses, "in one judgement", {name: found.mean(axis=1) for name, found in called.items()})
    for months in (12, 24):
        once = {name: found[:, : found.shape[1] * months // WATCHED].any(axis=1) for name, found in called.items()}
        yield _row(responses, f"in {months} months", once)


def _row(responses: int, what: str, found: Mapping[str, Any]) -> str:
    cells = [f"{100 * f.mean():.1f} ± {100 * f.std(ddof=1) / np.sqrt(len(f)):.1f}" for f in found.values()]
    return f"| {responses} | {what} | " + " | ".join(cells) + " |"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 4_000)
