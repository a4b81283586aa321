"""`pxcommission check PERIOD`: the quarter's findings and proposals."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from typing import TYPE_CHECKING, Annotated

import typer

from pxcommission.cases.many_objects import without_collecting
from pxcommission.cli.jobs import FEWEST_CHECKS, Cluster, Jobs, pool_for, progress
from pxcommission.cli.options import Options, only_formats, options_of, usage
from pxcommission.problems import ExitCode

if TYPE_CHECKING:
    from pxcommission.inference.checked import CheckedContract
    from pxcommission.inference.engines import Engine
    from pxcommission.periods import Period
    from pxcommission.workspace import Workspace

SEVERITIES = ("minor", "major", "critical")
ENGINES = ("durable", "reference")
IN_MEMORY = 16 * 2**20
"""Bytes of what is printed that wait in memory."""


def check(
    context: typer.Context,
    period: Annotated[str, typer.Argument(help="2025/26-Q2, '2025/26 Q2' or 2025-09")],
    contract: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Only this contract (may be repeated).")
    ] = None,
    fail_on: Annotated[
        str | None, typer.Option(metavar="SEVERITY", help="Exit 1 at breaches of this severity or above.")
    ] = None,
    fail_on_missing: Annotated[
        bool, typer.Option("--fail-on-missing", help="Exit 4 when evidence is missing.")
    ] = False,
    engine: Annotated[str, typer.Option(help="durable (with the reference beside it) or reference.")] = "durable",
    fairness: Annotated[
        bool,
        typer.Option("--fairness", help="Only like shortfalls across contracts that led to different steps, and why."),
    ] = False,
    jobs: Jobs = None,
    cluster: Cluster = None,
) -> None:
    """What was met, not met or could not be assessed, what is awaited, and which step is proposed.

    Formats: text, json, csv, junit.

    \b
    Examples:
      pxcommission check 2025/26-Q2
      pxcommission check 2025/26-Q2 --contract EXAMPLE-ACUTE --format json
      pxcommission check 2025-09 --fail-on major --fail-on-missing
      pxcommission check 2025/26-Q2 --fairness
      pxcommission check 2025/26-Q2 --jobs 4
    """
    options = options_of(context)
    only_formats(options, "text", "json", "csv", *(() if fairness else ("junit",)))
    if fail_on is not None and fail_on not in SEVERITIES:
        usage(f"--fail-on {fail_on}: unknown severity; known: {', '.join(SEVERITIES)}")
    with without_collecting():  # what a check makes stays until it is shown, and nothing of it refers to itself
        checked = checked_one_by_one(options, period, contract or [], engine, jobs=jobs, cluster=cluster)
        codes = {ExitCode.DONE}
        watched = _watched(checked, fail_on, fail_on_missing, codes)
        if fairness:
            from pxcommission.cli.fairness_shown import show_fairness

            show_fairness(tuple(watched), options)
        else:
            with printed_at_the_end():
                _show(watched, options)
    code = min(codes - {ExitCode.DONE}, default=ExitCode.DONE)
    if code is not ExitCode.DONE:
        raise typer.Exit(int(code))


def checked_contracts(
    options: Options,
    period: str,
    contracts: Sequence[str],
    *,
    differing: bool = False,
    jobs: int | None = None,
    cluster: str | None = None,
) -> tuple[CheckedContract, ...]:
    """The checked contracts of a workspace; stops with exit code 5 when two readings differ.

    `differing`: also with the differences between what their sources state, which a pack lists. `jobs` and `cluster` decide
    where it is done, never what comes out.
    """
    return tuple(checked_one_by_one(options, period, contracts, differing=differing, jobs=jobs, cluster=cluster))


def checked_one_by_one(
    options: Options,
    period: str,
    contracts: Sequence[str],
    engine: str = "durable",
    *,
    differing: bool = False,
    jobs: int | None = None,
    cluster: str | None = None,
) -> Iterator[CheckedContract]:
    """What `checked_contracts` gives, one by one: they count only when the last was given."""
    from pxcommission import quarter
    from pxcommission.workspace import chosen_contracts

    wanted, workspace = opened(options, period, engine)
    chosen = chosen_contracts(workspace.rulebook, contracts)
    named: Engine = "durable" if engine == "durable" else "reference"
    with two_readings():
        pool = pool_for(jobs, cluster, len(chosen), FEWEST_CHECKS)
        if pool is None:
            checked = quarter.checked_one_by_one(workspace, wanted, options.as_at, chosen, named)
            yield from quarter.with_differences(workspace, tuple(checked)) if differing else checked
            return
        from pxcommission.ranges.asked import asked_of
        from pxcommission.ranges.checks import checked_in_ranges

        asked = asked_of(workspace, wanted, options.as_at, chosen, named, differing=differing)
        yield from checked_in_ranges(workspace, asked, pool, progress(options, "checking", len(chosen)))


def opened(options: Options, period: str, engine: str) -> tuple[Period, Workspace]:
    """The period asked for and the workspace; stops with exit code 2 for a period or an engine that is none."""
    from pxcommission.workspace import open_workspace

    if engine not in ENGINES:
        usage(f"--engine {engine}: unknown engine; known: {', '.join(ENGINES)}")
    wanted = period_asked_for(period)
    return wanted, open_workspace(options.workspace, os.environ.get("PXCOMMISSION_DATABASE_URL"))


@contextmanager
def two_readings() -> Iterator[None]:
    """Stops with exit code 5 when two independent readings differ."""
    from pxcommission.assessment.assess import ReadingsDifferError
    from pxcommission.inference.engines import ReadingsDiffer

    try:
        yield
    except (ReadingsDifferError, ReadingsDiffer) as differ:
        print(f"error: two readings differ, so nothing was written\n  {differ}", file=sys.stderr)
        print("  fix: report this with the workspace; no letter can rest on it", file=sys.stderr)
        raise typer.Exit(int(ExitCode.ENVIRONMENT)) from None


def period_asked_for(text: str) -> Period:
    """The period named on the command line; stops with exit code 2 when it is none."""
    from pxcommission.periods import read_period

    period = read_period(text)
    if period is None:
        usage(f"'{text}' is not a period; write 2025/26-Q2 for a quarter or 2025-09 for a month")
    return period


def _watched(
    checked: Iterable[CheckedContract], fail_on: str | None, fail_on_missing: bool, codes: set[ExitCode]
) -> Iterator[CheckedContract]:
    """The same, and into `codes` the exit code that each calls for."""
    for one in checked:
        codes.add(exit_code([one], fail_on, fail_on_missing))
        yield one


@contextmanager
def printed_at_the_end() -> Iterator[None]:
    """What is printed meanwhile comes out together once all of it is there, and nothing of it where something went wrong.

    Of thousands of contracts it is much, and waits on the disk.
    """
    with tempfile.SpooledTemporaryFile(IN_MEMORY, "w+", encoding="utf-8", errors="surrogatepass", newline="") as held:
        held.isatty = sys.stdout.isatty  # type: ignore[method-assign]  # it is laid out for where it will be shown
        with redirect_stdout(held):
            yield
        held.seek(0)
        shutil.copyfileobj(held, sys.stdout)


def _show(checked: Iterable[CheckedContract], options: Options) -> None:
    match options.format:
        case "json":
            import json

            from pxcommission.packs.findings_json import findings_document

            print(json.dumps(findings_document(tuple(checked)), ensure_ascii=False, indent=1))
        case "csv":
            from pxcommission.cli.tables import findings_csv

            sys.stdout.writelines(findings_csv(checked))
        case "junit":
            from pxcommission.cli.tables import findings_junit

            print(findings_junit(tuple(checked)))
        case _:
            from pxcommission.cli.quarter_screen import show_quarter

            for one in checked:
                show_quarter(one, options)
                if one.for_the_lead and not options.quiet:
                    from pxcommission.cli.triangulate import show_for_the_lead

                    show_for_the_lead(one, one.for_the_lead)


def exit_code(checked: Sequence[CheckedContract], fail_on: str | None, fail_on_missing: bool) -> ExitCode:
    """1 for a breach at or above the severity, 4 for missing evidence; if both apply, 1."""
    from pxcommission.assessment.findings import Outcome, Reason

    findings = [finding for one in checked for finding in one.findings]
    if fail_on is not None:
        grave = SEVERITIES[SEVERITIES.index(fail_on) :]
        if any(f.outcome is Outcome.BREACH and f.severity in grave for f in findings):
            return ExitCode.FINDINGS
    absent = (Reason.NOT_LOADED, Reason.NOT_RECEIVED, Reason.INCOMPLETE)
    if fail_on_missing and any(f.reason in absent for f in findings):
        return ExitCode.RETURNS_WRONG
    return ExitCode.DONE
