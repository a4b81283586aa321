"""Files read into readings, in this process or in several; nothing is kept yet, and what is wrong with a file stops no other."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct

from pxcommission.evidence.observations import Reading
from pxcommission.periods import Period
from pxcommission.problems import Problem, ProblemsFound
from pxcommission.returns.mappings import Mapping
from pxcommission.returns.recognise import NotRecognised, read_file
from pxcommission.vocabulary.models import Vocabulary
from pxcommission.workers import Lost, Pool


class ToRead(Struct, frozen=True):
    """A file, the name it is shown by, and the days known of it."""

    path: Path
    shown: str
    received: date | None = None
    published: date | None = None


class Unread(Struct, frozen=True):
    """Why a file was not read; `near`, between 0 and 1, says how near it is to a return where it is none that is known."""

    problems: tuple[Problem, ...]
    near: float | None = None


class HowToRead(Struct, frozen=True):
    """What files are read by: the words, the mappings, and what a person says of all of them."""

    vocabulary: Vocabulary
    mappings: tuple[Mapping, ...]
    mapping: str | None = None
    provider: str | None = None
    period: Period | None = None


def read_in(pool: Pool | None, by: HowToRead, files: Sequence[ToRead]) -> Iterator[Reading | Unread]:
    """What each file holds, in their order, read here or by a pool's processes (a few files ahead)."""
    if pool is None:
        yield from read_files(by, files)
        return
    for read in pool.each(read_files, by, files):
        yield _ended(read) if isinstance(read, Lost) else read


def read_files(by: HowToRead, files: Iterable[ToRead]) -> Iterator[Reading | Unread]:
    """What each file holds, or why it was not read."""
    for file in files:
        with no_cycles_looked_for():
            read = _read(by, file)
        yield read


def _read(by: HowToRead, file: ToRead) -> Reading | Unread:
    try:
        return read_file(
            file.path,
            file.shown,
            by.vocabulary,
            by.mappings,
            mapping=by.mapping,
            provider=by.provider,
            period=by.period,
            received=file.received,
            published=file.published,
        )
    except NotRecognised as found:
        return Unread(found.problems, found.near)
    except ProblemsFound as found:
        return Unread(found.problems)


def _ended(lost: Lost[ToRead]) -> Unread:
    message = f"reading this file ended the process that read it ({lost.how}), and again when it was tried alone"
    fix = "open it, save it as a new .xlsx or .csv file, and load that; if it happens again, report it with the file"
    return Unread((Problem(lost.item.shown, message, fix),))


@contextlib.contextmanager
def no_cycles_looked_for() -> Iterator[None]:
    """Python looks for cyclic garbage again and again while many objects are made; a reading makes none, only many objects."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()
