"""A proposal as the YAML of a mapping: what was guessed, who settled what, and whether it was compared with the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct

from pxcommission.returns.figures import heading
from pxcommission.returns.group_words import SPELLINGS
from pxcommission.returns.mapped_headings import PeriodReader
from pxcommission.returns.mapping_guess import OF_A_MEASURE, Part, Role
from pxcommission.returns.mapping_guess_places import WHOLE_PROVIDER, PlaceGuess, is_private
from pxcommission.returns.mapping_guess_values import Content
from pxcommission.returns.mapping_parts import EACH_PERIOD
from pxcommission.returns.mapping_proposal import Proposal
from pxcommission.returns.mapping_proposal_units import is_carried_down
from pxcommission.returns.numbers import as_text
from pxcommission.yaml_writing import as_yaml

_PLACES = (("touchpoint", Role.TOUCHPOINT), ("site", Role.SITE), ("ward", Role.WARD))
_SAID = (
    ("requirement", Role.REQUIREMENT), ("contract", Role.CONTRACT), ("position", Role.POSITION), ("reason", Role.REASON),
    ("action", Role.ACTION),
)  # fmt: skip
_KEYS = {Role.NUMERATOR: "numerator", Role.DENOMINATOR: "denominator", Role.VALUE: "value"}


class Settled(Struct, frozen=True):
    """Who settled a proposal and when, from which file, what they changed or chose themselves, and whether they saw the figures."""

    title: str
    file: str
    by: str
    on: date
    chosen: Sequence[str] = ()
    compared: bool = False


def lacking(proposal: Proposal) -> tuple[str, ...]:
    """What the parts don't yet say, so that no mapping can be written: figures, or a component of one."""
    figures = _figures(proposal)
    group = proposal.named(Role.GROUP)
    if group is not None and proposal.named(Role.CHARACTERISTIC) is None and heading(group.name) not in SPELLINGS:
        return (
            f"what the groups under '{group.name}' are of: no column is the characteristic, and the heading does not say",
        )
    if proposal.form == "long":
        named = [proposal.named(role) for role in (Role.MEASURE, Role.NUMERATOR)]
        return (
            ()
            if all(named) and measures_read(proposal)
            else ("the columns of the measure's name and of its numbers, and a row with a measure",)
        )
    if not figures:
        return ("a figure: no column or row is a part of a measure yet, and no column is said to name the measures",)
    missing = []
    for measure, parts in figures.items():
        if "denominator" in parts and "numerator" not in parts:
            missing.append(f"the numerator of {measure}")
    return tuple(missing)


def candidates(proposal: Proposal) -> tuple[Part, ...]:
    """The parts that may give what is lacking: those of numbers that are not read, texts where the measures are not named; else all."""
    unread = [part for part in proposal.parts if part.guess.meanings[0].role is Role.NOT_READ]
    of_numbers = (Content.COUNTS, Content.SHARES, Content.FRACTIONS, Content.NUMBERS, Content.MIXED)
    wanted = [part for part in unread if part.kind == "row" or part.content in of_numbers]
    if proposal.named(Role.MEASURE) is None:
        texts = (Content.WORDS, Content.PROSE)
        wanted[:0] = [
            part for part in unread if part.kind == "column" and part.content in texts and not is_private(part.name)
        ]
    return tuple(wanted) or proposal.parts


def mapping_text(proposal: Proposal, settled: Settled, requirements: Mapping[str, Sequence[str]]) -> str:
    """The mapping as YAML; `requirements` are those the provider's words on each measure are about, where no column says."""
    lines = [
        *_remarks(proposal, settled),
        f"title: {as_yaml(settled.title, False)}",
        f"kind: {as_yaml(settled.title.casefold(), False)}",
    ]
    lines.append(
        f"source: {as_yaml(f'proposed from {settled.file}; the schedule that agrees it is not named yet', False)}"
    )
    lines += [
        f"verified: {'true' if settled.compared else 'false'}",
        "",
        *_layout(proposal),
        "",
        *_places(proposal),
        "",
    ]
    lines += [*_figure_lines(proposal), *_rest(proposal, requirements)]
    return "\n".join(lines) + "\n"


