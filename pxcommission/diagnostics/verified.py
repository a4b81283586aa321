"""Whether the log of the self-assessments is as it was written: every line, and what it refers to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from msgspec import Struct, field

from pxcommission.diagnostics.entries import RATERS, STATUSES, RoundKey, from_kept
from pxcommission.diagnostics.rounds import DIAGNOSTICS, key_of
from pxcommission.listening.chain_verified import LogVerified, chain_verified
from pxcommission.listening.log import Line


class _Seen(Struct):
    """What the lines so far have recorded: how many, every id with its act, those withdrawn, and the parts of rounds."""

    entries: dict[str, str] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)
    answered: dict[RoundKey, set[str]] = field(default_factory=dict)

    @property
    def rounds(self) -> set[tuple[str, str, str]]:
        """Every round somebody answered in."""
        return {(one.organisation, one.framework, one.round) for one in self.answered}


def verify_diagnostics(workspace: Path) -> LogVerified:
    """Every place where the log is not as it was written (see `chain_verified`)."""
    seen = _Seen()
    return chain_verified(workspace, DIAGNOSTICS, lambda line: _act_wrong(line, seen))


def _act_wrong(line: Line, seen: _Seen) -> Iterator[str]:
    date.fromisoformat(line["known_from"]), date.fromisoformat(line["recorded"])
    wanted = f"diagnostic-{len(seen.entries) + 1:04d}"
    if line["id"] != wanted:
        yield f"{line['id']} comes where {wanted} is expected: a line is gone or was put in"
    if not line["by"]:
        yield "nobody is named as having recorded it"
    match line["act"]:
        case "answers":
            yield from _answers_wrong(line, seen)
        case "action":
            date.fromisoformat(line["on"])
            if line["statement"] not in seen.answered.get(key_of(line), set()):
                yield f"it speaks of {line['statement']}, which was never answered there before it"
            if line["status"] not in STATUSES:
                yield f"'{line['status']}' is no status"
        case "presented":
            date.fromisoformat(line["on"])
            if (line["organisation"], line["framework"], line["round"]) not in seen.rounds:
                yield "it speaks of a round that nobody answered in before it"
        case "complete":
            date.fromisoformat(line["start"]), date.fromisoformat(line["end"])
        case "withdrawn":
            if line["entry"] not in seen.entries:
                yield f"it speaks of {line['entry']}, which was never recorded before it"
            if line["entry"] in seen.withdrawn:
                yield f"{line['entry']} is withdrawn here, and was withdrawn before"
            seen.withdrawn.add(line["entry"])
        case act:
            yield f"'{act}' is no act that this version of the program knows"
    seen.entries[line["id"]] = line["act"]


def _answers_wrong(line: Line, seen: _Seen) -> Iterator[str]:
    date.fromisoformat(line["assessed_on"])
    key = key_of(line)
    if key.rater not in RATERS:
        yield f"'{key.rater}' is no rater"
    for name, kept in line["answers"].items():
        answer = from_kept(kept)
        if name not in line["statements"]:
            yield f"it answers {name}, which its edition does not have"
        if (answer.rating is None) == (not answer.not_assessed):
            yield f"{name} has neither a rating nor a reason why it was not assessed, or both"
    seen.answered.setdefault(key, set()).update(line["answers"])
