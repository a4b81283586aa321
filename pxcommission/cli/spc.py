"""`pxcommission spc FILE.csv`: what XmR charts say of the series in a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pxcommission.cli.options import Options, only_formats, options_of
from pxcommission.problems import Problem, ProblemsFound

if TYPE_CHECKING:
    from pxcommission.assessment.statistics.xmr_series import SeriesResult
    from pxcommission.cli.spc_options import SpcAsked

MOST_CHARTS = 60


def spc(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A csv with the columns date and value; a column series makes many.")],
    improvement: Annotated[
        str, typer.Option(metavar="increase|decrease|neutral", help="Which way is better.", show_default=False)
    ],
    profile: Annotated[str, typer.Option(metavar="ptd|mdc", help="How the chart is read.")] = "ptd",
    target: Annotated[
        list[str] | None, typer.Option(metavar="X", help="The target, or SERIES=X for one series; may stand again.")
    ] = None,
    rebase: Annotated[
        list[str] | None,
        typer.Option(metavar="DATE", help="New limits from this point on, or SERIES=DATE; may stand again."),
    ] = None,
    reason: Annotated[
        list[str] | None, typer.Option(metavar="TEXT", help="Why, one for each --rebase, in the same order.")
    ] = None,
    fix_after: Annotated[
        int | None, typer.Option(metavar="N", help="Limits from the first N points only, 12 or more.")
    ] = None,
    run_length: Annotated[
        int | None, typer.Option(metavar="6|7", help="Points in a run or trend; mdc only (it has 6).")
    ] = None,
    unscreened: Annotated[
        bool, typer.Option("--unscreened", help="Keep very large moving ranges in the limits (mdc always does).")
    ] = False,
    between: Annotated[
        str | None,
        typer.Option(
            metavar="days|opportunities",
            help="For rare events, a row for each: chart the days, or the opportunities (value), between them.",
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write every point to this .csv or .json.")] = None,
    chart: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw the chart as .png or .svg; one file a series.")
    ] = None,
) -> None:
    """Tell signal from noise in a series: limits, special causes, and whether a target is to be expected.

    \b
    Examples:
      pxcommission spc fft.csv --improvement increase --target 95 --chart fft.png
      pxcommission spc waits.csv --improvement decrease --rebase 2025-04-01 --reason "new booking system"
      pxcommission spc trusts.csv --improvement increase --target RZ1=95 --target RZ2=93 --out points.csv
      pxcommission spc mixed-sex-breaches.csv --between days --improvement increase --chart breaches.png
    """
    from pxcommission.cli.spc_options import Given, asked_of

    options = options_of(context)
    only_formats(options, "text", "json", "csv")
    given = Given(
        file, improvement, profile, tuple(target or ()), tuple(rebase or ()), tuple(reason or ()), fix_after,
        run_length, unscreened, between, out, chart,
    )  # fmt: skip
    asked = asked_of(given)
    results = _analysed(asked)
    written = _written(results, asked)
    _show(results, asked, options)
    for path in written:
        print(f"Written: {path}", file=sys.stderr if options.format != "text" else sys.stdout)


def _analysed(asked: SpcAsked) -> tuple[SeriesResult, ...]:
    if asked.between:
        from pxcommission.assessment.statistics.rare_series import BETWEEN

        return tuple(BETWEEN[asked.between](one, asked.profile) for one in asked.series)
    from pxcommission.assessment.statistics.xmr import analyse_series

    return analyse_series(asked.series, asked.profile)


def _show(results: tuple[SeriesResult, ...], asked: SpcAsked, options: Options) -> None:
    from pxcommission.cli.spc_shown import results_csv, results_json, results_text, unused_rebases

    for note in (*asked.notes, *unused_rebases(results, asked.shown)):
        print(note.text, file=sys.stderr)
    match options.format:
        case "json":
            sys.stdout.write(results_json(results, asked.profile))
        case "csv":
            sys.stdout.write(results_csv(results))
        case _:
            print(results_text(results))


def _written(results: tuple[SeriesResult, ...], asked: SpcAsked) -> list[Path]:
    """The files asked for, written."""
    from pxcommission.cli.spc_shown import results_csv, results_json
    from pxcommission.whole_files import write_whole

    written: list[Path] = []
    if asked.out is not None:
        as_json = asked.out.suffix.lower() == ".json"
        text = results_json(results, asked.profile) if as_json else results_csv(results)
        write_whole(asked.out, text.encode())
        written.append(asked.out)
    if asked.chart is not None:
        from pxcommission.packs.spc_chart import chart_bytes

        for result, path in zip(results, chart_files(asked.chart, [one.name for one in results]), strict=True):
            write_whole(path, chart_bytes(result, path.suffix.lower().removeprefix(".")))
            written.append(path)
    return written


def chart_files(chart: Path, names: list[str]) -> list[Path]:
    """The file of each series' chart: the one named, or where there are many `chart-NAME.png` beside it.

    Raises ProblemsFound where there are more than sixty.
    """
    from pxcommission.problems import ExitCode

    if len(names) == 1:
        return [chart]
    if len(names) > MOST_CHARTS:
        message = f"{len(names)} series would be {len(names)} charts; at most {MOST_CHARTS} are drawn"
        raise ProblemsFound([Problem("--chart", message, "send fewer series in one file")], ExitCode.USAGE)
    files: list[Path] = []
    for name in names:
        plain = "".join(char if char.isalnum() else "-" for char in name).strip("-")[:60] or "series"
        stem, number = f"{chart.stem}-{plain}", 1
        while chart.with_name(f"{stem}{chart.suffix}") in files:
            number += 1
            stem = f"{chart.stem}-{plain}-{number}"
        files.append(chart.with_name(f"{stem}{chart.suffix}"))
    return files
