"""Plans as people write them: a milestone on the command line, or a workbook with one row an action."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pxcommission.cases.incoming import day_of
from pxcommission.cases.kinds import Milestone
from pxcommission.problems import ExitCode, Problem, ProblemsFound, shortened

FIELDS = ("id", "action", "owner", "due", "metric", "target", "maintain_until", "sanction")
NEEDED = ("id", "action", "owner", "due")
HEADINGS: Mapping[str, str] = {
    "id": "id", "no": "id", "number": "id", "milestone": "id",
    "root cause": "cause", "cause": "cause",
    "action": "action",
    "owner": "owner", "lead": "owner", "who": "owner",
    "start": "start", "start date": "start", "starts": "start", "from": "start",
    "due": "due", "due date": "due", "by when": "due",
    "evidence": "evidence",
    "metric": "metric", "improvement metric": "metric", "baseline": "baseline", "target": "target",
    "date to achieve": "achieve_by", "achieve by": "achieve_by",
    "maintain until": "maintain_until",
    "sanction": "sanction", "sanction if missed": "sanction",
}  # fmt: skip
DATES = ("start", "due", "achieve_by", "maintain_until")
EXAMPLE = "1|Open the second ward office|Head of nursing|2025-11-30|FFT positive|95%|2026-03-31|1% of the monthly value"


def milestones_written(texts: Sequence[str]) -> tuple[Milestone, ...]:
    """The milestones of `id|action|owner|due|metric|target|maintain until`; raises ProblemsFound (exit code 2)."""
    problems: list[Problem] = []
    found = [
        _milestone(
            dict(zip(FIELDS, (p.strip() for p in text.split("|")), strict=False)),
            f"--milestone '{shortened(text)}'",
            problems,
        )
        for text in texts
    ]
    return _once([one for one in found if one is not None], problems)


def milestones_in(path: Path) -> tuple[Milestone, ...]:
    """The milestones of a plan's workbook, one row each; raises ProblemsFound (exit code 2) with everything wrong in it."""
    problems: list[Problem] = []
    found = []
    for number, row in _rows(path):
        place = f"{path.name}, row {number}"
        if any(row.values()):
            found.append(_milestone(row, place, problems))
    if not found:
        columns = "id, action, owner, due"
        problems.append(
            Problem(
                path.name,
                f"no row of a plan was found: no headings {columns}",
                f"give each action a row under the headings {columns}, metric, target, maintain until",
            )
        )
    return _once([one for one in found if one is not None], problems)


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    from pxcommission.returns.collected import Collected
    from pxcommission.returns.preflight import check_file

    check_file(path, path.name, Collected(path.name))
    from python_calamine import CalamineWorkbook

    workbook = CalamineWorkbook.from_path(path)
    for sheet in workbook.sheet_names:
        names: list[str] = []
        for number, cells in enumerate(workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False), start=1):
            if not names:
                headed = [HEADINGS.get(_plain(cell), "") for cell in cells]
                names = headed if set(NEEDED) <= set(headed) else []
                continue
            yield number, {name: _text(cell) for name, cell in zip(names, cells, strict=False) if name}
        if names:
            return


def _milestone(given: Mapping[str, str], place: str, problems: list[Problem]) -> Milestone | None:
    before = len(problems)
    for name in NEEDED:
        if not given.get(name):
            problems.append(
                Problem(
                    place, f"the milestone has no {name}", f"write id|action|owner|due and more, for example: {EXAMPLE}"
                )
            )
    days: dict[str, date] = {}
    for name in DATES:
        text = given.get(name, "")
        day = day_of(text)
        if day is not None:
            days[name] = day
        elif text:
            message = f"'{shortened(text)}' is not a date ({name.replace('_', ' ')})"
            problems.append(Problem(place, message, "write 2025-11-30 or 30/11/2025"))
    if len(problems) > before:
        return None
    return Milestone(
        id=given["id"], action=given["action"], owner=given["owner"], due=days["due"], start=days.get("start"), cause=given.get("cause", ""),
        evidence=given.get("evidence", ""), metric=given.get("metric", ""), baseline=given.get("baseline", ""),
        target=given.get("target", ""), achieve_by=days.get("achieve_by"), maintain_until=days.get("maintain_until"),
        sanction=given.get("sanction", ""),
    )  # fmt: skip


def _once(found: Sequence[Milestone], problems: list[Problem]) -> tuple[Milestone, ...]:
    names = [one.id for one in found]
    problems += [
        Problem("milestone", f"the id '{name}' stands twice", "give each milestone an id of its own")
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    if problems:
        raise ProblemsFound(problems, ExitCode.USAGE)
    return tuple(found)


def _plain(cell: Any) -> str:
    return re.sub(r"[\s_]+", " ", str(cell)).strip().casefold()


def _text(cell: Any) -> str:
    match cell:
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case float() if cell.is_integer():
            return str(int(cell))
    return " ".join(str(cell).split())
