"""What a register of 100,000 events costs the commands that read it; measured in `make stress`, where nothing else should run."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest
from histories import histories
from places import Place

from pxcommission.cases.audit import verify
from pxcommission.cases.case_file import CaseFile, case_files
from pxcommission.cases.ladder_states import case_states, reply_awaited
from pxcommission.cases.register import Register
from pxcommission.periods import add_months
from pxcommission.rulebook.ladders import Ladder
from pxcommission.rulebook.rulebook import load_rulebook

AS_AT = date(2026, 1, 31)


def live(register: Register) -> dict[str, CaseFile]:
    """The cases that can still have something due, or count for a ladder's six months."""
    return case_files(register.events(closed_before=add_months(AS_AT, -7)))


def due(register: Register) -> int:
    """Everything that is due in open cases."""
    found = 0
    for file in live(register).values():
        found += reply_awaited(file) is not None
        found += len(file.notice.deadlines) if file.notice else 0
        found += sum(one.overdue(AS_AT) for one in file.milestones.values())
    return found


def listed(register: Register) -> list[tuple[str, str, str, int]]:
    """Each case with where it stands."""
    return [
        (file.case, file.stage, file.notice.state if file.notice else "", file.events)
        for file in live(register).values()
    ]


def every_case_listed(register: Register) -> list[tuple[str, str, date | None]]:
    """Each case there ever was, with its stage."""
    files = case_files(register.events())
    return [(file.case, file.stage, file.closed_on) for file in files.values()]


def checked(register: Register, ladder: Ladder) -> int:
    """What the ladder sees of every case."""
    files = live(register)
    ladders: Mapping[str, Ladder] = dict.fromkeys(files, ladder)
    return len(case_states(files, ladders, AS_AT))


@pytest.mark.stress
def test_stress_a_register_of_100_000_events_costs_under_a_second(place: Place, root: Path) -> None:
    empty, full = Place(place.folder / "empty", None).open(), place.open()
    ladder = next(iter(load_rulebook(root).ladders.values()))
    full.append(histories(100_000, AS_AT - timedelta(days=30)), "A Person", "1.0", "2026-01-01T09:00:00Z")
    jobs: dict[str, Callable[[Register], object]] = {
        "due": due,
        "case list": listed,
        "check": lambda register: checked(register, ladder),
    }
    for name, job in jobs.items():
        more = seconds(lambda job=job: job(full)) - seconds(lambda job=job: job(empty))  # type: ignore[misc]
        print(f"{name}: {more:.2f} s more")
        assert more < 1, name
    print(f"case list of all there ever were: {seconds(lambda: every_case_listed(full)):.2f} s")
    print(f"audit verify: {seconds(lambda: verify(full.rows(), full.head())):.2f} s")
    assert len(live(full)) < len(case_files(full.events()))


def seconds(job: Callable[[], object]) -> float:
    """The best of five runs, in seconds of work; what other processes do meanwhile is not counted."""
    best = 1e9
    for _ in range(5):
        start = time.process_time()
        job()
        best = min(best, time.process_time() - start)
    return best
