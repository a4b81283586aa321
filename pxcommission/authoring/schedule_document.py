"""Requirements as the text of a service specification, a tender or Schedule 4: a Word document, the same bytes each time."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from pxcommission.authoring.schedule_history import ReportingDuty
from pxcommission.authoring.schedule_levels import outside_term
from pxcommission.authoring.schedule_styles import add_table, blank_document, describe_table
from pxcommission.authoring.schedule_table import Process, Schedule, ScheduleRow
from pxcommission.packs.finishing import finish
from pxcommission.packs.package_bytes import same_bytes
from pxcommission.packs.plain_text import counted, listed, one_line, sentence
from pxcommission.periods import in_words

TITLE = "Minimum requirements of a good patient experience"
WHAT_THESE_ARE = (
    "Experience is what care feels like to the patient, carer and family. The requirements below are the least that is asked "
    "of it. Each says what people should experience, the level that is asked, how it is measured, and over which period."
)
HOW_JUDGED = (
    "Each result is compared exactly, on counts added over the period; percentages are never averaged.",
    "Where a figure is missing, withheld or rests on too few answers, the requirement is not assessed: it is neither met nor not met.",
    "A requirement is met or not met by the level in force on the last day of the period.",
)
NOT_VERIFIED_NOTE = (
    "“Not verified” means that the source and the level have not been checked against the signed text. Take such a level as an "
    "illustration, and check it before you rely on it."
)
WATCHED_NOTE = "These are watched and discussed. They are never an obligation and no letter is written about them."
NO_MONEY = "No sum of money is attached to any step here."


def schedule_document(schedule: Schedule) -> bytes:
    """The document of a contract's requirements, or of the library's before a service is commissioned."""
    made = blank_document(_about(schedule), TITLE)
    made.add_paragraph(TITLE, "Heading 1")
    made.add_paragraph(_about(schedule), "Subtitle line")
    for name, value in _particulars(schedule):
        _detail(made, name, value)
    _introduction(made, schedule)
    numbered = list(enumerate(_by_aspect(schedule), start=1))
    _at_a_glance(made, schedule, numbered)
    _requirements(made, schedule, numbered)
    _reports(made, schedule)
    _processes(made, schedule)
    _watched(made, schedule)
    stamp = datetime(schedule.on.year, schedule.on.month, schedule.on.day)  # noqa: DTZ001 (a day, not a moment)
    finish(made, f"{TITLE}: {_about(schedule)}", _reference(schedule), stamp)
    written = io.BytesIO()
    made.save(written)
    return same_bytes(written.getvalue(), schedule.on)


def _about(schedule: Schedule) -> str:
    if schedule.contract is not None:
        return one_line(schedule.contract.contract.title)
    services = [one_line(name) for name in schedule.services]
    return f"For {listed(services)}" if services else "For all services"


def _reference(schedule: Schedule) -> str:
    return schedule.contract.id if schedule.contract else "library"


def _particulars(schedule: Schedule) -> Iterator[tuple[str, str]]:
    if schedule.contract is not None:
        contract = schedule.contract.contract
        yield "Contract", f"{one_line(contract.contract_reference)} ({contract.contract})"
        yield "Provider", one_line(contract.provider.name)
        names = [one_line(party.name) for party in (contract.co_ordinating_commissioner, *contract.associates)]
        yield "Commissioner" if len(names) == 1 else "Commissioners", listed(names)
        outside = outside_term(contract.term, schedule.on)
        yield "Levels as of", in_words(schedule.on) + (f" ({outside}, so none is in force)" if outside else "")
        return
    yield "For use in", "a service specification, a tender, or Schedule 4 (local quality requirements)"
    yield "As of", in_words(schedule.on)
    yield "Levels", "the usual ones; each contract agrees its own, with a date and a clause"


def _introduction(made: Any, schedule: Schedule) -> None:
    made.add_paragraph("What these are", "Heading 2")
    made.add_paragraph(WHAT_THESE_ARE)
    for line in HOW_JUDGED:
        made.add_paragraph(line, "List Bullet")
    if any(row.verified != "verified" for row in schedule.rows):
        made.add_paragraph(NOT_VERIFIED_NOTE)


def _by_aspect(schedule: Schedule) -> list[ScheduleRow]:
    """The requirements by aspect of experience, in the vocabulary's order, each aspect's in their own."""
    order = list(schedule.aspects)
    return sorted(schedule.rows, key=lambda row: order.index(row.aspect) if row.aspect in order else len(order))


def _at_a_glance(made: Any, schedule: Schedule, numbered: list[tuple[int, ScheduleRow]]) -> None:
    made.add_paragraph("The requirements at a glance", "Heading 2")
    adopted = schedule.contract is not None
    last = "Clause" if adopted else "Service"
    headings = ("No.", "Requirement", "Level", "Measured over", last)
    rows = [
        (
            str(number),
            row.statement,
            _level(row),
            row.period.partition(",")[0],
            row.clause if adopted else row.service,
        )
        for number, row in numbered
    ]
    table = add_table(made, headings, rows, (1.2, 6.6, 3.0, 2.8, 3.8))
    described = f"{counted(len(rows), 'requirement')}, one a row: number, statement, level, period, {last.lower()}."
    describe_table(table, "The requirements at a glance", described)


def _level(row: ScheduleRow) -> str:
    """What counts on the day, with the contract's own line beside it where that is another."""
    return f"{row.in_force} (the contract's own line: {row.level})" if row.differs else row.level


