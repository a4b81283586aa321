"""`pxcommission contract …`: write contracts and change them, each edit shown before it is written."""

from __future__ import annotations

import shlex
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from pxcommission.cli import contract_new, contracts_shown
from pxcommission.cli.options import Options, only_formats, options_of, usage
from pxcommission.cli.writing import Asking, Proposal, clean, require_name, write_or_show

if TYPE_CHECKING:
    from pxcommission.authoring.contract_edits import OpenContract

app = typer.Typer(help="Write contracts and change them; every edit is shown first and keeps every other byte.",
                  no_args_is_help=True, rich_markup_mode=None)  # fmt: skip
app.command("list")(contracts_shown.list_contracts)
app.command("show")(contracts_shown.show)
app.command("lint")(contracts_shown.lint)
app.command("new")(contract_new.new)

Contract = Annotated[str, typer.Argument(help="The contract's id.", show_default=False)]
RequirementId = Annotated[str, typer.Argument(help="The requirement's id.", show_default=False)]
Yes = Annotated[bool, typer.Option("--yes", help="Write without asking.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only show the change.")]
OptionalDay = Annotated[str | None, typer.Option(metavar="DATE")]


@app.command("adopt")
def adopt(
    context: typer.Context,
    contract: Contract,
    requirement: RequirementId,
    clause: Annotated[str, typer.Option(help="Where the contract says so.")] = "",
    threshold: Annotated[str, typer.Option(help='The level, such as "at least 93%" (default: the usual one).')] = "",
    begins: Annotated[
        str, typer.Option("--from", metavar="DATE", help="Its first day (default: today, or the term's first day).")
    ] = "",
    monitor: Annotated[bool, typer.Option("--monitor", help="Only watch it, without obligation.")] = False,
    yes: Yes = False,
    dry_run: DryRun = False,
) -> None:
    """Make a requirement of the library an obligation of a contract. Formats: text, json.

    \b
    Example: pxcommission contract adopt EXAMPLE-ACUTE CLINIC-LETTER --clause "Schedule 4, local quality
    requirement 14" --threshold "at least 93%" --from 2026-04-01
    """
    from pxcommission.authoring import contract_edits

    options, opened = _open(context, contract, dry_run)
    if monitor:
        if clause or threshold or begins:
            usage("--monitor takes no clause, threshold or day: what is only watched is no obligation")
        edited, what = contract_edits.monitor(opened, requirement), f"{contract}: {requirement} monitored"
    else:
        if not clause:
            usage('an obligation needs its clause: --clause "Schedule 4, local quality requirement 1"; or --monitor')
        term = opened.contract.contract.term
        today = options.as_at if term.from_ <= options.as_at <= term.to else term.from_
        day = day_of("--from", begins) or today
        edited = contract_edits.adopt(opened, requirement, clean("--clause", clause), threshold or None, day)
        what = f"{contract}: {requirement} adopted"
    steps = [f"pxcommission contract show {contract}"]
    proposal = Proposal(what, [edited.change], steps, _unreported(opened, requirement))
    write_or_show(options, proposal, Asking(yes, dry_run))


@app.command("set-threshold")
def set_threshold(
    context: typer.Context,
    contract: Contract,
    requirement: RequirementId,
    sentence: Annotated[
        str | None, typer.Argument(metavar="THRESHOLD", help='Such as "at least 96%".', show_default=False)
    ] = None,
    begins: Annotated[str, typer.Option("--from", metavar="DATE", help="The first day it counts.")] = "",
    ends: Annotated[str, typer.Option("--to", metavar="DATE", help="For a time only: a variation to this day.")] = "",
    reason: Annotated[str, typer.Option(help="Why it changes.")] = "",
    document: Annotated[str, typer.Option(help="What says so, such as Variation 4.")] = "",
    signed: Annotated[str, typer.Option(metavar="DATE", help="The day the document was signed.")] = "",
    path: Annotated[
        str,
        typer.Option(metavar="QUARTERS", help='A planned path: "2025/26-Q1=at least 91%, 2025/26-Q2=at least 92%".'),
    ] = "",
    yes: Yes = False,
    dry_run: DryRun = False,
) -> None:
    """Change a threshold from a day on: a new dated line with its document and reason; older lines stay. Formats: text, json.

    \b
    Examples:
      pxcommission contract set-threshold EXAMPLE-ACUTE FFT-IP-POSITIVE "at least 96%" --from 2026-04-01
          --document "Variation 4" --signed 2026-03-12 --reason "raised in the 2026/27 negotiation"
      … "at least 90%" --from 2025-10-01 --to 2026-03-31 …       for a time, as a variation
      … --path "2026/27-Q1=at least 91%, 2026/27-Q2=at least 92%" …
    """
    from pxcommission.authoring import contract_edits

    options, opened = _open(context, contract, dry_run)
    grounds = contract_edits.Grounds(
        clean("--reason", reason or usage("say why it changes: --reason …")),
        clean("--document", document or usage('name what says so: --document "Variation 4"')),
        day_of("--signed", signed),
    )
    if path:
        if sentence or begins or ends:
            usage("--path states its own thresholds and days; leave the others out")
        try:
            dated = contract_edits.planned_path(path)
        except ValueError as wrong:
            usage(f"--path: {wrong}")
        edited = contract_edits.set_threshold(opened, requirement, dated, grounds)
    else:
        first = day_of("--from", begins) or usage("say from which day it counts: --from 2026-04-01")
        sentence = sentence or usage('say what is asked, such as "at least 96%"')
        last, dated = day_of("--to", ends), [(first, sentence)]
        if last is None:
            edited = contract_edits.set_threshold(opened, requirement, dated, grounds)
        else:
            if grounds.signed is None:
                usage("a variation needs the day it was signed: --signed 2025-09-12")
            edited = contract_edits.vary(opened, requirement, sentence, first, last, grounds)
    tried = sentence or dated[-1][1]
    what = f"{contract}: {requirement} {path or sentence}, {grounds.document}"
    steps = [
        f"pxcommission contract show {contract}",
        f"pxcommission rules what-if {contract} {requirement} --threshold {shlex.quote(tried)}    (the past as if)",
    ]
    write_or_show(options, Proposal(what, [edited.change], steps), Asking(yes, dry_run))


