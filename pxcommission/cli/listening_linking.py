"""`pxcommission listening link` and `unlink`: a person records which feedback influenced a decision, and takes it back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from pxcommission.cli.case_desk import day, not_ahead, recorded, register_of
from pxcommission.cli.case_options import DryRun, On, Reason
from pxcommission.cli.case_said import say_recorded
from pxcommission.cli.improvement_desk import written
from pxcommission.cli.listening_desk import trail_known
from pxcommission.cli.options import Options, day_given, only_formats, options_of, usage
from pxcommission.cli.paragraphs import paragraph
from pxcommission.cli.writing import require_name

if TYPE_CHECKING:
    from pxcommission.cases.details import Details
    from pxcommission.cases.events import Event
    from pxcommission.cases.trail_details import LinkKind
    from pxcommission.casework.trail import TrailKnown
    from pxcommission.casework.trail_asked import LinkAsked
    from pxcommission.listening.entries import Said

Why = Annotated[str, typer.Option("--why", metavar="TEXT", help="Why it was decided, in your own words.")]


def link(
    context: typer.Context,
    why: Why,
    feedback: Annotated[
        list[str], typer.Option("--feedback", metavar="ID", help="An account it rests on (may be repeated).")
    ],
    decision: Annotated[str, typer.Option(metavar="TEXT", help="What was decided; the published page prints it.")] = "",
    specification: Annotated[
        str, typer.Option(metavar="TEXT", help="What a specification now says; the page prints it.")
    ] = "",
    requirement: Annotated[
        str, typer.Option(metavar="CONTRACT/REQUIREMENT", help="The requirement that was adopted or changed.")
    ] = "",
    begins: Annotated[
        str, typer.Option("--from", metavar="DATE", help="With --requirement: the day its changed line holds from.")
    ] = "",
    improvement: Annotated[str, typer.Option(metavar="ID", help="The registered improvement.")] = "",
    concern: Annotated[str, typer.Option(metavar="CASE", help="The quality concern's case.")] = "",
    contract: Annotated[
        str, typer.Option(metavar="ID", help="Whose decision it is, where the accounts do not say.")
    ] = "",
    on: On = None,
    dry_run: DryRun = False,
) -> None:
    """Record which accounts influenced a decision: by their ids alone, never in people's own words. Formats: text, json.

    Say one of --decision, --specification, --requirement, --improvement and --concern. A requirement's line must stand in the
    contract's file. Needs --by.

    \b
    Examples:
      pxcommission listening link --feedback discussion-group-0001 --requirement EXAMPLE-ACUTE/FFT-IP-POSITIVE --from 2025-04-01 \\
        --why "people on the wards want more time with nurses" --on 2025-03-12 --by "Quality lead"
      pxcommission listening link --feedback patient-story-0002 --feedback comment-0011 \\
        --decision "Commission an evening clinic" --why "working people can't come in the day" --by "Quality lead"
    """
    from pxcommission.casework.trail_asked import LinkAsked, link_made

    options = options_of(context)
    only_formats(options, "text", "json")
    require_name(options, dry_run)
    kind, given = _one_of(decision, specification, requirement, improvement, concern)
    if begins and kind != "requirement":
        usage("--from goes with --requirement: it is the day from which the changed line holds")
    in_words = kind in ("decision", "specification")
    known = trail_known(options)
    asked = LinkAsked(
        kind=kind,
        feedback=tuple(feedback),
        why=written("--why", why),
        on=not_ahead("--on", day("--on", on, options.as_at), options),
        what=written(f"--{kind}", given) if in_words else "",
        about="" if in_words else given,
        since=day_given("--from", begins) if begins else None,
        contract=_contract(known, contract),
    )
    made = link_made(known, asked, _said(options, known, asked))
    events = _record(options, known, made.contract, made.details, asked, dry_run)
    _say(options, made.id, made.details, made.notes, events)


def unlink(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID", help="CONTRACT/decision-1, or decision-1 where one has it.")],
    reason: Reason,
    dry_run: DryRun = False,
) -> None:
    """A link counts no more; it and this act both stay in the register. Needs --by. Formats: text, json.

    \b
    Example: pxcommission listening unlink EXAMPLE-ACUTE/decision-2 --reason "the wrong account" --by "Quality lead"
    """
    from pxcommission.cases.events import Entry
    from pxcommission.cases.kinds import Undone, kind_of
    from pxcommission.cases.trail_records import links_of, trail_case
    from pxcommission.casework.told import told
    from pxcommission.casework.trail_asked import link_named

    options = options_of(context)
    only_formats(options, "text", "json")
    require_name(options, dry_run)
    why = written("--reason", reason)
    events = register_of(options, writing=False).events()
    found = link_named(name, links_of(events))
    case = trail_case(found.contract)
    after = sum(event.case == case for event in events)
    undone = Undone(number=found.number, reason=why)
    entry = Entry(found.contract, case, kind_of(undone), options.as_at, undone.recorded(), after)
    made = () if dry_run else recorded(options, register_of(options, writing=True), [entry])
    if options.format == "json":
        print(json.dumps({"id": found.id, "what": told(undone), **_recorded(made)}, ensure_ascii=False, indent=1))
        return
    print(found.id)
    print(paragraph(f"counts no more: {why}", "  "))
    say_recorded(made)


def _one_of(
    decision: str, specification: str, requirement: str, improvement: str, concern: str
) -> tuple[LinkKind, str]:
    """Which kind of decision was named, and what was written for it; stops with exit code 2 unless it is exactly one."""
    kinds: dict[LinkKind, str] = {
        "decision": decision, "specification": specification, "requirement": requirement, "improvement": improvement,
        "concern": concern,
    }  # fmt: skip
    given = [(kind, text) for kind, text in kinds.items() if text.strip()]
    if len(given) != 1:
        said = " and ".join(f"--{kind}" for kind, _ in given) or "none"
        usage(f"say one of {', '.join(f'--{kind}' for kind in kinds)} (here: {said})")
    return given[0]


def _contract(known: TrailKnown, given: str) -> str:
    """The contract named, in its own spelling; raises ProblemsFound (exit code 2) where there is none."""
    from pxcommission.workspace import chosen_contracts

    rulebook = known.workspace.rulebook
    name = {one.casefold(): one for one in rulebook.contracts}.get(given.strip().casefold(), given.strip())
    if name:
        chosen_contracts(rulebook, [name])
    return name


def _said(options: Options, known: TrailKnown, asked: LinkAsked) -> dict[str, Said]:
    """What was said in each account that is named and has words."""
    from pxcommission.listening.register import said_in

    entries = known.registers.entries
    return {name: said_in(options.workspace, entries[name]) for name in asked.feedback if name in entries}


def _record(
    options: Options, known: TrailKnown, contract: str, details: Details, asked: LinkAsked, dry_run: bool
) -> tuple[Event, ...]:
    from pxcommission.cases.events import Entry
    from pxcommission.cases.kinds import kind_of
    from pxcommission.cases.trail_records import trail_case

    case = trail_case(contract)
    after = sum(event.case == case for event in known.events)
    entry = Entry(contract, case, kind_of(details), asked.on, details.recorded(), after)
    return () if dry_run else recorded(options, register_of(options, writing=True), [entry])


def _say(options: Options, name: str, details: Details, notes: Sequence[str], events: Sequence[Event]) -> None:
    from pxcommission.casework.trail_event import link_told

    if options.format == "json":
        shown = {"id": name, "what": link_told(details), "notes": list(notes), "details": details.recorded()}
        print(json.dumps({**shown, **_recorded(events)}, ensure_ascii=False, indent=1))
        return
    print(name)
    print(paragraph(link_told(details), "  ", "    "))
    for line in notes:
        print(paragraph(line, "  ", "    "))
    say_recorded(events)
    if events:
        print(f"Next: pxcommission listening trail --contract {events[-1].contract}")


def _recorded(events: Sequence[Event]) -> dict[str, object]:
    return {"recorded": bool(events), "head": f"{events[-1].n}:{events[-1].head}" if events else None}
