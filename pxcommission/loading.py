"""Returns come in: each file is recognised, read whole or refused, checked against what is known, and kept."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pxcommission.evidence.observations import Origin, Reading
from pxcommission.evidence.receipts import Receipt, add_receipt, read_publication_dates
from pxcommission.evidence.store import Loaded, conflicts
from pxcommission.periods import Period, periods_ending_in
from pxcommission.problems import ExitCode, Problem, ProblemsFound
from pxcommission.quarter import Workspace
from pxcommission.returns.mappings import Mapping, load_mappings
from pxcommission.returns.recognise import read_file

NOT_RETURNS = ("received.csv", "published.csv", "monthly-values.csv")
RETURNS = (".csv", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")


@dataclass(frozen=True)
class GivenByHand:
    """What a person says about the files: the mapping to use, whose they are, for when, and when they came."""

    mapping: str | None = None
    provider: str | None = None
    period: Period | None = None
    received: date | None = None
    published: date | None = None
    by: str = ""


@dataclass(frozen=True)
class LoadedFile:
    """What became of one file: its reading and how it was kept, or the problems it was refused for."""

    file: str
    reading: Reading | None
    state: str
    problems: tuple[Problem, ...]
    receipts: tuple[Receipt, ...] = ()


def files_under(paths: Sequence[Path]) -> list[Path]:
    """The files named, each once; of folders the spreadsheets and CSV files, without the tables of dates beside them."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inner = sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in RETURNS)
            hidden = [p for p in inner if any(part.startswith((".", "~$")) for part in p.relative_to(path).parts)]
            found += [p for p in inner if p.name not in NOT_RETURNS and p not in hidden]
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def load_files(workspace: Workspace, files: Sequence[Path], given: GivenByHand, as_at: date) -> Iterator[LoadedFile]:
    """Load each file in turn; a file with problems is refused whole, and the others are kept."""
    mappings = load_mappings(workspace.folder / "rules" / "mappings", "rules/mappings")
    for path in files:
        shown = shown_path(path, workspace.folder)
        try:
            yield _load(workspace, path, shown, mappings, given, as_at)
        except ProblemsFound as found:
            yield LoadedFile(shown, None, "refused", found.problems)


def shown_path(path: Path, folder: Path) -> str:
    """The file relative to the workspace, with forward slashes; it never names a folder of this machine."""
    return Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()


def _load(
    workspace: Workspace, path: Path, shown: str, mappings: Sequence[Mapping], given: GivenByHand, as_at: date
) -> LoadedFile:
    if not path.is_file():
        raise _refused(shown, "there is no such file", "check the name; a folder loads every file in it")
    for option, day in (("--received", given.received), ("--published", given.published)):
        if day is not None and day > as_at:
            raise _refused(shown, f"{option} {day} lies after {as_at}, the day this is done", f"check {option}")
    received = given.received or _received_as_recorded(workspace, path)
    published = given.published or read_publication_dates(path.parent / "published.csv", "published.csv").get(path.name)
    reading = read_file(
        path,
        shown,
        workspace.rulebook.vocabulary,
        mappings,
        mapping=given.mapping,
        provider=given.provider,
        period=given.period,
        received=received,
        published=published,
    )
    _refuse_what_does_not_fit(reading, given)
    _refuse_another_date(workspace, reading, given)
    _refuse_conflicts(workspace, reading)
    state = workspace.store.add(reading)
    return LoadedFile(
        shown, reading, state.value, reading.notes, _record_receipts(workspace, reading, path, given, state)
    )


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
    if given.period is not None and not given.period.contains(Period(start, end)):
        said = f"--period {given.period.label}, but the file itself is for {start} to {end}"
        raise _refused(reading.file, said, "leave --period out")
    if given.provider is not None and given.provider not in {o.provider for o in reading.observations}:
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
        ours = [o for o in reading.observations if o.provider in codes]
        for name, report in contract.contract.reports_due.items():
            spans = {(o.start, o.end) for o in ours if o.measure in report.measures}
            for period in sorted({p for s, e in spans for p in periods_ending_in(report.length, Period(s, e))}):
                receipt = Receipt(name, period, path.name, given.received, None, given.by)
                if add_receipt(contract.folder / "returns" / "received.csv", receipt):
                    added.append(receipt)
    return tuple(added)
