"""`pxcommission rules what-if` and `backtest`: one threshold, or many, tried on the past. Nothing is ever saved."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import Struct

from pxcommission.cli.check import period_asked_for
from pxcommission.cli.options import Options, only_formats, options_of, said_once, usage
from pxcommission.cli.rules_compared import (
    USUAL_QUARTERS,
    EngineName,
    count_asked_for,
    engine_named,
    progress,
    stopping_when_readings_differ,
)
from pxcommission.problems import did_you_mean

if TYPE_CHECKING:
    from pxcommission.impact.sweeps import Sweep
    from pxcommission.periods import Period
    from pxcommission.rulebook.ladders import PlacedCondition
    from pxcommission.rulebook.requirements import Requirement
    from pxcommission.rulebook.rulebook import ContractInForce
    from pxcommission.rulebook.thresholds import PlacedThreshold
    from pxcommission.workspace import Workspace

PICTURES = (".png", ".svg")
Contract = Annotated[str, typer.Argument(metavar="CONTRACT", help="The contract's id.")]
RequirementName = Annotated[str, typer.Argument(metavar="REQUIREMENT", help="The requirement's id.")]


class _Asked(Struct, frozen=True):
    """What a threshold is tried on: the workspace, the contract, the requirement, and its own periods."""

    workspace: Workspace
    contract: ContractInForce
    requirement: Requirement
    periods: tuple[Period, ...]


def what_if(
    context: typer.Context,
    contract: Contract,
    requirement: RequirementName,
    sentence: Annotated[
        str | None, typer.Argument(metavar="THRESHOLD", help="As in a contract: 'at least 93%', 'at most 5', none.")
    ] = None,
    threshold: Annotated[str | None, typer.Option(help="The same as THRESHOLD.", show_default=False)] = None,
    needs: Annotated[str | None, typer.Option(help="What it needs to be judged: 'responses >= 20'.")] = None,
    periods: Annotated[int | None, typer.Option(metavar="N", help="The requirement's last N periods (8).")] = None,
    first: Annotated[str | None, typer.Option("--from", metavar="PERIOD", help="From this period.")] = None,
    engine: EngineName = "durable",
) -> None:
    """Every result and step of one requirement as things are, and as if another threshold had been in force throughout.

    Dated thresholds and variations of the requirement are set aside; waivers are kept. A requirement that the contract
    has not adopted is treated as adopted. Nothing is saved. Formats: text, json.

    \b
    Examples:
      pxcommission rules what-if EXAMPLE-ACUTE FFT-OP-POSITIVE --threshold 'at least 93%'
      pxcommission rules what-if EXAMPLE-ACUTE FFT-IP-SITE-WARD --threshold 'at least 85%' --needs 'responses >= 20'
      pxcommission rules what-if EXAMPLE-ACUTE PALS-SETTLED --threshold 'at least 90%' --from 2024/25-Q1 --format json
    """
    from pxcommission.cli.thresholds_shown import show_what_if
    from pxcommission.impact import what_if as tried

    options = options_of(context)
    only_formats(options, "text", "json")
    tried_at = said_once("threshold", sentence, threshold)
    if tried_at is None and needs is None:
        usage("say what to try: --threshold 'at least 93%', or --needs 'responses >= 20', or both")
    if periods is not None and first is not None:
        usage("--periods and --from say the same thing twice: give one of them")
    placed, condition = _threshold(tried_at), _condition(needs)
    count = None if first else periods or USUAL_QUARTERS
    asked = _asked(options, contract, requirement, count, period_asked_for(first) if first else None)
    progress(options, f"replaying {asked.periods[0].label} to {asked.periods[-1].label}, now and then …")
    workspace = asked.workspace
    with stopping_when_readings_differ():
        found = tried.what_if(
            workspace.rulebook, workspace.store, workspace.receipts, asked.contract, asked.requirement, placed,
            condition, asked.periods, options.as_at, engine_named(engine),
        )  # fmt: skip
    show_what_if(found, tried_at or "", needs or "", options)


def backtest(
    context: typer.Context,
    contract: Contract,
    requirement: RequirementName,
    first: Annotated[str, typer.Option("--from", metavar="THRESHOLD", help="'at least 85%', or 85%.")],
    last: Annotated[str, typer.Option("--to", metavar="THRESHOLD", help="'at least 97%', or 97%.")],
    step: Annotated[str, typer.Option(metavar="NUMBER", help="From one to the next: 1%, 0.5%, or 5 for a count.")],
    periods: Annotated[int | None, typer.Option(metavar="N", help="The requirement's last N periods (all).")] = None,
    chart: Annotated[Path | None, typer.Option(metavar="FILE", help="Draw it too: a file .png or .svg.")] = None,
    engine: EngineName = "durable",
) -> None:
    """One requirement at many thresholds: breaches, near misses, flapping, and the steps the ladder would have proposed.

    Each threshold is taken as in force throughout, as `rules what-if` does for one; plain numbers take the sense of the
    threshold in force. Nothing is saved but the chart. Formats: text, json, csv.

    \b
    Examples:
      pxcommission rules backtest EXAMPLE-ACUTE FFT-IP-POSITIVE --from 'at least 85%' --to 'at least 97%' --step 1%
      pxcommission rules backtest EXAMPLE-ACUTE ED-OVER-TWELVE-HOURS --from 20 --to 60 --step 10 --periods 12
      pxcommission rules backtest EXAMPLE-ACUTE FFT-IP-POSITIVE --from 85% --to 97% --step 1% --chart backtest.svg
    """
    from pxcommission.cli.thresholds_shown import show_sweep

    options = options_of(context)
    only_formats(options, "text", "json", "csv")
    _refuse_other_pictures(chart)
    asked = _asked(options, contract, requirement, periods, None)
    found = _swept(options, asked, (first, last, step), engine)
    drawn = ""
    if chart is not None:
        from pxcommission.impact.sweep_chart import draw_sweep

        drawn = draw_sweep(found, chart)
    show_sweep(found, chart, drawn, options)


def _swept(options: Options, asked: _Asked, stepping: tuple[str, str, str], engine: EngineName) -> Sweep:
    """The past at each threshold from the first to the last, by steps, and at the one in force."""
    from pxcommission.impact.as_if import threshold_now
    from pxcommission.impact.sweeps import sweep
    from pxcommission.impact.threshold_range import thresholds_between, with_current

    workspace, judged, until = asked.workspace, asked.requirement, asked.periods[-1].end
    if judged.require is not None:
        usage(
            f"{judged.id} is judged by a condition of its own, not by a threshold, so there is nothing to step through"
        )
    measure = workspace.rulebook.vocabulary.measures[judged.measure]
    current = threshold_now(workspace.rulebook, asked.contract, judged, until, options.as_at)
    stepped = thresholds_between(*stepping, current, measure.better, measure.unit == "proportion")
    thresholds = with_current(stepped, current)
    progress(options, f"judging {len(thresholds)} thresholds, {asked.periods[0].label} to {asked.periods[-1].label} …")
    with stopping_when_readings_differ():
        return sweep(
            workspace.rulebook, workspace.store, workspace.receipts, asked.contract, judged, thresholds, current,
            asked.periods, options.as_at, engine_named(engine),
        )  # fmt: skip


def _refuse_other_pictures(chart: Path | None) -> None:
    if chart is not None and chart.suffix.lower() not in PICTURES:
        usage(f"--chart {chart}: a chart is written as .png or .svg; end the name with one of them")
    if chart is not None and not chart.parent.is_dir():
        usage(f"--chart {chart}: there is no folder {chart.parent}; make it first, or name another")


def _asked(options: Options, contract: str, requirement: str, count: int | None, since: Period | None) -> _Asked:
    """What is asked for, checked; stops with exit code 2 for names that don't exist and periods without evidence."""
    from pxcommission.impact.as_if import own_periods, requirement_asked
    from pxcommission.impact.replayed import newest_day
    from pxcommission.workspace import open_workspace

    count_asked_for(count)
    workspace = open_workspace(options.workspace)
    contracts = workspace.rulebook.contracts
    if contract not in contracts:
        usage(f"there is no contract '{contract}'{did_you_mean(contract, contracts)}; known: {', '.join(contracts)}")
    chosen = contracts[contract]
    judged = requirement_asked(workspace.rulebook, chosen, requirement)
    newest = newest_day(workspace.store, options.as_at)
    every = own_periods(judged, chosen, newest, count)
    found = tuple(period for period in every if since is None or period.end >= since.start)
    if not found:
        start = since.label if since else f"the contract's first day, {chosen.contract.term.from_}"
        usage(
            f"no {judged.judged_over.value} from {start} has evidence; the last known on {options.as_at} is of {newest}"
        )
    return _Asked(workspace, chosen, judged, found)


