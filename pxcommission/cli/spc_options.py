"""What `pxcommission spc` was asked, checked against its file: every problem of options and file in one pass."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from pxcommission.assessment.statistics.profiles import PROFILES, PTD, Profile, UnknownProfile, profile_named
from pxcommission.assessment.statistics.rare_series import BETWEEN
from pxcommission.assessment.statistics.xmr_cells import CellWrong, Written, read_day, read_value
from pxcommission.assessment.statistics.xmr_file import read_series
from pxcommission.assessment.statistics.xmr_series import FEWEST_FIXED, Asked, Improvement, Rebase, Series
from pxcommission.problems import ExitCode, Problem, ProblemsFound, Weight, did_you_mean, shortened
from pxcommission.returns.collected import MOST_SHOWN, Collected

CHARTS = (".png", ".svg")
TABLES = (".csv", ".json")


class Given(Struct, frozen=True):
    """The options as they were typed."""

    file: Path
    improvement: str
    profile: str
    target: tuple[str, ...]
    rebase: tuple[str, ...]
    reason: tuple[str, ...]
    fix_after: int | None
    run_length: int | None
    unscreened: bool
    between: str | None
    out: Path | None
    chart: Path | None


class SpcAsked(Struct, frozen=True):
    """What is to be analysed and written, all of it checked; `notes` is what a reader has to know of the file."""

    shown: str
    series: tuple[Series, ...]
    profile: Profile
    between: str | None
    out: Path | None
    chart: Path | None
    notes: tuple[Problem, ...]


class _Named(Struct, frozen=True):
    """One target or rebase: for one series, or (`series` None) for all."""

    series: str | None
    text: str


def asked_of(given: Given) -> SpcAsked:
    """The options and the file, checked; raises ProblemsFound: exit code 4 where the file is wrong, else 2."""
    wrong: list[Problem] = []
    profile = _profile(given, wrong)
    improvement = _improvement(given.improvement, wrong)
    _check_fixed(given.fix_after, wrong)
    _check_between(given, wrong)
    _check_suffix("--out", given.out, TABLES, wrong)
    _check_suffix("--chart", given.chart, CHARTS, wrong)
    shown = given.file.as_posix()
    found = Collected(shown)
    try:
        series = read_series(given.file, shown, found)
    except ProblemsFound as refused:
        raise ProblemsFound([*wrong, *refused.problems], refused.exit_code) from None
    names = [one.name for one in series]
    _check_events(given, series, wrong)
    targets = _targets(given.target, names, wrong)
    rebases = _rebases(given.rebase, given.reason, names, wrong)
    _stop(wrong, found)
    asked = tuple(
        replace(
            one,
            asked=Asked(improvement, _target_of(one.name, targets), _rebases_of(one.name, rebases), given.fix_after),
        )
        for one in series
    )
    return SpcAsked(
        shown, asked, profile, given.between, given.out, given.chart, (*found.notes, *_without_reason(given))
    )


def _profile(given: Given, wrong: list[Problem]) -> Profile:
    try:
        return profile_named(given.profile, given.run_length, not given.unscreened)
    except UnknownProfile as unknown:
        option = "--run-length" if given.profile in PROFILES else "--profile"
        wrong.append(
            Problem(option, f"{unknown}{did_you_mean(given.profile, PROFILES) if option == '--profile' else ''}")
        )
        return PTD


def _improvement(text: str, wrong: list[Problem]) -> Improvement:
    try:
        return Improvement(text)
    except ValueError:
        near = did_you_mean(text, list(Improvement))
        wrong.append(
            Problem("--improvement", f"'{shortened(text, 30)}' is no direction{near}", f"say {', '.join(Improvement)}")
        )
        return Improvement.NEUTRAL


def _check_fixed(fix_after: int | None, wrong: list[Problem]) -> None:
    if fix_after is not None and fix_after < FEWEST_FIXED:
        message = f"{fix_after} points are too few for a baseline"
        wrong.append(Problem("--fix-after", message, f"give {FEWEST_FIXED} or more"))


def _check_between(given: Given, wrong: list[Problem]) -> None:
    """Rare events are charted by what lies between them, from all of them."""
    if given.between is None:
        return
    if given.between not in BETWEEN:
        near = did_you_mean(given.between, BETWEEN)
        fix = f"say {' or '.join(BETWEEN)}"
        wrong.append(Problem("--between", f"'{shortened(given.between, 30)}' is neither{near}", fix))
    if given.improvement == Improvement.DECREASE:
        message = "more between two events is fewer of them, so fewer events are an increase on this chart"
        wrong.append(
            Problem("--improvement", message, "write --improvement increase for events that should not happen")
        )
    for option, used in (("--rebase", given.rebase), ("--fix-after", given.fix_after)):
        if used:
            message = "a chart of what lies between events rests on all of them"
            wrong.append(Problem(option, message, f"leave {option} out, or send a file that begins later"))


def _check_events(given: Given, series: Sequence[Series], wrong: list[Problem]) -> None:
    """Rows that are no events: without a number, or counts by month."""
    if given.between is None:
        return
    for one in series:
        absent = [day for day, value in zip(one.dates, one.values, strict=True) if value is None or value != value]
        if absent:
            message = f"series '{one.name}': the row of {absent[0].isoformat()} has no number, so it is no event that is known"
            wrong.append(Problem("--between", message, "write how many events it was, or leave the row out"))
        monthly = len(one.dates) > 2 and all(day.day == 1 for day in one.dates)
        if given.between == "days" and monthly:
            message = f"series '{one.name}': every row is of the first of a month, as counts by month are"
            wrong.append(Problem("--between", message, "send a row for each event with its own day"))


def _check_suffix(option: str, path: Path | None, known: Sequence[str], wrong: list[Problem]) -> None:
    if path is not None and path.suffix.lower() not in known:
        wrong.append(Problem(option, f"'{shortened(str(path))}' ends in neither {' nor '.join(known)}"))


def _named(text: str, names: Sequence[str], option: str, wrong: list[Problem]) -> _Named | None:
    """The option's value with the series before its last equals sign; None, and a problem, where there is no such series."""
    name, equals, value = text.rpartition("=")
    if not equals:
        return _Named(None, text.strip())
    if name.strip() not in names:
        message = f"there is no series '{shortened(name.strip(), 40)}' in the file{did_you_mean(name.strip(), names)}"
        wrong.append(Problem(option, message, f"its series: {shortened(', '.join(names), 200)}"))
        return None
    return _Named(name.strip(), value.strip())


