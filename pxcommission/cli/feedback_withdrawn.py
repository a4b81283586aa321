"""`pxcommission feedback withdraw`: an entry, or a period recorded as complete, counts no more, and stays on record."""

from __future__ import annotations

from typing import Annotated

import typer

from pxcommission.cli.feedback_desk import recorded_by
from pxcommission.cli.options import only_formats, options_of, usage


def withdraw(
    context: typer.Context,
    entry: Annotated[str, typer.Argument(help="The id, such as discussion-group-0002 or complete-0001.")],
    reason: Annotated[str | None, typer.Option(metavar="TEXT", help="Why, such as: recorded twice.")] = None,
) -> None:
    """Let an entry that was recorded in error, or twice, count no more; or a period be complete no more. Needs --by.

    The entry and this act stay in the log, so that earlier figures can still be explained. What was said in it is removed by
    `feedback forget` alone.

    \b
    Examples:
      pxcommission feedback withdraw discussion-group-0002 --reason 'recorded twice' --by NAME
      pxcommission feedback withdraw complete-0001 --reason 'two complaints were still with the ward' --by NAME
    """
    from pxcommission.listening.recording import withdraw as withdraw_entry
    from pxcommission.listening.recording import withdraw_complete
    from pxcommission.returns.personal_data import personal_details

    options = options_of(context)
    only_formats(options, "text")
    when = recorded_by(options)
    if not reason:
        usage("say why: --reason 'recorded twice'")
    if personal_details(reason):
        usage("--reason: this seems to hold personal details, and it would be kept for good; say it without them")
    if entry.startswith("complete-"):
        period = withdraw_complete(options.workspace, entry, reason, when)
        what = f"the {period.kind} register of {period.provider} for {period.period.label}"
        print(f"{period.id}: withdrawn; {what} is not complete from {when.known_from} on")
        print("  next: once it is complete, record it again: `pxcommission feedback complete`")
        return
    found = withdraw_entry(options.workspace, entry, reason, when)
    print(f"{found.id}: withdrawn; it counts no more from {when.known_from} on")
    print(f"  next: `pxcommission check` counts without it; `pxcommission feedback show {found.id}` still shows it")
