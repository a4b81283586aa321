"""`pxcommission rules diff`: what a change of the rules means, and what it would have changed. Nothing is ever saved."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from pxcommission.cli.check import ENGINES, period_asked_for
from pxcommission.cli.options import Options, only_formats, options_of, usage
from pxcommission.problems import ExitCode, did_you_mean

if TYPE_CHECKING:
    from pxcommission.evidence.store import EvidenceStore
    from pxcommission.impact.outcomes_changed import Impact
    from pxcommission.impact.replayed import History
    from pxcommission.inference.engines import Engine
    from pxcommission.periods import Period
    from pxcommission.rulebook.differences import Difference
    from pxcommission.rulebook.rulebook import ContractInForce, Rulebook

MOST_PERIODS, USUAL_QUARTERS = 200, 8
EngineName = Annotated[str, typer.Option("--engine", help="durable (with the reference beside it) or reference.")]


def diff(
    context: typer.Context,
    before: Annotated[str, typer.Argument(metavar="A", help="A git revision, a folder, or a date such as 2025-10-01.")],
    after: Annotated[
        str | None,
        typer.Argument(metavar="B", help="Another; left out: this workspace as it is (for a date: --as-at)."),
    ] = None,
    impact: Annotated[
        bool, typer.Option("--impact", help="Replay the stored evidence under both; list what comes out differently.")
    ] = False,
    periods: Annotated[int | None, typer.Option(metavar="N", help="--impact: the last N quarters (8).")] = None,
    first: Annotated[str | None, typer.Option("--from", metavar="PERIOD", help="--impact: from this period.")] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="PERIOD", help="--impact: to this period.")] = None,
    contract: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="--impact: only this contract (may be repeated).")
    ] = None,
    engine: EngineName = "durable",
) -> None:
    """What changed in meaning between two sets of rules, with both places, and what is stricter or looser.

    Two dates compare what this workspace asks on one day with what it asks on the other. They can't be combined with
    --impact: they are one set of rules, which judges each period by its own day; `rules what-if` tries another threshold
    on the past. Formats: text, json.

    \b
    Examples:
      pxcommission rules diff HEAD~1
      pxcommission rules diff signed-2025 --impact --periods 8
      pxcommission rules diff ../proposal . --impact --contract EXAMPLE-ACUTE
      pxcommission rules diff 2025-03-31 2025-04-01
    """
    from pxcommission.cli.differences_shown import Compared, show_compared

    options = options_of(context)
    only_formats(options, "text", "json")
    asked = (periods, first, last)
    _refuse_what_does_not_go_together(impact, [*asked, contract or None])
    days = _two_days(before, after, options)
    if days is None:
        books = _rulebooks(options, before, after)
        named = (before, after or "the workspace as it is")
        replay = _impact(options, books, named, asked, contract or [], engine_named(engine)) if impact else None
        show_compared(Compared(*named, _between(*books), replay, options.as_at), options)
        return
    if impact:
        usage("--impact compares two sets of rules, and two dates are one set, which judges each period by its own day; "
              "to try another threshold on the past: pxcommission rules what-if CONTRACT REQUIREMENT --threshold …")  # fmt: skip
    show_compared(Compared(str(days[0]), str(days[1]), _between_days(options, *days), None, options.as_at), options)


def _refuse_what_does_not_go_together(impact: bool, others: Sequence[object]) -> None:
    if not impact and any(one is not None for one in others):
        usage("--periods, --from, --to and --contract belong to --impact: add --impact, or leave them out")
    if others[0] is not None and others[1] is not None:
        usage("--periods and --from say the same thing twice: give one of them")


def _two_days(before: str, after: str | None, options: Options) -> tuple[date, date] | None:
    """The two dates asked for, or None where two rulebooks are; a date and a rulebook can't be compared."""
    dates = [_day(text) for text in (before, after) if text and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text)]
    if not dates:
        return None
    if after is not None and len(dates) == 1:
        usage("a date is compared with a date, a revision or folder with a revision or folder")
    return dates[0], dates[1] if after is not None else options.as_at


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        usage(f"{text} is not a day of the calendar; write 2025-10-01")


def _between_days(options: Options, before: date, after: date) -> Sequence[Difference]:
    from pxcommission.impact.two_days import differences_of_days
    from pxcommission.rulebook.rulebook import load_rulebook

    return differences_of_days(load_rulebook(options.workspace), before, after, options.as_at)