@app.command("waive")
def waive(
    context: typer.Context,
    contract: Contract,
    requirement: RequirementId,
    begins: Annotated[str, typer.Option("--from", metavar="DATE", help="The first day it is set aside.")],
    ends: Annotated[str, typer.Option("--to", metavar="DATE", help="The last day.")],
    reason: Annotated[str, typer.Option(help="Why.")],
    source: Annotated[str, typer.Option(help="Where it was agreed, such as a minute of a meeting.")],
    approved_by: Annotated[str, typer.Option(help="Who approved it: a role.")],
    service: Annotated[str, typer.Option(help="Only for this service.")] = "",
    yes: Yes = False,
    dry_run: DryRun = False,
) -> None:
    """Set an adopted requirement aside for a time. Formats: text, json."""
    from pxcommission.authoring import contract_edits

    options, opened = _open(context, contract, dry_run)
    first, last = day_of("--from", begins), day_of("--to", ends)
    edited = contract_edits.waive(
        opened, requirement, first or date.min, last or date.max, clean("--reason", reason),
        clean("--source", source), clean("--approved-by", approved_by), service or None,
    )  # fmt: skip
    proposal = Proposal(
        f"{contract}: {requirement} waived", [edited.change], [f"pxcommission contract show {contract}"]
    )
    write_or_show(options, proposal, Asking(yes, dry_run))


@app.command("roll-forward")
def roll_forward(
    context: typer.Context,
    contract: Contract,
    ends: Annotated[str, typer.Option("--to", metavar="DATE", help="The new last day of the term.")],
    form: Annotated[
        str, typer.Option(metavar="FORM", help="The edition of the general conditions, where not the next one.")
    ] = "",
    yes: Yes = False,
    dry_run: DryRun = False,
) -> None:
    """Carry a contract into its next year: its term, the editions of its form, and a list of what is left to settle.

    \b
    The contract keeps its id, so streaks and cases go on; thresholds stay in force unless a new line is given.
    Example: pxcommission contract roll-forward EXAMPLE-ACUTE --to 2028-03-31
    """
    from pxcommission.authoring.roll_forward import roll_forward as rolled

    options, opened = _open(context, contract, dry_run)
    last = day_of("--to", ends) or usage("--to 2028-03-31")
    result = rolled(opened, last, form or None)
    what = f"{contract}: carried forward to {last}"
    steps = [f"pxcommission contract show {contract} --as-at {last}"]
    proposal = Proposal(what, [result.contract.change], steps, result.to_settle)
    write_or_show(options, proposal, Asking(yes, dry_run))


def day_of(option: str, text: str) -> date | None:
    """A day given on the command line, None where none was; stops with exit code 2 for what is no day."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        usage(f"{option} {text}: not a date; write 2026-04-01")


def _open(context: typer.Context, contract: str, dry_run: bool) -> tuple[Options, OpenContract]:
    from pxcommission.authoring.contract_edits import open_contract

    options = options_of(context)
    only_formats(options, "text", "json")
    require_name(options, dry_run)
    return options, open_contract(options.workspace, contract)


def _unreported(opened: OpenContract, requirement: str) -> list[str]:
    """A reminder where no report the provider owes, and no publication, would bring the requirement's figures."""
    from pxcommission.authoring.new_contract import measures_of

    contract, rulebook = opened.contract.contract, opened.rulebook
    known = rulebook.requirement(opened.contract, requirement)
    owed = {measure for report in contract.reports_due.values() for measure in report.measures}
    for measure in measures_of(known, rulebook) if known else ():
        if measure not in owed and rulebook.vocabulary.measures[measure].feedback not in contract.published:
            return [f"no report the provider owes brings {measure}: add it to `measures` of one under `reports_due`"]
    return []
