"""The commands by name, each loaded when it is named: `--help` and `--version` load none of them."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

import typer
from msgspec import Struct
from typer.core import TyperGroup

if TYPE_CHECKING:
    from typer._click import Command, HelpFormatter


class Place(Struct, frozen=True):
    """Where a command stands: the module under `pxcommission.cli`, its function or group, and its line in the help."""

    module: str
    attribute: str
    line: str


COMMANDS = {
    "init": Place("setting_up", "init", "Make a new workspace with the rule library"),
    "doctor": Place("setting_up", "doctor", "What works and what does not on this machine"),
    "check": Place("check", "check", "A quarter: what was met, not met, not assessed, and what next"),
    "explain": Place("explain", "explain", "One finding: its clause, its figures, where each was read"),
    "pack": Place("pack", "pack", "Write the letters, workbooks and reports of a quarter"),
    "triangulate": Place("triangulate", "triangulate", "Which independent sources point the same way"),
    "equality": Place("equality", "equality", "The same measure for different groups of people"),
    "due": Place("due", "due", "What is due in every case, and every report owed"),
    "approve": Place("approvals", "approve", "Sign off a step before it is taken"),
    "schema": Place("schema", "schema", "Schemas that let an editor explain the rule files"),
    "spc": Place("spc", "spc", "Tell signal from noise in a series"),
    "funnel": Place("funnel", "funnel", "Every provider of the national publications side by side"),
    "help": Place("help", "explain_code", "What a problem's code means and how to mend it"),
    "audit": Place("audit", "app", "Check the case register's chain; hand it over"),
    "case": Place("case", "app", "Keep the cases: letters, answers, steps and dates"),
    "concern": Place("concern", "app", "Put a quality concern to a provider"),
    "contract": Place("contracts", "app", "Write contracts and change them"),
    "diagnostic": Place("diagnostic", "app", "How far patient experience is embedded, round after round"),
    "feedback": Place("feedback", "app", "Record what people say, count it, quote it as agreed"),
    "forms": Place("forms", "app", "The editions of General Condition 9 and their numbers"),
    "improvement": Place("improvement", "app", "Judge an action by what happened after it"),
    "letters": Place("letters", "app", "The Word templates of letters and papers"),
    "listening": Place("listening", "app", "What became of what people said, and telling them"),
    "organisations": Place("organisations", "app", "What became of an organisation and its code"),
    "packs": Place("packs", "app", "Check packs again, and compare two of them"),
    "response": Place("case_imports", "response_app", "Take in the response form a provider filled in"),
    "returns": Place("returns", "app", "Load what came in, and say what is owed"),
    "rules": Place("rules", "app", "Check, test, explain and compare the rule files"),
}


class _Loaded(MutableMapping[str, "Command"]):
    """The commands under their names, each made when it is asked for."""

    def __init__(self) -> None:
        self._made: dict[str, Command] = {}

    def __getitem__(self, name: str) -> Command:
        if name not in self._made:
            self._made[name] = _command(name, COMMANDS[name])
        return self._made[name]

    def __setitem__(self, name: str, command: Command) -> None:
        self._made[name] = command

    def __delitem__(self, name: str) -> None:
        del self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


class CommandsByName(TyperGroup):
    """The program's commands; what they are called is known without loading them."""

    def __init__(self, **attributes: Any) -> None:  # typer's own signature
        super().__init__(**attributes)
        self.commands = _Loaded()

    def format_commands(self, ctx: object, formatter: HelpFormatter) -> None:  # noqa: ARG002 (typer's own signature)
        """The list of commands, a line each."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, place.line) for name, place in COMMANDS.items()])


def _command(name: str, place: Place) -> Command:
    found = getattr(import_module(f"pxcommission.cli.{place.module}"), place.attribute)
    holder = typer.Typer(rich_markup_mode=None)
    holder.callback()(_nothing)
    if isinstance(found, typer.Typer):
        holder.add_typer(found, name=name)
    else:
        holder.command(name)(found)
    return typer.main.get_group(holder).commands[name]


def _nothing() -> None:
    """A group of one command stays a group when it has a callback."""