def _rulebooks(options: Options, before: str, after: str | None) -> tuple[Rulebook, Rulebook]:
    from pxcommission.impact.revisions import rulebook_named
    from pxcommission.rulebook.rulebook import load_rulebook

    now = load_rulebook(options.workspace) if after is None else rulebook_named(options.workspace, after)
    return rulebook_named(options.workspace, before), now


def _between(before: Rulebook, after: Rulebook) -> Sequence[Difference]:
    from pxcommission.rulebook.differences import differences

    return differences(before, after)


def _impact(
    options: Options,
    books: tuple[Rulebook, Rulebook],
    names: tuple[str, str],
    asked: tuple[int | None, str | None, str | None],
    contracts: Sequence[str],
    engine: Engine,
) -> Impact:
    """The evidence of this workspace replayed under both rulebooks."""
    from pxcommission.diagnostics.joined import RecordedEvidence
    from pxcommission.impact.outcomes_changed import impact_of
    from pxcommission.impact.replayed import replayed
    from pxcommission.impact.revisions import receipts_of

    store = RecordedEvidence(options.workspace, books[-1])
    first, last = _span(store, options.as_at, *asked)
    receipts = receipts_of(options.workspace, books)
    found: list[History] = []
    for book, name, chosen in zip(books, names, _chosen(books, contracts), strict=True):
        progress(options, f"replaying {first.label} to {last.label} under {name} …")
        with stopping_when_readings_differ():
            heard = RecordedEvidence(options.workspace, book)
            found.append(replayed(book, heard, receipts, chosen, first, last, options.as_at, engine))
    return impact_of(*found)


def _span(
    store: EvidenceStore, as_at: date, periods: int | None, first: str | None, last: str | None
) -> tuple[Period, Period]:
    """The first and last period asked for; by default the last 8 quarters of the evidence."""
    from pxcommission.impact.replayed import last_quarter, quarters_until

    count_asked_for(periods)
    newest = last_quarter(store, as_at)
    until = period_asked_for(last) if last else newest
    since = period_asked_for(first) if first else quarters_until(until, periods or USUAL_QUARTERS)
    if since.start > until.end:
        usage(
            f"--from {since.label} lies after {f'--to {until.label}' if last else f'the last evidence, {until.label}'}"
        )
    return since, until


def count_asked_for(periods: int | None) -> None:
    """Stop with exit code 2 unless a number of periods, where one is given, is one."""
    if periods is not None and not 1 <= periods <= MOST_PERIODS:
        usage(f"--periods {periods}: write a number from 1 to {MOST_PERIODS}")


def _chosen(books: Sequence[Rulebook], wanted: Sequence[str]) -> list[list[ContractInForce]]:
    """The contracts asked for in each of the rulebooks, or all; a name that neither has stops with exit code 2."""
    known = {name for book in books for name in book.contracts}
    for name in wanted:
        if name not in known:
            usage(
                f"--contract: there is no contract '{name}'{did_you_mean(name, known)}; known: {', '.join(sorted(known))}"
            )
    return [[c for c in book.contracts.values() if not wanted or c.id in wanted] for book in books]


def engine_named(engine: str) -> Engine:
    """The engine of that name; stops with exit code 2 when there is none."""
    if engine not in ENGINES:
        usage(f"--engine {engine}: unknown engine; known: {', '.join(ENGINES)}")
    return "durable" if engine == "durable" else "reference"


def progress(options: Options, text: str) -> None:
    """Say on standard error what is being done, only on a terminal."""
    if options.progress:
        print(text, file=sys.stderr)


@contextmanager
def stopping_when_readings_differ() -> Iterator[None]:
    """Stop with exit code 5 when two readings of the same thing differ."""
    from pxcommission.assessment.assess import ReadingsDifferError
    from pxcommission.inference.engines import ReadingsDiffer

    try:
        yield
    except (ReadingsDifferError, ReadingsDiffer) as differ:
        print(f"error: two readings differ, so nothing is shown\n  {differ}", file=sys.stderr)
        print("  fix: report this with the workspace; nothing can rest on it", file=sys.stderr)
        raise typer.Exit(int(ExitCode.ENVIRONMENT)) from None
