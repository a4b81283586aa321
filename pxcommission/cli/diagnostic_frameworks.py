"""`pxcommission diagnostic framework …`: the frameworks here, one of them in full, and entering another edition."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pxcommission.cli.diagnostic_desk import framework_asked_for, rules_of
from pxcommission.cli.options import only_formats, options_of, usage
from pxcommission.cli.paragraphs import paragraph
from pxcommission.problems import printable

if TYPE_CHECKING:
    from pxcommission.diagnostics.frameworks import Framework

app = typer.Typer(help="The improvement frameworks here, and entering the edition you hold.",
                  no_args_is_help=True, rich_markup_mode=None)  # fmt: skip


@app.command("list")
def list_frameworks(context: typer.Context) -> None:
    """The frameworks of the workspace with their editions. Formats: text, json."""
    from pxcommission.diagnostics.frameworks import frameworks_of

    options = options_of(context)
    only_formats(options, "text", "json")
    found = frameworks_of(rules_of(options))
    if options.format == "json":
        rows = [{"id": one.id, "title": one.title, "edition": one.edition, "verified": one.source.verified,
                 "areas": len(one.areas), "indicators": len(one.statements), "follows": one.follows}
                for one in found.values()]  # fmt: skip
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for one in found.values():
        checked = "compared with the document" if one.source.verified else "not compared with the published text"
        print(
            f"{one.id}: {one.title}, {one.edition}; {len(one.statements)} indicators in {len(one.areas)} areas; {checked}"
        )
    if not found:
        print("No framework is here; enter one with `pxcommission diagnostic framework new FILE.xlsx`.")


@app.command("show")
def show(
    context: typer.Context,
    framework: Annotated[str, typer.Argument(metavar="[ID]", help="A file of rules/frameworks.")] = "",
) -> None:
    """A framework in full: its scale, its areas, what good looks like, and the evidence expected. Formats: text, json.

    \b
    Example: pxcommission diagnostic framework show patient-experience-2018
    """
    from pxcommission.diagnostics.frameworks import frameworks_of

    options = options_of(context)
    only_formats(options, "text", "json")
    one = framework_asked_for(frameworks_of(rules_of(options)), framework)
    if options.format == "json":
        print(json.dumps(_as_json(one), ensure_ascii=False, indent=1))
        return
    print(f"{one.id}: {one.title}, {one.edition}")
    checked = "compared with it" if one.source.verified else "not compared with it"
    for text in (f"Source: {one.source.document}; {checked}.", one.source.note, one.note):
        if text:
            print(paragraph(text, "  ", "  "))
    print("Scale; any rating above the lowest needs evidence:")
    for step in one.scale:
        print(paragraph(f"{step.rating} {step.name}: {step.meaning}", "  ", "    "))
    for area in one.areas:
        print(f"\n{area.id} {area.name} ({', '.join(area.key_questions)})")
        for text in (area.about, area.note):
            if text:
                print(paragraph(text, "  ", "  "))
        for statement in area.statements:
            print(paragraph(f"{statement.id}  {statement.text}", "  ", "    "))
            print(paragraph(f"Evidence: {statement.evidence}", "    ", "    "))
            themes = [one.themes[name].name for name in one.themes_of(statement)]
            print(paragraph("; ".join([", ".join(one.key_questions_of(statement)), *themes]), "    ", "    "))


@app.command("new")
def new(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="Where to.")],
    begun: Annotated[str, typer.Option("--from", metavar="ID", help="Begin with what this edition says.")] = "",
) -> None:
    """Write the spreadsheet in which to enter the edition you hold, empty or begun from another one.

    A licensed text stays in your own workspace. Keep the ids of indicators that an earlier edition had: they are then
    compared. Who prefers an editor may write the file in rules/frameworks by hand; `rules lint` checks it either way.

    \b
    Examples:
      pxcommission diagnostic framework new own-edition.xlsx
      pxcommission diagnostic framework new later-edition.xlsx --from patient-experience-2018
    """
    from pxcommission.diagnostics.framework_form import framework_form
    from pxcommission.diagnostics.frameworks import framework_named, frameworks_of
    from pxcommission.whole_files import write_whole

    options = options_of(context)
    only_formats(options, "text")
    if file.suffix.lower() != ".xlsx":
        usage(f"{file}: this is an Excel workbook; give it a name that ends in .xlsx")
    if file.exists():
        usage(f"{file}: there is such a file already; it may be filled, so it is left as it is")
    found = frameworks_of(rules_of(options))
    write_whole(file, framework_form(framework_named(found, begun) if begun else None))
    print(f"{file}: fill the yellow cells of every sheet")
    print(f"  next: pxcommission diagnostic framework enter {file} --by NAME")


@app.command("enter")
def enter(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="The filled spreadsheet.")],
    replaces: Annotated[bool, typer.Option("--replaces", help="Let it replace a framework of the same id.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Write without asking.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show the change.")] = False,
) -> None:
    """Enter a filled spreadsheet as a file of rules/frameworks, checked first. Needs --by. Formats: text, json.

    \b
    Example: pxcommission diagnostic framework enter own-edition.xlsx --by 'Head of patient experience'
    """
    from pxcommission.authoring.changes import file_change
    from pxcommission.authoring.schemas import modeline_for
    from pxcommission.cli.writing import Asking, Proposal, named, write_or_show
    from pxcommission.diagnostics.framework_entered import read_entered
    from pxcommission.diagnostics.frameworks import FOLDER
    from pxcommission.loading import shown_path

    options = options_of(context)
    only_formats(options, "text", "json")
    options = named(options, dry_run)
    entered = read_entered(file, shown_path(file, options.workspace), rules_of(options).vocabulary)
    target = f"{FOLDER.as_posix()}/{entered.id}.yaml"
    if (options.workspace / target).exists() and not replaces:
        usage(f"{target} is there already; rounds rest on its ids. Choose another id, or say --replaces")
    text = f"{modeline_for(target)}\n{entered.text}"
    change = file_change(options.workspace, target, text.encode())
    counted = f"{entered.indicators} indicators"
    steps = (f"pxcommission diagnostic framework show {entered.id}",
             f"pxcommission diagnostic new ORG --framework {entered.id} --round 2026-27")  # fmt: skip
    what = f"diagnostic framework enter: {printable(entered.id)}, {counted}"
    write_or_show(options, Proposal(what, [change], steps), Asking(yes, dry_run))


def _as_json(one: Framework) -> dict[str, Any]:
    source = one.source
    return {
        "id": one.id, "title": one.title, "edition": one.edition, "follows": one.follows, "note": one.note,
        "source": {"document": source.document, "clause": source.clause, "verified": source.verified, "note": source.note},
        "scale": [{"rating": step.rating, "name": step.name, "meaning": step.meaning} for step in one.scale],
        "themes": {name: theme.name for name, theme in one.themes.items()},
        "areas": [
            {"id": area.id, "name": area.name, "about": area.about, "note": area.note,
             "key_questions": list(area.key_questions), "themes": list(area.themes),
             "indicators": [
                 {"id": said.id, "text": said.text, "evidence": said.evidence,
                  "key_questions": list(one.key_questions_of(said)), "themes": list(one.themes_of(said))}
                 for said in area.statements]}
            for area in one.areas
        ],
    }  # fmt: skip
