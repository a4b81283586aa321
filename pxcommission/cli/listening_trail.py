"""`pxcommission listening trail`: from what was heard to what was decided, what that changed, and what came of it."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from pxcommission.cli.listening_desk import trail_known
from pxcommission.cli.options import day_given, only_formats, options_of
from pxcommission.cli.paragraphs import paragraph
from pxcommission.periods import in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pxcommission.casework.trail import Chain, Trail, TrailKnown, TrailWanted, WithoutFeedback
    from pxcommission.casework.trail_heard import Heard
    from pxcommission.vocabulary.models import Vocabulary

MOST = 12
WIDE = 9


def trail(
    context: typer.Context,
    contract: Annotated[str, typer.Option(metavar="ID", help="Only this contract.")] = "",
    feedback: Annotated[str, typer.Option(metavar="ID", help="Only what came of this account.")] = "",
    requirement: Annotated[str, typer.Option(metavar="ID", help="Only decisions about this requirement.")] = "",
    since: Annotated[str, typer.Option(metavar="DATE", help="Only what was heard or decided since then.")] = "",
) -> None:
    """Which feedback influenced which decision, what it changed, and whether the measured effect followed. Formats: text, json, csv.

    Also what was heard and has no decision yet, and decisions without feedback: questions, not blame.

    \b
    Examples:
      pxcommission listening trail
      pxcommission listening trail --contract EXAMPLE-ACUTE --since 2025-04-01 --format csv
    """
    from pxcommission.casework.trail import TrailWanted, trail_of
    from pxcommission.casework.trail_rows import COLUMNS, trail_json, trail_rows
    from pxcommission.cli.tables import rows_csv

    options = options_of(context)
    only_formats(options, "text", "json", "csv")
    known = trail_known(options)
    wanted = TrailWanted(contract, feedback, requirement, day_given("--since", since) if since else None)
    found = trail_of(known, _checked(known, wanted))
    for chain in found.chains:
        if chain.problem is not None:
            message, fix = chain.problem.message, chain.problem.fix
            print(f"warning: {chain.link.id}: {message}\n  fix: {fix}", file=sys.stderr)
    if options.format == "json":
        print(json.dumps(trail_json(found), ensure_ascii=False, indent=1))
    elif options.format == "csv":
        sys.stdout.write(rows_csv(COLUMNS, trail_rows(found)))
    else:
        _show(found, known.workspace.rulebook.vocabulary)


def _checked(known: TrailKnown, wanted: TrailWanted) -> TrailWanted:
    """What is asked for, in the workspace's own spelling; raises ProblemsFound (exit code 2) for names that don't exist."""
    from msgspec.structs import replace

    from pxcommission.listening.register import any_entry_named
    from pxcommission.workspace import chosen_contracts

    rulebook = known.workspace.rulebook
    names = {name.casefold(): name for name in rulebook.contracts}
    contract = names.get(wanted.contract.strip().casefold(), wanted.contract.strip())
    if contract:
        chosen_contracts(rulebook, [contract])
    if wanted.feedback:
        any_entry_named(known.registers, wanted.feedback)
    return replace(wanted, contract=contract, requirement=_requirement(known, wanted.requirement.strip()))


def _requirement(known: TrailKnown, text: str) -> str:
    """The requirement as it is spelt in a contract or a decision, with its contract where that was written."""
    from pxcommission.cases.trail_records import links_of
    from pxcommission.problems import ExitCode, Problem, ProblemsFound, did_you_mean

    if not text:
        return ""
    rulebook = known.workspace.rulebook
    whole = {f"{c.id}/{one.id}" for c in rulebook.contracts.values() for one, _ in rulebook.in_contract(c)}
    whole |= {f"{link.contract}/{link.about}" for link in links_of(known.events) if link.kind == "requirement"}
    every = {name.casefold(): name for one in sorted(whole) for name in (one, one.partition("/")[2])}
    if text.casefold() in every:
        return every[text.casefold()]
    message = f"no contract asks '{text}'{did_you_mean(text, every.values())}"
    raise ProblemsFound([Problem("--requirement", message, "write its id, or CONTRACT/REQUIREMENT")], ExitCode.USAGE)


def _show(found: Trail, words: Vocabulary) -> None:
    from pxcommission.casework.trail_told import CAUTION

    print(f"Listening trail, as known on {in_words(found.as_at)}: {_counted(found)}")
    for chain in found.chains:
        _show_chain(chain, words)
    if found.unanswered:
        _show_unanswered(found.unanswered, words)
    if found.without_feedback:
        _show_without(found.without_feedback)
    if not found.chains:
        print("\nNo decision is linked to feedback here; see `pxcommission listening link --help`.")
    print(f"\n{paragraph(CAUTION)}")


def _counted(found: Trail) -> str:
    from pxcommission.casework.trail import is_measured

    accounts = len({one.id for chain in found.chains for one in chain.heard})
    chains, measured = len(found.chains), sum(is_measured(chain) for chain in found.chains)
    one = "decision rests" if chains == 1 else "decisions rest"
    return (
        f"{chains} {one} on {accounts} {'account' if accounts == 1 else 'accounts'}, {measured} with a measured result; "
        f"{len(found.unanswered):,} heard without a decision yet; {len(found.without_feedback)} without feedback"
    )


def _show_chain(chain: Chain, words: Vocabulary) -> None:
    from pxcommission.casework.trail_told import chain_lines

    print(f"\n{chain.link.id}")
    last = ""
    for heading, line in chain_lines(chain, words):
        shown = "" if heading == last else heading
        print(paragraph(f"{line}", f"  {shown:{WIDE}}", " " * (WIDE + 4)))
        last = heading


def _show_unanswered(heard: Sequence[Heard], words: Vocabulary) -> None:
    from pxcommission.assessment.triangulation_of_words import kind_in_words
    from pxcommission.casework.trail_heard import counted_by_kind, heard_told

    kinds = ", ".join(f"{n:,} {kind_in_words(kind, n)}" for kind, n in counted_by_kind(heard).items())
    print(f"\n{paragraph(f'Heard, no decision recorded: what was decided on these? ({kinds})')}")
    for one in heard[:MOST]:
        print(paragraph(f"{one.id}: {heard_told(one, words)}", "  ", "    "))
    if len(heard) > MOST:
        print(f"  … and {len(heard) - MOST:,} more: --format csv lists them all")


def _show_without(gaps: Sequence[WithoutFeedback]) -> None:
    from pxcommission.casework.trail_told import without_feedback_told

    print("\nDecisions without feedback: what did these rest on?")
    for one in gaps[:MOST]:
        print(paragraph(without_feedback_told(one), "  ", "    "))
    if len(gaps) > MOST:
        print(f"  … and {len(gaps) - MOST:,} more: --format csv lists them all")
