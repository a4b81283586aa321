"""The listening registers of a workspace as known on a day: entries, what was recorded as complete, quotations picked.

Everything comes from the log; an act of recording is one line of it. A correction is a new line for the same id, which
replaces the older one from the day it became known; nothing is ever changed in place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from pxcommission.listening.entries import Said, from_kept
from pxcommission.listening.log import LOG, Line, lines_of
from pxcommission.listening.recorded import Complete, Quotation, Recorded, Registers, Source, Undone, Withdrawn
from pxcommission.listening.texts import text_of
from pxcommission.periods import Period
from pxcommission.problems import ExitCode, Problem, ProblemsFound, did_you_mean


def registers_on(workspace: Path, as_at: date | None = None) -> Registers:
    """What the registers held on a day, or hold now. What was forgotten is forgotten for every day."""
    return _registers(lines_of(workspace), as_at)


def entry_named(registers: Registers, name: str) -> Recorded:
    """The entry of an id; raises ProblemsFound (exit code 2) where there is none, (6) where it was withdrawn."""
    gone = registers.withdrawn.get(name)
    if gone is not None:
        message = f"this entry was withdrawn on {gone.on} by {gone.by}, and counts no more"
        problem = Problem(name, message, "if that was a slip, record it again with a reference of its own")
        raise ProblemsFound([problem], ExitCode.REFUSED)
    return any_entry_named(registers, name)


def any_entry_named(registers: Registers, name: str) -> Recorded:
    """The entry of an id, withdrawn or not; raises ProblemsFound (exit code 2) where there is none."""
    found = registers.ever.get(name)
    if found is None:
        near = did_you_mean(name, registers.ever)
        problem = Problem(name, f"there is no such entry{near}", "see `pxcommission feedback list`")
        raise ProblemsFound([problem], ExitCode.USAGE)
    return found


def complete_named(registers: Registers, name: str) -> Complete:
    """The period recorded as complete under an id; raises ProblemsFound (2) where there is none, (6) where it was withdrawn."""
    gone = next((one for one in registers.undone if one.complete.id == name), None)
    if gone is not None:
        message = f"this was withdrawn on {gone.on} by {gone.by}, and counts no more"
        problem = Problem(name, message, "if the register is complete now, record it again: `feedback complete`")
        raise ProblemsFound([problem], ExitCode.REFUSED)
    found = next((one for one in registers.complete if one.id == name), None)
    if found is None:
        near = did_you_mean(name, [one.id for one in registers.complete])
        problem = Problem(name, f"no period was recorded as complete under this id{near}", _SEE_COMPLETE)
        raise ProblemsFound([problem], ExitCode.USAGE)
    return found


_SEE_COMPLETE = "see `pxcommission feedback list --complete`"


def said_in(workspace: Path, recorded: Recorded) -> Said:
    """What was said in an entry; nothing where nothing was kept or it was forgotten."""
    if not recorded.text or recorded.forgotten is not None:
        return Said()
    return Said(**text_of(workspace, recorded.text, recorded.hashed))


def next_numbers(registers: Iterable[str]) -> dict[str, int]:
    """For each kind of id the next number: `complaint-0007` gives 8 for complaint."""
    found: dict[str, int] = {}
    for name in registers:
        kind, _, number = name.rpartition("-")
        found[kind] = max(found.get(kind, 1), int(number) + 1)
    return found


def _registers(lines: Iterable[Line], as_at: date | None) -> Registers:
    entries: dict[str, Recorded] = {}
    versions: dict[str, int] = {}
    complete: list[Complete] = []
    quotations: dict[str, Quotation] = {}
    forgotten: dict[str, date] = {}
    withdrawn: dict[str, tuple[date, str, str]] = {}
    for number, line in enumerate(lines, start=1):
        try:
            known_from = date.fromisoformat(line["known_from"])
            known = as_at is None or known_from <= as_at
            match line["act"]:
                case "entries":
                    for one in _entries(line, known_from, versions):
                        before = entries.get(one.id)
                        if known and (before is None or before.known_from <= one.known_from):
                            entries[one.id] = one
                    if known:
                        complete += _complete(line, known_from)
                case "quotation" if known:
                    made = Quotation(line["id"], line["entry"], known_from, line["by"], line["text"])
                    quotations[made.id] = made
                case "withdrawn" if known:
                    withdrawn[line["id"]] = known_from, line["by"], line["reason"]
                case "forgotten":
                    forgotten[line["id"]] = known_from
        except (KeyError, TypeError, ValueError):
            problem = Problem(
                LOG.as_posix(), "this line can't be read by this version of the program", _NEWER, number, 1
            )
            raise ProblemsFound([problem], ExitCode.ENVIRONMENT) from None
    return _apart(_without(Registers(entries, tuple(complete), quotations, {}), forgotten), withdrawn)


_NEWER = "use the version that wrote it, or restore the folder .pxcommission/listening from a copy"


def _without(registers: Registers, forgotten: Mapping[str, date]) -> Registers:
    """The registers without the texts and quotations that were forgotten."""
    if not forgotten:
        return registers
    entries = {
        name: one if name not in forgotten else replace(one, text="", forgotten=forgotten[name])
        for name, one in registers.entries.items()
    }
    quotations = {n: q for n, q in registers.quotations.items() if q.entry not in forgotten and n not in forgotten}
    return replace(registers, entries=entries, quotations=quotations)


def _apart(registers: Registers, withdrawn: Mapping[str, tuple[date, str, str]]) -> Registers:
    """The registers with what was withdrawn, entries and completed periods, apart from what counts."""
    known = registers.entries
    return replace(
        registers,
        entries={name: one for name, one in known.items() if name not in withdrawn},
        withdrawn={name: Withdrawn(one, *withdrawn[name]) for name, one in known.items() if name in withdrawn},
        complete=tuple(one for one in registers.complete if one.id not in withdrawn),
        undone=tuple(Undone(one, *withdrawn[one.id]) for one in registers.complete if one.id in withdrawn),
    )


def _entries(line: Line, known_from: date, versions: dict[str, int]) -> list[Recorded]:
    found = []
    for one in line.get("entries", ()):
        versions[one["id"]] = versions.get(one["id"], 0) + 1
        hashed = one.get("text", "")
        version = versions[one["id"]]
        found.append(
            Recorded(one["id"], from_kept(one["facts"]), known_from, date.fromisoformat(line["recorded"]), line["by"],
                     _source(line, one.get("cell", "")), text_name(one["id"], version) if hashed else "", hashed, version)
        )  # fmt: skip
    return found


def _complete(line: Line, known_from: date) -> list[Complete]:
    return [
        Complete(one["id"], one["kind"], one["provider"],
                 Period(date.fromisoformat(one["start"]), date.fromisoformat(one["end"])), known_from, line["by"],
                 _source(line, one.get("cell", "")))
        for one in line.get("complete", ())
    ]  # fmt: skip


def _source(line: Line, cell: str) -> Source:
    file: Mapping[str, Any] = line.get("file") or {}
    return Source(file.get("name", ""), file.get("sha256", ""), file.get("sheet", ""), cell) if file else Source()


def text_name(name: str, version: int) -> str:
    """The name under which the text of an entry's version is kept: its id, with the version when it was corrected."""
    return name if version == 1 else f"{name}.{version}"