def _remarks(proposal: Proposal, settled: Settled) -> Iterator[str]:
    yield "# yaml-language-server: $schema=../schemas/mapping.json"
    yield "# Proposed by `pxcommission returns map`. Keys: docs/mappings.md."
    if settled.compared:
        yield f"# {settled.by} compared its figures with {settled.file} on {settled.on}."
    else:
        yield f"# Taken by {settled.by} on {settled.on} from {settled.file}, its figures not compared with the file: verified is false."
    for part in proposal.parts:
        place = f"column {part.place}" if part.kind == "column" else part.place
        name = f"# {place}, {as_yaml(part.name)}"
        if part.key in settled.chosen:
            yield f"{name}: {part.guess.text}, settled by {settled.by}"
        elif part.guess.meanings[0].role is not Role.NOT_READ:
            yield f"{name}: {part.guess.text}, guessed ({part.guess.word}): {part.guess.reason}"


def _layout(proposal: Proposal) -> Iterator[str]:
    table = proposal.table
    yield f"layout: {'wide' if proposal.across else 'list' if proposal.form == 'list' else 'long'}"
    if proposal.sheets:
        yield "every_sheet: true"
    elif (
        table.sheet.name
        and PeriodReader({}).inside(table.sheet.name) is None
        and not table.sheet.name.casefold().startswith("sheet")
    ):
        yield f"sheet: {as_yaml(table.sheet.name, False)}"
    first = next((number for number, _ in table.sheet.numbered_rows()), 1)
    if table.header_rows == 2:
        yield "headings_rows: 2"
    if first + table.header_rows - 1 != table.header:
        yield f"headings_row: {table.header}"
    if table.below:
        yield "ends_at_blank_row: true"
    shown = [
        part.name
        for part in proposal.parts
        if part.kind == "column"
        and part.guess.meanings[0].role not in (Role.NOT_READ, Role.REASON, Role.ACTION, Role.TOUCHPOINT)
    ]
    lasting = [name for name in shown if EACH_PERIOD in name or PeriodReader({}).inside(name) is None] or shown
    yield f"recognised_by: [{', '.join(as_yaml(name) for name in lasting[:6])}]"


def _places(proposal: Proposal) -> Iterator[str]:
    for name in ("provider", "period", "service", "year"):
        role = {"provider": Role.PROVIDER, "period": Role.PERIOD, "service": Role.SERVICE}.get(name)
        part = proposal.named(role) if role else None
        place = proposal.places.get(name)
        if part is not None and place is not None and place.key != "across":
            yield f"{name}: {{column: {as_yaml(part.name)}{_how_read(part, proposal, name)}}}"
        elif place is not None:
            yield f"{name}: {_place_written(place)}"
    for name, role in _PLACES:
        part, place = proposal.named(role), proposal.places.get(name)
        if part is not None:
            yield f"{name}: {{column: {as_yaml(part.name)}{_how_read(part, proposal, name)}}}"
        elif place is not None:
            yield f"{name}: {_place_written(place)}"
    for key, labels in (("whole_provider", proposal.whole.provider), ("whole_site", proposal.whole.site)):
        if labels:
            yield f"{key}: [{', '.join(as_yaml(text) for text in labels)}]"
    yield from _groups(proposal)


def _place_written(place: PlaceGuess) -> str:
    value = place.text if place.key in ("given", "sheet_name", "row_above") else as_yaml(place.text)
    return f"{{{place.key}: {value}{', code_in_text: true' if place.code_in_text else ''}}}"


def _how_read(part: Part, proposal: Proposal, name: str) -> str:
    """The rest of a column's place: a code in a longer text, written once for several rows, or not in every row."""
    values = part.values.without(WHOLE_PROVIDER)
    said = ""
    if name in ("provider", "site") and values.content is not Content.CODES and values.hold_codes:
        said = ", code_in_text: true"
    if name != "touchpoint" and is_carried_down(part, proposal.parts):
        return f"{said}, carried_down: true"
    is_optional = name in dict(_PLACES) and any(as_text(value) == "" for value in part.values.at.values())
    return f"{said}, optional: true" if is_optional else said


def _groups(proposal: Proposal) -> Iterator[str]:
    """Where the groups of people stand, and what they are of: a column's texts, or what the heading over the groups says."""
    group, kinds = proposal.named(Role.GROUP), proposal.named(Role.CHARACTERISTIC)
    if group is None:
        return
    if kinds is not None:
        yield f"characteristic: {{column: {as_yaml(kinds.name)}}}"
    else:
        yield f"characteristic: {{fixed: {SPELLINGS[heading(group.name)]}}}"
    yield f"group: {{column: {as_yaml(group.name)}}}"


