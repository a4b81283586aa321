"""`pxcommission contract new`: a contract from a pattern, by options or by answering questions."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pxcommission.cli.options import Options, day_given, only_formats, options_of, usage
from pxcommission.cli.remembered import UNFINISHED, Remembered, forget, taken_up
from pxcommission.cli.writing import Asking, Proposal, clean, named, write_or_show

if TYPE_CHECKING:
    from pxcommission.authoring.new_contract import Adoption
    from pxcommission.cli.contract_questions import Given


def new(
    context: typer.Context,
    pattern: Annotated[str, typer.Option(help="A file of rules/contract-patterns, such as community.")] = "",
    contract: Annotated[str, typer.Option("--id", help="The contract's id, in capitals.")] = "",
    reference: Annotated[str, typer.Option(help="The reference on the signed contract.")] = "",
    title: Annotated[str, typer.Option(help="Its title (default: from the pattern and the term).")] = "",
    provider: Annotated[str, typer.Option(metavar="NAME", help="The provider.")] = "",
    provider_ods: Annotated[str, typer.Option(metavar="CODE", help="Its ODS code.")] = "",
    provider_representative: Annotated[str, typer.Option(metavar="ROLE", help="To whom letters are addressed.")] = "",
    provider_notices_to: Annotated[str, typer.Option(metavar="ADDRESS", help="Where notices go.")] = "",
    commissioner: Annotated[str, typer.Option(metavar="NAME", help="The co-ordinating commissioner.")] = "",
    commissioner_ods: Annotated[str, typer.Option(metavar="CODE", help="Its ODS code.")] = "",
    commissioner_representative: Annotated[str, typer.Option(metavar="ROLE", help="Who writes the letters.")] = "",
    commissioner_notices_to: Annotated[str, typer.Option(metavar="ADDRESS", help="Where replies go.")] = "",
    begins: Annotated[str, typer.Option("--from", metavar="DATE", help="The term's first day.")] = "",
    ends: Annotated[str, typer.Option("--to", metavar="DATE", help="The term's last day.")] = "",
    service: Annotated[list[str] | None, typer.Option(help="A service bought; may be repeated (default: the pattern's).")] = None,
    site: Annotated[list[str] | None, typer.Option(metavar="CODE", help="A site of the provider; may be repeated.")] = None,
    requirement: Annotated[
        list[str] | None,
        typer.Option(metavar="ID[=THRESHOLD][@CLAUSE]", help="Adopt this one; may be repeated."),
    ] = None,
    all_usual: Annotated[bool, typer.Option("--all-usual", help="Adopt what the pattern suggests, at usual levels.")] = False,
    monitor: Annotated[list[str] | None, typer.Option(metavar="ID", help="Watch this one; may be repeated.")] = None,
    form: Annotated[str, typer.Option(help="full-length or shorter-form (default: the pattern's).")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Write without asking.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show the file.")] = False,
) -> None:  # fmt: skip
    """Write a new contract. What no option says is asked; what nobody knows yet is marked as still to be filled in.

    \b
    Patterns: acute, community, mental-health, ambulance-and-patient-transport, primary-care, independent-provider,
    hospice, care-home. Formats: text, json.
    Example: pxcommission contract new --pattern community --id NORTH-COMMUNITY --reference NC-2026-01
      --provider "North Community Health" --provider-ods RZ9 --commissioner "Example ICB" --commissioner-ods QZ1
      --from 2026-04-01 --to 2029-03-31 --all-usual --requirement "COM-FIRST-VISIT=at least 92%@Schedule 4, LQR 2"
      --by "A. Manager"    (or set PXCOMMISSION_USER)
    """
    from pxcommission.cli.contract_questions import Given

    options = options_of(context)
    only_formats(options, "text", "json")
    options = named(options, dry_run)
    given = Given(
        pattern=pattern, id=contract, reference=reference, title=title, provider=provider, provider_ods=provider_ods,
        provider_representative=provider_representative, provider_notices_to=provider_notices_to,
        commissioner=commissioner, commissioner_ods=commissioner_ods,
        commissioner_representative=commissioner_representative, commissioner_notices_to=commissioner_notices_to,
        begins=_day_said("--from", begins), ends=_day_said("--to", ends), services=tuple(service or ()), sites=tuple(site or ()),
        adopted=tuple(_adoption(text) for text in requirement or ()), all_usual=all_usual, monitored=tuple(monitor or ()), form=form,
    )  # fmt: skip
    _write(options, given, yes, dry_run)


def _write(options: Options, given: Given, yes: bool, dry_run: bool) -> None:
    """Ask what the options left out, where somebody answers, and write the contract."""
    from pxcommission.authoring.new_contract import new_contract_files
    from pxcommission.cli.contract_questions import answered
    from pxcommission.rulebook.rulebook import load_rulebook

    rulebook = load_rulebook(options.workspace)
    conversing = options.format == "text" and bool(given.missing)
    if given.missing and not conversing:
        usage("these options are needed too: " + ", ".join(given.missing))
    conversation = taken_up(options.workspace) if conversing else None
    asking = Asking(yes, dry_run, answers=conversing and not sys.stdin.isatty())
    written = False
    try:
        new_contract, chosen = answered(given, rulebook, conversation)
        files = new_contract_files(new_contract, chosen, rulebook)
        steps = [
            f"pxcommission contract lint {new_contract.id}    (what is still to be filled in)",
            f"pxcommission contract show {new_contract.id}",
            "pxcommission returns template … for the form to send to the provider",
        ]
        written = write_or_show(options, Proposal(f"{new_contract.id}: new contract", files, steps), asking)
    finally:
        if conversation is not None and not dry_run:
            _keep(conversation, options.workspace, written)


def _keep(conversation: Remembered, folder: Path, written: bool) -> None:
    """Keep the answers of a contract that was not written for the next `contract new`."""
    if written:
        forget(folder)
    elif conversation.keep(folder):
        print(f"Your answers are kept in {UNFINISHED.as_posix()}; `contract new` offers them again.", file=sys.stderr)


def _day_said(option: str, text: str) -> str:
    """A day of the options as year-month-day; empty where it was not given."""
    return day_given(option, text).isoformat() if text else ""


def _adoption(text: str) -> Adoption:
    """`ID`, `ID=at least 93%`, `ID@SC16`, `ID=at least 93%@Schedule 4, local quality requirement 1`."""
    from pxcommission.authoring.contract_edits import checked_sentence
    from pxcommission.authoring.new_contract import Adoption

    named, _, clause = clean("--requirement", text).partition("@")
    requirement, _, threshold = named.partition("=")
    sentence = checked_sentence(threshold) if threshold.strip() else None
    return Adoption(requirement.strip(), sentence, clause.strip() or None)
