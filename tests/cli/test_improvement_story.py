"""Two actions from registration to report, as a commissioner runs them: one that worked, and one that did not show anything."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest
from cli.conftest import Ran
from small_workspace import Small, adopt, figure, month, rule, small

from pxcommission.evidence.observations import Observation
from pxcommission.periods import add_months

Run = Callable[..., Ran]
BY = ("--by", "Quality lead")
START = "2025-07-01"
INPATIENT, EMERGENCY = "ACUTE/GOOD/inpatient/improvement-1", "ACUTE/ED/emergency/improvement-1"


def months(first: str, number: int) -> list[str]:
    """So many months from one on."""
    begun = date.fromisoformat(f"{first}-01")
    return [f"{add_months(begun, at):%Y-%m}" for at in range(number)]


def answers(shares: Sequence[float], first: str, service: str, site: str = "", each: int = 200) -> list[Observation]:
    """Invented answers: so many good ones of `each` in every month, drawn with a fixed seed."""
    drawn = random.Random(f"{service}{site}")
    counts = [sum(drawn.random() < share for _ in range(each)) for share in shares]
    named = zip(months(first, len(shares)), counts, strict=True)
    return [figure(count, each, month(name), service=service, site=site) for name, count in named]


@pytest.fixture
def two_services(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Small:
    """Two services with monthly figures from April 2024, in three files as they came in."""
    monkeypatch.delenv("PXCOMMISSION_DATABASE_URL", raising=False)
    monkeypatch.delenv("PXCOMMISSION_USER", raising=False)
    made = small(tmp_path / "workspace").rules(rule(), rule("ED", service="emergency"))
    made.contract(adopt() + adopt("ED"))
    every = [
        *answers([0.86] * 15 + [0.945] * 12, "2024-04", "inpatient"),
        *answers([0.80] * 27, "2024-04", "emergency"),
    ]
    # Three files: what was known when the first action was registered, when the second was, and at the review.
    for first, last, known in (("2024-04", "2025-06", "2025-06-15"), ("2025-07", "2025-08", "2025-09-10"), ("2025-09", "2026-06", "2026-07-10")):  # fmt: skip
        ours = [one for one in every if month(first).start <= one.start <= month(last).start]
        made.load(*ours, name=f"{last}.csv", received=known)
    return made


def registered(run: Run, folder: Path, case: str, action: str, *more: str, as_at: str = "2025-06-20") -> Ran:
    """Register an action."""
    return run(
        "improvement", "start", case, "--action", action, "--start", START, "--expect", "more patients call their care good",
        "--workspace", folder, "--as-at", as_at, *BY, *more,
    )  # fmt: skip


def test_one_action_is_judged_effective_and_one_not(two_services: Small, run: Run) -> None:
    folder = two_services.folder
    started = registered(run, folder, "GOOD", "hourly rounds on all wards", "--expected-change", "8", "--involved", "staff,patients")  # fmt: skip
    assert started.code == 0, started.err
    assert "improvement-1 registered: hourly rounds on all wards" in started.out
    assert registered(run, folder, "ED", "a new leaflet in the waiting room", "--involved", "provider").code == 0

    early = run("improvement", "review", "GOOD", "--as-at", "2025-09-15", "--workspace", folder)
    assert "verdict: too early" in early.out
    assert "Shown only" in early.out

    looked = run("improvement", "review", "GOOD", "--as-at", "2026-07-15", "--workspace", folder, *BY, "--chart", folder / "rounds.png")  # fmt: skip
    assert looked.code == 0, looked.err
    assert "verdict: improved" in looked.out
    assert "association in time, not proof of cause" in looked.out
    assert "within the interval" in looked.out
    assert (folder / "rounds.png").read_bytes().startswith(b"\x89PNG")
    other = run("improvement", "review", "ED", "--as-at", "2026-07-15", "--workspace", folder, *BY, "--chart", folder / "leaflet.svg")  # fmt: skip
    assert "verdict: no evidence yet" in other.out
    assert "<title" in (folder / "leaflet.svg").read_text("utf-8")

    again = run("improvement", "review", "ED", "--as-at", "2026-07-16", "--workspace", folder, *BY)
    assert "this is the 2nd look" in again.out
    told = run("improvement", "report", "--as-at", "2026-07-16", "--workspace", folder)
    assert told.out.index("Improved") < told.out.index("hourly rounds") < told.out.index("No evidence yet")
    assert "regression to the mean" in told.out
    listed = json.loads(
        run("improvement", "report", "--as-at", "2026-07-16", "--format", "json", "--workspace", folder).out
    )
    assert [one["verdict"] for one in listed["actions"]] == ["improved", "no evidence yet"]
    assert listed["actions"][0]["involved"] == "patients, staff"
