"""The only way out for a person's words: a passage that somebody picked, of an entry whose speaker agreed to it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from msgspec import Struct

from pxcommission.listening.recorded import Recorded
from pxcommission.listening.recording import When, keep_quotation
from pxcommission.listening.register import entry_named, registers_on, said_in
from pxcommission.listening.texts import text_of
from pxcommission.problems import ExitCode, Problem, ProblemsFound
from pxcommission.returns.figures import clean_text
from pxcommission.returns.personal_data import personal_details

LONGEST, SHORTEST = 600, 3


class Quoted(Struct, frozen=True):
    """A passage with what it is about; it is quoted without a name, always."""

    id: str
    passage: str
    entry: str
    kind: str
    provider: str
    service: str
    aspect: str
    themes: tuple[str, ...]
    on: date
    picked_by: str
    picked_on: date


def pick_quotation(workspace: Path, name: str, passage: str, when: When) -> str:
    """Keep a passage of an entry as a quotation; its id.

    Raises ProblemsFound (exit code 6) without consent or with personal details in it, and (exit code 2) when the passage
    does not stand in what was said.
    """
    found = entry_named(registers_on(workspace), name)
    said = said_in(workspace, found)
    if not found.entry.may_be_quoted:
        raise _stopped(
            name, "there is no consent to quote it", "ask the person, then `feedback correct` it", ExitCode.REFUSED
        )
    if not said:
        why = f"its text was removed on {found.forgotten}" if found.forgotten else "nothing of what was said was kept"
        raise _stopped(name, why, "there is nothing to quote", ExitCode.REFUSED)
    plain = " ".join(clean_text(passage)[0].split())
    places = (" ".join(said.said.split()), " ".join(said.asked_for.split()))
    if len(plain) < SHORTEST or not any(plain in place for place in places):
        message = "this passage does not stand in what was said"
        raise _stopped(name, message, f"copy it word for word; see `feedback show {name} --words`", ExitCode.USAGE)
    if len(plain) > LONGEST:
        raise _stopped(
            name, f"the passage has {len(plain)} characters; at most {LONGEST}", "pick less of it", ExitCode.USAGE
        )
    kinds = personal_details(plain)
    if kinds:
        message = f"the passage seems to hold {', '.join(kinds)}"
        raise _stopped(name, message, "pick a passage without it", ExitCode.REFUSED)
    return keep_quotation(workspace, name, plain, when)


def quotations_for(
    workspace: Path,
    providers: frozenset[str],
    as_at: date,
    service: str | None = None,
    aspect: str | None = None,
) -> tuple[Quoted, ...]:
    """The quotations known on a day about these provider codes, oldest first; only those still agreed to."""
    known, now = registers_on(workspace, as_at), registers_on(workspace)
    found = []
    for name, one in known.quotations.items():
        entry = known.entries.get(one.entry)
        standing = now.entries.get(one.entry)  # none where it was withdrawn since
        if entry is None or standing is None or name not in now.quotations or not _still_agreed(standing):
            continue
        about = entry.entry
        if about.provider not in providers or (aspect is not None and about.aspect != aspect):
            continue
        if service is not None and service not in (about.service, "all"):
            continue
        passage = text_of(workspace, name, one.hashed)["passage"]
        found.append(
            Quoted(name, passage, one.entry, about.kind, about.provider, about.service, about.aspect, about.themes, about.on,
                   one.by, one.recorded)
        )  # fmt: skip
    return tuple(found)


def _still_agreed(recorded: Recorded) -> bool:
    return recorded.entry.may_be_quoted and recorded.forgotten is None


def _stopped(name: str, message: str, fix: str, code: ExitCode) -> ProblemsFound:
    return ProblemsFound([Problem(name, message, fix)], code)