def _figures(proposal: Proposal) -> dict[str, dict[str, Part]]:
    """The parts of each measure by what they are."""
    figures: dict[str, dict[str, Part]] = {}
    for part in proposal.parts:
        for one in part.guess.meanings:
            if one.role in _KEYS and one.measure:
                figures.setdefault(one.measure, {}).setdefault(_KEYS[one.role], part)
    return figures


def _figure_lines(proposal: Proposal) -> Iterator[str]:
    label = proposal.named(Role.MEASURE)
    if proposal.form == "list" or label is None:
        yield "figures:"
        yield from (f"  {measure}: {_figure(parts)}" for measure, parts in sorted(_figures(proposal).items()))
        return
    yield f"measure: {as_yaml(label.name, False)}"
    number = proposal.named(Role.NUMBER)
    if proposal.form == "rows" and number is not None:
        yield f"number: {as_yaml(number.name, False)}"
        yield "rows:"
        yield from (f"  {measure}: {_figure(parts)}" for measure, parts in sorted(_figures(proposal).items()))
    else:
        columns = {_KEYS[role]: part for role in _KEYS if (part := proposal.named(role)) is not None}
        yield f"figure: {_figure(columns)}"
        yield "measures:"
        named = [part for part in proposal.parts if part.kind == "row" and part.guess.meanings[0].role in OF_A_MEASURE]
        yield from (f"  {as_yaml(part.name)}: {part.guess.meanings[0].measure}" for part in named)
    left = [part.name for part in proposal.parts if part.kind == "row" and part.guess.meanings[0].role is Role.NOT_READ]
    if left:
        yield f"rows_not_read: [{', '.join(as_yaml(name) for name in left)}]"


def _figure(parts: Mapping[str, Part]) -> str:
    written = [f"{key}: {as_yaml(parts[key].name)}" for key in ("numerator", "denominator", "value") if key in parts]
    if "value" in parts and parts["value"].content is Content.FRACTIONS:
        written.append("value_in: fraction")
    return "{" + ", ".join(written) + "}"


def _rest(proposal: Proposal, requirements: Mapping[str, Sequence[str]]) -> Iterator[str]:
    if proposal.marks:
        yield f"marks: {{{', '.join(f'{as_yaml(mark)}: {meant}' for mark, meant in proposal.marks.items())}}}"
    table = proposal.table
    totals = [row for row in table.totals if row not in proposal.whole.rows]
    if totals:
        yield "totals: skip"
        first = dict.fromkeys(next(text for text in table.sheet.texts(row) if text) for row in totals)
        yield f"total_labels: [{', '.join(as_yaml(text) for text in first)}]"
    else:
        yield "total_labels: [total, grand total]"
    if table.footnotes:
        yield "footnotes: skip"
    said = {key: part for key, role in _SAID if (part := proposal.named(role)) is not None}
    submitted = proposal.named(Role.SUBMITTED_ON)
    if submitted is not None:
        yield f"submitted_on: {as_yaml(submitted.name, False)}"
    speaks = bool(said.keys() & {"position", "reason", "action"}) and ("requirement" in said or bool(requirements))
    if speaks:
        yield f"statement: {{{', '.join(f'{key}: {as_yaml(part.name)}' for key, part in said.items())}}}"
        if "requirement" not in said:
            yield "requirements:"
            yield from (
                f"  {measure}: [{', '.join(map(as_yaml, ids))}]" for measure, ids in sorted(requirements.items())
            )
    read = {heading(part.name) for part in said.values()} if speaks else set()
    of_figures = (Role.NOT_READ, *(role for _, role in _SAID))
    left = [
        p.name
        for p in proposal.parts
        if p.kind == "column" and p.guess.meanings[0].role in of_figures and heading(p.name) not in read
    ]
    if left:
        yield f"not_read: [{', '.join(as_yaml(name) for name in dict.fromkeys(left))}]"


def measures_read(proposal: Proposal) -> tuple[str, ...]:
    """The measures whose figures the mapping would read."""
    found = [one.measure for part in proposal.parts for one in part.guess.meanings if one.measure]
    return tuple(dict.fromkeys(found))
