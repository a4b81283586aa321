"""`pxcommission feedback quote`, `quotations` and `forget`: the only way out for a person's words, and their end."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from msgspec.structs import asdict

from pxcommission.cli.conversation import given_or_asked, on_a_terminal
from pxcommission.cli.feedback_desk import recorded_by
from pxcommission.cli.options import only_formats, options_of, usage
from pxcommission.problems import printable

Entry = Annotated[str, typer.Argument(help="The entry's id, such as patient-story-0002.")]


def quote(
    context: typer.Context,
    entry: Entry,
    passage: Annotated[str | None, typer.Option(metavar="TEXT", help="The passage, word for word.")] = None,
) -> None:
    """Pick a passage of an entry whose speaker agreed to be quoted without a name. Needs --by.

    A passage with personal details is refused. Nothing else of what was said ever leaves the registers.

    \b
    Example: pxcommission feedback quote patient-story-0002 --passage 'nobody told me why' --by NAME
    """
    from pxcommission.listening.quotations import pick_quotation
    from pxcommission.listening.register import entry_named, registers_on, said_in

    options = options_of(context)
    only_formats(options, "text")
    when = recorded_by(options)
    if not passage and on_a_terminal():
        said = said_in(options.workspace, entry_named(registers_on(options.workspace), entry))
        print("\n".join(printable(text) for text in asdict(said).values() if text))
    picked = given_or_asked(passage, "Passage, word for word", "give the passage: --passage 'word for word'")
    print(f"{pick_quotation(options.workspace, entry, picked, when)}: kept; it is quoted without a name")


def quotations(
    context: typer.Context,
    provider: Annotated[str | None, typer.Option(metavar="ODS", help="Only about this provider.")] = None,
    service: Annotated[str | None, typer.Option(help="Only about this service.")] = None,
    aspect: Annotated[str | None, typer.Option(help="Only about this aspect.")] = None,
) -> None:
    """The passages picked and still agreed to. Formats: text, json."""
    from pxcommission.listening.quotations import quotations_for
    from pxcommission.listening.register import registers_on

    options = options_of(context)
    only_formats(options, "text", "json")
    known = {one.entry.provider for one in registers_on(options.workspace, options.as_at).entries.values()}
    wanted = frozenset({provider} if provider else known)
    found = quotations_for(options.workspace, wanted, options.as_at, service, aspect)
    if options.format == "json":
        print(
            json.dumps(
                [{**asdict(one), "themes": list(one.themes)} for one in found],
                ensure_ascii=False,
                indent=1,
                default=str,
            )
        )
        return
    for one in found:
        about = ", ".join(part for part in (one.provider, one.service, one.aspect, *one.themes) if part)
        print(
            f"{one.id}  “{printable(one.passage)}”\n  {one.kind} of {one.on} ({about}); picked by {printable(one.picked_by)}"
        )
    if not found:
        print("No passage has been picked; see `pxcommission feedback quote --help`.")


def forget(
    context: typer.Context,
    entry: Entry,
    reason: Annotated[str | None, typer.Option(metavar="TEXT", help="Why, such as: asked by the person.")] = None,
) -> None:
    """Remove what was said in an entry, and every quotation from it, for good. Needs --by.

    The facts, a hash of the text and this act stay in the log, so that figures and letters can still be explained.

    \b
    Example: pxcommission feedback forget patient-story-0002 --reason 'asked by the person' --by NAME
    """
    from pxcommission.listening.recording import forget as forget_text
    from pxcommission.returns.personal_data import personal_details

    options = options_of(context)
    only_formats(options, "text")
    when = recorded_by(options)
    if not reason:
        usage("say why: --reason 'asked by the person'")
    if personal_details(reason):
        usage("--reason: this seems to hold personal details, and it would be kept for good; say it without them")
    found, quoted = forget_text(options.workspace, entry, reason, when)
    print(f"{found.id}: what was said is removed" + (f", with {', '.join(quoted)}" if quoted else ""))
    if found.source.file:
        print(
            f"  next: {printable(found.source.text)} still holds it; take it out there too, and out of copies and backups"
        )
    else:
        print("  next: take it out of your notes, copies and backups too")
    if quoted:
        print("  next: a letter that quoted it can't be un-sent; look for it in `pxcommission case timeline`")
