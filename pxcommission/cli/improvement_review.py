"""`improvement review`, `rebase` and `stop`: what became of an action, recorded with who looked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pxcommission.cli.case_desk import OpenCase, recorded
from pxcommission.cli.case_options import DryRun, Reason
from pxcommission.cli.case_said import say_recorded
from pxcommission.cli.improvement_desk import Improvement, open_improvement, record_event, workspace_of, written
from pxcommission.cli.options import Options, day_given, only_formats, options_of, usage
from pxcommission.cli.paragraphs import paragraph
from pxcommission.problems import ExitCode, Problem, ProblemsFound

if TYPE_CHECKING:
    from pxcommission.cases.events import Event
    from pxcommission.cases.improvement_details import ImprovementReviewed
    from pxcommission.casework.improvement_review import ReviewMade

PICTURES = (".png", ".svg")


def review(
    context: typer.Context,
    name: Improvement,
    chart: Annotated[Path | None, typer.Option(metavar="FILE", help="Draw the chart as .png or .svg.")] = None,
    dry_run: DryRun = False,
) -> None:
    """Whether an action improved what it was meant to: improved, worsened, no evidence yet, or too early. Formats: text, json.

    With --by the look is recorded and counted; without it, it is only shown. --as-at looks at what was known on a day.

    \b
    Examples:
      pxcommission improvement review FFT-IP-POSITIVE/inpatient/improvement-1 --chart rounds.png
      pxcommission improvement review FFT-IP-POSITIVE --by "Quality lead"
    """
    from pxcommission.cases.improvement_records import improvements_of
    from pxcommission.casework.improvement_review import details_of_review, review_made

    options = options_of(context)
    only_formats(options, "text", "json")
    if chart is not None and chart.suffix.lower() not in PICTURES:
        usage(f"--chart {chart}: a picture ends in .png or .svg")
    keeps = bool(options.by.strip()) and not dry_run
    opened, record = open_improvement(options, name, writing=keeps)
    made = review_made(workspace_of(options, opened.rulebook), record, improvements_of(opened.events), options.as_at)
    details = details_of_review(made)
    if chart is not None:
        _draw(made, details, chart)
    events = _kept(opened, details) if keeps else ()
    if options.format == "json":
        print(json.dumps(_json(made, details, events), ensure_ascii=False, indent=1))
    else:
        _show(made, details, chart, options)
        if keeps:
            say_recorded(events)
        else:
            print("Shown only: give --by NAME to record and count this look.")
        _next(made, details)


def rebase(
    context: typer.Context,
    name: Improvement,
    reason: Reason,
    on: Annotated[
        str, typer.Option("--on", metavar="DATE", help="The first day of the first period with limits of its own.")
    ],
    withdraw: Annotated[bool, typer.Option("--withdraw", help="The rebase of this day counts no more.")] = False,
    worse_accepted_by: Annotated[
        str, typer.Option(metavar="OFFICE", help="The office that accepts a worse level as the usual one from then on.")
    ] = "",
    dry_run: DryRun = False,
) -> None:
    """Draw the charts of the unit anew from a day, because a recorded review shows a shift that holds. Formats: text, json.

    Once for each shift. To a worse level only after a review that says worsened, with --worse-accepted-by: the charts of the
    requirement would call it usual from then on.

    \b
    Examples:
      pxcommission improvement rebase FFT-IP-POSITIVE --on 2026-12-01 --reason "hourly rounds are the rule now" --by "Quality lead"
      pxcommission improvement rebase FFT-IP-POSITIVE --on 2026-12-01 --withdraw --reason "rounds ended" --by "Quality lead"
    """
    from pxcommission.cases.improvement_details import Rebased, RebaseWithdrawn
    from pxcommission.casework.improvement_rebase import rebase_refusals, rebase_told

    options = options_of(context)
    only_formats(options, "text", "json")
    since = day_given("--on", on)
    why = written("--reason", reason)
    opened, record = open_improvement(options, name, writing=not dry_run)
    standing = [one for one in record.rebases if one.since == since and not one.withdrawn]
    short = record.id.rpartition("/")[2]
    if withdraw:
        if not standing:
            known = ", ".join(str(one.since) for one in record.rebases if not one.withdrawn) or "none"
            problem = Problem(record.id, f"there is no rebase of {since} to withdraw", f"rebases that count: {known}")
            raise ProblemsFound([problem], ExitCode.REFUSED)
        record_event(opened, record.id, RebaseWithdrawn(id=short, since=since, reason=why), options.as_at, dry_run)
        return
    accepted = written("--worse-accepted-by", worse_accepted_by) if worse_accepted_by else ""
    problems = rebase_refusals(record, since, accepted)
    if problems:
        raise ProblemsFound(problems, ExitCode.REFUSED)
    last = record.reviews[-1].found
    made = Rebased(
        id=short, since=since, unit=record.registration.unit, reason=why, review=last.look, worse_accepted_by=accepted
    )
    unit = opened.rulebook.vocabulary.measures[record.registration.measure].unit
    record_event(opened, record.id, made, options.as_at, dry_run, rebase_told(last, unit))


def stop(context: typer.Context, name: Improvement, reason: Reason, dry_run: DryRun = False) -> None:
    """The action was abandoned; it stays in the register and in the report. Formats: text, json.

    \b
    Example: pxcommission improvement stop FFT-IP-POSITIVE --reason "the ward closed" --by "Quality lead"
    """
    from pxcommission.cases.improvement_details import ImprovementStopped

    options = options_of(context)
    only_formats(options, "text", "json")
    opened, record = open_improvement(options, name, writing=not dry_run)
    if record.stopped is not None:
        fix = "look at it: pxcommission improvement show"
        problem = Problem(record.id, f"it was stopped on {record.stopped[0]} already: {record.stopped[1]}", fix)
        raise ProblemsFound([problem], ExitCode.REFUSED)
    made = ImprovementStopped(id=record.id.rpartition("/")[2], reason=written("--reason", reason))
    record_event(opened, record.id, made, options.as_at, dry_run)


def _kept(opened: OpenCase, details: ImprovementReviewed) -> tuple[Event, ...]:
    from pxcommission.cases.events import Entry
    from pxcommission.cases.kinds import kind_of

    case = opened.file
    entry = Entry(case.contract, case.case, kind_of(details), opened.options.as_at, details.recorded(), case.events)
    return recorded(opened.options, opened.register, [entry])


def _show(made: ReviewMade, details: ImprovementReviewed, chart: Path | None, options: Options) -> None:
    from pxcommission.casework.improvement_words import lines_of_review
    from pxcommission.periods import in_words

    print(f"{made.record.id}, as known on {in_words(options.as_at)}")
    for heading, lines in lines_of_review(made, details):
        print(paragraph(f"{heading}: {lines[0]}", "  ", "    "))
        for line in lines[1:]:
            print(paragraph(line, "    ", "      "))
    if chart is not None:
        print(f"  chart: {chart}")


def _next(made: ReviewMade, details: ImprovementReviewed) -> None:
    if details.sustained == "improvement" and not any(not one.withdrawn for one in made.record.rebases):
        print(
            paragraph(
                f"next: the shift holds; once this look is recorded the charts may be drawn anew: pxcommission improvement rebase "
                f"'{made.record.id}' --on {details.sustained_from} --reason … --by …"
            )
        )


def _draw(made: ReviewMade, details: ImprovementReviewed, path: Path) -> None:
    from pxcommission.casework.improvement_words import chart_words
    from pxcommission.packs.improvement_chart import improvement_chart
    from pxcommission.whole_files import write_whole

    picture = improvement_chart(made.judgement, chart_words(made, details), path.suffix.lower()[1:])
    write_whole(path, picture)


def _json(made: ReviewMade, details: ImprovementReviewed, events: tuple[Event, ...]) -> dict[str, Any]:
    record = made.record
    last = events[-1] if events else None
    return {
        "id": record.id,
        "as_at": made.as_at.isoformat(),
        **details.model_dump(mode="json", exclude={"id"}),
        "registration": record.registration.model_dump(mode="json"),
        "registered": record.registered,
        "pre_registered": not record.figures_known and record.recorded_on <= record.registered_on,
        "unit": made.unit,
        "recorded": last is not None,
        "head": f"{last.n}:{last.head}" if last else None,
    }
