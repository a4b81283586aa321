"""Whether a chained log is as it was written: its lines one after the other, each with what its acts say."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from pathlib import Path

from msgspec import Struct

from pxcommission.listening.log import FIRST, ChainedLog, Line
from pxcommission.problems import Problem

ActWrong = Callable[[Line], Iterable[str]]
"""What is wrong with what a line records; it may raise KeyError, TypeError, ValueError or AttributeError for a lacking part."""


class LogVerified(Struct, frozen=True):
    """How many lines the log has, the hash of the last one (empty for none), and what is wrong."""

    lines: int
    head: str
    problems: tuple[Problem, ...]


def chain_verified(workspace: Path, log: ChainedLog, act_wrong: ActWrong) -> LogVerified:
    """Every place where the log is not as it was written; `act_wrong` is given each line in turn.

    The chain of hashes shows lines that were changed, removed or put in before the last one. What was changed in the last
    one, removed from the end, or written anew as a whole, only a head kept elsewhere shows.
    """
    path = workspace / log.file
    texts = path.read_bytes().split(b"\n")[:-1] if path.is_file() else []
    fix = f"restore the folder {log.folder.as_posix()} from a copy"
    before, problems = FIRST, []
    for number, text in enumerate(texts, start=1):
        problems += [Problem(log.file.as_posix(), one, fix, number, 1) for one in _wrong(text, before, act_wrong)]
        before = hashlib.sha256(text).hexdigest()
    return LogVerified(len(texts), before if texts else "", tuple(problems))


def _wrong(text: bytes, before: str, act_wrong: ActWrong) -> list[str]:
    """What is wrong with one line: its form, its place in the chain, what it says."""
    try:
        line = json.loads(text)
    except ValueError:
        return ["this line is damaged: it can't be read"]
    if not isinstance(line, dict):
        return ["this line is damaged: it records nothing"]
    broken = [] if line.get("before") == before else ["the line before this one was changed, removed or put in"]
    try:
        return [*broken, *act_wrong(line)]
    except (KeyError, TypeError, ValueError, AttributeError):
        return [*broken, "this line lacks what its act has to say, or says it in another form"]
