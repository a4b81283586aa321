"""One file people send or publish, read: recognised by its content, never by its name, and by one reader only."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from msgspec import Struct

from pxcommission.evidence.observations import Observation, Origin, Reading, Statement
from pxcommission.evidence.organisations import OrganisationRecord
from pxcommission.periods import Period
from pxcommission.problems import ExitCode, Problem, ProblemsFound, did_you_mean
from pxcommission.returns import (
    mapped,
    organisation_lists,
    organisation_successors,
    organisation_tables,
    preview,
    template,
)
from pxcommission.returns.collected import Collected, refused
from pxcommission.returns.figures import Fit
from pxcommission.returns.mapped_places import Given
from pxcommission.returns.mappings import Mapping, load_mappings
from pxcommission.returns.opening import open_file
from pxcommission.returns.published import DATES, LONG, READERS, Reader
from pxcommission.returns.sheets import Book
from pxcommission.vocabulary.models import Vocabulary

__all__ = ["NotRecognised", "load_mappings", "read_file"]


NEAR_TOLD = 4
"""How many kinds of file a refusal describes: those that came nearest."""


class NotRecognised(ProblemsFound):
    """No reader knows the file; `near` says how much of what the nearest one looks for is there, from 0 to 1."""

    def __init__(self, problem: Problem, near: float) -> None:
        self.near = near
        super().__init__([problem], ExitCode.RETURNS_WRONG)


class Figures(Struct, frozen=True):
    """What a reader made of a file."""

    observations: tuple[Observation, ...]
    statements: tuple[Statement, ...] = ()
    published: date | None = None
    revised: date | None = None
    organisations: tuple[OrganisationRecord, ...] = ()


class Candidate(Struct, frozen=True):
    """One reader, how well the file fits it, and what it makes of the file.

    `long` says that it reads a csv file of any size through `book.table`; the others read what a return may be.
    """

    name: str
    version: str
    origin: Origin
    fit: Fit
    read: Callable[[], Figures]
    mapping: Mapping | None = None
    long: bool = False


def read_file(
    path: Path,
    shown: str,
    vocabulary: Vocabulary,
    mappings: Sequence[Mapping],
    *,
    mapping: str | None = None,
    provider: str | None = None,
    period: Period | None = None,
    received: date | None = None,
    published: date | None = None,
) -> Reading:
    """The figures and statements of one file with their addresses; `shown` is its name in problems.

    `mapping`, `provider` and `period` are what a person gives by hand. Raises ProblemsFound (exit code 4) with every
    problem; the file is all or nothing. Warnings and notes are the reading's `notes`.
    """
    found = Collected(shown)
    book = open_file(path, shown, found)
    given = Given(provider, period, received)
    candidates = _candidates(
        book, vocabulary, _chosen(mappings, mapping, shown), given, found, by_hand=mapping is not None
    )
    chosen = _only_one(candidates, book)
    _refuse_macros(chosen, book, found)
    figures = chosen.read()
    found.stop_if_wrong()
    return _reading(chosen, figures, book, given, published, found)


def _chosen(mappings: Sequence[Mapping], wanted: str | None, shown: str) -> Sequence[Mapping]:
    if wanted is None:
        return mappings
    found = [one for one in mappings if one.id == wanted]
    if not found:
        names = [one.id for one in mappings]
        fix = "known: " + ", ".join(names) if names else "write one under rules/mappings/"
        raise refused(shown, f"there is no mapping '{wanted}'{did_you_mean(wanted, names)}", fix)
    return found


def _candidates(
    book: Book, vocabulary: Vocabulary, mappings: Sequence[Mapping], given: Given, found: Collected, by_hand: bool
) -> list[Candidate]:
    made = [_mapped(book, one, vocabulary, given, found) for one in mappings]
    return (
        made
        if by_hand
        else [*_own_forms(book, found), *_organisations(book, found), *_published(book, given.period, found), *made]
    )


def _own_forms(book: Book, found: Collected) -> list[Candidate]:
    def figures(reader: Callable[[Book, Collected], tuple[tuple[Observation, ...], tuple[Statement, ...]]]) -> Figures:
        return Figures(*reader(book, found))

    return [
        Candidate(form.NAME, form.VERSION, form.ORIGIN, form.recognises(book), partial(figures, form.read))
        for form in (template, preview)
    ]


def _published(book: Book, period: Period | None, found: Collected) -> list[Candidate]:
    def figures(reader: Reader) -> Figures:
        observations = reader.read(book, found, period)
        dates = DATES.get(reader.NAME)
        return Figures(observations, (), *dates(book, found)) if dates else Figures(observations)

    return [
        Candidate(one.NAME, one.VERSION, one.ORIGIN, one.recognises(book), partial(figures, one), long=one.NAME in LONG)
        for one in READERS
    ]


def _organisations(book: Book, found: Collected) -> list[Candidate]:
    """The readers of lists of organisations, which hold no figures."""
    table, lists = organisation_tables, (organisation_lists, organisation_successors)

    def of_table(name: str) -> Callable[[], Figures]:
        return lambda: Figures((), organisations=table.read(book, name, found))

    def of_list(reader: Callable[[Book, Collected], tuple[OrganisationRecord, ...]]) -> Figures:
        return Figures((), organisations=reader(book, found))

    tables = [
        Candidate(name, table.VERSION, table.ORIGIN, table.recognises(book, name), of_table(name))
        for name in table.KINDS
    ]
    return [
        *(
            Candidate(one.NAME, one.VERSION, one.ORIGIN, one.recognises(book), partial(of_list, one.read))
            for one in lists
        ),
        *tables,
    ]


def _mapped(book: Book, one: Mapping, vocabulary: Vocabulary, given: Given, found: Collected) -> Candidate:
    def read() -> Figures:
        return Figures(*mapped.read(book, one, vocabulary, given, found))

    origin = Origin.PUBLISHED if one.file.published_by else mapped.ORIGIN
    return Candidate(mapped.NAME, mapped.VERSION, origin, mapped.recognises(book, one), read, one)


def _only_one(candidates: list[Candidate], book: Book) -> Candidate:
    fitting = [one for one in candidates if one.fit.fits and (one.long or book.beyond is None)]
    if not fitting and book.beyond is not None:
        raise ProblemsFound([book.beyond], ExitCode.RETURNS_WRONG)
    own = [one for one in fitting if one.mapping is None]
    if len(own) == 1:
        return own[0]
    if len(fitting) == 1:
        return fitting[0]
    if len(fitting) > 1:
        names = " and ".join(f"'{one.mapping.id if one.mapping else one.name}'" for one in fitting)
        raise refused(book.shown, f"the file fits {names}: it can't be told which is meant", "name one with --mapping")
    near = max((one.fit.near for one in candidates), default=0.0)
    raise NotRecognised(Problem(book.shown, *_not_recognised(candidates), sheet=book.first.name or None), near)


def _not_recognised(candidates: list[Candidate]) -> tuple[str, str]:
    """What came nearest, what was looked for in the few that came near, and how many others there are."""
    by_nearness = sorted(candidates, key=lambda one: (one.fit.near, one.mapping is not None), reverse=True)
    nearest = by_nearness[0] if by_nearness else None
    if nearest is None:
        return "the file is not recognised: there is no mapping to try", "write one under rules/mappings/"
    name = f" (mapping '{nearest.mapping.id}')" if nearest.mapping else ""
    lacking = "; ".join(nearest.fit.lacking)
    message = f"the file is not recognised. Nearest: {nearest.fit.kind}{name}, which lacks {lacking}"
    looked = "; ".join(dict.fromkeys(f"{one.fit.kind}: {one.fit.looked_for}" for one in by_nearness[:NEAR_TOLD]))
    others = len(candidates) - NEAR_TOLD
    return message, f"looked for {looked}" + (f"; and {others} other kinds of file" if others > 0 else "")


def _refuse_macros(chosen: Candidate, book: Book, found: Collected) -> None:
    if not book.checked.has_macros:
        return
    if chosen.origin is Origin.LOCAL:
        message = "the workbook holds macros, which a return never needs"
        raise refused(book.shown, message, "save it as .xlsx, which can't hold macros, and send that")
    found.note("the workbook holds macros; only its values were read, nothing was run")


def _reading(
    chosen: Candidate, figures: Figures, book: Book, given: Given, published: date | None, found: Collected
) -> Reading:
    by_hand = f"provider={given.provider or ''};period={given.period.key if given.period else ''}"
    mapping_hash = chosen.mapping.sha256 if chosen.mapping else ""
    parts = (book.checked.sha256, f"{chosen.name}/{chosen.version}", mapping_hash, by_hand)
    return Reading(
        id=hashlib.sha256("\n".join(parts).encode()).hexdigest(),
        file=book.shown,
        file_sha256=book.checked.sha256,
        reader=f"{chosen.name}/{chosen.version}",
        kind=chosen.fit.kind,
        origin=chosen.origin,
        observations=tuple(one for one in figures.observations if not one.group),
        by_group=tuple(one for one in figures.observations if one.group),
        statements=figures.statements,
        published=figures.published or published,
        revised=figures.revised,
        received=given.received,
        mapping=chosen.mapping.id if chosen.mapping else "",
        given="" if by_hand == "provider=;period=" else by_hand,
        notes=tuple(found.notes),
        organisations=figures.organisations,
    )
