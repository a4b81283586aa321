"""`pxcommission contract set-threshold`: another level from a day on, for a time, or along a path, with what it reaches."""

from __future__ import annotations

import shlex
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import Struct

from pxcommission.cli.conversation import ask_day, given_or_asked, on_a_terminal
from pxcommission.cli.options import Options, day_given, only_formats, options_of, said_once, usage
from pxcommission.cli.writing import Asking, Proposal, clean, named, write_or_show

if TYPE_CHECKING:
    from pxcommission.authoring.contract_edits import Grounds, OpenContract
    from pxcommission.authoring.periods_judged import NewLevel

Contract = Annotated[str, typer.Argument(help="The contract's id.", show_default=False)]
RequirementId = Annotated[str, typer.Argument(help="The requirement's id.", show_default=False)]
Yes = Annotated[bool, typer.Option("--yes", help="Write without asking.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only show the change.")]


def set_threshold(
    context: typer.Context,
    contract: Contract,
    requirement: RequirementId,
    sentence: Annotated[
        str | None, typer.Argument(metavar="THRESHOLD", help='Such as "at least 96%".', show_default=False)
    ] = None,
    threshold: Annotated[str | None, typer.Option(help="The same as THRESHOLD.", show_default=False)] = None,
    begins: Annotated[str | None, typer.Option("--from", metavar="DATE", help="The first day it counts.")] = None,
    ends: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="For a time only: a variation to this day.")
    ] = None,
    reason: Annotated[str, typer.Option(help="Why it changes.")] = "",
    document: Annotated[str, typer.Option(help="What says so, such as Variation 4.")] = "",
    signed: Annotated[str | None, typer.Option(metavar="DATE", help="The day the document was signed.")] = None,
    path: Annotated[
        str,
        typer.Option(metavar="QUARTERS", help='A planned path: "2025/26-Q1=at least 91%, 2025/26-Q2=at least 92%".'),
    ] = "",
    yes: Yes = False,
    dry_run: DryRun = False,
) -> None:
    """Change a threshold from a day on: a new dated line with its document and reason; older lines stay. Formats: text, json.

    Before it is written it says which period the new level judges first, and which ended periods it judges anew.

    \b
    Examples:
      pxcommission contract set-threshold EXAMPLE-ACUTE FFT-IP-POSITIVE "at least 96%" --from 2026-04-01
          --document "Variation 4" --signed 2026-03-12 --reason "raised in the 2026/27 negotiation" --by "A. Manager"
      … "at least 90%" --from 2025-10-01 --to 2026-03-31 …       for a time, as a variation
      … --path "2026/27-Q1=at least 91%, 2026/27-Q2=at least 92%" …
    """
    from pxcommission.authoring.contract_edits import Grounds
    from pxcommission.authoring.periods_judged import reach_of, refuse_unsigned

    options, opened = open_to_edit(context, contract, dry_run)
    level = _Level(said_once("threshold", sentence, threshold), begins, ends, path)
    level = level if path else _complete(level, opened, requirement)
    grounds = Grounds(
        clean("--reason", given_or_asked(reason, "Why does it change", "say why it changes: --reason …")),
        clean("--document", given_or_asked(document, "What says so, such as Variation 4",
                                           'name what says so: --document "Variation 4"')),
        _signed(signed, level.ends is not None),
    )  # fmt: skip
    refuse_unsigned(grounds, options.as_at)
    edited, levels = _with_level(opened, requirement, level, grounds)
    reach = reach_of(opened, requirement, levels, options.as_at, grounds.signed)
    tried = levels[-1].threshold
    what = f"{contract}: {requirement} {path or tried}, {grounds.document}"
    steps = [
        f"pxcommission contract show {contract}",
        f"pxcommission rules what-if {contract} {requirement} --threshold {shlex.quote(tried)}    (the past as if)",
    ]
    proposal = Proposal(what, [edited.change], steps, careful=reach.careful, notes=reach.notes)
    write_or_show(options, proposal, Asking(yes, dry_run))


class _Level(Struct, frozen=True):
    """What `set-threshold` was asked for: one level from a day on or for a time, or a planned path; None where not said."""

    sentence: str | None
    begins: str | None
    ends: str | None
    path: str


def _complete(level: _Level, opened: OpenContract, requirement: str) -> _Level:
    """With what was left out asked for on a terminal; elsewhere stops with exit code 2."""
    from pxcommission.authoring.levels_checked import wrong_level

    known = opened.rulebook.requirement(opened.contract, requirement)

    def wrong(text: str) -> str | None:
        return wrong_level(text, known, opened.rulebook.vocabulary) if known else None

    sentence = given_or_asked(level.sentence, "What is asked, such as at least 96%",
                              'say what is asked, such as "at least 96%"', wrong)  # fmt: skip
    begins = level.begins
    if begins is None:
        asked = on_a_terminal()
        begins = ask_day("From which day does it count") if asked else usage(
            "say from which day it counts: --from 2026-04-01"
        )  # fmt: skip
    return _Level(sentence, begins, level.ends, "")


def _signed(signed: str | None, needed: bool) -> date | None:
    """The day the document was signed; a variation needs one."""
    if signed is None and needed:
        if not on_a_terminal():
            usage("a variation needs the day it was signed: --signed 2025-09-12")
        signed = ask_day("On which day was it signed")
    return None if signed is None else day_given("--signed", signed)


def _with_level(
    opened: OpenContract, requirement: str, level: _Level, grounds: Grounds
) -> tuple[OpenContract, list[NewLevel]]:
    """The contract with the level that was asked for, and each new level with the days it counts."""
    from pxcommission.authoring import contract_edits
    from pxcommission.authoring.periods_judged import NewLevel

    if level.path:
        if any(said is not None for said in (level.sentence, level.begins, level.ends)):
            usage("--path states its own thresholds and days; leave the others out")
        try:
            dated = contract_edits.planned_path(level.path)
        except ValueError as wrong:
            usage(f"--path: {wrong}")
        edited = contract_edits.set_threshold(opened, requirement, dated, grounds)
        return edited, [NewLevel(day, sentence) for day, sentence in dated]
    first, said = day_given("--from", level.begins or ""), level.sentence or ""
    if level.ends is None:
        edited = contract_edits.set_threshold(opened, requirement, [(first, said)], grounds)
        return edited, [NewLevel(first, said)]
    last = day_given("--to", level.ends)
    return contract_edits.vary(opened, requirement, said, first, last, grounds), [NewLevel(first, said, last)]


def open_to_edit(context: typer.Context, contract: str, dry_run: bool) -> tuple[Options, OpenContract]:
    """The shared options with who is doing this, and the contract opened for edits."""
    from pxcommission.authoring.contract_edits import open_contract

    options = options_of(context)
    only_formats(options, "text", "json")
    options = named(options, dry_run)
    return options, open_contract(options.workspace, contract)
