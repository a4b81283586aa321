"""A proposed mapping and what it reads, as people see it on a screen, and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pxcommission.cli.paragraphs import paragraph
from pxcommission.periods import Period
from pxcommission.problems import Weight, printable, shortened
from pxcommission.returns.mapping_guess import Part, Role
from pxcommission.returns.mapping_guess_places import is_private

if TYPE_CHECKING:
    from pxcommission.cli.returns_map_kept import Rehearsal
    from pxcommission.evidence.observations import Observation, Reading
    from pxcommission.returns.mapping_proposal import Proposal

FIRST_FIGURES, MOST_PROBLEMS = 8, 12


def show_proposal(proposal: Proposal, already: Sequence[str]) -> None:
    """Print where the table stands and what each part of it is taken to be."""
    table = proposal.table
    if already:
        print(f"The mapping {' and '.join(already)} reads this file already: pxcommission returns load FILE")
    print(f"Table: {table.where}")
    print(f"Layout: {_layout_said(proposal)}")
    if proposal.sheets:
        print(f"Sheets: {', '.join(proposal.sheets)}; each is read in the same way")
    left = [row for row in table.totals if row not in proposal.whole.rows]
    for labels, whose in ((proposal.whole.provider, "the whole provider"), (proposal.whole.site, "a whole site")):
        if labels:
            print(f"Rows named {' or '.join(map(shortened, labels))}: of {whose}")
    for rows, said in ((left, "totals, left out"), (table.footnotes, "footnotes, left out")):
        if rows:
            print(f"Rows {', '.join(map(str, rows))}: {said}")
    for letters in proposal.unnamed:
        print(f"Column {letters} holds values under no heading: it is not read")
    for name, place in proposal.open_places.items():
        stands = {"given": f"given by hand, with --{'period' if name == 'year' else name}", "after": f"after '{place.text}'",
                  "cell": f"in cell {place.text}", "fixed": f"{place.text}, for the whole return", "across": "in the headings",
                  "sheet_name": "in the name of each sheet", "row_above": "in a row of its own above the rows it is of"}  # fmt: skip
        print(f"{name.capitalize()}: {stands[place.key]} ({_sureness(place.confidence)}: {place.reason})")
    for mark, meant in proposal.marks.items():
        print(f"Mark {mark}: {meant}")
    print()
    for part in proposal.parts:
        print(
            paragraph(
                f"{part_said(part)}: {part.guess.text} ({_sureness(part.guess.confidence)}: {part.guess.reason})",
                "",
                "    ",
            )
        )
    print()


def _layout_said(proposal: Proposal) -> str:
    form = {
        "list": "measures in columns",
        "long": "a row for each measure",
        "rows": "a row for each component of a measure",
    }
    across = f", a column for each {proposal.across}" if proposal.across else ""
    return form[proposal.form] + across


def _sureness(confidence: int) -> str:
    word = "certain" if confidence >= 95 else "likely" if confidence >= 70 else "unsure"
    return f"{word}, {confidence}"


def part_said(part: Part) -> str:
    """A column or row by its place and its name."""
    place = f"Column {part.place}" if part.kind == "column" else part.place.capitalize()
    return f"{place} '{shortened(part.name)}'"


def samples_said(part: Part) -> str:
    """A few of its values and what they are; none of texts that may speak of persons."""
    hidden = is_private(part.name) or any(one.role in (Role.REASON, Role.ACTION) for one in part.guess.meanings)
    samples = () if hidden else part.values.samples()
    return f"{', '.join(map(shortened, samples))}  ({part.content})" if samples else f"({part.content}; not shown)"


def show_rehearsal(rehearsal: Rehearsal | None, missing: Sequence[str]) -> None:
    """Print what came out when the file was read through the mapping: counts, the first figures with their cells, problems."""
    for need in missing:
        print(f"Needed: {need}")
    if rehearsal is None:
        return
    reading, problems = rehearsal.reading, rehearsal.problems
    if reading is None:
        print("Read through this mapping, the file is refused:")
    shown = [problem for problem in problems if problem.weight is not Weight.NOTE or "passed over" in problem.message]
    for problem in shown[:MOST_PROBLEMS]:
        print(problem.text)
    if len(shown) > MOST_PROBLEMS:
        print(f"  and {len(shown) - MOST_PROBLEMS} more like these")
    if reading is not None:
        _show_figures(reading)


def _show_figures(reading: Reading) -> None:
    statuses = Counter(one.status.value for one in reading.observations)
    start, end = reading.months
    counted = ", ".join(f"{count:,} {status}" for status, count in sorted(statuses.items()))
    said = f", {len(reading.by_group):,} of groups of people" if reading.by_group else ""
    said += f", {len(reading.statements)} statements by the provider" if reading.statements else ""
    print(
        f"Read through this mapping: {Period(start, end).label}; figures: {counted or 'none'}{said}. Look at the first:"
    )
    first = reading.figures[:FIRST_FIGURES]
    width = max((len(one.measure) for one in first), default=0)
    for one in first:
        period = Period(one.start, one.end).label
        print(f"  {_unit(one):14} {period:14} {one.measure:{width}}  {_number(one):>16}  {one.cell}")
    print()


def _unit(one: Observation) -> str:
    return shortened(" ".join(part for part in (one.provider, one.site, one.ward) if part), 24)


def _number(one: Observation) -> str:
    if one.value:
        return f"{printable(one.value)} alone"
    if one.numerator is None:
        return one.status.value
    return f"{one.numerator:,} of {one.denominator:,}" if one.denominator is not None else f"{one.numerator:,}"


def as_json(
    proposal: Proposal, name: str, rehearsal: Rehearsal | None, missing: Sequence[str], kept: bool
) -> dict[str, object]:
    """The proposal with its guesses, the mapping's text, and what reading the file through it gives."""
    reading = rehearsal.reading if rehearsal else None
    problems = rehearsal.problems if rehearsal else ()
    table = proposal.table
    return {
        "name": name,
        "file": f"rules/mappings/{name}.yaml",
        "written": kept,
        "table": {"sheet": table.sheet.name, "headings_row": table.header, "headings_rows": table.header_rows,
                  "rows": [table.rows[0], table.rows[-1]], "totals": list(table.totals), "footnotes": list(table.footnotes)},
        "layout": proposal.form,
        "across": proposal.across or None,
        "places": {key: {"where": one.key, "is": one.text, "confidence": one.confidence, "reason": one.reason}
                   for key, one in proposal.open_places.items()},
        "parts": [{"kind": part.kind, "name": part.name, "place": part.place, "holds": str(part.content),
                   "meaning": [one.text for one in part.guess.meanings], "sure": part.guess.word,
                   "confidence": part.guess.confidence, "reason": part.guess.reason,
                   "others": [one.text for one in part.guess.others]} for part in proposal.parts],
        "marks": dict(proposal.marks),
        "needed": list(missing),
        "mapping": rehearsal.text if rehearsal else None,
        "reads": None if reading is None else {
            "from": reading.months[0].isoformat(), "to": reading.months[1].isoformat(), "statements": len(reading.statements),
            "observations": dict(sorted(Counter(one.status.value for one in reading.observations).items()))},
        "problems": [{"place": p.place, "weight": p.weight, "message": p.message, "fix": p.fix} for p in problems],
    }  # fmt: skip
