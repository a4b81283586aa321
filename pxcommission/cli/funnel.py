"""`pxcommission funnel MEASURE`: providers beside each other, with limits that allow for the spread chance can't explain."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pxcommission.cli.funnel_shown import FunnelShown, funnel_csv, funnel_json, show_funnel
from pxcommission.cli.options import only_formats, options_of, usage
from pxcommission.problems import ExitCode, Problem, ProblemsFound, did_you_mean, printable

if TYPE_CHECKING:
    from pxcommission.assessment.peers import Peers
    from pxcommission.assessment.statistics.funnels import Funnel
    from pxcommission.evidence.store import EvidenceStore
    from pxcommission.periods import Period
    from pxcommission.vocabulary.models import Measure, Vocabulary


def funnel(
    context: typer.Context,
    measure: Annotated[str, typer.Argument(metavar="MEASURE", help="A measure by which providers may be compared.")],
    period: Annotated[str, typer.Option(help="A month, quarter or year: 2025-09, 2025/26-Q2, 2025/26.")],
    service: Annotated[
        str | None, typer.Option(help="The service, where the measure is published for several.")
    ] = None,
    provider: Annotated[
        list[str] | None, typer.Option(metavar="ODS", help="Mark this provider and say where it lies; may stand again.")
    ] = None,
    chart: Annotated[Path | None, typer.Option(metavar="FILE", help="Draw the funnel as .png or .svg.")] = None,
) -> None:
    """Every provider of the national publications beside the others, in a funnel whose limits allow for the spread between them.

    Only by measures that are made for comparing providers; the Friends and Family Test is not. Who lies outside is one to
    ask about, no more. Formats: text, json, csv.

    \b
    Examples:
      pxcommission funnel emergency_within_4_hours --period 2025/26-Q2 --provider RZ1
      pxcommission funnel emergency_within_4_hours --period 2025-09 --chart waits.png
    """
    from pxcommission.assessment.peers import peers_of
    from pxcommission.workspace import open_workspace

    options = options_of(context)
    only_formats(options, "text", "json", "csv")
    if chart is not None and chart.suffix.lower() not in (".png", ".svg"):
        usage(f"--chart {chart}: a picture ends in .png or .svg")
    wanted = _period(period)
    workspace = open_workspace(options.workspace, os.environ.get("PXCOMMISSION_DATABASE_URL"))
    words = workspace.rulebook.vocabulary
    compared = _comparable(words, measure)
    named = _service(workspace.store, measure, service, options.as_at)
    peers = peers_of(workspace.store, measure, named, wanted, options.as_at)
    marked = _marked(peers, provider or ())
    where = words.services[named].name if named in words.services else named
    source = words.feedback.get(compared.feedback)
    caution = (source.caution if source else None) or ""
    made = _funnel(compared, peers, wanted, options.as_at.isoformat())
    shown = FunnelShown(measure, compared, where, wanted, options.as_at, made, peers, marked, caution)
    if chart is not None:
        from pxcommission.packs.funnel_chart import draw_funnel

        draw_funnel(made, shown.title, chart, better=compared.better, whole=shown.whole, marked=marked)
        print(f"Written: {chart}", file=sys.stderr if options.format != "text" else sys.stdout)
    match options.format:
        case "json":
            print(json.dumps(funnel_json(shown), ensure_ascii=False, indent=1))
        case "csv":
            sys.stdout.write(funnel_csv(shown))
        case _:
            show_funnel(shown)


def _period(text: str) -> Period:
    from pxcommission.assessment.peers import LENGTHS
    from pxcommission.cli.check import period_asked_for

    period = period_asked_for(text)
    if len(period.months) not in LENGTHS:
        usage(f"--period {period.label}: providers are compared for a month, a quarter or a year")
    return period


def _comparable(words: Vocabulary, name: str) -> Measure:
    """The measure, where providers may be compared by it; the reason where they may not, and by which they may."""
    known = words.measures.get(name)
    if known is None:
        usage(f"there is no measure '{printable(name)}'{did_you_mean(name, words.measures)}")
    if known.comparable and known.unit == "proportion":
        return known
    why = "its vocabulary does not say comparable: true"
    if known.comparable:
        why = "it is a count without a denominator, and units of unlike size can't be compared by it"
    others = [one for one, m in words.measures.items() if m.comparable and m.unit == "proportion"]
    fix = f"those that may: {', '.join(others) or 'none in this workspace'}"
    problem = Problem(name, f"providers are not compared by '{known.name}': {why}", fix)
    raise ProblemsFound([problem], ExitCode.USAGE)


def _service(store: EvidenceStore, measure: str, service: str | None, as_at: date) -> str:
    from pxcommission.assessment.peers import published_services

    known = published_services(store, measure, as_at)
    if not known:
        message = f"no publication known on {as_at} has it for providers"
        fix = "load the national publication that has it: pxcommission returns load FILE"
        raise ProblemsFound([Problem(measure, message, fix)], ExitCode.RETURNS_WRONG)
    if service is None and len(known) == 1:
        return known[0]
    if service not in known:
        said = (
            f"--service {printable(service)}: not published{did_you_mean(service, known)}" if service else "--service"
        )
        usage(f"{said}: it is published for: {', '.join(known)}")
    return str(service)


def _marked(peers: Peers, wanted: Sequence[str]) -> tuple[str, ...]:
    """The codes to mark; stops with exit code 2 for one that no publication names."""
    known = [*(one.provider for one in peers.found), *peers.left_out]
    for code in wanted:
        if code.upper() not in known:
            usage(f"--provider {printable(code)}: no publication of this names it{did_you_mean(code.upper(), known)}")
    return tuple(dict.fromkeys(code.upper() for code in wanted))


def _funnel(measure: Measure, peers: Peers, period: Period, as_at: str) -> Funnel:
    from pxcommission.assessment.peers import shares
    from pxcommission.assessment.statistics.funnels import peer_funnel

    try:
        return peer_funnel(measure, *shares(peers.found))
    except ValueError as wrong:
        left = f"; {len(peers.left_out)} more lack a whole figure" if peers.left_out else ""
        message = f"there is no funnel for {period.label} as known on {as_at}: {wrong}{left}"
        fix = "ask for a period that is published whole, or load the publications it lacks"
        raise ProblemsFound([Problem(measure.name, message, fix)], ExitCode.RETURNS_WRONG) from None
