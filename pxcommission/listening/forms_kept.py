"""Filled forms kept in the registers: new rows recorded, rows that come again replaced, each form whole or not at all."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from pxcommission.listening.answers import FormRead
from pxcommission.listening.filled import Filled
from pxcommission.listening.recorded import Recorded, Registers
from pxcommission.listening.recording import Completion, Draft, When, already_complete, is_same, record
from pxcommission.listening.register import registers_on
from pxcommission.returns.collected import Collected
from pxcommission.returns.figures import quoted


class LoadedForm(Struct, frozen=True):
    """What loading a form came to: ids recorded anew, replaced, unchanged; and what it recorded as complete.

    `kept_back` are those whose words were forgotten, `left_out` those that were withdrawn: neither comes back with its row.
    """

    filled: Filled
    new: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    complete: tuple[str, ...] = ()
    kept_back: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def load_filled(workspace: Path, filled: Filled, when: When, corrects: bool = False) -> LoadedForm:
    """Keep a filled form: rows that are there already change nothing, the same reference and day again replace theirs.

    Raises ProblemsFound (exit code 4) where a reference is already another day's, unless `corrects`.
    """
    registers = registers_on(workspace)
    found = Collected(filled.source.file)
    drafts: list[Draft] = []
    unchanged: list[str] = []
    kept_back: list[str] = []
    left_out: list[str] = []
    for cell, read in filled.rows:
        assert read.entry is not None  # noqa: S101
        before = _same_reference(registers, read)
        if (
            before is not None
            and before.id not in registers.withdrawn
            and is_same(workspace, before, read.entry, read.said)
        ):
            unchanged.append(before.id)
            continue
        if before is not None and before.entry.on != read.entry.on and not corrects:
            message = (
                f"Reference: {quoted(read.entry.reference)} is already {before.id} of {before.entry.on}, another day"
            )
            found.error(
                message,
                "give it another reference, or load with --corrects when it is the same",
                filled.source.sheet,
                cell,
            )
        if before is not None and before.id in registers.withdrawn:
            left_out.append(before.id)
            continue
        if before is not None and before.forgotten is not None and read.said:
            kept_back.append(before.id)
        drafts.append(Draft(read.entry, read.said, cell, before.id if before else ""))
    found.stop_if_wrong()
    completions = [c for c in (filled.completion,) if c is not None and not _is_settled(registers, c, filled)]
    if not drafts and not completions:
        return LoadedForm(filled, unchanged=tuple(unchanged), left_out=tuple(left_out))
    ids = record(workspace, drafts, when, filled.source, completions)
    named = list(zip(drafts, ids, strict=False))
    return LoadedForm(
        filled,
        tuple(name for draft, name in named if not draft.replaces),
        tuple(name for draft, name in named if draft.replaces),
        tuple(unchanged),
        ids[len(drafts) :],
        tuple(kept_back),
        tuple(left_out),
    )


def _is_settled(registers: Registers, one: Completion, filled: Filled) -> bool:
    """Whether a period is complete already, or was withdrawn: what the very same file says does not bring it back."""
    said = (one.kind, one.provider, one.period, filled.source.sha256)
    gone = (undone.complete for undone in registers.undone)
    withdrawn = any((c.kind, c.provider, c.period, c.source.sha256) == said for c in gone)
    return withdrawn or already_complete(registers, one) is not None


def _same_reference(registers: Registers, read: FormRead) -> Recorded | None:
    entry = read.entry
    assert entry is not None  # noqa: S101
    for one in registers.ever.values():  # one that counts before one withdrawn
        known = one.entry
        if (known.kind, known.provider, known.reference) == (entry.kind, entry.provider, entry.reference):
            return one
    return None
