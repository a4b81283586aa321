"""`improvement start` and `correct`: an action is written down before its effect is seen."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

import typer

from pxcommission.cli.case_desk import OpenCase, open_case
from pxcommission.cli.case_money_options import number_given
from pxcommission.cli.case_options import DryRun, Reason
from pxcommission.cli.improvement_desk import Improvement, open_improvement, record_event, workspace_of, written
from pxcommission.cli.options import day_given, only_formats, options_of, usage
from pxcommission.problems import ExitCode, ProblemsFound

if TYPE_CHECKING:
    from pxcommission.cases.improvement_details import Registration

Direction = Annotated[
    str,
    typer.Option(metavar="increase|decrease", help="Which way is better (default: as the measure says)."),
]
Expected = Annotated[
    str, typer.Option("--expected-change", metavar="NUMBER", help="By how much: points of a share, cases a period.")
]
Involved = Annotated[
    str, typer.Option(metavar="WHO,WHO", help="patients, staff, provider, carers, commissioner: who took part.")
]
Comparator = Annotated[
    str,
    typer.Option(metavar="CONTRACT[/SITE]|SITE", help="Where nothing was done: the change there is taken off."),
]
BaselineFrom = Annotated[
    str, typer.Option("--baseline-from", metavar="DATE", help="The first day of the time before (default: 24 periods).")
]


def start(
    context: typer.Context,
    case: Annotated[
        list[str],
        typer.Argument(metavar="CASE", help="CONTRACT/REQUIREMENT/service (or three words), or a part that fits one."),
    ],
    action: Annotated[str, typer.Option(metavar="TEXT", help="What is done.")],
    start: Annotated[str, typer.Option("--start", metavar="DATE", help="The first day on which it is done.")],
    expect: Annotated[str, typer.Option(metavar="TEXT", help="What it is to bring about, in a sentence.")],
    expected_change: Expected = "",
    direction: Direction = "",
    involved: Involved = "",
    comparator: Comparator = "",
    baseline_from: BaselineFrom = "",
    site: Annotated[str, typer.Option(metavar="ODS", help="Only the figures of this site.")] = "",
    ward: Annotated[str, typer.Option(metavar="NAME", help="Only this ward of the site.")] = "",
    touchpoint: Annotated[str, typer.Option(metavar="NAME", help="Only this touchpoint of the service.")] = "",
    dry_run: DryRun = False,
) -> None:
    """Register an action before its effect is seen. Formats: text, json.

    Where figures after the start are known already, it is recorded all the same, and every verdict says so.

    \b
    Example:
      pxcommission improvement start EXAMPLE-ACUTE FFT-IP-POSITIVE inpatient --action "hourly rounds on all wards" \\
        --start 2026-12-01 --expect "more patients call their care good" --expected-change 3 --involved patients,staff --by "Quality lead"
    """
    from pxcommission.cases.improvement_details import ImprovementStarted, Registration, Unit
    from pxcommission.cases.improvement_records import next_name
    from pxcommission.casework.improvement_names import comparator_meant, duty_meant

    options = options_of(context)
    only_formats(options, "text", "json")
    opened = open_case(options, "/".join(case), options.as_at, writing=not dry_run)
    if ward and not site:
        usage("--ward: name its site too, with --site")
    duty = duty_meant(opened.rulebook, opened.file.case, touchpoint)
    unit = Unit(site=site.strip(), ward=ward.strip(), touchpoint=duty.touchpoint)
    meant = _direction(opened, duty.requirement.measure, direction)
    wanted = Registration(
        action=written("--action", action),
        start=day_given("--start", start),
        expect=written("--expect", expect),
        expected_change=_expected(expected_change, meant),
        direction=meant,
        measure=duty.requirement.measure,
        unit=unit,
        involved=_involved(involved),
        comparator=comparator_meant(opened.rulebook, comparator, opened.file.contract, unit) if comparator else None,
        baseline_from=_baseline(baseline_from, day_given("--start", start)),
    )
    name = next_name(opened.events)
    known, notes = _as_known(opened, wanted, f"{opened.file.case}/{name}")
    made = ImprovementStarted(id=name, registration=wanted, figures_known=known)
    record_event(opened, f"{opened.file.case}/{name}", made, options.as_at, dry_run, notes)


def correct(
    context: typer.Context,
    name: Improvement,
    reason: Reason,
    action: Annotated[str, typer.Option(metavar="TEXT", help="What is done.")] = "",
    start: Annotated[str, typer.Option("--start", metavar="DATE", help="The first day on which it is done.")] = "",
    expect: Annotated[str, typer.Option(metavar="TEXT", help="What it is to bring about.")] = "",
    expected_change: Expected = "",
    direction: Direction = "",
    involved: Involved = "",
    comparator: Comparator = "",
    baseline_from: BaselineFrom = "",
    dry_run: DryRun = False,
) -> None:
    """Correct what was registered; the first wording stays in the register. Formats: text, json.

    A start, direction, number, comparator or baseline corrected after figures were known is no pre-registration, and every
    verdict says so.

    \b
    Example: pxcommission improvement correct FFT-IP-POSITIVE --start 2026-12-08 --reason "begun a week later" --by "Quality lead"
    """
    from pxcommission.cases.improvement_details import ImprovementCorrected
    from pxcommission.casework.improvement_names import comparator_meant

    options = options_of(context)
    only_formats(options, "text", "json")
    opened, record = open_improvement(options, name, writing=not dry_run)
    was = record.registration
    meant = _direction(opened, was.measure, direction) if direction else was.direction
    changed: dict[str, Any] = {"direction": meant}
    changed |= {"action": written("--action", action)} if action else {}
    changed |= {"expect": written("--expect", expect)} if expect else {}
    changed |= {"start": day_given("--start", start)} if start else {}
    changed |= {"expected_change": _expected(expected_change, meant)} if expected_change else {}
    changed |= {"involved": _involved(involved)} if involved else {}
    changed |= (
        {"comparator": comparator_meant(opened.rulebook, comparator, record.contract, was.unit)} if comparator else {}
    )
    changed |= {"baseline_from": _baseline(baseline_from, changed.get("start", was.start))} if baseline_from else {}
    wanted = was.model_copy(update=changed)
    if wanted == was:
        usage("nothing would change; give what is to read otherwise, such as --start DATE")
    decides = ("start", "direction", "expected_change", "comparator", "baseline_from")
    known, notes = 0, list[str]()
    if any(getattr(wanted, field) != getattr(was, field) for field in decides):
        known, notes = _as_known(opened, wanted, record.id)
    made = ImprovementCorrected(
        id=record.id.rpartition("/")[2], registration=wanted, reason=written("--reason", reason), figures_known=known
    )
    record_event(opened, record.id, made, options.as_at, dry_run, notes)


def _as_known(opened: OpenCase, wanted: Registration, name: str) -> tuple[int, list[str]]:
    """How many figures after the start are known on the day, and what to say of the time before.

    Raises ProblemsFound (exit code 2) where the expected change is more than the level before allows.
    """
    from pxcommission.assessment.statistics.improvement_judgement import sides_of, with_values
    from pxcommission.assessment.statistics.xmr_series import FEWEST_FIXED
    from pxcommission.casework.improvement_expected import expected_refusals
    from pxcommission.casework.improvement_figures import SeriesAsked, series_found
    from pxcommission.casework.improvement_review import length_of
    from pxcommission.casework.improvement_told import known_told

    options, case = opened.options, opened.file.case.split("/")
    workspace = workspace_of(options, opened.rulebook)
    asked = SeriesAsked(
        case[0], wanted.measure, case[2], wanted.unit, wanted.start, length_of(workspace, case[0], case[1])
    )
    found = series_found(workspace, asked, options.as_at)
    known = found.known_from(wanted.start)
    side = with_values(sides_of(found.points, wanted.start, wanted.baseline_from).before)
    before, unit = len(side), opened.rulebook.vocabulary.measures[wanted.measure].unit
    if problems := expected_refusals(side, wanted, unit):
        raise ProblemsFound(problems, ExitCode.USAGE)
    notes = [f"note: {known_told(known)}; every verdict will say so"] if known else []
    if not found.points:
        notes.append("note: no figure of this unit is known yet; check --site, --ward and --touchpoint")
    elif before < FEWEST_FIXED:
        notes.append(
            f"note: {before} figures before the start are known; with fewer than {FEWEST_FIXED} a review has an interval and no chart"
        )
    if wanted.comparator is None:
        notes.append("note: without --comparator a review shows an association in time, not a cause")
    return known, [*notes, f"next: pxcommission improvement review '{name}' once figures after the start are in"]


def _direction(opened: OpenCase, measure: str, given: str) -> Literal["increase", "decrease"]:
    if given and given not in ("increase", "decrease"):
        usage(f"--direction {given}: write increase or decrease")
    better = opened.rulebook.vocabulary.measures[measure].better
    return cast(Literal["increase", "decrease"], given or {"higher": "increase", "lower": "decrease"}[better])


def _expected(given: str, direction: str) -> Decimal | None:
    """The change with the sign of its direction; a sign that says otherwise is refused."""
    if not given.strip():
        return None
    written_sign, digits = given.strip()[:1], given.strip().lstrip("+-−")
    number = number_given("--expected-change", digits)
    meant = 1 if direction == "increase" else -1
    if written_sign in "+-−" and (1 if written_sign == "+" else -1) != meant:
        usage(f"--expected-change {given}: this is the worse way ('{direction}' is better); write it without a sign")
    return number * meant


def _involved(given: str) -> tuple[str, ...]:
    from pxcommission.cases.improvement_details import INVOLVED

    named = tuple(dict.fromkeys(part.strip().lower() for part in given.split(",") if part.strip()))
    strange = [one for one in named if one not in INVOLVED]
    if strange:
        usage(f"--involved {strange[0]}: unknown; known: {', '.join(INVOLVED)} (groups only, never a name)")
    return tuple(one for one in INVOLVED if one in named)


def _baseline(given: str, start: date) -> date | None:
    if not given:
        return None
    begun = day_given("--baseline-from", given)
    if begun >= start:
        usage(f"--baseline-from {begun}: not before the start ({start})")
    return begun
