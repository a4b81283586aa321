"""Recording one event that is no step of the form: open the case, write it, say it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import typer

from pxcommission.cli.case_desk import OpenCase, day, given_file, not_ahead, open_case, recorded
from pxcommission.cli.case_options import File
from pxcommission.cli.case_said import say_event
from pxcommission.cli.options import only_formats, options_of

if TYPE_CHECKING:
    from pxcommission.cases.kinds import Details


def opened_for(context: typer.Context, case: str, on: str | None, dry_run: bool) -> tuple[OpenCase, date]:
    """The case, and the day of what is to be recorded; stops with exit code 2 for a day that has not come."""
    options = options_of(context)
    only_formats(options, "text", "json")
    happened = not_ahead("--on", day("--on", on, options.as_at), options)
    return open_case(options, case, happened, writing=not dry_run), happened


def note(
    opened: OpenCase, details: Details, on: date, dry_run: bool, more: Sequence[str] = (), file: File = None
) -> None:
    """Record the event (its file kept first) and say what it was; `more` is what a person should know."""
    note_all(opened, [details], on, dry_run, more, file)


def note_all(
    opened: OpenCase,
    all_details: Sequence[Details],
    on: date,
    dry_run: bool,
    more: Sequence[str] = (),
    file: File = None,
) -> None:
    """Record several events of a case at once, as `note` does one."""
    from pxcommission.cases.events import Entry
    from pxcommission.cases.kinds import kind_of
    from pxcommission.casework.told import told

    case = opened.file
    entries = [Entry(case.contract, case.case, kind_of(one), on, one.recorded(), case.events) for one in all_details]
    kept = given_file(case.contract, file)
    events = () if dry_run else recorded(opened.options, opened.register, entries, [kept])
    say_event(opened, "; ".join(told(one, opened.desk.names()) for one in all_details), events, more)
