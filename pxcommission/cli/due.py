"""`pxcommission due`: what is due, what is overdue, as a list or a calendar."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from pxcommission.cli.case_desk import register_of
from pxcommission.cli.options import Options, only_formats, options_of, usage
from pxcommission.periods import in_words
from pxcommission.problems import printable

if TYPE_CHECKING:
    from pxcommission.casework.due_list import DueItem


def due(
    context: typer.Context,
    within: Annotated[
        int | None, typer.Option(metavar="DAYS", help="Only what is due within so many Operational Days.")
    ] = None,
    contract: Annotated[str | None, typer.Option("--contract", metavar="ID", help="Only this contract.")] = None,
) -> None:
    """What is due in every case, and every report owed: overdue first. Formats: text, json, csv, ics.

    Replies, meetings, plans, milestones, sums held, sign-offs, decisions that end, reports. The ics file has an all-day
    event for each, and moves its own entries when it is imported again.

    \b
    Examples:
      pxcommission due --within 10
      pxcommission due --format ics > due.ics
    """
    from pxcommission.casework.due_list import soon

    options = options_of(context)
    only_formats(options, "text", "json", "csv", "ics")
    if within is not None and not 0 <= within <= 1000:
        usage(f"--within {within}: a number of Operational Days from 0 to 1000")
    items, extra = _items(options, contract)
    _show(soon(items, options.as_at, within, extra), options, within)


def _items(options: Options, contract: str | None) -> tuple[list[DueItem], frozenset[date]]:
    from pxcommission.cases.case_file import case_files
    from pxcommission.cases.many_objects import without_collecting
    from pxcommission.casework.due_list import due_in_case
    from pxcommission.casework.reports_owed import reports_due
    from pxcommission.workspace import chosen_contracts, open_workspace

    workspace = open_workspace(options.workspace)
    contracts = chosen_contracts(workspace.rulebook, [contract] if contract else [])
    extra = workspace.rulebook.extra_bank_holidays
    files = case_files(register_of(options, writing=False).events(contract=contract, closed_before=options.as_at))
    forms = workspace.rulebook.forms
    with without_collecting():
        items = [item for file in files.values() for item in due_in_case(file, forms, options.as_at, extra)]
    return [*items, *reports_due(workspace, contracts, options.as_at)], extra


def _show(items: Sequence[DueItem], options: Options, within: int | None) -> None:
    from pxcommission.casework.calendar_file import CalendarDay, calendar_text
    from pxcommission.casework.due_list import COLUMNS
    from pxcommission.cli.tables import rows_csv

    if options.format == "text":
        _print(items, options, within)
        return
    rows = [
        (
            one.by.isoformat(),
            one.state(options.as_at),
            one.case,
            one.what,
            one.counted,
            one.clause,
            "yes" if one.verified else "no",
        )
        for one in items
    ]
    match options.format:
        case "json":
            listed = [
                dict(zip(COLUMNS, row, strict=True)) | {"verified": one.verified}
                for row, one in zip(rows, items, strict=True)
            ]
            print(json.dumps({"as_at": options.as_at.isoformat(), "due": listed}, ensure_ascii=False, indent=1))
        case "csv":
            sys.stdout.write(rows_csv(COLUMNS, rows))
        case "ics":
            days = [CalendarDay(one.key, one.by, f"{one.case}: {one.what}", _counted(one)) for one in items]
            sys.stdout.write(calendar_text(days, options.as_at))
        case _:
            raise ValueError(options.format)


def _print(items: Sequence[DueItem], options: Options, within: int | None) -> None:
    from pxcommission.cli.paragraphs import paragraph

    span = "" if within is None else f" within {within} Operational Day{'' if within == 1 else 's'}"
    print(f"Due{span}, as known on {in_words(options.as_at)}")
    if not items:
        print("  nothing")
    for one in items:
        state = {"overdue": "OVERDUE since", "today": "TODAY,", "due": "by"}[one.state(options.as_at)]
        print(paragraph(f"{state} {in_words(one.by)}: {printable(one.what)}", "  ", "    "))
        print(paragraph(f"{one.case}; {_counted(one)}", "    ", "    "))


def _counted(one: DueItem) -> str:
    mark = "" if one.verified else "not verified: check against your signed contract"
    return "; ".join(part for part in (one.counted, one.clause, mark) if part)
