"""Whether the log of the listening registers is as it was written: every line, what it refers to, and the texts kept apart."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from pxcommission.listening.chain_verified import LogVerified, chain_verified
from pxcommission.listening.entries import from_kept
from pxcommission.listening.log import LISTENING, Line
from pxcommission.listening.register import registers_on
from pxcommission.listening.texts import text_of
from pxcommission.problems import Problem, ProblemsFound

_FROM_A_COPY = "restore the folder .pxcommission/listening from a copy"


class _Seen(Struct):
    """What the lines so far have recorded: every id with its kind, and the ids withdrawn."""

    kinds: dict[str, str] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)


def verify_log(workspace: Path) -> LogVerified:
    """Every place where the log, or a text that it holds the hash of, is not as it was written (see `chain_verified`)."""
    seen = _Seen()
    found = chain_verified(workspace, LISTENING, lambda line: _acts_wrong(line, seen))
    return found if found.problems else replace(found, problems=tuple(_texts_wrong(workspace)))


def _acts_wrong(line: Line, seen: _Seen) -> Iterator[str]:
    date.fromisoformat(line["known_from"]), date.fromisoformat(line["recorded"])
    match line["act"]:
        case "entries":
            for one in line.get("entries", ()):
                yield from _entry_wrong(one, seen)
            for one in line.get("complete", ()):
                date.fromisoformat(one["start"]), date.fromisoformat(one["end"])
                yield from _named_twice(one["id"], "complete", seen)
        case "quotation":
            yield from _named_twice(line["id"], "quotation", seen)
            yield from _not_recorded(line["entry"], seen)
        case "withdrawn":
            yield from _not_recorded(line["id"], seen)
            if line["id"] in seen.withdrawn:
                yield f"{line['id']} is withdrawn here, and was withdrawn before"
            seen.withdrawn.add(line["id"])
        case "forgotten":
            yield from _not_recorded(line["id"], seen)
        case act:
            yield f"'{act}' is no act that this version of the program knows"


def _entry_wrong(one: dict[str, Any], seen: _Seen) -> Iterator[str]:
    """A new entry has an id of its own; one that comes again corrects an entry of the same kind that still counts."""
    name, kind = one["id"], from_kept(one["facts"]).kind
    if name not in seen.kinds:
        yield from _out_of_turn(name, seen)
    if seen.kinds.setdefault(name, kind) != kind:
        yield f"{name} was a {seen.kinds[name]} and comes again as a {kind}"
    if name in seen.withdrawn:
        yield f"{name} comes again though it was withdrawn before"


def _named_twice(name: str, kind: str, seen: _Seen) -> Iterator[str]:
    if name in seen.kinds:
        yield f"{name} was recorded before"
    else:
        yield from _out_of_turn(name, seen)
    seen.kinds[name] = kind


def _out_of_turn(name: str, seen: _Seen) -> Iterator[str]:
    """Ids are given in turn, so one that is passed over stood in a line that is gone."""
    begins, _, number = name.rpartition("-")
    passed_over = f"{begins}-{int(number) - 1:04d}"
    if int(number) > 1 and passed_over not in seen.kinds:
        yield f"{name} comes where {passed_over} was never recorded: a line is gone"


def _not_recorded(name: str, seen: _Seen) -> Iterator[str]:
    if name not in seen.kinds:
        yield f"it speaks of {name}, which was never recorded before it"


def _texts_wrong(workspace: Path) -> Iterator[Problem]:
    """The texts kept apart that are gone, or are not what the log holds the hash of."""
    registers = registers_on(workspace)
    wanted = [(one.text, one.hashed) for one in registers.ever.values() if one.text and one.forgotten is None]
    for name, hashed in [*wanted, *((one.id, one.hashed) for one in registers.quotations.values())]:
        try:
            text_of(workspace, name, hashed)
        except ProblemsFound as found:
            yield from found.problems
