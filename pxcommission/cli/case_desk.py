"""Opening a case for a command, and recording in it: who, when, once, and what to say when somebody else was faster."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from pxcommission import __version__
from pxcommission.cli.options import Options, usage
from pxcommission.cli.writing import require_name
from pxcommission.problems import ExitCode, Problem, ProblemsFound

if TYPE_CHECKING:
    from pxcommission.cases.case_file import CaseFile
    from pxcommission.cases.events import Entry, Event
    from pxcommission.cases.kinds import Document
    from pxcommission.cases.register import Register
    from pxcommission.casework.desk import Desk
    from pxcommission.casework.kept_files import FileGiven
    from pxcommission.rulebook.rulebook import Rulebook

ADDRESS = "PXCOMMISSION_DATABASE_URL"


class OpenCase(Struct, frozen=True):
    """A case with its events, its desk, and the register and rulebook it was read from."""

    options: Options
    rulebook: Rulebook
    register: Register
    events: tuple[Event, ...]
    desk: Desk

    @property
    def file(self) -> CaseFile:
        """Where the case stands."""
        return self.desk.file


def register_of(options: Options, writing: bool) -> Register:
    """The workspace's register; made where there is none only when something is to be recorded."""
    from pxcommission.cases.register import open_register

    register = open_register(options.workspace, os.environ.get(ADDRESS), create=writing)
    if writing and register.warning is not None:
        print(register.warning.text, file=sys.stderr)
    return register


def open_case(options: Options, name: str, on: date, *, writing: bool = False, known: date | None = None) -> OpenCase:
    """The case of that name (or part of one); stops with exit code 2 when none or several fit, or nobody is named.

    `known`: only what had happened by that day, for a command that shows and records nothing.
    """
    from pxcommission.casework.case_names import case_named, cases_of, fitting_cases
    from pxcommission.rulebook.rulebook import load_rulebook

    if writing:
        require_name(options, dry_run=False)
    rulebook = load_rulebook(options.workspace)
    register = register_of(options, writing)
    names = dict.fromkeys(cases_of(rulebook))
    if not fitting_cases(name, names):
        names |= dict.fromkeys(event.case for event in register.events() if "/" in event.case)
    return case_opened(options, rulebook, register, case_named(name, tuple(names)), on, known)


def case_opened(
    options: Options, rulebook: Rulebook, register: Register, case: str, on: date, known: date | None = None
) -> OpenCase:
    """The case, read from the register; the form is that of its open notice, else the one in force on the day."""
    from pxcommission.cases.case_file import case_file, known_by
    from pxcommission.casework.case_names import contract_of
    from pxcommission.casework.desk import desk_of

    events = register.events(case=case)
    events = events if known is None else known_by(events, known)
    file = case_file(events, contract_of(case), case)
    return OpenCase(options, rulebook, register, events, desk_of(rulebook, file, on))


def given_file(contract: str, path: Path | None) -> tuple[FileGiven | None, Document | None]:
    """A file given on the command line, and how the register will name it."""
    from pxcommission.casework.kept_files import file_given, kept_as

    if path is None:
        return None, None
    given = file_given(path)
    return given, kept_as(contract, given)


def recorded(
    options: Options,
    register: Register,
    entries: Sequence[Entry],
    files: Sequence[tuple[FileGiven | None, Document | None]] = (),
    lost: Callable[[str], ProblemsFound] | None = None,
) -> tuple[Event, ...]:
    """The events as recorded, their files kept first; stops with exit code 6 when somebody else wrote to a case meanwhile."""
    from pxcommission.cases.register import ChangedMeanwhile
    from pxcommission.casework.kept_files import keep

    for given, document in files:
        if given is not None and document is not None:
            keep(options.workspace, document, given)
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    try:
        return register.append(entries, " ".join(options.by.split()), f"pxcommission {__version__}", moment)
    except ChangedMeanwhile as changed:
        raise (lost(changed.case) if lost else overtaken(register, changed.case)) from None


def overtaken(register: Register, case: str) -> ProblemsFound:
    """What to say when somebody else recorded in the case since it was read."""
    last = register.events(case=case)[-1]
    message = f"somebody else recorded in this case meanwhile: {last.kind}, by {last.by} at {last.recorded_at}; nothing was recorded"
    fix = f"look at it (pxcommission case show '{case}') and try again"
    return ProblemsFound([Problem(case, message, fix, code="PX608")], ExitCode.REFUSED)


def day(option: str, text: str | None, otherwise: date) -> date:
    """A day given on the command line; stops with exit code 2 when it is none."""
    if text is None:
        return otherwise
    try:
        return date.fromisoformat(text)
    except ValueError:
        usage(f"{option} {text}: not a date; write 2025-11-24")


def not_ahead(option: str, on: date, options: Options) -> date:
    """The day, unless it lies ahead of today: what has not happened is not recorded."""
    if on > options.as_at:
        usage(f"{option} {on}: this day has not come yet; record what happened, on its day or after it")
    return on
