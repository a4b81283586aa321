"""`pxcommission contract …`: write contracts and change them, each edit shown before it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pxcommission.cli import contract_levels, contract_new, contracts_shown
from pxcommission.cli.contract_levels import Contract, DryRun, RequirementId, Yes, open_to_edit
from pxcommission.cli.conversation import ask_day, given_or_asked, on_a_terminal
from pxcommission.cli.options import day_given, usage
from pxcommission.cli.writing import Asking, Proposal, clean, write_or_show

if TYPE_CHECKING:
    from pxcommission.authoring.contract_edits import OpenContract

app = typer.Typer(help="Write contracts and change them; every edit is shown first and keeps every other byte.",
                  no_args_is_help=True, rich_markup_mode=None)  # fmt: skip
app.command("list")(contracts_shown.list_contracts)
app.command("show")(contracts_shown.show)
app.command("lint")(contracts_shown.lint)
app.command("new")(contract_new.new)
app.command("set-threshold")(contract_levels.set_threshold)


@app.command("adopt")
def adopt(
    context: typer.Context,
    contract: Contract,
    requirement: RequirementId,
    clause: Annotated[str, typer.Option(help="Where the contract says so.")] = "",
    threshold: Annotated[str, typer.Option(help='The level, such as "at least 93%" (default: the usual one).')] = "",
    begins: Annotated[
        str | None,
        typer.Option("--from", metavar="DATE", help="Its first day (default: today, or the term's first day)."),
    ] = None,
    monitor: Annotated[bool, typer.Option("--monitor", help="Only watch it, without obligation.")] = False,
    yes: Yes = False,
    dry_run: DryRun = False,
) -> None:
    """Make a requirement of the library an obligation of a contract. Formats: text, json.

    \b
    Example: pxcommission contract adopt EXAMPLE-ACUTE CLINIC-LETTER --clause "Schedule 4, local quality
    requirement 14" --threshold "at least 93%" --from 2026-04-01 --by "A. Manager"
    """
    from pxcommission.authoring import contract_edits
    from pxcommission.authoring.periods_judged import NewLevel, Reach, reach_of

    options, opened = open_to_edit(context, contract, dry_run)
    reach = Reach((), ())
    if monitor:
        if clause or threshold or begins is not None:
            usage("--monitor takes no clause, threshold or day: what is only watched is no obligation")
        edited, what = contract_edits.monitor(opened, requirement), f"{contract}: {requirement} monitored"
    else:
        refusal = 'an obligation needs its clause: --clause "Schedule 4, local quality requirement 1"; or --monitor'
        clause = given_or_asked(clause, "Its clause, such as Schedule 4, local quality requirement 1", refusal)
        term = opened.contract.contract.term
        today = options.as_at if term.from_ <= options.as_at <= term.to else term.from_
        day = today if begins is None else day_given("--from", begins)
        edited = contract_edits.adopt(opened, requirement, clean("--clause", clause), threshold or None, day)
        what = f"{contract}: {requirement} adopted"
        known = opened.rulebook.requirement(opened.contract, requirement)
        own_rule = known is not None and known.require is not None
        level = NewLevel(term.from_, "") if own_rule else NewLevel(day, threshold or "its usual level")
        reach = reach_of(opened, requirement, [level], options.as_at)
    steps = [f"pxcommission contract show {contract}"]
    proposal = Proposal(
        what, [edited.change], steps, _unreported(opened, requirement), careful=reach.careful, notes=reach.notes
    )
    write_or_show(options, proposal, Asking(yes, dry_run))


@app.command("waive")
def waive(
    context: typer.Context,
    contract: Contract,
    requirement: RequirementId,
    begins: Annotated[str | None, typer.Option("--from", metavar="DATE", help="The first day it is set aside.")] = None,
    ends: Annotated[str | None, typer.Option("--to", metavar="DATE", help="The last day.")] = None,
    reason: Annotated[str, typer.Option(help="Why.")] = "",
    source: Annotated[str, typer.Option(help="Where it was agreed, such as a minute of a meeting.")] = "",
    approved_by: Annotated[str, typer.Option(help="Who approved it: a role.")] = "",
    service: Annotated[str, typer.Option(help="Only for this service.")] = "",
    yes: Yes = False,
    dry_run: DryRun = False,
) -> None:
    """Set an adopted requirement aside for a time. Formats: text, json.

    \b
    Example: pxcommission contract waive EXAMPLE-ACUTE SUR-PRIVACY --from 2026-07-01 --to 2026-09-30
      --reason "the survey is moved to another supplier" --source "Minute 4 of the quality review meeting"
      --approved-by "Head of contracting" --by "A. Manager"
    """
    from pxcommission.authoring import contract_edits

    options, opened = open_to_edit(context, contract, dry_run)
    edited = contract_edits.waive(
        opened,
        requirement,
        day_given("--from", _day_said(begins, "--from", "From which day is it set aside")),
        day_given("--to", _day_said(ends, "--to", "To which day")),
        clean("--reason", given_or_asked(reason, "Why", "say why: --reason …")),
        clean("--source", given_or_asked(source, "Where it was agreed, such as a minute of a meeting",
                                         "say where it was agreed: --source …")),
        clean("--approved-by", given_or_asked(approved_by, "Who approved it: a role",
                                              "name the role that approved it: --approved-by …")),
        service or None,
    )  # fmt: skip
    proposal = Proposal(
        f"{contract}: {requirement} waived", [edited.change], [f"pxcommission contract show {contract}"]
    )
    write_or_show(options, proposal, Asking(yes, dry_run))


@app.command("roll-forward")
def roll_forward(
    context: typer.Context,
    contract: Contract,
    ends: Annotated[str | None, typer.Option("--to", metavar="DATE", help="The new last day of the term.")] = None,
    form: Annotated[
        str, typer.Option(metavar="FORM", help="The edition of the general conditions, where not the next one.")
    ] = "",
    yes: Yes = False,
    dry_run: DryRun = False,
) -> None:
    """Carry a contract into its next year: its term, the editions of its form, and a list of what is left to settle.

    \b
    The contract keeps its id, so streaks and cases go on; thresholds stay in force unless a new line is given.
    Example: pxcommission contract roll-forward EXAMPLE-ACUTE --to 2028-03-31 --by "A. Manager"
    """
    from pxcommission.authoring.roll_forward import roll_forward as rolled

    options, opened = open_to_edit(context, contract, dry_run)
    last = day_given("--to", _day_said(ends, "--to", "The new last day of the term"))
    result = rolled(opened, last, form or None)
    what = f"{contract}: carried forward to {last}"
    steps = [f"pxcommission contract show {contract} --as-at {last}"]
    proposal = Proposal(what, [result.contract.change], steps, result.to_settle)
    write_or_show(options, proposal, Asking(yes, dry_run))


def _day_said(given: str | None, option: str, question: str) -> str:
    """The day an option gives, or the answer on a terminal; elsewhere stops with exit code 2."""
    if given is not None:
        return given
    return ask_day(question) if on_a_terminal() else usage(f"give the day: {option} 2026-04-01")


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
