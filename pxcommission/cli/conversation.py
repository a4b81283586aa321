"""Questions asked one after the other, answered at a terminal or from a file of answers."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Mapping

import typer

from pxcommission.cli.options import usage
from pxcommission.periods import in_words
from pxcommission.problems import did_you_mean, printable
from pxcommission.written_values import day_meant, iso_day

Check = Callable[[str], str | None]
"""What is wrong with an answer, or None."""
INTERRUPTED = 130


def on_a_terminal() -> bool:
    """Whether somebody sits at a terminal, reading what is printed and typing answers."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def answer_line() -> str:
    """The next line typed, empty when the answers have ended; stops when Ctrl-C is pressed, saying that nothing was written."""
    if hasattr(signal, "siginterrupt") and threading.current_thread() is threading.main_thread():
        # polars installs a handler under which the system reads on after Ctrl-C until Enter is pressed
        signal.siginterrupt(signal.SIGINT, True)
    try:
        return sys.stdin.readline()
    except KeyboardInterrupt:
        print("\nNothing was written.")
        raise typer.Exit(INTERRUPTED) from None


def ask(question: str, default: str = "", check: Check | None = None, optional: bool = False) -> str:
    """The answer to a question, or its default; asked again until it can be used.

    Stops with exit code 2 when the answers end.
    """
    while True:
        sys.stdout.write(f"{question}{f' [{default}]' if default else ''}: ")
        sys.stdout.flush()
        line = answer_line()
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


def given_or_asked(given: str | None, question: str, refusal: str, check: Check | None = None) -> str:
    """What an option says, or the answer on a terminal; elsewhere stops with exit code 2 and the refusal."""
    if given is not None and given != "":
        return given
    return ask(question, check=check) if on_a_terminal() else usage(refusal)


def ask_day(question: str, default: str = "", check: Check | None = None) -> str:
    """A day as year-month-day, however it was written; one that could be read two ways is shown in words and confirmed.

    `check` says what is wrong with a day, given as year-month-day.
    """
    while True:
        answer = ask(question, default, lambda text: wrong_day(text) or (check(_iso(text)) if check else None))
        day, certain = day_meant(answer)
        if day is not None and (certain or _is_meant(in_words(day))):
            return day.isoformat()


def _is_meant(words: str) -> bool:
    return ask(f"  That is {words}. Is it right? (y/n)", check=one_of(["y", "n", "yes", "no"])).startswith("y")


def _iso(text: str) -> str:
    day, _ = day_meant(text)
    return day.isoformat() if day else text


def wrong_day(answer: str) -> str | None:
    """What is wrong with a day, written as 2025-04-01, 1 April 2025 or 01/04/2025."""
    if day_meant(answer)[0] is None:
        return "this is not a day; write it as 2025-04-01 or 1 April 2025"
    return None


def wrong_iso_day(answer: str) -> str | None:
    """What is wrong with a day that an option gives as year-month-day."""
    return None if iso_day(answer) else "this is not a day; write it as 2025-04-01"


def one_of(known: list[str]) -> Check:
    """An answer that is one of a few words."""
    return lambda answer: None if answer in known else f"one of: {', '.join(known)}{did_you_mean(answer, known)}"


def choose(question: str, choices: Mapping[str, str], default: str = "", several: bool = False) -> str:
    """One of the choices (several, with commas), by its number, its word or its title; each is listed with its title."""
    words = list(choices)
    for number, (word, title) in enumerate(choices.items(), start=1):
        print(f"  {number:2}  {word:32} {title}".rstrip())
    hint = f"{question} (number{'s' if several else ''} or word{'s, with commas' if several else ''})"

    def check(answer: str) -> str | None:
        unknown = [part for part in _parts(answer, several) if _chosen(part, choices) is None]
        if not unknown:
            return None
        near = did_you_mean(unknown[0].lower(), words)
        return f"there is no '{unknown[0]}'{near}; write a number from 1 to {len(words)}, or one of: {', '.join(words)}"

    answer = ask(hint, default, check)
    return ", ".join(dict.fromkeys(_chosen(part, choices) or part for part in _parts(answer, several)))


def _parts(answer: str, several: bool) -> list[str]:
    return [part.strip() for part in answer.split(",") if part.strip()] if several else [answer]


def _chosen(answer: str, choices: Mapping[str, str]) -> str | None:
    """The word a number, a word or a title stands for."""
    words = list(choices)
    if answer.isascii() and answer.isdigit():
        return words[int(answer) - 1] if 1 <= int(answer) <= len(words) else None
    low = answer.lower()
    return next((word for word, title in choices.items() if low in (word.lower(), title.lower())), None)
