"""Returns come in: each file is recognised, read whole or refused, checked against what is known, and kept."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from pxcommission.evidence.conflicts import conflicts
from pxcommission.evidence.observations import Origin, Reading
from pxcommission.evidence.organisations_known import Organisations, known_organisations
from pxcommission.evidence.organisations_loaded import CodesOfContracts, code_problems
from pxcommission.evidence.organisations_written import written_records
from pxcommission.evidence.receipts import Receipt, add_receipt, read_publication_dates
from pxcommission.evidence.store import Loaded
from pxcommission.files_read import HowToRead, ToRead, Unread, no_cycles_looked_for, read_in
from pxcommission.periods import Period, periods_ending_in
from pxcommission.problems import ExitCode, Problem, ProblemsFound, Weight
from pxcommission.returns.mappings import load_mappings
from pxcommission.returns.organisations_first import organisations_first
from pxcommission.workers import Pool
from pxcommission.workspace import Workspace

NOT_RETURNS = ("received.csv", "published.csv", "monthly-values.csv")
RETURNS = (".csv", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".zip", ".json")
NOT_READ = "not a return"
NEAR_A_RETURN = 0.5
"""A file found in a folder that has at least this share of what a reader looks for is refused, not passed over."""


class GivenByHand(Struct, frozen=True):
    """What a person says about the files: the mapping to use, whose they are, for when, and when they came."""

    mapping: str | None = None
    provider: str | None = None
    period: Period | None = None
    received: date | None = None
    published: date | None = None
    by: str = ""


class LoadedFile(Struct, frozen=True):
    """What became of one file: its reading and how it was kept, or the problems it was refused for."""

    file: str
    reading: Reading | None
    state: str
    problems: tuple[Problem, ...]
    receipts: tuple[Receipt, ...] = ()


def files_under(paths: Sequence[Path]) -> list[Path]:
    """The files named, each once; of folders the files of data, without the tables of dates beside them."""
    found: list[Path] = []
    for path in paths:
        found += [p for p in _within(path) if p.suffix.lower() in RETURNS] if path.is_dir() else [path]
    return list(dict.fromkeys(found))


def others_under(paths: Sequence[Path]) -> list[Path]:
    """The files of folders that are no data at all, such as a README; they are named and left."""
    return [p for path in paths if path.is_dir() for p in _within(path) if p.suffix.lower() not in RETURNS]


def _within(folder: Path) -> list[Path]:
    inner = (p for p in folder.rglob("*") if p.is_file() and p.name not in NOT_RETURNS)
    return sorted(p for p in inner if not any(part.startswith((".", "~$")) for part in p.relative_to(folder).parts))


def load_files(
    workspace: Workspace,
    files: Sequence[Path],
    given: GivenByHand,
    as_at: date,
    named: Sequence[Path] | None = None,
    pool: Pool | None = None,
) -> Iterator[LoadedFile]:
    """Load each file in turn; a file with problems is refused whole, and the others are kept.

    `named` are the paths a person named, where that was asked: a file only found in a folder that is nowhere near a return
    is passed over with a note. Lists of organisations come first, so that the codes of the figures are checked against them.
    `pool`: other processes that read the files; this one alone checks and keeps what they hold, in order.
    """
    mappings = load_mappings(workspace.folder / "rules" / "mappings", "rules/mappings")
    codes = CodesOfContracts(workspace.rulebook.contracts.values())
    written = written_records(workspace.rulebook.organisations)
    organisations = known_organisations(workspace.store, written, as_at)
    asked = [_to_read(workspace, path, given, as_at) for path in organisations_first(files)]
    by = HowToRead(workspace.rulebook.vocabulary, tuple(mappings), given.mapping, given.provider, given.period)
    readings = read_in(pool, by, [one for one in asked if isinstance(one, ToRead)])
    kept = False
    for one in asked:
        loaded = one if isinstance(one, LoadedFile) else _loaded(workspace, one, next(readings), given, as_at, codes, organisations, named)  # fmt: skip
        if loaded.reading is not None and loaded.reading.organisations:
            organisations = known_organisations(workspace.store, written, as_at)
        kept = kept or (loaded.reading is not None and loaded.state != Loaded.AGAIN)
        yield loaded
    if kept:
        workspace.store.bring_together()


def _to_read(workspace: Workspace, path: Path, given: GivenByHand, as_at: date) -> ToRead | LoadedFile:
    """The file with the days known of it, or why it is refused before it is read."""
    shown = shown_path(path, workspace.folder)
    try:
        if not path.is_file():
            raise _refused(shown, "there is no such file", "check the name; a folder loads every file in it")
        for option, day in (("--received", given.received), ("--published", given.published)):
            if day is not None and day > as_at:
                raise _refused(shown, f"{option} {day} lies after {as_at}, the day this is done", f"check {option}")
        received = given.received or _received_as_recorded(workspace, path)
        published = given.published or read_publication_dates(path.parent / "published.csv", "published.csv").get(
            path.name
        )
        return ToRead(path.absolute(), shown, received, published)
    except ProblemsFound as found:
        return LoadedFile(shown, None, "refused", found.problems)


def _loaded(
    workspace: Workspace,
    file: ToRead,
    read: Reading | Unread,
    given: GivenByHand,
    as_at: date,
    codes: CodesOfContracts,
    organisations: Organisations,
    named: Sequence[Path] | None,
) -> LoadedFile:
    """What became of a file that was read, or could not be."""
    if isinstance(read, Unread):
        near = read.near if named is not None and file.path not in [path.absolute() for path in named] else None
        passed_over = near is not None and near < NEAR_A_RETURN
        return _not_a_return(file.shown) if passed_over else LoadedFile(file.shown, None, "refused", read.problems)
    try:
        with no_cycles_looked_for():
            return _kept(workspace, file.path, read, given, as_at, codes, organisations)
    except ProblemsFound as found:
        return LoadedFile(file.shown, None, "refused", found.problems)


def _not_a_return(shown: str) -> LoadedFile:
    message = "this is no return or publication that is known: it was passed over"
    fix = "if it should be one, name the file itself to see what it was compared with"
    return LoadedFile(shown, None, NOT_READ, (Problem(shown, message, fix, weight=Weight.NOTE),))


def shown_path(path: Path, folder: Path) -> str:
    """The file relative to the workspace, with forward slashes; it never names a folder of this machine."""
    return Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()


def _kept(
    workspace: Workspace,
    path: Path,
    reading: Reading,
    given: GivenByHand,
    as_at: date,
    codes: CodesOfContracts,
    organisations: Organisations,
) -> LoadedFile:
    _refuse_what_does_not_fit(reading, given)
    _refuse_another_date(workspace, reading, given)
    _refuse_conflicts(workspace, reading)
    reading = _with_codes_checked(reading, codes, organisations, as_at)
    state = workspace.store.add(reading)
    return LoadedFile(
        reading.file, reading, state.value, reading.notes, _record_receipts(workspace, reading, path, given, state)
    )


def _with_codes_checked(
    reading: Reading, codes: CodesOfContracts, organisations: Organisations, as_at: date
) -> Reading:
    """The reading with what its codes call for noted; refused for a code that was meant for a contract and would not count."""
    found = code_problems(reading, codes, organisations)
    errors = [problem for problem in found if problem.weight is Weight.ERROR]
    if errors:
        raise ProblemsFound(errors, ExitCode.RETURNS_WRONG)
    if reading.organisations and reading.known_from > as_at:
        message = f"this list speaks of days up to {reading.known_from}, so it counts as known only from then"
        fix = "load it with --published and the day it came out"
        found = (Problem(reading.file, message, fix, weight=Weight.WARNING), *found)
    return replace(reading, notes=(*reading.notes, *found)) if found else reading


def _received_as_recorded(workspace: Workspace, path: Path) -> date | None:
    """The day `received.csv` gives for a file that lies beside it."""
    for contract in workspace.rulebook.contracts.values():
        if path.resolve().parent == (contract.folder / "returns").resolve():
            lines = [line for line in workspace.receipts[contract.id] if line.file == path.name and line.received]
            return lines[-1].received if lines else None
    return None


def _refuse_what_does_not_fit(reading: Reading, given: GivenByHand) -> None:
    """What a person gave by hand has to agree with what the file says of itself."""
    start, end = reading.months
    if reading.organisations:
        return
    if given.period is not None and not given.period.contains(Period(start, end)):
        said = f"--period {given.period.label}, but the file itself is for {start} to {end}"
        raise _refused(reading.file, said, "leave --period out")
    if given.provider is not None and given.provider not in {o.provider for o in reading.figures}:
        said = f"--provider {given.provider}, but the file has no figure of it and says itself whose its figures are"
        raise _refused(reading.file, said, "leave --provider out")
    known = reading.published if reading.origin is Origin.PUBLISHED else reading.received
    option = "--published" if reading.origin is Origin.PUBLISHED else "--received"
    if known is not None and known <= end:
        said = f"{option} {known} lies before the period it covers was over ({end})"
        raise _refused(reading.file, said, f"check {option}, or the date kept beside the file")
    if reading.reader.startswith("preview") and reading.received is None:
        said = "an answer to the draft needs the day it came: without it, it could not count as newer than what it corrects"
        raise _refused(reading.file, said, "load it with --received DATE")


def _refuse_another_date(workspace: Workspace, reading: Reading, given: GivenByHand) -> None:
    """A recorded day of receipt decides what is late: changing it takes a name."""
    recorded = [r for r in workspace.store.readings() if r.file_sha256 == reading.file_sha256 and r.received]
    if recorded and given.received not in (None, recorded[-1].received) and not given.by:
        said = f"this file is recorded as received on {recorded[-1].received}; --received {given.received} would change that"
        raise _refused(reading.file, said, "say who changes it: --by NAME (or leave --received out)")


def _refused(shown: str, message: str, fix: str) -> ProblemsFound:
    return ProblemsFound([Problem(shown, message, fix)], ExitCode.RETURNS_WRONG)


def _refuse_conflicts(workspace: Workspace, reading: Reading) -> None:
    """Two files of one origin and day that state the same figure differently: a person has to say which came later."""
    found = conflicts(workspace.store, reading)
    if not found:
        return
    first, other = found[0]
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    date_option = "--published" if reading.origin is Origin.PUBLISHED else "--received"
    unit = " ".join(part for part in (first.provider, first.site, first.ward) if part) or first.icb
    message = f"{first.measure} for {unit} differs from {other}{more}, and neither is known to be the newer"
    fix = f"load the newer of the two with {date_option} and its own date"
    problem = Problem(reading.file, message, fix, sheet=first.sheet, cell=first.cell)
    raise ProblemsFound([problem], ExitCode.RETURNS_WRONG)


def _record_receipts(
    workspace: Workspace, reading: Reading, path: Path, given: GivenByHand, state: Loaded
) -> tuple[Receipt, ...]:
    """Record the day a local return came, as given by hand, in the contract's `received.csv`."""
    corrects = reading.reader.startswith("preview")
    if given.received is None or reading.origin is not Origin.LOCAL or state is Loaded.AGAIN or corrects:
        return ()
    added = []
    for contract in workspace.rulebook.contracts.values():
        codes = {contract.contract.provider.ods, *(f.ods for f in contract.contract.provider.formerly)}
        ours = {(o.measure, o.start, o.end) for o in reading.observations if o.provider in codes}
        for name, report in contract.contract.reports_due.items():
            spans = {(start, end) for measure, start, end in ours if measure in report.measures}
            for period in sorted({p for s, e in spans for p in periods_ending_in(report.length, Period(s, e))}):
                receipt = Receipt(name, period, path.name, given.received, None, given.by)
                if add_receipt(contract.folder / "returns" / "received.csv", receipt):
                    added.append(receipt)
    return tuple(added)
