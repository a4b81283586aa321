"""An action with its looks, and the report of what worked, on a screen and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from pxcommission.cli.options import Options
from pxcommission.cli.paragraphs import paragraph
from pxcommission.periods import in_words

if TYPE_CHECKING:
    from pxcommission.cases.improvement_records import ImprovementRecord, Review
    from pxcommission.casework.improvement_report import ReportRow


def show_improvement(record: ImprovementRecord, unit: str) -> None:
    """Print everything of an action; `unit` is that of its measure."""
    from pxcommission.casework.improvement_told import registration_told, unit_told

    wanted = record.registration
    print(record.id)
    where = unit_told(wanted.unit)
    print(paragraph(registration_told(wanted), "  ", "    "))
    print(paragraph(f"measure: {wanted.measure}{f', {where}' if where else ''}; better is {wanted.direction}", "  "))
    print(paragraph(f"{record.registered} (by {record.by})", "  ", "    "))
    for day, reason in record.corrections:
        print(paragraph(f"{in_words(day)}: corrected: {reason}", "  ", "    "))
    for one in record.reviews:
        print(paragraph(_look(one, unit), "  ", "    "))
    for rebase in record.rebases:
        gone = f"; withdrawn: {rebase.withdrawn}" if rebase.withdrawn else ""
        print(
            paragraph(
                f"{in_words(rebase.on)}: charts rebased from {in_words(rebase.since)}: {rebase.reason}{gone}",
                "  ",
                "    ",
            )
        )
    if record.stopped is not None:
        print(paragraph(f"{in_words(record.stopped[0])}: stopped: {record.stopped[1]}", "  ", "    "))
    if not record.reviews and record.stopped is None:
        print(f"  next: pxcommission improvement review '{record.id}' --by NAME")


def improvement_json(record: ImprovementRecord) -> dict[str, Any]:
    """The same for programs."""
    return {
        "id": record.id,
        "standing": record.standing,
        "registered": record.registered,
        "registered_on": record.registered_on.isoformat(),
        "recorded_on": record.recorded_on.isoformat(),
        "by": record.by,
        "figures_known": record.figures_known,
        "registration": record.registration.model_dump(mode="json"),
        "corrections": [{"on": day.isoformat(), "reason": reason} for day, reason in record.corrections],
        "reviews": [
            {"on": one.on.isoformat(), "by": one.by, **one.found.model_dump(mode="json", exclude={"id"})}
            for one in record.reviews
        ],
        "rebases": [
            {"since": one.since.isoformat(), "on": one.on.isoformat(), "reason": one.reason, "withdrawn": one.withdrawn}
            for one in record.rebases
        ],
        "stopped": {"on": record.stopped[0].isoformat(), "reason": record.stopped[1]} if record.stopped else None,
    }


def show_report(rows: Sequence[ReportRow], options: Options) -> None:
    """Print the report: actions by verdict and aspect, and how far it may be believed."""
    from pxcommission.casework.improvement_report import CAUTIONS, counted

    print(f"What worked, as known on {in_words(options.as_at)}: {counted(rows)}")
    for verdict, of_verdict in groupby(rows, key=lambda row: row.verdict):
        print(f"\n{verdict[:1].upper()}{verdict[1:]}")
        for aspect, of_aspect in groupby(of_verdict, key=lambda row: row.aspect):
            print(f"  {aspect or 'no aspect'}")
            for row in of_aspect:
                _show_row(row)
    print()
    for caution in CAUTIONS if rows else ():
        print(paragraph(caution))


def _show_row(row: ReportRow) -> None:
    from pxcommission.casework.improvement_told import unit_told

    record = row.record
    wanted = record.registration
    where = ", ".join(part for part in (row.provider, record.service, unit_told(wanted.unit)) if part)
    print(paragraph(f"{wanted.action} (from {in_words(wanted.start)}): {where}", "    ", "      "))
    if row.size:
        print(paragraph(row.size, "      "))
    with_whom = f"involved: {', '.join(wanted.involved)}" if wanted.involved else "nobody is named as involved"
    print(paragraph(f"expected: {row.expected}; {with_whom}", "      ", "        "))
    print(paragraph(f"how sure: {row.how_sure}", "      ", "        "))
    print(paragraph(record.id, "      "))


def _look(one: Review, unit: str) -> str:
    from pxcommission.casework.improvement_told import size_told

    found = one.found
    size = f": {size_told(found.size, unit, found.compared)}" if found.size else ""
    return f"{in_words(one.on)}: look {found.look} by {one.by}: {found.verdict}{size} ({'; '.join(found.why)})"
