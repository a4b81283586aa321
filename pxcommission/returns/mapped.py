"""A provider's own return read through a mapping: what fits, its figures and statements, every doubt named by cell."""

from __future__ import annotations

from collections.abc import Mapping as Table
from collections.abc import Sequence
from datetime import date

from pxcommission.evidence.observations import Observation, Origin, Statement
from pxcommission.periods import Period
from pxcommission.problems import did_you_mean
from pxcommission.returns.collected import Collected
from pxcommission.returns.csv_text import refuse_ragged
from pxcommission.returns.figures import Fit, doubled, quoted
from pxcommission.returns.mapped_alike import rows_alike
from pxcommission.returns.mapped_places import Given, Place, row_place
from pxcommission.returns.mapped_return import Return
from pxcommission.returns.mapped_rows import row_observations
from pxcommission.returns.mapped_statements import row_statements
from pxcommission.returns.mapped_table import figure_rows, headers, mention_columns, opened_returns
from pxcommission.returns.mappings import Mapping
from pxcommission.returns.numbers import Value, as_text
from pxcommission.returns.personal_data import personal_details
from pxcommission.returns.sheets import Book, address, place_of
from pxcommission.returns.wide_rows import by_period, component_observations
from pxcommission.vocabulary.models import Vocabulary

NAME, VERSION, ORIGIN = "mapped", "1", Origin.LOCAL


def recognises(book: Book, mapping: Mapping) -> Fit:
    """How well a file fits a mapping: its header must hold every word of `recognised_by` and every column it reads."""
    looked_for = "the header " + ", ".join(mapping.file.recognised_by)
    fits = [(len(missing), missing, sheet, row) for sheet in book.sheets for row, missing in headers(sheet, mapping)]
    if not fits:
        return Fit(mapping.file.kind, looked_for, ("a header row",))
    count, missing, sheet, row = min(fits, key=lambda fit: fit[0])
    known = len(mapping.file.needed)
    if not missing:
        return Fit(mapping.file.kind, looked_for, (), 1.0)
    where = f"{sheet.name}!{row}" if sheet.name else f"row {row}"
    lacking = f"the header in {where} has no column {', '.join(repr(name) for name in missing[:4])}"
    return Fit(mapping.file.kind, looked_for, (lacking,), 1 - count / max(known, 1))


def read(
    book: Book, mapping: Mapping, vocabulary: Vocabulary, given: Given, found: Collected
) -> tuple[tuple[Observation, ...], tuple[Statement, ...]]:
    """Every figure and statement of the return; errors, warnings and notes go to `found`."""
    opened = opened_returns(book, mapping, given, found)
    _refuse_unknown_measures(mapping, vocabulary, found)
    _mention_unverified(mapping, found)
    if book.is_csv:
        refuse_ragged(book, opened[0].header, found)
    found.stop_if_wrong()
    observations: list[Observation] = []
    statements: list[Statement] = []
    for one in opened:
        mention_columns(one, found)
        made, said = _of_sheet(book, one, vocabulary, given, found)
        observations += made
        statements += said
    kept = _once(observations, opened, found)
    if not kept and not statements and not found.errors:
        name = opened[0].sheet.name
        found.error("no rows: the rows below the header hold no figure", "ask for the filled return", name)
    if mapping.file.published_by is None:
        _mention_providers(kept, found)
    return kept, tuple(statements)


def _of_sheet(
    book: Book, opened: Return, vocabulary: Vocabulary, given: Given, found: Collected
) -> tuple[list[Observation], list[Statement]]:
    """The figures and statements of the rows of one sheet."""
    mapping = opened.mapping
    rows = figure_rows(book, opened, found)
    if not rows and not found.errors:
        found.error("no rows: nothing stands below the header", "ask for the filled return", opened.sheet.name)
    found.stop_if_wrong()
    observations: list[Observation] = []
    statements: list[Statement] = []
    components: list[tuple[int, Place]] = []
    spellings: dict[Period, set[str]] = {}
    alike = rows_alike(opened, vocabulary)
    for row in rows:
        same = alike.figures_of(row, found) if alike else None
        if alike and same is not None:
            observations += same
            if alike.holds_text(row):
                statements += row_statements(opened, row, alike.place_of(row), vocabulary, found)
                _mention_personal_details(opened, row, found)
            continue
        said = len(found.notes)
        place = row_place(opened, row, given, found, spellings)
        if place is None or not _known_service(place, vocabulary, opened, row, found):
            continue
        if alike and len(found.notes) == said:
            alike.learn(row, place)
        if mapping.file.rows:
            components.append((row, place))
        elif alike and (same := alike.figures_of(row, found)) is not None:
            observations += same
        else:
            for view, one in by_period(opened, place):
                observations += row_observations(view, row, one, vocabulary, found)
        statements += row_statements(opened, row, place, vocabulary, found)
        _mention_personal_details(opened, row, found)
    observations += component_observations(opened, components, vocabulary, found)
    _refuse_two_spellings(spellings, opened, found)
    _check_days(opened, rows, given.received, found)
    return observations, statements


