"""What is due, as a list and as a calendar."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]
CASE = "EXAMPLE-ACUTE/INTERPRETER/all"


def agreed(run: Run, folder: Path, day: str) -> None:
    ran = run("case", "agree-instead", CASE, "--plan", "sdip", "--milestone", f"A1|Second supplier|Head of access|{day}", "--reason",
              "agreed", "--workspace", folder, "--as-at", "2025-12-01", "--by", "Contract manager")  # fmt: skip
    assert ran.code == 0, ran.err


def test_what_is_overdue_comes_first_and_reports_owed_are_listed(run: Run, own: Path) -> None:
    agreed(run, own, "2025-12-31")
    ran = run("due", "--workspace", own, "--as-at", "2026-01-12", "--contract", "EXAMPLE-ACUTE", "--format", "json")
    due = json.loads(ran.out)["due"]
    assert (due[0]["case"], due[0]["state"], due[0]["by"]) == (CASE, "overdue", "2025-12-31")
    reports = [one["what"] for one in due if one["case"] == "EXAMPLE-ACUTE"]
    assert "complaints report for 2025/26 Q3 from the provider (not due yet)" in reports
    assert run("due", "--workspace", own, "--as-at", "2026-01-12").out.index("OVERDUE since 31 December 2025") > 0


def test_within_counts_operational_days(run: Run, own: Path) -> None:
    agreed(run, own, "2026-01-02")
    near, far = (
        json.loads(run("due", "--within", days, "--workspace", own, "--as-at", "2025-12-24", "--format", "json").out)[
            "due"
        ]
        for days in ("3", "4")
    )
    assert CASE not in {one["case"] for one in near}  # 29, 30 and 31 December
    assert CASE in {one["case"] for one in far}  # and 2 January


def test_the_calendar_has_an_event_for_each(run: Run, own: Path) -> None:
    agreed(run, own, "2026-01-02")
    ran = run("due", "--workspace", own, "--as-at", "2025-12-24", "--within", "4", "--format", "ics")
    assert ran.code == 0 and ran.out.startswith("BEGIN:VCALENDAR")
    assert "DTSTART;VALUE=DATE:20260102" in ran.out
