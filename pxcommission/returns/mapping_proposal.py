"""A mapping proposed from a file: where its table stands, and what each column and row of it means."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from pxcommission.periods import Period, read_period
from pxcommission.returns.figures import heading
from pxcommission.returns.mapped_headings import PeriodReader, columns_by_period
from pxcommission.returns.mapping_guess import OF_A_MEASURE, Guess, Meaning, Part, Role
from pxcommission.returns.mapping_guess_names import Known
from pxcommission.returns.mapping_guess_places import (
    WHOLE_PROVIDER,
    PlaceGuess,
    leave_the_year_out,
    needs_year,
    period_guess,
    provider_guess,
    service_guess,
    year_guess,
)
from pxcommission.returns.mapping_guess_values import MARKS
from pxcommission.returns.mapping_guess_words import MeasureWords
from pxcommission.returns.mapping_proposal_parts import Grid, column_parts
from pxcommission.returns.mapping_proposal_rows import with_rows
from pxcommission.returns.mapping_proposal_table import Table, tables_in
from pxcommission.returns.mapping_proposal_units import NO_ROWS, Whole, repeated, site_above, stacked, whole_rows
from pxcommission.returns.mappings import Mapping
from pxcommission.returns.sheets import Book
from pxcommission.returns.xlsx_cells import natures_of
from pxcommission.vocabulary.models import Vocabulary


class Proposal(Struct, frozen=True):
    """What a file's table is taken to mean: its layout, its parts, and where provider, period and service stand.

    `form` is `list`, `long`, or `rows` (a row for each component); `across` the length of the periods in the headings.
    `sheets` are all that are read, where there are several of the same layout.
    """

    table: Table
    form: str
    across: str
    parts: tuple[Part, ...]
    places: Dictionary[str, PlaceGuess]
    marks: Dictionary[str, str]
    unnamed: tuple[str, ...] = ()
    whole: Whole = NO_ROWS
    sheets: tuple[str, ...] = ()

    def with_guess(self, key: str, guess: Guess) -> Proposal:
        """The same with another meaning of one part."""
        return replace(self, parts=tuple(replace(p, guess=guess) if p.key == key else p for p in self.parts))

    def with_place(self, name: str, place: PlaceGuess) -> Proposal:
        """The same with another place of the provider, period, service or year."""
        return replace(self, places={**self.places, name: place})

    def named(self, role: Role) -> Part | None:
        """The first part with a role."""
        return next((part for part in self.parts if any(one.role is role for one in part.guess.meanings)), None)

    @property
    def open_places(self) -> dict[str, PlaceGuess]:
        """Where provider, period, service and year stand, of those no column gives."""
        columns = {"provider": Role.PROVIDER, "period": Role.PERIOD, "service": Role.SERVICE, "site": Role.SITE}
        return {
            name: one for name, one in self.places.items() if name not in columns or self.named(columns[name]) is None
        }

    @property
    def unsure(self) -> tuple[Part, ...]:
        """The parts whose meaning a person has to settle."""
        return tuple(part for part in self.parts if part.guess.word == "unsure")


def propose(
    book: Book,
    table: Table,
    vocabulary: Vocabulary,
    mappings: Sequence[Mapping],
    service: str = "",
    every_sheet: bool = True,
) -> Proposal:
    """The proposal for one table of a file, with those of other sheets laid out the same; nothing of it is settled."""
    natures = natures_of(book.path, book.shown, table.sheet.name) if book.checked.kind == "xlsx" else {}
    percents = frozenset(cell for cell, one in natures.items() if one.percent)
    places = {
        "provider": provider_guess(table),
        "period": period_guess(table),
        "service": service_guess(table, vocabulary, service),
    }
    others, told = repeated(table, tables_in(book)) if every_sheet and not book.is_csv else ((), None)
    if told is not None:
        places[told[0]] = told[1]
    across, groups, year = _across(table, places)
    if across:
        places["period"] = PlaceGuess(
            "across", across, 97, f"{len({p for g in groups.values() for p in g})} headings name a {across}"
        )
        if year is not None:
            places["year"] = year
    grid = Grid(stacked(table, others), percents, groups)
    words = MeasureWords(vocabulary)
    form, parts = with_rows(column_parts(grid, words), words, known_meanings(mappings))
    period = next((p for p in parts if p.guess.meanings[0].role is Role.PERIOD), None)
    if period is not None and not across and leave_the_year_out(period.values.without(WHOLE_PROVIDER)):
        places["year"] = year_guess(table)
    above = site_above(table, parts)
    if above is not None and "site" not in places:
        places["site"] = above
    whole = whole_rows(grid.table, parts, places)
    parts = tuple(part for part in parts if part.kind == "column" or part.name not in (*whole.provider, *whole.site))
    marks = dict.fromkeys(mark for part in parts if _is_figure(part) for mark in part.values.marks)
    unnamed = tuple(grid.unnamed())
    meant = {mark: MARKS[mark.casefold()] for mark in marks}
    sheets = tuple(one.sheet.name for one in (table, *others)) if others else ()
    return Proposal(table, form, across, parts, places, meant, unnamed, whole, sheets)


def named_by(proposal: Proposal, key: str, vocabulary: Vocabulary, settled: frozenset[str]) -> Proposal:
    """The proposal of the same table where a person says that this column names the measures: its rows are guessed anew."""
    none = Guess((Meaning(Role.NOT_READ),), 60, "the rows name the measures")
    columns = tuple(
        replace(part, guess=none)
        if part.key not in settled and any(one.role in OF_A_MEASURE for one in part.guess.meanings)
        else part
        for part in proposal.parts
        if part.kind == "column"
    )
    form, parts = with_rows(columns, MeasureWords(vocabulary), Known({}), key)
    return replace(proposal, form=form, parts=parts)


def _is_figure(part: Part) -> bool:
    return any(one.role in (*OF_A_MEASURE, Role.NUMBER) for one in part.guess.meanings) or part.guess.word == "unsure"


def _across(
    table: Table, places: Dictionary[str, PlaceGuess]
) -> tuple[str, dict[str, dict[Period, int]], PlaceGuess | None]:
    """The length of the periods the headings name, their columns by heading and period, and where their year stands."""
    year = year_guess(table) if needs_year(table.names) else None
    reader = PeriodReader({}, read_period("2000/01") if year is not None else None)
    best: dict[Period, dict[str, list[int]]] = {}
    across = ""
    for length in ("month", "quarter", "year"):
        found = columns_by_period(table.names, reader, length)
        if len(found) > len(best):
            best, across = found, length
    if not best or (len(best) == 1 and places["period"].key != "given"):
        return "", {}, None
    groups: dict[str, dict[Period, int]] = {}
    for period, columns in best.items():
        for name, numbers in columns.items():
            groups.setdefault(name, {})[period] = numbers[0]
    return across, {name: columns for name, columns in groups.items() if len(columns) == len(best)}, year


def known_meanings(mappings: Sequence[Mapping]) -> Known:
    """What the mappings of the workspace call their headings and rows."""
    known: dict[str, dict[Meaning, str]] = {}
    for one in mappings:
        for measure, figure in (*one.file.figures.items(), *one.file.rows.items()):
            parts = (
                (Role.NUMERATOR, figure.numerator),
                (Role.DENOMINATOR, figure.denominator),
                (Role.VALUE, figure.value),
            )
            for role, name in parts:
                if name and name != "{period}":
                    known.setdefault(heading(name), {})[Meaning(role, measure)] = one.id
        for name, measure in one.file.measures.items():
            known.setdefault(heading(name), {})[Meaning(Role.FIGURES, measure)] = one.id
            known.setdefault(heading(name), {})[Meaning(Role.NUMERATOR, measure)] = one.id
    return Known(known)