def _threshold(text: str | None) -> PlacedThreshold | None:
    """The threshold typed; stops with exit code 2 when it is none."""
    from pxcommission.impact.as_if import given_place
    from pxcommission.problems import shortened
    from pxcommission.rulebook.thresholds import SENTENCES, PlacedThreshold, read_threshold

    if text is None:
        return None
    found = read_threshold(text)
    if found is None:
        near = did_you_mean(text, SENTENCES)
        usage(f"--threshold: '{shortened(text)}' is no threshold{near}; write at least 95%, at most 5, more than, less than, "
              "none, all, not worse than England, …")  # fmt: skip
    if found.percent and found.bound is not None and found.bound > 1:
        usage(f"--threshold: a share can't be over 100%; found '{shortened(text)}'")
    return PlacedThreshold(found, given_place("threshold"))


def _condition(text: str | None) -> PlacedCondition | None:
    """The condition typed; stops with exit code 2 when it can't be read."""
    from pxcommission.impact.as_if import given_place
    from pxcommission.rulebook.condition_text import NotACondition, read_condition
    from pxcommission.rulebook.ladders import PlacedCondition

    if text is None:
        return None
    try:
        return PlacedCondition(text, read_condition(text), given_place("needs"))
    except NotACondition as problem:
        usage(
            f"--needs, at character {problem.offset + 1}: {problem.message}{f'; {problem.fix}' if problem.fix else ''}"
        )
