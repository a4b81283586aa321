"""`pxcommission returns …`: load what came in, show it, say what is owed, and send the form to fill."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pxcommission.cli.check import period_asked_for
from pxcommission.cli.jobs import Cluster, Jobs, pool_for_files
from pxcommission.cli.options import day_given, only_formats, options_of, usage
from pxcommission.cli.returns_map import map_file
from pxcommission.problems import ExitCode, did_you_mean, printable

if TYPE_CHECKING:
    from datetime import date

app = typer.Typer(help="Load what came in, show it, say what is owed, send the form to fill.", no_args_is_help=True,
                  rich_markup_mode=None)  # fmt: skip
app.command("map")(map_file)


@app.command("load")
def load(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Files, or folders of files.")],
    mapping: Annotated[
        str | None, typer.Option(metavar="NAME", help="The mapping to read it by (rules/mappings/NAME.yaml).")
    ] = None,
    provider: Annotated[
        str | None, typer.Option(metavar="ODS", help="Whose figures these are, when the file does not say.")
    ] = None,
    period: Annotated[str | None, typer.Option(help="The period, when the file does not say.")] = None,
    received: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day a provider's return reached you.")
    ] = None,
    published: Annotated[str | None, typer.Option(metavar="DATE", help="The day a publication came out.")] = None,
    jobs: Jobs = None,
    cluster: Cluster = None,
) -> None:
    """Recognise each file by its content, check it, and keep its figures; loading the same file twice changes nothing.

    Formats: text, json.

    \b
    Examples:
      pxcommission returns load contracts/published
      pxcommission returns load complaints-q2.csv --received 2025-10-17
      pxcommission returns load report.xlsx --mapping community-report --provider RZ9 --period '2025/26 Q2'
      pxcommission returns load downloads --jobs 4
    """
    from pxcommission.cli.returns_loaded import MOST_SHOWN, say_as_json, say_each
    from pxcommission.loading import GivenByHand, files_under, load_files, others_under
    from pxcommission.workspace import open_workspace

    options = options_of(context)
    only_formats(options, "text", "json")
    asked = period_asked_for(period) if period else None
    given = GivenByHand(
        mapping, provider, asked, _day("--received", received), _day("--published", published), options.by
    )
    workspace = open_workspace(options.workspace)
    wanted = files_under(files)
    if not wanted:
        usage("there is no file to load in what you named")
    others = others_under(files)
    pool = pool_for_files(jobs, cluster, wanted)
    loaded = load_files(workspace, wanted, given, options.as_at, named=files, pool=pool)
    refused = say_as_json(loaded) if options.format == "json" else say_each(loaded, len(wanted), options)
    if others and options.format == "text":
        names = ", ".join(printable(path.name) for path in others[:MOST_SHOWN])
        print(f"{len(others)} left, being no data: {names}")
    if refused:
        raise typer.Exit(int(ExitCode.RETURNS_WRONG))


@app.command("show")
def show(
    context: typer.Context,
    provider: Annotated[str | None, typer.Option(metavar="ODS")] = None,
    measure: Annotated[str | None, typer.Option()] = None,
    service: Annotated[str | None, typer.Option()] = None,
    period: Annotated[str | None, typer.Option(help="2025/26-Q2 or 2025-09")] = None,
) -> None:
    """The observations known on the day of --as-at, each with its file, sheet and cell. Formats: text, json, csv.

    \b
    Example: pxcommission returns show --provider RZ1 --measure fft_positive --period 2025-09 --format csv
    """
    from pxcommission.cli.observations_shown import show_observations
    from pxcommission.workspace import open_workspace

    options = options_of(context)
    only_formats(options, "text", "json", "csv")
    workspace = open_workspace(options.workspace)
    asked = period_asked_for(period) if period else None
    words = workspace.rulebook.vocabulary
    for name, word, known in (("measure", measure, words.measures), ("service", service, [*words.services, "all"])):
        if word is not None and word not in known:
            usage(f"unknown {name} '{word}'{did_you_mean(word, known)}")
    show_observations(workspace.store, options, provider, measure, service, asked)


@app.command("due")
def due(
    context: typer.Context,
    period: Annotated[str | None, typer.Argument(help="The quarter (default: the last one that ended).")] = None,
    contract: Annotated[list[str] | None, typer.Option(metavar="ID")] = None,
) -> None:
    """What each contract is owed for a period, by when, and how it stands. Formats: text, json, csv."""
    from datetime import timedelta

    from pxcommission.cli.owed import show_owed
    from pxcommission.periods import quarter_of

    options = options_of(context)
    only_formats(options, "text", "json", "csv")
    last = quarter_of(quarter_of(options.as_at).start - timedelta(days=1))
    show_owed(options, period_asked_for(period) if period else last, contract or [])


@app.command("reconcile")
def reconcile(
    context: typer.Context,
    contract: Annotated[list[str] | None, typer.Argument(help="Only these contracts.")] = None,
    period: Annotated[str | None, typer.Option(help="2025/26-Q2 (default: the last quarter that ended).")] = None,
) -> None:
    """Where sources of one figure differ: publication and return, totals and parts, restatements, stated percentages.

    Both sides with their cells, how far apart they are, and which one is judged. Formats: text, json, csv.

    \b
    Example: pxcommission returns reconcile EXAMPLE-ACUTE --period 2025/26-Q2
    """
    from datetime import timedelta

    from pxcommission.cli.reconciled import show_differences
    from pxcommission.periods import quarter_of

    options = options_of(context)
    only_formats(options, "text", "json", "csv")
    last = quarter_of(quarter_of(options.as_at).start - timedelta(days=1))
    show_differences(options, contract or [], period_asked_for(period) if period else last)


@app.command("missing")
def missing(
    context: typer.Context,
    contract: Annotated[str, typer.Argument(help="The contract's id.")],
    report: Annotated[str, typer.Argument(help="The report's name in the contract.")],
    period: Annotated[str, typer.Argument(help="2025/26-Q2 or '2025/26 Q2'")],
) -> None:
    """Record that a return was looked for on the day of --as-at and was not there; needs --by.

    Only then is it "not received", and the duty to report not met.

    \b
    Example: pxcommission returns missing EXAMPLE-ACUTE complaints 2025/26-Q2 --by 'Contract manager'
    """
    from pxcommission.cli.owed import record_missing

    options = options_of(context)
    if not options.by:
        usage("say who looked: --by NAME (or set PXCOMMISSION_USER)")
    record_missing(options, contract, report, period_asked_for(period))


@app.command("template")
def template(
    context: typer.Context,
    contract: Annotated[str, typer.Argument(help="The contract's id.")],
    period: Annotated[str, typer.Option(help="2025/26-Q2 or '2025/26 Q2'")],
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to (default: <contract>-<period>-return.xlsx).")
    ] = None,
) -> None:
    """Write the workbook the provider fills: its figures, reason and action; it loads with no mapping.

    \b
    Example: pxcommission returns template EXAMPLE-ACUTE --period 2025/26-Q3
    """
    from pxcommission.cli.owed import write_form

    write_form(options_of(context), contract, period_asked_for(period), out)


def _day(option: str, text: str | None) -> date | None:
    return None if text is None else day_given(option, text)