def _targets(texts: Sequence[str], names: Sequence[str], wrong: list[Problem]) -> dict[str | None, float]:
    targets: dict[str | None, float] = {}
    for text in texts:
        one = _named(text, names, "--target", wrong)
        if one is None:
            continue
        try:
            number = read_value(one.text, Written(), (0, 0))
        except CellWrong as unread:
            wrong.append(Problem("--target", unread.message, "write digits with a point, such as 95"))
            continue
        if number is None:
            wrong.append(Problem("--target", "the target is empty", "write digits with a point, such as 95"))
        elif one.series in targets:
            wrong.append(Problem("--target", f"two targets for {one.series or 'all series'}", "give each once"))
        else:
            targets[one.series] = number
    return targets


def _target_of(name: str, targets: dict[str | None, float]) -> float | None:
    """The series' own target, else the one for all; NaN where only other series have one."""
    if not targets:
        return None
    return targets.get(name, targets.get(None, math.nan))


def _rebases(
    texts: Sequence[str], reasons: Sequence[str], names: Sequence[str], wrong: list[Problem]
) -> list[tuple[str | None, Rebase]]:
    if reasons and len(reasons) != len(texts):
        message = f"{len(reasons)} reasons for {len(texts)} rebases"
        wrong.append(Problem("--reason", message, "give one --reason for each --rebase, in the same order"))
    told = list(reasons) if len(reasons) == len(texts) else [""] * len(texts)
    rebases = []
    for text, reason in zip(texts, told, strict=True):
        one = _named(text, names, "--rebase", wrong)
        day = None if one is None else _day(one.text, wrong)
        if one is not None and day is not None:
            rebases.append((one.series, Rebase(day, " ".join(reason.split()))))
    return rebases


def _day(text: str, wrong: list[Problem]) -> date | None:
    try:
        return read_day(text, Written())
    except CellWrong as unread:
        wrong.append(Problem("--rebase", unread.message, unread.fix))
        return None


def _rebases_of(name: str, rebases: Sequence[tuple[str | None, Rebase]]) -> tuple[Rebase, ...]:
    """The rebases of a series and of all, each day once."""
    days: dict[date, Rebase] = {}
    for series, rebase in rebases:
        if series in (None, name):
            days.setdefault(rebase.on, rebase)
    return tuple(days.values())


def _without_reason(given: Given) -> tuple[Problem, ...]:
    if len([reason for reason in given.reason if reason.strip()]) >= len(given.rebase):
        return ()
    message = "the limits are rebased without a recorded reason"
    return (Problem("--rebase", message, "say why with --reason, so that readers can judge it", weight=Weight.WARNING),)


def _stop(wrong: Sequence[Problem], found: Collected) -> None:
    """Nothing, or ProblemsFound with what is wrong with the options and the first fifty errors of the file."""
    errors = [*wrong, *found.errors[:MOST_SHOWN]]
    if left := len(found.errors) - MOST_SHOWN if len(found.errors) > MOST_SHOWN else 0:
        errors.append(Problem(found.file, f"{left:,} more errors of this file are not shown"))
    if errors:
        raise ProblemsFound(errors, ExitCode.RETURNS_WRONG if found.errors else ExitCode.USAGE)