def _requirements(made: Any, schedule: Schedule, numbered: list[tuple[int, ScheduleRow]]) -> None:
    made.add_paragraph("The requirements in full", "Heading 2").paragraph_format.page_break_before = True
    made.add_paragraph("They are grouped by the aspect of experience they are about.")
    aspect = ""
    for number, row in numbered:
        if row.aspect != aspect:
            aspect = row.aspect
            made.add_paragraph(aspect, "Heading 2")
            covers = schedule.aspects.get(aspect, "")
            if covers:
                made.add_paragraph(sentence(covers)).paragraph_format.keep_with_next = True
        made.add_paragraph(f"{number}. {row.statement}", "Heading 3")
        lines = [(name, value) for name, value in _details(schedule, row) if value]
        for name, value in lines[:-1]:
            _detail(made, name, value).paragraph_format.keep_with_next = True
        _detail(made, *lines[-1])


def _details(schedule: Schedule, row: ScheduleRow) -> Iterator[tuple[str, str]]:
    usual = "" if schedule.contract is not None or not row.settable else " (usual level)"
    since = f"from {in_words(row.since)}" if row.since else ""
    if row.differs:
        yield f"On {in_words(schedule.on)}", row.in_force
        yield "Because", row.varied
        yield "Own line", ", ".join(part for part in (row.level, since) if part)
    else:
        yield "Level", f"{row.level}{usual}{f', in force {since}' if since else ''}"
    yield "Measured by", row.method
    yield "Period", row.period
    yield "Service", row.service
    yield "Severity", f"{row.severity} when it is not met"
    yield "Clause", row.clause
    yield "Source", f"{row.source} {sentence(row.verified)}"
    yield "Reference", row.requirement


def _reports(made: Any, schedule: Schedule) -> None:
    made.add_paragraph("What the provider reports", "Heading 2")
    if schedule.contract is None:
        made.add_paragraph(
            "For each period the provider reports the counts named under “Measured by”, as whole numbers, for the services, "
            "sites and wards concerned. The contract's reporting schedule (Schedule 6A) says by when."
        )
        return
    for duty in schedule.duties:
        paragraph = made.add_paragraph(style="List Bullet")
        paragraph.add_run(f"{duty.name}").bold = True
        paragraph.add_run(_duty(duty))
    if schedule.duties:
        made.add_paragraph(
            "A report that is late or does not come is a shortfall of this duty alone; it is never read as a poor experience."
        )
    else:
        made.add_paragraph("This contract asks for no report of its own; published figures are used.")


def _duty(duty: ReportingDuty) -> str:
    what = "; ".join(duty.measures)
    service = f" for {duty.service}" if duty.service else ""
    return f"{service}, {duty.every}, within {duty.due} ({duty.clause}). It gives: {what}."


def _processes(made: Any, schedule: Schedule) -> None:
    made.add_paragraph("What follows when a requirement is not met", "Heading 2")
    if schedule.contract is None:
        made.add_paragraph("The process is agreed with the contract. These are the usual ones.")
    for process in schedule.processes:
        if len(schedule.processes) > 1:
            made.add_paragraph(process.title, "Heading 3")
        _steps(made, process)
    made.add_paragraph(
        f"Each step is proposed by these rules and taken by a person. A letter follows only when the one before it was issued "
        f"and its reply date has passed, unless a step is marked “at once”. {NO_MONEY}"
    )


def _steps(made: Any, process: Process) -> None:
    for step in process.steps:
        name, _, rest = step.partition(":")
        paragraph = made.add_paragraph(style="List Bullet")
        paragraph.add_run(f"{name}:").bold = True
        paragraph.add_run(rest)


def _watched(made: Any, schedule: Schedule) -> None:
    if not schedule.monitored:
        return
    made.add_paragraph("What is only watched", "Heading 2")
    made.add_paragraph(WATCHED_NOTE).paragraph_format.keep_with_next = True
    for row in schedule.monitored:
        made.add_paragraph(f"{row.statement} Level looked at: {row.level}. {row.period}.", "List Bullet")


def _detail(made: Any, name: str, value: str) -> Any:
    paragraph = made.add_paragraph(style="Details")
    paragraph.add_run(f"{name}:").bold = True
    paragraph.add_run(f"\t{value}")
    return paragraph
