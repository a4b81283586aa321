"""Recording in the listening registers: new entries, corrections, a period as complete, and forgetting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from msgspec import Struct

from pxcommission.listening.entries import Entry, Said, as_kept
from pxcommission.listening.log import add_line, alone, lines_of
from pxcommission.listening.recorded import Complete, Recorded, Registers, Source
from pxcommission.listening.register import (
    any_entry_named,
    complete_named,
    entry_named,
    next_numbers,
    registers_on,
    said_in,
    text_name,
)
from pxcommission.listening.texts import keep_text, sweep_texts
from pxcommission.periods import Period
from pxcommission.problems import ExitCode, Problem, ProblemsFound


class When(Struct, frozen=True):
    """Who records, on which day, and from which day it was known."""

    by: str
    recorded: date
    known_from: date


class Draft(Struct, frozen=True):
    """An entry to record: its facts and words, the cell it came from, and the id of the one it replaces, if any."""

    entry: Entry
    said: Said
    cell: str = ""
    replaces: str = ""


class Completion(Struct, frozen=True):
    """A period to record as complete for a kind and provider."""

    kind: str
    provider: str
    period: Period
    cell: str = ""


def record(
    workspace: Path,
    drafts: Sequence[Draft],
    when: When,
    source: Source | None = None,
    completions: Sequence[Completion] = (),
) -> tuple[str, ...]:
    """Record the drafts and completions, all of them or none; their ids, those of completions last."""
    with alone(workspace):
        registers = registers_on(workspace)
        sweep_texts(workspace, registers.texts_wanted)
        numbers = next_numbers(registers.ids)

        def new_id(kind: str) -> str:
            number = numbers.get(kind, 1)
            numbers[kind] = number + 1
            return f"{kind}-{number:04d}"

        entries = [_line_of(workspace, registers, one, one.replaces or new_id(one.entry.kind)) for one in drafts]
        complete = [_complete_line(one, new_id("complete")) for one in completions]
        file = {"name": source.file, "sha256": source.sha256, "sheet": source.sheet} if source else None
        act = {"act": "entries", "entries": entries, "complete": complete, "file": file}
        add_line(workspace, {**act, **_said_of(when)})
        if any(one.replaces for one in drafts):
            sweep_texts(workspace, registers_on(workspace).texts_wanted)
        return tuple(str(one["id"]) for one in (*entries, *complete))


def forget(workspace: Path, name: str, reason: str, when: When) -> tuple[Recorded, tuple[str, ...]]:
    """Remove what was said in an entry and every quotation from it; the facts, the hash and this act stay.

    Gives the entry, and the ids of its quotations. Raises ProblemsFound (exit code 6) where nothing is left to forget.
    """
    with alone(workspace):
        registers = registers_on(workspace)
        found = any_entry_named(registers, name)
        if found.forgotten is not None or not found.hashed:
            said = (
                f"its text was removed on {found.forgotten}" if found.forgotten else "nothing of what was said was kept"
            )
            raise ProblemsFound([Problem(name, said, "nothing is left to forget")], ExitCode.REFUSED)
        quoted = tuple(one.id for one in registers.quotations.values() if one.entry == name)
        act = {"act": "forgotten", "id": name, "text": found.hashed, "quotations": list(quoted), "reason": reason}
        add_line(workspace, {**act, **_said_of(when)})
        sweep_texts(workspace, registers_on(workspace).texts_wanted)
        return found, quoted


def withdraw(workspace: Path, name: str, reason: str, when: When) -> Recorded:
    """Record that an entry does not count any more; it, what was said in it, and this act all stay on record.

    Raises ProblemsFound (exit code 6) where it was withdrawn already.
    """
    with alone(workspace):
        found = entry_named(registers_on(workspace), name)
        add_line(workspace, {"act": "withdrawn", "id": name, "reason": reason, **_said_of(when)})
        return found


def withdraw_complete(workspace: Path, name: str, reason: str, when: When) -> Complete:
    """Record that a period is not complete after all; that it was said to be, and this act, both stay on record.

    Raises ProblemsFound (exit code 6) where that was withdrawn already.
    """
    with alone(workspace):
        found = complete_named(registers_on(workspace), name)
        add_line(workspace, {"act": "withdrawn", "id": name, "reason": reason, **_said_of(when)})
        return found


def keep_quotation(workspace: Path, name: str, passage: str, when: When) -> str:
    """Keep a passage picked from an entry; the quotation's id. What may be quoted is decided in `quotations`."""
    with alone(workspace):
        registers = registers_on(workspace)
        sweep_texts(workspace, registers.texts_wanted)
        made = f"quotation-{_quotations_ever(workspace):04d}"
        hashed = keep_text(workspace, made, {"passage": passage})
        act = {"act": "quotation", "id": made, "entry": name, "text": hashed}
        add_line(workspace, {**act, **_said_of(when)})
        return made


def _quotations_ever(workspace: Path) -> int:
    return 1 + len([line for line in lines_of(workspace) if line.get("act") == "quotation"])


def _said_of(when: When) -> dict[str, str]:
    return {"by": when.by, "recorded": when.recorded.isoformat(), "known_from": when.known_from.isoformat()}


def _line_of(workspace: Path, registers: Registers, draft: Draft, name: str) -> dict[str, Any]:
    """An entry's part of a line; its text is kept first, so that the line never speaks of one that is not there."""
    before = registers.entries.get(name)
    line: dict[str, Any] = {"id": name, "facts": as_kept(draft.entry)}
    if draft.cell:
        line["cell"] = draft.cell
    if draft.said and not (before and before.forgotten):
        version = before.version + 1 if before else 1
        words = {"said": draft.said.said, "asked_for": draft.said.asked_for}
        line["text"] = keep_text(workspace, text_name(name, version), words)
    return line


def _complete_line(one: Completion, name: str) -> Mapping[str, Any]:
    line = {"id": name, "kind": one.kind, "provider": one.provider, "start": one.period.start.isoformat(),
            "end": one.period.end.isoformat()}  # fmt: skip
    return {**line, "cell": one.cell} if one.cell else line


def is_same(workspace: Path, recorded: Recorded, entry: Entry, said: Said) -> bool:
    """Whether an entry already says all of this; a text that was forgotten is taken as said, and never kept again."""
    if recorded.entry != entry:
        return False
    return recorded.forgotten is not None or said_in(workspace, recorded) == said


def same_entry(workspace: Path, entry: Entry, said: Said) -> Recorded | None:
    """The entry that already says all of this, if there is one: the same facts and the same words."""
    entries = registers_on(workspace).entries.values()
    return next((one for one in entries if is_same(workspace, one, entry, said)), None)


def already_complete(registers: Registers, one: Completion) -> Complete | None:
    """The record that covers a period already, if there is one; of several that cover it together, the last."""
    known = [c for c in registers.complete if (c.kind, c.provider) == (one.kind, one.provider)]
    covering = [next((c for c in known if c.period.contains(month)), None) for month in one.period.months]
    found = [c for c in covering if c is not None]
    return max(found, key=lambda c: c.id) if found and len(found) == len(covering) else None
