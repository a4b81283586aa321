"""Providers beside each other in a funnel, as a commissioner asks for it, from invented published figures."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cli.conftest import Ran
from small_workspace import VOCABULARY, Small, adopt, figure, month, rule, small

from pxcommission.assessment.statistics.funnels import FunnelKind, funnel
from pxcommission.evidence.observations import Level, Status

Run = Callable[..., Ran]
MONTHS = ("2025-07", "2025-08", "2025-09")
WORDS = VOCABULARY.replace(
    "services:",
    "  seen_in_time: {name: Seen in time, numerator: seen, denominator: patients_seen, unit: proportion, better: higher, feedback: waits, kind: fact, comparable: true}\n"
    "  days_late: {name: Days late, unit: count, better: lower, feedback: waits, kind: fact, comparable: true}\nservices:",
) + "  waits: {name: Waits, caution: Some took part in a trial.}\n"  # fmt: skip
SHARES = {f"RZ{n}": (160 + n, 200 + 3 * n) for n in range(1, 21)}
"""In each month; RZ30 is far below."""


@pytest.fixture
def space(tmp_path: Path) -> Small:
    """Twenty-one providers in a publication of each month, one of them far below, and some without a whole figure."""
    made = small(tmp_path).write("rules/vocabulary/words.yaml", WORDS).rules(rule()).contract(adopt())
    for name in MONTHS:
        figures = [seen(code, *counts, name) for code, counts in {**SHARES, "RZ30": (60, 300)}.items()]
        figures += [seen("ENG", 9000, 10000, name, level=Level.ENGLAND)] if name == "2025-07" else []
        if name != "2025-09":
            figures.append(seen("RZ40", 90, 100, name))
        hidden = figure(None, None, month(name), provider="RZ41", measure="seen_in_time", status=Status.SUPPRESSED)
        made.load(*figures, hidden, name=f"{name}.csv", published="2025-11-13")
    return made.load(seen("RZ50", 1, 100, "2025-07"), name="local.csv", received="2025-10-10")


def seen(provider: str, part: int, whole: int, name: str, **more: Any) -> Any:
    return figure(part, whole, month(name), provider=provider, measure="seen_in_time", **more)


def asked(run: Run, space: Small, *more: Any, period: str = "2025/26-Q2", as_at: str = "2026-01-31") -> Ran:
    return run("funnel", "seen_in_time", "--period", period, "--workspace", space.folder, "--as-at", as_at, *more)


def test_who_lies_outside_is_named_with_the_spread_and_the_caution(run: Run, space: Small) -> None:
    ran = asked(run, space, "--provider", "RZ3")
    said = " ".join(ran.out.split())
    assert ran.code == 0, ran.err
    assert "Seen in time; Inpatient care, 2025/26 Q2" in said
    assert "21 providers with a whole published figure" in said
    assert "1 of them outside the adjusted 99.8% limits: 1 below the 99.8% limits" in said
    assert "RZ30 Example Provider: 180 of 900 patients seen, 20.0%, below the 99.8% limits" in said
    assert "RZ3 Example Provider: 489 of 627 patients seen, 78.0%, within the limits (95%: " in said
    assert "[asked about]" in said and "RZ4 " not in said and "RZ50" not in said
    assert "left out: 1 (published for 2 of 3 months); 1 (not all of it published with its counts)" in said
    assert "one to ask about" in said and "Some took part in a trial." in said


def test_its_limits_are_those_of_all_units_adjusted_for_their_spread(run: Run, space: Small) -> None:
    made = json.loads(asked(run, space, "--format", "json").out)
    codes = sorted([*SHARES, "RZ30"])
    counts = [tuple(3 * n for n in {**SHARES, "RZ30": (60, 300)}[code]) for code in codes]
    alone = funnel(FunnelKind.PROPORTION, codes, [x for x, _ in counts], [n for _, n in counts])
    assert [one["provider"] for one in made["units"]] == codes
    assert (made["phi"], made["tau_squared"], made["outside"]) == (alone.phi, alone.tau_squared, ["RZ30"])
    assert [one["lower_998"] for one in made["units"]] == alone.adjusted.lower_998.tolist()
    assert made["left_out"] == {
        "RZ40": "published for 2 of 3 months",
        "RZ41": "not all of it published with its counts",
    }


def test_the_newest_edition_known_on_the_day_counts(run: Run, space: Small) -> None:
    space.load(*(seen("RZ30", 240, 300, name) for name in MONTHS), name="revised.csv", published="2026-01-15")
    for day, part in (("2026-01-14", 180), ("2026-01-15", 720)):
        made = json.loads(asked(run, space, "--format", "json", as_at=day).out)
        assert next(one["numerator"] for one in made["units"] if one["provider"] == "RZ30") == part


def test_a_table_has_a_row_for_every_provider_and_for_those_left_out(run: Run, space: Small) -> None:
    rows = list(csv.DictReader(io.StringIO(asked(run, space, "--provider", "rz40", "--format", "csv").out)))
    assert len(rows) == 23 and rows[-1]["left_out"] == "not all of it published with its counts"
    assert next(row["lies"] for row in rows if row["provider"] == "RZ30") == "below the 99.8% limits"


def test_a_measure_that_is_not_for_comparing_is_refused_with_those_that_are(run: Run, space: Small) -> None:
    for measure, why in (("answers_positive", "does not say comparable: true"), ("days_late", "without a denominator")):
        ran = run("funnel", measure, "--period", "2025/26-Q2", "--workspace", space.folder)
        assert ran.code == 2 and why in ran.err and "those that may: seen_in_time\n" in ran.err
    assert "did you mean 'seen_in_time'" in run("funnel", "seen_in_tim", "--period", "2025-09", "--workspace", space.folder).err  # fmt: skip


def test_what_can_not_be_drawn_is_said(run: Run, space: Small) -> None:
    assert "it is published for: inpatient" in asked(run, space, "--service", "emergency").err
    assert "no publication of this names it" in asked(run, space, "--provider", "RZ50").err
    ran = asked(run, space, period="2025/26-Q3")
    assert ran.code == 4 and "at least 3 units; there are 0" in ran.err
    ran = asked(run, space, as_at="2025-10-31")
    assert ran.code == 4 and "no publication known on 2025-10-31" in ran.err
    space.load(seen("RZ1", 1, 2, "2025-07", service="emergency"), name="other.csv", published="2025-11-13")
    assert "it is published for: emergency, inpatient" in asked(run, space).err
    assert asked(run, space, "--service", "inpatient").code == 0


def test_the_picture_rings_those_asked_about_and_says_what_it_shows(run: Run, space: Small) -> None:
    out = space.folder / "funnel.svg"
    assert f"Written: {out}" in asked(run, space, "--provider", "RZ3", "--chart", out, period="2025-09").out
    drawn = out.read_text("utf-8")
    assert "RZ30 lies below the 99.8% limits (worse than the others): 60 of 300 patients seen" in drawn
    assert "RZ3 was asked about: 163 of 209 patients seen, 78.0%, within the limits." in drawn
    assert asked(run, space, "--chart", "funnel.pdf").code == 2
