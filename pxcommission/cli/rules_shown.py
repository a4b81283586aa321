"""`pxcommission rules show`: the whole rulebook of a contract on a day."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from pxcommission.cli.options import day_given, only_formats, options_of
from pxcommission.cli.paragraphs import paragraph

if TYPE_CHECKING:
    from pxcommission.authoring.contract_in_force import RequirementInForce, RulebookOnADay
    from pxcommission.rulebook.rulebook import Rulebook

COLUMNS = ("contract", "on", "requirement", "adopted", "aspect", "service", "level", "judged_over", "threshold", "why",
           "clause", "needs", "severity", "set_aside", "place")  # fmt: skip


def show(
    context: typer.Context,
    contract: Annotated[str, typer.Argument(metavar="CONTRACT", help="The contract's id.")],
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="In force on this day (default: --as-at).")
    ] = None,
) -> None:
    """Everything a contract asks on a day: requirements with threshold and why, reports due, what changes next.

    Formats: text, json, csv (a line for each requirement).

    \b
    Examples:
      pxcommission rules show EXAMPLE-ACUTE
      pxcommission rules show EXAMPLE-ACUTE --on 2026-04-01
      pxcommission rules show EXAMPLE-ACUTE --format csv > in-force.csv
    """
    from pxcommission.authoring.contract_in_force import rulebook_on
    from pxcommission.cli.rules_explained import chosen_contract
    from pxcommission.rulebook.rulebook import load_rulebook

    options = options_of(context)
    only_formats(options, "text", "json", "csv")
    day = options.as_at if on is None else day_given("--on", on)
    rulebook = load_rulebook(options.workspace)
    found = rulebook_on(rulebook, chosen_contract(rulebook, contract), day, options.as_at)
    match options.format:
        case "json":
            print(json.dumps(_json_of(found), ensure_ascii=False, indent=1))
        case "csv":
            from pxcommission.cli.tables import rows_csv

            rows = [tuple(_row(found, row).values()) for row in found.requirements]
            sys.stdout.write(rows_csv(COLUMNS, rows))
        case _:
            for line in _text(found, rulebook):
                print(line)


def _row(found: RulebookOnADay, row: RequirementInForce) -> dict[str, str]:
    requirement = row.requirement
    cells = (
        found.contract.id, found.on.isoformat(), requirement.id, "obligation" if row.adopted else "monitored",
        requirement.aspect, ", ".join(row.services), ", ".join(requirement.level), requirement.judged_over.value,
        row.threshold, row.why, row.clause, requirement.needs.text if requirement.needs else "", requirement.severity,
        "; ".join(row.waived), row.place,
    )  # fmt: skip
    return dict(zip(COLUMNS, cells, strict=True))


def _json_of(found: RulebookOnADay) -> dict[str, object]:
    held = found.contract.contract
    return {
        "contract": held.contract,
        "title": held.title,
        "on": found.on.isoformat(),
        "within_term": found.within_term,
        "commissioner": held.co_ordinating_commissioner.name,
        "provider": {"name": held.provider.name, "ods": held.provider.ods},
        "contract_form": held.form_on(found.on),
        "ladder": held.ladder,
        "requirements": [_row(found, row) for row in found.requirements],
        "reports_due": [
            {"report": name, "every": due.every, "due": due.due.text, "clause": due.clause, "measures": due.measures}
            for name, due in found.reports
        ],
        "changes_next": [{"on": c.day.isoformat(), "of": c.subject, "change": c.text} for c in found.changes],
    }


def _text(found: RulebookOnADay, rulebook: Rulebook) -> Iterator[str]:
    yield from _header(found, rulebook)
    adopted = [row for row in found.requirements if row.adopted]
    for aspect in rulebook.vocabulary.aspects:
        of_aspect = [row for row in adopted if row.requirement.aspect == aspect]
        if of_aspect:
            yield from _block(rulebook.vocabulary.aspects[aspect].name, of_aspect)
    monitored = [row for row in found.requirements if not row.adopted]
    if monitored:
        yield from _block("Monitored (watched and discussed; no obligation)", monitored)
    yield from _reports(found)
    yield from _changes(found)


def _header(found: RulebookOnADay, rulebook: Rulebook) -> Iterator[str]:
    from pxcommission.periods import in_words

    held = found.contract.contract
    form = held.form_on(found.on)
    ladder = rulebook.ladders.get(held.ladder)
    yield paragraph(f"{held.contract}  {held.title}")
    yield paragraph(f"In force on {in_words(found.on)}", "  ")
    if not found.within_term:
        yield paragraph(
            f"Its term runs from {in_words(held.term.from_)} to {in_words(held.term.to)}: not on this day.", "  "
        )
    also = "".join(f", {one.name} ({one.ods})" for one in held.associates)
    commissioner = held.co_ordinating_commissioner
    yield paragraph(f"commissioner  {commissioner.name} ({commissioner.ods}){also}", "  ", " " * 16)
    yield paragraph(f"provider      {held.provider.name} ({held.provider.ods})", "  ", " " * 16)
    yield paragraph(f"form          {form}", "  ", " " * 16)
    yield paragraph(f"ladder        {held.ladder}{f': {ladder.title}' if ladder else ''}", "  ", " " * 16)


def _block(heading: str, rows: Sequence[RequirementInForce]) -> Iterator[str]:
    yield ""
    yield paragraph(heading)
    for row in rows:
        requirement = row.requirement
        asked = "none (not one case)" if row.threshold == "none" else row.threshold
        yield paragraph(f"{requirement.id}  {asked}", "  ", " " * 6)
        levels = " and ".join(requirement.level)
        needs = f"; needs {requirement.needs.text}" if requirement.needs else ""
        services = ", ".join(row.services) or "no service"
        judged = f"{services}; {levels}; by {requirement.judged_over.value}; {requirement.severity}{needs}"
        yield paragraph(judged, " " * 6)
        for waived in row.waived:
            yield paragraph(f"set aside for {waived}", " " * 6)
        yield paragraph(f"{row.clause}; {row.why}" if row.clause else row.why, " " * 6)
        yield paragraph(row.place, " " * 6)


def _reports(found: RulebookOnADay) -> Iterator[str]:
    if found.reports:
        yield "\nReports due"
    for name, due in found.reports:
        yield paragraph(f"{name}: every {due.every}, {due.due.text} ({due.clause}; {due.severity})", "  ", " " * 6)


def _changes(found: RulebookOnADay) -> Iterator[str]:
    from pxcommission.periods import in_words

    yield "\nWhat changes next"
    for change in found.changes:
        yield paragraph(f"{in_words(change.day)}: {change.subject}: {change.text}", "  ", " " * 6)
    if not found.changes:
        yield "  nothing that the contract's file says"
