"""`pxcommission rules new` and `rules undo`: write a requirement with its tests; take the last change back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import Struct
from msgspec.structs import replace

from pxcommission.cli.conversation import given_or_asked
from pxcommission.cli.options import Options, day_given, only_formats, options_of, usage
from pxcommission.cli.writing import Asking, Proposal, clean, confirmed, named, show_difference, write_or_show

if TYPE_CHECKING:
    from pxcommission.authoring.changes import FileChange
    from pxcommission.authoring.new_requirement import NewRequirement


def new(
    context: typer.Context,
    requirement: Annotated[str, typer.Argument(metavar="ID", help="Its id, in capitals.", show_default=False)] = "",
    measure: Annotated[str, typer.Option(help="A word of rules/vocabulary, such as complaints_answered_in_time.")] = "",
    service: Annotated[list[str] | None, typer.Option(help="A service, or all; may be repeated.")] = None,
    threshold: Annotated[str, typer.Option(help='Its usual level, such as "at least 90%".')] = "",
    file: Annotated[str, typer.Option(help="The rule file it goes to, such as rules/complaints.yaml.")] = "",
    contract: Annotated[
        str, typer.Option(metavar="ID", help="Write it as this contract's own, and adopt it there.")
    ] = "",
    clause: Annotated[str, typer.Option(help="The contract's clause, with --contract.")] = "",
    begins: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="DATE", help="The first day of its line, with --contract (default: the term's first day)."
        ),
    ] = None,
    statement: Annotated[str, typer.Option(help="What people can expect, in one sentence.")] = "",
    aspect: Annotated[str, typer.Option(help="The element of a good experience.")] = "overall",
    key_question: Annotated[str, typer.Option(help="The CQC's key question.")] = "caring",
    level: Annotated[str, typer.Option(help="provider, site or ward.")] = "provider",
    judged_over: Annotated[str, typer.Option(help="month, quarter, rolling 12 months or year.")] = "quarter",
    needs: Annotated[str, typer.Option(help='The least that can be judged, such as "responses >= 30".')] = "",
    severity: Annotated[str, typer.Option(help="minor, major or critical.")] = "minor",
    document: Annotated[str, typer.Option(help="The document it comes from.")] = "",
    question: Annotated[str, typer.Option(help="What to ask the provider when it is not met.")] = "",
    title: Annotated[str, typer.Option(help="The title of a new file.")] = "",
    owner: Annotated[str, typer.Option(help="Who answers for a new file: a role.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Write without asking.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show the change.")] = False,
) -> None:
    """Write a requirement with the tests that stand at its threshold's edge. What no option says is asked.

    \b
    Formats: text, json. Example: pxcommission rules new CMP-ASKED-IN-TIME --measure complaints_answered_in_time
      --service all --threshold "at least 85%" --file rules/complaints.yaml --by "A. Manager"
    """
    from pxcommission.authoring.new_requirement import NewRequirement
    from pxcommission.authoring.still_to_fill import TO_FILL_IN

    options = options_of(context)
    only_formats(options, "text", "json")
    if begins is not None and not contract:
        usage("--from is the first day of the contract's line: it goes with --contract")
    options = named(options, dry_run)
    requirement = given_or_asked(
        requirement, "Its id (capitals, digits, hyphens)", "give the requirement's id: rules new CMP-ASKED-IN-TIME …"
    )
    given = NewRequirement(
        id=requirement, measure=measure, services=tuple(service or ()), threshold=threshold,
        statement=clean("--statement", statement) if statement else "", aspect=aspect, key_question=key_question,
        level=level, judged_over=judged_over, needs=needs, severity=severity,
        document=clean("--document", document) if document else TO_FILL_IN,
        question=clean("--question", question) if question else "",
    )  # fmt: skip
    proposal = _proposed(options, given, _Where(file, title, owner, contract, clause, begins))
    write_or_show(options, proposal, Asking(yes, dry_run))


class _Where(Struct, frozen=True):
    """Where a new requirement goes: a file, with title and owner if it is new, and the contract whose own it is, if any."""

    file: str
    title: str
    owner: str
    contract: str
    clause: str
    begins: str | None


def _proposed(options: Options, given: NewRequirement, where: _Where) -> Proposal:
    """The requirement written in its file, and adopted by the contract whose own it is; what is left open is said."""
    from pxcommission.authoring.new_requirement import new_requirement
    from pxcommission.authoring.still_to_fill import TO_FILL_IN
    from pxcommission.cli.requirement_questions import asked
    from pxcommission.rulebook.rulebook import load_rulebook
    from pxcommission.workspace import chosen_contracts

    rulebook = load_rulebook(options.workspace)
    bought: tuple[str, ...] = ()
    if where.contract:
        chosen = chosen_contracts(rulebook, [where.contract])[0]
        own, bought = chosen.folder.relative_to(options.workspace).as_posix(), chosen.contract.services
        title = where.title or f"Requirements of {where.contract} alone"
        where = replace(where, title=title, file=where.file or f"{own}/requirements.yaml")
    given, file = asked(given, where.file, rulebook, options.format == "text", bought)
    written = new_requirement(given, _shown(file, options), rulebook, where.title, where.owner)
    open_points = [] if written.tests else ["its tests: `needs` is of a shape for which none could be worked out"]
    if given.document == TO_FILL_IN:
        open_points.append("its source: the document that asks for it, and its clause")
    if written.change.before is None and not where.owner:
        open_points.append(f"who answers for {written.change.file}")
    what = f"{given.id}: new requirement"
    steps = [f"pxcommission rules test {given.id}", f"pxcommission rules explain {given.id}"]
    if not where.contract:
        steps.append(f"pxcommission contract adopt CONTRACT {given.id} --clause …")
        return Proposal(what, [written.change], steps, open_points)
    adopted, careful, notes = _adopted(options, where.contract, given, where.clause, where.begins)
    return Proposal(what, [written.change, adopted], steps, open_points, careful, notes)


def undo(
    context: typer.Context,
    yes: Annotated[bool, typer.Option("--yes", help="Take it back without asking.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be taken back.")] = False,
) -> None:
    """Take back the last change that contract or rules commands made; refused where its files were changed since.

    \b
    Formats: text, json. Again: the change before that.
    """
    from pxcommission.authoring.changes import difference_text, last_change, undo_last, undone
    from pxcommission.periods import in_words

    options = options_of(context)
    only_formats(options, "text", "json")
    options = named(options, dry_run)
    change = last_change(options.workspace)
    if change is None:
        usage("there is no change to undo: only changes made by these commands are recorded")
    difference = difference_text(undone(change))
    said = f"Change {change.number}: {change.what}, by {change.by} on {in_words(change.on)}"
    as_text = options.format == "text"
    if as_text:
        print(said)
        show_difference(difference, options)
    asking = Asking(yes, dry_run)
    written = not dry_run and (yes or (as_text and asking.can_ask and confirmed("Take this back?")))
    if written:
        undo_last(options.workspace)
    if as_text:
        how = "" if dry_run or asking.can_ask else "; add --yes to do it without asking"
        print("Taken back." if written else f"Nothing was taken back{how}.")
    else:
        facts = {"change": change.number, "what": change.what, "by": change.by, "on": change.on.isoformat()}
        files = [one.file for one in change.files]
        print(
            json.dumps(
                {**facts, "undone": written, "files": files, "difference": difference}, ensure_ascii=False, indent=1
            )
        )


def _shown(file: str, options: Options) -> str:
    """The file's path in the workspace."""
    path = Path(file)
    if path.is_absolute():
        try:
            path = path.resolve().relative_to(options.workspace.resolve())
        except ValueError:
            usage(f"--file {file}: it lies outside the workspace")
    return path.as_posix()


def _adopted(
    options: Options, contract: str, given: NewRequirement, clause: str, begins: str | None
) -> tuple[FileChange, tuple[str, ...], tuple[str, ...]]:
    """The contract's file with its new requirement adopted, what is serious of it, and what is good to know.

    Without a day its line holds from the first day of the term, since nothing is in force for it yet.
    """
    from pxcommission.authoring.contract_edits import adopt_new, open_contract
    from pxcommission.authoring.periods_judged import NewLevel, reach_of_new
    from pxcommission.authoring.still_to_fill import TO_FILL_IN
    from pxcommission.periods import in_words

    opened = open_contract(options.workspace, contract)
    term = opened.contract.contract.term
    day = term.from_ if begins is None else day_given("--from", begins)
    edited = adopt_new(opened, given.id, clause or TO_FILL_IN, given.threshold, day)
    reach = reach_of_new(opened, given.judged_over, NewLevel(day, given.threshold), options.as_at)
    said = f"its line holds from {in_words(day)}, the first day of the term, as nothing is in force for it yet; --from says another day"
    return edited.change, reach.careful, (*((said,) if begins is None else ()), *reach.notes)