def _known_service(place: Place, vocabulary: Vocabulary, opened: Return, row: int, found: Collected) -> bool:
    """Whether the row's service and touchpoint are words of the vocabulary, or `all`."""
    service, touchpoint = place.about.service, place.about.touchpoint
    cell = address(row, 1)
    if service != "all" and service not in vocabulary.services:
        near = did_you_mean(service, vocabulary.services)
        found.error(
            f"service: {quoted(service)} is not known{near}",
            "write a service of the vocabulary",
            opened.sheet.name,
            cell,
        )
        return False
    known = vocabulary.services[service].touchpoints if service in vocabulary.services else ()
    if touchpoint and touchpoint not in known:
        said = f"touchpoint: {quoted(touchpoint)} is not known for {service}{did_you_mean(touchpoint, known)}"
        found.error(said, "write one of: " + (", ".join(known) or "none"), opened.sheet.name, cell)
        return False
    return True


def _mention_unverified(mapping: Mapping, found: Collected) -> None:
    if not mapping.file.verified:
        found.note(f"the mapping '{mapping.id}' has not been compared with a real file by a person (verified: false)")


def _refuse_unknown_measures(mapping: Mapping, vocabulary: Vocabulary, found: Collected) -> None:
    for word in (*mapping.file.figures, *mapping.file.rows, *mapping.file.measures.values()):
        if word not in vocabulary.measures:
            near = did_you_mean(word, vocabulary.measures)
            found.error(f"the mapping {mapping.shown} names the unknown measure '{word}'{near}", "mend the mapping")


def _refuse_two_spellings(spellings: Table[Period, set[str]], opened: Return, found: Collected) -> None:
    for period, written in spellings.items():
        if len(written) > 1:
            both = " and ".join(quoted(text) for text in sorted(written))
            message = f"the period {period.label} is written in {len(written)} ways: {both}"
            found.error(message, "write every period in one way, such as 2025/26 Q1", opened.sheet.name)


def _check_days(opened: Return, rows: list[int], received: date | None, found: Collected) -> None:
    name = opened.mapping.file.submitted_on
    column = opened.column(name)
    if column is None:
        return
    written = [opened.sheet.at(row, column) for row in rows]
    wrong = {value: said for value in dict.fromkeys(written) if (said := _day_wrong(value, received))}
    for row, value in zip(rows, written, strict=True) if wrong else ():
        if value in wrong:
            message, fix = wrong[value]
            found.error(f"{name} {message}", fix, opened.sheet.name, address(row, column))


def _day_wrong(value: Value, received: date | None) -> tuple[str, str] | None:
    """What is wrong with a day of submission, and how to mend it."""
    day = _day(value)
    if day is None and value != "":
        return f"{quoted(as_text(value))} is not a date written year-month-day", "write 2025-07-20"
    if day is not None and received is not None and day > received:
        return f"{day} is after the day the return was received, {received}", "check the date"
    return None


def _day(value: Value) -> date | None:
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        return None


def _once(observations: list[Observation], sheets: Sequence[Return], found: Collected) -> tuple[Observation, ...]:
    """The figures, identical rows counted once; two that differ are errors."""
    left_out = set()
    by_name = {one.sheet.name: one for one in sheets}
    for first, second in doubled(observations):
        opened = by_name[second.sheet]
        about = f"{second.provider}, {second.measure}, {_written_period(opened, second)}"
        known = (first.numerator, first.denominator, first.value, first.status)
        if known == (second.numerator, second.denominator, second.value, second.status):
            left_out.add(id(second))
            if opened.mapping.file.group and not second.group:
                continue  # the whole stands once for each characteristic
            found.warn(f"a duplicate of {first.cell} ({about}): counted once", "", second.sheet, second.cell)
        else:
            whom = f", {quoted(second.group)}" if second.group else ""
            message = f"a duplicate of {first.cell} with other figures ({about}{whom})"
            found.error(message, "ask the provider which row is right", second.sheet, second.cell)
    return tuple(one for one in observations if id(one) not in left_out)


def _written_period(opened: Return, one: Observation) -> str:
    place = place_of(one.cell.split("/")[0])
    written = as_text(opened.value(place[0], opened.mapping.file.period.column)) if place else ""
    return written or Period(one.start, one.end).label


def _mention_providers(observations: tuple[Observation, ...], found: Collected) -> None:
    providers = sorted({one.provider for one in observations})
    if len(providers) > 1:
        found.warn(
            f"the return holds rows of {len(providers)} providers: {', '.join(providers[:5])}", "check who sent it"
        )


def _mention_personal_details(opened: Return, row: int, found: Collected) -> None:
    for name in opened.mapping.file.not_read:
        text = as_text(opened.value(row, name))
        if text and (kinds := personal_details(text)):
            message = f"'{name}' may hold {', '.join(kinds)}; it is not carried on"
            found.warn(message, "ask for a copy without personal details", opened.sheet.name, opened.cell(row, name))
