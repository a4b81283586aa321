"""The options every command shares, accepted before and after it."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NoReturn

import typer
from msgspec import Struct

from pxcommission.problems import printable
from pxcommission.written_values import day_meant, how_to_write_day

FORMATS = ("text", "json", "csv", "junit", "github", "ics")
SHARED = {"--workspace": True, "--as-at": True, "--format": True, "--by": True, "--quiet": False, "--no-color": False}


class Options(Struct, frozen=True):
    """What was asked for on the command line, for every command."""

    workspace: Path
    as_at: date
    format: str
    quiet: bool
    color: bool
    by: str

    @property
    def progress(self) -> bool:
        """Whether progress is shown: on standard error, only on a terminal."""
        return not self.quiet and sys.stderr.isatty()


def shared_first(arguments: Sequence[str]) -> list[str]:
    """The arguments with the shared options moved to the front, so that they may stand before and after the command."""
    front: list[str] = []
    rest: list[str] = []
    waiting = list(arguments)
    while waiting:
        argument = waiting.pop(0)
        if argument == "--":
            rest += [argument, *waiting]
            break
        name, _, value = argument.partition("=")
        if name not in SHARED:
            rest.append(argument)
        elif value or not SHARED[name] or not waiting:
            front.append(argument)
        else:
            front += [argument, waiting.pop(0)]
    return front + rest


def read_options(workspace: Path, as_at: str | None, form: str, quiet: bool, no_color: bool, by: str | None) -> Options:
    """The options, checked; today is read here and nowhere else."""
    if form not in FORMATS:
        usage(f"--format {form}: unknown format; known: {', '.join(FORMATS)}")
    day = date.today() if as_at is None else day_given("--as-at", as_at)
    color = not no_color and "NO_COLOR" not in os.environ and sys.stdout.isatty()
    return Options(workspace, day, form, quiet, color, by or os.environ.get("PXCOMMISSION_USER", ""))


def usage(message: str) -> NoReturn:
    """Stop with exit code 2 and the message."""
    print(f"error: {message}", file=sys.stderr)
    raise typer.Exit(2)


def day_given(option: str, text: str) -> date:
    """A day given on the command line; stops with exit code 2 for what is no day, nothing at all among it."""
    if not text.strip():
        usage(f"{option}: the day is empty; write 2026-04-01")
    day, certain = day_meant(text)
    if day is not None and certain:
        return day
    usage(f"{option} {printable(text)}: not a date; {how_to_write_day(text)[0]}")


def said_once(what: str, argument: str | None, option: str | None) -> str | None:
    """What may be said as an argument or by an option; stops with exit code 2 where it is said by both."""
    if argument is not None and option is not None:
        usage(f"say the {what} once: as an argument, or with --{what}")
    return option if argument is None else argument


def only_formats(options: Options, *supported: str) -> None:
    """Stop with exit code 2 unless the format is one this command has."""
    if options.format not in supported:
        usage(f"--format {options.format} is not supported here; this command has: {', '.join(supported)}")


def options_of(context: typer.Context) -> Options:
    """The shared options of the command being run."""
    found: Options = context.obj
    return found
