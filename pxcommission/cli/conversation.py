"""Questions asked one after the other, answered at a terminal or from a file of answers."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date

from pxcommission.cli.options import usage
from pxcommission.problems import printable

Check = Callable[[str], str | None]
"""What is wrong with an answer, or None."""


def ask(question: str, default: str = "", check: Check | None = None, optional: bool = False) -> str:
    """The answer to a question, or its default; asked again until it can be used.

    Stops with exit code 2 when the answers end.
    """
    while True:
        sys.stdout.write(f"{question}{f' [{default}]' if default else ''}: ")
        sys.stdout.flush()
        line = sys.stdin.readline()
        if not sys.stdin.isatty():
            sys.stdout.write("\n")
        if not line:
            usage(f"the answers ended at '{question}'; give the rest as options (see --help)")
        answer = " ".join(line.split()) or default
        wrong = _wrong(answer, check, optional)
        if wrong is None:
            return answer
        print(f"  {wrong}")


def _wrong(answer: str, check: Check | None, optional: bool) -> str | None:
    if not answer:
        return None if optional else "please write something"
    if printable(answer) != answer:
        return "this has characters that can't be seen; please write it again"
    return check(answer) if check else None


def ask_day(question: str, default: str = "") -> date:
    """A day of the calendar."""
    return date.fromisoformat(ask(question, default, wrong_day))


def wrong_day(answer: str) -> str | None:
    """What is wrong with a day written as year-month-day."""
    try:
        date.fromisoformat(answer)
    except ValueError:
        return "this is not a day; write it as 2025-04-01"
    return None


def one_of(known: list[str]) -> Check:
    """An answer that is one of a few words."""
    return lambda answer: None if answer in known else f"one of: {', '.join(known)}"
